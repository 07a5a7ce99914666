"""What others may hear of commissions."""

import datetime as dt
import uuid
from dataclasses import dataclass

from kernel.events import Event


@dataclass(frozen=True)
class PromoterInvited(Event):
    """A merchant asks a creator to promote a product."""

    offer_id: uuid.UUID
    creator_id: uuid.UUID
    product_id: uuid.UUID


@dataclass(frozen=True)
class RateCut(Event):
    """What an offer brings a creator who promotes its product falls at a moment; told before it does."""

    offer_id: uuid.UUID
    creator_id: uuid.UUID
    product_id: uuid.UUID
    falls_at: dt.datetime
