"""Where a merchant makes, watches and ends the coupons of a shop."""

import uuid
from typing import Any

from flask import Response, flash, request
from flask_babel import gettext

from kernel.clock import now
from kernel.errors import DomainError
from kernel.ids import new_id
from kernel.money import CURRENCIES
from kernel.transaction import reading, transaction
from kernel.web.access import SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.problems import InvalidFields
from kernel.web.routes import Pages, go_to, parse_form
from kernel.web.templates import render
from products import collections, shops
from promotions import coupons
from promotions.coupon_values import CouponState
from promotions.errors import NothingOff
from promotions.schemas import CouponForm

pages = Pages("coupons", __name__)


@pages.page("/console/shops/<uuid:shop_id>/coupons", access=SIGNED_IN)
def show_coupons(shop_id: uuid.UUID) -> Response:
    """Show a shop's coupons with how often each was used, and the form of a new one."""
    return _show(
        shop_id, {"key": str(new_id()), "kind": "percent", "budget_count": 100, "per_buyer_limit": 1}
    )


@pages.page("/console/shops/<uuid:shop_id>/coupons", access=SIGNED_IN, methods=("POST",))
def create_coupon(shop_id: uuid.UUID) -> Response:
    """Make a coupon."""
    try:
        form = parse_form(CouponForm)
        new = form.to_value()
        if new.amount_minor is None and new.percent is None:
            raise NothingOff
        with transaction() as session:
            coupons.create_coupon(session, form.key, new, shop_id=shop_id, owner_id=get_actor().user_id)
    except DomainError as error:
        return _show(shop_id, request.form.to_dict(), error)
    flash(gettext("The coupon is ready for your buyers."), "success")
    return go_to(f"/console/shops/{shop_id}/coupons")


@pages.page("/console/coupons/<uuid:coupon_id>/end", access=SIGNED_IN, methods=("POST",))
def end_coupon(coupon_id: uuid.UUID) -> Response:
    """End a coupon for good."""
    owner_id = get_actor().user_id
    with transaction() as session:
        coupons.end_coupon(session, coupon_id, owner_id=owner_id)
        shop_id = coupons.get_own_coupon(session, coupon_id, owner_id).shop_id
    flash(gettext("The coupon has ended."), "success")
    return go_to(f"/console/shops/{shop_id}/coupons")


def _show(shop_id: uuid.UUID, values: dict[str, Any], error: DomainError | None = None) -> Response:
    at = now()
    with reading() as session:
        shop = shops.get_own_shop(session, shop_id, get_actor().user_id)
        listed = coupons.list_coupons_of_shop(session, shop_id)
        groups = collections.list_collections(session, shop_id)
    fields = error.fields if isinstance(error, InvalidFields) else {}
    return render(
        "promotions/coupons.html",
        status=error.status if error else 200,
        shop=shop,
        coupons=[(one, one.find_state(at)) for one in listed],
        collections=[(str(one.id), one.name) for one in groups],
        currencies=[(code, code) for code in CURRENCIES],
        words=state_words(),
        values=values,
        errors={name: gettext(sentence) for name, sentence in fields.items()},
        error=gettext(error.title) if error and not fields else None,
    )


def state_words() -> dict[str, str]:
    """Return how the states of what a merchant makes are called."""
    return {
        CouponState.PLANNED: gettext("Planned"),
        CouponState.RUNNING: gettext("Running"),
        CouponState.USED_UP: gettext("Used up"),
        CouponState.OVER: gettext("Over"),
    }
