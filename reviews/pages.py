"""The pages of reviews: those of a product, and the form of a buyer."""

import uuid

from flask import Response, flash
from flask_babel import gettext

from kernel import runtime
from kernel.transaction import reading, transaction
from kernel.web.access import ANYONE, SIGNED_IN
from kernel.web.actor import find_actor, get_actor
from kernel.web.routes import Pages, go_to, parse_form, parse_query
from kernel.web.templates import render
from products import catalogue
from reviews import reading as reviews_read
from reviews import summaries, votes, writing
from reviews.schemas import Reply, ReviewsQuery, WriteReview
from reviews.structured_data import build_rating_data

pages = Pages("reviews", __name__)


@pages.page("/p/<uuid:product_id>/reviews", access=ANYONE)
def show_reviews(product_id: uuid.UUID) -> Response:
    """Show what buyers say of a product, all of it, newest first."""
    query = parse_query(ReviewsQuery)
    actor = find_actor()
    viewer_id = actor.user_id if actor else None
    with reading() as session:
        product = catalogue.get_shown_product(session, product_id, viewer_id)
        summary = summaries.get_summary(session, product_id)
        found = reviews_read.list_reviews(session, product_id, stars=query.stars, cursor=query.cursor)
    return render(
        "reviews/list.html",
        product=product,
        summary=summary,
        page=found,
        chosen_stars=query.stars,
        viewer_id=viewer_id,
        structured_data=build_rating_data(product, summary, runtime.config().public_url),
    )


@pages.page("/orders/<uuid:order_id>/reviews/<uuid:variant_id>", access=SIGNED_IN)
def show_form(order_id: uuid.UUID, variant_id: uuid.UUID) -> Response:
    """Show the form in which a buyer says how something was."""
    with reading() as session:
        order, item = writing.get_reviewable(session, order_id, variant_id, get_actor().user_id)
        own = reviews_read.find_own(session, order_id, variant_id)
    return render("reviews/form.html", order=order, item=item, own=own)


@pages.page("/orders/<uuid:order_id>/reviews/<uuid:variant_id>", access=SIGNED_IN, methods=("POST",))
def write_review(order_id: uuid.UUID, variant_id: uuid.UUID) -> Response:
    """Keep what a buyer says."""
    author_id = get_actor().user_id
    with transaction() as session:
        _, item = writing.get_reviewable(session, order_id, variant_id, author_id)
        form = parse_form(WriteReview)
        writing.write(session, order_id, variant_id, author_id, stars=form.stars, text=form.text)
    flash(gettext("Thank you. Everybody can read your review now."), "success")
    return go_to(f"/p/{item.product_id}/reviews")


@pages.page("/reviews/<uuid:review_id>/reply", access=SIGNED_IN, methods=("POST",))
def reply(review_id: uuid.UUID) -> Response:
    """Keep what a merchant answers."""
    form = parse_form(Reply)
    with transaction() as session:
        product_id = writing.reply(session, review_id, get_actor().user_id, form.text)
    return go_to(f"/p/{product_id}/reviews#review-{review_id}")


@pages.page("/reviews/<uuid:review_id>/helpful", access=SIGNED_IN, methods=("POST",))
def find_helpful(review_id: uuid.UUID) -> Response:
    """Count that somebody finds a review helpful."""
    with transaction() as session:
        product_id = votes.find_helpful(session, review_id, get_actor().user_id)
    return go_to(f"/p/{product_id}/reviews#review-{review_id}")
