"""What others get to see of commissions: frozen values, never table rows."""

import datetime as dt
import uuid
from dataclasses import dataclass

from commissions.rates import Rate


@dataclass(frozen=True)
class CommissionOffer:
    """What is given of a product's price to whoever promotes it; `is_public`: every creator may."""

    id: uuid.UUID
    product_id: uuid.UUID
    shop_id: uuid.UUID
    shop_owner_id: uuid.UUID
    is_public: bool
    rate: Rate
    created_at: dt.datetime
    ended_at: dt.datetime | None

    @property
    def is_open(self) -> bool:
        """Tell whether it takes new promoters."""
        return self.ended_at is None


@dataclass(frozen=True)
class Promoter:
    """A creator beside an offer: invited, promoting (since `picked_at`), or both. `rate` holds for him."""

    offer: CommissionOffer
    creator_id: uuid.UUID
    rate: Rate
    has_own_rate: bool
    invited_at: dt.datetime | None
    picked_at: dt.datetime | None

    @property
    def is_promoting(self) -> bool:
        """Tell whether he has picked the product."""
        return self.picked_at is not None

    def rate_at(self, moment: dt.datetime) -> int:
        """Return what he gets at a moment (basis points). A rate of his own never outlives the offer."""
        has_run_out = not self.offer.is_open and self.offer.rate.at(moment) == 0
        return 0 if has_run_out else self.rate.at(moment)
