"""kill -9 of web and worker while people buy, pay, send and give back: nothing is lost or doubled."""

import datetime as dt
import json
import os
import random
import sys
import threading
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select, update

from kernel.clock import now
from kernel.jobs.table import Job, JobState
from kernel.transaction import reading, transaction
from orders.models import OrderRecord
from payments.gateways.sandbox.messages import WEBHOOK_PATH, secret
from payments.gateways.sandbox.signature import HEADER, sign
from payments.ledger import chain, replay
from payments.ledger.accounts import Account
from payments.ledger.balances import list_balances_of
from payments.ledger.models import LedgerEntryRecord
from payments.models import RefundRecord
from promotions.models import CouponUse
from tests.conftest import Stack
from tests.factories import make_coupon, make_person, make_product, make_shop
from tests.market import ApiClient
from tests.service.orders.killing import Killer, Shopper, running_market
from tests.service.orders.market_day import available, order_body
from tests.services.process import ROOT, running_child
from tests.waiting import wait_until

BUYERS = 24
CLIENTS = 8
STOCK = 40
#: Fewer than buyers, so that it runs out under them.
BUDGET = 10
ANSWERS_BETWEEN_KILLS = (25, 50)
WORKER_LIVES = 2
WORKER_SECONDS = (0.5, 3.0)


class Trade:
    """One buyer's way after the other, each step sent until there is a final answer."""

    def __init__(self, port: int, killer: Killer, seller: str, variant_id: uuid.UUID) -> None:
        self.port, self.killer, self.seller, self.variant_id = port, killer, seller, variant_id
        self.local = threading.local()
        self.opened: list[Shopper] = []

    def post(self, path: str, body: dict[str, Any], token: str, key: str = "") -> tuple[int, dict[str, Any]]:
        """Post to the API as the bearer of a token."""
        if not hasattr(self.local, "shopper"):
            self.local.shopper = Shopper(self.port, self.killer)
            self.opened.append(self.local.shopper)
        headers = {"Authorization": f"Bearer {token}", **({"Idempotency-Key": key} if key else {})}
        status, answer = self.local.shopper.post(f"/api/v1{path}", json.dumps(body).encode(), headers)
        return status, answer

    def tell_paid(self, order: dict[str, Any]) -> None:
        """Tell that an order was paid, as a bank does until somebody has listened."""
        message = {
            "event_id": f"paid-{order['id']}",
            "kind": "payment.succeeded",
            "payment_id": order["payment"]["id"],
            "amount_minor": order["total_minor"],
            "currency": order["currency"],
        }
        told = json.dumps(message).encode()
        signature = sign(secret(), told, at_seconds=int(now().timestamp()))
        status, _ = self.local.shopper.post(WEBHOOK_PATH, told, {HEADER: signature})
        assert status == 200

    def go(self, number: int, token: str) -> str:
        """Buy one with the coupon if it lasts, pay; every second one is sent, every third given back."""
        wanted = order_body((self.variant_id, 1))
        status, quote = self.post("/quotes", {"line_items": wanted["line_items"]}, token)
        assert status == 200, quote
        for _ in range(2):
            status, order = self.post(
                "/orders", {**wanted, "quote": quote["quote"]}, token, f"first-{number}"
            )
        if status == 409:  # the coupon went to somebody else
            status, order = self.post("/orders", wanted, token, f"second-{number}")
        assert status == 201, order
        self.tell_paid(order)
        if number % 2 == 0:
            self.post(f"/orders/{order['id']}/shipments", {}, self.seller, f"parcel-{number}")
        if number % 3 == 0:
            for _ in range(2):
                status, answer = self.post(f"/orders/{order['id']}/refund", {}, self.seller)
                assert status == 200, answer
        return str(order["id"])


