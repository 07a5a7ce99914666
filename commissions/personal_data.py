"""What commissions know of a person."""

from commissions.models import CommissionOfferRow, CommissionRow, PromoterRow, TouchRow
from kernel.personal_data import Part

PARTS = (
    Part(CommissionOfferRow.__table__, ("shop_owner_id",)),
    Part(PromoterRow.__table__, ("creator_id",)),
    Part(TouchRow.__table__, ("person_id",), without=("creator_id",)),
    Part(CommissionRow.__table__, ("creator_id",), without=("shop_owner_id",)),
)
