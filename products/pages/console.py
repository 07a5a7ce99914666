"""The merchant's console: his shops, and the products of one of them."""

import uuid
from collections.abc import Sequence

from flask import Response, flash, request
from flask_babel import gettext

from kernel.errors import DomainError
from kernel.paging import Page
from kernel.transaction import reading, transaction
from kernel.web.access import SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.problems import InvalidFields
from kernel.web.routes import Pages, go_to, parse_form, parse_query
from kernel.web.templates import render
from products import low_stock, shelves, shops
from products.categories import DEPARTMENTS
from products.errors import NoSuchShop
from products.schemas.shops import ConsoleQuery, OpenShop, ShopForm
from products.shelves import LOW_STOCK_COUNT, ShelfOrder
from products.values import Product, ProductState, Shop

pages = Pages("console", __name__)


@pages.page("/console", access=SIGNED_IN)
def console() -> Response:
    """Show a merchant's shops and the products of one of them, or how to open the first."""
    query = parse_query(ConsoleQuery)
    with reading() as session:
        owned = shops.list_shops_of(session, get_actor().user_id)
        if not owned:
            return _open_shop_form()
        shop = _choose_shop(owned, query.shop)
        page = shelves.list_shelf(session, query.to_value(shop.id), cursor=query.cursor, limit=query.limit)
        counts = shelves.count_shelves(session, shop.id)
        low_count = low_stock.count_low(session, shop.id)
    return _console(owned, shop, page, query, counts, low_count=low_count)


@pages.page("/console/shops/new", access=SIGNED_IN)
def open_shop_form() -> Response:
    """Show the form that opens a shop."""
    return _open_shop_form()


@pages.page("/console/shops", access=SIGNED_IN, methods=("POST",))
def open_shop() -> Response:
    """Open a shop."""
    try:
        form = parse_form(OpenShop)
        with transaction() as session:
            shop = shops.open_shop(session, owner_id=get_actor().user_id, name=form.name)
    except DomainError as error:
        return _open_shop_form(error)
    return go_to(f"/console?shop={shop.id}")


@pages.page("/console/shops/<uuid:shop_id>", access=SIGNED_IN, methods=("POST",))
def change_shop(shop_id: uuid.UUID) -> Response:
    """Rename a shop, close it for a while or open it again."""
    form = parse_form(ShopForm)
    with transaction() as session:
        shops.change_shop(
            session, shop_id, owner_id=get_actor().user_id, name=form.name, is_open=form.is_open
        )
    flash(gettext("Your shop is saved."), "success")
    return go_to(f"/console?shop={shop_id}")


def _choose_shop(owned: Sequence[Shop], wanted: uuid.UUID | None) -> Shop:
    if wanted is None:
        return owned[0]
    for shop in owned:
        if shop.id == wanted:
            return shop
    raise NoSuchShop


def _open_shop_form(error: DomainError | None = None) -> Response:
    fields = error.fields if isinstance(error, InvalidFields) else {}
    return render(
        "products/open_shop.html",
        status=error.status if error else 200,
        values=request.form,
        errors={name: gettext(sentence) for name, sentence in fields.items()},
        error=gettext(error.title) if error and not fields else None,
    )


def _console(
    owned: Sequence[Shop],
    shop: Shop,
    page: Page[Product],
    query: ConsoleQuery,
    counts: dict[ProductState, int],
    *,
    low_count: int,
) -> Response:
    return render(
        "products/console.html",
        shops=owned,
        shop=shop,
        products=page.items,
        next_cursor=page.next_cursor,
        query=query,
        kept_query=query.model_dump(exclude_defaults=True, exclude={"cursor", "shop"}, mode="json"),
        counts=counts,
        low_count=low_count,
        departments=DEPARTMENTS,
        orders=[order.value for order in ShelfOrder],
        low_stock_count=LOW_STOCK_COUNT,
    )
