"""What a part of a line cost: the units of a line share what was paid for it, to the last minor unit."""

from typing import Protocol


class PaidLine(Protocol):
    """A line of an order, as far as its money goes."""

    @property
    def quantity(self) -> int:
        """Return how many units were bought."""

    @property
    def total_minor(self) -> int:
        """Return what was paid for all of them."""


def units_minor(line: PaidLine, count: int, *, before: int = 0) -> int:
    """Return what `count` units of a line cost, after `before` others of it were counted.

    Whatever the steps, all units of a line come to exactly what was paid for it.
    """
    return line.total_minor * (before + count) // line.quantity - line.total_minor * before // line.quantity
