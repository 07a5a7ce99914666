"""The broadcasts' API: announcing, finding, changing, giving a cover, ending."""

import uuid

from flask import Response, request

from kernel.transaction import reading, transaction
from kernel.web.access import ANYONE, SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.idempotency import answered_once
from kernel.web.limits import limiter
from kernel.web.routes import Api
from live import broadcasts, covers, listing, stream_keys, tray
from live.media_urls import find_media_urls
from live.publishing import rtmp_url
from live.routes.answers import BroadcastAnswer, BroadcastItem, BroadcastPage, CreatedAnswer
from live.routes.doors import get_hosted, get_known, is_moderator, viewer_id
from live.routes.presentation import present_broadcast, present_items
from live.schemas import ChangeBroadcast, CreateBroadcast, ListBroadcasts, PageQuery
from live.states import BroadcastState
from live.values import Broadcast, NewBroadcast

api = Api("broadcasts", __name__)


@api.post("/broadcasts", access=SIGNED_IN, body=CreateBroadcast, answer=CreatedAnswer, status=201, key="own")
@limiter.limit("60/hour")
def create_broadcast(body: CreateBroadcast) -> Response:
    """Announce a broadcast and make its stream key, which is shown this once."""
    made: list[CreatedAnswer] = []

    def work() -> Response:
        made.append(_create(body))
        return _created(made[0].model_copy(update={"stream_key": None}))

    if "Idempotency-Key" in request.headers:
        kept = answered_once(get_actor(), work)  # what is kept for a repeat has no key in it
        return _created(made[0]) if made else kept
    return _created(_create(body))


@api.get("/broadcasts", access=ANYONE, query=ListBroadcasts, answer=BroadcastPage)
def list_broadcasts(query: ListBroadcasts) -> BroadcastPage:
    """Return what everybody may watch: on the air, planned, or to be seen again."""
    with reading() as session:
        state = BroadcastState(query.state)
        page = listing.list_public(session, state, cursor=query.cursor, limit=query.limit)
        return BroadcastPage(items=present_items(session, page.items), next_cursor=page.next_cursor)


@api.get("/me/broadcasts", access=SIGNED_IN, query=PageQuery, answer=BroadcastPage)
def list_own_broadcasts(query: PageQuery) -> BroadcastPage:
    """Return one's own broadcasts in all states, newest first."""
    with reading() as session:
        me = get_actor().user_id
        page = listing.list_own(session, me, cursor=query.cursor, limit=query.limit)
        return BroadcastPage(items=present_items(session, page.items), next_cursor=page.next_cursor)


@api.get("/broadcasts/<uuid:broadcast_id>", access=ANYONE, answer=BroadcastAnswer)
def get_broadcast(broadcast_id: uuid.UUID) -> BroadcastAnswer:
    """Return a broadcast with what its room shows, and where it plays for whoever may watch."""
    with reading() as session:
        broadcast = get_known(session, broadcast_id)
        return present_broadcast(session, broadcast, viewer_id=viewer_id(), is_moderator=is_moderator())


@api.patch("/broadcasts/<uuid:broadcast_id>", access=SIGNED_IN, body=ChangeBroadcast, answer=BroadcastAnswer)
def change_broadcast(broadcast_id: uuid.UUID, body: ChangeBroadcast) -> BroadcastAnswer:
    """Change an own broadcast's words, and before it begins its audience and time."""
    given = body.model_dump(exclude_unset=True)
    values = {name: value for name, value in given.items() if value is not None or name == "scheduled_at"}
    with transaction() as session:
        changed = broadcasts.change_broadcast(session, broadcast_id, get_actor().user_id, **values)
        return present_broadcast(session, changed, viewer_id=viewer_id(), is_moderator=is_moderator())


@api.put("/broadcasts/<uuid:broadcast_id>/cover", access=SIGNED_IN, answer=BroadcastItem, key="own")
@limiter.limit("60/hour")
def set_cover(broadcast_id: uuid.UUID) -> BroadcastItem:
    """Set the cover of an own broadcast; the body is the picture (JPEG, PNG or WebP)."""
    with reading() as session:
        get_hosted(session, broadcast_id)
    key = covers.store_cover(request.stream)
    with transaction() as session:
        changed = broadcasts.set_cover(session, broadcast_id, get_actor().user_id, key)
        return present_items(session, [changed])[0]


@api.post("/broadcasts/<uuid:broadcast_id>/end", access=SIGNED_IN, answer=BroadcastAnswer)
def end_broadcast(broadcast_id: uuid.UUID) -> BroadcastAnswer:
    """End an own broadcast, or call a planned one off."""
    with transaction() as session:
        get_hosted(session, broadcast_id)
        ended = broadcasts.end_broadcast(session, broadcast_id, actor_id=viewer_id(), reason="host")
        return present_broadcast(session, ended, viewer_id=viewer_id(), is_moderator=is_moderator())


def _create(body: CreateBroadcast) -> CreatedAnswer:
    me = get_actor().user_id
    new = NewBroadcast(**body.model_dump(exclude={"product_ids"}))
    with transaction() as session:
        broadcast = broadcasts.create_broadcast(session, me, new)
        if body.product_ids:
            wanted = [(product_id, "") for product_id in dict.fromkeys(body.product_ids)]
            tray.set_tray(session, broadcast.id, wanted, creator_id=me)
        return _answer(broadcast, stream_keys.rotate_key(session, broadcast.id, me))


def _answer(broadcast: Broadcast, key: str) -> CreatedAnswer:
    return CreatedAnswer(
        id=broadcast.id,
        state=broadcast.state,
        stream_key=key,
        rtmp_url=rtmp_url(),
        playlist_url=find_media_urls(broadcast.id).master_url,
    )


def _created(answer: CreatedAnswer) -> Response:
    return Response(answer.model_dump_json(), status=201, mimetype="application/json")
