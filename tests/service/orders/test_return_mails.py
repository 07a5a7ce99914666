"""Mails about returns: at each step to whoever has to act or to know, once, and before time decides."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from accounts.mailboxes import get_mailbox
from growth.kinds import Kind
from growth.notifications import list_notifications
from kernel import runtime
from kernel.clock import now
from kernel.transaction import reading, transaction
from orders import returns
from orders.mails import QUEUE
from orders.models import ReturnRecord
from orders.return_deadlines import pass_deadlines, remind
from orders.return_states import ReturnKind, ReturnReason
from tests.market import ApiClient, run_jobs
from tests.service.orders.market_day import SandboxTeller
from tests.service.orders.returning import Sold, sell
from tests.services.smtp import Postbox, SmtpServer, running_smtp

REFUND_ONLY = ReturnKind.REFUND_ONLY


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


@pytest.fixture
def sold(api: Callable[..., ApiClient], gateway: SandboxTeller, postbox: Postbox) -> Sold:
    """Sell and deliver three lanterns and a candle; what was written until then counts no more."""
    sold = sell(api, gateway)
    read(postbox, sold)
    return sold


def email_of(person_id: uuid.UUID) -> str:
    """Return where a person gets mail."""
    with reading() as session:
        return get_mailbox(session, person_id).email


def read(postbox: Postbox, sold: Sold) -> tuple[list[str], list[str]]:
    """Send what waits; return the subjects of the mails to the buyer and to the merchant, without names."""
    run_jobs(QUEUE)
    to_buyer, to_merchant = (postbox.to(email_of(one.id)) for one in (sold.buyer, sold.merchant))
    return (
        [mail["Subject"].strip().partition(":")[0] for mail in to_buyer],
        [mail["Subject"].strip().partition(":")[0] for mail in to_merchant],
    )


def text(postbox: Postbox, sold: Sold, person_id: uuid.UUID) -> str:
    """Return what the last mail to somebody says."""
    run_jobs(QUEUE)
    part = postbox.to(email_of(person_id))[-1].get_body(("plain",))
    assert part is not None
    content: str = part.get_content()
    return content


def hurry(return_id: uuid.UUID, **times: dt.datetime) -> None:
    """Let a moment of a return be another one; then let time do its work, twice."""
    with transaction() as session:
        session.execute(update(ReturnRecord).where(ReturnRecord.id == return_id).values(**times))
    for _ in range(2):
        with transaction() as session:
            remind(session)
            pass_deadlines(session)


def test_every_step_is_told_to_whoever_has_to_act_or_to_know(sold: Sold, postbox: Postbox) -> None:
    before = read(postbox, sold)
    return_id = sold.ask(reason=ReturnReason.DAMAGED)
    sold.approve(return_id)
    sold.send(return_id)
    sold.receive(return_id)
    sold.tell_refunds()

    to_buyer, to_merchant = read(postbox, sold)

    assert to_buyer[len(before[0]) :] == [
        "You asked to give back",
        "Approved",
        "Received",
        "Refunded",
    ]
    assert to_merchant[len(before[1]) :] == ["A buyer wants to give back", "On its way back"]


def test_a_withdrawal_is_confirmed_at_once_with_what_and_when(sold: Sold, postbox: Postbox) -> None:
    return_id = sold.ask(lanterns=2)

    receipt = text(postbox, sold, sold.buyer.id)

    assert "You have withdrawn from the contract" in receipt
    assert "2 × Paper lantern" in receipt
    assert "We received this on" in receipt
    assert "There is time until" in receipt
    assert f"https://market.example/returns/{return_id}" in receipt
    assert "withdrew in time" in text(postbox, sold, sold.merchant.id)


def test_a_no_is_told_with_its_reason(sold: Sold, postbox: Postbox) -> None:
    sold.reject(sold.ask(reason=ReturnReason.WRONG))

    assert "It was whole." in text(postbox, sold, sold.buyer.id)


def test_what_time_decides_is_told_to_both(sold: Sold, postbox: Postbox) -> None:
    return_id = sold.ask(reason=ReturnReason.DAMAGED, kind=REFUND_ONLY)
    before = read(postbox, sold)

    hurry(return_id, due_at=now(), remind_at=now() + dt.timedelta(days=1))

    to_buyer, to_merchant = read(postbox, sold)
    assert to_buyer[len(before[0]) :] == ["Approved"]
    assert to_merchant[len(before[1]) :] == ["Approved without an answer"]


@pytest.mark.parametrize(
    ("asked", "reminded", "subject"),
    [
        ((ReturnReason.DAMAGED, False), "merchant", "Please answer soon"),
        ((ReturnReason.CHANGED_MIND, False), "buyer", "Please send it soon"),
        ((ReturnReason.CHANGED_MIND, True), "merchant", "Please answer soon"),
    ],
)
def test_whoever_has_to_act_is_reminded_once(
    sold: Sold, postbox: Postbox, asked: tuple[ReturnReason, bool], reminded: str, subject: str
) -> None:
    reason, is_sent = asked
    return_id = sold.ask(reason=reason)
    if is_sent:
        sold.send(return_id)
    before = read(postbox, sold)

    hurry(return_id, remind_at=now())
    run_jobs()

    to_buyer, to_merchant = read(postbox, sold)
    new = {"buyer": to_buyer[len(before[0]) :], "merchant": to_merchant[len(before[1]) :]}
    assert new == {"buyer": [], "merchant": [], reminded: [subject]}
    person = sold.buyer if reminded == "buyer" else sold.merchant
    with reading() as session:
        told = [one.kind for one in list_notifications(session, person.id).items]
    assert told.count(Kind.RETURN_DUE) == 1


def test_a_reminder_comes_a_day_before_and_goes_with_its_step(sold: Sold) -> None:
    return_id = sold.ask(reason=ReturnReason.DAMAGED)

    def times() -> tuple[dt.datetime | None, dt.datetime | None]:
        with reading() as session:
            row = session.execute(select(ReturnRecord).where(ReturnRecord.id == return_id)).scalar_one()
            return row.remind_at, row.due_at

    first = times()
    sold.approve(return_id)
    second = times()
    with transaction() as session:
        returns.drop(session, return_id, buyer_id=sold.buyer.id)

    assert first[1] is not None
    assert second[1] is not None
    assert first[0] == first[1] - dt.timedelta(days=1)
    assert second[0] == second[1] - dt.timedelta(days=1)
    assert second != first
    assert times() == (None, None)
