"""What a post says: indexed when it is written (hashtags, mentions), linked when it is shown."""

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from urllib.parse import quote

from markupsafe import Markup, escape
from sqlalchemy import update
from sqlalchemy.orm import Session

from content.hashtags import HASHTAG, fold_tag, is_tag, store_tags
from content.mentions import MENTION, Mention, find_mentions, list_present_handles
from content.models import Post as PostRow
from content.posts import Post

_LINKED = re.compile(f"{HASHTAG.pattern}|{MENTION.pattern}")


def index_words(session: Session, post_id: uuid.UUID, creator_id: uuid.UUID, texts: Iterable[str]) -> None:
    """Store which hashtags and people the texts of a post name, in place of what they named before."""
    written = list(texts)
    store_tags(session, post_id, written)
    mentions = find_mentions(session, "\n".join(written), creator_id)
    named = [{name: str(value) for name, value in asdict(mention).items()} for mention in mentions]
    session.execute(update(PostRow).where(PostRow.id == post_id).values(mentions=named))


def list_handles(session: Session, post: Post) -> Mapping[str, str]:
    """Return, for each handle that a post names, under which one the person is found today."""
    mentions = [Mention(one["handle"], uuid.UUID(one["person_id"])) for one in post.mentions]
    present = list_present_handles(session, mentions)
    return {one.handle: present[one.person_id] for one in mentions if one.person_id in present}


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
