"""Reading what was posted for a reference."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from payments.ledger.accounts import Account
from payments.ledger.entries import EntryKind, Line
from payments.ledger.models import NO_OWNER, LedgerEntryRecord, LedgerLineRecord


def find_lines(session: Session, kind: EntryKind, reference_id: uuid.UUID, part: str = "") -> Sequence[Line]:
    """Return the lines of one entry, in their order; none: it is not in the books."""
    return _read(session, reference_id, kind, part)


def list_lines(session: Session, kind: EntryKind, reference_id: uuid.UUID) -> Sequence[Line]:
    """Return the lines of all entries of a kind for a reference."""
    return _read(session, reference_id, kind, None)


def _read(session: Session, reference_id: uuid.UUID, kind: EntryKind, part: str | None) -> Sequence[Line]:
    line = LedgerLineRecord
    query = (
        select(line.account, line.owner_id, line.amount_minor, line.currency)
        .join(LedgerEntryRecord, LedgerEntryRecord.number == line.entry_number)
        .where(LedgerEntryRecord.reference_id == reference_id, LedgerEntryRecord.kind == kind)
        .order_by(line.entry_number, line.position)
    )
    if part is not None:
        query = query.where(LedgerEntryRecord.part == part)
    return [
        Line(Account(row.account), row.amount_minor, row.currency, _owner(row.owner_id))
        for row in session.execute(query)
    ]


def _owner(owner_id: uuid.UUID) -> uuid.UUID | None:
    return None if owner_id == NO_OWNER else owner_id
