"""What the forms and the API of returns take and answer."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from kernel.fields import Body, ManyLines, OneLine, Reason
from orders.return_states import OPEN, ReturnKind, ReturnReason, ReturnState
from orders.return_values import NewReturn, Return
from orders.schemas import MOST_LINES, CarrierKey, Key, TrackingNumber


class ReturnForm(Body):
    """The form of a return beside its quantities. `key` was made with the page: sent twice it asks once."""

    key: Key
    kind: Annotated[ReturnKind, OneLine, Field(max_length=20)]
    reason: Annotated[ReturnReason, OneLine, Field(max_length=20)]
    text: Reason = ""


class WithdrawalForm(Body):
    """The form of a withdrawal beside its quantities. `key` was made with the page, as for a return."""

    key: Key


class SendForm(Body):
    """How what goes back can be followed."""

    carrier: CarrierKey
    tracking_number: TrackingNumber = ""


class AnswerForm(Body):
    """Why a merchant says no."""

    answer: Annotated[str, ManyLines, Field(min_length=1, max_length=1000)]


class DisputeForm(Body):
    """Why a buyer does not take a no."""

    text: Annotated[str, ManyLines, Field(min_length=1, max_length=1000)]


class DecisionForm(Body):
    """What a moderator decides about a dispute, and why."""

    outcome: Literal["grant", "refuse"]
    statement: Annotated[str, ManyLines, Field(min_length=1, max_length=1000)]


class DisputesQuery(Body):
    """Which page of disputes to show."""

    cursor: Annotated[str, Field(max_length=100)] | None = None


class ReceiveForm(Body):
    """What has come back, whether it can be sold again, and whether the shipping goes back as well."""

    is_sellable: bool = False
    gives_shipping: bool = False


class ReturnsQuery(Body):
    """Which of a shop's returns to show."""

    state: ReturnState | Literal["open", "all"] = "open"
    cursor: Annotated[str, Field(max_length=100)] | None = None

    def states(self) -> tuple[ReturnState, ...]:
        """Return the states that are wanted; none are all."""
        if self.state == "all":
            return ()
        return OPEN if self.state == "open" else (ReturnState(self.state),)


class ReturnLineItem(Body):
    """Units of a variant that go back."""

    variant_id: uuid.UUID
    quantity: Annotated[int, Field(strict=True, ge=1, le=99)]


class AskReturn(Body):
    """What a buyer gives back of an order, how and why."""

    kind: Annotated[ReturnKind, OneLine, Field(max_length=20)]
    reason: Annotated[ReturnReason, OneLine, Field(max_length=20)]
    text: Reason = ""
    line_items: Annotated[list[ReturnLineItem], Field(min_length=1, max_length=MOST_LINES)]

    def wanted(self, key: str) -> NewReturn:
        """Return what is asked for; lines of the same variant are summed."""
        units: Counter[uuid.UUID] = Counter()
        for item in self.line_items:
            units[item.variant_id] += item.quantity
        return NewReturn(key, self.kind, self.reason, self.text, dict(units))


class ReturnLineAnswer(BaseModel):
    """Units of a variant in a return."""

    variant_id: uuid.UUID
    quantity: int


class ReturnAnswer(BaseModel):
    """A return as its buyer and its merchant see it. At `due_at` time decides what nobody has said."""

    id: uuid.UUID
    order_id: uuid.UUID
    kind: ReturnKind
    state: ReturnState
    reason: ReturnReason
    text: str
    answer: str
    amount_minor: int
    shipping_minor: int
    currency: str
    carrier: str
    tracking_number: str
    tracking_url: str | None
    line_items: list[ReturnLineAnswer]
    created_at: dt.datetime
    approved_at: dt.datetime | None
    sent_at: dt.datetime | None
    received_at: dt.datetime | None
    refunded_at: dt.datetime | None
    ended_at: dt.datetime | None
    refused_at: dt.datetime | None
    disputed_at: dt.datetime | None
    dispute_text: str
    decided_at: dt.datetime | None
    decision_text: str
    due_at: dt.datetime | None


class ReturnsAnswer(BaseModel):
    """The returns of an order, the oldest first."""

    items: Sequence[ReturnAnswer]


def build_return_answer(returned: Return) -> ReturnAnswer:
    """Return a return as the API shows it."""
    return ReturnAnswer(
        id=returned.id,
        order_id=returned.order_id,
        kind=returned.kind,
        state=returned.state,
        reason=returned.reason,
        text=returned.text,
        answer=returned.answer,
        amount_minor=returned.amount_minor,
        shipping_minor=returned.shipping_minor,
        currency=returned.currency,
        carrier=returned.carrier,
        tracking_number=returned.tracking_number,
        tracking_url=returned.tracking_url,
        line_items=[
            ReturnLineAnswer(variant_id=variant_id, quantity=count)
            for variant_id, count in returned.units.items()
        ],
        created_at=returned.created_at,
        approved_at=returned.approved_at,
        sent_at=returned.sent_at,
        received_at=returned.received_at,
        refunded_at=returned.refunded_at,
        ended_at=returned.ended_at,
        refused_at=returned.refused_at,
        disputed_at=returned.disputed_at,
        dispute_text=returned.dispute_text,
        decided_at=returned.decided_at,
        decision_text=returned.decision_text,
        due_at=returned.due_at,
    )
