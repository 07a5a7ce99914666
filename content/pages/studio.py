"""The studio: all that a creator made, in all states, and what came of it lately."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response
from sqlalchemy.orm import Session

from content import numbers, posts
from content.cards import PostCard, present_cards
from content.charts import Chart, build_charts, tell_numbers
from content.numbers import Numbers, Period
from content.posts import Post, PostKind
from content.presentation import present_videos
from content.routes.post_schemas import StudioQuery
from content.schemas import VideoAnswer
from content.states import PostState
from kernel.transaction import reading
from kernel.web.access import CREATORS
from kernel.web.actor import get_actor
from kernel.web.routes import Pages, parse_query
from kernel.web.templates import render

pages = Pages("studio", __name__)
#: As many posts are named as the best ones.
BEST_COUNT = 3


@dataclass(frozen=True)
class StudioRow:
    """A post with its card; `video` is what only a video has, such as how far its processing is."""

    post: Post
    card: PostCard
    video: VideoAnswer | None


@dataclass(frozen=True)
class Best:
    """One of the posts that were seen most, with its numbers in words."""

    card: PostCard
    told: Mapping[str, str]


@dataclass(frozen=True)
class Overview:
    """What came of all posts in a period."""

    period: Period
    charts: Sequence[Chart]
    best: Sequence[Best]
    has_numbers: bool


@pages.page("/studio", access=CREATORS)
def show_studio() -> Response:
    """Show a creator's own posts of all kinds, or of one, in all states."""
    query, viewer_id = parse_query(StudioQuery), get_actor().user_id
    with reading() as session:
        found = posts.list_own_posts(session, viewer_id, kind=query.kind, cursor=query.cursor)
        shown = [post for post in found.items if _is_listed(post)]
        context: dict[str, Any] = {"rows": _rows(session, shown), "next_cursor": found.next_cursor}
        has_overview = bool(shown) and query.kind is None and query.cursor is None
        context["overview"] = _overview(session, viewer_id, query.period) if has_overview else None
    return render("content/studio.html", kind=query.kind, **context)


def _overview(session: Session, creator_id: uuid.UUID, period: Period) -> Overview:
    report = numbers.read_creator(session, creator_id, period)
    by_post = numbers.list_posts_numbers(session, creator_id, period)
    seen = [post_id for post_id, one in by_post.items() if one.views_count][:BEST_COUNT]
    found = posts.list_posts(session, seen)
    cards = present_cards(session, [found[post_id] for post_id in seen], viewer_id=creator_id)
    return Overview(
        period=period,
        charts=build_charts(report, is_overview=True),
        best=[Best(card, tell_numbers(by_post[card.id])) for card in cards],
        has_numbers=report.total + (report.before or Numbers()) != Numbers(),
    )


def _rows(session: Session, shown: list[Post]) -> list[StudioRow]:
    viewer_id = get_actor().user_id
    videos = [post for post in shown if post.kind is PostKind.VIDEO]
    answers = {
        answer.id: answer
        for answer in present_videos(session, videos, viewer_id=viewer_id, is_moderator=False)
    }
    cards = present_cards(session, shown, viewer_id=viewer_id)
    return [StudioRow(post, card, answers.get(post.id)) for post, card in zip(shown, cards, strict=True)]


def _is_listed(post: Post) -> bool:
    """Tell whether a post is in the list: what its creator deleted is not, what was taken down is."""
    return post.state is not PostState.REMOVED or post.removed_by == "moderator"
