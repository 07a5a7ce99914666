"""The payments' pages: on to the gateway, the sandbox's page, and the webhooks' door."""

import uuid

from flask import Response, flash, request
from flask_babel import gettext

from kernel.transaction import reading, transaction
from kernel.web.access import ANYONE, SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.routes import Pages, go_to, parse_form
from kernel.web.templates import render
from payments.authorization import get_payment, list_told_events
from payments.gateways.factory import find_gateway
from payments.gateways.sandbox.gateway import play_outcome
from payments.schemas import EventAnswer, PlayOutcome
from payments.settling import apply_event

pages = Pages("payments", __name__)


@pages.page("/payments/<uuid:payment_id>", access=SIGNED_IN)
def pay(payment_id: uuid.UUID) -> Response:
    """Send the buyer to the gateway's page."""
    with reading() as session:
        payment = get_payment(session, payment_id, buyer_id=get_actor().user_id)
    return go_to(find_gateway(payment.gateway).start(payment))


@pages.page("/webhooks/<gateway>", access=ANYONE, methods=("POST",), csrf="none")
def take_webhook(gateway: str) -> Response:
    """Take a gateway's news; only its signature opens this door."""
    event = find_gateway(gateway).read_webhook(dict(request.headers), request.get_data())
    with transaction() as session:
        outcome = apply_event(session, gateway, event)
    return Response(EventAnswer(outcome=outcome).model_dump_json(), mimetype="application/json")


@pages.page("/sandbox/payments/<uuid:payment_id>", access=SIGNED_IN)
def sandbox_payment(payment_id: uuid.UUID) -> Response:
    """Show the sandbox's page: what can be played and what has happened."""
    find_gateway("sandbox")
    with reading() as session:
        payment = get_payment(session, payment_id, buyer_id=get_actor().user_id)
        events = list_told_events(session, payment_id)
    return render("payments/sandbox.html", payment=payment, events=events)


@pages.page("/sandbox/payments/<uuid:payment_id>", access=SIGNED_IN, methods=("POST",))
def play_sandbox_outcome(payment_id: uuid.UUID) -> Response:
    """Send the webhook of the outcome that the buyer chose."""
    find_gateway("sandbox")
    form = parse_form(PlayOutcome)
    with transaction() as session:
        payment = get_payment(session, payment_id, buyer_id=get_actor().user_id)
        play_outcome(
            session,
            payment,
            succeeds=form.outcome == "success",
            delay_seconds=form.delay_seconds,
            repeat=form.repeat,
        )
    flash(gettext("The sandbox sends its message now. Reload to see what came of it."), "success")
    return go_to(f"/sandbox/payments/{payment_id}")
