"""A year of a busy shop, written straight into PostgreSQL: rows as the product writes them; no stock log."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import BigInteger, Boolean, Column, Engine, Integer, Table, text
from sqlalchemy.orm import Session

from accounts import people
from accounts.models import User
from accounts.roles import Role
from orders.models import LineItemRecord, OrderRecord, ShipmentLineRecord, ShipmentRecord
from payments.models import PaymentRecord
from products import catalogue, shops
from products.variants import NewVariant

PRODUCTS = 200
SOURCES = 300
#: So many orders to a buyer on the average.
ORDERS_PER_BUYER = 4
_STATE = (
    "CASE WHEN n > :count * 0.98 THEN 'paid' WHEN n > :count * 0.95 THEN 'shipped'"
    " WHEN n % 40 = 0 THEN 'refunded' WHEN n % 41 = 0 THEN 'cancelled' ELSE 'completed' END"
)
_TOTAL = f"(1000 + n % {PRODUCTS}) * (1 + n % 3)"
_AT = "now() - interval '365 days' * ((:count - n)::float / :count)"
_SOURCE = f"('{4:016x}' || lpad(to_hex(n % {SOURCES}), 16, '0'))::uuid"
_ADDRESS = """json_build_object('name', 'Buyer ' || n % 5000, 'line1', '88 Raohe Street', 'city', 'Taipei',
 'postal_code', '105', 'country', 'TW', 'phone', '+886 2 2763 5733')"""


@dataclass(frozen=True)
class BusyShop:
    """A shop with a year of orders: who owns it, and one product and order of it."""

    shop_id: uuid.UUID
    owner_id: uuid.UUID
    product_id: uuid.UUID
    order_id: uuid.UUID


def fill(engine: Engine, count: int) -> BusyShop:
    """Write `count` orders of one shop, spread over the last year, into an empty market."""
    with Session(engine) as session:
        owner = people.sign_up(
            session,
            email="owner@bench.test",
            password="correct horse battery",
            display_name="Owner",
            roles=[Role.MERCHANT],
        )
        shop = shops.open_shop(session, owner_id=owner.id, name="Busy")
        products = [
            catalogue.create_product(
                session,
                shop.id,
                owner_id=owner.id,
                title=f"Paper lantern {number}",
                description="",
                currency="USD",
                variants=[NewVariant(f"L-{number}", {}, 1000 + number, number % 40)],
            )
            for number in range(PRODUCTS)
        ]
        session.commit()
        values = {
            "count": count,
            "buyers": max(1, count // ORDERS_PER_BUYER),
            "shop": shop.id,
            "owner": owner.id,
        }
        session.execute(
            text(
                "CREATE TEMP TABLE goods AS SELECT (row_number() OVER (ORDER BY v.id) - 1)::int AS k,"
                " v.id, v.product_id, v.sku, p.title FROM variants v JOIN products p ON p.id = v.product_id"
            )
        )
        for statement in _statements():
            session.execute(text(statement), values)
        session.commit()
    with engine.connect() as connection:
        # What autovacuum does within a minute.
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))
    order_id = uuid.UUID(int=(2 << 64) + count)
    return BusyShop(shop.id, owner.id, products[0].id, order_id)


def _statements() -> list[str]:
    numbers = "FROM generate_series(1, :count) n"
    goods = f"{numbers} JOIN goods g ON g.k = n % {PRODUCTS}"
    sent = f"({_STATE}) NOT IN ('paid', 'cancelled')"
    users = _insert(
        User,
        {
            "id": _id(1),
            "email": "'buyer' || n || '@bench.test'",
            "handle": "'buyer_' || n",
            "display_name": "'Buyer ' || n",
            "bio": "''",
            "password_hash": "'-'",
            "roles": "'[\"viewer\"]'::json",
            "created_at": "now()",
        },
        "FROM generate_series(0, :buyers - 1) n",
    )
    buyer = "lpad(to_hex((n::bigint * 7919) % :buyers), 16, '0')"
    buyer_id = f"('{1:016x}' || {buyer})::uuid"
    orders = _insert(
        OrderRecord,
        {
            "id": _id(2),
            "checkout_id": _id(2),
            "number": "lpad(n::text, 12, '0')",
            "buyer_id": buyer_id,
            "shop_id": ":shop",
            "shop_owner_id": ":owner",
            "idempotency_key": "'key ' || n",
            "request_hash": "'-'",
            "state": _STATE,
            "total_minor": _TOTAL,
            "currency": "'USD'",
            "refunds_minor": f"CASE WHEN ({_STATE}) = 'refunded' THEN {_TOTAL} ELSE 0 END",
            "payment_id": _id(3),
            "shop_name": "'Busy'",
            "shipping_address": _ADDRESS,
            "source_id": f"CASE WHEN n % 4 > 0 THEN {_SOURCE} END",
            "created_at": _AT,
            "paid_at": f"CASE WHEN ({_STATE}) <> 'cancelled' THEN {_AT} END",
            "shipped_at": f"CASE WHEN {sent} THEN {_AT} END",
            "completed_at": f"CASE WHEN ({_STATE}) = 'completed' THEN {_AT} END",
        },
        numbers,
    )
    payments = _insert(
        PaymentRecord,
        {
            "id": _id(3),
            "reference_id": _id(2),
            "buyer_id": buyer_id,
            "gateway": "'sandbox'",
            "amount_minor": _TOTAL,
            "currency": "'USD'",
            "state": "'captured'",
            "created_at": _AT,
            "captured_at": _AT,
        },
        numbers,
    )
    lines = _insert(
        LineItemRecord,
        {
            "order_id": _id(2),
            "variant_id": "g.id",
            "product_id": "g.product_id",
            "product_title": "g.title",
            "sku": "g.sku",
            "options": "'{}'::json",
            "quantity": "1 + n % 3",
            "shipped_count": f"CASE WHEN {sent} THEN 1 + n % 3 ELSE 0 END",
            "unit_price_minor": "1000 + g.k",
            "list_price_minor": "1000 + g.k",
        },
        goods,
    )
    parcels = _insert(
        ShipmentRecord,
        {
            "id": _id(5),
            "order_id": _id(2),
            "idempotency_key": "'parcel'",
            "carrier": "'dhl'",
            "tracking_number": "'JD' || n",
            "created_at": _AT,
        },
        f"{numbers} WHERE {sent}",
    )
    units = _insert(
        ShipmentLineRecord,
        {"shipment_id": _id(5), "variant_id": "g.id", "quantity": "1 + n % 3"},
        f"{goods} WHERE {sent}",
    )
    return [users, payments, orders, lines, parcels, units]


def _id(kind: int) -> str:
    """Return the SQL of ids that grow, as the product's do, those of each kind apart."""
    return f"('{kind:016x}' || lpad(to_hex(n), 16, '0'))::uuid"


def _insert(model: type[Any], values: Mapping[str, str], rest: str) -> str:
    """Return the statement that writes rows; what must be there and is not named is nothing."""
    table = cast(Table, model.__table__)
    complete = {
        column.name: values.get(column.name) or _nothing(column)
        for column in table.c
        if column.name in values or (not column.nullable and column.server_default is None)
    }
    return f"INSERT INTO {table.name} ({', '.join(complete)}) SELECT {', '.join(complete.values())} {rest}"


def _nothing(column: Column[Any]) -> str:
    if isinstance(column.type, Boolean):
        return "false"
    return "0" if isinstance(column.type, Integer | BigInteger) else "''"
