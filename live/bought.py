"""Where a buyer sees again what he bought: the post at its second, the replay where the pin of it began."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from content import posts
from content.addresses import path_of
from content.errors import NoSuchPost
from content.posts import PostKind
from live import broadcasts, pin_log
from live.purchases import SOURCE_KIND
from orders.values import Order

#: Longer than any video; what a client tells is not believed further.
MOST_SECONDS = 24 * 3600


def find_showing(session: Session, order: Order) -> str | None:
    """Return the address of what an order was bought by, as far as its buyer may see it; None: it is gone."""
    if order.source is None or order.source_id is None:
        return None
    if order.source.get("kind") == SOURCE_KIND:
        return _find_broadcast(session, order, order.source_id)
    return _find_post(session, order, order.source)


def _find_post(session: Session, order: Order, source: Mapping[str, Any]) -> str | None:
    try:
        post = posts.get_visible_post(
            session, order.source_id or uuid.UUID(int=0), viewer_id=order.buyer_id, is_moderator=False
        )
    except NoSuchPost:
        return None
    path = path_of(post.kind, post.id)
    seconds = source.get("media_time_seconds")
    is_told = isinstance(seconds, int | float) and 0 < seconds < MOST_SECONDS
    return f"{path}#t={seconds:.1f}" if post.kind is PostKind.VIDEO and is_told else path


def _find_broadcast(session: Session, order: Order, broadcast_id: uuid.UUID) -> str | None:
    broadcast = broadcasts.find_broadcast(session, broadcast_id)
    if broadcast is None or not broadcasts.may_watch(session, broadcast, order.buyer_id, is_moderator=False):
        return None
    pin = pin_log.find_entry(session, order.source_pin_id)
    if pin is None or pin.broadcast_id != broadcast_id or pin.program_time is None:
        return f"/live/{broadcast_id}"
    return f"/live/{broadcast_id}#at={round(pin.program_time.timestamp() * 1000)}"
