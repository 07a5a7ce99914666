"""The products' API: shops, products, variants with price and stock, pictures."""

import uuid

from flask import request

from kernel.errors import N_
from kernel.transaction import reading, transaction
from kernel.web.access import ANYONE, SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.limits import limiter
from kernel.web.routes import Api
from products import catalogue, pictures, shops, stock, stock_log, variants
from products.errors import BadPicture
from products.schemas import (
    ChangeProduct,
    ChangeShop,
    ChangeVariant,
    CreateProduct,
    OpenShop,
    OrderPictures,
    PageQuery,
    PictureAnswer,
    PriceAnswer,
    PriceHistory,
    ProductAnswer,
    ProductPage,
    SearchQuery,
    ShopAnswer,
    StockAnswer,
    StockEntryAnswer,
    VariantAnswer,
    VariantBody,
)

api = Api("products", __name__)


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


@api.get("/shops/<uuid:shop_id>/products", access=ANYONE, query=PageQuery, answer=ProductPage)
def list_products_of_shop(shop_id: uuid.UUID, query: PageQuery) -> ProductPage:
    """Return what a shop sells, newest first."""
    with reading() as session:
        shops.get_shop(session, shop_id)
        page = catalogue.list_products_of_shop(session, shop_id, cursor=query.cursor, limit=query.limit)
        return ProductPage.of(page)


@api.post(
    "/shops/<uuid:shop_id>/products", access=SIGNED_IN, body=CreateProduct, answer=ProductAnswer, status=201
)
def create_product(shop_id: uuid.UUID, body: CreateProduct) -> ProductAnswer:
    """Put a product with its variants on sale in an own shop."""
    with transaction() as session:
        product = catalogue.create_product(
            session,
            shop_id,
            owner_id=_me(),
            title=body.title,
            description=body.description,
            currency=body.currency,
            variants=[variant.to_value() for variant in body.variants],
        )
        return ProductAnswer.of(product)


@api.get("/products", access=ANYONE, query=SearchQuery, answer=ProductPage)
def search_products(query: SearchQuery) -> ProductPage:
    """Return what is on sale in the market, newest first, with these words in the title."""
    with reading() as session:
        page = catalogue.search_products(session, query.query, cursor=query.cursor, limit=query.limit)
        return ProductPage.of(page)


@api.get("/products/<uuid:product_id>", access=ANYONE, answer=ProductAnswer)
def get_product(product_id: uuid.UUID) -> ProductAnswer:
    """Return a product, archived or not."""
    with reading() as session:
        return ProductAnswer.of(catalogue.get_product(session, product_id))


@api.patch("/products/<uuid:product_id>", access=SIGNED_IN, body=ChangeProduct, answer=ProductAnswer)
def change_product(product_id: uuid.UUID, body: ChangeProduct) -> ProductAnswer:
    """Change the words of an own product."""
    with transaction() as session:
        product = catalogue.change_product(
            session, product_id, owner_id=_me(), title=body.title, description=body.description
        )
        return ProductAnswer.of(product)


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
    """Return every price of a variant, oldest first."""
    with reading() as session:
        points = variants.list_prices(session, variant_id)
        return PriceHistory(items=[PriceAnswer.of(point) for point in points])


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


@api.post(
    "/products/<uuid:product_id>/pictures", access=SIGNED_IN, answer=PictureAnswer, status=201, key="own"
)
@limiter.limit("200/hour")
def add_picture(product_id: uuid.UUID) -> PictureAnswer:
    """Add a picture, sent as the file `picture` of a multipart form, to an own product."""
    file = request.files.get("picture")
    if file is None or not file.filename:
        raise BadPicture(N_("Send the picture as the file named picture."))
    with reading() as session:
        pictures.check_room(session, product_id, owner_id=_me())
    with pictures.stored_picture(file.stream) as stored, transaction() as session:
        return PictureAnswer.of(pictures.add_picture(session, product_id, stored, owner_id=_me()))


@api.put("/products/<uuid:product_id>/pictures", access=SIGNED_IN, body=OrderPictures, status=204)
def order_pictures(product_id: uuid.UUID, body: OrderPictures) -> None:
    """Put all pictures of an own product in a new order."""
    with transaction() as session:
        pictures.order_pictures(session, product_id, body.picture_ids, owner_id=_me())


@api.delete("/pictures/<uuid:picture_id>", access=SIGNED_IN, status=204)
def remove_picture(picture_id: uuid.UUID) -> None:
    """Remove a picture from an own product."""
    with transaction() as session:
        pictures.remove_picture(session, picture_id, owner_id=_me())
