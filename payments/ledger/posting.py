"""Adding entries to the books, one behind the other.

Everybody who adds holds the row at the end of the chain until his commit: two processes can't both be the
next one. So nothing that many people wait for posts; durable subscribers and jobs do.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Row, Table, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from kernel.bulk import insert_rows
from payments.ledger.entries import NO_HASH, Entry, Line, check_balanced, hash_entry
from payments.ledger.errors import EntryDiffers
from payments.ledger.models import (
    NO_OWNER,
    LedgerBalanceRecord,
    LedgerEntryRecord,
    LedgerHeadRecord,
    LedgerLineRecord,
)
from payments.ledger.reading import find_lines

_ENTRIES = cast(Table, LedgerEntryRecord.__table__)
_LINES = cast(Table, LedgerLineRecord.__table__)


def post(session: Session, entry: Entry) -> bool:
    """Add an entry to the books; tell whether it is new. Safe to repeat.

    Raises Unbalanced. Raises EntryDiffers: this kind, reference and part has been posted with other lines.
    """
    check_balanced(entry.lines)
    head = lock(session)
    posted = find_lines(session, entry.kind, entry.reference_id, entry.part)
    if posted:
        if list(posted) != list(entry.lines):
            raise EntryDiffers
        return False
    number = head.number + 1
    digest = hash_entry(number, entry, head.hash)
    _write(session, number, entry, (head.hash, digest))
    _count(session, entry.lines)
    session.execute(
        update(LedgerHeadRecord)
        .where(LedgerHeadRecord.id == 1)
        .values(number=number, hash=digest)
        .execution_options(synchronize_session=False)
    )
    return True


def lock(session: Session) -> Row[int, str]:
    """Take the lock under which entries are added, until the commit; return the end of the chain.

    Who decides by a balance what he posts takes it first.
    """
    adding = _dialect(session).insert(LedgerHeadRecord).values(id=1, number=0, hash=NO_HASH)
    session.execute(adding.on_conflict_do_nothing())
    return session.execute(
        select(LedgerHeadRecord.number, LedgerHeadRecord.hash)
        .where(LedgerHeadRecord.id == 1)
        .with_for_update()
    ).one()


def _write(session: Session, number: int, entry: Entry, hashes: tuple[str, str]) -> None:
    row = {
        "number": number,
        "kind": entry.kind,
        "reference_id": entry.reference_id,
        "part": entry.part,
        "occurred_at": entry.occurred_at,
        "previous_hash": hashes[0],
        "hash": hashes[1],
    }
    insert_rows(session, _ENTRIES, [row])
    lines = [
        {
            "entry_number": number,
            "position": position,
            "account": line.account,
            "owner_id": line.owner_id or NO_OWNER,
            "amount_minor": line.amount_minor,
            "currency": line.currency,
        }
        for position, line in enumerate(entry.lines)
    ]
    insert_rows(session, _LINES, lines)


def _count(session: Session, lines: Sequence[Line]) -> None:
    """Add an entry's lines to the balances of their accounts."""
    sums: Counter[tuple[str, Any, str]] = Counter()
    for line in lines:
        sums[line.account, line.owner_id or NO_OWNER, line.currency] += line.amount_minor
    for (account, owner_id, currency), amount_minor in sums.items():
        adding = _dialect(session).insert(LedgerBalanceRecord)
        adding = adding.values(
            account=account, owner_id=owner_id, currency=currency, amount_minor=amount_minor
        )
        session.execute(
            adding.on_conflict_do_update(
                index_elements=["account", "owner_id", "currency"],
                set_={"amount_minor": LedgerBalanceRecord.amount_minor + adding.excluded.amount_minor},
            )
        )


def _dialect(session: Session) -> Any:
    return postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
