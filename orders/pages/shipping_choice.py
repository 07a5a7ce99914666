"""The shipping of a checkout page: where it goes, and which ways a buyer has chosen."""

import uuid

from flask import request

from orders.charges import Destination
from orders.countries import COUNTRIES
from orders.errors import QuoteForeign
from orders.quotes import read_quote

#: `shipping-of-<shop>` is chosen of a shop.
SHIPPING = "shipping-"
_OF = f"{SHIPPING}of-"


def read_destination(country: str | None) -> Destination:
    """Return where a page's purchase goes, sent as was chosen on it or in the form that was refused."""
    is_known = country in COUNTRIES
    return Destination(country if is_known else None, _read_quoted() | _read_chosen())


def _read_chosen() -> frozenset[uuid.UUID]:
    chosen = (text for name, text in request.args.items() if name.startswith(_OF))
    return frozenset(method_id for text in chosen if (method_id := _read_id(text)))


def _read_quoted() -> frozenset[uuid.UUID]:
    """Return the ways that a refused form had; nothing of a quote that is not ours."""
    text = request.form.get("quote")
    try:
        return frozenset() if text is None else read_quote(text).method_ids
    except QuoteForeign:
        return frozenset()


def _read_id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
