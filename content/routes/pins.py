"""The API of pinned posts."""

import uuid

from content import pins
from kernel.transaction import transaction
from kernel.web.access import SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.routes import Api

api = Api("pins", __name__)


@api.put("/posts/<uuid:post_id>/pin", access=SIGNED_IN, status=204)
def pin_post(post_id: uuid.UUID) -> None:
    """Put an own public post on top of one's page."""
    with transaction() as session:
        pins.pin_post(session, post_id, get_actor().user_id)


@api.delete("/posts/<uuid:post_id>/pin", access=SIGNED_IN, status=204)
def unpin_post(post_id: uuid.UUID) -> None:
    """Take a post from the top of one's page."""
    with transaction() as session:
        pins.unpin_post(session, post_id, get_actor().user_id)
