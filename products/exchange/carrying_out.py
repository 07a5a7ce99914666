"""Carrying out what a plan says of one product, by the same functions that the forms use."""

import uuid

from sqlalchemy.orm import Session

from products import catalogue, drafts, stock, variants
from products.categories import OTHER
from products.exchange.plan import Change, ProductPlan
from products.values import Product, ProductState


def carry_out(
    session: Session, shop_id: uuid.UUID, plan: ProductPlan, owner_id: uuid.UUID, file_name: str
) -> None:
    """Make or change a product as its plan says; the stock log names the file.

    Raises what the catalogue refuses.
    """
    if plan.product is None:
        _create(session, shop_id, plan, owner_id)
    else:
        _change(session, plan, plan.product, owner_id, file_name)


def _create(session: Session, shop_id: uuid.UUID, plan: ProductPlan, owner_id: uuid.UUID) -> None:
    head = plan.entries[0]
    product = catalogue.create_product(
        session,
        shop_id,
        owner_id=owner_id,
        title=head.title,
        description=head.description or "",
        currency=head.currency,
        variants=plan.new_variants,
        category=head.category or OTHER,
        # What comes archived was never on sale here: taken out of the archive, it is a draft.
        is_draft=head.state in (ProductState.DRAFT, ProductState.ARCHIVED),
    )
    if head.state is ProductState.ARCHIVED:
        catalogue.archive_product(session, product.id, owner_id=owner_id)


def _change(
    session: Session, plan: ProductPlan, product: Product, owner_id: uuid.UUID, file_name: str
) -> None:
    words = {change.what: change.after for change in plan.changes}
    catalogue.change_product(
        session,
        product.id,
        owner_id=owner_id,
        title=words.get("title"),
        description=words.get("description"),
        category=words.get("category"),
    )
    ids = {variant.sku: variant.id for variant in product.variants}
    for change in sorted(plan.changes, key=lambda one: str(ids.get(one.sku, ""))):
        _change_variant(session, ids, change, owner_id, file_name)
    for new in plan.new_variants:
        variants.add_variant(session, product.id, new, owner_id=owner_id)
    if "state" in words:
        _move(session, product, ProductState(words["state"]), owner_id)


def _change_variant(
    session: Session, ids: dict[str, uuid.UUID], change: Change, owner_id: uuid.UUID, file_name: str
) -> None:
    if change.what == "price":
        variants.change_variant(session, ids[change.sku], owner_id=owner_id, price_minor=int(change.after))
    elif change.what == "stock":
        difference = int(change.after) - int(change.before)
        stock.correct(session, ids[change.sku], owner_id=owner_id, change_count=difference, reason=file_name)


def _move(session: Session, product: Product, state: ProductState, owner_id: uuid.UUID) -> None:
    if state is ProductState.ARCHIVED:
        catalogue.archive_product(session, product.id, owner_id=owner_id)
        return
    catalogue.restore_product(session, product.id, owner_id=owner_id)
    if state is ProductState.ACTIVE:
        drafts.publish_product(session, product.id, owner_id=owner_id)
