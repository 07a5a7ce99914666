"""The feed: its order, its pages, what is in it for whom, what it costs."""

from collections.abc import Callable

import pytest

from content.feed import FeedKind, list_feed
from kernel.transaction import reading, transaction
from products import catalogue
from tests.factories import make_person, make_product
from tests.market import ApiClient
from tests.service.content.published import counted_statements, make_published

pytestmark = pytest.mark.usefixtures("app")


def read_all(client: ApiClient, **query: object) -> list[str]:
    """Return the ids of a whole feed, page by page."""
    ids: list[str] = []
    cursor = None
    while True:
        page = client.get("/feed", **query, **({"cursor": cursor} if cursor else {})).json
        ids += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return ids


def test_the_newest_comes_first_and_pages_meet_without_gap_or_repeat(api: Callable[..., ApiClient]) -> None:
    creator = make_person()
    made = [str(make_published(creator)) for _ in range(7)]

    ids = read_all(api(), kind="newest", limit=3)

    assert [found for found in ids if found in made] == made[::-1]
    assert len(ids) == len(set(ids))


def test_a_page_takes_at_most_four_statements() -> None:
    creator = make_person()
    variants = tuple(make_product().variants[0].id for _ in range(3))
    for _ in range(10):
        make_published(creator, variant_ids=variants)

    with counted_statements() as statements, reading() as session:
        page = list_feed(session, FeedKind.NEWEST, limit=10)

    assert len(page.items) == 10
    assert len(page.items[0].product_tags) == 3
    assert len(statements) <= 4


def test_following_shows_only_whom_one_follows(api: Callable[..., ApiClient]) -> None:
    followed, other, viewer = make_person(name="Followed"), make_person(), make_person()
    wanted = str(make_published(followed))
    make_published(other)
    client = api(viewer.id)

    before = read_all(client, kind="following")
    put = client.send("PUT", f"/people/{followed.handle}/follow")
    after = read_all(client, kind="following")
    deleted = client.send("DELETE", f"/people/{followed.handle}/follow")

    assert (before, after) == ([], [wanted])
    assert (put.status_code, deleted.status_code) == (204, 204)
    assert read_all(client, kind="following") == []


def test_following_is_for_the_signed_in_and_not_of_oneself(api: Callable[..., ApiClient]) -> None:
    person = make_person()

    anonymous = api().get("/feed", kind="following")
    oneself = api(person.id).send("PUT", f"/people/{person.handle}/follow")

    assert anonymous.status_code == 401
    assert oneself.status_code == 422


def test_only_the_anonymous_feed_may_be_kept_by_caches(api: Callable[..., ApiClient]) -> None:
    make_published(make_person())

    anonymous, signed_in = api().get("/feed"), api(make_person().id).get("/feed")

    assert anonymous.headers["Cache-Control"] == "public, max-age=1"
    assert "private" in signed_in.headers["Cache-Control"]


def test_a_tag_shows_what_its_variant_costs_now_and_whether_it_is_there(
    api: Callable[..., ApiClient],
) -> None:
    there, sold_out, archived = make_product(), make_product(stock_counts=(0,)), make_product()
    tagged = (there, sold_out, archived)
    video_id = str(
        make_published(make_person(), variant_ids=tuple(product.variants[0].id for product in tagged))
    )
    with transaction() as session:
        catalogue.archive_product(session, archived.id, owner_id=archived.shop.owner_id)

    items = api(make_person().id).get("/feed", kind="newest").json["items"]

    tags = next(item for item in items if item["id"] == video_id)["product_tags"]
    assert [tag["available"] for tag in tags if tag["product_id"] != str(archived.id)] == [True, False]
    assert not any(tag["available"] for tag in tags if tag["product_id"] == str(archived.id))
    assert (tags[0]["price_minor"], tags[0]["currency"], tags[0]["title"]) == (1990, "USD", "Paper lantern")


@pytest.mark.parametrize(
    "query", [{"cursor": "nonsense!"}, {"limit": 0}, {"limit": 51}, {"kind": "x"}, {"x": "y"}]
)
def test_a_feed_asked_for_wrongly_says_so(api: Callable[..., ApiClient], query: dict[str, object]) -> None:
    refused = api().get("/feed", **query)

    assert refused.status_code in {400, 422}
    assert refused.mimetype == "application/problem+json"
