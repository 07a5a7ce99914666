"""The states of payments, refunds and gateway events, and which follows which."""

from enum import StrEnum


class PaymentState(StrEnum):
    """Where the money of a payment is. `voided`: it is not wanted any more, yet may still arrive.

    `partially_refunded`: some of it is back with the buyer, `refunded`: all of it.
    """

    PENDING = "pending"
    DECLINED = "declined"
    VOIDED = "voided"
    CAPTURED = "captured"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"


class RefundState(StrEnum):
    """How far a refund is. `failed`: the gateway refused for good, a person must look."""

    REQUESTED = "requested"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class EventOutcome(StrEnum):
    """What came of a gateway's event. `held`: it contradicts our records, a person must look."""

    APPLIED = "applied"
    IGNORED = "ignored"
    HELD = "held"


#: state -> states it may move to. Webhooks come in any order, so money may arrive after a decline or a void.
NEXT = {
    PaymentState.PENDING: {PaymentState.DECLINED, PaymentState.VOIDED, PaymentState.CAPTURED},
    PaymentState.DECLINED: {PaymentState.VOIDED, PaymentState.CAPTURED},
    PaymentState.VOIDED: {PaymentState.CAPTURED},
    PaymentState.CAPTURED: {PaymentState.PARTIALLY_REFUNDED, PaymentState.REFUNDED},
    PaymentState.PARTIALLY_REFUNDED: {PaymentState.PARTIALLY_REFUNDED, PaymentState.REFUNDED},
}

#: In these the buyer may still pay.
AWAITED = (PaymentState.PENDING, PaymentState.DECLINED)

#: In these the market has money of a payment that can be given back.
KEPT = (PaymentState.CAPTURED, PaymentState.PARTIALLY_REFUNDED)


def states_before(state: PaymentState) -> list[PaymentState]:
    """Return the states from which `state` may be reached."""
    return [before for before, after in NEXT.items() if state in after]
