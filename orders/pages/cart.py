"""The cart's page and its forms, which lead back to it; a script swaps the page in its place."""

import uuid
from typing import Literal
from urllib.parse import urlencode

from flask import Response
from sqlalchemy.orm import Session

from kernel.fields import Body, PriceMinor
from kernel.transaction import reading, transaction
from kernel.web.access import ANYONE
from kernel.web.guests import remember_guest
from kernel.web.limits import limiter
from kernel.web.problems import InvalidFields
from kernel.web.routes import Pages, go_to, parse_form, parse_query
from kernel.web.templates import render
from orders import cart_view, carts
from orders.cart_rows import CartOwner
from orders.errors import NotInCart
from orders.routes.cart_owner import find_owner, get_owner
from orders.schemas import Quantity
from products import catalogue
from products.values import Offer
from promotions.full_reduction_values import describe_offer
from promotions.full_reductions import list_running

pages = Pages("cart", __name__)


class RemovedQuery(Body):
    """What was just taken out, so that it can be put back."""

    removed: uuid.UUID | None = None
    quantity: Quantity = 1
    seen: PriceMinor | None = None
    saved: bool = False


class AddForm(Body):
    """The product page's form."""

    variant: uuid.UUID
    quantity: Quantity = 1


class LineForm(Body):
    """What shall become of a line: another quantity, kept for later, used now, taken out, or put back."""

    act: Literal["set", "keep", "use", "remove", "restore"]
    quantity: Quantity = 1
    seen: PriceMinor | None = None
    saved: bool = False


@pages.page("/cart", access=ANYONE)
def show_cart() -> Response:
    """Show a cart by shop, with what has changed since things were added."""
    try:
        query = parse_query(RemovedQuery)
    except InvalidFields:
        query = RemovedQuery()
    with reading() as session:
        cart = cart_view.get_cart(session, find_owner())
        removed = None if query.removed is None else _find_removed(session, cart, query.removed)
        reductions = list_running(session, {shop.shop_id for shop in cart.shops}) if cart.shops else []
    offers = {
        (shop.shop_id, shop.currency): describe_offer(
            reductions, shop.shop_id, shop.currency, shop.total_minor
        )
        for shop in cart.shops
    }
    return render("orders/cart.html", cart=cart, offers=offers, removed=removed, query=query)


@pages.page("/cart/items", access=ANYONE, methods=("POST",), csrf="origin")
@limiter.limit("60/minute")
def add_to_cart() -> Response:
    """Put something into the cart, where no script does."""
    form, owner = parse_form(AddForm), get_owner()
    with transaction() as session:
        carts.add(session, owner, form.variant, quantity=form.quantity)
    return remember_guest(go_to("/cart"))


@pages.page("/cart/items/<uuid:variant_id>", access=ANYONE, methods=("POST",))
@limiter.limit("120/minute")
def change_line(variant_id: uuid.UUID) -> Response:
    """Change a line of the cart."""
    form, owner = parse_form(LineForm), get_owner()
    target = "/cart"
    try:
        with transaction() as session:
            target = _change(session, owner, variant_id, form)
    except NotInCart:
        # Another tab was faster: the page shows how it stands.
        pass
    return remember_guest(go_to(target))


def _change(session: Session, owner: CartOwner, variant_id: uuid.UUID, form: LineForm) -> str:
    """Do what a form says; return where to go then."""
    if form.act == "remove":
        line = carts.remove(session, owner, variant_id)
        undo = {"removed": variant_id, "quantity": line.quantity, "seen": line.seen_price_minor}
        return f"/cart?{urlencode({**undo, 'saved': str(line.is_saved).lower()})}"
    if form.act == "restore":
        carts.set_line(
            session,
            owner,
            variant_id,
            quantity=form.quantity,
            is_saved=form.saved,
            seen_price_minor=form.seen,
        )
    elif form.act == "set":
        carts.change_line(session, owner, variant_id, quantity=form.quantity)
    else:
        carts.change_line(session, owner, variant_id, is_saved=form.act == "keep")
    return "/cart"


def _find_removed(session: Session, cart: cart_view.Cart, variant_id: uuid.UUID) -> Offer | None:
    """Return what was taken out, unless it is back already or can't be put back."""
    lines = [*cart.saved, *(line for shop in cart.shops for line in shop.lines)]
    offer = catalogue.get_offers(session, [variant_id]).get(variant_id)
    is_back = any(line.variant_id == variant_id for line in lines)
    return None if offer is None or is_back or not offer.is_on_sale else offer
