"""What the form of full-reductions takes."""

import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from kernel.clock import now
from kernel.fields import Body, Name
from kernel.form_fields import Amount, FormMoment, Nothing, to_minor
from kernel.money import CURRENCIES
from promotions.errors import TierIncomplete, TierTooLow
from promotions.full_reduction_values import NewShopReduction, Tier
from promotions.pipeline.values import Reduction

Threshold = Annotated[Amount | None, Nothing]
Percent = Annotated[Annotated[int, Field(ge=1, le=99)] | None, Nothing]


class ReductionForm(Body):
    """The form of a new full-reduction. `key` was made with the page and becomes its id.

    Each of up to three tiers says from which amount on, and either how much less or what percentage.
    """

    key: uuid.UUID
    name: Name
    currency: Annotated[Literal[CURRENCIES], Field()]  # type: ignore[valid-type]
    kind: Literal["amount", "percent"]
    threshold_1: Threshold = None
    threshold_2: Threshold = None
    threshold_3: Threshold = None
    amount_1: Threshold = None
    amount_2: Threshold = None
    amount_3: Threshold = None
    percent_1: Percent = None
    percent_2: Percent = None
    percent_3: Percent = None
    starts_at: Annotated[FormMoment | None, Nothing] = None
    ends_at: FormMoment

    def to_value(self) -> NewShopReduction:
        """Return the full-reduction that it describes; without a beginning it begins now.

        Raises TooManyDigits. Raises TierIncomplete, TierTooLow.
        """
        tiers = list(self._read_tiers())
        if not tiers:
            raise TierIncomplete
        return NewShopReduction(self.name, self.currency, self.starts_at or now(), self.ends_at, tiers)

    def _read_tiers(self) -> Iterator[Tier]:
        for threshold, amount, percent in (
            (self.threshold_1, self.amount_1, self.percent_1),
            (self.threshold_2, self.amount_2, self.percent_2),
            (self.threshold_3, self.amount_3, self.percent_3),
        ):
            less = percent if self.kind == "percent" else amount
            if threshold is None and less is None:
                continue
            if threshold is None or less is None:
                raise TierIncomplete
            threshold_minor = to_minor(threshold, self.currency)
            if isinstance(less, Decimal):
                reduction = Reduction(amount_minor=to_minor(less, self.currency))
                if less >= threshold:
                    raise TierTooLow
            else:
                reduction = Reduction(percent=less)
            yield Tier(threshold_minor, reduction)
