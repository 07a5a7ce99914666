"""What a post says: indexed when it is written (hashtags, mentions), linked when it is shown."""

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from urllib.parse import quote

from markupsafe import Markup, escape
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from content.events import PeopleMentioned
from content.hashtags import HASHTAG, fold_tag, is_tag, store_tags
from content.mentions import MENTION, find_mentions, join_handles, list_present_handles, read_mentions
from content.models import Post as PostRow
from content.posts import Post
from content.states import PostState
from kernel.events import publish

_LINKED = re.compile(f"{HASHTAG.pattern}|{MENTION.pattern}")


def index_words(session: Session, post_id: uuid.UUID, creator_id: uuid.UUID, texts: Iterable[str]) -> None:
    """Store which hashtags and people the texts of a post name, in place of what they named before.

    Publishes PeopleMentioned: the post is public and names people whom it did not name before.
    """
    written = list(texts)
    store_tags(session, post_id, written)
    mentions = find_mentions(session, "\n".join(written), creator_id)
    named = [{name: str(value) for name, value in asdict(mention).items()} for mention in mentions]
    columns = select(PostRow.mentions, PostRow.state).where(PostRow.id == post_id)
    before, state = session.execute(columns).one()
    session.execute(update(PostRow).where(PostRow.id == post_id).values(mentions=named))
    known = {one["person_id"] for one in before}
    new = tuple(mention.person_id for mention in mentions if str(mention.person_id) not in known)
    if new and state == PostState.PUBLISHED:
        publish(session, PeopleMentioned(post_id, creator_id, new))


def list_handles(session: Session, post: Post) -> Mapping[str, str]:
    """Return, for each handle that a post names, under which one the person is found today."""
    mentions = read_mentions(post.mentions)
    return join_handles(mentions, list_present_handles(session, mentions))


def link_words(text: str, handles: Mapping[str, str] | None = None) -> Markup:
    """Return a text as HTML: escaped, its hashtags and those of its mentions that `handles` has as links."""
    parts, at = [], 0
    for found in _LINKED.finditer(text):
        parts += [escape(text[at : found.start()]), _link(found, handles or {})]
        at = found.end()
    return Markup().join([*parts, escape(text[at:])])


def _link(found: re.Match[str], handles: Mapping[str, str]) -> Markup:
    tag, handle = found.groups()
    if tag is not None and is_tag(tag):
        return Markup('<a href="/tags/{}">{}</a>').format(quote(fold_tag(tag)), found.group())
    present = handles.get(handle.lower()) if handle else None
    return (
        Markup('<a href="/@{}">{}</a>').format(present, found.group()) if present else escape(found.group())
    )
