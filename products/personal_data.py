"""What products know of a person."""

from kernel.personal_data import Child, Part
from products.models import Product, Shop, StockEntry, WishRow

PARTS = (
    Part(Shop.__table__, ("owner_id",), children=(Child(Product.__table__, "shop_id"),)),
    Part(StockEntry.__table__, ("actor_id",)),
    Part(WishRow.__table__, ("person_id",)),
)
