"""What can go wrong with the books. All of these are mistakes of the program, not of people."""

from kernel.errors import N_, Conflict


class Unbalanced(Conflict):
    """The lines of an entry don't come to zero in each currency."""

    title = N_("This entry is not balanced.")


class EntryDiffers(Conflict):
    """An entry of this kind, reference and part is in the books already, with other lines."""

    title = N_("The books have another entry in this place.")


class NothingLeft(Conflict):
    """More is to be given back of an order than was paid for it."""

    title = N_("More can't be given back than was paid.")
