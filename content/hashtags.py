"""Hashtags: found in what a post says when it is written, in Latin and in Han characters alike."""

import re
import unicodedata
import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from accounts.blocks import select_hidden
from content.models import Post as PostRow
from content.models import PostHashtag
from content.posts import Post, list_posts
from content.states import PostState
from kernel.paging import DEFAULT_LIMIT, Page, cut_page, decode_cursor
from moderation.limits import select_limited

#: A text that carries more is no description; the others stay plain words.
MAX_HASHTAGS = 20
MAX_CHARACTERS = 50
#: Chinese puts no blank before a sign; after a Latin letter, in an entity or in an address it is none.
HASHTAG = re.compile(rf"(?<![A-Za-z0-9_&/#＃])[#＃](\w{{1,{MAX_CHARACTERS}}})(?!\w)")


def fold_tag(word: str) -> str:
    """Return how a hashtag is stored: full and half width, large and small letters are the same."""
    return unicodedata.normalize("NFKC", word).casefold()


def is_tag(word: str) -> bool:
    """Tell whether a word can be a hashtag: bare numbers count things (“#1”)."""
    return not word.replace("_", "").isdecimal() and word.strip("_") != ""


def parse_tags(text: str) -> Sequence[str]:
    """Return the hashtags of a text as they are stored, each once, in their order."""
    found = (fold_tag(word) for word in HASHTAG.findall(text) if is_tag(word))
    return list(dict.fromkeys(found))[:MAX_HASHTAGS]


def store_tags(session: Session, post_id: uuid.UUID, texts: Iterable[str]) -> None:
    """Replace a post's hashtags by those of its texts."""
    session.execute(delete(PostHashtag).where(PostHashtag.post_id == post_id))
    tags = parse_tags("\n".join(texts))
    if tags:
        session.execute(insert(PostHashtag), [{"post_id": post_id, "tag": tag} for tag in tags])


def list_tagged(
    session: Session,
    word: str,
    *,
    viewer_id: uuid.UUID | None = None,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[Post]:
    """Return the published posts of every kind with a hashtag, the newest first; none of whom a viewer hides.

    Raises BadCursor.
    """
    statement = (
        select(PostHashtag.post_id)
        .join(PostRow, PostRow.id == PostHashtag.post_id)
        .where(PostHashtag.tag == fold_tag(word), PostRow.state == PostState.PUBLISHED)
        .where(PostRow.id.not_in(select_limited()))
    )
    if viewer_id is not None:
        statement = statement.where(PostRow.creator_id.not_in(select_hidden(viewer_id)))
    if cursor is not None:
        statement = statement.where(PostHashtag.post_id < decode_cursor(cursor))
    ids = session.scalars(statement.order_by(PostHashtag.post_id.desc()).limit(limit + 1)).all()
    page = cut_page(ids, limit, lambda post_id: post_id)
    found = list_posts(session, page.items)
    return page.map(lambda post_id: found[post_id])
