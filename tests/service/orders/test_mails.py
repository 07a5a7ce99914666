"""Mails about orders: to the right person, in his language, once, with nothing in them that is not theirs."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from email.message import EmailMessage
from typing import Any

import pytest
from sqlalchemy import select, update

from accounts.models import User
from kernel import runtime
from kernel.jobs.table import Job, enqueue
from kernel.transaction import reading, transaction
from orders.mails import QUEUE, SEND_JOB
from payments.models import RefundRecord
from tests.factories import make_person, make_product, make_shop
from tests.market import ApiClient, run_jobs
from tests.service.orders.market_day import ADDRESS, SandboxTeller, order_body, pack
from tests.service.orders.test_life import expire_everything
from tests.services.smtp import Postbox, SmtpServer, running_smtp

Api = Callable[..., ApiClient]


@pytest.fixture(scope="module")
def server() -> Iterator[SmtpServer]:
    """Run the SMTP server of this file."""
    with running_smtp() as running:
        yield running


@pytest.fixture
def postbox(app: object, server: SmtpServer, monkeypatch: pytest.MonkeyPatch) -> Postbox:
    """Let the market send its mails to the server."""
    changed = replace(runtime.config(), mail_url=server.url(), public_url="https://market.example")
    monkeypatch.setattr(runtime, "config", lambda: changed)
    return server.postbox


@dataclass(frozen=True)
class Trade:
    """An order of three lanterns, and both sides of it with their addresses."""

    gateway: SandboxTeller
    buyer: ApiClient
    seller: ApiClient
    order: dict[str, Any]
    variant_id: uuid.UUID
    buyer_email: str
    seller_email: str

    def pay(self) -> None:
        """Pay, and send what is to be sent."""
        self.gateway.pay(self.order)
        run_jobs(QUEUE)

    def tell_refund(self) -> None:
        """Tell that the gateway has given the money back."""
        with reading() as session:
            refund = session.scalars(
                select(RefundRecord).where(RefundRecord.payment_id == uuid.UUID(self.order["payment"]["id"]))
            ).one()
            refund_id = str(refund.id)
        message = self.gateway.message(self.order, kind="refund.succeeded", refund_id=refund_id)
        assert self.gateway.tell(message).get_json() == {"outcome": "applied"}


def email_of(person_id: uuid.UUID) -> str:
    """Return where a person gets mail."""
    with reading() as session:
        return session.scalars(select(User.email).where(User.id == person_id)).one()


Begin = Callable[..., Trade]


@pytest.fixture
def begin(api: Api, gateway: SandboxTeller, postbox: Postbox) -> Begin:
    """Let a buyer order three lanterns."""

    def trade(*, locale: str | None = None, title: str = "Paper lantern", name: str = "Noor") -> Trade:
        merchant, buyer = make_person(name="Mei"), make_person(name=name)
        with transaction() as session:
            session.execute(update(User).where(User.id == buyer.id).values(locale=locale))
        variant = make_product(make_shop(merchant), title=title).variants[0]
        client = api(buyer.id)
        body = order_body((variant.id, 3), shipping_address={**ADDRESS, "name": name})
        placed = client.post("/orders", body, key=str(uuid.uuid4())).get_json()
        order = placed | {"number": client.get(f"/orders/{placed['id']}").get_json()["number"]}
        addresses = (email_of(buyer.id), email_of(merchant.id))
        return Trade(gateway, client, api(merchant.id), order, variant.id, *addresses)

    return trade


def text_of(mail: EmailMessage) -> str:
    """Return what a mail says as plain text."""
    part = mail.get_body(("plain",))
    assert part is not None
    content: str = part.get_content()
    return content


def test_a_payment_is_told_to_both_sides(begin: Begin, postbox: Postbox) -> None:
    trade = begin()

    trade.pay()

    (receipt,), (new,) = postbox.to(trade.buyer_email), postbox.to(trade.seller_email)
    number = trade.order["number"]
    assert receipt["Subject"] == f"Paid: order {number} at Lantern Alley"
    assert "3 × Paper lantern" in text_of(receipt)
    assert "$59.70" in text_of(receipt)
    assert f"https://market.example/orders/{trade.order['id']}" in text_of(receipt)
    assert new["Subject"] == f"New order {number} at Lantern Alley"
    assert "88 Raohe Street" in text_of(new)
    assert f"https://market.example/console/orders/{trade.order['id']}" in text_of(new)


def test_each_parcel_is_told_with_what_is_in_it(begin: Begin, postbox: Postbox) -> None:
    trade = begin()
    trade.pay()

    pack(trade.seller, trade.order, (trade.variant_id, 2), carrier="dhl", tracking_number="JD014")
    pack(trade.seller, trade.order, carrier="t_cat", tracking_number="9077")
    run_jobs(QUEUE)

    _, first, second = (text_of(mail) for mail in postbox.to(trade.buyer_email))
    assert "2 × Paper lantern" in first
    assert "https://www.dhl.com/en/express/tracking.html?AWB=JD014" in first
    assert "1 × Paper lantern" in second
    assert "9077" in second
    assert len(postbox.to(trade.seller_email)) == 1


def test_cancelling_and_the_money_coming_back_are_told(begin: Begin, postbox: Postbox) -> None:
    trade = begin()
    trade.pay()

    trade.buyer.post(f"/orders/{trade.order['id']}/cancel")
    run_jobs(QUEUE)
    trade.tell_refund()
    run_jobs(QUEUE)

    _, cancelled, refunded = postbox.to(trade.buyer_email)
    assert cancelled["Subject"].startswith("Cancelled: order")
    assert "on its way back to you" in text_of(cancelled)
    assert refunded["Subject"].startswith("Refunded: order")
    assert "$59.70 went back" in text_of(refunded)


def test_a_merchant_is_told_not_to_send_what_the_buyer_cancelled(begin: Begin, postbox: Postbox) -> None:
    trade = begin()
    trade.pay()

    for _ in range(2):
        trade.buyer.post(f"/orders/{trade.order['id']}/cancel")
        run_jobs(QUEUE)

    _, lost = postbox.to(trade.seller_email)
    assert lost["Subject"].startswith("Cancelled: order")
    assert "Please don't send it" in text_of(lost)
    assert f"https://market.example/console/orders/{trade.order['id']}" in text_of(lost)


def test_a_merchant_hears_nothing_of_an_order_that_was_never_paid(begin: Begin, postbox: Postbox) -> None:
    trade = begin()

    trade.buyer.post(f"/orders/{trade.order['id']}/cancel")
    run_jobs(QUEUE)

    assert len(postbox.to(trade.buyer_email)) == 1
    assert len(postbox.to(trade.seller_email)) == 0


def test_an_order_that_expired_says_that_nothing_was_charged(begin: Begin, postbox: Postbox) -> None:
    trade = begin()

    expire_everything()
    run_jobs(QUEUE)

    (mail,) = postbox.to(trade.buyer_email)
    assert "nothing was charged" in text_of(mail)


@pytest.mark.parametrize(
    ("locale", "subject", "words"),
    [("zh_Hant", "已付款", "付款"), ("zh_Hans", "已付款", "付款"), (None, "Paid", "Thank you")],
)
def test_a_mail_speaks_its_readers_language(
    begin: Begin, postbox: Postbox, locale: str | None, subject: str, words: str
) -> None:
    trade = begin(locale=locale)

    trade.pay()

    (mail,) = postbox.to(trade.buyer_email)
    assert subject in mail["Subject"]
    assert words in text_of(mail)
    html = mail.get_body(("html",))
    assert html is not None
    assert f'lang="{(locale or "en").replace("_", "-")}"' in html.get_content()


def test_a_repeated_job_and_a_repeated_payment_send_no_second_mail(begin: Begin, postbox: Postbox) -> None:
    trade = begin()
    trade.pay()

    trade.pay()
    with transaction() as session:
        args = session.scalars(
            select(Job.args).where(Job.name == SEND_JOB).order_by(Job.id.desc()).limit(2)
        ).all()
        for arguments in args:
            enqueue(session, SEND_JOB, arguments, queue=QUEUE)
    ran = run_jobs(QUEUE)

    assert ran == 2
    assert len(postbox.to(trade.buyer_email)) == len(postbox.to(trade.seller_email)) == 1


def test_what_people_wrote_is_only_text_in_a_mail(begin: Begin, postbox: Postbox) -> None:
    nasty = '<img src=x onerror=alert(1)>"&{{7*7}}%(number)s'
    trade = begin(title=nasty, name="Noor<script>")

    trade.pay()

    for mail in [*postbox.to(trade.buyer_email), *postbox.to(trade.seller_email)]:
        html = mail.get_body(("html",))
        assert html is not None
        assert "<img" not in html.get_content()
        assert "<script" not in html.get_content()
        assert "&lt;img src=x onerror=alert(1)&gt;" in html.get_content()
        assert nasty in text_of(mail)


def test_a_mail_server_that_is_away_delays_mails_and_nothing_else(
    begin: Begin, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    trade = begin()
    away = replace(runtime.config(), mail_url="smtp://localhost:1?tls=none")
    monkeypatch.setattr(runtime, "config", lambda: away)

    trade.pay()

    assert trade.buyer.get(f"/orders/{trade.order['id']}").get_json()["state"] == "paid"
    with reading() as session:
        waiting = session.scalars(
            select(Job.state).where(Job.queue == QUEUE).order_by(Job.id.desc()).limit(2)
        )
        assert list(waiting) == ["queued", "queued"]
