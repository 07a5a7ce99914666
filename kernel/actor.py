"""A signed-in person as far as every package needs to know."""

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """A signed-in person. `session_id` is None when a token is used instead of a cookie."""

    user_id: uuid.UUID
    display_name: str
    handle: str
    avatar_url: str | None
    roles: frozenset[str]
    locale: str | None = None
    session_id: uuid.UUID | None = None
