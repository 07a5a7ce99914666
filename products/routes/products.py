"""The API of products: making, changing, publishing, archiving and finding them."""

import uuid

from kernel.transaction import reading, transaction
from kernel.web.access import ANYONE, SIGNED_IN
from kernel.web.actor import find_actor, get_actor
from kernel.web.routes import Api
from products import catalogue, description, drafts, shelves, shops
from products.schemas.products import (
    ChangeProduct,
    ChooseProducts,
    ChosenProducts,
    CreateProduct,
    ProductAnswer,
    ProductDetail,
    ProductPage,
)
from products.schemas.shops import SearchQuery

api = Api("products", __name__)


def _me() -> uuid.UUID:
    return get_actor().user_id


@api.post(
    "/shops/<uuid:shop_id>/products", access=SIGNED_IN, body=CreateProduct, answer=ProductAnswer, status=201
)
def create_product(shop_id: uuid.UUID, body: CreateProduct) -> ProductAnswer:
    """Put a product with its variants on sale in an own shop, or keep it there as a draft."""
    with transaction() as session:
        product = catalogue.create_product(
            session,
            shop_id,
            owner_id=_me(),
            title=body.title,
            description=body.description,
            currency=body.currency,
            category=body.category,
            withdrawal=body.withdrawal,
            is_draft=body.state == "draft",
            variants=[variant.to_value() for variant in body.variants],
        )
        return ProductAnswer.of(product)


@api.get("/products", access=ANYONE, query=SearchQuery, answer=ProductPage)
def search_products(query: SearchQuery) -> ProductPage:
    """Return what is on sale in the market, newest first, with these words in the title."""
    with reading() as session:
        page = catalogue.search_products(session, query.query, cursor=query.cursor, limit=query.limit)
        return ProductPage.of(page)


@api.get("/products/<uuid:product_id>", access=ANYONE, answer=ProductDetail)
def get_product(product_id: uuid.UUID) -> ProductDetail:
    """Return a product, archived or not; a draft to its owner only."""
    actor = find_actor()
    with reading() as session:
        product = catalogue.get_shown_product(session, product_id, actor.user_id if actor else None)
        return ProductDetail.of_all(product, description.list_blocks(session, product_id))


@api.patch("/products/<uuid:product_id>", access=SIGNED_IN, body=ChangeProduct, answer=ProductDetail)
def change_product(product_id: uuid.UUID, body: ChangeProduct) -> ProductDetail:
    """Change the words, the category or the blocks of an own product."""
    with transaction() as session:
        product = catalogue.change_product(
            session,
            product_id,
            owner_id=_me(),
            title=body.title,
            description=body.description,
            category=body.category,
            withdrawal=body.withdrawal,
        )
        if body.blocks is not None:
            blocks = [block.to_value() for block in body.blocks]
            description.set_blocks(session, product_id, blocks, owner_id=_me())
        return ProductDetail.of_all(product, description.list_blocks(session, product_id))


@api.post("/products/<uuid:product_id>/publish", access=SIGNED_IN, status=204)
def publish_product(product_id: uuid.UUID) -> None:
    """Put an own draft on sale."""
    with transaction() as session:
        drafts.publish_product(session, product_id, owner_id=_me())


@api.post("/products/<uuid:product_id>/archive", access=SIGNED_IN, status=204)
def archive_product(product_id: uuid.UUID) -> None:
    """Take an own product off sale."""
    with transaction() as session:
        catalogue.archive_product(session, product_id, owner_id=_me())


@api.post("/products/<uuid:product_id>/restore", access=SIGNED_IN, status=204)
def restore_product(product_id: uuid.UUID) -> None:
    """Put an archived product on sale again."""
    with transaction() as session:
        catalogue.restore_product(session, product_id, owner_id=_me())


@api.post(
    "/shops/<uuid:shop_id>/products/archive", access=SIGNED_IN, body=ChooseProducts, answer=ChosenProducts
)
def archive_products(shop_id: uuid.UUID, body: ChooseProducts) -> ChosenProducts:
    """Take several products of an own shop off sale; return those that were not archived before."""
    with transaction() as session:
        shops.get_own_shop(session, shop_id, _me())
        changed = shelves.archive_products(session, shop_id, body.product_ids, owner_id=_me())
        return ChosenProducts(product_ids=list(changed))


@api.post(
    "/shops/<uuid:shop_id>/products/restore", access=SIGNED_IN, body=ChooseProducts, answer=ChosenProducts
)
def restore_products(shop_id: uuid.UUID, body: ChooseProducts) -> ChosenProducts:
    """Take several products of an own shop out of the archive; return those that were in it."""
    with transaction() as session:
        shops.get_own_shop(session, shop_id, _me())
        changed = shelves.restore_products(session, shop_id, body.product_ids, owner_id=_me())
        return ChosenProducts(product_ids=list(changed))
