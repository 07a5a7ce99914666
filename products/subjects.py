"""Products as moderation sees them: what they say and cost, whose they are, where they are."""

import uuid

from sqlalchemy.orm import Session

from kernel.money import format_money
from moderation.subjects import Subject
from products.catalogue import get_product
from products.errors import NoSuchProduct
from products.values import Product, Variant


def find_product(session: Session, product_id: uuid.UUID, _moderator_id: uuid.UUID | None) -> Subject | None:
    """Return a product as a subject; its prices belong to what it says."""
    try:
        product = get_product(session, product_id)
    except NoSuchProduct:
        return None
    prices = "\n".join(_describe(product, variant) for variant in product.variants)
    return Subject(
        kind="product",
        id=product.id,
        owner_id=product.shop.owner_id,
        title=product.title,
        text=f"{product.description}\n\n{prices}".strip(),
        path=f"/p/{product.id}",
        is_public=product.is_on_sale,
        picture_url=product.pictures[0].url(480) if product.pictures else None,
    )


def _describe(product: Product, variant: Variant) -> str:
    name = " · ".join(variant.options.values()) or variant.sku
    return f"{name}: {format_money(variant.price_minor, product.currency, 'en')}"
