"""What Stripe's objects say of our payments, read without a network."""

import uuid
from typing import Any

import pytest

from payments.errors import BadEvent
from payments.gateways.base import EventKind
from payments.gateways.stripe.facts import tell_of_decline, tell_of_intent, tell_of_refund

PAYMENT_ID, REFUND_ID = uuid.uuid4(), uuid.uuid4()


def intent(**changes: Any) -> dict[str, Any]:
    """Return a PaymentIntent that nobody has tried to pay."""
    return {
        "id": "pi_1",
        "status": "requires_payment_method",
        "amount": 1990,
        "amount_received": 0,
        "currency": "usd",
        "latest_charge": None,
        "last_payment_error": None,
        "metadata": {"payment_id": str(PAYMENT_ID)},
        **changes,
    }


def refund(status: str, **metadata: str) -> dict[str, Any]:
    """Return a refund of ours."""
    ours = {"payment_id": str(PAYMENT_ID), "refund_id": str(REFUND_ID)}
    return {"id": "re_1", "status": status, "amount": 500, "currency": "usd", "metadata": ours | metadata}


def test_a_payment_has_succeeded_with_what_was_received() -> None:
    event = tell_of_intent(intent(status="succeeded", amount_received=1990))

    assert event is not None
    assert (event.kind, event.payment_id) == (EventKind.PAYMENT_SUCCEEDED, PAYMENT_ID)
    assert (event.amount_minor, event.currency) == (1990, "USD")


@pytest.mark.parametrize("status", ["requires_action", "processing", "canceled", "requires_payment_method"])
def test_a_payment_that_is_under_way_says_nothing(status: str) -> None:
    assert tell_of_intent(intent(status=status)) is None


def test_each_declined_attempt_is_a_fact_of_its_own_and_told_twice_it_is_one() -> None:
    first = intent(latest_charge="ch_1", last_payment_error={"code": "card_declined"})
    second = intent(latest_charge="ch_2", last_payment_error={"code": "card_declined"})

    told = [tell_of_decline(first), tell_of_intent(first), tell_of_decline(second)]

    assert told[0] == told[1]
    assert [event.event_id for event in told if event] == [
        "pi_1-declined-ch_1",
        "pi_1-declined-ch_1",
        "pi_1-declined-ch_2",
    ]


def test_a_failed_authentication_is_a_decline_without_a_charge() -> None:
    event = tell_of_intent(intent(last_payment_error={"code": "payment_intent_authentication_failure"}))

    assert event is not None
    assert event.kind is EventKind.PAYMENT_DECLINED


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("succeeded", EventKind.REFUND_SUCCEEDED),
        ("failed", EventKind.REFUND_FAILED),
        ("canceled", EventKind.REFUND_FAILED),
    ],
)
def test_a_refund_ends_in_one_of_two_ways(status: str, kind: EventKind) -> None:
    event = tell_of_refund(refund(status))

    assert event is not None
    assert (event.kind, event.refund_id, event.amount_minor) == (kind, REFUND_ID, 500)


@pytest.mark.parametrize("status", ["pending", "requires_action"])
def test_a_refund_under_way_says_nothing(status: str) -> None:
    assert tell_of_refund(refund(status)) is None


@pytest.mark.parametrize("metadata", [{}, None, {"order": "7"}])
def test_what_another_shop_on_the_same_account_sold_is_not_ours(metadata: dict[str, str] | None) -> None:
    succeeded = intent(status="succeeded", amount_received=1990, metadata=metadata)

    assert tell_of_intent(succeeded) is None
    assert tell_of_decline(succeeded) is None
    assert tell_of_refund({**refund("succeeded"), "metadata": metadata}) is None


def test_an_id_that_is_none_is_not_understood() -> None:
    with pytest.raises(BadEvent):
        tell_of_refund(refund("succeeded", refund_id="seven"))
