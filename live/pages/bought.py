"""From an order to what it was bought by."""

import uuid

from flask import Response

from kernel.transaction import reading
from kernel.web.access import SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.routes import Pages, go_to
from kernel.web.templates import render
from live.bought import find_showing
from orders import lookup

pages = Pages("live_bought", __name__)


@pages.page("/orders/<uuid:order_id>/showing", access=SIGNED_IN)
def show_showing(order_id: uuid.UUID) -> Response:
    """Go to where the buyer saw what he bought, or say that it is gone."""
    with reading() as session:
        order = lookup.get_order_of_buyer(session, order_id, get_actor().user_id)
        address = find_showing(session, order)
    if address is not None:
        return go_to(address)
    return render("live/showing_gone.html", order=order)
