"""Reviews: who may write them, what becomes of the average, and what people may do about them."""

import threading
import uuid
from collections.abc import Callable

import pytest
from flask import Flask

from accounts import sessions
from accounts.people import Person
from kernel.transaction import reading, transaction
from kernel.web.actor import SESSION_COOKIE
from moderation.errors import TextRefused
from moderation.rule_book import add_rule
from moderation.rules import Verdict
from orders.errors import NoSuchOrder
from products.values import Product
from reviews import reading as reviews_read
from reviews import summaries, votes, writing
from reviews.errors import NoSuchReview, NotReviewable, OwnReview, ReviewTakenDown
from tests.factories import make_person, make_product
from tests.market import ApiClient
from tests.service.orders.market_day import SandboxTeller, pack, place

Api = Callable[..., ApiClient]


def buy(app: Flask, api: Api, product: Product, buyer: Person, *, is_sent: bool = True) -> uuid.UUID:
    """Let somebody buy a product's first variant; return the order's id."""
    order = place(api(buyer.id), (product.variants[0].id, 1)).get_json()
    SandboxTeller(app).pay(order)
    if is_sent:
        assert pack(api(product.shop.owner_id), order, carrier="other").status_code == 201
    return uuid.UUID(order["id"])


def review(product: Product, order_id: uuid.UUID, buyer: Person, stars: int, text: str = "") -> uuid.UUID:
    """Write a review, or write it anew."""
    with transaction() as session:
        variant_id = product.variants[0].id
        return writing.write(session, order_id, variant_id, buyer.id, stars=stars, text=text)


def look(product: Product) -> tuple[int, float | None, list[tuple[int, str, bool]]]:
    """Return a product's count and average of reviews, and its reviews: stars, text, whether edited."""
    with reading() as session:
        summary = summaries.get_summary(session, product.id)
        found = reviews_read.list_reviews(session, product.id).items
    shown = [(one.stars, one.text, one.edited_at is not None) for one in found]
    return summary.count, summary.average, shown


def visit(app: Flask, person_id: uuid.UUID | None, path: str) -> str:
    """Return a page as a person sees it."""
    client = app.test_client()
    if person_id is not None:
        with transaction() as session:
            token = sessions.start_session(session, person_id, device="x", address="x", replaces=None)
        client.set_cookie(SESSION_COOKIE, token)
    return client.get(path).get_data(as_text=True)


def test_only_who_was_sent_it_reviews_it_once_and_a_change_is_kept_and_said(app: Flask, api: Api) -> None:
    product, buyer = make_product(stock_counts=[5]), make_person(name="Noor")
    waiting = buy(app, api, product, buyer, is_sent=False)
    sent = buy(app, api, product, buyer)

    with pytest.raises(NotReviewable):
        review(product, waiting, buyer, 5)
    with pytest.raises(NoSuchOrder):
        review(product, sent, make_person(), 5)
    first = review(product, sent, buyer, 5, "Bright")
    again = review(product, sent, buyer, 2, "It broke")
    review(product, sent, buyer, 2, "It broke")

    assert first == again
    assert look(product) == (1, 2.0, [(2, "It broke", True)])
    with reading() as session:
        versions = reviews_read.list_versions(session, first)
    assert [(one.stars, one.text) for one in versions] == [(5, "Bright")]


def test_the_average_counts_what_is_shown_also_after_takedowns(app: Flask, api: Api) -> None:
    product = make_product(stock_counts=[5])
    people = [make_person(), make_person()]
    orders = [buy(app, api, product, one) for one in people]
    bad, _good = (review(product, orders[i], people[i], stars) for i, stars in ((0, 1), (1, 4)))

    seen = [look(product)[:2]]
    for act in (writing.take_down, writing.put_back):
        for _ in range(2):
            with transaction() as session:
                act(session, bad)
        seen.append(look(product)[:2])
    with transaction() as session:
        writing.take_down(session, bad)

    assert seen == [(2, 2.5), (1, 4.0), (2, 2.5)]
    with pytest.raises(ReviewTakenDown):
        review(product, orders[0], people[0], 5)


def test_reviews_at_once_are_all_counted(app: Flask, api: Api) -> None:
    product = make_product(stock_counts=[9])
    people = [make_person() for _ in range(4)]
    orders = [buy(app, api, product, one) for one in people]
    pairs = [(order, person, stars) for order, person in zip(orders, people, strict=True) for stars in (1, 5)]

    threads = [threading.Thread(target=review, args=(product, *pair)) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    count, average, shown = look(product)
    assert count == len(shown) == 4
    assert average == sum(stars for stars, _, _ in shown) / 4


def test_a_merchant_answers_others_find_it_helpful_once_and_neither_votes_for_himself(
    app: Flask, api: Api
) -> None:
    product, buyer, other = make_product(stock_counts=[5]), make_person(), make_person()
    review_id = review(product, buy(app, api, product, buyer), buyer, 4)

    with transaction() as session:
        writing.reply(session, review_id, product.shop.owner_id, "Thank you")
        for _ in range(2):
            votes.find_helpful(session, review_id, other.id)
    for person_id in (buyer.id, product.shop.owner_id):
        with pytest.raises(OwnReview), transaction() as session:
            votes.find_helpful(session, review_id, person_id)
    with pytest.raises(NoSuchReview), transaction() as session:
        writing.reply(session, review_id, other.id, "Not mine")

    with reading() as session:
        [shown] = reviews_read.list_reviews(session, product.id).items
    assert (shown.reply, shown.helpful_count) == ("Thank you", 1)


def test_words_that_a_rule_stops_are_no_review(app: Flask, api: Api) -> None:
    product, buyer = make_product(), make_person()
    order_id = buy(app, api, product, buyer)
    with transaction() as session:
        add_rule(session, "zzqforbidden", Verdict.REFUSE, make_person().id)

    with pytest.raises(TextRefused):
        review(product, order_id, buyer, 5, "so zzqforbidden")

    assert look(product) == (0, None, [])


def test_pages_show_words_as_words_all_stars_and_a_rating_only_where_there_are_reviews(
    app: Flask, api: Api
) -> None:
    product, buyer = make_product(), make_person()
    path = f"/p/{product.id}/reviews"
    empty = visit(app, None, path)
    order_id = buy(app, api, product, buyer)
    review(product, order_id, buyer, 1, "<script>alert(1)</script>")

    page, five = visit(app, None, path), visit(app, None, f"{path}?stars=5")
    form = visit(app, buyer.id, f"/orders/{order_id}/reviews/{product.variants[0].id}")
    merchant = visit(app, product.shop.owner_id, path)

    assert "aggregateRating" not in empty
    assert '"reviewCount": 1' in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "alert(1)" not in five
    assert "&lt;script&gt;" in form
    assert "Your answer" in merchant
    assert "Your answer" not in page
