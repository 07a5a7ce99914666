"""Where a creator sees what brings a commission, and picks what to promote."""

import uuid

from flask import Response, flash
from flask_babel import gettext

from commissions import promoting
from commissions.clicks import Click, SourceKind, TouchKind, sign_click
from commissions.schemas import PageQuery
from commissions.values import Promoter
from kernel import runtime
from kernel.clock import now
from kernel.transaction import reading, transaction
from kernel.web.access import CREATORS
from kernel.web.actor import get_actor
from kernel.web.routes import Pages, go_to, parse_query
from kernel.web.templates import render
from products import catalogue

pages = Pages("promoting", __name__)


@pages.page("/studio/promote", access=CREATORS)
def show_offers() -> Response:
    """Show what one promotes, is invited to, and may pick."""
    query, creator_id = parse_query(PageQuery), get_actor().user_id
    with reading() as session:
        own = promoting.list_own(session, creator_id)
        page = promoting.list_open(session, creator_id, cursor=query.cursor)
        ids = [one.offer.product_id for one in own] + [one.product_id for one in page.items]
        products = catalogue.list_products(session, ids)
    return render(
        "commissions/promote.html",
        links={one.offer.product_id: _link(one) for one in own},
        picked=[one for one in own if one.is_promoting and one.offer.product_id in products],
        invited=[one for one in own if not one.is_promoting and one.offer.product_id in products],
        page=page,
        products=products,
        cursor=query.cursor,
        at=now(),
    )


def _link(one: Promoter) -> str:
    """Return the address of a product that counts as this creator's."""
    click = Click(one.creator_id, TouchKind.CONTENT, SourceKind.LINK)
    return f"{runtime.config().public_url}/p/{one.offer.product_id}#via={sign_click(click)}"


@pages.page("/studio/promote/<uuid:offer_id>", access=CREATORS, methods=("POST",))
def pick(offer_id: uuid.UUID) -> Response:
    """Promote a product."""
    with transaction() as session:
        promoting.pick(session, offer_id, get_actor().user_id)
    flash(
        gettext("Tag it in your posts and broadcasts: what is bought from there earns you a share."),
        "success",
    )
    return go_to("/studio/promote")


@pages.page("/studio/promote/<uuid:offer_id>/drop", access=CREATORS, methods=("POST",))
def drop(offer_id: uuid.UUID) -> Response:
    """Promote a product no more."""
    with transaction() as session:
        promoting.drop(session, offer_id, get_actor().user_id)
    flash(gettext("You don't promote this any more. What was bought until now is yours."), "success")
    return go_to("/studio/promote")
