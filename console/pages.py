"""The figures of a shop as a page and as files; whose shop it is, is asked in the query."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from decimal import Decimal

from flask import Response
from sqlalchemy.orm import Session

from console.charts import build_charts, tell_step
from console.periods import Period, Step, group, months_before, steps_of
from console.schemas import FiguresQuery, FileQuery
from console.sources import Sold, name_pins, name_sources
from kernel import runtime
from kernel.cells import Row, stream_csv
from kernel.clock import now
from kernel.money import minor_digits
from kernel.transaction import reading
from kernel.web.access import SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.routes import Pages, parse_query
from kernel.web.sending import send_csv
from kernel.web.templates import render
from orders.figures import reading as figures
from orders.figures.reading import Span, Trade
from products import shops
from products.titles import list_titles

pages = Pages("figures", __name__)
SHOWN_COUNT = 10
#: As many lines as a file of products or of what sold has.
FILE_COUNT = 5_000
COHORT_MONTHS = 11
_SOURCE_COLUMNS = (
    "kind",
    "title",
    "address",
    "currency",
    "views",
    "taps",
    "orders",
    "sales",
    "given_back",
)
COLUMNS = {
    "days": ("from", "currency", "orders", "units", "sales", "given_back", "left"),
    "products": ("product", "title", "currency", "units", "sales"),
    "sources": _SOURCE_COLUMNS,
    "pins": _SOURCE_COLUMNS,
}


@pages.page("/console/shops/<uuid:shop_id>/figures", access=SIGNED_IN)
def show_figures(shop_id: uuid.UUID) -> Response:
    """Show a merchant what a shop sold, what sold best and by what, and who came back."""
    query, owner_id = parse_query(FiguresQuery), get_actor().user_id
    span, step = query.period.ending(now().date()), query.chosen_step()
    with reading() as session:
        shop = shops.get_own_shop(session, shop_id, owner_id)
        counted_at = figures.find_counted_at(session, shop_id)
        days = figures.list_days(session, shop_id, Span(span.before.first, span.last))
        currency = query.currency or next(iter(days), "USD")
        sold = figures.list_products(session, shop_id, span, currency, limit=SHOWN_COUNT)
        titles = list_titles(session, [one.product_id for one in sold])
        sources = figures.list_sources(session, shop_id, span, currency, limit=SHOWN_COUNT)
        named = name_sources(session, sources, span, owner_id=owner_id)
        found = figures.list_pins(session, shop_id, span, currency, limit=SHOWN_COUNT)
        pins = name_pins(session, found, owner_id=owner_id)
        this_month = span.last.replace(day=1)
        cohorts = figures.list_cohorts(session, shop_id, since=months_before(this_month, COHORT_MONTHS))
    by_day = days.get(currency, {})
    steps = group(by_day, span, step)
    before = sum((one for day, one in by_day.items() if day < span.first), Trade())
    months = sorted({cohort.month for cohort in cohorts} | {m for one in cohorts for m in one.returning})
    return render(
        "console/figures.html",
        shop=shop,
        query=query,
        periods=list(Period),
        steps=steps_of(query.period),
        step=step,
        currency=currency,
        currencies=list(days),
        counted_at=counted_at,
        total=sum(steps.values(), Trade()),
        charts=build_charts(steps, before, currency, step),
        sold=sold,
        titles=titles,
        sources=named,
        pins=pins,
        cohorts=cohorts,
        months=months,
        month_words={month: tell_step(month, Step.MONTH) for month in months},
    )


@pages.page("/console/shops/<uuid:shop_id>/figures.csv", access=SIGNED_IN)
def download_figures(shop_id: uuid.UUID) -> Response:
    """Send the figures of a shop as a file: its days, its products, or what sold them."""
    query, owner_id = parse_query(FileQuery), get_actor().user_id
    span = query.period.ending(now().date())
    with reading() as session:
        shops.get_own_shop(session, shop_id, owner_id)
        days = figures.list_days(session, shop_id, span)
        if query.what == "days":
            rows = _day_rows(days, span, query.chosen_step())
        elif query.what == "products":
            rows = _product_rows(session, shop_id, span, list(days))
        else:
            rows = _source_rows(session, shop_id, span, list(days), owner_id, by_pin=query.what == "pins")
    return send_csv(stream_csv(COLUMNS[query.what], rows), f"{query.what}.csv")


def _day_rows(days: Mapping[str, Mapping[dt.date, Trade]], span: Span, step: Step) -> list[Row]:
    return [
        (
            first.isoformat(),
            currency,
            one.orders_count,
            one.units_count,
            _amount(one.sales_minor, currency),
            _amount(one.refunds_minor, currency),
            _amount(one.kept_minor, currency),
        )
        for currency, by_day in days.items()
        for first, one in group(by_day, span, step).items()
    ]


def _product_rows(session: Session, shop_id: uuid.UUID, span: Span, currencies: Iterable[str]) -> list[Row]:
    rows: list[Row] = []
    for currency in currencies:
        sold = figures.list_products(session, shop_id, span, currency, limit=FILE_COUNT)
        titles = list_titles(session, [one.product_id for one in sold])
        rows.extend(
            (
                str(one.product_id),
                titles.get(one.product_id, ""),
                currency,
                one.units_count,
                _amount(one.sales_minor, currency),
            )
            for one in sold
        )
    return rows


def _source_rows(
    session: Session,
    shop_id: uuid.UUID,
    span: Span,
    currencies: Iterable[str],
    owner_id: uuid.UUID,
    *,
    by_pin: bool,
) -> list[Row]:
    rows: list[Row] = []
    for currency in currencies:
        if by_pin:
            found = figures.list_pins(session, shop_id, span, currency, limit=FILE_COUNT)
            sold = name_pins(session, found, owner_id=owner_id)
        else:
            found = figures.list_sources(session, shop_id, span, currency, limit=FILE_COUNT)
            sold = name_sources(session, found, span, owner_id=owner_id)
        rows.extend(_source_row(one, currency) for one in sold)
    return rows


def _source_row(one: Sold, currency: str) -> Row:
    return (
        one.kind,
        one.title,
        f"{runtime.config().public_url}{one.path}" if one.path else "",
        currency,
        "" if one.views_count is None else one.views_count,
        "" if one.taps_count is None else one.taps_count,
        one.trade.orders_count,
        _amount(one.trade.sales_minor, currency),
        _amount(one.trade.refunds_minor, currency),
    )


def _amount(amount_minor: int, currency: str) -> str:
    return f"{Decimal(amount_minor).scaleb(-minor_digits(currency)):f}"
