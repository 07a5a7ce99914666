"""Counting the balances again from zero: they must be the ones that are kept."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from payments.ledger.accounts import Account
from payments.ledger.models import NO_OWNER, LedgerBalanceRecord, LedgerLineRecord

_Key = tuple[str, uuid.UUID, str]


@dataclass(frozen=True)
class Difference:
    """A balance that is kept wrongly."""

    account: Account
    owner_id: uuid.UUID | None
    currency: str
    kept_minor: int
    counted_minor: int


def replay(session: Session) -> Sequence[Difference]:
    """Count all lines from zero; return where the kept balances say something else."""
    counted, kept = _count(session), _read_kept(session)
    return [
        Difference(
            Account(account),
            None if owner_id == NO_OWNER else owner_id,
            currency,
            kept.get((account, owner_id, currency), 0),
            counted.get((account, owner_id, currency), 0),
        )
        for account, owner_id, currency in sorted({*counted, *kept})
        if kept.get((account, owner_id, currency), 0) != counted.get((account, owner_id, currency), 0)
    ]


def _count(session: Session) -> dict[_Key, int]:
    line = LedgerLineRecord
    rows = session.execute(
        select(line.account, line.owner_id, line.currency, func.sum(line.amount_minor)).group_by(
            line.account, line.owner_id, line.currency
        )
    )
    return {(account, owner_id, currency): int(amount) for account, owner_id, currency, amount in rows}


def _read_kept(session: Session) -> dict[_Key, int]:
    kept = session.scalars(select(LedgerBalanceRecord))
    return {(row.account, row.owner_id, row.currency): row.amount_minor for row in kept}
