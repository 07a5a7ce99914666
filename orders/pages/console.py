"""The merchant's pages: the orders of his shops, one of them, its parcels and its packing slip."""

import uuid
from typing import Any

from flask import Response, flash, request
from flask_babel import gettext

from kernel.errors import DomainError
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from kernel.web.access import MERCHANTS
from kernel.web.actor import get_actor
from kernel.web.problems import InvalidFields
from kernel.web.routes import Pages, go_to, parse_form, parse_query
from kernel.web.templates import locale, render
from orders import lifecycle, lookup, receipt, return_lookup, shipments
from orders.countries import list_countries
from orders.errors import NoSuchShipment
from orders.pages.looks import find_pictures
from orders.return_wording import return_state_words
from orders.schemas import ConsoleQuery, ParcelForm, SlipQuery, Tracking
from orders.values import Order, Shipment
from orders.wording import build_timeline, carrier_names, state_words

pages = Pages("orders_console", __name__)


@pages.page("/console/orders", access=MERCHANTS)
def list_shop_orders() -> Response:
    """Show the orders of a merchant's shops, those to be shipped first."""
    error, query = None, ConsoleQuery()
    try:
        query = parse_query(ConsoleQuery)
    except InvalidFields as refusal:
        error = gettext(next(iter(refusal.fields.values())))
    with reading() as session:
        page = lookup.list_orders_of_shop_owner(
            session, get_actor().user_id, wanted=query.wanted(), cursor=query.cursor
        )
        pictures = find_pictures(session, page.items)
    return render(
        "orders/console.html",
        status=422 if error else 200,
        page=page,
        words=state_words(),
        query=query,
        error=error,
        pictures=pictures,
    )


@pages.page("/console/orders/<uuid:order_id>", access=MERCHANTS)
def show_shop_order(order_id: uuid.UUID) -> Response:
    """Show one order to its merchant: what is to be packed, what has left."""
    return _show(order_id, {"key": str(new_id())})


@pages.page("/console/orders/<uuid:order_id>/shipments", access=MERCHANTS, methods=("POST",))
def ship_order(order_id: uuid.UUID) -> Response:
    """Note that a parcel was sent."""
    user_id = get_actor().user_id
    try:
        form = parse_form(ParcelForm, beside="quantity-")
        with transaction() as session:
            order = lookup.get_order_of_shop_owner(session, order_id, user_id)
            quantities = _read_quantities(order)
            parcel = shipments.NewShipment(form.key, form.carrier, form.tracking_number, quantities)
            shipments.ship(session, order_id, parcel, shop_owner_id=user_id)
    except DomainError as error:
        return _show(order_id, request.form.to_dict(), error)
    flash(gettext("The parcel is on its way. The buyer has been told."), "success")
    return go_to(f"/console/orders/{order_id}")


@pages.page("/console/shipments/<uuid:shipment_id>", access=MERCHANTS, methods=("POST",))
def correct_shipment(shipment_id: uuid.UUID) -> Response:
    """Correct how a parcel can be followed."""
    user_id = get_actor().user_id
    form = parse_form(Tracking)
    with transaction() as session:
        order_id = shipments.correct(session, shipment_id, shop_owner_id=user_id, **form.model_dump())
    flash(gettext("The tracking is corrected. The buyer sees it now."), "success")
    return go_to(f"/console/orders/{order_id}")


@pages.page("/console/orders/<uuid:order_id>/slip", access=MERCHANTS)
def show_slip(order_id: uuid.UUID) -> Response:
    """Show the packing slip of a parcel, or of what is left to ship, made for printing."""
    query = parse_query(SlipQuery)
    with reading() as session:
        order = lookup.get_order_of_shop_owner(session, order_id, get_actor().user_id)
    counts = {item.variant_id: item.left_count for item in order.line_items}
    shipment = None
    if query.shipment is not None:
        shipment = _find_shipment(order, query.shipment)
        counts = {line.variant_id: line.quantity for line in shipment.lines}
    return render(
        "orders/slip.html",
        order=order,
        shipment=shipment,
        counts=counts,
        carriers=carrier_names(),
        countries=dict(list_countries(locale())),
    )


@pages.page("/console/orders/<uuid:order_id>/delivered", access=MERCHANTS, methods=("POST",))
def mark_delivered(order_id: uuid.UUID) -> Response:
    """Note that the carrier has delivered all of an order."""
    with transaction() as session:
        receipt.mark_delivered(session, order_id, party_id=get_actor().user_id)
    flash(gettext("The order is marked as delivered. The buyer has been told."), "success")
    return go_to(f"/console/orders/{order_id}")


@pages.page("/console/orders/<uuid:order_id>/refund", access=MERCHANTS, methods=("POST",))
def refund_order(order_id: uuid.UUID) -> Response:
    """Give an order's money back."""
    with transaction() as session:
        lifecycle.refund(session, order_id, shop_owner_id=get_actor().user_id)
    flash(gettext("The money is on its way back to the buyer."), "success")
    return go_to(f"/console/orders/{order_id}")


def _show(order_id: uuid.UUID, values: dict[str, Any], error: DomainError | None = None) -> Response:
    with reading() as session:
        order = lookup.get_order_of_shop_owner(session, order_id, get_actor().user_id)
        pictures = find_pictures(session, [order])
        returned = return_lookup.list_returns_of_order(session, order_id)
    fields = error.fields if isinstance(error, InvalidFields) else {}
    return render(
        "orders/console_order.html",
        status=error.status if error else 200,
        order=order,
        pictures=pictures,
        words=state_words(),
        steps=build_timeline(order),
        carriers=carrier_names(),
        countries=dict(list_countries(locale())),
        returned=returned,
        return_words=return_state_words(),
        values=values,
        errors={name: gettext(sentence) for name, sentence in fields.items()},
        error=gettext(error.title) if error and not fields else None,
    )


def _read_quantities(order: Order) -> dict[uuid.UUID, int]:
    """Return what goes into the parcel, as the form's fields `quantity-<variant id>` say.

    Raises InvalidFields: a field is no number.
    """
    wanted = {
        item.variant_id: request.form.get(f"quantity-{item.variant_id}", "0") for item in order.line_items
    }
    if not all(text.isascii() and text.isdecimal() and len(text) < 4 for text in wanted.values()):
        raise InvalidFields({"quantity": gettext("This must be a whole number.")})
    return {variant_id: int(text) for variant_id, text in wanted.items() if int(text)}


def _find_shipment(order: Order, shipment_id: uuid.UUID) -> Shipment:
    for shipment in order.shipments:
        if shipment.id == shipment_id:
            return shipment
    raise NoSuchShipment
