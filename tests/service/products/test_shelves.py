"""A shop's shelves: searched, filtered, sorted and paged without a gap, archived and restored together."""

import uuid
from collections.abc import Callable

import pytest

from kernel.paging import BadCursor
from kernel.transaction import reading, transaction
from products import catalogue, shelves
from products.shelves import ShelfOrder, ShelfQuery
from products.values import Product, ProductState, Shop
from tests.factories import make_person, make_product, make_shop
from tests.market import ApiClient
from tests.service.content.published import counted_statements

pytestmark = pytest.mark.usefixtures("app")


def read_all(wanted: ShelfQuery, limit: int = 2) -> list[str]:
    """Return the titles of a whole shelf, page by page."""
    titles: list[str] = []
    cursor = None
    while True:
        with reading() as session:
            page = shelves.list_shelf(session, wanted, cursor=cursor, limit=limit)
        titles += [product.title for product in page.items]
        cursor = page.next_cursor
        if cursor is None:
            return titles


@pytest.fixture
def shop() -> Shop:
    """Make a shop with five products, of which two cost the same and two are low."""
    shop = make_shop()
    for title, stock, price in (
        ("Fan", 100, 500),
        ("lantern", 3, 900),
        ("Apple", 50, 500),
        ("Moon", 0, 100),
        ("Tea", 9, 700),
    ):
        make_product(shop, title=title, stock_counts=[stock], price_minor=price)
    return shop


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (ShelfOrder.NEWEST, ["Tea", "Moon", "Apple", "lantern", "Fan"]),
        (ShelfOrder.TITLE, ["Apple", "Fan", "lantern", "Moon", "Tea"]),
        (ShelfOrder.STOCK, ["Moon", "lantern", "Tea", "Apple", "Fan"]),
        (ShelfOrder.PRICE, ["Moon", "Fan", "Apple", "Tea", "lantern"]),
    ],
)
def test_pages_of_every_order_meet_without_gap_or_repeat(shop: Shop, order: ShelfOrder, expected: list[str]):
    assert read_all(ShelfQuery(shop.id, order=order)) == expected


def test_words_are_found_in_titles_and_skus_and_mean_nothing_else(shop: Shop):
    odd = make_product(shop, title="50% off_lamp")

    assert read_all(ShelfQuery(shop.id, words="LANT")) == ["lantern"]
    assert read_all(ShelfQuery(shop.id, words=odd.variants[0].sku)) == ["50% off_lamp"]
    assert read_all(ShelfQuery(shop.id, words="0% off_")) == ["50% off_lamp"]
    assert read_all(ShelfQuery(shop.id, words="%")) == ["50% off_lamp"]


def test_a_category_has_what_is_in_its_parts(shop: Shop):
    product = make_product(shop, title="Lamp")
    with transaction() as session:
        catalogue.change_product(session, product.id, owner_id=shop.owner_id, category="home.decor")

    assert read_all(ShelfQuery(shop.id, category="home")) == ["Lamp"]
    assert read_all(ShelfQuery(shop.id, category="home.kitchen")) == []
    assert read_all(ShelfQuery(shop.id, category="nonsense")) == []
    with reading() as session:
        assert shelves.list_categories(session, shop.id) == ["home.decor", "other"]


def test_low_stock_is_what_has_a_variant_of_which_few_are_left(shop: Shop):
    make_product(shop, title="Sizes", stock_counts=[100, 2])

    assert read_all(ShelfQuery(shop.id, low_stock=True)) == ["Sizes", "Moon", "lantern"]


def test_a_forged_cursor_is_refused(shop: Shop):
    with pytest.raises(BadCursor), reading() as session:
        shelves.list_shelf(session, ShelfQuery(shop.id), cursor="forged!")


def test_archiving_several_tells_which_were_not_archived_yet(shop: Shop):
    first, second = (make_product(shop) for _ in range(2))
    foreign = make_product()
    ids = [first.id, second.id, foreign.id]
    with transaction() as session:
        catalogue.archive_product(session, first.id, owner_id=shop.owner_id)
        changed = shelves.archive_products(session, shop.id, ids, owner_id=shop.owner_id)

    with transaction() as session:
        restored = shelves.restore_products(session, shop.id, changed, owner_id=shop.owner_id)
        counts = shelves.count_shelves(session, shop.id)

    assert changed == restored == [second.id]
    assert counts == {ProductState.DRAFT: 0, ProductState.ACTIVE: 6, ProductState.ARCHIVED: 1}
    assert state_of(foreign) is ProductState.ACTIVE


def test_several_are_archived_by_the_api(shop: Shop, api: Callable[..., ApiClient]):
    product = make_product(shop)
    path, body = f"/shops/{shop.id}/products/archive", {"product_ids": [str(product.id), str(uuid.uuid4())]}

    assert api(make_person().id).post(path, body).status_code == 404
    assert api(shop.owner_id).post(path, body).json == {"product_ids": [str(product.id)]}
    assert state_of(product) is ProductState.ARCHIVED


@pytest.mark.parametrize("order", ShelfOrder)
def test_a_page_takes_three_statements_however_many_products_there_are(shop: Shop, order: ShelfOrder):
    wanted = ShelfQuery(shop.id, words="a", category="other", order=order)

    with counted_statements() as statements, reading() as session:
        shelves.list_shelf(session, wanted)

    assert len(statements) <= 3


def state_of(product: Product) -> ProductState:
    """Return the state that a product has now."""
    with reading() as session:
        return catalogue.get_product(session, product.id).state
