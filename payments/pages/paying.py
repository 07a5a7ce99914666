"""The payments' pages: on to the gateway and back, the sandbox's page, and the webhooks' door."""

import uuid

from flask import Response, flash, request
from flask_babel import gettext

from kernel.metrics import GATEWAY_EVENTS
from kernel.transaction import reading, transaction
from kernel.web.access import ANYONE, SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.limits import limiter
from kernel.web.routes import Pages, go_to, parse_form, parse_query
from kernel.web.templates import render
from payments.authorization import Payment, get_payment, list_told_events
from payments.errors import BadEvent, BadSignature, GatewayAway, GatewayRefused
from payments.gateways.factory import find_gateway
from payments.gateways.sandbox.gateway import get_sandbox_payment, play_outcome
from payments.news import take_in
from payments.schemas import EventAnswer, PlayOutcome, ReturnQuery
from payments.states import AWAITED, PaymentState

pages = Pages("payments", __name__)

#: Stripe's largest events have some tens of kilobytes; a stranger's body is not read further than this.
MAX_WEBHOOK_BYTES = 256 << 10
#: Each of these asks the gateway; nobody pays so often.
ASK_LIMIT = "20 per minute"


@pages.page("/payments/<uuid:payment_id>", access=SIGNED_IN)
@limiter.limit(ASK_LIMIT)
def pay(payment_id: uuid.UUID) -> Response:
    """Send the buyer to the gateway's page, or to his purchase when there is nothing to pay any more."""
    payment = _own_payment(payment_id)
    if payment.state not in AWAITED:
        return go_to(_paid_for(payment))
    url = find_gateway(payment.gateway).start(payment)
    return go_to(url) if url.startswith("/") else _leave(payment, url)


@pages.page("/payments/<uuid:payment_id>/return", access=SIGNED_IN)
@limiter.limit(ASK_LIMIT)
def return_from_gateway(payment_id: uuid.UUID) -> Response:
    """Take the buyer back from the gateway's page: ask how the payment stands and show the purchase."""
    query = parse_query(ReturnQuery)
    payment = _own_payment(payment_id)
    if payment.state in AWAITED:
        payment = _ask(payment)
    if payment.state is PaymentState.PENDING and query.paid:
        flash(gettext("Your bank has not answered yet. This page shows it as soon as it does."), "info")
    return go_to(_paid_for(payment))


@pages.page("/webhooks/<gateway>", access=ANYONE, methods=("POST",), csrf="none")
def take_webhook(gateway: str) -> Response:
    """Take a gateway's news; only its signature opens this door."""
    request.max_content_length = MAX_WEBHOOK_BYTES
    found = find_gateway(gateway)
    try:
        event = found.read_webhook(dict(request.headers), request.get_data())
    except (BadSignature, BadEvent):
        GATEWAY_EVENTS.labels(gateway, "refused").inc()
        raise
    outcome = None if event is None else take_in(gateway, event)
    return Response(EventAnswer(outcome=outcome).model_dump_json(), mimetype="application/json")


@pages.page("/sandbox/payments/<uuid:payment_id>", access=SIGNED_IN)
def sandbox_payment(payment_id: uuid.UUID) -> Response:
    """Show the sandbox's page: what can be played and what has happened."""
    find_gateway("sandbox")
    with reading() as session:
        payment = get_sandbox_payment(session, payment_id, buyer_id=get_actor().user_id)
        events = list_told_events(session, payment_id)
    return render("payments/sandbox.html", payment=payment, events=events)


@pages.page("/sandbox/payments/<uuid:payment_id>", access=SIGNED_IN, methods=("POST",))
def play_sandbox_outcome(payment_id: uuid.UUID) -> Response:
    """Send the webhook of the outcome that the buyer chose."""
    find_gateway("sandbox")
    form = parse_form(PlayOutcome)
    with transaction() as session:
        payment = get_sandbox_payment(session, payment_id, buyer_id=get_actor().user_id)
        play_outcome(session, payment, succeeds=form.succeeds, faults=form.faults())
    flash(gettext("The sandbox sends its message now. Reload to see what came of it."), "success")
    return go_to(f"/sandbox/payments/{payment_id}")


def _own_payment(payment_id: uuid.UUID) -> Payment:
    with reading() as session:
        return get_payment(session, payment_id, buyer_id=get_actor().user_id)


def _ask(payment: Payment) -> Payment:
    """Ask the gateway what its webhook may be about to tell; when it is away, the purchase waits."""
    try:
        event = find_gateway(payment.gateway).look_up(payment)
    except (GatewayAway, GatewayRefused):
        return payment
    if event is not None:
        take_in(payment.gateway, event)
    return _own_payment(payment.id)


def _leave(payment: Payment, url: str) -> Response:
    """Lead on to another site by a page of ours: a redirect that follows a form may not leave this origin."""
    page = render("payments/leaving.html", payment=payment, url=url, back_url=_paid_for(payment))
    page.headers["Refresh"] = f"0; url={url}"
    return page


def _paid_for(payment: Payment) -> str:
    return f"/checkouts/{payment.reference_id}"
