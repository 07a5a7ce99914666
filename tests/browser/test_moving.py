"""From page to page: what was chosen grows into the next page, unless somebody asked for less motion."""

import io

import pytest
from playwright.sync_api import Page, expect

from accounts.roles import Role
from kernel.transaction import transaction
from products import pictures
from products.values import Product
from tests.factories import make_person, make_product, make_shop
from tests.pictures import jpeg_bytes

#: What a page notes as it comes up: whether it was moved to.
NOTE = """addEventListener("pagereveal", (event) => {
  window.moved = event.viewTransition ? "moved" : "stood";
});"""

#: A browser gives a transition up when the next page takes seconds, as on a machine that is busy with others.
ATTEMPTS = 4


@pytest.fixture
def product(market) -> Product:
    """Put something with a picture on sale."""
    merchant = make_person(Role.MERCHANT)
    made = make_product(make_shop(merchant), title="Paper lantern")
    with pictures.stored_picture(io.BytesIO(jpeg_bytes())) as stored, transaction() as session:
        pictures.add_picture(session, made.id, stored, owner_id=merchant.id)
    return made


def test_a_card_grows_into_the_page_of_its_product(product, windows):
    page = windows.phone()

    for _ in range(ATTEMPTS):
        choose(page, product)
        if page.evaluate("moved") == "moved":
            break

    assert page.evaluate("moved") == "moved"
    named = "getComputedStyle(document.querySelector('.product__pictures img')).viewTransitionName"
    assert page.evaluate(named) == "shown"


def test_nothing_moves_for_who_asked_for_less_motion(product, windows):
    page = windows.phone(reduced_motion="reduce")

    choose(page, product)

    assert page.evaluate("moved") == "stood"


def choose(page: Page, product: Product) -> None:
    """Go from the shop to a product of it."""
    page.add_init_script(NOTE)
    page.goto(f"/shops/{product.shop.id}")
    page.get_by_role("link", name="Paper lantern").click()
    expect(page.get_by_role("heading", name="Paper lantern", level=1)).to_be_visible()
