"""The states of a return, and which follows which; why and how something goes back."""

import datetime as dt
from enum import StrEnum


class ReturnState(StrEnum):
    """Where a return is. `closed`: the buyer thought better of it, or never sent anything.

    `disputed`: he does not take the shop's no, and a moderator decides; `granted`: for him.
    """

    REQUESTED = "requested"
    APPROVED = "approved"
    IN_TRANSIT = "in_transit"
    RECEIVED = "received"
    REFUNDED = "refunded"
    REJECTED = "rejected"
    DISPUTED = "disputed"
    GRANTED = "granted"
    CLOSED = "closed"


class ReturnKind(StrEnum):
    """Whether goods come back for the money."""

    RETURN_AND_REFUND = "return_and_refund"
    REFUND_ONLY = "refund_only"


class ReturnReason(StrEnum):
    """Why a buyer wants his money back. The first needs no other reason, for some days from delivery."""

    CHANGED_MIND = "changed_mind"
    DAMAGED = "damaged"
    WRONG = "wrong"
    NOT_AS_DESCRIBED = "not_as_described"
    NEVER_ARRIVED = "never_arrived"


#: state -> states it may move to. A state that is not a key is final.
NEXT = {
    ReturnState.REQUESTED: {ReturnState.APPROVED, ReturnState.REJECTED, ReturnState.CLOSED},
    ReturnState.APPROVED: {
        ReturnState.IN_TRANSIT,
        ReturnState.RECEIVED,
        ReturnState.REFUNDED,
        ReturnState.CLOSED,
    },
    ReturnState.IN_TRANSIT: {ReturnState.RECEIVED, ReturnState.REJECTED},
    ReturnState.RECEIVED: {ReturnState.REFUNDED, ReturnState.CLOSED},
    ReturnState.REJECTED: {ReturnState.DISPUTED},
    ReturnState.DISPUTED: {ReturnState.GRANTED, ReturnState.REJECTED},
    ReturnState.GRANTED: {ReturnState.REFUNDED, ReturnState.CLOSED},
}

#: So long before time decides, whoever has to act is reminded.
REMIND_BEFORE = dt.timedelta(days=1)

#: So long after a no its buyer can ask a moderator. The rules of trade are silent here.
DISPUTE_TIME = dt.timedelta(days=14)

#: In these a return waits for somebody, and its order is not complete.
OPEN = tuple(state for state in NEXT if state is not ReturnState.REJECTED)
#: In these the buyer can give it up.
DROPPABLE = (ReturnState.REQUESTED, ReturnState.APPROVED)
#: In these the goods may come back to the merchant.
AWAITED = (ReturnState.APPROVED, ReturnState.IN_TRANSIT)


def states_before(state: ReturnState) -> list[ReturnState]:
    """Return the states from which `state` may be reached."""
    return [before for before, after in NEXT.items() if state in after]
