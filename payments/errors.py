"""What can go wrong with payments."""

from kernel.errors import N_, Conflict, Malformed, NotFound, Unavailable


class NoSuchPayment(NotFound):
    """There is no such payment, or it is somebody else's."""

    title = N_("We could not find this payment.")


class NotRefundable(Conflict):
    """The money has not arrived, or not that much of it."""

    title = N_("There is no payment that could be given back.")


class BadSignature(Malformed):
    """A webhook was not signed by its gateway, or too long ago."""

    title = N_("The signature of this message is not valid.")


class BadEvent(Malformed):
    """A webhook is signed and yet not understood."""

    title = N_("This message of a payment gateway can't be understood.")


class AmountNotTaken(Conflict):
    """A gateway can't charge or give back this amount: too small, or of a fraction that it does not know."""

    title = N_("This amount can't be paid in this way.")


class GatewayAway(Unavailable):
    """A gateway did not answer, or could not; nothing is known of what it did."""

    title = N_("The payment service does not answer. You have not paid anything by this; please try again.")


class GatewayRefused(Conflict):
    """A gateway will not do this, however often it is asked. `code` is its own word for the reason."""

    title = N_("The payment service refused this.")


class NoSuchAccount(NotFound):
    """The books have no such account."""

    title = N_("The books have no such account.")
