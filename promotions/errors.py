"""What can go wrong with live prices."""

from kernel.errors import N_, Conflict, Invalid, NotFound


class NoSuchDeal(NotFound):
    """There is no such deal, or it is not the caller's."""

    title = N_("We could not find this live price.")


class NotLower(Invalid):
    """A live price is below the list price."""

    title = N_("A live price must be lower than the price of the product.")


class DealStands(Conflict):
    """The variant has a deal already, open or about to open."""

    title = N_("There is a live price for this already. End it before you open another one.")


class DealGone(Conflict):
    """The quota, the buyer's limit or the time was over in the very moment of buying."""

    title = N_("The live price is over. Look at the present price, please.")
