"""What can go wrong with many orders at once."""

from kernel.errors import N_, Conflict, Invalid


class BadTrackingFile(Invalid):
    """The file can't be used at all; the detail says why."""

    title = N_("This file can't be read.")


class ParcelsChanged(Conflict):
    """What the file would do now is something else than what was shown."""

    title = N_("Your orders have changed meanwhile. Please look at it again.")


class ParcelsHaveProblems(Conflict):
    """Lines of the file can't be used, and nothing may be left out."""

    title = N_("Some lines can't be used. Mend them, or ship the others without them.")


class NothingChosen(Invalid):
    """No order was chosen, or more than can be done at once."""

    title = N_("Choose between 1 and 100 orders.")
