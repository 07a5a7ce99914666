"""Where a merchant makes and orders the collections of a shop."""

import uuid

from flask import Response

from kernel.transaction import reading
from kernel.web.access import SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.routes import Pages
from kernel.web.templates import render
from products import catalogue, collections, shops
from products.collections import MAX_COLLECTIONS_COUNT

pages = Pages("collections", __name__)


@pages.page("/console/shops/<uuid:shop_id>/collections", access=SIGNED_IN)
def show_collections(shop_id: uuid.UUID) -> Response:
    """Show a shop's collections with their products."""
    with reading() as session:
        shop = shops.get_own_shop(session, shop_id, get_actor().user_id)
        listed = collections.list_collections(session, shop_id)
        members = {product_id for one in listed for product_id in one.product_ids}
        products = catalogue.list_products(session, members) if members else {}
    return render(
        "products/collections.html",
        shop=shop,
        collections=listed,
        products=products,
        max_collections_count=MAX_COLLECTIONS_COUNT,
    )
