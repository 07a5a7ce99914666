"""Who may do what with a broadcast that a request names. Whoever may not is told that there is none."""

import uuid

from sqlalchemy.orm import Session

from kernel.web.access import MODERATORS
from kernel.web.actor import find_actor
from live import broadcasts
from live.errors import NoSuchBroadcast
from live.values import Broadcast


def viewer_id() -> uuid.UUID | None:
    """Return who asks, or None."""
    actor = find_actor()
    return actor.user_id if actor else None


def is_moderator() -> bool:
    """Tell whether a moderator of the market asks."""
    return MODERATORS.admits(find_actor())


def get_known(session: Session, broadcast_id: uuid.UUID) -> Broadcast:
    """Return a broadcast that the asker may know of.

    Raises NoSuchBroadcast.
    """
    broadcast = broadcasts.get_broadcast(session, broadcast_id)
    if not broadcasts.may_know(session, broadcast, viewer_id(), is_moderator=is_moderator()):
        raise NoSuchBroadcast
    return broadcast


def get_watched(session: Session, broadcast_id: uuid.UUID) -> Broadcast:
    """Return a broadcast that the asker may watch.

    Raises NoSuchBroadcast.
    """
    broadcast = broadcasts.get_broadcast(session, broadcast_id)
    if not broadcasts.may_watch(session, broadcast, viewer_id(), is_moderator=is_moderator()):
        raise NoSuchBroadcast
    return broadcast


def get_hosted(session: Session, broadcast_id: uuid.UUID) -> Broadcast:
    """Return a broadcast of the asker's own.

    Raises NoSuchBroadcast.
    """
    broadcast = broadcasts.get_broadcast(session, broadcast_id)
    if not broadcasts.may_host(broadcast, viewer_id()):
        raise NoSuchBroadcast
    return broadcast


def get_moderated(session: Session, broadcast_id: uuid.UUID) -> Broadcast:
    """Return a broadcast in whose room the asker keeps the peace.

    Raises NoSuchBroadcast.
    """
    broadcast = broadcasts.get_broadcast(session, broadcast_id)
    if not broadcasts.may_moderate(session, broadcast, viewer_id(), is_moderator=is_moderator()):
        raise NoSuchBroadcast
    return broadcast
