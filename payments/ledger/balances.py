"""What the accounts come to, as it is kept along with the entries."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from payments.ledger.accounts import Account
from payments.ledger.models import NO_OWNER, LedgerBalanceRecord


@dataclass(frozen=True)
class Balance:
    """What an account comes to for an owner, in a currency: positive is a debit, negative a credit."""

    account: Account
    owner_id: uuid.UUID | None
    currency: str
    amount_minor: int


def list_balances_of(session: Session, account: Account, owner_id: uuid.UUID) -> Sequence[Balance]:
    """Return what an account comes to for one owner, by currency."""
    query = select(LedgerBalanceRecord).where(
        LedgerBalanceRecord.account == account, LedgerBalanceRecord.owner_id == owner_id
    )
    return [_balance(row) for row in session.scalars(query.order_by(LedgerBalanceRecord.currency))]


def list_owed(session: Session, account: Account, *, after: Balance | None, limit: int) -> Sequence[Balance]:
    """Return balances of an account that are owed to their owners, in the order of owners and currencies."""
    row = LedgerBalanceRecord
    query = select(row).where(row.account == account, row.amount_minor < 0)
    if after is not None:
        query = query.where(tuple_(row.owner_id, row.currency) > (after.owner_id, after.currency))
    return [_balance(one) for one in session.scalars(query.order_by(row.owner_id, row.currency).limit(limit))]


def list_trial_balance(session: Session) -> Mapping[str, Mapping[Account, int]]:
    """Return what all accounts come to, by currency; the amounts of a currency sum to zero."""
    row = LedgerBalanceRecord
    sums = session.execute(
        select(row.currency, row.account, func.sum(row.amount_minor)).group_by(row.currency, row.account)
    ).all()
    kept = {(currency, account): int(amount_minor) for currency, account, amount_minor in sums}
    return {
        currency: {account: kept[currency, account] for account in Account if (currency, account) in kept}
        for currency in sorted({currency for currency, _ in kept})
    }


def _balance(row: LedgerBalanceRecord) -> Balance:
    owner_id = None if row.owner_id == NO_OWNER else row.owner_id
    return Balance(Account(row.account), owner_id, row.currency, row.amount_minor)
