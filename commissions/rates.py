"""Rates of commission: pure. A rise holds at once, a cut after a notice, so that work keeps its worth."""

import datetime as dt
from dataclasses import dataclass

#: 1 % has as many.
BASIS_POINTS_PER_PERCENT = 100
BASIS_POINTS = 10_000
#: More would leave a shop nothing beside the market's fee.
MAX_BASIS_POINTS = 8_000
NOTICE_DAYS = 30


@dataclass(frozen=True)
class Rate:
    """The share of a price (basis points), and what it will be from a moment on, if that was told."""

    basis_points: int
    next_basis_points: int | None = None
    next_at: dt.datetime | None = None

    def at(self, moment: dt.datetime) -> int:
        """Return the rate that holds at a moment."""
        if self.next_basis_points is not None and self.next_at is not None and self.next_at <= moment:
            return self.next_basis_points
        return self.basis_points

    def coming(self, moment: dt.datetime) -> dt.datetime | None:
        """Return when it falls, or None: no cut is under way."""
        return self.next_at if self.next_at is not None and self.next_at > moment else None


def change_rate(rate: Rate, wanted_basis_points: int, moment: dt.datetime) -> Rate:
    """Return the rate after a change at a moment: a rise at once, a cut after `NOTICE_DAYS`.

    What was told before and does not hold yet is taken back: the latest word counts. The same cut told
    again keeps its day.
    """
    present = rate.at(moment)
    if wanted_basis_points >= present:
        return Rate(wanted_basis_points)
    if rate.coming(moment) is not None and rate.next_basis_points == wanted_basis_points:
        return rate
    return Rate(present, wanted_basis_points, moment + dt.timedelta(days=NOTICE_DAYS))
