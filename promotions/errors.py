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


class NoSuchCoupon(NotFound):
    """There is no such coupon, or it is not the caller's."""

    title = N_("We could not find this coupon.")


class CodeTaken(Conflict):
    """Another coupon of the shop that still stands has this code."""

    title = N_("Another coupon of your shop has this code. Choose another one, or end that coupon first.")


class TooManyCoupons(Conflict):
    """A shop has as many standing coupons as it can have."""

    title = N_("You have as many coupons as a shop can have. End one of them first.")


class CouponGone(Conflict):
    """The coupon's uses, the buyer's limit or its time were over in the very moment of buying."""

    title = N_("This coupon can't be used any more.")


class NothingOff(Invalid):
    """A coupon says neither an amount nor a percentage."""

    title = N_("Enter how much the coupon takes off.")


class TierIncomplete(Invalid):
    """A step of a full-reduction does not say from when on, or not how much less."""

    title = N_("Each step needs an amount from which on it counts, and what it takes off.")


class TierTooLow(Invalid):
    """A step of a full-reduction takes off all that one has to spend for it."""

    title = N_("A step must take off less than its amount.")


class NoSuchReduction(NotFound):
    """There is no such full-reduction, or it is not the caller's."""

    title = N_("We could not find this offer.")


class TooManyReductions(Conflict):
    """A shop has as many standing full-reductions as it can have."""

    title = N_("You have as many offers as a shop can have. End one of them first.")
