"""Where a side of a return shows pictures, and where they are served."""

import uuid

from flask import Response, flash, request
from flask_babel import gettext

from kernel.errors import NotFound
from kernel.transaction import reading, transaction
from kernel.web.access import ANYONE, SIGNED_IN
from kernel.web.actor import find_actor, get_actor
from kernel.web.limits import limiter
from kernel.web.objects import send_object
from kernel.web.routes import Pages, go_to
from orders import return_lookup, return_pictures
from orders.errors import BadReturnPicture
from orders.return_pictures import MEDIA_PATH

pages = Pages("return_pictures", __name__)


@pages.page("/returns/<uuid:return_id>/pictures", access=SIGNED_IN, methods=("POST",))
@limiter.limit("30/hour")
def add_picture(return_id: uuid.UUID) -> Response:
    """Show a picture, sent as the file `picture`, to the other side of a return."""
    user_id = get_actor().user_id
    file = request.files.get("picture")
    with reading() as session:
        returned = return_lookup.get_return_of_party(session, return_id, user_id)
        return_pictures.check_room(session, return_id, person_id=user_id)
    if file is None or not file.filename:
        raise BadReturnPicture
    with return_pictures.stored_picture(file.stream) as new, transaction() as session:
        return_pictures.add_picture(session, return_id, *new, person_id=user_id)
    flash(gettext("The picture is added. Both sides and moderators can see it."), "success")
    return go_to(f"{'' if returned.buyer_id == user_id else '/console'}/returns/{return_id}")


@pages.page(f"{MEDIA_PATH}/<token>/<name>", access=ANYONE)
def picture(token: str, name: str) -> Response:
    """Answer with one size of a picture, to whom the address was signed for."""
    address, actor = return_pictures.read_address(token), find_actor()
    if address is None or actor is None or actor.user_id != address[1]:
        raise NotFound
    prefix = return_pictures.build_prefix(address[0])
    return send_object(f"{prefix}/{name}", cache_control="private, max-age=3600")
