"""Payouts: asked for when enough is available, moved on by what becomes of them, each step in the books.

What is available is decided under the lock of the books, so two batches can't pay out the same twice.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from kernel import runtime
from kernel.clock import now
from kernel.db import change
from kernel.ids import new_id
from kernel.jobs import enqueue
from payments.gateways.base import EventKind, GatewayEvent
from payments.ledger import posting
from payments.ledger.accounts import Account
from payments.ledger.balances import list_balances_of
from payments.ledger.earnings import list_earnings
from payments.ledger.entries import Entry, EntryKind, Line
from payments.payouts.destinations import find_destination
from payments.payouts.models import PayoutRecord
from payments.payouts.states import UNDER_WAY, PayoutState, states_before
from payments.states import EventOutcome

SEND_JOB = "payments.jobs.send_payout"
SHOWN_COUNT = 20
ASK_AFTER_SECONDS = 3600
AT_ONCE = 200


@dataclass(frozen=True)
class Payout:
    """A payout as others see it."""

    id: uuid.UUID
    account: Account
    owner_id: uuid.UUID
    currency: str
    amount_minor: int
    gateway: str
    destination: str
    state: PayoutState
    requested_at: dt.datetime
    ended_at: dt.datetime | None


def request_payout(
    session: Session, owner_id: uuid.UUID, currency: str, account: Account = Account.SHOP_PAYABLE
) -> uuid.UUID | None:
    """Pay out all that somebody has available on an account, if it is enough; return the payout's id.

    Safe to repeat. None: too little is available, one is under way, or nobody has said where it is to go.
    """
    posting.lock(session)
    destination = find_destination(session, owner_id)
    amount_minor = _count_available(session, account, owner_id, currency)
    if destination is None or amount_minor < max(1, runtime.config().payout_minimum_minor):
        return None
    if _is_under_way(session, account, owner_id, currency):
        return None
    payout_id, at = new_id(), now()
    session.add(
        PayoutRecord(
            id=payout_id,
            account=account,
            owner_id=owner_id,
            currency=currency,
            amount_minor=amount_minor,
            gateway=destination.gateway,
            destination=destination.reference,
            state=PayoutState.REQUESTED,
            requested_at=at,
            ended_at=None,
        )
    )
    session.flush()
    lines = [
        Line(account, amount_minor, currency, owner_id),
        Line(Account.PAYOUTS_IN_TRANSIT, -amount_minor, currency),
    ]
    posting.post(session, Entry(EntryKind.PAYOUT_REQUESTED, payout_id, at, lines))
    enqueue(session, SEND_JOB, {"payout_id": str(payout_id)})
    return payout_id


def get_payout(session: Session, payout_id: uuid.UUID) -> Payout:
    """Return a payout by id."""
    return _payout(session.scalars(select(PayoutRecord).where(PayoutRecord.id == payout_id)).one())


def list_payouts(
    session: Session, owner_id: uuid.UUID, account: Account = Account.SHOP_PAYABLE
) -> Sequence[Payout]:
    """Return the latest payouts to somebody off an account, the newest first."""
    query = select(PayoutRecord).where(PayoutRecord.owner_id == owner_id, PayoutRecord.account == account)
    rows = session.scalars(query.order_by(PayoutRecord.id.desc()).limit(SHOWN_COUNT))
    return [_payout(row) for row in rows]


def sum_paid(session: Session, owner_id: uuid.UUID, account: Account) -> Mapping[str, int]:
    """Return what has arrived of payouts to somebody off an account, by currency."""
    paid = select(PayoutRecord.currency, func.sum(PayoutRecord.amount_minor)).where(
        PayoutRecord.owner_id == owner_id,
        PayoutRecord.account == account,
        PayoutRecord.state == PayoutState.PAID,
    )
    rows = session.execute(paid.group_by(PayoutRecord.currency))
    return {currency: int(amount_minor) for currency, amount_minor in rows}


def mark_sent(session: Session, payout_id: uuid.UUID) -> bool:
    """Note that the gateway was asked; tell whether nobody has before."""
    return _move(session, payout_id, PayoutState.SENT)


def end_payout(session: Session, payout_id: uuid.UUID, *, is_paid: bool) -> bool:
    """Note what became of a payout, also in the books; tell whether it was under way.

    What did not arrive is owed to its owner again.
    """
    at = now()
    state = PayoutState.PAID if is_paid else PayoutState.FAILED
    if not _move(session, payout_id, state, ended_at=at):
        return False
    payout = get_payout(session, payout_id)
    goes_to = (
        Line(Account.GATEWAY_CLEARING, -payout.amount_minor, payout.currency)
        if is_paid
        else Line(payout.account, -payout.amount_minor, payout.currency, payout.owner_id)
    )
    kind = EntryKind.PAYOUT_PAID if is_paid else EntryKind.PAYOUT_FAILED
    lines = [Line(Account.PAYOUTS_IN_TRANSIT, payout.amount_minor, payout.currency), goes_to]
    posting.post(session, Entry(kind, payout_id, at, lines))
    return True


def ask_about_payouts(session: Session) -> None:
    """Send payouts again of which nothing was heard: a gateway pays each once, and says how it went."""
    before = now() - dt.timedelta(seconds=ASK_AFTER_SECONDS)
    silent = session.scalars(
        select(PayoutRecord.id)
        .where(PayoutRecord.state.in_(UNDER_WAY), PayoutRecord.requested_at < before)
        .order_by(PayoutRecord.id.desc())
        .limit(AT_ONCE)
    )
    for payout_id in silent:
        enqueue(session, SEND_JOB, {"payout_id": str(payout_id)}, dedupe_key=f"payout-{payout_id}")


def settle_payout(session: Session, gateway: str, event: GatewayEvent) -> EventOutcome:
    """Apply what a gateway tells of a payout; what contradicts our records is held for a person."""
    row = session.scalars(select(PayoutRecord).where(PayoutRecord.id == event.payment_id)).one_or_none()
    told = (gateway, event.amount_minor, event.currency)
    if row is None or (row.gateway, row.amount_minor, row.currency) != told:
        return EventOutcome.HELD
    is_paid = event.kind is EventKind.PAYOUT_PAID
    if end_payout(session, row.id, is_paid=is_paid):
        return EventOutcome.APPLIED
    ended = get_payout(session, row.id).state
    agrees = ended is (PayoutState.PAID if is_paid else PayoutState.FAILED)
    return EventOutcome.IGNORED if agrees else EventOutcome.HELD


def _count_available(session: Session, account: Account, owner_id: uuid.UUID, currency: str) -> int:
    if account is Account.CREATOR_PAYABLE:
        # What may still go back stands on another account.
        balances = list_balances_of(session, account, owner_id)
        return sum(-one.amount_minor for one in balances if one.currency == currency)
    pending_since = now() - dt.timedelta(days=runtime.config().payout_hold_days)
    earned = list_earnings(session, account, owner_id, pending_since=pending_since)
    return sum(one.available_minor for one in earned if one.currency == currency)


def _is_under_way(session: Session, account: Account, owner_id: uuid.UUID, currency: str) -> bool:
    query = select(PayoutRecord.id).where(
        PayoutRecord.account == account,
        PayoutRecord.owner_id == owner_id,
        PayoutRecord.currency == currency,
        PayoutRecord.state.in_(UNDER_WAY),
    )
    return session.scalar(query) is not None


def _move(
    session: Session, payout_id: uuid.UUID, state: PayoutState, ended_at: dt.datetime | None = None
) -> bool:
    moving = update(PayoutRecord).where(
        PayoutRecord.id == payout_id, PayoutRecord.state.in_(states_before(state))
    )
    values = {"state": state, "ended_at": ended_at}
    return change(session, moving.values(values).execution_options(synchronize_session="fetch")) == 1


def _payout(row: PayoutRecord) -> Payout:
    return Payout(
        row.id,
        Account(row.account),
        row.owner_id,
        row.currency,
        row.amount_minor,
        row.gateway,
        row.destination,
        PayoutState(row.state),
        row.requested_at,
        row.ended_at,
    )
