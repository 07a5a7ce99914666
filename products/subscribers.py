"""What products do when something happens: they tell open screens."""

from sqlalchemy.orm import Session

from kernel.realtime import announce
from products.events import StockChanged


def announce_stock(session: Session, event: StockChanged) -> None:
    """Tell whoever looks at a product how many of a variant can be bought now."""
    payload = {"variant_id": str(event.variant_id), "available_count": event.available_count}
    announce(session, f"product:{event.product_id}", "stock_changed", payload)
