"""The price history as it is read: what could be paid when, and what today's reductions are measured from."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel import runtime
from kernel.clock import now
from products.models import PriceEntry, Variant
from products.prior_price import PriceKind, PricePoint, PricePreset, find_prior_price
from products.values import Special, find_special

#: The same price, paid again within this, is one line of the history.
SOLD_ONCE_IN = dt.timedelta(hours=1)


def list_points(
    session: Session, variant_ids: Collection[uuid.UUID]
) -> Mapping[uuid.UUID, Sequence[PricePoint]]:
    """Return every price of these variants, oldest first, in one query."""
    rows = session.scalars(
        select(PriceEntry).where(PriceEntry.variant_id.in_(variant_ids)).order_by(PriceEntry.id)
    )
    points = defaultdict(list)
    for row in rows:
        points[row.variant_id].append(_read(row))
    return points


def find_prior_prices(session: Session, specials: Mapping[uuid.UUID, Special]) -> Mapping[uuid.UUID, int]:
    """Return what these special prices, by variant, are reductions of; those that are none are left out.

    The only source of struck prices: without a special price nothing is asked.
    """
    if not specials:
        return {}
    preset = PricePreset(runtime.config().price_preset)
    points = list_points(session, specials.keys())
    found = {
        variant_id: find_prior_price(
            points[variant_id], price_minor=special.price_minor, starts_at=special.starts_at, preset=preset
        )
        for variant_id, special in specials.items()
    }
    return {variant_id: prior for variant_id, prior in found.items() if prior is not None}


def find_prior_prices_of(session: Session, variants: Iterable[Variant]) -> Mapping[uuid.UUID, int]:
    """Return what the special prices of these rows are reductions of, by variant."""
    specials = {row.id: special for row in variants if (special := find_special(row)) is not None}
    return find_prior_prices(session, specials)


def find_prior_price_of(session: Session, variant_id: uuid.UUID, special: Special) -> int | None:
    """Return what a special price of a variant is a reduction of, or None."""
    return find_prior_prices(session, {variant_id: special}).get(variant_id)


def note_sold(session: Session, sold: Mapping[uuid.UUID, int], currency: str) -> None:
    """Write into the price history what was paid for a unit of these variants.

    What was paid a moment ago already is not written again: rules ask for days.
    """
    at = now()
    newest = {
        row.variant_id: row.price_minor
        for row in session.scalars(
            select(PriceEntry)
            .where(
                PriceEntry.variant_id.in_(sold),
                PriceEntry.kind == PriceKind.SOLD,
                PriceEntry.created_at > at - SOLD_ONCE_IN,
            )
            .order_by(PriceEntry.id)
        )
    }
    session.add_all(
        PriceEntry(
            variant_id=variant_id,
            kind=PriceKind.SOLD,
            price_minor=price_minor,
            currency=currency,
            created_at=at,
        )
        for variant_id, price_minor in sold.items()
        if newest.get(variant_id) != price_minor
    )


def _read(row: PriceEntry) -> PricePoint:
    return PricePoint(
        row.price_minor, row.currency, row.created_at, PriceKind(row.kind), row.reference_id, row.is_end
    )
