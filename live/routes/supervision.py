"""The moderators' API: everything that is live, warning a host, stopping a broadcast at once."""

import uuid

from kernel.transaction import reading, transaction
from kernel.web.access import MODERATORS
from kernel.web.actor import get_actor
from kernel.web.routes import Api
from live import supervision
from live.routes.answers import AuthorAnswer, BroadcastAnswer, WallAnswer, WallItemAnswer
from live.routes.presentation import find_media, item_fields, present_broadcast
from live.schemas import Because
from live.supervision import WallItem

api = Api("supervision", __name__)


@api.get("/moderation/broadcasts", access=MODERATORS, answer=WallAnswer)
def list_wall() -> WallAnswer:
    """Return everything that is on the air: the most reported first, then the most watched."""
    with reading() as session:
        return WallAnswer(items=[present_wall_item(item) for item in supervision.list_wall(session)])


@api.post("/moderation/broadcasts/<uuid:broadcast_id>/warn", access=MODERATORS, body=Because, status=204)
def warn_host(broadcast_id: uuid.UUID, body: Because) -> None:
    """Tell a host what has to change."""
    with transaction() as session:
        supervision.warn_host(session, broadcast_id, get_actor().user_id, body.reason)


@api.post(
    "/moderation/broadcasts/<uuid:broadcast_id>/stop",
    access=MODERATORS,
    body=Because,
    answer=BroadcastAnswer,
)
def stop_broadcast(broadcast_id: uuid.UUID, body: Because) -> BroadcastAnswer:
    """Stop a broadcast at once, or hide the replay of one that is over; everything of it is kept."""
    with transaction() as session:
        me = get_actor().user_id
        stopped = supervision.stop(session, broadcast_id, me, body.reason)
        return present_broadcast(session, stopped, viewer_id=me, is_moderator=True)


def present_wall_item(item: WallItem) -> WallItemAnswer:
    """Return a broadcast as the wall shows it."""
    return WallItemAnswer(
        **item_fields(item.broadcast, AuthorAnswer(**vars(item.host))),
        media=find_media(item.broadcast),
        reports_count=item.reports_count,
        held_comments_count=item.held_comments_count,
        is_interrupted=item.broadcast.interrupted_at is not None,
    )
