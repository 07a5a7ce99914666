"""Catalogues taken out and brought in: round trips change nothing, nothing happens unseen, all or nothing."""

import io
import re
import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kernel.transaction import reading, transaction
from products import catalogue, shops, stock, stock_log, variants
from products.errors import CatalogueChanged, CatalogueHasProblems, NoCatalogueFile, NoSuchShop
from products.exchange import exporting, importing
from products.exchange.importing import Imported, WaitingFile
from products.exchange.reading import COLUMNS
from products.values import Product, ProductState, Shop
from products.variants import NewVariant
from tests.factories import make_person, make_product, make_shop
from tests.service.content.published import counted_statements
from tests.service.products.test_pages import browser_of, post

__all__ = ["browser_of"]
Browsers = Callable[[uuid.UUID | None], FlaskClient]
pytestmark = pytest.mark.usefixtures("app")
HEAD = "product,title,currency,category,option1_name,option1_value,sku,price,stock,state\n"


def export(shop: Shop) -> bytes:
    """Return a shop's catalogue as a file."""
    with reading() as session:
        return b"".join(exporting.export_catalogue(session, shop.id))


def choose(shop: Shop, content: bytes | str, name: str = "products.csv") -> WaitingFile:
    """Choose a file and return what importing it would do."""
    content = content.encode() if isinstance(content, str) else content
    with transaction() as session:
        importing.keep_file(session, shop.id, owner_id=shop.owner_id, file_name=name, content=content)
    with reading() as session:
        waiting = importing.find_file(session, shop.id, owner_id=shop.owner_id)
    assert waiting is not None
    return waiting


def confirm(shop: Shop, waiting: WaitingFile, *, partly: bool = False) -> Imported:
    """Import the file that was chosen."""
    with transaction() as session:
        return importing.import_file(
            session, shop.id, owner_id=shop.owner_id, digest=waiting.plan.digest, partly=partly
        )


def products_of(shop: Shop) -> dict[str, Product]:
    """Return a shop's products on sale by title."""
    with reading() as session:
        page = catalogue.list_products_of_shop(session, shop.id, limit=100)
    return {product.title: product for product in page.items}


@pytest.fixture
def stall() -> Shop:
    """Make a shop with hostile words, several currencies, options in all states."""
    shop = make_shop()
    words = '=1+1, "燈籠"\n\'-line two'
    rows = [
        NewVariant("A-1", {"Size": "S", "尺": "@x"}, 1990, 3),
        NewVariant("A-2", {"Size": "M", "尺": "y"}, 5, 0),
    ]
    with transaction() as session:
        for title, currency, is_draft in (("'=cmd|x", "KWD", False), ("@Draft", "JPY", True)):
            catalogue.create_product(
                session,
                shop.id,
                owner_id=shop.owner_id,
                title=title,
                description=words,
                currency=currency,
                variants=[
                    NewVariant(f"{currency}-{new.sku}", new.options, new.price_minor, new.stock_count)
                    for new in rows
                ],
                category="home.decor",
                is_draft=is_draft,
            )
    archived = make_product(shop, title="Archived")
    with transaction() as session:
        catalogue.archive_product(session, archived.id, owner_id=shop.owner_id)
    return shop


def test_bringing_back_what_was_taken_out_changes_nothing(stall: Shop):
    file = export(stall)

    waiting = choose(stall, file)
    done = confirm(stall, waiting)

    assert (waiting.plan.problems, waiting.plan.good, waiting.plan.unchanged_count) == ([], [], 3)
    assert done == Imported(0, 0, 0)
    assert export(stall) == file


def test_no_cell_of_an_export_runs_in_a_spreadsheet(stall: Shop):
    text = export(stall).decode("utf-8-sig")

    assert not re.search(r'(^|[,"])[=+@]', text, re.MULTILINE)


def test_a_file_makes_products_of_its_lines():
    shop = make_shop()
    file = HEAD + (
        "lamp,Moon lamp,TWD,home.decor,Size,S,LAMP-S,420,3,\n"
        "lamp,,,,Size,M,LAMP-M,480,5,\n"
        "tea,Tea,TWD,,,,TEA,90,8,draft\n"
    )

    done = confirm(shop, choose(shop, file))

    lamp = products_of(shop)["Moon lamp"]
    assert done == Imported(2, 0, 0)
    assert (lamp.category, lamp.currency) == ("home.decor", "TWD")
    assert [(one.sku, one.price_minor, one.on_hand_count) for one in lamp.variants] == [
        ("LAMP-S", 42000, 3),
        ("LAMP-M", 48000, 5),
    ]
    assert "Tea" not in products_of(shop)  # a draft


