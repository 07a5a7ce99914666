"""The API of shops: opening, changing, what one sells."""

import uuid

from kernel.transaction import reading, transaction
from kernel.web.access import ANYONE, SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.routes import Api
from products import shelves, shops
from products.schemas.products import ProductPage
from products.schemas.shops import ChangeShop, OpenShop, ShopAnswer, ShopProductsQuery
from products.shelves import ShelfQuery

api = Api("shops", __name__)


def _me() -> uuid.UUID:
    return get_actor().user_id


@api.post("/shops", access=SIGNED_IN, body=OpenShop, answer=ShopAnswer, status=201)
def open_shop(body: OpenShop) -> ShopAnswer:
    """Open a shop; its person becomes a merchant."""
    with transaction() as session:
        return ShopAnswer.of(shops.open_shop(session, owner_id=_me(), name=body.name))


@api.get("/shops/<uuid:shop_id>", access=ANYONE, answer=ShopAnswer)
def get_shop(shop_id: uuid.UUID) -> ShopAnswer:
    """Return a shop."""
    with reading() as session:
        return ShopAnswer.of(shops.get_shop(session, shop_id))


@api.patch("/shops/<uuid:shop_id>", access=SIGNED_IN, body=ChangeShop, answer=ShopAnswer)
def change_shop(shop_id: uuid.UUID, body: ChangeShop) -> ShopAnswer:
    """Rename an own shop, close it for a while or open it again."""
    with transaction() as session:
        shop = shops.change_shop(session, shop_id, owner_id=_me(), name=body.name, is_open=body.is_open)
        return ShopAnswer.of(shop)


@api.get("/shops/<uuid:shop_id>/products", access=ANYONE, query=ShopProductsQuery, answer=ProductPage)
def list_products_of_shop(shop_id: uuid.UUID, query: ShopProductsQuery) -> ProductPage:
    """Return what a shop sells, newest first, or what of it fits."""
    with reading() as session:
        shops.get_shop(session, shop_id)
        wanted = ShelfQuery(shop_id, words=query.query, category=query.category)
        page = shelves.list_shelf(session, wanted, cursor=query.cursor, limit=query.limit)
        return ProductPage.of(page)
