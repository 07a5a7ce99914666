"""The moderators' desk of disputes about returns."""

import uuid

from flask import Response, flash
from flask_babel import gettext

from kernel.transaction import reading, transaction
from kernel.web.access import MODERATORS
from kernel.web.actor import get_actor
from kernel.web.routes import Pages, go_to, parse_form, parse_query
from kernel.web.templates import render
from orders import disputes, lookup, return_lookup
from orders.pages.looks import describe_return
from orders.return_schemas import DecisionForm, DisputesQuery
from orders.return_wording import reason_words

pages = Pages("disputes", __name__)


@pages.page("/moderation/disputes", access=MODERATORS)
def list_disputes() -> Response:
    """Show the disputes that wait, the oldest first."""
    query = parse_query(DisputesQuery)
    with reading() as session:
        page = return_lookup.list_disputed(session, get_actor().user_id, cursor=query.cursor)
        numbers = lookup.find_numbers(session, {one.order_id for one in page.items})
    return render("orders/disputes.html", page=page, numbers=numbers, reasons=reason_words())


@pages.page("/moderation/disputes/<uuid:return_id>", access=MODERATORS)
def show_dispute(return_id: uuid.UUID) -> Response:
    """Show what both sides say and show, and the form of the decision."""
    user_id = get_actor().user_id
    with reading() as session:
        returned = return_lookup.get_disputed(session, return_id, user_id)
        order = lookup.get_order_for_letter(session, returned.order_id)
        shown = describe_return(session, returned, order, user_id)
    return render("orders/dispute.html", **shown)


@pages.page("/moderation/disputes/<uuid:return_id>", access=MODERATORS, methods=("POST",))
def decide_dispute(return_id: uuid.UUID) -> Response:
    """Decide a dispute."""
    form = parse_form(DecisionForm)
    with transaction() as session:
        disputes.decide(
            session,
            return_id,
            form.statement,
            is_granted=form.outcome == "grant",
            moderator_id=get_actor().user_id,
        )
    flash(gettext("It is decided. Both sides read your statement."), "success")
    return go_to("/moderation/disputes")
