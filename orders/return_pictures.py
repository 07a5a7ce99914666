"""Pictures as evidence of a return: for its two sides and moderators, at addresses signed for the viewer."""

import functools
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, cast

from sqlalchemy import Table, func, insert, select
from sqlalchemy.orm import Session

from kernel import runtime
from kernel.clock import now
from kernel.ids import new_id
from kernel.signing import Signer
from media.errors import Rejected
from media.picture_store import StoredPicture, kept_picture
from orders.errors import BadReturnPicture, TooManyReturnPictures
from orders.lifecycle import lock
from orders.models import ReturnPictureRecord
from orders.return_lookup import get_return_of_party

_PICTURES = cast(Table, ReturnPictureRecord.__table__)
MEDIA_PATH = "/media/returns"
#: Each side of a return may show so many.
MAX_PICTURES_COUNT = 6
#: A page that stays open over lunch shows its pictures; an address that was passed on opens nothing tomorrow.
ADDRESS_SECONDS = 6 * 3600
SHOWN_WIDTH_PX, THUMB_WIDTH_PX = 960, 480


@dataclass(frozen=True)
class ReturnPicture:
    """A picture and who shows it; `widths` are those it is stored in, narrowest first."""

    id: uuid.UUID
    person_id: uuid.UUID
    widths: Sequence[int]

    def url(self, viewer_id: uuid.UUID, width: int) -> str:
        """Return where a viewer finds it for a while, at `width` pixels or the next smaller size there is."""
        best = max([one for one in self.widths if one <= width] or [min(self.widths)])
        token = _signer(runtime.config().secret_key).sign([self.id.hex, viewer_id.hex])
        return f"{MEDIA_PATH}/{token}/{best}.webp"


@contextmanager
def stored_picture(stream: IO[bytes]) -> Iterator[tuple[uuid.UUID, StoredPicture]]:
    """Check a picture and store its sizes; they are deleted again if the block fails.

    It takes seconds, so no transaction may be open around it.

    Raises BadReturnPicture: no JPEG, PNG or WebP, damaged, or too large.
    """
    picture_id = new_id()
    try:
        with kept_picture(runtime.storage(), build_prefix(picture_id), stream) as stored:
            yield picture_id, stored
    except Rejected as error:
        raise BadReturnPicture(error.reason) from error


def check_room(session: Session, return_id: uuid.UUID, *, person_id: uuid.UUID) -> None:
    """Check that a side of a return may show one more picture.

    Raises NoSuchReturn. Raises TooManyReturnPictures: he has shown enough, or it is over.
    """
    returned = get_return_of_party(session, return_id, person_id)
    count = (
        select(func.count())
        .select_from(_PICTURES)
        .where(_PICTURES.c.return_id == return_id, _PICTURES.c.person_id == person_id)
    )
    if not returned.takes_pictures or (session.scalar(count) or 0) >= MAX_PICTURES_COUNT:
        raise TooManyReturnPictures


def add_picture(
    session: Session,
    return_id: uuid.UUID,
    picture_id: uuid.UUID,
    stored: StoredPicture,
    *,
    person_id: uuid.UUID,
) -> None:
    """Show a stored picture as evidence.

    Raises NoSuchReturn. Raises TooManyReturnPictures: he has shown enough, or it is over.
    """
    lock(session, get_return_of_party(session, return_id, person_id).order_id)
    check_room(session, return_id, person_id=person_id)
    row = {
        "id": picture_id,
        "return_id": return_id,
        "person_id": person_id,
        "width": stored.width,
        "height": stored.height,
        "widths": list(stored.widths),
        "created_at": now(),
    }
    session.execute(insert(_PICTURES).values(row))


def list_pictures(session: Session, return_id: uuid.UUID) -> Sequence[ReturnPicture]:
    """Return the pictures of a return, the first shown first; the caller has found the return."""
    query = select(_PICTURES).where(_PICTURES.c.return_id == return_id).order_by(_PICTURES.c.id)
    return [ReturnPicture(row.id, row.person_id, sorted(row.widths)) for row in session.execute(query)]


def read_address(token: str) -> tuple[uuid.UUID, uuid.UUID] | None:
    """Return the picture and the viewer of an address, or None when it is forged or too old."""
    value = _signer(runtime.config().secret_key).read(token, max_age_seconds=ADDRESS_SECONDS)
    return None if value is None else (uuid.UUID(value[0]), uuid.UUID(value[1]))


def build_prefix(picture_id: uuid.UUID) -> str:
    """Return below which key a picture's files are."""
    return f"returns/{picture_id}"


@functools.cache
def _signer(secret_key: str) -> Signer:
    return Signer(secret_key, "return-picture")
