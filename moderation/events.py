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
    """Something must not be seen any more, from now on. Without a moderator, a rule decided."""

    subject_kind: str
    subject_id: uuid.UUID
    owner_id: uuid.UUID
    reason: str
    moderator_id: uuid.UUID | None


@dataclass(frozen=True)
class TakedownReverted(Event):
    """A takedown was a mistake: what was taken down may be seen again."""

    subject_kind: str
    subject_id: uuid.UUID
    owner_id: uuid.UUID


@dataclass(frozen=True)
class StatementIssued(Event):
    """Something was decided against a person, who can read why at `/statements/<statement_id>`."""

    statement_id: uuid.UUID
    person_id: uuid.UUID
    action: str
    title: str


@dataclass(frozen=True)
class NoticeDecided(Event):
    """What somebody reported was looked at; `outcome` is `acted_on` or `dismissed`."""

    notice_id: uuid.UUID
    reporter_id: uuid.UUID
    subject_kind: str
    subject_id: uuid.UUID
    outcome: str


@dataclass(frozen=True)
class AppealDecided(Event):
    """An appeal against the decision of `/statements/<statement_id>` was answered."""

    statement_id: uuid.UUID
    person_id: uuid.UUID
    is_granted: bool
