"""The coupons of a checkout page: which a buyer has chosen or typed, and how they are spoken of."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import request
from flask_babel import gettext
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from kernel.money import format_money
from kernel.web.templates import locale
from orders.cart_view import CartLine
from orders.charges import Destination
from orders.pages.shipping_choice import SHIPPING
from orders.quote_schemas import MAX_CODES_COUNT
from orders.quotes import sign_quote
from orders.quoting import CouponOption, PriceCheck, quote_purchase
from promotions.fields import CouponCode
from promotions.wording import refusal_words

#: `coupon-code` is typed, `coupon-known-…` was typed before, `coupon-of-<shop>` is chosen of a shop.
COUPON = "coupon-"
_CODE, _KNOWN, _OF = (f"{COUPON}{name}" for name in ("code", "known-", "of-"))
_CODES = TypeAdapter(CouponCode)


@dataclass(frozen=True)
class ShopCoupons:
    """What a buyer can choose of a shop."""

    shop_id: uuid.UUID | None
    shop_name: str
    options: Sequence[CouponOption]

    @property
    def is_none_chosen(self) -> bool:
        """Tell whether none of them is used."""
        return not any(option.is_chosen for option in self.options)


@dataclass(frozen=True)
class CouponChoice:
    """The coupons of a checkout page: to choose from, those that do not fit with why, and unknown codes."""

    shops: Sequence[ShopCoupons]
    refused: Sequence[tuple[str, str]]
    known_codes: Sequence[str]
    unknown_codes: Sequence[str]
    signed: str


def check_price(
    session: Session, buyer_id: uuid.UUID, lines: Sequence[CartLine], to: Destination
) -> PriceCheck | None:
    """Return what the page's lines cost where they go, with the coupons that were chosen, or with the best.

    None as long as something among them can't be bought.
    """
    if not lines or not all(line.is_ready for line in lines):
        return None
    quantities = {line.variant_id: line.quantity for line in lines}
    return quote_purchase(
        session, buyer_id, quantities, codes=_read_codes(), coupon_ids=_read_chosen(), to=to
    )


def coupon_fields() -> Sequence[tuple[str, str]]:
    """Return what the coupons' form repeats, so that its page is about the same."""
    asked = (COUPON, SHIPPING, "country")
    kept = [(name, value) for name, value in request.args.items() if not name.startswith(asked)]
    if request.method == "POST" and "variant" in request.form:
        kept = [(name, request.form.get(name, "")) for name in ("variant", "quantity")]
    return [*kept, *((f"{_KNOWN}{number}", code) for number, code in enumerate(_read_codes()))]


def describe_coupons(check: PriceCheck) -> CouponChoice:
    """Return the coupons of a price in words."""
    names = {line.offer.shop_id: line.offer.shop_name for line in check.lines}
    usable = [option for option in check.options if option.is_usable]
    return CouponChoice(
        shops=list(_group(usable, names)),
        refused=[
            (option.coupon.name, _explain(option, check.currency))
            for option in check.options
            if not option.is_usable
        ],
        known_codes=_read_codes(),
        unknown_codes=check.unknown_codes,
        signed=sign_quote(check.quote),
    )


def _group(usable: Sequence[CouponOption], names: Mapping[uuid.UUID, str]) -> Iterator[ShopCoupons]:
    by_shop = sorted(usable, key=lambda one: (str(one.coupon.shop_id), -one.saves_minor))
    for shop_id, options in groupby(by_shop, key=lambda one: one.coupon.shop_id):
        yield ShopCoupons(shop_id, names[shop_id] if shop_id else gettext("The market"), list(options))


def _explain(option: CouponOption, currency: str) -> str:
    return refusal_words(option.refusal, format_money(option.missing_minor, currency, locale()))


def _read_codes() -> list[str]:
    """Return the codes that were typed, now or before; what can't be one is left out."""
    texts = [text for name, text in request.args.items() if name == _CODE or name.startswith(_KNOWN)]
    codes: list[str] = []
    for text in texts:
        try:
            codes.append(_CODES.validate_python(text))
        except ValidationError:
            continue
    return list(dict.fromkeys(codes))[:MAX_CODES_COUNT]


def _read_chosen() -> list[uuid.UUID] | None:
    """Return the coupons that were chosen; None: nothing was chosen yet, or a code has just been typed."""
    chosen = [text for name, text in request.args.items() if name.startswith(_OF)]
    if not chosen or request.args.get(_CODE):
        return None
    try:
        return [uuid.UUID(text) for text in chosen if text]
    except ValueError:
        return None
