"""The numbers of a creator's posts: what counts on which day, whose they are, as page and as file."""

import csv
import datetime as dt
import io
import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import update

from accounts.people import Person
from accounts.roles import Role
from content import comments, figures, numbers, reactions, removal, views
from content.models import PostComment
from content.numbers import Numbers, Period
from content.views import Watched
from kernel.clock import now
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from tests.factories import make_person, make_product, make_shop
from tests.market import ApiClient
from tests.service.content.published import counted_statements, make_published
from tests.service.content.test_pages import browse_as
from tests.service.orders.market_day import SandboxTeller, order_body

Apis = Callable[..., ApiClient]
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def creator() -> Person:
    return make_person(Role.CREATOR, name="Mei")


@pytest.fixture
def gateway(app: Flask) -> SandboxTeller:
    return SandboxTeller(app)


def days_ago(count: int) -> dt.date:
    return now().date() - dt.timedelta(days=count)


def happen(post_id: uuid.UUID, day: dt.date, **figures_of_day: int) -> None:
    with transaction() as session:
        figures.add(session, post_id, day, **figures_of_day)


def read(post_id: uuid.UUID, period: Period = Period.MONTH) -> numbers.Report:
    with reading() as session:
        return numbers.read_post(session, post_id, period)


def say(
    post_id: uuid.UUID, *, at: dt.datetime | None = None, parent_id: uuid.UUID | None = None
) -> uuid.UUID:
    with transaction() as session:
        comment_id = comments.add_comment(session, post_id, make_person().id, "How big?", parent_id=parent_id)
        if at is not None:
            row = update(PostComment).where(PostComment.id == comment_id)
            session.execute(row.values(created_at=at))
    return comment_id


def order_from(buyer: ApiClient, post_id: uuid.UUID, variant_id: uuid.UUID) -> dict[str, object]:
    source = {"kind": "video", "id": str(post_id), "media_time_seconds": 1.5}
    answer = buyer.post("/orders", order_body((variant_id, 1), source=source), key=str(new_id()))
    order: dict[str, object] = answer.get_json()
    return order


def lines(answer_data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer_data.decode("utf-8-sig"))))


def test_what_viewers_do_today_is_in_the_numbers_of_today(creator: Person) -> None:
    post_id, viewer = make_published(creator), make_person()
    with transaction() as session:
        views.record_views(session, viewer.id, [Watched(post_id, 6.0, has_tapped=True)])
        views.record_share(session, viewer.id, post_id)
        reactions.like(session, post_id, viewer.id)
        reactions.save(session, post_id, viewer.id)
    say(post_id)

    report = read(post_id)

    happened = Numbers(1, 6, taps_count=1, likes_count=1, saves_count=1, shares_count=1, comments_count=1)
    assert report.days[now().date()] == report.total == happened
    assert len(report.days) == 28


def test_what_is_taken_back_is_in_no_number_any_more(creator: Person) -> None:
    post_id, person = make_published(creator), make_person()
    comment_id = say(post_id)
    say(post_id, parent_id=comment_id)
    with transaction() as session:
        reactions.like(session, post_id, person.id)
        reactions.save(session, post_id, person.id)

    with transaction() as session:
        reactions.unlike(session, post_id, person.id)
        reactions.unsave(session, post_id, person.id)
        comments.delete_comment(session, comment_id, creator.id)

    assert read(post_id).total == Numbers()


def test_a_period_is_compared_with_as_many_days_before(creator: Person) -> None:
    post_id = make_published(creator)
    for day, count in ((0, 3), (6, 4), (7, 5), (13, 6), (14, 100)):
        happen(post_id, days_ago(day), views_count=count)

    report = read(post_id, Period.WEEK)

    assert report.total.views_count == 3 + 4
    assert report.before is not None
    assert report.before.views_count == 5 + 6
    assert list(report.days) == [days_ago(day) for day in range(6, -1, -1)]


def test_all_time_begins_with_the_first_number_and_is_compared_with_nothing(creator: Person) -> None:
    old, fresh = make_published(creator), make_published(creator)
    happen(old, days_ago(200), views_count=1)

    assert len(read(old, Period.ALL).days) == 201
    assert read(old, Period.ALL).before is None
    assert len(read(fresh, Period.ALL).days) == numbers.SHORTEST_DAYS


def test_a_comment_counts_on_its_own_day_of_utc(creator: Person) -> None:
    post_id = make_published(creator)
    midnight = dt.datetime.combine(days_ago(2), dt.time(), dt.UTC)

    say(post_id, at=midnight - dt.timedelta(microseconds=1))
    say(post_id, at=midnight)

    counts = {day: one.comments_count for day, one in read(post_id).days.items() if one.comments_count}
    assert counts == {days_ago(3): 1, days_ago(2): 1}


def test_orders_count_when_they_are_paid_and_no_more_when_they_are_given_back(
    api: Apis, creator: Person, gateway: SandboxTeller
) -> None:
    seller = make_person(Role.MERCHANT)
    product = make_product(make_shop(seller), price_minor=1990)
    post_id, other_id = make_published(creator), make_published(creator)
    buyer = api(make_person().id)
    paid, given_back, unpaid = (order_from(buyer, post_id, product.variants[0].id) for _ in range(3))
    elsewhere = order_from(buyer, other_id, product.variants[0].id)
    for order in (paid, given_back, elsewhere):
        gateway.pay(order)
    api(seller.id).post(f"/orders/{given_back['id']}/refund", key=str(new_id()))

    total = read(post_id).total

    assert unpaid["id"] != paid["id"]
    assert (total.orders_count, dict(total.revenue_minor)) == (1, {"USD": 1990})


