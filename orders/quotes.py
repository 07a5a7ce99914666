"""Quotes: a price that a buyer was shown, signed, so that he pays that or is asked again.

A quote promises nothing but that: it is computed anew under the locks of the purchase.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kernel import runtime
from kernel.signing import Signer
from orders.errors import QuoteForeign

#: As long as somebody needs to look at a checkout and fill in where it goes.
QUOTE_SECONDS = 15 * 60
#: A repeated request may bring a quote of yesterday: it is answered with the order that stands.
_READABLE_SECONDS = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody was shown: the units of each variant in id order, the coupons, and the total.

    `method_ids` are the ways of shipping in it.
    """

    buyer_id: uuid.UUID
    quantities: tuple[tuple[uuid.UUID, int], ...]
    coupon_ids: frozenset[uuid.UUID]
    total_minor: int
    expires_at: dt.datetime
    method_ids: frozenset[uuid.UUID] = frozenset()


def sign_quote(quote: Quote) -> str:
    """Return a quote as a text for its buyer."""
    return _signer(runtime.config().secret_key).sign(
        {
            "buyer": quote.buyer_id.hex,
            "lines": [[variant_id.hex, count] for variant_id, count in quote.quantities],
            "coupons": sorted(one.hex for one in quote.coupon_ids),
            "methods": sorted(one.hex for one in quote.method_ids),
            "total": quote.total_minor,
            "until": int(quote.expires_at.timestamp()),
        }
    )


def read_quote(text: str) -> Quote:
    """Return the quote of a signed text.

    Raises QuoteForeign: we never signed it.
    """
    value: Any = _signer(runtime.config().secret_key).read(text, max_age_seconds=_READABLE_SECONDS)
    if value is None:
        raise QuoteForeign
    return Quote(
        uuid.UUID(value["buyer"]),
        tuple((uuid.UUID(variant_id), count) for variant_id, count in value["lines"]),
        frozenset(uuid.UUID(one) for one in value["coupons"]),
        value["total"],
        dt.datetime.fromtimestamp(value["until"], dt.UTC),
        # A quote from before there was shipping names none.
        frozenset(uuid.UUID(one) for one in value.get("methods", ())),
    )


@lru_cache(maxsize=2)
def _signer(secret_key: str) -> Signer:
    return Signer(secret_key, "quote")
