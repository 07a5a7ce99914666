"""A day with Stripe: orders are placed and paid on its page, and it tells of it, or does not."""

import datetime as dt
import json
import re
import uuid
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import delete, select, update
from werkzeug.test import TestResponse

from kernel.clock import now
from kernel.jobs.table import Job, JobState
from kernel.transaction import reading, transaction
from payments import reconciliation, refunds
from payments.authorization import get_payment
from payments.models import GatewayReferenceRecord
from payments.refunds import Refund
from payments.states import PaymentState
from tests.factories import make_person, make_product, make_shop
from tests.market import ApiClient, api_as, run_jobs
from tests.service.orders.market_day import place
from tests.services.stripe import WEBHOOK_SECRET, StripeServer
from tests.services.stripe.objects import Object
from tests.services.stripe.server import sign

WEBHOOK_PATH = "/webhooks/stripe"


@dataclass(frozen=True)
class Trade:
    """An order that waits for its payment, with both sides of it."""

    buyer: ApiClient
    seller: ApiClient
    order: dict[str, Any]
    variant_id: uuid.UUID

    @property
    def payment_id(self) -> uuid.UUID:
        """Return the id of its payment."""
        return uuid.UUID(self.order["payment"]["id"])

    def state(self) -> str:
        """Return how the order stands for its buyer."""
        return str(self.buyer.get(f"/orders/{self.order['id']}").get_json()["state"])

    def payment_state(self) -> PaymentState:
        """Return how its payment stands."""
        with reading() as session:
            return get_payment(session, self.payment_id).state

    def refunds(self) -> list[Refund]:
        """Return the refunds of its payment."""
        with reading() as session:
            return list(refunds.list_refunds(session, self.payment_id))


@dataclass(frozen=True)
class StripeDay:
    """The market with Stripe as its gateway, and the server that plays Stripe."""

    app: Flask
    server: StripeServer

    def trade(self, **product: Any) -> Trade:
        """Place an order of one unit."""
        merchant, person = make_person(), make_person()
        variant = make_product(make_shop(merchant), **product).variants[0]
        buyer = api_as(self.app, person.id)
        order = place(buyer, (variant.id, 1)).get_json()
        return Trade(buyer, api_as(self.app, merchant.id), order, variant.id)

    def paid_trade(self, **product: Any) -> Trade:
        """Place an order, pay it, and let Stripe tell."""
        trade = self.trade(**product)
        self.start(trade)
        self.server.account.pay(self.page_of(trade)["id"])
        self.tell_all()
        return trade

    def start(self, trade: Trade) -> str:
        """Press the button to pay; return where it leads."""
        answer = self.open(trade, f"/payments/{trade.payment_id}")
        if answer.status_code == 303:
            return str(answer.headers["Location"])
        assert answer.status_code == 200, answer.text
        url = re.fullmatch(r"0; url=(\S+)", answer.headers["Refresh"])
        assert url is not None
        return url[1]

    def open(self, trade: Trade, path: str) -> TestResponse:
        """Open a page as the buyer."""
        headers = {"Authorization": f"Bearer {trade.buyer.token}"}
        return trade.buyer.client.get(path, headers=headers)

    def come_back(self, trade: Trade, query: str = "?paid=yes") -> TestResponse:
        """Return from Stripe's page as the buyer."""
        return self.open(trade, f"/payments/{trade.payment_id}/return{query}")

    def page_of(self, trade: Trade) -> Object:
        """Return the newest page that Stripe has for an order's payment."""
        return self.server.account.of_payment(trade.payment_id)[-1]

    def intent_of(self, trade: Trade) -> Object:
        """Return the PaymentIntent of that page."""
        return self.server.account.intents[self.page_of(trade)["payment_intent"]]

    def tell(self, event: Object, *, age_seconds: int = 0, secret: str = WEBHOOK_SECRET) -> TestResponse:
        """Post an event as Stripe does; signed some time ago, or with another secret."""
        body = json.dumps(event).encode()
        at_seconds = int(now().timestamp()) - age_seconds
        return self.post(body, sign(body, secret=secret, at_seconds=at_seconds))

    def post(self, body: bytes, signature: str | None) -> TestResponse:
        """Post any body with any signature."""
        headers = {} if signature is None else {"Stripe-Signature": signature}
        client = self.app.test_client(use_cookies=False)
        return client.post(WEBHOOK_PATH, data=body, headers=headers, content_type="application/json")

    def tell_all(self) -> list[str | None]:
        """Post every event that was not told yet; return what came of each."""
        events, self.server.account.events[:] = list(self.server.account.events), []
        return [self.tell(event).get_json()["outcome"] for event in events]

    def lose_all(self) -> None:
        """Let every event that was not told yet be lost."""
        self.server.account.events.clear()


def forget_work() -> None:
    """Forget what earlier tests have left to do: their Stripe is gone."""
    with transaction() as session:
        session.execute(delete(Job))
        session.execute(update(GatewayReferenceRecord).values(look_up_at=None))


def run_due_jobs(*, times: int = 1) -> None:
    """Run jobs; those that failed again as often, without waiting for their turn."""
    for _ in range(times):
        with transaction() as session:
            session.execute(update(Job).where(Job.state == JobState.QUEUED).values(run_at=now()))
        run_jobs("default")


def look_up_later(minutes: int = 6) -> None:
    """Let some minutes go by, and let the market ask about what it has not heard of."""
    earlier = dt.timedelta(minutes=minutes)
    with transaction() as session:
        for row in session.scalars(select(GatewayReferenceRecord)):
            row.kept_at -= earlier
            row.look_up_at = None if row.look_up_at is None else row.look_up_at - earlier
    with transaction() as session:
        reconciliation.look_up_due(session)
    run_due_jobs()
