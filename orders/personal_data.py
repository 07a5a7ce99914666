"""What orders know of a person."""

from collections.abc import Mapping

from kernel.personal_data import Child, Part
from orders.models import (
    CartLineRecord,
    CartRecord,
    LineItemRecord,
    OrderRecord,
    ReturnLineRecord,
    ReturnPictureRecord,
    ReturnRecord,
)
from orders.shipping.models import ShippingZoneRecord, ShopTaxRecord

PARTS = (
    Part(
        OrderRecord.__table__,
        ("buyer_id",),
        without=("shop_owner_id", "idempotency_key", "request_hash"),
        children=(Child(LineItemRecord.__table__, "order_id"),),
    ),
    Part(
        CartRecord.__table__,
        ("user_id",),
        without=("guest_hash",),
        children=(Child(CartLineRecord.__table__, "cart_id"),),
    ),
    Part(
        ReturnRecord.__table__,
        ("buyer_id",),
        without=("shop_owner_id", "decided_by", "idempotency_key"),
        children=(Child(ReturnLineRecord.__table__, "return_id"),),
    ),
    Part(ReturnPictureRecord.__table__, ("person_id",)),
    Part(ShippingZoneRecord.__table__, ("owner_id",)),
    Part(ShopTaxRecord.__table__, ("owner_id",)),
)
#: Table -> why it is in no export.
LEFT_OUT: Mapping[str, str] = {
    "shop_buyer_months": "counted from the orders",
}
