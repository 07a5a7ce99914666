"""What the payments' API and forms take and answer."""

import uuid
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from kernel.fields import Body, Currency
from payments.gateways.sandbox.played import Faults

DelaySeconds = Annotated[int, Field(ge=0, le=86_400)]
Repeat = Annotated[int, Field(ge=1, le=5)]


class PlayOutcome(Body):
    """What the sandbox shall do with a payment, and what shall go wrong with telling us of it."""

    outcome: Literal["success", "decline"]
    delay_seconds: DelaySeconds = 0
    repeat: Repeat = 1
    lost: bool = False
    late_decline: bool = False
    refuses_refunds: bool = False

    @property
    def succeeds(self) -> bool:
        """Tell whether the buyer's bank pays."""
        return self.outcome == "success"

    def faults(self) -> Faults:
        """Return what shall go wrong."""
        return Faults(self.delay_seconds, self.repeat, self.lost, self.late_decline, self.refuses_refunds)


class ReturnQuery(Body):
    """How the buyer left the gateway's page: after paying as far as he knows, or by going back."""

    paid: bool = False


class PlayedAnswer(BaseModel):
    """What the sandbox will do."""

    event_id: str
    payment_id: uuid.UUID
    outcome: str
    delay_seconds: int
    repeat: int
    lost: bool
    late_decline: bool
    refuses_refunds: bool


class EventAnswer(BaseModel):
    """What came of a webhook; `outcome` is null when it had been told before, or concerns nothing here."""

    outcome: str | None


class AccountQuery(Body):
    """Which lines of an account to show; an empty currency is all of them."""

    currency: Currency | Literal[""] = ""
    cursor: Annotated[str, Field(max_length=100)] | None = None