def test_a_trade_survives_killed_web_processes_and_workers(
    app: Flask, api: Callable[..., ApiClient], stack: Stack, tmp_path: Path
) -> None:
    merchant = make_person()
    product = make_product(make_shop(merchant), stock_counts=[STOCK])
    coupon = make_coupon(product, budget_count=BUDGET)
    seller = api(merchant.id).token or ""
    tokens = [api(make_person().id).token or "" for _ in range(BUYERS)]

    with running_market(stack, tmp_path) as (port, master):
        here = f"http://127.0.0.1:{port}"
        killer = Killer(master, ANSWERS_BETWEEN_KILLS)
        over = threading.Event()
        workers = threading.Thread(target=live_and_die, args=(stack, here, tmp_path / "worker.log", over))
        workers.start()
        trade = Trade(port, killer, seller, product.variants[0].id)
        with ThreadPoolExecutor(CLIENTS) as pool:
            order_ids = list(pool.map(trade.go, range(BUYERS), tokens))
        for shopper in trade.opened:
            shopper.connection.close()
        over.set()
        workers.join()
        work_to_the_end(stack, here, tmp_path / "worker.log")

    assert killer.killed
    with reading() as session:
        orders = session.scalars(select(OrderRecord).where(OrderRecord.shop_owner_id == merchant.id)).all()
        uses = session.scalar(
            select(func.count()).where(CouponUse.coupon_id == coupon.id, CouponUse.state != "released")
        )
        refunds = session.scalars(select(RefundRecord.state)).all()
        kinds = Counter(session.scalars(select(LedgerEntryRecord.kind)).all())
        owed = list_balances_of(session, Account.SHOP_PAYABLE, merchant.id)
        assert chain.verify(session).is_sound
        assert replay.replay(session) == []
    given_back = len(range(0, BUYERS, 3))
    assert sorted(str(one.id) for one in orders) == sorted(order_ids)
    assert (uses or 0) <= BUDGET
    assert refunds == ["succeeded"] * given_back
    assert kinds == Counter(order_paid=BUYERS, refund_promised=given_back, refund_sent=given_back)
    assert sum(-one.amount_minor for one in owed) == sum(
        one.total_minor - one.refunded_minor for one in orders
    )
    # What was sent before it was given back stays with its buyer.
    put_back = len([number for number in range(0, BUYERS, 3) if number % 2])
    assert available(product.variants[0].id) == STOCK - BUYERS + put_back


def live_and_die(stack: Stack, here: str, log: Path, over: threading.Event) -> None:
    """Run one worker after the other and kill each some time after it was ready."""
    lives = 0
    while lives < WORKER_LIVES or not over.is_set():
        with running_worker(stack, here, log) as child:
            over.wait(random.uniform(*WORKER_SECONDS))
            child.kill()
        let_leases_run_out()
        lives += 1


def work_to_the_end(stack: Stack, here: str, log: Path) -> None:
    """Run a worker that nobody kills until there is nothing left to do."""
    with running_worker(stack, here, log):
        wait_until(lambda: waiting() == 0, seconds=90)


def running_worker(stack: Stack, here: str, log: Path) -> Any:
    """Run media_worker.py for what is not media; it reaches the web at `here`."""
    environment = {**os.environ, **stack.environment, "NIGHTMARKET_INTERNAL_URL": here}
    command = [sys.executable, ROOT / "media_worker.py", "--queues", "default"]
    return running_child("worker", command, log=log, directory=ROOT, environment=environment)


def waiting() -> int:
    """Return how many jobs are due and have not ended."""
    due = Job.state.in_([JobState.QUEUED, JobState.RUNNING]) & (Job.run_at <= now())
    with reading() as session:
        return session.scalar(select(func.count()).select_from(Job).where(Job.queue == "default", due)) or 0


def let_leases_run_out() -> None:
    """Let a worker's silence be noticed now. Attempts start anew: their limit is not what is tested here."""
    unended = Job.state.in_([JobState.RUNNING, JobState.QUEUED])
    past = now() - dt.timedelta(seconds=1)
    with transaction() as session:
        session.execute(
            update(Job).where(Job.queue == "default", unended).values(lease_until=past, attempts=0)
        )
