"""The API of orders: buying, looking, cancelling, shipping, giving back."""

import uuid

import orjson
from flask import Response

from kernel.ids import new_id
from kernel.transaction import reading, transaction
from kernel.web.access import MERCHANTS, SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.idempotency import hash_request, read_key
from kernel.web.routes import Api
from orders import checkout, lifecycle, lookup, receipt, shipments
from orders.charges import is_asking
from orders.purchases import Placed
from orders.quotes import read_quote
from orders.schemas import (
    AddressesAnswer,
    CheckoutQuery,
    NewParcel,
    OrderAnswer,
    OrdersAnswer,
    OrdersQuery,
    PlacedAnswer,
    PlaceOrder,
    SummaryAnswer,
    Tracking,
    build_answer,
)
from orders.search import OrderFilter
from orders.states import OrderState
from payments.authorization import payment_url
from payments.states import PaymentState

api = Api("orders", __name__)


@api.post("/orders", access=SIGNED_IN, body=PlaceOrder, answer=PlacedAnswer, status=201, key="required")
def place_order(body: PlaceOrder) -> Response:
    """Order something: the stock is held, the payment is opened."""
    placed = checkout.place_order(
        buyer_id=get_actor().user_id,
        key=read_key(),
        request_hash=hash_request(),
        quantities=body.quantities(),
        shipping_address=body.shipping_address.model_dump(),
        source=body.source,
        expected_prices=body.expected_prices(),
        quote=None if body.quote is None else read_quote(body.quote),
        method_ids=body.shipping_method_ids,
    )
    return _answer_placed(placed)


@api.get("/orders", access=SIGNED_IN, query=OrdersQuery, answer=OrdersAnswer)
def list_orders(query: OrdersQuery) -> OrdersAnswer:
    """List the orders that one placed, or those of one's shops, newest first."""
    user_id = get_actor().user_id
    states = () if query.state is None else (query.state,)
    wanted = OrderFilter(states, query.since, query.until, query.q)
    with reading() as session:
        list_orders_of = (
            lookup.list_orders_of_buyer if query.role == "buyer" else lookup.list_orders_of_shop_owner
        )
        page = list_orders_of(session, user_id, wanted=wanted, cursor=query.cursor)
    return OrdersAnswer(items=[build_answer(order) for order in page.items], next_cursor=page.next_cursor)


@api.get("/orders/<uuid:order_id>", access=SIGNED_IN, answer=OrderAnswer)
def get_order(order_id: uuid.UUID) -> OrderAnswer:
    """Return an order to its buyer or its merchant."""
    with reading() as session:
        return build_answer(lookup.get_order(session, order_id, party_id=get_actor().user_id))


@api.post("/orders/<uuid:order_id>/cancel", access=SIGNED_IN, answer=OrderAnswer)
def cancel_order(order_id: uuid.UUID) -> OrderAnswer:
    """Cancel one's order before it is shipped; what was paid is given back."""
    with transaction() as session:
        user_id = get_actor().user_id
        lifecycle.cancel(session, order_id, buyer_id=user_id)
        return build_answer(lookup.get_order_of_buyer(session, order_id, user_id))


@api.post(
    "/orders/<uuid:order_id>/shipments", access=MERCHANTS, body=NewParcel, answer=OrderAnswer, status=201
)
def ship_order(order_id: uuid.UUID, body: NewParcel) -> OrderAnswer:
    """Note that a parcel of an order of one's shop was sent: with all that is left, or with a part of it."""
    parcel = shipments.NewShipment(str(new_id()), body.carrier, body.tracking_number, body.quantities())
    with transaction() as session:
        user_id = get_actor().user_id
        shipments.ship(session, order_id, parcel, shop_owner_id=user_id)
        return build_answer(lookup.get_order_of_shop_owner(session, order_id, user_id))


