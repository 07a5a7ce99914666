"""The products' public pages (a product, a shop, pictures) and the merchant's console."""

import uuid
from collections.abc import Sequence

from flask import Response, flash, request
from flask_babel import gettext

from kernel.errors import DomainError
from kernel.money import CURRENCIES, minor_digits
from kernel.paging import Page
from kernel.transaction import reading, transaction
from kernel.web.access import ANYONE, SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.objects import send_object
from kernel.web.problems import InvalidFields
from kernel.web.routes import Pages, go_to, parse_form, parse_query
from kernel.web.templates import render
from products import catalogue, pictures, shops
from products.errors import NoSuchShop
from products.pictures import MAX_PICTURES_COUNT
from products.schemas import MAX_OPTIONS_COUNT, ConsoleQuery, OpenShop, PageQuery, ShopForm
from products.values import Product, Shop
from products.variants import MAX_VARIANTS_COUNT

pages = Pages("products", __name__)
FOREVER = "public, max-age=31536000, immutable"
#: From here on a buyer and the merchant are told how few are left.
LOW_STOCK_COUNT = 5


@pages.page("/media/pictures/<uuid:picture_id>/<name>", access=ANYONE)
def picture(picture_id: uuid.UUID, name: str) -> Response:
    """Serve one size of a picture; its address never serves anything else."""
    return send_object(f"{pictures.build_prefix(picture_id)}/{name}", cache_control=FOREVER)


@pages.page("/p/<uuid:product_id>", access=ANYONE)
def show_product(product_id: uuid.UUID) -> Response:
    """Show a product: pictures, variants, price, stock, and the button that buys it."""
    with reading() as session:
        product = catalogue.get_product(session, product_id)
    return render("products/product.html", product=product, low_stock_count=LOW_STOCK_COUNT)


@pages.page("/shops/<uuid:shop_id>", access=ANYONE)
def show_shop(shop_id: uuid.UUID) -> Response:
    """Show a shop and what it sells."""
    query = parse_query(PageQuery)
    with reading() as session:
        shop = shops.get_shop(session, shop_id)
        page = catalogue.list_products_of_shop(session, shop_id, cursor=query.cursor, limit=query.limit)
    return render("products/shop.html", shop=shop, products=page.items, next_cursor=page.next_cursor)


@pages.page("/console", access=SIGNED_IN)
def console() -> Response:
    """Show a merchant's shops and what one of them sells, or how to open the first."""
    query = parse_query(ConsoleQuery)
    with reading() as session:
        owned = shops.list_shops_of(session, get_actor().user_id)
        if not owned:
            return _open_shop_form()
        shop = _choose_shop(owned, query.shop)
        page = catalogue.list_products_of_shop(
            session, shop.id, archived=query.archived, cursor=query.cursor, limit=query.limit
        )
    return _console(owned, shop, page, archived=query.archived)


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
    return _product_form(product.shop, product)


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
        shop_id = catalogue.get_own_product(session, product_id, owner_id).shop.id
    flash(gettext("The product is on sale again."), "success")
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


def _console(owned: Sequence[Shop], shop: Shop, page: Page[Product], *, archived: bool) -> Response:
    return render(
        "products/console.html",
        shops=owned,
        shop=shop,
        products=page.items,
        next_cursor=page.next_cursor,
        archived=archived,
        low_stock_count=LOW_STOCK_COUNT,
    )


def _product_form(shop: Shop, product: Product | None) -> Response:
    return render(
        "products/product_form.html",
        shop=shop,
        product=product,
        currencies=[(currency, currency) for currency in CURRENCIES],
        digits=minor_digits(product.currency) if product else 2,
        max_options_count=MAX_OPTIONS_COUNT,
        max_variants_count=MAX_VARIANTS_COUNT,
        max_pictures_count=MAX_PICTURES_COUNT,
    )
