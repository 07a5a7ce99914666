"""The API of the cart: a person's, or that of a guest who is known by a cookie."""

import uuid

from flask import Response

from kernel.transaction import reading, transaction
from kernel.web.access import ANYONE
from kernel.web.guests import remember_guest
from kernel.web.limits import limiter
from kernel.web.routes import Api
from orders import cart_view, carts
from orders.cart_schemas import (
    AddedAnswer,
    AddToCart,
    CartAnswer,
    CartCountAnswer,
    RemovedAnswer,
    SetCartLine,
    build_cart_answer,
)
from orders.routes.cart_owner import find_owner, get_owner

api = Api("carts", __name__)


@api.get("/cart", access=ANYONE, answer=CartAnswer)
def get_cart() -> CartAnswer:
    """Return one's cart at today's prices and stock, with what has changed since things were added."""
    with reading() as session:
        return build_cart_answer(cart_view.get_cart(session, find_owner()))


@api.get("/cart/count", access=ANYONE, answer=CartCountAnswer)
def count_cart() -> CartCountAnswer:
    """Return how many units are in one's cart."""
    owner = find_owner()
    if owner is None:
        return CartCountAnswer(units_count=0)
    with reading() as session:
        return CartCountAnswer(units_count=carts.count_units(session, owner))


@api.post("/cart/items", access=ANYONE, body=AddToCart, answer=AddedAnswer, status=201, csrf="origin")
@limiter.limit("60/minute")
def add_to_cart(body: AddToCart) -> Response:
    """Put units of a variant into one's cart."""
    owner = get_owner()
    with transaction() as session:
        quantity = carts.add(session, owner, body.variant_id, quantity=body.quantity, source=body.source)
        units_count = carts.count_units(session, owner)
    answer = AddedAnswer(variant_id=body.variant_id, quantity=quantity, units_count=units_count)
    response = Response(answer.model_dump_json(), status=201, mimetype="application/json")
    return remember_guest(response)


@api.put("/cart/items/<uuid:variant_id>", access=ANYONE, body=SetCartLine, answer=CartAnswer, csrf="origin")
@limiter.limit("120/minute")
def set_cart_line(variant_id: uuid.UUID, body: SetCartLine) -> Response:
    """Set how many units of a variant are in one's cart, and whether they wait for later; or put it back."""
    owner = get_owner()
    with transaction() as session:
        carts.set_line(session, owner, variant_id, **body.model_dump())
        answer = build_cart_answer(cart_view.get_cart(session, owner))
    return remember_guest(Response(answer.model_dump_json(), mimetype="application/json"))


@api.delete("/cart/items/<uuid:variant_id>", access=ANYONE, answer=RemovedAnswer, csrf="origin")
@limiter.limit("120/minute")
def remove_from_cart(variant_id: uuid.UUID) -> RemovedAnswer:
    """Take a variant out of one's cart; the answer is what it takes to put it back."""
    with transaction() as session:
        line = carts.remove(session, get_owner(), variant_id)
    return RemovedAnswer(
        variant_id=line.variant_id,
        quantity=line.quantity,
        is_saved=line.is_saved,
        seen_price_minor=line.seen_price_minor,
        source=None if line.source is None else dict(line.source),
    )
