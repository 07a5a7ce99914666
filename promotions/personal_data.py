"""What promotions know of a person."""

from kernel.personal_data import Part
from promotions.models import CouponClaim, CouponRow, CouponUse, DealRow, DealUse, FullReductionRow

PARTS = (
    Part(CouponRow.__table__, ("owner_id",)),
    Part(CouponClaim.__table__, ("buyer_id",)),
    Part(CouponUse.__table__, ("buyer_id",)),
    Part(DealRow.__table__, ("owner_id",)),
    Part(DealUse.__table__, ("buyer_id",)),
    Part(FullReductionRow.__table__, ("owner_id",)),
)
