"""The tables of states."""

import pytest

from orders import states
from payments import states as payment_states


def test_a_refunded_order_is_final() -> None:
    assert states.OrderState.REFUNDED not in states.NEXT


def test_what_is_shipped_is_never_cancelled() -> None:
    for state in states.SENT:
        assert states.OrderState.CANCELLED not in states.NEXT[state]
        assert states.OrderState.REFUNDED in states.NEXT[state]


def test_what_has_left_in_part_is_not_cancelled() -> None:
    after = states.NEXT[states.OrderState.PARTIALLY_SHIPPED]

    assert after == {states.OrderState.SHIPPED, states.OrderState.REFUNDED}


@pytest.mark.parametrize("state", list(payment_states.PaymentState))
def test_money_counts_once_whatever_came_before(state: payment_states.PaymentState) -> None:
    captured = payment_states.PaymentState.CAPTURED

    may_be_captured = state in payment_states.states_before(captured)

    assert may_be_captured == (state not in {*payment_states.KEPT, payment_states.PaymentState.REFUNDED})
