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
    REFUND_FAILED = "refund.failed"
    PAYOUT_PAID = "payout.paid"
    PAYOUT_FAILED = "payout.failed"


@dataclass(frozen=True)
class GatewayEvent:
    """News of a gateway that is surely its own. `refund_id` is set on news of a refund.

    News of a payout have its id for a `payment_id`.

    `event_id` names the fact, not the message: what is told twice, by whatever way, has the same one.
    """

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


@dataclass(frozen=True)
class PayoutOrder:
    """What a gateway is told to pay out, and where to. `payout_id` is its idempotency key."""

    payout_id: uuid.UUID
    destination: str
    amount_minor: int
    currency: str


def return_url(payment_id: uuid.UUID) -> str:
    """Return the path of ours to which a gateway's page sends the buyer back, whatever came of it."""
    return f"/payments/{payment_id}/return"


class Gateway(Protocol):
    """A payment gateway. None of these is called inside a transaction: they may take seconds.

    All but `read_webhook` raise GatewayAway: it did not answer, ask again later. Raises GatewayRefused: it
    will not do this, however often it is asked.
    """

    name: str

    def start(self, payment: Payment) -> str:
        """Return the URL of the page on which the buyer pays; calling it again is harmless."""

    def refund(self, order: RefundOrder) -> GatewayEvent | None:
        """Ask for money to be given back; a repeated `refund_id` is given back once.

        Returns what came of it, if that is known at once; else a webhook will tell.
        """

    def pay_out(self, order: PayoutOrder) -> GatewayEvent | None:
        """Ask for money to be paid out; a repeated `payout_id` is paid once.

        Returns what came of it, if that is known at once; else a webhook will tell.
        """

    def look_up(self, payment: Payment) -> GatewayEvent | None:
        """Ask how a payment stands, for when no webhook says so; None: nothing has happened."""

    def close(self, payment: Payment) -> GatewayEvent | None:
        """See to it that the buyer can't pay any more; return what had happened before. Safe to repeat."""

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> GatewayEvent | None:
        """Verify a webhook and return what it says; None: it is genuine and concerns no payment of ours.

        Raises BadSignature: it is not the gateway's, or too old. Raises BadEvent: it is not understood.
        """
