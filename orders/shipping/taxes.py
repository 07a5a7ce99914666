"""The taxes that a shop collects, by the country that an order goes to: set and deleted by its merchant."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Row, Table, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kernel.bulk import insert_rows
from kernel.clock import now
from kernel.db import change
from kernel.ids import new_id
from orders.shipping.errors import NoSuchTax
from orders.shipping.models import ShopTaxRecord
from orders.shipping.values import NewTax, ShopTax
from products import shops

_TAXES = cast(Table, ShopTaxRecord.__table__)


def set_tax(session: Session, shop_id: uuid.UUID, new: NewTax, *, owner_id: uuid.UUID) -> None:
    """Let an own shop collect a tax on what goes to a country, in place of the one before. Safe to repeat.

    Raises NoSuchShop: it is not this owner's.
    """
    shops.get_own_shop(session, shop_id, owner_id)
    terms = {
        "name": new.name,
        "basis_points": new.basis_points,
        "is_included": new.is_included,
        "covers_shipping": new.covers_shipping,
    }
    of_country = (_TAXES.c.shop_id == shop_id) & (_TAXES.c.country == new.country)
    row = {"id": new_id(), "shop_id": shop_id, "owner_id": owner_id, "country": new.country}
    try:
        with session.begin_nested():
            if not change(session, update(_TAXES).where(of_country).values(terms)):
                insert_rows(session, _TAXES, [{**row, **terms, "created_at": now()}])
    except IntegrityError:
        # Somebody else set it in the same moment: ours is the later word.
        session.execute(update(_TAXES).where(of_country).values(terms))


def delete_tax(session: Session, tax_id: uuid.UUID, *, owner_id: uuid.UUID) -> uuid.UUID:
    """Collect a tax no more; return its shop's id. Orders keep theirs.

    Raises NoSuchTax: it is not this owner's.
    """
    own = (_TAXES.c.id == tax_id) & (_TAXES.c.owner_id == owner_id)
    shop_id: uuid.UUID | None = session.scalar(delete(_TAXES).where(own).returning(_TAXES.c.shop_id))
    if shop_id is None:
        raise NoSuchTax
    return shop_id


def list_taxes(session: Session, shop_id: uuid.UUID) -> Sequence[ShopTax]:
    """Return the taxes that a shop collects, by country."""
    rows = session.execute(select(_TAXES).where(_TAXES.c.shop_id == shop_id).order_by(_TAXES.c.country))
    return [_build_tax(row) for row in rows]


def find_taxes_of(
    session: Session, shop_ids: Collection[uuid.UUID], countries: Collection[str]
) -> Mapping[tuple[uuid.UUID, str], ShopTax]:
    """Return the taxes of shops on what goes to some countries, by (shop, country), in one query."""
    wanted = select(_TAXES).where(_TAXES.c.shop_id.in_(shop_ids), _TAXES.c.country.in_(countries))
    return {(row.shop_id, row.country): _build_tax(row) for row in session.execute(wanted)}


def _build_tax(row: Row[Any]) -> ShopTax:
    kept = {name: value for name, value in row._asdict().items() if name not in {"owner_id", "created_at"}}
    return ShopTax(**kept)
