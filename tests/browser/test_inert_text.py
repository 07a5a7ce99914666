"""Hostile words in every text that people can store: shown as words, never run, on every page they reach.

The windows of these tests complain of dialogs, script errors and refused scripts; nobody may complain.
"""

import pytest
from playwright.sync_api import expect

from accounts import people as accounts
from accounts.roles import Role
from content.posts import PostKind, get_post
from content.states import PostState
from kernel.transaction import reading, transaction
from products import catalogue, shops
from products.variants import NewVariant
from tests.browser.making import buy_directly, publish_clip, publish_words
from tests.factories import make_person

PAYLOADS = (
    '<script>alert("run")</script>',
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "</script><svg onload=alert(1)>",
    "{{ 7 * 7 }} ${alert(1)} %(title)s {0}",
    "javascript:alert(1)",
    "<!--<b>]]>&lt;\\u003c",
)


def words(number: int, limit: int = 120) -> str:
    """Return a hostile text of at most `limit` characters: a payload and the one after it."""
    return " ".join(PAYLOADS[place % len(PAYLOADS)] for place in (number, number + 1))[:limit].strip()


@pytest.fixture(scope="module", params=range(0, len(PAYLOADS), 2))
def hostile(request: pytest.FixtureRequest, market):
    """Make a market in which every text is hostile."""
    number = request.param
    owner = make_person(Role.MERCHANT, Role.CREATOR, name=words(number, 80))
    with transaction() as session:
        accounts.change_profile(
            session,
            owner.id,
            display_name=words(number, 80),
            handle=owner.handle,
            bio=words(number),
            locale=None,
        )
        shop = shops.open_shop(session, owner_id=owner.id, name=words(number, 80))
        product = catalogue.create_product(
            session,
            shop.id,
            owner_id=owner.id,
            title=words(number),
            description=words(number + 1),
            currency="USD",
            variants=[
                NewVariant(
                    sku="A-1", options={words(number, 30): words(number, 60)}, price_minor=100, stock_count=5
                ),
                NewVariant(sku="A-2", options={words(number, 30): "plain"}, price_minor=100, stock_count=5),
            ],
        )
    video_id = publish_clip(owner, title=words(number), description=words(number + 2), tagged=product)
    photos_id, article_id = (
        publish_words(owner, kind, f"{words(number)} #{words(number, 20)}"[:120], shown=product)
        for kind in (PostKind.PHOTO, PostKind.ARTICLE)
    )
    buyer = make_person(name=words(number, 80))
    order_id = buy_directly(buyer, product.variants[0].id, name=words(number, 80))
    return {
        "owner": owner,
        "buyer": buyer,
        "title": words(number),
        "pages": {
            None: (
                f"/photos/{photos_id}",
                f"/articles/{article_id}",
                "/tags/script",
                "/",
                f"/v/{video_id}",
                f"/p/{product.id}",
                f"/shops/{shop.id}",
                f"/@{owner.handle}",
            ),
            owner: (
                "/studio",
                f"/studio/videos/{video_id}",
                f"/studio/photos/{photos_id}",
                f"/studio/articles/{article_id}",
                "/studio/upload",
                "/console",
                f"/console/products/{product.id}",
                "/console/orders",
                "/settings",
            ),
            buyer: (
                "/orders",
                f"/orders/{order_id}",
                f"/checkout?variant={product.variants[0].id}&quantity=1",
            ),
        },
        "video_id": video_id,
    }


def test_hostile_words_are_only_words(hostile, windows):
    with reading() as session:
        assert get_post(session, hostile["video_id"]).state is PostState.PUBLISHED

    for person, paths in hostile["pages"].items():
        page = windows.phone(person)
        for path in paths:
            answer = page.goto(path)
            assert answer is not None
            assert answer.status == 200, path
            page.wait_for_load_state("load")

    public = windows.desktop()
    public.goto(f"/v/{hostile['video_id']}")
    expect(public.get_by_text(hostile["title"], exact=True).first).to_be_attached()
