"""What a merchant chooses of a shop's figures."""

from typing import Annotated, Literal

from pydantic import Field

from console.periods import USUAL_STEPS, Period, Step, steps_of
from kernel.fields import Body


class FiguresQuery(Body):
    """Which days, in which steps, in which currency; what is empty is chosen for the reader."""

    period: Period = Period.MONTH
    step: Step | Literal[""] = ""
    currency: Annotated[str, Field(max_length=3, pattern=r"^([A-Z]{3})?$")] = ""

    def chosen_step(self) -> Step:
        """Return the step, or the usual one of the period. Nobody reads a year of days in a chart."""
        if self.step in steps_of(self.period):
            return Step(self.step)
        return USUAL_STEPS[self.period]


class FileQuery(FiguresQuery):
    """Which lines a file of figures has."""

    what: Literal["days", "products", "sources", "pins"] = "days"
