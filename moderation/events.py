"""What others may hear of moderation."""

import uuid
from dataclasses import dataclass

from kernel.events import Event


@dataclass(frozen=True)
class ReviewDecided(Event):
    """A moderator has looked at something; `decision` is `approve` or `reject`."""

    subject_kind: str
    subject_id: uuid.UUID
    owner_id: uuid.UUID
    decision: str
    reason: str


@dataclass(frozen=True)
class TakenDown(Event):
    """Something must not be seen any more, from now on."""

    subject_kind: str
    subject_id: uuid.UUID
    owner_id: uuid.UUID
    reason: str


@dataclass(frozen=True)
class TakedownReverted(Event):
    """A takedown was a mistake: what was taken down may be seen again."""

    subject_kind: str
    subject_id: uuid.UUID
    owner_id: uuid.UUID
