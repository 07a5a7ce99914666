"""Withdrawing from the contract of an order in two steps, without a reason.

Source: Directive 2011/83/EU, article 11a (by Directive (EU) 2023/2673): a function with these words as long
as there is time, a second step that confirms who and what, a receipt at once (`orders.return_mails`).
"""

import uuid
from typing import Any

from flask import Response, flash, request
from flask_babel import gettext

from accounts.mailboxes import get_mailbox
from kernel.clock import now
from kernel.errors import DomainError
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from kernel.web.access import SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.problems import InvalidFields
from kernel.web.routes import Pages, go_to, parse_form
from kernel.web.templates import render
from orders import lookup, returns
from orders.pages.looks import find_pictures, withdrawal_words
from orders.pages.quantities import read_quantities
from orders.return_schemas import WithdrawalForm
from orders.return_states import ReturnKind, ReturnReason
from orders.return_values import NewReturn
from orders.return_windows import is_withdrawable, last_moment

pages = Pages("orders_withdrawal", __name__)


@pages.page("/orders/<uuid:order_id>/withdrawal", access=SIGNED_IN)
def show_withdrawal(order_id: uuid.UUID) -> Response:
    """Show who withdraws from what, before it is confirmed."""
    return _show_form(order_id, {"key": str(new_id())})


@pages.page("/orders/<uuid:order_id>/withdrawal", access=SIGNED_IN, methods=("POST",))
def confirm_withdrawal(order_id: uuid.UUID) -> Response:
    """Withdraw from the contract: the receipt goes out at once."""
    user_id = get_actor().user_id
    try:
        form = parse_form(WithdrawalForm, beside="quantity-")
        with transaction() as session:
            order = lookup.get_order_of_buyer(session, order_id, user_id)
            how = (ReturnKind.RETURN_AND_REFUND, ReturnReason.CHANGED_MIND, "")
            new = NewReturn(form.key, *how, read_quantities(order))
            return_id = returns.open_return(session, order_id, new, buyer_id=user_id)
            email = get_mailbox(session, user_id).email
    except DomainError as error:
        return _show_form(order_id, request.form.to_dict(), error)
    flash(gettext("You have withdrawn. We sent a receipt to %(email)s.", email=email), "success")
    return go_to(f"/returns/{return_id}")


def _show_form(order_id: uuid.UUID, values: dict[str, Any], error: DomainError | None = None) -> Response:
    with reading() as session:
        order = lookup.get_order_of_buyer(session, order_id, get_actor().user_id)
        mailbox = get_mailbox(session, order.buyer_id)
        pictures = find_pictures(session, [order])
    fields = error.fields if isinstance(error, InvalidFields) else {}
    return render(
        "orders/withdrawal.html",
        status=error.status if error else 200,
        order=order,
        mailbox=mailbox,
        pictures=pictures,
        can_withdraw=is_withdrawable(order, now()),
        exceptions=withdrawal_words(order),
        until=last_moment(order, ReturnReason.CHANGED_MIND),
        values=values,
        errors={name: gettext(sentence) for name, sentence in fields.items()},
        error=gettext(error.title) if error and not fields else None,
    )
