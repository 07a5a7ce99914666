"""The stock log of a product, as a page and as a file."""

import uuid
from collections.abc import Iterator

from flask import Response

from kernel.cells import Row, stream_csv
from kernel.transaction import reading
from kernel.web.access import SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.routes import Pages, parse_query
from kernel.web.sending import send_csv
from kernel.web.templates import render
from products import catalogue, stock_history
from products.schemas.stock import StockQuery
from products.stock_history import HistoryLine, HistoryQuery

pages = Pages("stock", __name__)
COLUMNS = (
    "time",
    "sku",
    "what",
    "on_hand_change",
    "reserved_change",
    "on_hand",
    "reserved",
    "who",
    "reason",
)


@pages.page("/console/products/<uuid:product_id>/stock", access=SIGNED_IN)
def show_stock(product_id: uuid.UUID) -> Response:
    """Show what happened to the stock of a product."""
    query = parse_query(StockQuery)
    with reading() as session:
        product = catalogue.get_own_product(session, product_id, get_actor().user_id)
        variants = stock_history.list_logged_variants(session, product_id)
        page = stock_history.list_history(session, query.to_value(product_id), cursor=query.cursor)
    return render(
        "products/stock.html",
        product=product,
        variants=variants,
        lines=page.items,
        next_cursor=page.next_cursor,
        query=query,
        kept_query=query.model_dump(exclude_defaults=True, exclude={"cursor"}, mode="json"),
        kinds=stock_history.KINDS,
    )


@pages.page("/console/products/<uuid:product_id>/stock.csv", access=SIGNED_IN)
def download_stock(product_id: uuid.UUID) -> Response:
    """Send the whole stock log of a product, or what was chosen of it, as a file."""
    wanted = parse_query(StockQuery).to_value(product_id)
    with reading() as session:
        catalogue.get_own_product(session, product_id, get_actor().user_id)
    return send_csv(_read_lines(wanted), "stock.csv")


def _read_lines(wanted: HistoryQuery) -> Iterator[bytes]:
    with reading() as session:
        yield from stream_csv(COLUMNS, map(_row, stock_history.stream_history(session, wanted)))


def _row(line: HistoryLine) -> Row:
    return (
        line.created_at.isoformat(timespec="seconds"),
        line.sku,
        line.kind,
        line.on_hand_change,
        line.reserved_change,
        line.on_hand_count,
        line.reserved_count,
        line.actor_name or "",
        line.reason,
    )
