"""The API of variants: all of a product at once, one by one, their prices and stock."""

import uuid

from kernel.transaction import reading, transaction
from kernel.web.access import ANYONE, SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.routes import Api
from products import matrix, stock, stock_log, variants
from products.prior_price import build_periods
from products.schemas.products import ChangeVariant, ProductAnswer, SetVariants, VariantAnswer, VariantBody
from products.schemas.stock import PriceAnswer, PriceHistory, StockAnswer, StockEntryAnswer

api = Api("variants", __name__)


def _me() -> uuid.UUID:
    return get_actor().user_id


@api.put("/products/<uuid:product_id>/variants", access=SIGNED_IN, body=SetVariants, answer=ProductAnswer)
def set_variants(product_id: uuid.UUID, body: SetVariants) -> ProductAnswer:
    """Make these the variants of an own product; what is not named any more is withdrawn."""
    rows = [row.to_value() for row in body.variants]
    with transaction() as session:
        return ProductAnswer.of(matrix.set_variants(session, product_id, rows, owner_id=_me()))


@api.post(
    "/products/<uuid:product_id>/variants",
    access=SIGNED_IN,
    body=VariantBody,
    answer=VariantAnswer,
    status=201,
)
def add_variant(product_id: uuid.UUID, body: VariantBody) -> VariantAnswer:
    """Add a variant to an own product."""
    with transaction() as session:
        variant_id = variants.add_variant(session, product_id, body.to_value(), owner_id=_me())
        return VariantAnswer.of(variants.get_own_variant(session, variant_id, _me()))


@api.patch("/variants/<uuid:variant_id>", access=SIGNED_IN, body=ChangeVariant, answer=VariantAnswer)
def change_variant(variant_id: uuid.UUID, body: ChangeVariant) -> VariantAnswer:
    """Change an own variant's SKU or price, or correct its stock."""
    with transaction() as session:
        variants.change_variant(
            session, variant_id, owner_id=_me(), price_minor=body.price_minor, sku=body.sku
        )
        if body.stock_change_count:
            stock.correct(
                session,
                variant_id,
                owner_id=_me(),
                change_count=body.stock_change_count,
                reason=body.reason,
            )
        return VariantAnswer.of(variants.get_own_variant(session, variant_id, _me()))


@api.delete("/variants/<uuid:variant_id>", access=SIGNED_IN, status=204)
def withdraw_variant(variant_id: uuid.UUID) -> None:
    """Take an own variant off sale for good."""
    with transaction() as session:
        variants.withdraw_variant(session, variant_id, owner_id=_me())


@api.get("/variants/<uuid:variant_id>/prices", access=ANYONE, answer=PriceHistory)
def list_prices(variant_id: uuid.UUID) -> PriceHistory:
    """Return every price of a variant, in the order in which they began to hold."""
    with reading() as session:
        points = variants.list_prices(session, variant_id)
    return PriceHistory(items=[PriceAnswer.of(period) for period in build_periods(points)])


@api.get("/variants/<uuid:variant_id>/stock", access=SIGNED_IN, answer=StockAnswer)
def get_stock(variant_id: uuid.UUID) -> StockAnswer:
    """Return how the stock of an own variant stands, and its newest changes."""
    with reading() as session:
        variant = variants.get_own_variant(session, variant_id, _me())
        return StockAnswer(
            on_hand_count=variant.on_hand_count,
            reserved_count=variant.reserved_count,
            available_count=variant.available_count,
            entries=[StockEntryAnswer.of(one) for one in stock_log.list_changes(session, variant_id)],
        )
