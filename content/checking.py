"""Whether a creator may post at the moment, and whether his words may be published as they are."""

import uuid

from sqlalchemy.orm import Session

from content.posts import Post
from moderation.mutes import check_may_speak
from moderation.rule_book import judge_texts, must_wait
from moderation.rules import Verdict


def check_words(session: Session, creator_id: uuid.UUID, *texts: str) -> None:
    """Refuse a creator who may not post at the moment, and words that can't be published.

    Raises Muted, TextRefused.
    """
    check_may_speak(session, creator_id)
    must_wait(session, *texts)


def need_look(session: Session, post: Post) -> bool:
    """Tell whether a rule wants a moderator to look at a post before everybody does."""
    return judge_texts(session, *words_of(post)).verdict is not Verdict.ALLOW


def words_of(post: Post) -> list[str]:
    """Return all that a post says."""
    return [post.title, post.description, *(str(block.get("text", "")) for block in post.blocks)]
