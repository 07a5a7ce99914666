"""The latest look at the whole of the books, kept for who asks how they are."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.ids import new_id
from kernel.jobs import enqueue
from kernel.logs import log
from payments.ledger import chain, replay
from payments.ledger.models import LedgerCheckRecord

CHECK_JOB = "payments.jobs.check_books"


@dataclass(frozen=True)
class Check:
    """How the books were at a moment; `broken_number` is the first entry that is not as it was posted."""

    checked_at: dt.datetime
    entries_count: int
    last_hash: str
    broken_number: int | None
    wrong_balances_count: int

    @property
    def is_sound(self) -> bool:
        """Tell whether all was in order."""
        return self.broken_number is None and not self.wrong_balances_count


def check_later(session: Session) -> None:
    """Let a job read all of the books; one that waits already does."""
    enqueue(session, CHECK_JOB, {}, dedupe_key="check-books")


def look(session: Session) -> Check:
    """Read all of the books."""
    found = chain.verify(session)
    differences = replay.replay(session)
    return Check(now(), found.entries_count, found.last_hash, found.broken_number, len(differences))


def keep(session: Session, check: Check) -> None:
    """Keep how the books were."""
    if not check.is_sound:
        log.error("books_broken", number=check.broken_number, wrong_balances=check.wrong_balances_count)
    session.add(
        LedgerCheckRecord(
            id=new_id(),
            checked_at=check.checked_at,
            entries_count=check.entries_count,
            last_hash=check.last_hash,
            broken_number=check.broken_number,
            wrong_balances_count=check.wrong_balances_count,
        )
    )


def find_latest(session: Session) -> Check | None:
    """Return how the books were when they were read last, or None: they never were."""
    row = session.scalars(select(LedgerCheckRecord).order_by(LedgerCheckRecord.id.desc()).limit(1)).first()
    if row is None:
        return None
    return Check(
        row.checked_at, row.entries_count, row.last_hash, row.broken_number, row.wrong_balances_count
    )
