"""What others may hear of live deals."""

import datetime as dt
import uuid
from dataclasses import dataclass

from kernel.events import Event


@dataclass(frozen=True)
class DealEvent(Event):
    """What every event of a deal tells. `reference_id` names what it was opened in, such as a broadcast."""

    deal_id: uuid.UUID
    reference_id: uuid.UUID
    variant_id: uuid.UUID
    product_id: uuid.UUID
    left_count: int


@dataclass(frozen=True)
class DealPlanned(DealEvent):
    """A deal was announced and has not started yet."""


@dataclass(frozen=True)
class DealOpened(DealEvent):
    """The variant can be bought at the deal's price from now on."""

    price_minor: int
    currency: str
    at: dt.datetime


@dataclass(frozen=True)
class DealQuotaChanged(DealEvent):
    """Orders took units of the quota or gave some back."""


@dataclass(frozen=True)
class DealClosed(DealEvent):
    """The variant costs its list price again; `reason` is `ended`, `closed` or a word of the caller."""

    price_minor: int
    currency: str
    reason: str
    at: dt.datetime
