"""The buyer's pages: checkout, and what was ordered."""

import hashlib
import uuid
from typing import Any

from flask import Response, flash, request
from flask_babel import gettext

from kernel.errors import DomainError
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from kernel.web.access import SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.problems import InvalidFields
from kernel.web.routes import Pages, go_to, parse_form, parse_query
from kernel.web.templates import locale, render
from orders import checkout, lifecycle, lookup
from orders.countries import list_countries
from orders.pages.looks import find_pictures
from orders.schemas import BuyerQuery, CheckoutForm, CheckoutQuery
from orders.wording import build_timeline, carrier_names, state_words
from payments.authorization import payment_url
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
        pictures = find_pictures(session, page.items)
    return render("orders/list.html", page=page, words=state_words(), pictures=pictures)


@pages.page("/orders/<uuid:order_id>", access=SIGNED_IN)
def show_order(order_id: uuid.UUID) -> Response:
    """Show one order to its buyer."""
    with reading() as session:
        order = lookup.get_order_of_buyer(session, order_id, get_actor().user_id)
        pictures = find_pictures(session, [order])
    return render(
        "orders/order.html",
        order=order,
        words=state_words(),
        steps=build_timeline(order),
        carriers=carrier_names(),
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
