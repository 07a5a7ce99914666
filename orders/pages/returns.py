"""The buyer's pages of what he gives back."""

import uuid
from typing import Any

from flask import Response, flash, request
from flask_babel import gettext

from kernel import runtime
from kernel.clock import now
from kernel.errors import DomainError
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from kernel.web.access import SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.problems import InvalidFields
from kernel.web.routes import Pages, go_to, parse_form
from kernel.web.templates import render
from orders import disputes, lookup, return_lookup, returns
from orders.amounts import units_minor
from orders.pages.looks import describe_return, find_pictures, withdrawal_words
from orders.pages.quantities import read_quantities
from orders.return_schemas import DisputeForm, ReturnForm, SendForm
from orders.return_values import NewReturn
from orders.return_windows import list_reasons
from orders.return_wording import (
    kind_words,
    reason_words,
)

pages = Pages("orders_returns", __name__)


@pages.page("/orders/<uuid:order_id>/returns/new", access=SIGNED_IN)
def new_return(order_id: uuid.UUID) -> Response:
    """Show the form in which a buyer says what he gives back, and why."""
    return _show_form(order_id, {"key": str(new_id())})


@pages.page("/orders/<uuid:order_id>/returns", access=SIGNED_IN, methods=("POST",))
def open_return(order_id: uuid.UUID) -> Response:
    """Ask for units of an order to be taken back."""
    user_id = get_actor().user_id
    try:
        form = parse_form(ReturnForm, beside="quantity-")
        with transaction() as session:
            order = lookup.get_order_of_buyer(session, order_id, user_id)
            new = NewReturn(form.key, form.kind, form.reason, form.text, read_quantities(order))
            return_id = returns.open_return(session, order_id, new, buyer_id=user_id)
    except DomainError as error:
        return _show_form(order_id, request.form.to_dict(), error)
    return go_to(f"/returns/{return_id}")


@pages.page("/returns/<uuid:return_id>", access=SIGNED_IN)
def show_return(return_id: uuid.UUID) -> Response:
    """Show a return to its buyer."""
    with reading() as session:
        returned = return_lookup.get_return_of_buyer(session, return_id, get_actor().user_id)
        order = lookup.get_order_of_buyer(session, returned.order_id, returned.buyer_id)
        shown = describe_return(session, returned, order, returned.buyer_id)
    return render("orders/return.html", **shown)


@pages.page("/returns/<uuid:return_id>/send", access=SIGNED_IN, methods=("POST",))
def send_return(return_id: uuid.UUID) -> Response:
    """Note that the buyer has sent the goods."""
    form = parse_form(SendForm)
    with transaction() as session:
        returns.send(session, return_id, buyer_id=get_actor().user_id, **form.model_dump())
    flash(gettext("Thank you. The shop has been told that it is on its way."), "success")
    return go_to(f"/returns/{return_id}")


@pages.page("/returns/<uuid:return_id>/drop", access=SIGNED_IN, methods=("POST",))
def drop_return(return_id: uuid.UUID) -> Response:
    """Give a return up."""
    with transaction() as session:
        returns.drop(session, return_id, buyer_id=get_actor().user_id)
    flash(gettext("The return is closed. You keep what you have."), "success")
    return go_to(f"/returns/{return_id}")


@pages.page("/returns/<uuid:return_id>/dispute", access=SIGNED_IN, methods=("POST",))
def dispute_return(return_id: uuid.UUID) -> Response:
    """Ask a moderator about the shop's no."""
    form = parse_form(DisputeForm)
    with transaction() as session:
        disputes.dispute(session, return_id, form.text, buyer_id=get_actor().user_id)
    flash(gettext("A moderator looks at it. You and the shop read what is decided."), "success")
    return go_to(f"/returns/{return_id}")


def _show_form(order_id: uuid.UUID, values: dict[str, Any], error: DomainError | None = None) -> Response:
    with reading() as session:
        order = lookup.get_order_of_buyer(session, order_id, get_actor().user_id)
        pictures = find_pictures(session, [order])
    words = reason_words()
    fields = error.fields if isinstance(error, InvalidFields) else {}
    return render(
        "orders/return_form.html",
        status=error.status if error else 200,
        order=order,
        pictures=pictures,
        kinds=kind_words(),
        reasons=[(reason, words[reason]) for reason in list_reasons(order, now())],
        amounts={
            item.variant_id: [
                units_minor(item, count, before=item.refunded_count)
                for count in range(item.returnable_count + 1)
            ]
            for item in order.line_items
        },
        exceptions=withdrawal_words(order),
        return_days=runtime.config().return_days,
        values=values,
        errors={name: gettext(sentence) for name, sentence in fields.items()},
        error=gettext(error.title) if error and not fields else None,
    )
