"""Where everybody sees what a shop offers, and a buyer what he keeps of that."""

import uuid

from flask import Response, flash
from flask_babel import gettext

from kernel.clock import now
from kernel.transaction import reading, transaction
from kernel.web.access import ANYONE, SIGNED_IN
from kernel.web.actor import find_actor, get_actor
from kernel.web.limits import limiter
from kernel.web.routes import Pages, go_to
from kernel.web.templates import render
from products import shops
from promotions import coupons, full_reductions
from promotions.pages.coupons import state_words

pages = Pages("own_coupons", __name__)


@pages.page("/shops/<uuid:shop_id>/coupons", access=ANYONE)
def show_offers(shop_id: uuid.UUID) -> Response:
    """Show the coupons and full-reductions that a shop offers everybody."""
    actor = find_actor()
    with reading() as session:
        shop = shops.get_shop(session, shop_id)
        offered = coupons.list_public(session, [shop_id])
        kept = set() if actor is None else {one.id for one in coupons.list_kept(session, actor.user_id)}
        reductions = full_reductions.list_running(session, [shop_id])
    return render("promotions/offers.html", shop=shop, coupons=offered, kept=kept, reductions=reductions)


@pages.page("/coupons", access=SIGNED_IN)
def show_own() -> Response:
    """Show the coupons that one keeps, those that end soonest first."""
    at = now()
    with reading() as session:
        kept = coupons.list_kept(session, get_actor().user_id)
        names = shops.list_names(session, {one.shop_id for one in kept if one.shop_id is not None})
    return render(
        "promotions/own_coupons.html",
        coupons=[(one, one.find_state(at)) for one in kept],
        names=names,
        words=state_words(),
    )


@pages.page("/coupons/<uuid:coupon_id>/keep", access=SIGNED_IN, methods=("POST",))
@limiter.limit("60/minute")
def keep_coupon(coupon_id: uuid.UUID) -> Response:
    """Put a coupon among one's own."""
    with transaction() as session:
        coupons.keep_coupon(session, coupon_id, buyer_id=get_actor().user_id)
    flash(gettext("The coupon is yours. The checkout counts on it by itself."), "success")
    return go_to("/coupons")
