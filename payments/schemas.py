"""What the payments' API and forms take and answer."""

import uuid
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from kernel.fields import Body

DelaySeconds = Annotated[int, Field(ge=0, le=86_400)]
Repeat = Annotated[int, Field(ge=1, le=5)]


class PlayOutcome(Body):
    """What the sandbox shall do with a payment."""

    outcome: Literal["success", "decline"]
    delay_seconds: DelaySeconds = 0
    repeat: Repeat = 1


class ReturnQuery(Body):
    """How the buyer left the gateway's page: after paying as far as he knows, or by going back."""

    paid: bool = False


class PlayedAnswer(BaseModel):
    """The webhook that will be sent."""

    event_id: str
    payment_id: uuid.UUID
    outcome: str
    delay_seconds: int
    repeat: int


class EventAnswer(BaseModel):
    """What came of a webhook; `outcome` is null when it had been told before, or concerns nothing here."""

    outcome: str | None
