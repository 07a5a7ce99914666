"""Step 8: the tax of one shop's part of a purchase, and each line's share of it."""

from collections.abc import Sequence

from kernel.money import allocate
from promotions.pipeline.values import Tax

_WHOLE = 10_000


def measure_tax(tax: Tax, base_minor: int) -> int:
    """Return the tax on an amount, or in it if the prices hold it; half a minor unit is rounded up.

    Once for all that a shop sells in an order: its total is then right to the minor unit by the rate that
    it states. Rounded line by line, many cheap lines would be off by up to half a unit each.
    """
    whole = _WHOLE + tax.basis_points if tax.is_included else _WHOLE
    return (2 * base_minor * tax.basis_points + whole) // (2 * whole)


def share_tax(tax: Tax, parts_minor: Sequence[int]) -> list[int]:
    """Return the tax of each of these amounts: of all together, shared by largest remainder."""
    amount_minor = measure_tax(tax, sum(parts_minor))
    return allocate(amount_minor, parts_minor) if amount_minor else [0] * len(parts_minor)
