"""How the steps of a price and the refusals of coupons are called."""

from flask_babel import gettext

from promotions.coupon_choice import CouponRefusal
from promotions.pipeline.values import Funder, Kind


def refusal_words(refusal: CouponRefusal | None, missing: str) -> str:
    """Return why a coupon takes nothing off; empty when it does. `missing` is an amount in words."""
    sentences = {
        CouponRefusal.NOT_STARTED: gettext("Not valid yet."),
        CouponRefusal.OVER: gettext("Not valid any more."),
        CouponRefusal.USED_UP: gettext("Used up."),
        CouponRefusal.BUYER_LIMIT: gettext("You have used it as often as you can."),
        CouponRefusal.OTHER_CURRENCY: gettext("For another currency."),
        CouponRefusal.NOT_FOR_THESE: gettext("Not for what you are about to buy."),
        CouponRefusal.BELOW_THRESHOLD: gettext("%(amount)s more, and you can use it.", amount=missing),
        CouponRefusal.NOT_CHOSEN: gettext("Another coupon takes more off."),
    }
    return "" if refusal is None else str(sentences[refusal])


def kind_words() -> dict[str, str]:
    """Return how the steps that a merchant's shop decides about are called."""
    return {
        Kind.LIVE_DEAL: gettext("Live price"),
        Kind.SALE: gettext("Sale price"),
        Kind.FULL_REDUCTION: gettext("Spend more, pay less"),
        Kind.SHOP_COUPON: gettext("Coupon"),
    }


def funder_words() -> dict[str, str]:
    """Return who pays for a step."""
    return {
        Funder.SHOP: gettext("Your shop"),
        Funder.PLATFORM: gettext("The market"),
        Funder.CREATOR: gettext("The creator"),
    }