@api.patch("/shipments/<uuid:shipment_id>", access=MERCHANTS, body=Tracking, answer=OrderAnswer)
def correct_shipment(shipment_id: uuid.UUID, body: Tracking) -> OrderAnswer:
    """Correct who carries a parcel of one's shop, and its tracking number."""
    with transaction() as session:
        user_id = get_actor().user_id
        order_id = shipments.correct(session, shipment_id, shop_owner_id=user_id, **body.model_dump())
        return build_answer(lookup.get_order_of_shop_owner(session, order_id, user_id))


@api.post("/orders/<uuid:order_id>/delivered", access=SIGNED_IN, answer=OrderAnswer)
def mark_delivered(order_id: uuid.UUID) -> OrderAnswer:
    """Say that all of an order has arrived: its buyer, or its merchant when the carrier says so."""
    with transaction() as session:
        user_id = get_actor().user_id
        receipt.mark_delivered(session, order_id, party_id=user_id)
        return build_answer(lookup.get_order(session, order_id, party_id=user_id))


@api.post("/orders/<uuid:order_id>/receipt", access=SIGNED_IN, answer=OrderAnswer)
def confirm_receipt(order_id: uuid.UUID) -> OrderAnswer:
    """Confirm that one has an order and keeps it. This can't be undone."""
    with transaction() as session:
        user_id = get_actor().user_id
        receipt.confirm(session, order_id, buyer_id=user_id)
        return build_answer(lookup.get_order_of_buyer(session, order_id, user_id))


@api.post("/orders/<uuid:order_id>/refund", access=MERCHANTS, answer=OrderAnswer)
def refund_order(order_id: uuid.UUID) -> OrderAnswer:
    """Give the money of an order of one's shop back in full."""
    with transaction() as session:
        user_id = get_actor().user_id
        lifecycle.refund(session, order_id, shop_owner_id=user_id)
        return build_answer(lookup.get_order_of_shop_owner(session, order_id, user_id))


@api.get("/me/addresses", access=SIGNED_IN, answer=AddressesAnswer)
def list_addresses() -> AddressesAnswer:
    """List where one's last orders went, the latest first."""
    with reading() as session:
        addresses = lookup.list_addresses(session, get_actor().user_id)
    return AddressesAnswer(items=[dict(address) for address in addresses])


@api.get("/checkout", access=SIGNED_IN, query=CheckoutQuery, answer=SummaryAnswer)
def get_checkout_summary(query: CheckoutQuery) -> SummaryAnswer:
    """Return what one is about to buy, at the present price."""
    with reading() as session:
        offer = checkout.get_offer(session, query.variant)
        has_charges = is_asking(session, offer.shop_id)
        addresses = lookup.list_addresses(session, get_actor().user_id)
    return SummaryAnswer(
        variant_id=offer.variant_id,
        product_title=offer.product_title,
        shop_name=offer.shop_name,
        options=dict(offer.options),
        picture_url=offer.picture_url,
        quantity=query.quantity,
        unit_price_minor=offer.price_minor,
        list_price_minor=offer.list_price_minor,
        was_minor=offer.was_minor,
        special_ends_at=offer.special.ends_at if offer.special else None,
        total_minor=offer.price_minor * query.quantity,
        currency=offer.currency,
        available_count=offer.available_count,
        is_on_sale=offer.is_on_sale,
        has_charges=has_charges,
        addresses=[dict(address) for address in addresses],
    )


def _answer_placed(placed: Placed) -> Response:
    """Answer as the order was when it was placed, for a repeated request as well."""
    answer = {
        "id": placed.order_id,
        "state": OrderState.PENDING_PAYMENT,
        "total_minor": placed.total_minor,
        "currency": placed.currency,
        "payment": {
            "id": placed.payment_id,
            "state": PaymentState.PENDING,
            "url": payment_url(placed.payment_id),
        },
    }
    response = Response(orjson.dumps(answer), status=201, mimetype="application/json")
    if placed.replayed:
        response.headers["Idempotent-Replayed"] = "true"
    return response
