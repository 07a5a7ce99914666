"""The merchant's money: what is owed to him, and the statement of how it came about."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping

from flask import Response, flash
from flask_babel import gettext
from sqlalchemy.orm import Session

from kernel import runtime
from kernel.cells import Row, stream_csv
from kernel.clock import now
from kernel.transaction import reading, transaction
from kernel.web.access import MERCHANTS
from kernel.web.actor import get_actor
from kernel.web.routes import Pages, go_to, parse_form, parse_query
from kernel.web.sending import send_csv
from kernel.web.templates import render
from orders import lookup
from orders.schemas import DestinationForm, MoneyQuery
from payments.gateways.factory import find_gateway
from payments.ledger import earnings, statements
from payments.ledger.accounts import Account
from payments.ledger.statements import StatementLine, StatementQuery
from payments.own_payouts import read_own_payouts
from payments.payouts import destinations
from payments.payouts.destinations import Destination
from payments.wording import entry_words

pages = Pages("orders_money", __name__)
COLUMNS = ("time", "what", "order", "currency", "amount_minor")
BATCH_LINES = 500


@pages.page("/console/money", access=MERCHANTS)
def show_money() -> Response:
    """Show a merchant what is owed to him, and the lines of a month or of all time."""
    query, owner_id = parse_query(MoneyQuery), get_actor().user_id
    days = runtime.config().payout_hold_days
    with reading() as session:
        earned = earnings.list_earnings(
            session, Account.SHOP_PAYABLE, owner_id, pending_since=now() - dt.timedelta(days=days)
        )
        page = statements.list_lines(session, _wanted(query, owner_id), cursor=query.cursor)
        numbers = lookup.find_numbers(session, {line.reference_id for line in page.items})
        own_payouts = read_own_payouts(session, owner_id, Account.SHOP_PAYABLE)
    return render(
        "orders/money.html",
        earned=earned,
        days=days,
        page=page,
        numbers=numbers,
        query=query,
        months=_list_months(now()),
        words=entry_words(),
        payouts=own_payouts,
    )


@pages.page("/console/money/destination", access=MERCHANTS, methods=("POST",))
def set_destination() -> Response:
    """Say where one's earnings are to be paid out to."""
    find_gateway("sandbox")
    form = parse_form(DestinationForm)
    with transaction() as session:
        destinations.set_destination(session, get_actor().user_id, Destination("sandbox", form.reference))
    flash(gettext("Your earnings go there from the next payout on."), "success")
    return go_to("/console/money")


@pages.page("/console/money.csv", access=MERCHANTS)
def download_money() -> Response:
    """Send the statement of a month or of all time as a file; what is earned is positive."""
    return send_csv(_read_lines(_wanted(parse_query(MoneyQuery), get_actor().user_id)), "money.csv")


def _wanted(query: MoneyQuery, owner_id: uuid.UUID) -> StatementQuery:
    return StatementQuery(Account.SHOP_PAYABLE, owner_id, since=query.since, before=query.before)


def _read_lines(wanted: StatementQuery) -> Iterator[bytes]:
    with reading() as session:
        yield from stream_csv(COLUMNS, _stream_rows(session, wanted))


def _stream_rows(session: Session, wanted: StatementQuery) -> Iterator[Row]:
    """Return the lines with the numbers of their orders, which are looked up for many at once."""
    lines: list[StatementLine] = []
    for line in statements.stream_lines(session, wanted):
        lines.append(line)
        if len(lines) == BATCH_LINES:
            yield from _rows(session, lines)
            lines.clear()
    yield from _rows(session, lines)


def _rows(session: Session, lines: list[StatementLine]) -> list[Row]:
    numbers: Mapping[uuid.UUID, str] = lookup.find_numbers(session, {line.reference_id for line in lines})
    return [
        (
            line.occurred_at.isoformat(timespec="seconds"),
            line.kind,
            numbers.get(line.reference_id, ""),
            line.currency,
            -line.amount_minor,
        )
        for line in lines
    ]


def _list_months(at: dt.datetime) -> list[str]:
    """Return the last twelve months (UTC), the present one first."""
    first = at.year * 12 + at.month - 1
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(first, first - 12, -1)]
