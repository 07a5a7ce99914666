"""Entries of the books: balanced in each currency, and hashed by all that they say."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest

from payments.ledger.accounts import Account
from payments.ledger.entries import NO_HASH, Entry, EntryKind, Line, check_balanced, hash_entry
from payments.ledger.errors import Unbalanced

SHOP = uuid.UUID(int=7)
ENTRY = Entry(
    EntryKind.ORDER_PAID,
    uuid.UUID(int=1),
    dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC),
    (Line(Account.GATEWAY_CLEARING, 1990, "USD"), Line(Account.SHOP_PAYABLE, -1990, "USD", SHOP)),
)


def lines(*amounts: tuple[int, str]) -> list[Line]:
    return [Line(Account.REFUNDS, amount_minor, currency) for amount_minor, currency in amounts]


@pytest.mark.parametrize(
    "amounts", [((5, "USD"), (-5, "USD")), ((5, "USD"), (3, "JPY"), (-5, "USD"), (-3, "JPY"))]
)
def test_lines_that_come_to_zero_in_each_currency_are_balanced(amounts: tuple[tuple[int, str], ...]) -> None:
    check_balanced(lines(*amounts))


@pytest.mark.parametrize(
    "amounts",
    [
        (),
        ((5, "USD"), (-4, "USD")),
        ((5, "USD"), (-5, "JPY")),
        ((0, "USD"),),
        ((5, "USD"), (-5, "USD"), (0, "USD")),
    ],
)
def test_other_lines_are_refused(amounts: tuple[tuple[int, str], ...]) -> None:
    with pytest.raises(Unbalanced):
        check_balanced(lines(*amounts))


@pytest.mark.parametrize(
    "other",
    [
        replace(ENTRY, kind=EntryKind.REFUND_SENT),
        replace(ENTRY, reference_id=uuid.UUID(int=2)),
        replace(ENTRY, part="1"),
        replace(ENTRY, occurred_at=ENTRY.occurred_at + dt.timedelta(microseconds=1)),
        replace(ENTRY, lines=tuple(reversed(ENTRY.lines))),
        replace(ENTRY, lines=(ENTRY.lines[0], replace(ENTRY.lines[1], owner_id=uuid.UUID(int=8)))),
        replace(ENTRY, lines=(ENTRY.lines[0], replace(ENTRY.lines[1], account=Account.CREATOR_PAYABLE))),
    ],
)
def test_whatever_is_changed_changes_the_hash(other: Entry) -> None:
    digest = hash_entry(1, ENTRY, NO_HASH)

    assert hash_entry(1, other, NO_HASH) != digest
    assert hash_entry(2, ENTRY, NO_HASH) != digest
    assert hash_entry(1, ENTRY, digest) != digest


def test_a_moment_is_the_same_in_every_zone() -> None:
    taipei = ENTRY.occurred_at.astimezone(dt.timezone(dt.timedelta(hours=8)))

    assert hash_entry(1, replace(ENTRY, occurred_at=taipei), NO_HASH) == hash_entry(1, ENTRY, NO_HASH)
