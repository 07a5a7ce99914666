"""What everybody sees: a product, a shop, the pictures of both."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Response
from sqlalchemy.orm import Session

from accounts import follows, people
from kernel import runtime
from kernel.clock import now
from kernel.transaction import reading
from kernel.web.access import ANYONE
from kernel.web.actor import find_actor
from kernel.web.objects import send_object
from kernel.web.routes import Pages, parse_query
from kernel.web.templates import render
from products import catalogue, collections, description, pictures, prices, shelves, shops, wishes
from products.categories import Category, find_category, path_of
from products.collections import Collection
from products.errors import NoSuchCollection
from products.price_chart import build_chart
from products.prior_price import PricePreset
from products.schemas.shops import ProductQuery, ShopQuery
from products.shelves import LOW_STOCK_COUNT, ShelfQuery
from products.structured_data import build_product_data
from products.values import Product, Shop, Variant
from products.withdrawal import RULES

pages = Pages("shop", __name__)
FOREVER = "public, max-age=31536000, immutable"
#: How many products of each collection stand on the shop's first page.
SHOWN_MEMBERS_COUNT = 8


@pages.page("/media/pictures/<uuid:picture_id>/<name>", access=ANYONE)
def picture(picture_id: uuid.UUID, name: str) -> Response:
    """Serve one size of a picture; its address never serves anything else."""
    return send_object(f"{pictures.build_prefix(picture_id)}/{name}", cache_control=FOREVER)


@pages.page("/p/<uuid:product_id>", access=ANYONE)
def show_product(product_id: uuid.UUID) -> Response:
    """Show a product: pictures, variants, price and its history, stock, and the button that buys it."""
    wanted_id = parse_query(ProductQuery).variant
    actor = find_actor()
    with reading() as session:
        product = catalogue.get_shown_product(session, product_id, actor.user_id if actor else None)
        blocks = description.list_blocks(session, product_id)
        chosen = choose_variant(product, wanted_id)
        is_wished = actor is not None and wishes.is_wished(session, product_id, actor.user_id)
        points = [] if chosen is None else prices.list_points(session, [chosen.id]).get(chosen.id, [])
    preset = PricePreset(runtime.config().price_preset)
    origin = runtime.config().public_url
    return render(
        "products/product.html",
        product=product,
        chosen=chosen,
        is_wished=is_wished,
        prices=chosen and build_chart(points, chosen, product.currency, preset=preset, at=now()),
        blocks=description.join_pictures(blocks, product.pictures),
        category_path=path_of(product.category),
        structured_data=build_product_data(product, origin),
        withdrawal_rule=RULES[product.withdrawal],
        page_url=f"{origin}/p/{product_id}",
        origin=origin,
        low_stock_count=LOW_STOCK_COUNT,
    )


@pages.page("/shops/<uuid:shop_id>", access=ANYONE)
def show_shop(shop_id: uuid.UUID) -> Response:
    """Show a shop: who runs it, its collections, and what it sells of a collection or a category."""
    query = parse_query(ShopQuery)
    actor = find_actor()
    with reading() as session:
        shop = shops.get_shop(session, shop_id)
        listed = collections.list_collections(session, shop_id)
        chosen = _choose_collection(listed, query.collection)
        context = {
            **_owner(session, shop, actor.user_id if actor else None),
            **_products(session, shop, chosen, query),
            "collections": listed,
            "chosen_collection": chosen,
            "categories": _categories(shelves.list_categories(session, shop_id)),
        }
        if chosen is None and not query.category and not query.cursor:
            context["shelves"] = _shelves(session, listed)
    page_url = f"{runtime.config().public_url}/shops/{shop_id}"
    chosen_category = find_category(query.category)
    return render(
        "products/shop.html", shop=shop, chosen_category=chosen_category, page_url=page_url, **context
    )


def choose_variant(product: Product, wanted_id: uuid.UUID | None) -> Variant | None:
    """Return the wanted variant, or else the first that can be bought, or else the first."""
    wanted = [one for one in product.variants if one.id == wanted_id]
    available = [one for one in product.variants if one.available_count]
    return next(iter([*wanted, *available, *product.variants]), None)


def _choose_collection(listed: Sequence[Collection], wanted: uuid.UUID | None) -> Collection | None:
    if wanted is None:
        return None
    for collection in listed:
        if collection.id == wanted:
            return collection
    raise NoSuchCollection


def _owner(session: Session, shop: Shop, viewer_id: uuid.UUID | None) -> dict[str, Any]:
    return {
        "owner": people.get_person(session, shop.owner_id),
        "followers_count": follows.count_followers(session, shop.owner_id),
        "is_following": viewer_id is not None and follows.is_following(session, viewer_id, shop.owner_id),
        "is_own": viewer_id == shop.owner_id,
    }


def _products(session: Session, shop: Shop, chosen: Collection | None, query: ShopQuery) -> dict[str, Any]:
    if chosen is not None:
        return {"products": collections.list_products_on_sale(session, chosen), "next_cursor": None}
    wanted = ShelfQuery(shop.id, category=query.category)
    page = shelves.list_shelf(session, wanted, cursor=query.cursor, limit=query.limit)
    return {"products": page.items, "next_cursor": page.next_cursor}


def _shelves(
    session: Session, listed: Sequence[Collection]
) -> Sequence[tuple[Collection, Sequence[Product]]]:
    """Return the first products of each collection that has some on sale, in one query for all of them."""
    members = {product_id for one in listed for product_id in one.product_ids[:SHOWN_MEMBERS_COUNT]}
    products = catalogue.list_products(session, members) if members else {}
    shown = []
    for collection in listed:
        found = [products[one] for one in collection.product_ids[:SHOWN_MEMBERS_COUNT] if one in products]
        shown.append((collection, [product for product in found if product.state == "active"]))
    return [(collection, found) for collection, found in shown if found]


def _categories(codes: Sequence[str]) -> Sequence[Category]:
    """Return the departments that these categories belong to, each once."""
    return list({path[0].code: path[0] for path in map(path_of, codes) if path}.values())
