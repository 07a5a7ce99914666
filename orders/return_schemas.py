"""What the forms of returns take."""

from typing import Annotated, Literal

from pydantic import Field

from kernel.fields import Body, ManyLines, OneLine, Reason
from orders.return_states import OPEN, ReturnKind, ReturnReason, ReturnState
from orders.schemas import CarrierKey, Key, TrackingNumber


class ReturnForm(Body):
    """The form of a return beside its quantities. `key` was made with the page: sent twice it asks once."""

    key: Key
    kind: Annotated[ReturnKind, OneLine, Field(max_length=20)]
    reason: Annotated[ReturnReason, OneLine, Field(max_length=20)]
    text: Reason = ""


class SendForm(Body):
    """How what goes back can be followed."""

    carrier: CarrierKey
    tracking_number: TrackingNumber = ""


class AnswerForm(Body):
    """Why a merchant says no."""

    answer: Annotated[str, ManyLines, Field(min_length=1, max_length=1000)]


class ReceiveForm(Body):
    """What has come back, and whether it can be sold again."""

    is_sellable: bool = False


class ReturnsQuery(Body):
    """Which of a shop's returns to show."""

    state: ReturnState | Literal["open", "all"] = "open"
    cursor: Annotated[str, Field(max_length=100)] | None = None

    def states(self) -> tuple[ReturnState, ...]:
        """Return the states that are wanted; none are all."""
        if self.state == "all":
            return ()
        return OPEN if self.state == "open" else (ReturnState(self.state),)
