"""The books: one chain whoever posts, nothing twice, nothing changed unnoticed."""

import subprocess
import sys
import uuid
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DatabaseError

from kernel.clock import now
from kernel.ids import new_id
from kernel.transaction import engine, reading, transaction
from payments.ledger import chain, posting, replay
from payments.ledger.accounts import Account
from payments.ledger.balances import list_balances_of
from payments.ledger.entries import Entry, EntryKind, Line
from payments.ledger.errors import EntryDiffers, Unbalanced
from payments.ledger.models import LedgerEntryRecord, LedgerLineRecord
from tests.conftest import Stack
from tests.services.process import ROOT

#: What another process does that posts to the same books.
POSTER = """
import sys, uuid
from kernel import runtime
from kernel.clock import now
from kernel.config import Config
from kernel.transaction import transaction
from payments.ledger import posting
from payments.ledger.accounts import Account
from payments.ledger.entries import Entry, EntryKind, Line

runtime.start(Config.from_env())
shop, references = uuid.UUID(sys.argv[1]), [uuid.UUID(text) for text in sys.argv[2:]]
lines = [Line(Account.GATEWAY_CLEARING, 5, "USD"), Line(Account.SHOP_PAYABLE, -5, "USD", shop)]
for reference in references:
    with transaction() as session:
        posting.post(session, Entry(EntryKind.ORDER_PAID, reference, now(), lines))
"""


RAISED = (
    "UPDATE ledger_lines SET amount_minor = amount_minor {} 1"
    " WHERE entry_number = :number AND amount_minor > 0"
)


def sale(shop: uuid.UUID, amount_minor: int = 1990, reference_id: uuid.UUID | None = None) -> Entry:
    """Return the entry of a sale."""
    lines = [
        Line(Account.GATEWAY_CLEARING, amount_minor, "USD"),
        Line(Account.SHOP_PAYABLE, -amount_minor, "USD", shop),
    ]
    return Entry(EntryKind.ORDER_PAID, reference_id or new_id(), now(), lines)


def post(entry: Entry) -> bool:
    with transaction() as session:
        return posting.post(session, entry)


def verify() -> chain.Verification:
    with reading() as session:
        return chain.verify(session)


def owed(shop: uuid.UUID) -> int:
    with reading() as session:
        return sum(-one.amount_minor for one in list_balances_of(session, Account.SHOP_PAYABLE, shop))


@pytest.fixture
def unguarded(app: Flask) -> Iterator[None]:
    """Put the database's own guard aside, as somebody could who has its password."""
    is_sqlite = engine().dialect.name == "sqlite"
    with engine().begin() as connection:
        triggers = []
        if is_sqlite:
            triggers = connection.execute(
                text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            ).all()
            for trigger in triggers:
                connection.execute(text(f"DROP TRIGGER {trigger.name}"))
        else:
            for table in ("ledger_entries", "ledger_lines"):
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    yield
    with engine().begin() as connection:
        for trigger in triggers:
            connection.execute(text(trigger.sql))
        if not is_sqlite:
            for table in ("ledger_entries", "ledger_lines"):
                connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))


def test_what_is_posted_counts_once_however_often_it_is_posted(app: Flask) -> None:
    shop, entry = new_id(), sale(new_id())
    entry = sale(shop)

    assert [post(entry) for _ in range(3)] == [True, False, False]

    assert owed(shop) == 1990
    assert verify().is_sound


def test_another_entry_in_the_same_place_is_refused(app: Flask) -> None:
    shop = new_id()
    entry = sale(shop)
    post(entry)

    with pytest.raises(EntryDiffers):
        post(sale(shop, 1, entry.reference_id))
    assert owed(shop) == 1990


def test_an_entry_that_is_not_balanced_is_refused(app: Flask) -> None:
    lines = [Line(Account.GATEWAY_CLEARING, 5, "USD"), Line(Account.REFUNDS, -5, "JPY")]

    with pytest.raises(Unbalanced):
        post(Entry(EntryKind.PAID_IN_VAIN, new_id(), now(), lines))


