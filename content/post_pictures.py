"""Pictures of photo posts and articles: stored in several sizes, ordered, described, removed.

They are served while their post may be seen (`routes.media`), so a takedown ends them too.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from content.errors import BadPicture, NoSuchPicture, NoSuchPost, PicturesDiffer, TooManyPictures
from content.models import Post as PostRow
from content.models import PostPicture as PictureRow
from content.models import ProductTag
from content.posts import PostKind
from kernel import jobs, runtime
from kernel.clock import now
from kernel.ids import new_id
from media.errors import Rejected
from media.picture_store import StoredPicture, kept_picture

MAX_PICTURES_COUNT = {PostKind.PHOTO: 9, PostKind.ARTICLE: 20}
MAX_ALT_CHARACTERS = 500
MEDIA_PATH = "/media/posts"
DELETE_JOB = "content.jobs.delete_pictures"
#: What a page shows, and what a list shows (pixels); narrower pictures give their own width.
SHOWN_WIDTH_PX, THUMB_WIDTH_PX = 960, 480


@dataclass(frozen=True)
class PostPicture:
    """A picture of a post, its own size in pixels, and the widths that it is stored in, narrowest first."""

    id: uuid.UUID
    url: str
    thumb_url: str
    width: int
    height: int
    alt: str
    folder_url: str
    widths: Sequence[int]


@dataclass(frozen=True)
class NewPicture:
    """A picture that is stored already and no post's yet."""

    id: uuid.UUID
    stored: StoredPicture


def build_prefix(post_id: uuid.UUID, picture_id: uuid.UUID) -> str:
    """Return below which key a picture's files are."""
    return f"{prefix_of(post_id)}/{picture_id}"


def prefix_of(post_id: uuid.UUID) -> str:
    """Return what the keys of all pictures of a post begin with."""
    return f"posts/{post_id}"


@contextmanager
def stored_picture(post_id: uuid.UUID, stream: IO[bytes]) -> Iterator[NewPicture]:
    """Check an uploaded picture and store its sizes; they are deleted again if the block fails.

    It takes seconds, so no transaction may be open around it.

    Raises BadPicture: no JPEG, PNG or WebP, damaged, too many pixels or too many bytes.
    """
    picture_id = new_id()
    try:
        with kept_picture(runtime.storage(), build_prefix(post_id, picture_id), stream) as stored:
            yield NewPicture(picture_id, stored)
    except Rejected as error:
        raise BadPicture(error.reason) from error


def check_room(session: Session, post_id: uuid.UUID, kind: PostKind) -> None:
    """Check that a post can take one more picture, before any work is done for it.

    Raises TooManyPictures.
    """
    count = select(func.count()).select_from(PictureRow).where(PictureRow.post_id == post_id)
    if (session.scalar(count) or 0) >= MAX_PICTURES_COUNT[kind]:
        raise TooManyPictures


def add_picture(session: Session, post_id: uuid.UUID, kind: PostKind, new: NewPicture) -> PostPicture:
    """Put a stored picture behind a post's others. Who may, the caller has asked.

    Raises TooManyPictures. Raises NoSuchPost.
    """
    kept = lock_pictures(session, post_id)
    if len(kept) >= MAX_PICTURES_COUNT[kind]:
        raise TooManyPictures
    row = {
        "id": new.id,
        "post_id": post_id,
        "position": len(kept),
        "width": new.stored.width,
        "height": new.stored.height,
        "widths": list(new.stored.widths),
        "alt": "",
        "created_at": now(),
    }
    session.execute(insert(PictureRow), [row])
    return next(one for one in list_pictures(session, [post_id])[post_id] if one.id == new.id)


def arrange_pictures(session: Session, post_id: uuid.UUID, alts: Mapping[uuid.UUID, str]) -> None:
    """Put a post's pictures in the order of `alts`, and describe them by it.

    One that is not named comes behind the others: it may have arrived while its page was sending this.

    Raises PicturesDiffer: one of these is not its picture. Raises NoSuchPost.
    """
    kept = lock_pictures(session, post_id)
    if not set(kept) >= set(alts):
        raise PicturesDiffer
    order = [*alts, *(one for one in kept if one not in alts)]
    for position, picture_id in enumerate(order):
        values = {"position": position} | ({"alt": alts[picture_id]} if picture_id in alts else {})
        session.execute(update(PictureRow).where(PictureRow.id == picture_id).values(**values))


def remove_picture(session: Session, post_id: uuid.UUID, picture_id: uuid.UUID) -> None:
    """Remove a picture from a post with the product tags on it; its files go soon after.

    Raises NoSuchPicture: the post has none of this id.
    """
    kept = lock_pictures(session, post_id)
    if picture_id not in kept:
        raise NoSuchPicture
    session.execute(delete(ProductTag).where(ProductTag.picture_id == picture_id))
    session.execute(delete(PictureRow).where(PictureRow.id == picture_id))
    for position, one in enumerate(one for one in kept if one != picture_id):
        session.execute(update(PictureRow).where(PictureRow.id == one).values(position=position))
    jobs.enqueue(session, DELETE_JOB, {"prefix": build_prefix(post_id, picture_id)})


def drop_all(session: Session, post_id: uuid.UUID) -> None:
    """Remove all pictures of a post that will not come back."""
    session.execute(delete(ProductTag).where(ProductTag.post_id == post_id))
    session.execute(delete(PictureRow).where(PictureRow.post_id == post_id))
    jobs.enqueue(session, DELETE_JOB, {"prefix": prefix_of(post_id)})


def list_pictures(
    session: Session, post_ids: Iterable[uuid.UUID]
) -> Mapping[uuid.UUID, Sequence[PostPicture]]:
    """Return the pictures of these posts in their order, in one query."""
    table = PictureRow.__table__.c
    found: dict[uuid.UUID, list[PostPicture]] = defaultdict(list)
    rows = session.execute(
        select(table.post_id, table.id, table.width, table.height, table.widths, table.alt)
        .where(table.post_id.in_(list(post_ids)))
        .order_by(table.post_id, table.position, table.id)
    )
    for row in rows:
        found[row.post_id].append(_picture(row))
    return found


def lock_pictures(session: Session, post_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """Lock a post, so that its pictures stay as they are, and return them in order.

    Raises NoSuchPost.
    """
    locked = select(PostRow.id).where(PostRow.id == post_id).with_for_update(key_share=True)
    if session.scalar(locked) is None:
        raise NoSuchPost
    return session.scalars(
        select(PictureRow.id)
        .where(PictureRow.post_id == post_id)
        .order_by(PictureRow.position, PictureRow.id)
    ).all()


def _picture(row: Any) -> PostPicture:
    folder = f"{MEDIA_PATH}/{row.post_id}/{row.id}"
    return PostPicture(
        id=row.id,
        url=f"{folder}/{_fitting(row.widths, SHOWN_WIDTH_PX)}.webp",
        thumb_url=f"{folder}/{_fitting(row.widths, THUMB_WIDTH_PX)}.webp",
        width=row.width,
        height=row.height,
        alt=row.alt,
        folder_url=folder,
        widths=row.widths,
    )


def _fitting(widths: Sequence[int], width: int) -> int:
    return max((one for one in widths if one <= width), default=min(widths))
