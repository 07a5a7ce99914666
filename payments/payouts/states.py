"""The states of a payout, and which follows which."""

from enum import StrEnum


class PayoutState(StrEnum):
    """Where a payout is. `failed`: it came back and is owed again; the next payout is another one."""

    REQUESTED = "requested"
    SENT = "sent"
    PAID = "paid"
    FAILED = "failed"


#: state -> states it may move to. A gateway may tell the end before it has answered that it was asked.
NEXT = {
    PayoutState.REQUESTED: {PayoutState.SENT, PayoutState.PAID, PayoutState.FAILED},
    PayoutState.SENT: {PayoutState.PAID, PayoutState.FAILED},
}

#: In these nothing is known of the money but that it was to leave.
UNDER_WAY = (PayoutState.REQUESTED, PayoutState.SENT)


def states_before(state: PayoutState) -> list[PayoutState]:
    """Return the states from which `state` may be reached."""
    return [before for before, after in NEXT.items() if state in after]
