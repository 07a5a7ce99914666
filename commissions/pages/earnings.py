"""What a creator earns by what he promotes: totals, sales, payouts."""

import uuid
from collections.abc import Iterator

from flask import Response, flash
from flask_babel import gettext
from sqlalchemy.orm import Session

from commissions import earnings
from commissions.earnings import Commission, SourceEarnings
from commissions.rates import BASIS_POINTS_PER_PERCENT
from commissions.schemas import DestinationForm, PageQuery
from commissions.wording import state_words, tell_source
from kernel import runtime
from kernel.cells import Row, stream_csv
from kernel.transaction import reading, transaction
from kernel.web.access import CREATORS
from kernel.web.actor import get_actor
from kernel.web.routes import Pages, go_to, parse_form, parse_query
from kernel.web.sending import send_csv
from kernel.web.templates import render
from moderation.subjects import Subject, find_subject
from payments.gateways.factory import find_gateway
from payments.ledger.accounts import Account
from payments.own_payouts import read_own_payouts
from payments.payouts import destinations
from payments.payouts.destinations import Destination

pages = Pages("earnings", __name__)
COLUMNS = (
    *("time", "state", "product", "units", "returned", "currency", "base_minor", "percent", "earned_minor"),
    *("source", "source_id"),
)


@pages.page("/studio/earnings", access=CREATORS)
def show_earnings() -> Response:
    """Show what one has earned, by what, and what was paid out."""
    query, creator_id = parse_query(PageQuery), get_actor().user_id
    with reading() as session:
        totals = earnings.list_totals(session, creator_id)
        page = earnings.list_commissions(session, creator_id, cursor=query.cursor)
        by_source = earnings.list_by_source(session, creator_id)
        sources = [(one, _find(session, one)) for one in by_source]
        own_payouts = read_own_payouts(session, creator_id, Account.CREATOR_PAYABLE)
    return render(
        "commissions/earnings.html",
        totals=totals,
        page=page,
        cursor=query.cursor,
        sources=[_describe(one, subject) for one, subject in sources],
        states=state_words(),
        payouts=own_payouts,
        days=runtime.config().return_days,
    )


@pages.page("/studio/earnings/destination", access=CREATORS, methods=("POST",))
def set_destination() -> Response:
    """Say where one's earnings are to be paid out to."""
    find_gateway("sandbox")
    form = parse_form(DestinationForm)
    with transaction() as session:
        destinations.set_destination(session, get_actor().user_id, Destination("sandbox", form.reference))
    flash(gettext("Your earnings go there from the next payout on."), "success")
    return go_to("/studio/earnings")


@pages.page("/studio/earnings.csv", access=CREATORS)
def download_earnings() -> Response:
    """Send all of one's sales as a file."""
    return send_csv(_read_lines(get_actor().user_id), "earnings.csv")


def _read_lines(creator_id: uuid.UUID) -> Iterator[bytes]:
    with reading() as session:
        yield from stream_csv(COLUMNS, map(_row, earnings.stream_commissions(session, creator_id)))


def _row(sale: Commission) -> Row:
    return (
        sale.placed_at.isoformat(timespec="seconds"),
        sale.state,
        sale.product_title,
        sale.quantity,
        sale.returned_count,
        sale.currency,
        sale.base_minor,
        f"{sale.rate_basis_points / BASIS_POINTS_PER_PERCENT:g}",
        sale.kept_minor,
        sale.source_kind or sale.touch_kind,
        str(sale.source_id or ""),
    )


def _find(session: Session, source: SourceEarnings) -> Subject | None:
    if source.source_id is None or source.source_kind is None:
        return None
    found = find_subject(session, source.source_kind, source.source_id)
    return found if found is not None and found.is_public else None


def _describe(source: SourceEarnings, subject: Subject | None) -> dict[str, object]:
    title = (subject.title or gettext("Untitled")) if subject else None
    return {
        "title": tell_source(source.touch_kind, source.source_kind, title),
        "path": subject.path if subject else None,
        "sales_count": source.sales_count,
        "earned_minor": source.earned_minor,
        "currency": source.currency,
    }
