"""Finding returns: one, those of an order, those of a merchant. Nobody else finds them."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import fields
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Table, select
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.paging import DEFAULT_LIMIT, Page, cut_page, decode_cursor
from orders.errors import NoSuchReturn
from orders.models import ReturnLineRecord, ReturnRecord
from orders.return_states import ReturnKind, ReturnReason, ReturnState
from orders.return_values import Return

_RETURNS, _LINES = (cast(Table, row.__table__) for row in (ReturnRecord, ReturnLineRecord))
_FIELDS = {field.name for field in fields(Return)}
_COLUMNS = [column for column in _RETURNS.c if column.name in _FIELDS]


def get_return_of_buyer(session: Session, return_id: uuid.UUID, buyer_id: uuid.UUID) -> Return:
    """Return a return to the buyer who asked for it.

    Raises NoSuchReturn.
    """
    return _get(session, (_RETURNS.c.id == return_id) & (_RETURNS.c.buyer_id == buyer_id))


def get_return_of_shop_owner(session: Session, return_id: uuid.UUID, shop_owner_id: uuid.UUID) -> Return:
    """Return a return to the owner of its shop.

    Raises NoSuchReturn.
    """
    return _get(session, (_RETURNS.c.id == return_id) & (_RETURNS.c.shop_owner_id == shop_owner_id))


def get_return_of_party(session: Session, return_id: uuid.UUID, party_id: uuid.UUID) -> Return:
    """Return a return to its buyer or its merchant.

    Raises NoSuchReturn.
    """
    is_party = (_RETURNS.c.buyer_id == party_id) | (_RETURNS.c.shop_owner_id == party_id)
    return _get(session, (_RETURNS.c.id == return_id) & is_party)


def list_returns_of_order(session: Session, order_id: uuid.UUID) -> Sequence[Return]:
    """Return the returns of an order, the oldest first; the caller has found the order."""
    query = select(*_COLUMNS).where(_RETURNS.c.order_id == order_id).order_by(_RETURNS.c.id)
    return _complete(session, session.execute(query).all())


def list_returns_of_shop_owner(
    session: Session,
    shop_owner_id: uuid.UUID,
    *,
    states: Collection[ReturnState] = (),
    cursor: str | None = None,
) -> Page[Return]:
    """Return the returns of a merchant's shops, newest first, of them those in some states.

    Raises BadCursor.
    """
    query = select(*_COLUMNS).where(_RETURNS.c.shop_owner_id == shop_owner_id)
    if states:
        query = query.where(_RETURNS.c.state.in_(states))
    if cursor:
        query = query.where(_RETURNS.c.id < decode_cursor(cursor))
    rows = session.execute(query.order_by(_RETURNS.c.id.desc()).limit(DEFAULT_LIMIT + 1)).all()
    return cut_page(_complete(session, rows), DEFAULT_LIMIT, lambda one: one.id)


def get_disputed(session: Session, return_id: uuid.UUID, moderator_id: uuid.UUID) -> Return:
    """Return a return that is or was disputed to a moderator who has no part in it.

    Raises NoSuchReturn.
    """
    was_disputed = _RETURNS.c.disputed_at.is_not(None) & has_no_part(moderator_id)
    return _get(session, (_RETURNS.c.id == return_id) & was_disputed)


def list_disputed(session: Session, moderator_id: uuid.UUID, *, cursor: str | None = None) -> Page[Return]:
    """Return what waits for a moderator, without that in which he has a part, the oldest first.

    Raises BadCursor.
    """
    waits = (_RETURNS.c.state == ReturnState.DISPUTED) & has_no_part(moderator_id)
    query = select(*_COLUMNS).where(waits)
    if cursor:
        query = query.where(_RETURNS.c.id > decode_cursor(cursor))
    rows = session.execute(query.order_by(_RETURNS.c.id).limit(DEFAULT_LIMIT + 1)).all()
    return cut_page(_complete(session, rows), DEFAULT_LIMIT, lambda one: one.id)


def has_no_part(moderator_id: uuid.UUID) -> ColumnElement[bool]:
    """Return whether somebody is neither side of a return."""
    return (_RETURNS.c.buyer_id != moderator_id) & (_RETURNS.c.shop_owner_id != moderator_id)


def list_due(session: Session, limit: int) -> Sequence[uuid.UUID]:
    """Return the ids of returns about which time decides now, in the order of their orders."""
    due = select(_RETURNS.c.id, _RETURNS.c.order_id).where(_RETURNS.c.due_at <= now())
    rows = session.execute(due.order_by(_RETURNS.c.due_at).limit(limit)).all()
    return [row.id for row in sorted(rows, key=lambda row: (row.order_id, row.id))]


def get_return_for_letter(session: Session, return_id: uuid.UUID) -> Return:
    """Return a return to whoever writes mails about it.

    Raises NoSuchReturn.
    """
    return _get(session, _RETURNS.c.id == return_id)


def _get(session: Session, condition: ColumnElement[bool]) -> Return:
    row = session.execute(select(*_COLUMNS).where(condition)).one_or_none()
    if row is None:
        raise NoSuchReturn
    return _complete(session, [row])[0]


def _complete(session: Session, rows: Sequence[Row[Any]]) -> list[Return]:
    units: dict[uuid.UUID, dict[uuid.UUID, int]] = {row.id: {} for row in rows}
    lines = select(_LINES).where(_LINES.c.return_id.in_(units)).order_by(_LINES.c.variant_id)
    for line in session.execute(lines):
        units[line.return_id][line.variant_id] = line.quantity
    return [
        Return(
            **{
                **row._asdict(),
                "kind": ReturnKind(row.kind),
                "state": ReturnState(row.state),
                "reason": ReturnReason(row.reason),
            },
            units=units[row.id],
        )
        for row in rows
    ]
