"""What pages hand out beside promoted products, and what they disclose."""

import uuid
from collections.abc import Callable

import pytest
from flask import Flask

from accounts.people import Person
from accounts.roles import Role
from commissions import promoting
from commissions.clicks import SourceKind, TouchKind, read_click
from content.disclosure import Disclosure
from content.earning import disclose
from content.feed import FeedKind, list_feed
from content.feed_items import FeedItem
from kernel.transaction import reading, transaction
from live import broadcasts, tray
from live.cards import describe_card
from live.values import NewBroadcast
from products.values import Product
from tests.factories import make_commission_offer, make_person, make_product
from tests.market import ApiClient
from tests.service.commissions.selling import make_promoter
from tests.service.commissions.test_offer_pages import browse
from tests.service.content.published import make_published

Api = Callable[..., ApiClient]
pytestmark = pytest.mark.usefixtures("app")


def shown(post_id: uuid.UUID) -> FeedItem:
    """Return a post as the feed shows it."""
    with reading() as session:
        page = list_feed(session, FeedKind.NEWEST, limit=50)
    return next(item for item in page.items if item.id == post_id)


def post(creator: Person, *products: Product) -> uuid.UUID:
    return make_published(creator, variant_ids=tuple(one.variants[0].id for one in products))


def test_only_what_its_creator_promotes_carries_a_click_and_is_disclosed():
    promoted, other = make_product(), make_product()
    creator = make_promoter(promoted)

    item = shown(post(creator, promoted, other))

    clicks = [tag.click for tag in item.product_tags]
    assert clicks[1] is None
    assert clicks[0] is not None
    click = read_click(clicks[0])
    assert (click.creator_id, click.kind, click.source_kind, click.source_id) == (
        creator.id,
        TouchKind.CONTENT,
        SourceKind.VIDEO,
        item.id,
    )
    assert item.disclosure is Disclosure.COMMISSION


def test_what_another_promotes_is_nothing_special():
    product = make_product()
    make_promoter(product)

    item = shown(post(make_person(Role.CREATOR), product))

    assert [tag.click for tag in item.product_tags] == [None]
    assert item.disclosure is Disclosure.NONE


def test_what_is_promoted_no_more_is_disclosed_no_more():
    product = make_product()
    creator = make_promoter(product)
    post_id = post(creator, product)
    offer = make_commission_offer(product)
    with transaction() as session:
        promoting.drop(session, offer.id, creator.id)

    assert shown(post_id).disclosure is Disclosure.NONE


def test_a_page_of_a_post_says_so_as_well(app: Flask, api: Api):
    product = make_product()
    creator = make_promoter(product)
    post_id = post(creator, product)

    answer = api().get(f"/videos/{post_id}").get_json()

    assert answer["disclosure"] == "commission"
    assert answer["product_tags"][0]["click"]


@pytest.mark.parametrize("told", list(Disclosure))
def test_a_commission_is_said_unless_more_is(told: Disclosure):
    product = make_product()
    tags = shown(post(make_promoter(product), product)).product_tags

    expected = Disclosure.SPONSORED if told is Disclosure.SPONSORED else Disclosure.COMMISSION
    assert disclose(told, tags) is expected
    assert disclose(told, []) is told


def test_a_tray_carries_clicks_of_its_broadcast():
    promoted, other = make_product(), make_product()
    host = make_promoter(promoted)
    with transaction() as session:
        made = broadcasts.create_broadcast(session, host.id, NewBroadcast(title="Lantern night"))
        wanted = [(promoted.id, ""), (other.id, "")]
        items = tray.set_tray(session, made.id, wanted, creator_id=host.id)

    tokens = [describe_card(item.card)["click"] for item in items]

    assert tokens[1] is None
    click = read_click(tokens[0])
    assert (click.kind, click.source_kind, click.source_id) == (
        TouchKind.LIVE,
        SourceKind.BROADCAST,
        made.id,
    )


def test_a_link_of_ones_own_counts(app: Flask):
    product = make_product(title="Moon lamp")
    creator = make_promoter(product)

    page = browse(app, creator).get("/studio/promote").text
    link = page.split(f"/p/{product.id}#via=")[1].split('"')[0]

    click = read_click(link)
    assert (click.creator_id, click.source_kind, click.source_id) == (creator.id, SourceKind.LINK, None)
