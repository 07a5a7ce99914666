"""What can go wrong when somebody decides about somebody else's work."""

from kernel.errors import N_, Conflict, Forbidden, Invalid


class NoOpenReview(Conflict):
    """There is nothing to decide: somebody else has decided, or the creator took it back."""

    title = N_("This is not waiting for a review any more.")


class OwnWork(Forbidden):
    """Nobody decides about what they made themselves."""

    title = N_("You can't decide about your own work. Please leave it to another moderator.")


class ReasonMissing(Invalid):
    """The creator must be told why."""

    title = N_("Please give a reason. The creator will read it.")


class AlreadyTakenDown(Conflict):
    """It is out of sight already."""

    title = N_("This has been taken down already.")


class NotTakenDown(Conflict):
    """There is no takedown to take back."""

    title = N_("This has not been taken down.")
