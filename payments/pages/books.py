"""The market's books for administrators: trial balance, statements of accounts, whether the chain holds."""

from collections.abc import Iterator

from flask import Response, flash
from flask_babel import gettext

from kernel.cells import Row, stream_csv
from kernel.transaction import reading, transaction
from kernel.web.access import ADMINISTRATORS
from kernel.web.routes import Pages, go_to, parse_query
from kernel.web.sending import send_csv
from kernel.web.templates import render
from payments.errors import NoSuchAccount
from payments.ledger import balances, checks, statements
from payments.ledger.accounts import Account
from payments.ledger.statements import StatementLine, StatementQuery
from payments.schemas import AccountQuery
from payments.wording import account_words, entry_words

pages = Pages("books", __name__)
COLUMNS = ("entry", "time", "what", "reference", "owner", "currency", "amount_minor")


@pages.page("/books", access=ADMINISTRATORS)
def show_books() -> Response:
    """Show what all accounts come to, by currency, and how the books were when they were read last."""
    with reading() as session:
        trial = balances.list_trial_balance(session)
        check = checks.find_latest(session)
    return render("payments/books.html", trial=trial, check=check, accounts=account_words())


@pages.page("/books/check", access=ADMINISTRATORS, methods=("POST",))
def check_books() -> Response:
    """Let all of the books be read."""
    with transaction() as session:
        checks.check_later(session)
    flash(gettext("The books are being read. Reload in a moment to see how they are."), "success")
    return go_to("/books")


@pages.page("/books/<name>", access=ADMINISTRATORS)
def show_account(name: str) -> Response:
    """Show the lines of an account."""
    query = parse_query(AccountQuery)
    wanted = StatementQuery(_find_account(name), currency=query.currency or None)
    with reading() as session:
        page = statements.list_lines(session, wanted, cursor=query.cursor)
    return render(
        "payments/account.html",
        account=wanted.account,
        page=page,
        query=query,
        accounts=account_words(),
        words=entry_words(),
    )


@pages.page("/books/<name>.csv", access=ADMINISTRATORS)
def download_account(name: str) -> Response:
    """Send all lines of an account as a file, debits positive, credits negative."""
    wanted = StatementQuery(_find_account(name), currency=parse_query(AccountQuery).currency or None)
    return send_csv(_read_lines(wanted), f"{wanted.account}.csv")


def _read_lines(wanted: StatementQuery) -> Iterator[bytes]:
    with reading() as session:
        yield from stream_csv(COLUMNS, map(_row, statements.stream_lines(session, wanted)))


def _row(line: StatementLine) -> Row:
    return (
        line.number,
        line.occurred_at.isoformat(timespec="seconds"),
        line.kind,
        str(line.reference_id),
        str(line.owner_id or ""),
        line.currency,
        line.amount_minor,
    )


def _find_account(name: str) -> Account:
    if name not in Account.__members__.values():
        raise NoSuchAccount
    return Account(name)
