"""The API of touches: pages send a click token back when somebody opens the product that it stands beside."""

from flask import Response

from commissions import touches
from commissions.clicks import read_click
from commissions.schemas import ClickBody
from commissions.touches import TouchOwner
from kernel.transaction import transaction
from kernel.web.access import ANYONE
from kernel.web.actor import find_actor
from kernel.web.guests import get_guest, remember_guest
from kernel.web.limits import limiter
from kernel.web.routes import Api

api = Api("touches", __name__)


@api.post("/touches", access=ANYONE, body=ClickBody, status=204, csrf="origin")
@limiter.limit("60/minute")
def record_touch(body: ClickBody) -> Response:
    """Note that a product was opened from a creator's content; a guest's browser is remembered for it."""
    click, actor = read_click(body.click), find_actor()
    owner = TouchOwner(guest_hash=get_guest()) if actor is None else TouchOwner(actor.user_id)
    with transaction() as session:
        touches.record(session, owner, click)
    answer = Response(status=204)
    return remember_guest(answer) if actor is None else answer
