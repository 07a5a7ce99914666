"""The merchant's pages of what comes back to his shops."""

import uuid

from flask import Response, flash
from flask_babel import gettext

from kernel.transaction import reading, transaction
from kernel.web.access import MERCHANTS
from kernel.web.actor import get_actor
from kernel.web.routes import Pages, go_to, parse_form, parse_query
from kernel.web.templates import render
from orders import lookup, return_lookup, returns
from orders.pages.looks import describe_return
from orders.return_schemas import AnswerForm, ReceiveForm, ReturnsQuery
from orders.return_wording import (
    reason_words,
    return_state_words,
)

pages = Pages("orders_shop_returns", __name__)


@pages.page("/console/returns", access=MERCHANTS)
def list_shop_returns() -> Response:
    """Show the returns of a merchant's shops, those that wait for somebody first."""
    query = parse_query(ReturnsQuery)
    with reading() as session:
        page = return_lookup.list_returns_of_shop_owner(
            session, get_actor().user_id, states=query.states(), cursor=query.cursor
        )
        numbers = lookup.find_numbers(session, {one.order_id for one in page.items})
    return render(
        "orders/console_returns.html",
        page=page,
        numbers=numbers,
        query=query,
        words=return_state_words(),
        reasons=reason_words(),
    )


@pages.page("/console/returns/<uuid:return_id>", access=MERCHANTS)
def show_shop_return(return_id: uuid.UUID) -> Response:
    """Show a return to the merchant whom it is asked of."""
    with reading() as session:
        returned = return_lookup.get_return_of_shop_owner(session, return_id, get_actor().user_id)
        order = lookup.get_order_of_shop_owner(session, returned.order_id, returned.shop_owner_id)
        shown = describe_return(session, returned, order, returned.shop_owner_id)
    return render("orders/console_return.html", **shown)


@pages.page("/console/returns/<uuid:return_id>/approve", access=MERCHANTS, methods=("POST",))
def approve_return(return_id: uuid.UUID) -> Response:
    """Say yes to a return."""
    with transaction() as session:
        returns.approve(session, return_id, shop_owner_id=get_actor().user_id)
    flash(gettext("The return is approved. The buyer has been told."), "success")
    return go_to(f"/console/returns/{return_id}")


@pages.page("/console/returns/<uuid:return_id>/reject", access=MERCHANTS, methods=("POST",))
def reject_return(return_id: uuid.UUID) -> Response:
    """Say no to a return, and why."""
    form = parse_form(AnswerForm)
    with transaction() as session:
        returns.reject(session, return_id, form.answer, shop_owner_id=get_actor().user_id)
    flash(gettext("You said no. The buyer reads why."), "success")
    return go_to(f"/console/returns/{return_id}")


@pages.page("/console/returns/<uuid:return_id>/receive", access=MERCHANTS, methods=("POST",))
def receive_return(return_id: uuid.UUID) -> Response:
    """Note that the goods are back; the money goes back with that."""
    form = parse_form(ReceiveForm)
    with transaction() as session:
        user_id = get_actor().user_id
        returns.receive(session, return_id, shop_owner_id=user_id, **form.model_dump())
    flash(gettext("It is back. The money is on its way to the buyer."), "success")
    return go_to(f"/console/returns/{return_id}")