@pytest.mark.parametrize("table", [LedgerEntryRecord, LedgerLineRecord])
def test_the_database_refuses_to_change_or_delete(app: Flask, table: type) -> None:
    post(sale(new_id()))
    change = {"kind": "x"} if table is LedgerEntryRecord else {"amount_minor": 1}

    for statement in (update(table).values(change), delete(table)):
        with pytest.raises(DatabaseError, match="only added to"), transaction() as session:
            session.execute(statement)
    assert verify().is_sound


@pytest.mark.parametrize(
    ("harm", "mend", "problem"),
    [
        (
            "UPDATE ledger_lines SET amount_minor = amount_minor * 2 WHERE entry_number = :number",
            "UPDATE ledger_lines SET amount_minor = amount_minor / 2 WHERE entry_number = :number",
            "it is not what was posted",
        ),
        (
            RAISED.format("+"),
            RAISED.format("-"),
            "it is not balanced",
        ),
        (
            "UPDATE ledger_entries SET kind = 'refund_sent' WHERE number = :number",
            "UPDATE ledger_entries SET kind = 'order_paid' WHERE number = :number",
            "it is not what was posted",
        ),
        (
            "UPDATE ledger_entries SET previous_hash = '-' || previous_hash WHERE number = :number",
            "UPDATE ledger_entries SET previous_hash = substr(previous_hash, 2) WHERE number = :number",
            "it does not follow the entry before it",
        ),
        (
            "UPDATE ledger_head SET number = number + 1",
            "UPDATE ledger_head SET number = number - 1",
            "entries are missing at the end",
        ),
    ],
)
def test_tampering_is_found_at_its_place(
    app: Flask, unguarded: None, harm: str, mend: str, problem: str
) -> None:
    for _ in range(3):
        post(sale(new_id()))
    number = verify().entries_count + ("ledger_head" in harm)

    try:
        run(harm, number)
        found = verify()
    finally:
        run(mend, number)

    assert (found.is_sound, found.broken_number, found.problem) == (False, number, problem)
    assert verify().is_sound


def test_a_balance_that_is_kept_wrongly_is_found_by_counting_again(app: Flask) -> None:
    shop = new_id()
    post(sale(shop, 700))
    wrong = "UPDATE ledger_balances SET amount_minor = amount_minor {} 1 WHERE account = 'shop_payable'"

    with transaction() as session:
        session.execute(text(wrong.format("+")))
        found = {one.owner_id: one for one in replay.replay(session)}
        session.execute(text(wrong.format("-")))
        mended = replay.replay(session)

    assert (found[shop].kept_minor, found[shop].counted_minor) == (-699, -700)
    assert mended == []


def test_two_processes_that_post_at_once_make_one_chain(app: Flask, stack: Stack) -> None:
    shop, references = new_id(), [str(new_id()) for _ in range(25)]
    command = [sys.executable, "-c", POSTER, str(shop)]
    environment = {**stack.environment, "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)}

    # All of them twice, in two orders: what one has posted the other finds.
    orders = (references, references[::-1])
    posters = [subprocess.Popen([*command, *order], cwd=ROOT, env=environment) for order in orders]

    assert [poster.wait(timeout=60) for poster in posters] == [0, 0]
    assert owed(shop) == 5 * len(references)
    assert verify().is_sound


def test_the_command_says_that_the_books_are_in_order_or_where_they_break(
    app: Flask, stack: Stack, unguarded: None
) -> None:
    post(sale(new_id()))
    number = verify().entries_count

    sound = command(stack, "verify"), command(stack, "replay")
    run(RAISED.format("+"), number)
    broken = command(stack, "verify"), command(stack, "replay")
    run(RAISED.format("-"), number)

    assert [done.returncode for done in sound] == [0, 0]
    assert f"{number} entries are in order" in sound[0].stdout
    assert [done.returncode for done in broken] == [1, 1]
    assert f"Entry {number} is broken: it is not balanced." in broken[0].stdout
    assert "gateway_clearing of the market in USD" in broken[1].stdout


def command(stack: Stack, act: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "app.py", "ledger", act],
        cwd=ROOT,
        env={**stack.environment, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def run(statement: str, number: int) -> None:
    with transaction() as session:
        session.execute(text(statement), {"number": number} if ":number" in statement else {})
