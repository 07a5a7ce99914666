"""What the reviews of a product come to: counted in the transaction of the review that they count."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from reviews.models import ReviewSummaryRow

STARS = (5, 4, 3, 2, 1)


@dataclass(frozen=True)
class Summary:
    """How many reviews gave how many stars."""

    counts: Mapping[int, int]

    @property
    def count(self) -> int:
        """Return how many reviews there are."""
        return sum(self.counts.values())

    @property
    def average(self) -> float | None:
        """Return the average number of stars, to a tenth; None without reviews."""
        total = sum(stars * count for stars, count in self.counts.items())
        return round(total / self.count, 1) if self.count else None


def get_summary(session: Session, product_id: uuid.UUID) -> Summary:
    """Return what the reviews of a product come to."""
    row = session.get(ReviewSummaryRow, product_id, populate_existing=True)
    return Summary({stars: 0 if row is None else getattr(row, f"stars_{stars}") for stars in STARS})


def count(session: Session, product_id: uuid.UUID, stars: int, amount: int) -> None:
    """Count one review more or less with so many stars."""
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    empty = {"product_id": product_id, **{f"stars_{one}": 0 for one in STARS}}
    session.execute(dialect.insert(ReviewSummaryRow).values(empty).on_conflict_do_nothing())
    column = getattr(ReviewSummaryRow, f"stars_{stars}")
    row = update(ReviewSummaryRow).where(ReviewSummaryRow.product_id == product_id)
    session.execute(row.values({column.key: column + amount}).execution_options(synchronize_session=False))
