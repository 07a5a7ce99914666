"""The orders' pages: checkout, a buyer's orders, a merchant's orders."""

import hashlib
import uuid
from collections.abc import Iterable
from typing import Any

from flask import Response, flash, request
from flask_babel import gettext
from sqlalchemy.orm import Session

from kernel.errors import DomainError
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from kernel.web.access import MERCHANTS, SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.problems import InvalidFields
from kernel.web.routes import Pages, go_to, parse_form, parse_query
from kernel.web.templates import locale, render
from orders import checkout, lifecycle, lookup
from orders.countries import list_countries
from orders.schemas import BuyerQuery, CheckoutForm, CheckoutQuery, ConsoleQuery
from orders.states import OrderState
from orders.values import Order
from orders.wording import build_timeline, state_words
from payments.authorization import payment_url
from products import catalogue
from products.values import Offer

pages = Pages("orders", __name__)


@pages.app_template_global()
def shipping_countries() -> tuple[tuple[str, str], ...]:
    """Return the countries to choose from, in the reader's language."""
    return list_countries(locale())


@pages.page("/checkout", access=SIGNED_IN)
def checkout_form() -> Response:
    """Show what is about to be bought and ask where it goes."""
    query = parse_query(CheckoutQuery)
    with reading() as session:
        offer = checkout.get_offer(session, query.variant)
        addresses = lookup.list_addresses(session, get_actor().user_id)
    values = {**(addresses[0] if addresses else {}), "quantity": query.quantity, "key": str(new_id())}
    return _checkout(offer, values)


@pages.page("/checkout", access=SIGNED_IN, methods=("POST",))
def place_order() -> Response:
    """Place the order and go on to paying."""
    try:
        form = parse_form(CheckoutForm)
        placed = checkout.place_order(
            buyer_id=get_actor().user_id,
            key=form.key,
            request_hash=hashlib.sha256(form.model_dump_json().encode()).hexdigest(),
            quantities={form.variant: form.quantity},
            shipping_address=form.address(),
            source=None,
            expected_prices={} if form.price is None else {form.variant: form.price},
        )
    except DomainError as error:
        return _refused_checkout(error)
    return go_to(payment_url(placed.payment_id))


@pages.page("/orders", access=SIGNED_IN)
def list_orders() -> Response:
    """Show a buyer's orders."""
    query = parse_query(BuyerQuery)
    with reading() as session:
        page = lookup.list_orders_of_buyer(session, get_actor().user_id, cursor=query.cursor)
        pictures = _find_pictures(session, page.items)
    return render("orders/list.html", page=page, words=state_words(), pictures=pictures)


@pages.page("/orders/<uuid:order_id>", access=SIGNED_IN)
def show_order(order_id: uuid.UUID) -> Response:
    """Show one order to its buyer."""
    with reading() as session:
        order = lookup.get_order_of_buyer(session, order_id, get_actor().user_id)
        pictures = _find_pictures(session, [order])
    return render(
        "orders/order.html",
        order=order,
        words=state_words(),
        steps=build_timeline(order),
        pay_url=payment_url(order.payment_id),
        countries=dict(shipping_countries()),
        pictures=pictures,
    )


@pages.page("/orders/<uuid:order_id>/cancel", access=SIGNED_IN, methods=("POST",))
def cancel_order(order_id: uuid.UUID) -> Response:
    """Cancel an order for its buyer."""
    with transaction() as session:
        lifecycle.cancel(session, order_id, buyer_id=get_actor().user_id)
    flash(gettext("The order is cancelled. What you paid is on its way back to you."), "success")
    return go_to(f"/orders/{order_id}")


@pages.page("/console/orders", access=MERCHANTS)
def list_shop_orders() -> Response:
    """Show the orders of a merchant's shops, those to be shipped first."""
    query = parse_query(ConsoleQuery)
    state = None if query.state == "all" else OrderState(query.state)
    with reading() as session:
        page = lookup.list_orders_of_shop_owner(
            session, get_actor().user_id, state=state, cursor=query.cursor
        )
        pictures = _find_pictures(session, page.items)
    countries = dict(shipping_countries())
    return render(
        "orders/console.html",
        page=page,
        words=state_words(),
        state=query.state,
        countries=countries,
        pictures=pictures,
    )


@pages.page("/console/orders/<uuid:order_id>/ship", access=MERCHANTS, methods=("POST",))
def ship_order(order_id: uuid.UUID) -> Response:
    """Mark an order as shipped."""
    with transaction() as session:
        lifecycle.ship(session, order_id, shop_owner_id=get_actor().user_id)
    flash(gettext("Marked as shipped."), "success")
    return go_to("/console/orders")


@pages.page("/console/orders/<uuid:order_id>/refund", access=MERCHANTS, methods=("POST",))
def refund_order(order_id: uuid.UUID) -> Response:
    """Give an order's money back."""
    with transaction() as session:
        lifecycle.refund(session, order_id, shop_owner_id=get_actor().user_id)
    flash(gettext("The money is on its way back to the buyer."), "success")
    return go_to("/console/orders?state=all")


def _find_pictures(session: Session, orders: Iterable[Order]) -> dict[uuid.UUID, str]:
    """Return what the products of some orders look like today, by variant."""
    offers = catalogue.get_offers(session, {item.variant_id for order in orders for item in order.line_items})
    return {variant_id: offer.picture_url for variant_id, offer in offers.items() if offer.picture_url}


def _refused_checkout(error: DomainError) -> Response:
    """Show the form again with what was entered; without a readable product there is no form to show."""
    values = request.form.to_dict()
    try:
        variant_id = uuid.UUID(values.get("variant", ""))
    except ValueError:
        raise error from None
    with reading() as session:
        offer = checkout.get_offer(session, variant_id)
    return _checkout(offer, values, error)


def _checkout(offer: Offer, values: dict[str, Any], error: DomainError | None = None) -> Response:
    fields = error.fields if isinstance(error, InvalidFields) else {}
    quantity = str(values.get("quantity", 1))
    return render(
        "orders/checkout.html",
        status=error.status if error else 200,
        offer=offer,
        values=values,
        quantity=int(quantity) if quantity.isdecimal() else 1,
        errors={name: gettext(sentence) for name, sentence in fields.items()},
        error=gettext(error.title) if error and not fields else None,
    )
