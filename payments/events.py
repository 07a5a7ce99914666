"""What others may hear of payments."""

import uuid
from dataclasses import dataclass

from kernel.events import Event


@dataclass(frozen=True)
class PaymentSettling(Event):
    """News of a payment is about to be applied: the reference's owner takes his locks now."""

    payment_id: uuid.UUID
    reference_id: uuid.UUID


@dataclass(frozen=True)
class PaymentCaptured(Event):
    """The money has arrived. Published once for a payment."""

    payment_id: uuid.UUID
    reference_id: uuid.UUID
    amount_minor: int
    currency: str


@dataclass(frozen=True)
class PaymentFailed(Event):
    """An attempt to pay was declined; another one may follow."""

    payment_id: uuid.UUID
    reference_id: uuid.UUID
    reason: str


@dataclass(frozen=True)
class RefundRequested(Event):
    """One part of what was paid for is promised back to the buyer. Published once for a refund."""

    payment_id: uuid.UUID
    refund_id: uuid.UUID
    part_id: uuid.UUID


@dataclass(frozen=True)
class PaymentRefunded(Event):
    """The money of one part of what was paid for is back with the buyer."""

    payment_id: uuid.UUID
    refund_id: uuid.UUID
    reference_id: uuid.UUID
    part_id: uuid.UUID
    amount_minor: int
