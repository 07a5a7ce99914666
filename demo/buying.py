"""The seed market's collections and orders, made by the services that make everybody's; the sandbox pays."""

import time
import uuid
from collections.abc import Mapping

from content.posts import list_own_posts
from demo.catalogue import ACCOUNTS, PRODUCTS, SHOPS
from demo.records import Bought
from demo.stalls import MAX_LISTED, People, Shops, list_skus
from demo.trade import ADDRESS, BOUGHT, COLLECTIONS
from kernel.transaction import reading, transaction
from orders import checkout, lookup, shipments
from orders.carriers import OTHER
from orders.shipments import NewShipment
from orders.states import OrderState
from orders.values import Order
from payments import authorization
from payments.gateways.sandbox.gateway import play_outcome
from products import catalogue, collections

#: How long the worker may take to deliver the sandbox's message.
PAID_SECONDS = 60.0


def arrange_collections(people: People, opened: Shops) -> None:
    """Put products of each shop together, unless its merchant has."""
    owners = {shop.slug: people[shop.owner] for shop in SHOPS}
    product_ids = _find_product_ids(opened)
    with reading() as session:
        bare = {
            slug for slug, shop_id in opened.items() if not collections.list_collections(session, shop_id)
        }
    for wanted in COLLECTIONS:
        if wanted.shop in bare:
            with transaction() as session:
                collections.create_collection(
                    session,
                    opened[wanted.shop],
                    owner_id=owners[wanted.shop],
                    name=wanted.name,
                    product_ids=[product_ids[slug] for slug in wanted.products if slug in product_ids],
                )


def buy(people: People, opened: Shops) -> None:
    """Place the orders that are lacking, pay them in the sandbox and send what of them is to be sent."""
    skus = list_skus(opened)
    for wanted in BOUGHT:
        if not set(wanted.units) <= set(skus):  # whoever tries the demo has taken something off sale
            continue
        order = _find_or_place(wanted, people, skus)
        if order.state is OrderState.PENDING_PAYMENT:
            order = _pay(order)
        if order.state is OrderState.PAID and wanted.parcel:
            _send(order, wanted, skus)


def _find_or_place(wanted: Bought, people: People, skus: Mapping[str, uuid.UUID]) -> Order:
    buyer_id = people[wanted.buyer]
    name = next(account.display_name for account in ACCOUNTS if account.handle == wanted.buyer)
    placed = checkout.place_order(
        buyer_id=buyer_id,
        key=wanted.key,
        request_hash=wanted.key,
        quantities={skus[sku]: count for sku, count in wanted.units.items()},
        shipping_address={**ADDRESS, "name": name},
        source=_find_source(wanted.seen_in, people),
    )
    return _look_at(placed.order_id, buyer_id)


def _find_source(title: str, people: People) -> dict[str, str] | None:
    with reading() as session:
        for user_id in people.values():
            for post in list_own_posts(session, user_id, limit=MAX_LISTED).items:
                if post.title == title:
                    return {"kind": post.kind, "id": str(post.id)}
    return None


def _pay(order: Order) -> Order:
    """Play a success in the sandbox and wait until the market has heard of it."""
    with transaction() as session:
        payment = authorization.get_payment(session, order.payment_id, buyer_id=order.buyer_id)
        play_outcome(session, payment, succeeds=True)
    deadline = time.monotonic() + PAID_SECONDS
    while order.state is OrderState.PENDING_PAYMENT and time.monotonic() < deadline:
        time.sleep(0.2)
        order = _look_at(order.id, order.buyer_id)
    return order


def _send(order: Order, wanted: Bought, skus: Mapping[str, uuid.UUID]) -> None:
    units = {skus[sku]: count for sku, count in wanted.parcel.items()}
    # A neighbour on a scooter: no carrier has heard of a demo's parcel.
    parcel = NewShipment(key=wanted.key, carrier=OTHER, tracking_number="", quantities=units)
    with transaction() as session:
        shipments.ship(session, order.id, parcel, shop_owner_id=order.shop_owner_id)


def _look_at(order_id: uuid.UUID, buyer_id: uuid.UUID) -> Order:
    with reading() as session:
        return lookup.get_order_of_buyer(session, order_id, buyer_id)


def _find_product_ids(opened: Shops) -> dict[str, uuid.UUID]:
    """Return the products on sale by their short names."""
    with reading() as session:
        by_sku = {
            variant.sku: product.id
            for shop_id in opened.values()
            for product in catalogue.list_products_of_shop(session, shop_id, limit=MAX_LISTED).items
            for variant in product.variants
        }
    first_skus = {product.slug: product.variants[0].sku for product in PRODUCTS}
    return {slug: by_sku[sku] for slug, sku in first_skus.items() if sku in by_sku}
