"""The buyer's pages of what he ordered."""

import uuid

from flask import Response, flash
from flask_babel import gettext

from kernel import runtime
from kernel.clock import now
from kernel.transaction import reading, transaction
from kernel.web.access import SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.routes import Pages, go_to, parse_query
from kernel.web.templates import locale, render
from orders import lifecycle, lookup, receipt, return_lookup
from orders.countries import list_countries
from orders.pages.looks import find_pictures
from orders.return_states import OPEN
from orders.return_windows import is_withdrawable, list_reasons
from orders.return_wording import return_state_words
from orders.schemas import BuyerQuery
from orders.wording import build_timeline, carrier_names, state_words
from payments.authorization import payment_url

pages = Pages("orders", __name__)


@pages.page("/orders", access=SIGNED_IN)
def list_orders() -> Response:
    """Show a buyer's orders."""
    query = parse_query(BuyerQuery)
    with reading() as session:
        page = lookup.list_orders_of_buyer(session, get_actor().user_id, cursor=query.cursor)
        pictures = find_pictures(session, page.items)
    return render("orders/list.html", page=page, words=state_words(), pictures=pictures)


@pages.page("/orders/<uuid:order_id>", access=SIGNED_IN)
def show_order(order_id: uuid.UUID) -> Response:
    """Show one order to its buyer."""
    with reading() as session:
        order = lookup.get_order_of_buyer(session, order_id, get_actor().user_id)
        checkout = lookup.get_checkout(session, order.checkout_id, order.buyer_id)
        pictures = find_pictures(session, [order])
        returned = return_lookup.list_returns_of_order(session, order_id)
    return render(
        "orders/order.html",
        order=order,
        checkout=checkout,
        words=state_words(),
        steps=build_timeline(order),
        carriers=carrier_names(),
        pay_url=payment_url(order.payment_id),
        countries=dict(list_countries(locale())),
        pictures=pictures,
        completion_days=runtime.config().completion_days,
        returned=returned,
        return_words=return_state_words(),
        has_open_return=any(one.state in OPEN for one in returned),
        can_return=bool(list_reasons(order, now())),
        can_withdraw=is_withdrawable(order, now()),
    )


@pages.page("/orders/<uuid:order_id>/cancel", access=SIGNED_IN, methods=("POST",))
def cancel_order(order_id: uuid.UUID) -> Response:
    """Cancel an order for its buyer."""
    with transaction() as session:
        lifecycle.cancel(session, order_id, buyer_id=get_actor().user_id)
    flash(gettext("The order is cancelled. What you paid is on its way back to you."), "success")
    return go_to(f"/orders/{order_id}")


@pages.page("/orders/<uuid:order_id>/delivered", access=SIGNED_IN, methods=("POST",))
def mark_delivered(order_id: uuid.UUID) -> Response:
    """Note that the buyer has got all of an order."""
    with transaction() as session:
        receipt.mark_delivered(session, order_id, party_id=get_actor().user_id)
    flash(gettext("Thank you. Look at everything in peace, then confirm that you received it."), "success")
    return go_to(f"/orders/{order_id}")


@pages.page("/orders/<uuid:order_id>/receipt", access=SIGNED_IN, methods=("POST",))
def confirm_receipt(order_id: uuid.UUID) -> Response:
    """Note that the buyer has an order and keeps it."""
    with transaction() as session:
        receipt.confirm(session, order_id, buyer_id=get_actor().user_id)
    flash(gettext("Thank you. The order is complete."), "success")
    return go_to(f"/orders/{order_id}")
