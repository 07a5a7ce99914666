"""Why a purchase was refused, in a sentence that names what it is about."""

import uuid
from collections.abc import Mapping

from flask_babel import gettext

from kernel.errors import DomainError
from kernel.money import format_money
from kernel.web.templates import locale
from orders.errors import NotOnSale, PriceChanged
from orders.shipping.errors import NotShipped
from products.errors import OutOfStock


def explain(error: DomainError, titles: Mapping[uuid.UUID, str]) -> str:
    """Return what a buyer reads of a refusal; `titles` names what he wanted, by variant."""
    members = error.members
    variant_id = members.get("variant_id")
    title = titles.get(variant_id) if isinstance(variant_id, uuid.UUID) else None
    if title is None:
        return _explain_shop(error) if isinstance(error, NotShipped) else str(gettext(error.title))
    if isinstance(error, PriceChanged):
        return _explain_price(error, title)
    words = {"title": title, "count": members.get("available")}
    if isinstance(error, OutOfStock) and not members["available"]:
        return str(gettext("“%(title)s” is sold out. Nothing was bought yet.", **words))
    if isinstance(error, OutOfStock):
        return str(gettext("Only %(count)s of “%(title)s” are left. Nothing was bought yet.", **words))
    if isinstance(error, NotOnSale):
        return str(gettext("“%(title)s” is not on sale any more. Nothing was bought yet.", **words))
    return str(gettext(error.title))


def _explain_shop(error: NotShipped) -> str:
    shop = error.members["shop_name"]
    return str(gettext("%(shop)s does not ship to this country. Nothing was bought yet.", shop=shop))


def _explain_price(error: PriceChanged, title: str) -> str:
    members = error.members
    price_minor, currency = members["price_minor"], members["currency"]
    assert isinstance(price_minor, int)
    words = {
        "title": title,
        "price": format_money(price_minor, str(currency), locale()),
        "count": members["per_buyer_limit"],
    }
    if members["reason"] == "deal_limit":
        sentence = gettext(
            "“%(title)s”: at most %(count)s at the live price. So many cost %(price)s each.", **words
        )
    else:
        sentence = gettext("“%(title)s” costs %(price)s each now. Nothing was bought yet.", **words)
    return str(sentence)
