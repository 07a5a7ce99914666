"""Steps 3 to 5: what is taken off several lines at once, and each line's share of it."""

import uuid
from collections.abc import Collection, Mapping, Sequence

from kernel.money import allocate
from promotions.pipeline.values import CouponTerms, Line, Reduction


def reduce_by(reduction: Reduction, base_minor: int) -> int:
    """Return how much is taken off `base_minor`; parts of a minor unit are the buyer's from a half on."""
    if reduction.percent is None:
        wanted = reduction.amount_minor or 0
    else:
        wanted = (base_minor * reduction.percent + 50) // 100
    capped = wanted if reduction.cap_minor is None else min(wanted, reduction.cap_minor)
    return min(capped, base_minor)


def is_in_scope(coupon: CouponTerms, line: Line) -> bool:
    """Tell whether a line counts for a coupon."""
    if coupon.shop_id not in {None, line.shop_id}:
        return False
    return coupon.product_ids is None or line.product_id in coupon.product_ids


def share(
    amount_minor: int, numbers: Collection[int], left_minor: Sequence[int], lines: Sequence[Line]
) -> dict[int, int]:
    """Split a discount over some of the lines by what is left of each; of every shop a bit stays.

    An order that costs nothing can't be paid: its last minor unit stays. Sums exactly, to less than
    `amount_minor` only for that reason.
    """
    weights = {number: left_minor[number] for number in numbers}
    shares = _allocate(amount_minor, weights)
    while freed := _find_freed(shares, numbers, left_minor, lines):
        for shop_id in freed:
            weights[max((n for n in numbers if lines[n].shop_id == shop_id), key=lambda n: weights[n])] -= 1
        shares = _allocate(amount_minor, weights)
    return shares


def _find_freed(
    shares: Mapping[int, int], numbers: Collection[int], left_minor: Sequence[int], lines: Sequence[Line]
) -> set[uuid.UUID]:
    """Return the shops that such shares would leave nothing to be paid."""
    paying = {line.shop_id for number, line in enumerate(lines) if shares.get(number, 0) < left_minor[number]}
    return {lines[number].shop_id for number in numbers} - paying


def _allocate(amount_minor: int, weights: Mapping[int, int]) -> dict[int, int]:
    whole = sum(weights.values())
    if not whole:
        return {}
    return dict(zip(weights, allocate(min(amount_minor, whole), list(weights.values())), strict=True))
