"""What others may hear of accounts."""

import uuid
from dataclasses import dataclass

from kernel.events import Event


@dataclass(frozen=True)
class SessionsEnded(Event):
    """Some or all devices of a person were signed out."""

    user_id: uuid.UUID


@dataclass(frozen=True)
class GuestSignedIn(Event):
    """Somebody signed in, or up, on a browser that had left something here as a guest's."""

    user_id: uuid.UUID
    guest_hash: str


@dataclass(frozen=True)
class PersonSuspended(Event):
    """A person may not sign in any more."""

    user_id: uuid.UUID


@dataclass(frozen=True)
class PersonFollowed(Event):
    """Somebody began to follow somebody else."""

    follower_id: uuid.UUID
    followed_id: uuid.UUID


@dataclass(frozen=True)
class PeopleParted(Event):
    """Somebody blocked somebody else."""

    blocker_id: uuid.UUID
    blocked_id: uuid.UUID


@dataclass(frozen=True)
class PersonMuted(Event):
    """Somebody does not want to see any more what somebody else shows and says."""

    muter_id: uuid.UUID
    muted_id: uuid.UUID
