"""1,500 buyers tap twice on a stock of 1,000, over HTTP, while the web processes are killed."""

import json
import random
import secrets
import threading
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import func, insert, select

from accounts.models import ApiToken, User
from kernel.clock import now
from kernel.ids import hash_token, new_id
from kernel.transaction import reading, transaction
from orders.models import OrderRecord
from payments.gateways.sandbox.messages import WEBHOOK_PATH, secret
from payments.gateways.sandbox.signature import HEADER, sign
from products.models import Reservation
from tests.conftest import Stack
from tests.factories import make_product
from tests.service.orders.killing import Killer, Shopper, running_market
from tests.service.orders.market_day import available, order_body

BUYERS = 1500
STOCK = 1000
CLIENTS = 48
ANSWERS_BETWEEN_KILLS = (500, 900)


@dataclass(frozen=True)
class Buyer:
    """A buyer with a token, and the key of what he wants to buy once."""

    id: uuid.UUID
    token: str
    key: str


@dataclass(frozen=True)
class Answer:
    """The final answer to one tap."""

    buyer: Buyer
    status: int
    order: dict[str, object]


def make_buyers() -> list[Buyer]:
    """Make the buyers straight in the tables: hashing 1,500 passwords is another test's business."""
    buyers = [Buyer(new_id(), secrets.token_urlsafe(16), secrets.token_hex(8)) for _ in range(BUYERS)]
    at = now()
    people = [
        {
            "id": one.id,
            "email": f"{one.id}@example.test",
            "password_hash": "",
            "handle": one.id.hex,
            "display_name": "Buyer",
            "roles": ["viewer"],
            "bio": "",
            "created_at": at,
        }
        for one in buyers
    ]
    tokens = [
        {
            "id": new_id(),
            "token_hash": hash_token(one.token),
            "user_id": one.id,
            "name": "test",
            "created_at": at,
            "expires_at": at.replace(year=at.year + 1),
        }
        for one in buyers
    ]
    with transaction() as session:
        session.execute(insert(User), people)
        session.execute(insert(ApiToken), tokens)
    return buyers


def shop(
    port: int, killer: Killer, variant_id: uuid.UUID, buyers: list[Buyer]
) -> tuple[list[Answer], set[object]]:
    """Let everybody tap twice and most of the lucky pay, told twice; return the answers and who paid."""
    shoppers = threading.local()
    opened: list[Shopper] = []
    body = json.dumps(order_body((variant_id, 1))).encode()

    def shopper() -> Shopper:
        if not hasattr(shoppers, "one"):
            shoppers.one = Shopper(port, killer)
            opened.append(shoppers.one)
        one: Shopper = shoppers.one
        return one

    def tap(buyer: Buyer) -> Answer:
        headers = {"Authorization": f"Bearer {buyer.token}", "Idempotency-Key": buyer.key}
        status, order = shopper().post("/api/v1/orders", body, headers)
        return Answer(buyer, status, order)

    def pay(order: dict[str, object]) -> object:
        payment = order["payment"]
        assert isinstance(payment, dict)
        message = {
            "event_id": f"paid-{order['id']}",
            "kind": "payment.succeeded",
            "payment_id": payment["id"],
            "amount_minor": order["total_minor"],
            "currency": order["currency"],
        }
        told = json.dumps(message).encode()
        signature = sign(secret(), told, at_seconds=int(now().timestamp()))
        for _ in range(2):
            status, _outcome = shopper().post(WEBHOOK_PATH, told, {HEADER: signature})
            assert status == 200
        return order["id"]

    taps = [buyer for buyer in buyers for _ in range(2)]
    random.shuffle(taps)
    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = list(pool.map(tap, taps))
        placed = list({str(one.order["id"]): one.order for one in answers if one.status == 201}.values())
        paid = set(pool.map(pay, placed[: len(placed) * 6 // 10]))
    for each in opened:
        each.connection.close()
    return answers, paid


def test_a_flash_sale_survives_double_taps_and_killed_processes(
    app: Flask, stack: Stack, tmp_path: Path
) -> None:
    variant = make_product(stock_counts=[STOCK]).variants[0]
    buyers = make_buyers()

    with running_market(stack, tmp_path) as (port, master):
        killer = Killer(master, ANSWERS_BETWEEN_KILLS)
        answers, paid = shop(port, killer, variant.id, buyers)

    assert killer.killed
    assert {answer.status for answer in answers} == {201, 409}
    final = {(answer.buyer.key, answer.status, answer.order.get("id")) for answer in answers}
    assert len(final) == BUYERS
    acknowledged = {str(answer.order["id"]) for answer in answers if answer.status == 201}
    with reading() as session:
        orders = session.execute(select(OrderRecord.id, OrderRecord.buyer_id, OrderRecord.state)).all()
        units = dict(
            session.execute(
                select(Reservation.state, func.sum(Reservation.quantity)).group_by(Reservation.state)
            ).all()
        )
    assert {str(order.id) for order in orders} == acknowledged
    assert len(orders) == len({order.buyer_id for order in orders}) == STOCK
    assert {str(order.id) for order in orders if order.state == "paid"} == paid
    assert Counter(units) == Counter(sold=len(paid), held=STOCK - len(paid))
    assert available(variant.id) == 0
