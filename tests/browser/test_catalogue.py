"""A merchant's catalogue by hand and by file, and a buyer who finds what is in it."""

import re

from playwright.sync_api import Page, expect

from kernel.transaction import reading
from products import catalogue, collections
from products.values import Product, Shop
from tests.factories import make_person, make_product, make_shop
from tests.pictures import jpeg_bytes

FILE = (
    "product,title,currency,category,option1_name,option1_value,sku,price,stock\n"
    "lamp,Moon lamp,TWD,home.decor,Size,S,LAMP-S,{price},3\n"
    "lamp,,,,Size,M,LAMP-M,480,5\n"
    "tea,Mountain tea,TWD,food.drinks,,,TEA,90,8\n"
)


def test_a_merchant_fills_the_shop_and_a_buyer_finds_it(market, windows, picture):
    owner = make_person(name="Mei")
    shop = make_shop(owner, name="Moon Alley")
    desk = windows.desktop(owner)

    import_with_one_error(desk, shop, picture)
    lamp = find_product(shop, "Moon lamp")
    edit_the_matrix(desk, lamp, picture)
    make_collection(desk, shop, picture)

    phone = windows.phone(make_person(name="Noor"))
    phone.goto(f"/shops/{shop.id}")
    picture(phone, "shop-phone")
    phone.get_by_role("navigation", name="What the shop sells").get_by_role(
        "link", name="Autumn nights"
    ).click()
    expect(phone.get_by_role("heading", name="Autumn nights")).to_be_visible()
    expect(phone.get_by_role("link", name="Mountain tea")).to_have_count(0)
    phone.get_by_role("link", name="Moon lamp").click()
    expect(phone.get_by_role("heading", name="Made by hand")).to_be_visible()
    expect(phone.locator(".choice__label", has_text="M · Red")).to_be_visible()
    picture(phone, "product-story-phone")


def import_with_one_error(desk: Page, shop: Shop, picture) -> None:
    """Bring a file in that has a price nobody can read, mend it, bring it in again."""
    desk.goto(f"/console?shop={shop.id}")
    desk.get_by_role("link", name="Import").click()
    choose(desk, FILE.format(price="cheap"))
    expect(desk.get_by_role("cell", name="This is no price.")).to_be_visible()
    expect(desk.get_by_text("Write it like 19.90, without the currency's sign.")).to_be_visible()
    picture(desk, "import-problem-desktop")
    desk.get_by_role("button", name="Choose another file").click()
    choose(desk, FILE.format(price="420"))
    picture(desk, "import-preview-desktop")
    desk.get_by_role("button", name="Import all of it").click()
    expect(desk.get_by_text("2 new products.")).to_be_visible()
    expect(desk.get_by_role("link", name="Mountain tea", exact=True)).to_be_visible()
    picture(desk, "console-desktop")


def choose(desk: Page, text: str) -> None:
    """Choose a file with this text on the import page."""
    file = {"name": "products.csv", "mimeType": "text/csv", "buffer": text.encode()}
    desk.locator("input[type=file]").set_input_files(file)
    desk.get_by_role("button", name="Look at it").click()


def edit_the_matrix(desk: Page, lamp: Product, picture) -> None:
    """Give a product colours, take one away and bring it back, tell a story, describe a picture, save."""
    desk.goto(f"/console/products/{lamp.id}")
    rows = desk.locator("nm-variant-editor .variant")
    expect(rows).to_have_count(2)
    desk.get_by_role("button", name="Add a choice").click()
    colours = desk.locator("fieldset.option").nth(1)
    colours.get_by_role("textbox", name="What buyers choose").fill("Colour")
    colours.get_by_role("textbox", name="Value", exact=True).last.fill("Red")
    colours.get_by_role("textbox", name="Value", exact=True).last.fill("Blue")
    expect(rows).to_have_count(4)
    expect(rows.nth(0)).to_contain_text("S · Red")
    colours.get_by_role("button", name="Remove this value").last.click()
    expect(rows).to_have_count(2)
    desk.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(rows).to_have_count(4)
    rows.nth(1).get_by_role("button", name="Leave out").click()
    rows.nth(3).get_by_label("Price").fill("510")
    rows.nth(3).get_by_label("Stock").fill("4")
    file = {"name": "lamp.jpg", "mimeType": "image/jpeg", "buffer": jpeg_bytes(900, 1100)}
    desk.locator("input[type=file]").set_input_files(file)
    desk.get_by_label("What is on picture 1?").fill("A round paper lamp")
    desk.get_by_role("button", name="Heading", exact=True).click()
    desk.locator(".block [data-words]").last.fill("Made by hand")
    expect(desk.locator("[data-picture-id]")).to_have_count(1)
    picture(desk, "product-matrix-desktop")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_text("Saved.")).to_be_visible()

    with reading() as session:
        changed = catalogue.get_product(session, lamp.id)
    assert [
        (" ".join(one.options.values()), one.list_price_minor, one.on_hand_count) for one in changed.variants
    ] == [
        ("S Red", 42000, 3),
        ("M Red", 48000, 5),
        ("M Blue", 51000, 4),
    ]
    assert [one.id for one in changed.variants][:2] == [one.id for one in lamp.variants]
    assert changed.pictures[0].alt == "A round paper lamp"
    expect(rows.nth(3).get_by_role("button", name=re.compile("4 on hand"))).to_be_visible()


def make_collection(desk: Page, shop: Shop, picture) -> None:
    """Make a collection with one product."""
    desk.goto(f"/console?shop={shop.id}")
    desk.get_by_role("link", name="Collections").click()
    desk.get_by_label("A new collection").fill("Autumn nights")
    desk.get_by_role("button", name="Make it").click()
    desk.get_by_role("button", name="Choose products").click()
    desk.get_by_role("searchbox").fill("lamp")
    desk.get_by_role("checkbox", name="Moon lamp").check()
    desk.get_by_role("button", name="Done").click()
    expect(desk.locator(".collection [data-product-id]")).to_have_count(1)
    picture(desk, "collections-desktop")
    with reading() as session:
        [made] = collections.list_collections(session, shop.id)
    assert (made.name, len(made.product_ids)) == ("Autumn nights", 1)


def test_several_products_are_archived_and_brought_back(market, windows, picture):
    owner = make_person(name="Lin")
    shop = make_shop(owner)
    for title in ("Fan", "Lamp", "Tea"):
        make_product(shop, title=title)
    desk = windows.desktop(owner)

    desk.goto(f"/console?shop={shop.id}")
    desk.get_by_label("Choose Fan").check()
    desk.get_by_label("Choose Tea").check()
    desk.get_by_role("button", name="Archive the chosen").click()
    expect(desk.get_by_role("link", name="Fan", exact=True)).to_be_hidden()
    on_sale_after_archiving = titles(shop)
    desk.get_by_role("button", name="Undo").click()
    expect(desk.get_by_role("link", name="Fan", exact=True)).to_be_visible()

    assert on_sale_after_archiving == {"Lamp"}
    assert titles(shop) == {"Fan", "Lamp", "Tea"}


def titles(shop: Shop) -> set[str]:
    """Return the titles of what a shop sells."""
    with reading() as session:
        return {product.title for product in catalogue.list_products_of_shop(session, shop.id).items}


def find_product(shop: Shop, title: str) -> Product:
    """Return a shop's product by its title."""
    with reading() as session:
        page = catalogue.list_products_of_shop(session, shop.id)
    return next(product for product in page.items if product.title == title)
