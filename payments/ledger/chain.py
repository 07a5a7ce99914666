"""Checking the books from the first entry on: nothing was changed, taken out or put in, all is balanced."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from payments.ledger.accounts import Account
from payments.ledger.entries import NO_HASH, Entry, EntryKind, Line, check_balanced, hash_entry
from payments.ledger.errors import Unbalanced
from payments.ledger.models import NO_OWNER, LedgerEntryRecord, LedgerHeadRecord, LedgerLineRecord

_BATCH_ROWS = 1000


@dataclass(frozen=True)
class Verification:
    """How many entries are in order, the hash of the last of them, and what is wrong with the next one."""

    entries_count: int
    last_hash: str
    broken_number: int | None = None
    problem: str | None = None

    @property
    def is_sound(self) -> bool:
        """Tell whether all of it is in order."""
        return self.problem is None


def verify(session: Session) -> Verification:
    """Read all entries in their order; stop at the first that is not as it was posted."""
    # The end first: what is posted while we read comes behind it.
    end, end_hash = _read_head(session)
    count, before = 0, NO_HASH
    for rows in _stream(session):
        number = count + 1
        problem = _judge(number, rows, before)
        if problem is None and number == end and rows[0].hash != end_hash:
            problem = "it is not the end of the chain that was kept"
        if problem is not None:
            return Verification(count, before, number, problem)
        count, before = number, rows[0].hash
    if count < end:
        return Verification(count, before, count + 1, "entries are missing at the end")
    return Verification(count, before)


def _read_head(session: Session) -> tuple[int, str]:
    head = session.execute(select(LedgerHeadRecord.number, LedgerHeadRecord.hash)).one_or_none()
    return (0, NO_HASH) if head is None else (head.number, head.hash)


def _stream(session: Session) -> Iterator[list[Any]]:
    """Return the rows of each entry, one for each of its lines."""
    line, entry = LedgerLineRecord, LedgerEntryRecord
    query = (
        select(
            *(entry.number, entry.kind, entry.reference_id, entry.part, entry.occurred_at),
            *(entry.previous_hash, entry.hash),
            *(line.position, line.account, line.owner_id, line.amount_minor, line.currency),
        )
        .outerjoin(line, line.entry_number == entry.number)
        .order_by(entry.number, line.position)
        .execution_options(yield_per=_BATCH_ROWS)
    )
    for _, rows in itertools.groupby(session.execute(query), key=lambda row: row.number):
        yield list(rows)


def _judge(number: int, rows: list[Any], before: str) -> str | None:
    first = rows[0]
    if first.number != number:
        return "an entry is missing"
    if first.previous_hash != before:
        return "it does not follow the entry before it"
    try:
        entry = _build(rows)
        check_balanced(entry.lines)
    except (Unbalanced, ValueError):
        return "it is not balanced"
    if hash_entry(number, entry, before) != first.hash:
        return "it is not what was posted"
    return None


def _build(rows: list[Any]) -> Entry:
    """Return the entry that rows are of; one without lines has none, and is not balanced."""
    first = rows[0]
    lines = [
        Line(
            Account(row.account),
            row.amount_minor,
            row.currency,
            None if row.owner_id == NO_OWNER else row.owner_id,
        )
        for row in rows
        if row.position is not None
    ]
    return Entry(EntryKind(first.kind), first.reference_id, first.occurred_at, lines, first.part)
