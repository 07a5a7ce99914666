"""The numbers of a creator's posts as pages and as files; whose posts they are is asked in the query."""

import uuid
from collections.abc import Mapping
from decimal import Decimal

from flask import Response
from sqlalchemy.orm import Session

from content import numbers, posts
from content.addresses import path_of
from content.cards import present_cards
from content.charts import build_charts
from content.errors import NoSuchPost
from content.numbers import Numbers
from content.posts import Post
from content.routes.post_schemas import NumbersQuery
from content.states import PostState
from kernel import runtime
from kernel.cells import Cell, stream_csv
from kernel.money import minor_digits
from kernel.transaction import reading
from kernel.web.access import CREATORS
from kernel.web.actor import get_actor
from kernel.web.routes import Pages, parse_query
from kernel.web.sending import send_csv
from kernel.web.templates import render

pages = Pages("numbers", __name__)
COUNTED = (
    "views",
    "watch_seconds",
    "average_seconds",
    "likes",
    "saves",
    "shares",
    "comments",
    "product_taps",
    "orders",
)


@pages.page("/studio/posts/<uuid:post_id>", access=CREATORS)
def show_numbers(post_id: uuid.UUID) -> Response:
    """Show a creator what came of one of the own posts."""
    period = parse_query(NumbersQuery).period
    with reading() as session:
        post = _get_own(session, post_id)
        [card] = present_cards(session, [post], viewer_id=post.creator_id)
        report = numbers.read_post(session, post_id, period)
    share = report.total.average_seconds / post.duration_seconds if post.duration_seconds else None
    return render(
        "content/numbers.html",
        post=post,
        card=card,
        period=period,
        charts=build_charts(report),
        watched_share=share if report.total.views_count else None,
        has_numbers=report.total != Numbers(),
    )


@pages.page("/studio/posts/<uuid:post_id>/numbers.csv", access=CREATORS)
def download_post(post_id: uuid.UUID) -> Response:
    """Send the numbers of one of the own posts as a file, a line for each day (UTC)."""
    period = parse_query(NumbersQuery).period
    with reading() as session:
        _get_own(session, post_id)
        report = numbers.read_post(session, post_id, period)
    currencies = list(report.total.revenue_minor)
    rows = ((day.isoformat(), *_cells(one, currencies)) for day, one in report.days.items())
    return send_csv(stream_csv(("day", *COUNTED, *_columns(currencies)), rows), "post.csv")


@pages.page("/studio/numbers.csv", access=CREATORS)
def download_all() -> Response:
    """Send the numbers of all own posts as a file, a line for each post that has any."""
    period, creator_id = parse_query(NumbersQuery).period, get_actor().user_id
    with reading() as session:
        found = numbers.list_posts_numbers(session, creator_id, period)
        listed = posts.list_posts(session, list(found))
    currencies = sorted({currency for one in found.values() for currency in one.revenue_minor})
    rows = (
        (*_describe(listed[post_id]), *_cells(one, currencies))
        for post_id, one in found.items()
        if post_id in listed
    )
    columns = ("title", "kind", "address", "published", *COUNTED, *_columns(currencies))
    return send_csv(stream_csv(columns, rows), "posts.csv")


def _get_own(session: Session, post_id: uuid.UUID) -> Post:
    post = posts.get_own_post(session, post_id, get_actor().user_id)
    if post.state is PostState.REMOVED and post.removed_by != "moderator":
        raise NoSuchPost
    return post


def _describe(post: Post) -> tuple[Cell, ...]:
    published = post.published_at.isoformat(timespec="seconds") if post.published_at else ""
    address = f"{runtime.config().public_url}{path_of(post.kind, post.id)}"
    return (post.title, post.kind.value, address, published)


def _columns(currencies: list[str]) -> tuple[str, ...]:
    return tuple(f"revenue_{currency}" for currency in currencies)


def _cells(one: Numbers, currencies: list[str]) -> tuple[Cell, ...]:
    return (
        one.views_count,
        one.watch_seconds,
        f"{one.average_seconds:.1f}",
        one.likes_count,
        one.saves_count,
        one.shares_count,
        one.comments_count,
        one.taps_count,
        one.orders_count,
        *(_amount(one.revenue_minor, currency) for currency in currencies),
    )


def _amount(revenue_minor: Mapping[str, int], currency: str) -> str:
    return f"{Decimal(revenue_minor.get(currency, 0)).scaleb(-minor_digits(currency)):f}"
