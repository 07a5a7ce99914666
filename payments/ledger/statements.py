"""The lines of an account as a statement, the newest first, or all of them as a stream."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from kernel.paging import DEFAULT_LIMIT, Page, cut_page, decode_cursor
from payments.ledger.accounts import Account
from payments.ledger.entries import EntryKind
from payments.ledger.models import NO_OWNER, LedgerEntryRecord, LedgerLineRecord

_BATCH_ROWS = 1000


@dataclass(frozen=True)
class StatementLine:
    """A line of an account: positive is a debit, negative a credit."""

    number: int
    position: int
    kind: EntryKind
    reference_id: uuid.UUID
    occurred_at: dt.datetime
    owner_id: uuid.UUID | None
    amount_minor: int
    currency: str


@dataclass(frozen=True)
class StatementQuery:
    """Which lines of an account: of one owner, in one currency, from a moment on, until before another."""

    account: Account
    owner_id: uuid.UUID | None = None
    currency: str | None = None
    since: dt.datetime | None = None
    before: dt.datetime | None = None


def list_lines(
    session: Session, wanted: StatementQuery, *, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[StatementLine]:
    """Return a page of lines, the newest entry first."""
    entry, line = LedgerEntryRecord, LedgerLineRecord
    query = _select(wanted).order_by(entry.number.desc(), line.position.desc())
    if cursor:
        # A place in the books is two numbers, the entry's and the line's.
        number, position = divmod(decode_cursor(cursor).int, _MOST_LINES)
        is_before = (entry.number == number) & (line.position < position)
        query = query.where((entry.number < number) | is_before)
    rows = session.execute(query.limit(limit + 1)).all()
    return cut_page([_line(row) for row in rows], limit, _place)


def stream_lines(session: Session, wanted: StatementQuery) -> Iterator[StatementLine]:
    """Return all lines, the oldest first, without holding them in memory."""
    query = _select(wanted).order_by(LedgerEntryRecord.number, LedgerLineRecord.position)
    for row in session.execute(query.execution_options(yield_per=_BATCH_ROWS)):
        yield _line(row)


#: More than any entry has.
_MOST_LINES = 1 << 16


def _place(line: StatementLine) -> uuid.UUID:
    return uuid.UUID(int=line.number * _MOST_LINES + line.position)


def _select(wanted: StatementQuery) -> Select[*tuple[Any, ...]]:
    entry, line = LedgerEntryRecord, LedgerLineRecord
    query = (
        select(
            *(entry.number, line.position, entry.kind, entry.reference_id, entry.occurred_at),
            *(line.owner_id, line.amount_minor, line.currency),
        )
        .join(line, line.entry_number == entry.number)
        .where(line.account == wanted.account)
    )
    if wanted.owner_id is not None:
        query = query.where(line.owner_id == wanted.owner_id)
    if wanted.currency is not None:
        query = query.where(line.currency == wanted.currency)
    if wanted.since is not None:
        query = query.where(entry.occurred_at >= wanted.since)
    if wanted.before is not None:
        query = query.where(entry.occurred_at < wanted.before)
    return query


def _line(row: Row[Any]) -> StatementLine:
    owner_id = None if row.owner_id == NO_OWNER else row.owner_id
    return StatementLine(**{**row._asdict(), "kind": EntryKind(row.kind), "owner_id": owner_id})