def test_a_creator_sees_all_posts_together_and_which_were_seen_most(app: Flask, creator: Person) -> None:
    ids = [make_published(creator) for _ in range(5)]
    for count, post_id in enumerate(ids):
        happen(post_id, days_ago(1), views_count=count, watch_seconds=60 * count)
    happen(make_published(make_person(Role.CREATOR)), days_ago(1), views_count=1000)

    page = browse_as(app, creator).get("/studio?period=7")

    with reading() as session:
        report = numbers.read_creator(session, creator.id, Period.WEEK)
        by_post = numbers.list_posts_numbers(session, creator.id, Period.WEEK)
    assert report.total.views_count == sum(range(5))
    assert list(by_post)[:3] == ids[:1:-1]
    assert [f"/studio/posts/{post_id}?" in page.text for post_id in ids] == [False, False, True, True, True]


def test_what_its_creator_removed_is_among_no_best_posts_but_stays_in_the_sum(creator: Person) -> None:
    post_id = make_published(creator)
    happen(post_id, days_ago(1), views_count=9)

    with transaction() as session:
        removal.remove_own_post(session, post_id, creator.id)

    with reading() as session:
        assert numbers.list_posts_numbers(session, creator.id, Period.MONTH) == {}
        assert numbers.read_creator(session, creator.id, Period.MONTH).total.views_count == 9


@pytest.mark.parametrize("locale", ["en", "zh_Hant", "zh_Hans"])
def test_the_page_of_a_post_tells_its_numbers_as_the_reader_writes_them(
    app: Flask, creator: Person, locale: str
) -> None:
    post_id = make_published(creator)
    happen(post_id, days_ago(1), views_count=12_345, watch_seconds=12_345 * 5)
    browser = browse_as(app, creator)
    browser.set_cookie("nightmarket_locale", locale)

    page = browser.get(f"/studio/posts/{post_id}?period=90").text

    assert "12,345" in page
    assert ("5 sec" in page) == (locale == "en")
    assert "50%" in page
    assert page.count("<nm-line-chart") == 9
    assert "UTC" in page


def test_a_post_that_nobody_has_seen_says_so(app: Flask, creator: Person) -> None:
    page = browse_as(app, creator).get(f"/studio/posts/{make_published(creator)}")

    assert page.status_code == 200
    assert "Nothing in this time" in page.text
    assert "<nm-line-chart" not in page.text


@pytest.mark.parametrize("path", ["", "/numbers.csv"])
def test_numbers_are_for_the_creator_alone(app: Flask, creator: Person, path: str) -> None:
    post_id = make_published(creator)
    others = (make_person(Role.CREATOR), make_person(Role.CREATOR, Role.MODERATOR))

    seen = [browse_as(app, one).get(f"/studio/posts/{post_id}{path}").status_code for one in others]

    assert seen == [404, 404]
    assert browse_as(app, creator).get(f"/studio/posts/{post_id}{path}").status_code == 200


def test_the_file_of_a_post_has_a_line_for_each_day(app: Flask, creator: Person) -> None:
    post_id = make_published(creator)
    happen(post_id, days_ago(2), views_count=4, watch_seconds=10)

    answer = browse_as(app, creator).get(f"/studio/posts/{post_id}/numbers.csv?period=7")

    found = lines(answer.data)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert [line["day"] for line in found] == [days_ago(day).isoformat() for day in range(6, -1, -1)]
    assert (found[4]["views"], found[4]["watch_seconds"], found[4]["average_seconds"]) == ("4", "10", "2.5")


def test_the_file_of_all_posts_runs_nothing_in_a_spreadsheet(
    api: Apis, app: Flask, creator: Person, gateway: SandboxTeller
) -> None:
    post_id = make_published(creator)
    api(creator.id).send("PATCH", f"/videos/{post_id}", {"title": "=HYPERLINK(1)"})
    gateway.pay(order_from(api(make_person().id), post_id, make_product(price_minor=500).variants[0].id))

    found = lines(browse_as(app, creator).get("/studio/numbers.csv").data)

    assert [line["title"] for line in found] == ["'=HYPERLINK(1)"]
    assert (found[0]["orders"], found[0]["revenue_USD"]) == ("1", "5.00")
    assert found[0]["address"].endswith(f"/v/{post_id}")


def test_the_studio_takes_as_many_statements_for_many_posts_as_for_one(app: Flask, creator: Person) -> None:
    browser = browse_as(app, creator)

    def count_statements() -> int:
        with counted_statements() as statements:
            assert browser.get("/studio").status_code == 200
        return len(statements)

    for day in range(3):
        happen(make_published(creator), days_ago(day), views_count=3)
    few = count_statements()
    for day in range(12):
        happen(make_published(creator), days_ago(day), views_count=3)

    assert count_statements() == few
    assert few <= 16


def test_the_page_of_a_post_takes_a_bounded_number_of_statements(app: Flask, creator: Person) -> None:
    post_id = make_published(creator)
    for day in range(60):
        happen(post_id, days_ago(day), views_count=3)
    browser = browse_as(app, creator)

    with counted_statements() as statements:
        assert browser.get(f"/studio/posts/{post_id}?period=all").status_code == 200

    assert len(statements) <= 8
