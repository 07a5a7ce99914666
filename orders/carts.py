"""Carts: what a person or a guest means to buy, line by line, until it is bought.

Every function that changes a cart locks its row first, so that what two tabs do happens one after the other.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kernel.clock import now
from orders.cart_rows import (
    CARTS,
    LINES,
    CartOwner,
    KeptLine,
    delete_cart,
    delete_line,
    find_and_lock,
    find_line,
    is_owned,
    list_kept,
    lock,
    write,
)
from orders.errors import CartFull, NoSuchOffer, NotInCart, NotOnSale
from products import catalogue

#: More than anybody looks through; a limit so that no script fills the disk.
MAX_LINES_COUNT = 100
MAX_QUANTITY = 99
#: What a cart may come to by taking in a guest's.
MAX_MERGED_COUNT = 2 * MAX_LINES_COUNT
#: A guest who has not touched his cart for so long does not come back for it.
KEEP_GUEST_DAYS = 30
#: Carts that one sweep collects, so that its transaction stays short.
COLLECT_COUNT = 500


def add(
    session: Session,
    owner: CartOwner,
    variant_id: uuid.UUID,
    *,
    quantity: int,
    source: Mapping[str, Any] | None = None,
) -> int:
    """Put units of a variant into a cart, beside those that are in it; return how many are in it then.

    Raises NoSuchOffer. Raises NotOnSale. Raises CartFull.
    """
    cart_id = lock(session, owner)
    before = find_line(session, cart_id, variant_id)
    in_cart = 0 if before is None or before.is_saved else before.quantity
    together = min(in_cart + quantity, MAX_QUANTITY)
    source = source if source is not None or before is None else before.source
    _write(session, cart_id, _build_line(session, variant_id, together, source))
    return together


def set_line(
    session: Session,
    owner: CartOwner,
    variant_id: uuid.UUID,
    *,
    quantity: int,
    is_saved: bool = False,
    seen_price_minor: int | None = None,
    source: Mapping[str, Any] | None = None,
) -> None:
    """Let a line of a cart be so, and put it there if it is not.

    With the price that was seen then, it is as it was before somebody took it out by mistake.

    Raises NoSuchOffer. Raises NotOnSale: it can't be added any more. Raises CartFull.
    """
    cart_id = lock(session, owner)
    line = find_line(session, cart_id, variant_id) or _build_line(session, variant_id, quantity, source)
    seen = line.seen_price_minor if seen_price_minor is None else seen_price_minor
    changed = replace(line, quantity=quantity, is_saved=is_saved, seen_price_minor=seen)
    _write(session, cart_id, changed)


def change_line(
    session: Session,
    owner: CartOwner,
    variant_id: uuid.UUID,
    *,
    quantity: int | None = None,
    is_saved: bool | None = None,
) -> None:
    """Change how many units of a variant are in a cart, or whether they wait there for later.

    Raises NotInCart.
    """
    cart_id = find_and_lock(session, owner)
    line = None if cart_id is None else find_line(session, cart_id, variant_id)
    if cart_id is None or line is None:
        raise NotInCart(variant_id=variant_id)
    changed = replace(
        line,
        quantity=line.quantity if quantity is None else quantity,
        is_saved=line.is_saved if is_saved is None else is_saved,
    )
    write(session, cart_id, changed)


def remove(session: Session, owner: CartOwner, variant_id: uuid.UUID) -> KeptLine:
    """Take a variant out of a cart; return the line as it was.

    Raises NotInCart.
    """
    cart_id = find_and_lock(session, owner)
    removed = None if cart_id is None else find_line(session, cart_id, variant_id)
    if cart_id is None or removed is None:
        raise NotInCart(variant_id=variant_id)
    delete_line(session, cart_id, variant_id)
    return removed


def count_units(session: Session, owner: CartOwner) -> int:
    """Return how many units are in a cart, without what waits for later."""
    query = select(func.sum(LINES.c.quantity)).join(CARTS, CARTS.c.id == LINES.c.cart_id)
    return session.scalar(query.where(is_owned(owner), LINES.c.is_saved.is_(False))) or 0


def merge(session: Session, user_id: uuid.UUID, guest_hash: str) -> None:
    """Move what a guest had in his cart into a person's. Safe to repeat.

    Of what is in both, the larger number counts: who chose something twice rarely wants it twice.
    """
    guest = find_and_lock(session, CartOwner(guest_hash=guest_hash))
    if guest is None:
        return
    lines = list_kept(session, CartOwner(guest_hash=guest_hash))
    if lines:
        cart_id = lock(session, CartOwner(user_id=user_id))
        own = {line.variant_id: line for line in list_kept(session, CartOwner(user_id=user_id))}
        room = MAX_MERGED_COUNT - len(own)
        known = [line for line in lines if line.variant_id in own]
        new = [line for line in lines if line.variant_id not in own][-room:] if room > 0 else []
        for line in (*known, *new):
            write(session, cart_id, _join(line, own.get(line.variant_id)))
    delete_cart(session, guest)


def take_bought(session: Session, user_id: uuid.UUID, quantities: Sequence[tuple[uuid.UUID, int]]) -> None:
    """Take what a person has just bought out of his cart; what waits there for later stays."""
    cart_id = find_and_lock(session, CartOwner(user_id=user_id))
    if cart_id is None:
        return
    bought = dict(quantities)
    for line in list_kept(session, CartOwner(user_id=user_id)):
        if line.is_saved or line.variant_id not in bought:
            continue
        left = line.quantity - bought[line.variant_id]
        if left > 0:
            write(session, cart_id, replace(line, quantity=left))
        else:
            delete_line(session, cart_id, line.variant_id)


def collect_guest_carts(session: Session) -> int:
    """Delete guests' carts that nobody has touched for a month; return how many. Safe to do at any time."""
    limit = now() - dt.timedelta(days=KEEP_GUEST_DAYS)
    old = (
        select(CARTS.c.id)
        .where(CARTS.c.guest_hash.is_not(None), CARTS.c.changed_at < limit)
        .order_by(CARTS.c.id)
        .limit(COLLECT_COUNT)
        .with_for_update(skip_locked=True)
    )
    ids = session.scalars(old).all()
    for cart_id in ids:
        delete_cart(session, cart_id)
    return len(ids)


def _build_line(
    session: Session, variant_id: uuid.UUID, quantity: int, source: Mapping[str, Any] | None
) -> KeptLine:
    offer = catalogue.get_offers(session, [variant_id]).get(variant_id)
    if offer is None:
        raise NoSuchOffer(variant_id=variant_id)
    if not offer.is_on_sale:
        raise NotOnSale(variant_id=variant_id)
    return KeptLine(variant_id, quantity, False, offer.price_minor, offer.currency, source, now())


def _join(guests: KeptLine, own: KeptLine | None) -> KeptLine:
    if own is None:
        return guests
    return replace(
        guests,
        quantity=max(guests.quantity, own.quantity),
        is_saved=guests.is_saved and own.is_saved,
        source=guests.source or own.source,
    )


def _write(session: Session, cart_id: uuid.UUID, line: KeptLine) -> None:
    others = select(func.count()).where(LINES.c.cart_id == cart_id, LINES.c.variant_id != line.variant_id)
    if (session.scalar(others) or 0) >= MAX_LINES_COUNT:
        raise CartFull
    write(session, cart_id, line)
