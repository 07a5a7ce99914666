"""What can go wrong with orders."""

from kernel.errors import N_, Conflict, Invalid, NotFound


class NoSuchOrder(NotFound):
    """There is no such order, or the caller has no part in it."""

    title = N_("We could not find this order.")


class NoSuchOffer(Invalid):
    """A variant does not exist."""

    title = N_("One of these products does not exist.")


class NotOnSale(Conflict):
    """A product was taken off sale, or its shop is closed."""

    title = N_("This product is not on sale any more.")


class PriceChanged(Conflict):
    """The buyer saw another price than the one that holds now; nothing was bought."""

    title = N_("The price has changed. Please look at it before you order.")


class SeveralShops(Invalid):
    """One order holds what one shop sells in one currency."""

    title = N_("An order can only hold products of one shop in one currency. Please order them separately.")


class SeveralCurrencies(Invalid):
    """One checkout is paid at once, in one currency."""

    title = N_("A checkout can only be paid in one currency. Please order what has another one separately.")


class NoteForNoOrder(Invalid):
    """A note is for a shop of which nothing is bought."""

    title = N_("There is a note for a shop from which nothing is bought.")


class NoSuchCheckout(NotFound):
    """There is no such checkout, or it is somebody else's."""

    title = N_("We could not find this checkout.")


class CartFull(Conflict):
    """A cart has as many different things as it can hold."""

    title = N_("Your cart is full. Please take something out first.")


class NotInCart(NotFound):
    """A variant is not in the cart."""

    title = N_("This is not in your cart any more.")


class NotCancellable(Conflict):
    """The order has gone too far to be cancelled."""

    title = N_("This order can't be cancelled any more.")


class NotShippable(Conflict):
    """Only a paid order is shipped."""

    title = N_("Only a paid order can be shipped.")


class NotInOrder(Conflict):
    """A parcel would hold more than is left to ship of an order."""

    title = N_("That is more than is left to ship of this order.")


class NoSuchShipment(NotFound):
    """There is no such shipment, or it is of somebody else's shop."""

    title = N_("We could not find this shipment.")


class NotOnItsWay(Conflict):
    """Not all of the order has left, or its money is on its way back."""

    title = N_("This order is not on its way.")


class NotConfirmable(Conflict):
    """Nobody can have received this order."""

    title = N_("The receipt of this order can't be confirmed.")


class NoSuchReturn(NotFound):
    """There is no such return, or the caller has no part in it."""

    title = N_("We could not find this return.")


class NotReturnable(Conflict):
    """The order was not sent, is paid back already, or it is too late for this reason."""

    title = N_("This can't be given back in this way any more.")


class NotWithdrawable(Conflict):
    """Something is an exception from giving back without a reason, as it was said when it was bought."""

    title = N_("Something of it can't be given back without a reason.")


class NotDisputable(Conflict):
    """The shop has not said no, it is too late, or a moderator has decided."""

    title = N_("A moderator can't be asked about this return (any more).")


class TooManyReturnPictures(Conflict):
    """Somebody has shown as many pictures of a return as he can, or it is over."""

    title = N_("No more pictures can be added to this return.")


class BadReturnPicture(Invalid):
    """The file is not a picture that can be used."""

    title = N_("This picture can't be used. Send a JPEG, PNG or WebP of up to 10 MB.")


class ReturnedAlready(Conflict):
    """Fewer units of a line are left than somebody wants to give back."""

    title = N_("So many are not left to give back.")


class ReturnMovedOn(Conflict):
    """A return is not where somebody thinks it is."""

    title = N_("This return has moved on. Please look at it again.")


class ReturnOpen(Conflict):
    """An order can't be complete while something of it goes back."""

    title = N_("Something of this order is on its way back. It can be confirmed when that is settled.")


class NotRefundable(Conflict):
    """There is nothing to give back."""

    title = N_("There is no payment to give back for this order.")


class QuoteForeign(Conflict):
    """A quote is not ours, somebody else's, or about other things than those that are bought."""

    title = N_("This price was shown for something else. Please look at it again before you order.")


class QuoteExpired(Conflict):
    """A quote is older than it may be."""

    title = N_("You have looked at this price for a while. Please look at it again before you order.")


class QuoteChanged(Conflict):
    """The purchase costs something else than its quote says; nothing was bought."""

    title = N_("The price has changed since you looked at it. Nothing was bought yet: please look again.")
