"""Click tokens: what a page hands out beside a product that it shows, and sends back when somebody opens it.

Signed, so that nobody makes touches for a creator whose content he never showed. They hold before log-in.
"""

import uuid
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from commissions.errors import BadClick
from kernel import runtime
from kernel.signing import Signer

#: A link that was shared is followed long after; how long a touch holds begins with the click.
TOKEN_SECONDS = 365 * 24 * 3600


class TouchKind(StrEnum):
    """How somebody came upon a creator's product. The kinds hold for different times (`choosing`)."""

    LIVE = "live"
    CONTENT = "content"
    FOLLOW = "follow"


class SourceKind(StrEnum):
    """Where a product was shown; the words of subjects (`wiring.SUBJECTS`), and a creator's own link."""

    VIDEO = "video"
    PHOTO = "photo"
    ARTICLE = "article"
    BROADCAST = "broadcast"
    LINK = "link"


@dataclass(frozen=True)
class Click:
    """A product of a creator's content, opened: from which post or broadcast, and when in it.

    `media_ms` is the moment of a video, or the program time of a broadcast.
    """

    creator_id: uuid.UUID
    kind: TouchKind
    source_kind: SourceKind
    source_id: uuid.UUID | None = None
    pin_id: uuid.UUID | None = None
    media_ms: int | None = None


def sign_click(click: Click) -> str:
    """Return the token of a click."""
    ids = [one.hex if one else "" for one in (click.creator_id, click.source_id, click.pin_id)]
    return _signer(runtime.config().secret_key).sign([click.kind, click.source_kind, *ids, click.media_ms])


def read_click(token: str) -> Click:
    """Return the click of a token.

    Raises BadClick: it is forged or too old.
    """
    value = _signer(runtime.config().secret_key).read(token, max_age_seconds=TOKEN_SECONDS)
    if value is None:
        raise BadClick
    kind, source_kind, creator, source, pin, media_ms = value
    source_id, pin_id = (uuid.UUID(one) if one else None for one in (source, pin))
    return Click(uuid.UUID(creator), TouchKind(kind), SourceKind(source_kind), source_id, pin_id, media_ms)


@lru_cache(maxsize=1)
def _signer(secret_key: str) -> Signer:
    return Signer(secret_key, "click")
