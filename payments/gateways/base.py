"""What a payment gateway does for us, whichever it is."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from payments.authorization import Payment


class EventKind(StrEnum):
    """What a gateway's event says."""

    PAYMENT_SUCCEEDED = "payment.succeeded"
    PAYMENT_DECLINED = "payment.declined"
    REFUND_SUCCEEDED = "refund.succeeded"


@dataclass(frozen=True)
class GatewayEvent:
    """News of a gateway whose signature has been verified. `refund_id` is set on news of a refund."""

    event_id: str
    kind: EventKind
    payment_id: uuid.UUID
    refund_id: uuid.UUID | None
    amount_minor: int
    currency: str


@dataclass(frozen=True)
class RefundOrder:
    """What a gateway is told to give back. `refund_id` is its idempotency key."""

    refund_id: uuid.UUID
    payment_id: uuid.UUID
    amount_minor: int
    currency: str


class Gateway(Protocol):
    """A payment gateway. None of these is called inside a transaction: they may take seconds."""

    name: str

    def start(self, payment: Payment) -> str:
        """Return the URL of the page on which the buyer pays; calling it again is harmless."""

    def refund(self, order: RefundOrder) -> None:
        """Ask for money to be given back; a repeated `refund_id` is given back once."""

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> GatewayEvent:
        """Verify a webhook and return what it says.

        Raises BadSignature: it is not the gateway's, or too old. Raises BadEvent: it is not understood.
        """
