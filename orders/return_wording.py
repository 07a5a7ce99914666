"""How returns are spoken of to people: words of states, kinds and reasons, and a return's life as steps."""

import datetime as dt

from flask_babel import gettext

from orders.return_states import ReturnKind, ReturnReason, ReturnState
from orders.return_values import Return
from orders.wording import Step


def return_state_words() -> dict[str, str]:
    """Return the reader's word for each state."""
    return {
        ReturnState.REQUESTED: gettext("Waiting for the shop's answer"),
        ReturnState.APPROVED: gettext("Approved"),
        ReturnState.IN_TRANSIT: gettext("On its way back"),
        ReturnState.RECEIVED: gettext("Received by the shop"),
        ReturnState.REFUNDED: gettext("Refunded"),
        ReturnState.REJECTED: gettext("Refused by the shop"),
        ReturnState.DISPUTED: gettext("A moderator decides"),
        ReturnState.GRANTED: gettext("Decided for the buyer"),
        ReturnState.CLOSED: gettext("Closed"),
    }


def kind_words() -> dict[str, str]:
    """Return the reader's words for the kinds of returns."""
    return {
        ReturnKind.RETURN_AND_REFUND: gettext("Send it back and get the money"),
        ReturnKind.REFUND_ONLY: gettext("Only get the money back"),
    }


def reason_words() -> dict[str, str]:
    """Return the reader's words for the reasons."""
    return {
        ReturnReason.CHANGED_MIND: gettext("I don't want it any more"),
        ReturnReason.DAMAGED: gettext("It is damaged"),
        ReturnReason.WRONG: gettext("It is not what I ordered"),
        ReturnReason.NOT_AS_DESCRIBED: gettext("It is not as it was described"),
        ReturnReason.NEVER_ARRIVED: gettext("It never arrived"),
    }


def deadline_words(returned: Return) -> str:
    """Return what happens when the deadline of a return passes, or nothing where there is none."""
    words: dict[str, str] = {
        ReturnState.REQUESTED: gettext("Without an answer by then, it is approved."),
        ReturnState.APPROVED: gettext("What is not sent by then stays with the buyer."),
        ReturnState.IN_TRANSIT: gettext("If the shop says nothing by then, the money goes back."),
    }
    return words.get(returned.state, "") if returned.due_at is not None else ""


def build_return_steps(returned: Return) -> list[Step]:
    """Return the steps of a return: what has happened with its time, and what comes next."""
    words = return_state_words()
    happened: list[tuple[str, dt.datetime | None]] = [
        (gettext("Asked for"), returned.created_at),
        (words[ReturnState.APPROVED], returned.approved_at),
        (gettext("Sent back"), returned.sent_at),
        (words[ReturnState.RECEIVED], returned.received_at),
        (gettext("Refused by the shop"), returned.refused_at),
        (gettext("Asked a moderator"), returned.disputed_at),
        (gettext("Decided by a moderator"), returned.decided_at),
        (words[ReturnState.REFUNDED], returned.refunded_at),
        (words[returned.state], returned.closed_at),
    ]
    steps = [Step(title, at, "done") for title, at in happened if at is not None]
    coming = _coming(returned)
    return [*steps, *(Step(title, None, "coming" if n else "current") for n, title in enumerate(coming))]


def _coming(returned: Return) -> list[str]:
    refunded = gettext("Refunded")
    goods = [gettext("Sent back"), gettext("Received by the shop")] if returned.needs_goods else []
    return {
        ReturnState.REQUESTED: [gettext("Waiting for the shop's answer"), *goods, refunded],
        ReturnState.APPROVED: [*goods, refunded],
        ReturnState.IN_TRANSIT: [*goods[1:], refunded],
        ReturnState.RECEIVED: [refunded],
        ReturnState.DISPUTED: [gettext("A moderator decides")],
        ReturnState.GRANTED: [refunded],
    }.get(returned.state, [])
