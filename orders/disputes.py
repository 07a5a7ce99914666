"""Disputes: a buyer does not take a shop's no about a return, and a moderator without part in it decides."""

import uuid

from sqlalchemy.orm import Session

from kernel.clock import now
from orders.errors import NotDisputable
from orders.return_lookup import has_no_part
from orders.return_money import units_of
from orders.return_states import DISPUTE_TIME, ReturnState
from orders.return_steps import RETURNS, check_state, claim, end, move, pay, take, tell
from orders.states import Teller


def dispute(session: Session, return_id: uuid.UUID, text: str, *, buyer_id: uuid.UUID) -> None:
    """Ask a moderator about a shop's no, once and in time. Safe to repeat.

    Raises NoSuchReturn. Raises NotDisputable: there is no such no, it is too late, or it was decided.
    Raises ReturnedAlready: its units are in another return now. Publishes ReturnChanged.
    """
    order, row = take(session, return_id, RETURNS.c.buyer_id == buyer_id)
    if row.state == ReturnState.DISPUTED:
        return
    is_refused = row.state == ReturnState.REJECTED and row.disputed_at is None
    if not is_refused or now() > row.refused_at + DISPUTE_TIME:
        raise NotDisputable
    for variant_id, count in units_of(session, return_id).items():
        claim(session, order.id, variant_id, count)
    move(
        session,
        row,
        ReturnState.DISPUTED,
        due_at=None,
        ended_at=None,
        disputed_at=now(),
        dispute_text=text,
    )
    tell(session, order, return_id, ReturnState.DISPUTED, Teller.BUYER)


def decide(
    session: Session, return_id: uuid.UUID, statement: str, *, is_granted: bool, moderator_id: uuid.UUID
) -> None:
    """Decide a dispute: the buyer gets his money, or the shop's no stands. Both sides read the statement.

    Raises NoSuchReturn: there is none, or the moderator has a part in it.
    Raises ReturnMovedOn: it is decided already. Publishes ReturnChanged.
    """
    order, row = take(session, return_id, has_no_part(moderator_id))
    check_state(row, [ReturnState.DISPUTED])
    decision = {"decided_at": now(), "decided_by": moderator_id, "decision_text": statement}
    if is_granted:
        move(session, row, ReturnState.GRANTED, due_at=None, **decision)
        tell(session, order, return_id, ReturnState.GRANTED, Teller.MODERATOR)
        pay(session, order, row)
    else:
        end(session, order, row, ReturnState.REJECTED, Teller.MODERATOR, **decision)
