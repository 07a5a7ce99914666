"""What others get to see of returns: frozen values, never table rows."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from orders.carriers import build_tracking_url
from orders.return_states import AWAITED, DISPUTE_TIME, DROPPABLE, OPEN, ReturnKind, ReturnReason, ReturnState


@dataclass(frozen=True)
class NewReturn:
    """What a buyer wants to give back: units by variant. His key stands for one return."""

    key: str
    kind: ReturnKind
    reason: ReturnReason
    text: str
    quantities: Mapping[uuid.UUID, int]


@dataclass(frozen=True)
class Return:
    """Units of an order that go back, or whose money does. `due_at` is when time decides by itself.

    `amount_minor` is what the buyer gets for them, `shipping_minor` of it for the shipping; `answer` is what
    the merchant said to his no, `dispute_text` what the buyer says against it, `decision_text` what a
    moderator says then.
    """

    id: uuid.UUID
    order_id: uuid.UUID
    buyer_id: uuid.UUID
    shop_owner_id: uuid.UUID
    kind: ReturnKind
    state: ReturnState
    reason: ReturnReason
    text: str
    answer: str
    refused_at: dt.datetime | None
    amount_minor: int
    shipping_minor: int
    currency: str
    carrier: str
    tracking_number: str
    created_at: dt.datetime
    approved_at: dt.datetime | None
    sent_at: dt.datetime | None
    received_at: dt.datetime | None
    refunded_at: dt.datetime | None
    ended_at: dt.datetime | None
    due_at: dt.datetime | None
    disputed_at: dt.datetime | None
    dispute_text: str
    decided_at: dt.datetime | None
    decision_text: str
    units: Mapping[uuid.UUID, int]

    @property
    def tracking_url(self) -> str | None:
        """Return where the parcel can be followed, or None."""
        return build_tracking_url(self.carrier, self.tracking_number) if self.carrier else None

    @property
    def needs_goods(self) -> bool:
        """Tell whether something has to come back."""
        return self.kind is ReturnKind.RETURN_AND_REFUND

    @property
    def is_sendable(self) -> bool:
        """Tell whether the buyer can send it now."""
        return self.needs_goods and self.state is ReturnState.APPROVED

    @property
    def is_droppable(self) -> bool:
        """Tell whether the buyer can give it up now."""
        return self.state in DROPPABLE and (self.needs_goods or self.state is ReturnState.REQUESTED)

    @property
    def is_decidable(self) -> bool:
        """Tell whether the merchant is asked for a yes or no."""
        return self.state is ReturnState.REQUESTED

    @property
    def is_receivable(self) -> bool:
        """Tell whether the merchant can say that it came back."""
        return self.needs_goods and self.state in AWAITED

    @property
    def is_refusable(self) -> bool:
        """Tell whether the merchant can say no, before he looked at it or after."""
        return self.state in {ReturnState.REQUESTED, ReturnState.IN_TRANSIT}

    @property
    def disputable_until(self) -> dt.datetime | None:
        """Return until when the buyer may ask a moderator about the shop's no, or None: he may not."""
        is_refused = self.state is ReturnState.REJECTED and self.disputed_at is None
        return self.refused_at + DISPUTE_TIME if is_refused and self.refused_at is not None else None

    @property
    def takes_pictures(self) -> bool:
        """Tell whether its two sides may still show something."""
        return self.state in OPEN or self.disputable_until is not None

    @property
    def closed_at(self) -> dt.datetime | None:
        """Return when it ended without a no and without money, or None."""
        return self.ended_at if self.state is ReturnState.CLOSED else None
