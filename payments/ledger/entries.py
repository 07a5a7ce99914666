"""Entries of the books as values: balanced, and with one canonical form that is hashed."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

import orjson

from payments.ledger.accounts import Account
from payments.ledger.errors import Unbalanced

#: What the first entry has in the place of a hash before it.
NO_HASH = "0" * 64


class EntryKind(StrEnum):
    """What an entry stands for."""

    ORDER_PAID = "order_paid"
    PAID_IN_VAIN = "paid_in_vain"
    REFUND_PROMISED = "refund_promised"
    REFUND_SENT = "refund_sent"
    COMMISSION_ACCRUED = "commission_accrued"
    COMMISSION_PAYABLE = "commission_payable"
    COMMISSION_REVERSED = "commission_reversed"
    PAYOUT_REQUESTED = "payout_requested"
    PAYOUT_PAID = "payout_paid"
    PAYOUT_FAILED = "payout_failed"


@dataclass(frozen=True)
class Line:
    """An amount on an account: positive is a debit, negative a credit."""

    account: Account
    amount_minor: int
    currency: str
    owner_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Entry:
    """What happened, as it stands in the books: once for its kind, reference and part."""

    kind: EntryKind
    reference_id: uuid.UUID
    occurred_at: dt.datetime
    lines: Sequence[Line]
    part: str = ""


def check_balanced(lines: Sequence[Line]) -> None:
    """Refuse lines that don't come to zero in each of their currencies, or that say nothing.

    Raises Unbalanced.
    """
    sums: Counter[str] = Counter()
    for line in lines:
        sums[line.currency] += line.amount_minor
    if not lines or any(sums.values()) or not all(line.amount_minor for line in lines):
        raise Unbalanced


def hash_entry(number: int, entry: Entry, before: str) -> str:
    """Return the hash of an entry at its place in the chain, over all it says and the hash before it."""
    content = [
        number,
        entry.kind,
        str(entry.reference_id),
        entry.part,
        entry.occurred_at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        [[line.account, str(line.owner_id or ""), line.amount_minor, line.currency] for line in entry.lines],
    ]
    return sha256(before.encode() + b"\n" + orjson.dumps(content)).hexdigest()
