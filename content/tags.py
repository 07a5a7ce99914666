"""Product tags: which variants a post shows; in a video, when; on a picture, where."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from content.errors import BadTag, BadTagPlace, BadTagTime
from content.models import ProductTag
from products import catalogue

MAX_TAGS = 20
_COLUMNS = ("variant_id", "start_seconds", "end_seconds", "picture_id", "x_permille", "y_permille")


@dataclass(frozen=True)
class Tag:
    """A variant, and the stretch of media time (seconds) or the place on a picture where it is shown.

    `x_permille` and `y_permille` are thousandths of the picture's width and height, from its upper left.
    """

    variant_id: uuid.UUID
    start_seconds: float = 0.0
    end_seconds: float = 0.0
    picture_id: uuid.UUID | None = None
    x_permille: int | None = None
    y_permille: int | None = None

    def clipped(self, duration_seconds: float) -> "Tag":
        """Return the tag inside a video of this length: at least its last second, if it came too late."""
        end = min(self.end_seconds, duration_seconds)
        return Tag(self.variant_id, min(self.start_seconds, max(0.0, end - 1)), end)


def set_tags(
    session: Session, post_id: uuid.UUID, tags: Sequence[Tag], *, duration_seconds: float | None
) -> None:
    """Replace a video's tags. Any shop's variants may be tagged: creators promote what others sell.

    `duration_seconds` is None while nobody knows it; the tags are then clipped when it becomes known.

    Raises BadTag: a variant is not on sale. Raises BadTagTime.
    """
    kept = {tag.variant_id for tag in _list_of(session, post_id)}
    _check_on_sale(session, {tag.variant_id for tag in tags} - kept)
    for tag in tags:
        if tag.end_seconds <= tag.start_seconds or (
            duration_seconds is not None and tag.start_seconds >= duration_seconds
        ):
            raise BadTagTime(variant_id=tag.variant_id)
    if duration_seconds is not None:
        tags = [tag.clipped(duration_seconds) for tag in tags]
    replace_tags(session, post_id, tags)


def place_tags(
    session: Session, post_id: uuid.UUID, tags: Sequence[Tag], *, picture_ids: Collection[uuid.UUID]
) -> None:
    """Replace the tags of a post that is no video; each lies on one of its pictures, or on none.

    Raises BadTag: a variant is not on sale. Raises BadTagPlace: it is on a picture that the post has not.
    """
    kept = {tag.variant_id for tag in _list_of(session, post_id)}
    _check_on_sale(session, {tag.variant_id for tag in tags} - kept)
    for tag in tags:
        if tag.picture_id is not None and tag.picture_id not in picture_ids:
            raise BadTagPlace(variant_id=tag.variant_id)
    replace_tags(session, post_id, tags)


def clip_tags(session: Session, post_id: uuid.UUID, duration_seconds: float) -> None:
    """Bring tags inside a video, now that its length is known."""
    tags = _list_of(session, post_id)
    clipped = [tag.clipped(duration_seconds) for tag in tags]
    if clipped != tags:
        replace_tags(session, post_id, clipped)


def list_tags(session: Session, post_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, Sequence[Tag]]:
    """Return the tags of these posts, in one query."""
    found: dict[uuid.UUID, list[Tag]] = defaultdict(list)
    table = ProductTag.__table__.c
    rows = session.execute(
        select(table.post_id, *(table[name] for name in _COLUMNS))
        .where(table.post_id.in_(list(post_ids)))
        .order_by(table.post_id, table.position)
    )
    for post_id, *values in rows:
        found[post_id].append(Tag(*values))
    return found


def _list_of(session: Session, post_id: uuid.UUID) -> Sequence[Tag]:
    return list_tags(session, [post_id]).get(post_id, [])


def _check_on_sale(session: Session, variant_ids: set[uuid.UUID]) -> None:
    offers = catalogue.get_offers(session, variant_ids) if variant_ids else {}
    for variant_id in sorted(variant_ids):
        if variant_id not in offers or not offers[variant_id].is_on_sale:
            raise BadTag(variant_id=variant_id)


def replace_tags(session: Session, post_id: uuid.UUID, tags: Sequence[Tag]) -> None:
    """Put these tags in the place of all that a post has."""
    session.execute(delete(ProductTag).where(ProductTag.post_id == post_id))
    if tags:
        session.execute(
            insert(ProductTag),
            [{"post_id": post_id, "position": at, **asdict(tag)} for at, tag in enumerate(tags)],
        )
