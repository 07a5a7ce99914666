"""What can go wrong with offers of commission and what they bring."""

from kernel.errors import N_, Conflict, Invalid, NotFound


class NoSuchCommissionOffer(NotFound):
    """There is no such offer, or it is not for the caller."""

    title = N_("We could not find this offer.")


class OwnProduct(Invalid):
    """Nobody earns a commission on what he sells himself."""

    title = N_("This is sold by the same person: nobody earns a commission on his own products.")


class NoSuchCreator(Invalid):
    """Nobody with this handle is a creator."""

    title = N_("There is no creator with this handle.")


class OfferEnded(Conflict):
    """The offer takes no new promoters."""

    title = N_("This offer has ended.")


class BadClick(Invalid):
    """A click token was not made by this server, or is too old."""

    title = N_("This link is not valid any more.")
