"""The pages of a shop and a product: collections, owner, what search engines read, hostile words."""

import json
import re
import uuid
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from accounts import follows
from kernel.transaction import reading, transaction
from products import catalogue, collections, description
from products.description import Block, BlockKind
from products.errors import NoSuchPicture
from products.values import Product, Shop
from tests.factories import make_person, make_product, make_shop
from tests.market import ApiClient
from tests.service.content.published import counted_statements, make_published
from tests.service.products.test_pages import HOSTILE, Elements, browser_of

__all__ = ["browser_of"]
Browsers = Callable[[uuid.UUID | None], FlaskClient]


def make_collection(shop: Shop, name: str, *products: Product) -> str:
    """Make a collection; return its id."""
    with transaction() as session:
        made = collections.create_collection(
            session, shop.id, owner_id=shop.owner_id, name=name, product_ids=[one.id for one in products]
        )
    return str(made.id)


def set_blocks(product: Product, *blocks: Block) -> None:
    """Set a product's blocks as its owner."""
    with transaction() as session:
        description.set_blocks(session, product.id, blocks, owner_id=product.shop.owner_id)


def structured_data(page: str) -> dict[str, object]:
    """Return what a page tells search engines."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, object] = json.loads(found[1])
    return data


def test_a_shop_shows_its_collections_and_what_is_in_one(browser_of: Browsers):
    shop = make_shop()
    lamp, _tea = make_product(shop, title="Lamp"), make_product(shop, title="Tea")
    autumn = make_collection(shop, "Autumn nights", lamp)
    make_collection(shop, "Nothing in it")
    browser = browser_of(None)

    everything = browser.get(f"/shops/{shop.id}").text
    chosen = browser.get(f"/shops/{shop.id}?collection={autumn}").text

    assert "Autumn nights" in everything
    assert "Nothing in it" not in everything
    assert ("Lamp" in chosen, "Tea" in chosen) == (True, False)


def test_a_category_is_offered_when_there_are_several(browser_of: Browsers):
    shop = make_shop()
    lamp, _tea = make_product(shop, title="Lamp"), make_product(shop, title="Tea")
    with transaction() as session:
        catalogue.change_product(session, lamp.id, owner_id=shop.owner_id, category="home.decor")
    browser = browser_of(None)

    page, chosen = browser.get(f"/shops/{shop.id}").text, browser.get(f"/shops/{shop.id}?category=home").text

    assert "?category=home" in page
    assert ("Lamp" in chosen, "Tea" in chosen) == (True, False)
    assert "Nothing of it is on sale" in browser.get(f"/shops/{shop.id}?category=food").text


def test_a_collection_of_another_shop_is_not_there(browser_of: Browsers):
    foreign = make_collection(make_shop(), "Foreign")

    assert browser_of(None).get(f"/shops/{make_shop().id}?collection={foreign}").status_code == 404


def test_the_owner_can_be_followed_from_the_shop(browser_of: Browsers):
    owner, buyer = make_person(name="Mei"), make_person()
    shop = make_shop(owner)
    browser = browser_of(buyer.id)

    before = browser.get(f"/shops/{shop.id}").text
    with transaction() as session:
        follows.follow(session, buyer.id, owner.id)
    after = browser.get(f"/shops/{shop.id}").text

    assert f'href="/@{owner.handle}"' in before
    assert ('aria-pressed="false"' in before, 'aria-pressed="true"' in after) == (True, True)
    assert "<nm-follow" not in browser_of(owner.id).get(f"/shops/{shop.id}").text


def test_search_engines_and_link_previews_read_a_product(browser_of: Browsers):
    product = make_product(stock_counts=[3, 0], price_minor=1990, title="Lamp")

    page = browser_of(None).get(f"/p/{product.id}").text

    data = structured_data(page)
    assert (data["@type"], data["name"]) == ("Product", "Lamp")
    assert data["offers"]["price"] == "19.90"  # type: ignore[index]
    assert '<meta property="og:title" content="Lamp">' in page
    assert f'<link rel="canonical" href="{data["url"]}">' in page


def test_hostile_words_are_inert_in_every_place(browser_of: Browsers):
    shop = make_shop(name=HOSTILE)
    product = make_product(shop, title=HOSTILE)
    with transaction() as session:
        catalogue.change_product(
            session, product.id, owner_id=shop.owner_id, description=f"</script>{HOSTILE}"
        )
    set_blocks(
        product,
        Block(BlockKind.HEADING, text=HOSTILE),
        Block(BlockKind.TEXT, text=f"</script>{HOSTILE}"),
        Block(BlockKind.LIST, items=[HOSTILE, "javascript:alert(1)"]),
    )
    make_collection(shop, HOSTILE, product)
    browser = browser_of(shop.owner_id)

    for path in (
        f"/p/{product.id}",
        f"/shops/{shop.id}",
        f"/console/products/{product.id}",
        f"/console/products/{product.id}/stock",
        f"/console/shops/{shop.id}/collections",
        f"/console?query={HOSTILE}",
    ):
        elements = Elements(browser.get(path).text)
        assert elements.attributes.isdisjoint({"onerror", "onclick", "style"}), path
        assert set(elements.bare_scripts) <= {"application/json", "application/ld+json"}
        assert "x" not in elements.sources
    assert structured_data(browser.get(f"/p/{product.id}").text)["name"] == HOSTILE


def test_blocks_are_told_in_their_order_as_plain_words(browser_of: Browsers):
    product = make_product()
    set_blocks(
        product,
        Block(BlockKind.HEADING, text="How it is made"),
        Block(BlockKind.TEXT, text="By hand."),
        Block(BlockKind.LIST, items=["Paper", "Wire"]),
    )

    page = browser_of(None).get(f"/p/{product.id}").text

    places = [
        page.index(f"<{words}<") for words in ("h2>How it is made", "p>By hand.", "li>Paper", "li>Wire")
    ]
    assert places == sorted(places)


def test_a_block_shows_pictures_of_its_own_product_only():
    product = make_product()

    with pytest.raises(NoSuchPicture):
        set_blocks(product, Block(BlockKind.PICTURE, picture_id=uuid.uuid4()))


def test_blocks_go_through_the_api_and_unknown_kinds_do_not(api: Callable[..., ApiClient]):
    product = make_product()
    client, path = api(product.shop.owner_id), f"/products/{product.id}"
    blocks = [{"kind": "heading", "text": "Made of"}, {"kind": "list", "items": ["paper"]}]

    good = client.send("PATCH", path, {"blocks": blocks, "category": "home.decor"})
    bad = client.send("PATCH", path, {"blocks": [{"kind": "html", "text": "<b>x</b>"}]})

    assert [(one["kind"], one["text"], one["items"]) for one in good.json["blocks"]] == [
        ("heading", "Made of", []),
        ("list", "", ["paper"]),
    ]
    assert (good.json["category"], bad.status_code) == ("home.decor", 422)
    assert client.send("PATCH", path, {"category": "nonsense"}).status_code == 422


def test_what_shows_a_product_is_told_newest_first(api: Callable[..., ApiClient]):
    product = make_product()
    creator = make_person(name="Ana")
    posts = [make_published(creator, variant_ids=(product.variants[0].id,)) for _ in range(2)]
    make_published(creator, variant_ids=(make_product().variants[0].id,))

    of_product = api().get(f"/products/{product.id}/posts").json["items"]
    of_shop = api().get(f"/shops/{product.shop.id}/posts").json["items"]

    assert [one["id"] for one in of_product] == [str(post) for post in reversed(posts)]
    assert of_product == of_shop
    assert (of_product[0]["path"], of_product[0]["creator_name"]) == (f"/v/{posts[1]}", "Ana")


@pytest.mark.parametrize(("path", "most"), [("/shops/{shop}", 14), ("/p/{product}", 6), ("/console", 8)])
def test_a_page_takes_a_bounded_number_of_statements(browser_of: Browsers, path: str, most: int):
    shop = make_shop()
    made = [make_product(shop, stock_counts=[1, 2]) for _ in range(6)]
    for number in range(3):
        make_collection(shop, f"Collection {number}", *made)
    address = path.format(shop=shop.id, product=made[0].id)
    browser = browser_of(shop.owner_id)
    browser.get(address)

    with counted_statements() as statements:
        browser.get(address)

    assert len(statements) <= most
    with reading() as session:
        assert len(collections.list_collections(session, shop.id)) == 3
