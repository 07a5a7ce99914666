"""How much a commission is: pure, in minor units, to the last one."""

from collections.abc import Sequence

from commissions.rates import BASIS_POINTS
from kernel.money import allocate


def share_out(bases_minor: Sequence[int], rates_basis_points: Sequence[int]) -> list[int]:
    """Return what each line of an order brings one creator, together the whole units that all come to.

    Rounded down once for an order, not for each line, and shared by largest remainder.
    """
    weights = [base * rate for base, rate in zip(bases_minor, rates_basis_points, strict=True)]
    return allocate(sum(weights) // BASIS_POINTS, weights) if sum(weights) else [0] * len(weights)


def kept_minor(amount_minor: int, quantity: int, returned_count: int) -> int:
    """Return what is left of a line's commission when so many of its units went back.

    Each unit takes its share along, so that all of them together take all of it, whatever the steps.
    """
    return amount_minor - amount_minor * returned_count // quantity