def test_the_same_file_twice_finds_its_products_by_their_skus():
    shop = make_shop()
    file = HEAD + "lamp,Moon lamp,TWD,,,,LAMP,420,3,\n"
    confirm(shop, choose(shop, file))

    again = confirm(shop, choose(shop, file.replace(",420,3,", ",430,5,")))

    lamp = products_of(shop)["Moon lamp"]
    assert again == Imported(0, 1, 0)
    assert [(one.price_minor, one.on_hand_count) for one in lamp.variants] == [(43000, 5)]
    with reading() as session:
        assert len(variants.list_prices(session, lamp.variants[0].id)) == 2
        assert stock_log.list_changes(session, lamp.variants[0].id)[0].reason == "products.csv"


def test_what_a_file_leaves_empty_or_does_not_name_stays_as_it_is():
    shop = make_shop()
    product = make_product(shop, stock_counts=[3, 4], title="Lantern")
    with transaction() as session:
        catalogue.change_product(session, product.id, owner_id=shop.owner_id, description="Paper, red.")

    confirm(shop, choose(shop, f"product,sku,price\n{product.id},{product.variants[0].sku},25.00\n"))

    [changed] = products_of(shop).values()
    assert (changed.title, changed.description) == ("Lantern", "Paper, red.")
    assert [one.price_minor for one in changed.variants] == [2500, 1990]


def test_a_new_line_of_a_known_product_is_a_new_variant():
    shop = make_shop()
    product = make_product(shop, stock_counts=[3, 4])
    file = "product,sku,option1_name,option1_value,price,stock\n" + f"{product.id},NEW,Size,3,9.00,7\n"

    confirm(shop, choose(shop, file))

    [changed] = products_of(shop).values()
    assert [(one.options["Size"], one.on_hand_count) for one in changed.variants] == [
        ("1", 3),
        ("2", 4),
        ("3", 7),
    ]


def test_a_file_moves_products_between_the_shelves(stall: Shop):
    file = export(stall).decode().replace(",active,", ",archived,").replace(",draft,", ",active,")

    confirm(stall, choose(stall, file))

    assert list(products_of(stall)) == ["@Draft"]


@pytest.mark.parametrize(
    ("lines", "column"),
    [
        ("a,Lamp,USD,,,,L,5,1,\na,Lantern,,,,,M,5,1,\n", "title"),
        ("a,,USD,,,,L,5,1,\n", "title"),
        ("a,Lamp,,,,,L,5,1,\n", "currency"),
        ("a,Lamp,USD,,,,L,,1,\n", "price"),
        ("a,Lamp,USD,,,,L,5,,\n", "stock"),
        ("a,Lamp,JPY,,,,L,5.5,1,\n", "price"),
        ("a,Lamp,USD,,,,L,5,1,\na,,,,,,L,5,1,\n", "sku"),
        ("a,Lamp,USD,,,,L,5,1,\na,,,,Size,S,M,5,1,\n", "options"),
        (f"{uuid.UUID(int=1)},Lamp,USD,,,,L,5,1,\n", "product"),
    ],
)
def test_what_does_not_fit_together_is_told_at_its_column(lines: str, column: str):
    shop = make_shop()

    waiting = choose(shop, HEAD + lines)

    assert {problem.column for problem in waiting.plan.problems} == {column}
    with pytest.raises(CatalogueHasProblems):
        confirm(shop, waiting)


def test_lines_that_do_not_fit_a_known_product_are_told():
    shop = make_shop()
    first, second = make_product(shop, stock_counts=[5, 5]), make_product(shop)
    skus = [first.variants[0].sku, second.variants[0].sku]
    file = HEAD + (
        f"{first.id},,EUR,,Size,9,{skus[0]},5,1,draft\n"  # another currency, another option, a draft again
        f"{second.id},,,,,,{skus[1]},5,1,\n"
        f"{second.id},,,,,,{first.variants[1].sku},5,1,\n"  # the other product's
    )

    problems = choose(shop, file).plan.problems

    assert [(one.line, one.column) for one in problems] == [(2, "currency"), (2, "state"), (4, "sku")]


def test_all_or_nothing_and_by_products_if_one_wants():
    shop = make_shop()
    file = HEAD + "good,Good,USD,,,,G,5,1,\nbad,Bad,USD,,,,B,cheap,1,\nbad,,,,Size,S,B2,5,1,\n"
    waiting = choose(shop, file)

    with pytest.raises(CatalogueHasProblems):
        confirm(shop, waiting)
    nothing = products_of(shop)
    done = confirm(shop, waiting, partly=True)

    assert nothing == {}
    assert list(products_of(shop)) == ["Good"]
    assert done == Imported(1, 0, 1)


