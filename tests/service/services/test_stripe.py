"""The local Stripe is like the real one: the library knows its objects' fields, its keys have its rules."""

import typing
from collections.abc import Iterator
from typing import Any

import pytest
import stripe
from stripe.checkout import Session

from tests.services.stripe import SECRET_KEY, WEBHOOK_SECRET, StripeServer, running_stripe
from tests.services.stripe.objects import API_VERSION, make_dispute, make_event
from tests.services.stripe.server import sign

SESSION: Any = {
    "mode": "payment",
    "success_url": "https://market.example/",
    "line_items": [
        {
            "quantity": 1,
            "price_data": {"currency": "usd", "unit_amount": 500, "product_data": {"name": "Tea"}},
        }
    ],
}


@pytest.fixture
def server() -> Iterator[StripeServer]:
    """Run an empty Stripe."""
    with running_stripe() as running:
        yield running


def client(server: StripeServer, key: str = SECRET_KEY) -> stripe.StripeClient:
    """Return the official library's client for it, which asks once."""
    return stripe.StripeClient(key, base_addresses={"api": server.url}, max_network_retries=0)


def test_it_speaks_the_version_that_the_library_speaks() -> None:
    assert stripe.api_version == API_VERSION


def test_its_objects_have_no_field_that_the_library_does_not_know(server: StripeServer) -> None:
    page = client(server).v1.checkout.sessions.create(SESSION)
    server.account.decline(page.id)
    server.account.pay(page.id)
    (intent,) = server.account.intents.values()
    refund = server.account.create_refund({"payment_intent": intent["id"]})

    made: list[tuple[type, dict[str, Any]]] = [
        (Session, server.account.sessions[page.id]),
        (stripe.PaymentIntent, intent),
        (stripe.Refund, refund),
        (stripe.Dispute, make_dispute(intent)),
        (stripe.Event, make_event("refund.created", refund)),
    ]

    for kind, of in made:
        assert set(of) <= set(kind.__annotations__), kind
    kinds = typing.get_args(typing.get_args(stripe.Event.__annotations__["type"])[0])
    assert not kinds or {event["type"] for event in server.account.events} <= set(kinds)


def test_a_saved_answer_is_given_again_and_another_request_refused(server: StripeServer) -> None:
    sessions, key = client(server).v1.checkout.sessions, {"idempotency_key": "one"}
    first = sessions.create(SESSION, key)  # type: ignore[arg-type]

    again = sessions.create(SESSION, key)  # type: ignore[arg-type]

    assert again.id == first.id
    with pytest.raises(stripe.IdempotencyError):
        sessions.create({**SESSION, "client_reference_id": "another"}, key)  # type: ignore[arg-type]


def test_a_failure_is_saved_and_marked_when_it_is_given_again(server: StripeServer) -> None:
    sessions, key = client(server).v1.checkout.sessions, {"idempotency_key": "one"}
    server.fail("POST", "/v1/checkout/sessions", "500")

    failures = []
    for _ in range(2):
        with pytest.raises(stripe.APIError) as failure:
            sessions.create(SESSION, key)  # type: ignore[arg-type]
        failures.append(failure.value)

    headers: list[Any] = [failure.headers for failure in failures]
    assert [found.get("Idempotent-Replayed") for found in headers] == [None, "true"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"currency": "xyz"}, None),
        ({"unit_amount": 49}, "amount_too_small"),
        ({"product_data": {}}, "parameter_missing"),
    ],
)
def test_what_stripe_refuses_is_refused(
    server: StripeServer, change: dict[str, Any], code: str | None
) -> None:
    (line,) = SESSION["line_items"]
    wrong: Any = {**SESSION, "line_items": [{**line, "price_data": {**line["price_data"], **change}}]}

    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client(server).v1.checkout.sessions.create(wrong)

    assert refusal.value.code == code


def test_it_knows_its_key_and_its_parameters(server: StripeServer) -> None:
    with pytest.raises(stripe.AuthenticationError):
        client(server, "sk_test_wrong").v1.checkout.sessions.create(SESSION)
    with pytest.raises(stripe.InvalidRequestError, match="unknown parameter"):
        client(server).v1.checkout.sessions.create(SESSION | {"colour": "red"})


def test_the_library_accepts_its_signature() -> None:
    body = b'{"object": "event", "type": "charge.updated"}'

    event = stripe.Webhook.construct_event(body, sign(body), WEBHOOK_SECRET)

    assert event.type == "charge.updated"
