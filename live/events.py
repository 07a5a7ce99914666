"""What others may hear of live."""

import uuid
from dataclasses import dataclass

from kernel.events import Event


@dataclass(frozen=True)
class BroadcastEvent(Event):
    """What every event of a broadcast tells."""

    broadcast_id: uuid.UUID
    creator_id: uuid.UUID


@dataclass(frozen=True)
class BroadcastScheduled(BroadcastEvent):
    """A host planned a broadcast."""


@dataclass(frozen=True)
class BroadcastWentLive(BroadcastEvent):
    """The first pictures of a broadcast have arrived."""


@dataclass(frozen=True)
class BroadcastEnded(BroadcastEvent):
    """A broadcast is over: its host ended it, its publisher did not come back, or a moderator stopped it."""

    reason: str
    is_stopped: bool


@dataclass(frozen=True)
class ReplayReady(BroadcastEvent):
    """Everything of an ended broadcast is stored and can be played again."""


@dataclass(frozen=True)
class ProductPinned(Event):
    """A host has begun to explain a product."""

    broadcast_id: uuid.UUID
    pin_id: uuid.UUID
    product_id: uuid.UUID


@dataclass(frozen=True)
class ProductUnpinned(Event):
    """The explanation of a product is over."""

    broadcast_id: uuid.UUID
    pin_id: uuid.UUID
    product_id: uuid.UUID
