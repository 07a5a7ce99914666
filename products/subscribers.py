"""What products do when something happens: they tell open screens, and follow moderators."""

from sqlalchemy.orm import Session

from kernel.realtime import announce
from moderation.events import TakedownReverted, TakenDown
from products import catalogue
from products.events import SalePriceTurned, StockChanged

SUBJECT_KIND = "product"


def take_down(session: Session, event: TakenDown) -> None:
    """Take a product off sale that a moderator took down; its merchant can't put it back."""
    if event.subject_kind == SUBJECT_KIND:
        catalogue.archive_product(session, event.subject_id, owner_id=event.owner_id)


def put_back(session: Session, event: TakedownReverted) -> None:
    """Put a product on sale again that was taken down by mistake."""
    if event.subject_kind == SUBJECT_KIND:
        catalogue.restore_product(session, event.subject_id, owner_id=event.owner_id)


def announce_stock(session: Session, event: StockChanged) -> None:
    """Tell whoever looks at a product how many of a variant can be bought now."""
    payload = {"variant_id": str(event.variant_id), "available_count": event.available_count}
    announce(session, f"product:{event.product_id}", "stock_changed", payload)


def announce_prices(session: Session, event: SalePriceTurned) -> None:
    """Tell whoever looks at a product that some of its variants cost something else now."""
    announce(session, f"product:{event.product_id}", "price_changed", {"product_id": str(event.product_id)})
