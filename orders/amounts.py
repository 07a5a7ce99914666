"""What a part of a line cost: the units of a line share what was paid for it, to the last minor unit."""

from typing import Protocol


class PaidLine(Protocol):
    """A line of an order, as far as its money goes."""

    @property
    def quantity(self) -> int:
        """Return how many units were bought."""

    @property
    def paid_minor(self) -> int:
        """Return what was paid for all of them, with tax."""

    @property
    def tax_minor(self) -> int:
        """Return what of that was tax."""


def units_minor(line: PaidLine, count: int, *, before: int = 0) -> int:
    """Return what `count` units of a line cost, after `before` others of it were counted.

    Whatever the steps, all units of a line come to exactly what was paid for it.
    """
    return _part(line.paid_minor, line.quantity, before, count)


def units_tax_minor(line: PaidLine, count: int, *, before: int = 0) -> int:
    """Return what of that is tax, in the same way."""
    return _part(line.tax_minor, line.quantity, before, count)


def part_of(amount_minor: int, whole_minor: int, taken_minor: int, *, before: int = 0) -> int:
    """Return the part of an amount that belongs to `taken_minor` of a whole, after `before` of it."""
    return _part(amount_minor, whole_minor, before, taken_minor) if whole_minor else 0


def _part(amount_minor: int, whole: int, before: int, count: int) -> int:
    return amount_minor * (before + count) // whole - amount_minor * before // whole
