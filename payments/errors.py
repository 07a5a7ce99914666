"""What can go wrong with payments."""

from kernel.errors import N_, Conflict, Malformed, NotFound


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
