"""The rows of carts: found by their owner, locked, changed line by line. What may happen says `carts`."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Table, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.ids import new_id
from orders.models import CartLineRecord, CartRecord

CARTS = cast(Table, CartRecord.__table__)
LINES = cast(Table, CartLineRecord.__table__)


@dataclass(frozen=True)
class CartOwner:
    """Whose cart it is: a person's by id, or a guest's by the hash of his browser's token."""

    user_id: uuid.UUID | None = None
    guest_hash: str | None = None


@dataclass(frozen=True)
class KeptLine:
    """A line as it is kept: enough to put it back as it was."""

    variant_id: uuid.UUID
    quantity: int
    is_saved: bool
    seen_price_minor: int
    currency: str
    source: Mapping[str, Any] | None
    added_at: dt.datetime


def is_owned(owner: CartOwner) -> ColumnElement[bool]:
    """Return the condition of an owner's cart."""
    if owner.user_id is not None:
        return CARTS.c.user_id == owner.user_id
    return CARTS.c.guest_hash == owner.guest_hash


def find_and_lock(session: Session, owner: CartOwner) -> uuid.UUID | None:
    """Return the id of a cart, locked until the commit, or None."""
    locking = update(CARTS).where(is_owned(owner)).values(changed_at=now()).returning(CARTS.c.id)
    cart_id: uuid.UUID | None = session.scalar(locking)
    return cart_id


def lock(session: Session, owner: CartOwner) -> uuid.UUID:
    """Return the id of a cart, locked; make it when there is none yet."""
    found = find_and_lock(session, owner)
    if found is None:
        dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        row = {"id": new_id(), "user_id": owner.user_id, "guest_hash": owner.guest_hash, "changed_at": now()}
        session.execute(dialect.insert(CARTS).values(row).on_conflict_do_nothing())
        found = find_and_lock(session, owner)
    assert found is not None
    return found


def find_line(session: Session, cart_id: uuid.UUID, variant_id: uuid.UUID) -> KeptLine | None:
    """Return a line of a cart, or None."""
    row = session.execute(select(LINES).where(of_line(cart_id, variant_id))).one_or_none()
    return None if row is None else _keep(row)


def list_kept(session: Session, owner: CartOwner) -> Sequence[KeptLine]:
    """Return the lines of a cart in the order in which they were added."""
    query = select(LINES).join(CARTS, CARTS.c.id == LINES.c.cart_id).where(is_owned(owner))
    return [_keep(row) for row in session.execute(query.order_by(LINES.c.added_at, LINES.c.variant_id))]


def write(session: Session, cart_id: uuid.UUID, line: KeptLine) -> None:
    """Write a line, in the place of one of the same variant."""
    delete_line(session, cart_id, line.variant_id)
    values = {name: getattr(line, name) for name in KeptLine.__dataclass_fields__}
    session.execute(insert(LINES).values(cart_id=cart_id, **values))


def of_line(cart_id: uuid.UUID, variant_id: uuid.UUID) -> ColumnElement[bool]:
    """Return the condition of one line."""
    return (LINES.c.cart_id == cart_id) & (LINES.c.variant_id == variant_id)


def delete_line(session: Session, cart_id: uuid.UUID, variant_id: uuid.UUID) -> None:
    """Take a line out of a cart."""
    session.execute(delete(LINES).where(of_line(cart_id, variant_id)))


def delete_cart(session: Session, cart_id: uuid.UUID) -> None:
    """Delete a cart with its lines."""
    session.execute(delete(LINES).where(LINES.c.cart_id == cart_id))
    session.execute(delete(CARTS).where(CARTS.c.id == cart_id))


def _keep(row: Row[Any]) -> KeptLine:
    return KeptLine(**{name: getattr(row, name) for name in KeptLine.__dataclass_fields__})
