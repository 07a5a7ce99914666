"""Where a merchant makes and changes a product."""

import uuid
from collections.abc import Sequence

from flask import Response, flash
from flask_babel import gettext

from kernel.money import CURRENCIES, minor_digits
from kernel.transaction import reading, transaction
from kernel.web.access import SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.routes import Pages, go_to
from kernel.web.templates import render
from products import catalogue, description, shops
from products.categories import DEPARTMENTS
from products.description import Block
from products.fields import MAX_OPTIONS_COUNT
from products.pictures import MAX_PICTURES_COUNT
from products.schemas.products import MAX_BLOCKS_COUNT
from products.values import Product, ProductState, Shop
from products.variants import MAX_VARIANTS_COUNT
from products.withdrawal import RULES

pages = Pages("product_editor", __name__)


@pages.page("/console/shops/<uuid:shop_id>/products/new", access=SIGNED_IN)
def new_product_form(shop_id: uuid.UUID) -> Response:
    """Show the form that puts a product on sale."""
    with reading() as session:
        shop = shops.get_own_shop(session, shop_id, get_actor().user_id)
    return _product_form(shop, None)


@pages.page("/console/products/<uuid:product_id>", access=SIGNED_IN)
def edit_product_form(product_id: uuid.UUID) -> Response:
    """Show the form that changes a product."""
    with reading() as session:
        product = catalogue.get_own_product(session, product_id, get_actor().user_id)
        blocks = description.list_blocks(session, product_id)
    return _product_form(product.shop, product, blocks)


@pages.page("/console/products/<uuid:product_id>/archive", access=SIGNED_IN, methods=("POST",))
def archive_product(product_id: uuid.UUID) -> Response:
    """Take a product off sale, for browsers without scripts."""
    owner_id = get_actor().user_id
    with transaction() as session:
        catalogue.archive_product(session, product_id, owner_id=owner_id)
        shop_id = catalogue.get_own_product(session, product_id, owner_id).shop.id
    flash(gettext("The product is archived. You find it under “Archived”."), "success")
    return go_to(f"/console?shop={shop_id}")


@pages.page("/console/products/<uuid:product_id>/restore", access=SIGNED_IN, methods=("POST",))
def restore_product(product_id: uuid.UUID) -> Response:
    """Put an archived product on sale again."""
    owner_id = get_actor().user_id
    with transaction() as session:
        catalogue.restore_product(session, product_id, owner_id=owner_id)
        product = catalogue.get_own_product(session, product_id, owner_id)
    is_draft = product.state is ProductState.DRAFT
    flash(gettext("The draft is back.") if is_draft else gettext("The product is on sale again."), "success")
    return go_to(f"/console?shop={product.shop.id}&state={product.state}")


def _product_form(shop: Shop, product: Product | None, blocks: Sequence[Block] = ()) -> Response:
    return render(
        "products/product_form.html",
        shop=shop,
        product=product,
        blocks=description.join_pictures(blocks, product.pictures) if product else [],
        departments=DEPARTMENTS,
        withdrawal_rules=[(rule, gettext(words.name)) for rule, words in RULES.items()],
        currencies=[(currency, currency) for currency in CURRENCIES],
        digits=minor_digits(product.currency) if product else 2,
        max_options_count=MAX_OPTIONS_COUNT,
        max_variants_count=MAX_VARIANTS_COUNT,
        max_pictures_count=MAX_PICTURES_COUNT,
        max_blocks_count=MAX_BLOCKS_COUNT,
    )
