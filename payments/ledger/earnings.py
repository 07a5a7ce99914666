"""What a shop or a creator is owed: all of it, what may still go back to buyers, and what can be paid out."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from payments.ledger.accounts import Account
from payments.ledger.balances import list_balances_of
from payments.ledger.entries import EntryKind
from payments.ledger.models import LedgerEntryRecord, LedgerLineRecord


@dataclass(frozen=True)
class Earnings:
    """What somebody is owed in a currency. Below zero he owes it: more went back than he has earned since.

    `pending_minor` of it is of orders whose time for giving back is not over.
    """

    currency: str
    owed_minor: int
    pending_minor: int

    @property
    def available_minor(self) -> int:
        """Return what can be paid out, below zero what is missing before anything can."""
        return self.owed_minor - self.pending_minor


def list_earnings(
    session: Session, account: Account, owner_id: uuid.UUID, *, pending_since: dt.datetime
) -> Sequence[Earnings]:
    """Return what an owner is owed, by currency; orders paid after `pending_since` are pending."""
    # What was posted before the first entry of that time is of older orders.
    first_number = session.scalar(
        select(func.min(LedgerEntryRecord.number)).where(LedgerEntryRecord.occurred_at > pending_since)
    )
    return [
        Earnings(
            balance.currency,
            -balance.amount_minor,
            0
            if first_number is None
            else -_sum_pending(session, (account, owner_id, balance.currency), pending_since, first_number),
        )
        for balance in list_balances_of(session, account, owner_id)
    ]


def _sum_pending(
    session: Session, of: tuple[Account, uuid.UUID, str], since: dt.datetime, first_number: int
) -> int:
    """Return what the lines of young orders come to, with what was given back of them."""
    entry, line = LedgerEntryRecord, LedgerLineRecord
    account, owner_id, currency = of
    young_lines = (
        (line.account == account)
        & (line.owner_id == owner_id)
        & (line.currency == currency)
        & (line.entry_number >= first_number)
    )
    young_orders = (
        select(entry.reference_id)
        .join(line, line.entry_number == entry.number)
        .where(young_lines, entry.kind == EntryKind.ORDER_PAID, entry.occurred_at > since)
    )
    pending = (
        select(func.sum(line.amount_minor))
        .join(entry, entry.number == line.entry_number)
        .where(young_lines, entry.reference_id.in_(young_orders))
    )
    return int(session.scalar(pending) or 0)
