"""What of a post earns its creator a commission: such tags carry a click token, and the post says so."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from commissions import promoting
from commissions.clicks import Click, SourceKind, TouchKind, sign_click
from content.disclosure import Disclosure
from content.tagged import TaggedOffer

MS_PER_SECOND = 1000


@dataclass(frozen=True)
class Showing:
    """A post as the place where products are shown."""

    id: uuid.UUID
    kind: str
    creator_id: uuid.UUID


def add_clicks(
    session: Session, posts: Sequence[Showing], offers: Mapping[uuid.UUID, Sequence[TaggedOffer]]
) -> Mapping[uuid.UUID, Sequence[TaggedOffer]]:
    """Return the offers of posts by post, those that their creators promote with a click token; one query."""
    product_ids = {tag.product_id for tags in offers.values() for tag in tags}
    promoted = promoting.find_promoted(session, {post.creator_id for post in posts}, product_ids)
    if not promoted:
        return offers
    return {
        post.id: [
            replace(tag, click=_sign(post, tag)) if (post.creator_id, tag.product_id) in promoted else tag
            for tag in offers.get(post.id, [])
        ]
        for post in posts
    }


def disclose(told: Disclosure, offers: Sequence[TaggedOffer]) -> Disclosure:
    """Return what a post discloses: a commission whenever one is earned, unless its creator says more."""
    earns = any(tag.click is not None for tag in offers)
    return Disclosure.COMMISSION if earns and told is not Disclosure.SPONSORED else told


def _sign(post: Showing, tag: TaggedOffer) -> str:
    moment_ms = round(tag.start_seconds * MS_PER_SECOND) if post.kind == SourceKind.VIDEO else None
    kind = SourceKind(post.kind)
    return sign_click(Click(post.creator_id, TouchKind.CONTENT, kind, post.id, media_ms=moment_ms))