def test_a_sale_after_the_preview_is_not_imported_away():
    shop = make_shop()
    product = make_product(shop, stock_counts=[10])
    sku = product.variants[0].sku
    waiting = choose(shop, f"product,sku,stock\n{product.id},{sku},12\n")
    with transaction() as session:
        stock.correct(session, product.variants[0].id, owner_id=shop.owner_id, change_count=-4, reason="")

    with pytest.raises(CatalogueChanged):
        confirm(shop, waiting)

    with reading() as session:
        assert catalogue.get_product(session, product.id).variants[0].on_hand_count == 6


def test_what_the_catalogue_refuses_half_way_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch):
    shop = make_shop()
    waiting = choose(shop, HEAD + "a,One,USD,,,,A,5,1,\nb,Two,USD,,,,B,5,1,\n")
    monkeypatch.setattr(catalogue, "MAX_PRODUCTS_COUNT", 1)

    with pytest.raises(Exception, match="as many products"):
        confirm(shop, waiting)

    assert products_of(shop) == {}


def test_an_imported_file_is_gone():
    shop = make_shop()
    waiting = choose(shop, HEAD + "a,One,USD,,,,A,5,1,\n")
    confirm(shop, waiting)

    with pytest.raises(NoCatalogueFile):
        confirm(shop, waiting)


def test_nobody_brings_anything_into_the_shop_of_somebody_else():
    shop, stranger = make_shop(), make_person()

    with pytest.raises(NoSuchShop), transaction() as session:
        importing.keep_file(
            session, shop.id, owner_id=stranger.id, file_name="x", content=f"{','.join(COLUMNS)}\n".encode()
        )


def test_a_product_of_another_shop_is_not_there():
    foreign, shop = make_product(), make_shop()

    problems = choose(shop, f"product,sku,price\n{foreign.id},{foreign.variants[0].sku},5\n").plan.problems

    assert [one.column for one in problems] == ["product"]


def test_a_preview_takes_as_many_statements_for_many_lines_as_for_few():
    shop = make_shop()
    few = HEAD + "".join(f"p{n},Product {n},USD,,,,S-{n},5,1,\n" for n in range(3))
    many = HEAD + "".join(f"p{n},Product {n},USD,,,,S-{n},5,1,\n" for n in range(300))

    with counted_statements() as for_few:
        choose(shop, few)
    with counted_statements() as for_many:
        choose(shop, many)

    assert len(for_few) == len(for_many)


def test_the_page_shows_what_is_wrong_and_imports_what_is_mended(browser_of: Browsers):
    shop = make_shop()
    browser = browser_of(shop.owner_id)
    here = f"/console/shops/{shop.id}/import"
    hostile = "<img src=x onerror=alert(1)>"

    upload(browser, here, HEAD + f"a,{hostile},USD,,,,A,cheap,1,\n")
    wrong = browser.get(here).text
    upload(browser, here, HEAD + f"a,{hostile},USD,,,,A,5.00,1,\n")
    preview = browser.get(here).text
    digest = re.search(r'name="digest" value="([0-9a-f]+)"', preview)
    assert digest
    answer = post(browser, f"{here}/confirm", digest=digest[1])

    assert "This is no price." in wrong
    assert "Write it like 19.90" in wrong
    assert hostile not in wrong + preview
    assert answer.status_code == 303
    assert list(products_of(shop)) == [hostile]


def test_a_file_in_big5_is_refused_on_the_page(browser_of: Browsers, app: Flask):
    shop = make_shop()

    answer = upload(
        browser_of(shop.owner_id), f"/console/shops/{shop.id}/import", f"{HEAD}a,燈籠".encode("big5")
    )

    assert answer.status_code == 422
    assert "Big5 or GBK" in answer.text


def upload(browser: FlaskClient, path: str, content: str | bytes):
    """Choose a file on the import page."""
    token = re.search(r'name="csrf-token" content="([0-9a-f]+)"', browser.get("/console").text)
    assert token
    content = content.encode() if isinstance(content, str) else content
    return browser.post(path, data={"csrf_token": token[1], "file": (io.BytesIO(content), "mine.csv")})


def test_the_export_is_sent_to_its_merchant_as_a_file(browser_of: Browsers, stall: Shop):
    answer = browser_of(stall.owner_id).get(f"/console/shops/{stall.id}/products.csv")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="products.csv"'
    assert answer.data == export(stall)
    with reading() as session:
        assert [shop.id for shop in shops.list_shops_of(session, stall.owner_id)] == [stall.id]
    assert ProductState.ARCHIVED in answer.text
