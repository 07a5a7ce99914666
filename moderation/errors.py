"""What can go wrong when people report, and when somebody decides about somebody else's work."""

from kernel.errors import N_, Conflict, Forbidden, Invalid, NotFound


class NoSuchSubject(NotFound):
    """There is nothing of this kind and id, or the person may not see it."""

    title = N_("We could not find what you want to report. It may have been removed.")


class OwnSubject(Invalid):
    """Nobody reports himself."""

    title = N_("This is your own. You can change or remove it yourself.")


class NoSuchCase(NotFound):
    """There is no such case."""

    title = N_("We could not find this case.")


class CaseDecided(Conflict):
    """Somebody else was faster."""

    title = N_("Another moderator has decided this case already.")


class CaseEscalated(Forbidden):
    """An escalated case or review is decided by an administrator."""

    title = N_("This was escalated. An administrator decides about it.")


class AlreadyEscalated(Conflict):
    """It waits for an administrator already."""

    title = N_("This was escalated already.")


class OwnReport(Forbidden):
    """Who reported something does not decide about it."""

    title = N_("You reported this yourself. Please leave it to another moderator.")


class NothingChosen(Invalid):
    """A decision to act must say what is done."""

    title = N_("Choose what is to be done.")


class NotForThisKind(Invalid):
    """This can't be done to a subject of this kind."""

    title = N_("This can't be done here.")


class NoSuchStatement(NotFound):
    """There is no such statement, or it is about somebody else."""

    title = N_("We could not find this decision.")


class AppealTooLate(Conflict):
    """The time for an appeal is over."""

    title = N_("The time for an appeal is over.")


class AppealedAlready(Conflict):
    """A decision can be appealed against once."""

    title = N_("You have appealed against this decision already.")


class NothingToAppeal(Conflict):
    """The decision was taken back, or is over."""

    title = N_("This decision does not stand any more.")


class NoOpenAppeal(Conflict):
    """There is no appeal, or somebody else has decided it."""

    title = N_("This appeal has been decided already.")


class OwnDecision(Forbidden):
    """An appeal is decided by somebody else than the decision was."""

    title = N_("You made this decision. Another moderator decides about the appeal.")


class Muted(Forbidden):
    """The person may not comment or post for a while."""

    title = N_("You can't comment or post for now. Your notifications say why and until when.")


class TextRefused(Invalid):
    """The text holds what a rule of the market refuses."""

    title = N_("This text can't be published here. Please change the words.")


class RuleExists(Conflict):
    """There is a rule for this phrase."""

    title = N_("There is a rule for these words already.")


class BadPhrase(Invalid):
    """The phrase is only wildcards and signs: it would match everything or nothing."""

    title = N_("Use at least two letters or one Chinese character.")


class NoOpenReview(Conflict):
    """There is nothing to decide: somebody else has decided, or the creator took it back."""

    title = N_("This is not waiting for a review any more.")


class OwnWork(Forbidden):
    """Nobody decides about what they made themselves."""

    title = N_("You can't decide about your own work. Please leave it to another moderator.")


class ReasonMissing(Invalid):
    """The person must be told why."""

    title = N_("Please give a reason. The person will read it.")


class AlreadySanctioned(Conflict):
    """The same was done to it already."""

    title = N_("This has been done already.")


class NotSanctioned(Conflict):
    """There is nothing to take back."""

    title = N_("There is nothing to take back any more.")
