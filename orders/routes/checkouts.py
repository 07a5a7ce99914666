"""The API of checkouts: buying of several shops at once."""

import uuid

from flask import Response

from kernel.transaction import reading
from kernel.web.access import SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.idempotency import hash_request, read_key
from kernel.web.routes import Api
from orders import checkout, lookup
from orders.cart_schemas import CheckoutAnswer, PlaceCheckout, build_checkout_answer, build_placed_answer
from orders.quotes import read_quote

api = Api("checkouts", __name__)


@api.post(
    "/checkouts", access=SIGNED_IN, body=PlaceCheckout, answer=CheckoutAnswer, status=201, key="required"
)
def place_checkout(body: PlaceCheckout) -> Response:
    """Order of one or more shops at once, all or nothing; what is bought leaves the cart."""
    buyer_id = get_actor().user_id
    placed = checkout.place_checkout(
        buyer_id=buyer_id,
        key=read_key(),
        request_hash=hash_request(),
        quantities=body.quantities(),
        shipping_address=body.shipping_address.model_dump(),
        basket=body.basket(),
        expected_prices=body.expected_prices(),
        quote=None if body.quote is None else read_quote(body.quote),
        method_ids=body.shipping_method_ids,
    )
    with reading() as session:
        kept = lookup.get_checkout(session, placed.order_id, buyer_id)
    answer = build_placed_answer(kept).model_dump_json()
    response = Response(answer, status=201, mimetype="application/json")
    if placed.replayed:
        response.headers["Idempotent-Replayed"] = "true"
    return response


@api.get("/checkouts/<uuid:checkout_id>", access=SIGNED_IN, answer=CheckoutAnswer)
def get_checkout(checkout_id: uuid.UUID) -> CheckoutAnswer:
    """Return a checkout to its buyer, as it stands now."""
    with reading() as session:
        return build_checkout_answer(lookup.get_checkout(session, checkout_id, get_actor().user_id))
