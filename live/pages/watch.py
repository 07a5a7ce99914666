"""What viewers see: what is on, a broadcast before, while and after it is live, the code that leads to it."""

import io
import uuid
from typing import Any

import segno
from flask import Response, request

from content.wording import tell_disclosure
from kernel import runtime
from kernel.paging import Page
from kernel.transaction import reading
from kernel.web.access import ANYONE
from kernel.web.actor import find_actor
from kernel.web.routes import Pages
from kernel.web.templates import render, render_shared
from live import listing
from live.routes.answers import BroadcastAnswer
from live.routes.doors import get_known, is_moderator, viewer_id
from live.routes.presentation import present_broadcast, present_items
from live.states import BroadcastState
from live.values import Broadcast, Replay
from moderation.wording import report_categories

pages = Pages("live_watch", __name__)
KEEP_SECONDS = 1
#: More than anybody looks through; replays have further pages.
MOST_SHOWN = 24
#: White around the code, which scanners want (modules).
QUIET_ZONE = 3


@pages.page("/live", access=ANYONE)
def show_index() -> Response:
    """Show what is on now, what is planned, and what can be seen again."""
    cursor = request.args.get("cursor")
    with reading() as session:
        replays = listing.list_public(session, BroadcastState.ENDED, cursor=cursor, limit=MOST_SHOWN)
        found = [
            Page([], None) if cursor else listing.list_public(session, state, limit=MOST_SHOWN)
            for state in (BroadcastState.LIVE, BroadcastState.SCHEDULED)
        ]
        on_air, planned, past = (present_items(session, page.items) for page in (*found, replays))
    return render_shared(
        "live/index.html",
        seconds=KEEP_SECONDS,
        on_air=on_air,
        planned=planned,
        past=past,
        next_cursor=replays.next_cursor,
        is_first_page=not cursor,
    )


@pages.page("/live/<uuid:broadcast_id>", access=ANYONE)
def show_broadcast(broadcast_id: uuid.UUID) -> Response:
    """Show a broadcast as it stands: a countdown, the room, the replay, or why there is nothing to see."""
    with reading() as session:
        broadcast = get_known(session, broadcast_id)
        answer = present_broadcast(session, broadcast, viewer_id=viewer_id(), is_moderator=is_moderator())
    return render(
        f"live/{_template_for(broadcast, answer)}.html",
        broadcast=broadcast,
        creator=answer.creator,
        room={**answer.model_dump(mode="json"), **_room_settings()},
        is_following=answer.me.is_following,
        disclosure=tell_disclosure(broadcast.disclosure),
        report_categories=report_categories,
        origin=runtime.config().public_url,
        page_url=_address(broadcast_id),
    )


@pages.page("/live/<uuid:broadcast_id>/qr.svg", access=ANYONE)
def show_code(broadcast_id: uuid.UUID) -> Response:
    """Answer the QR code of a broadcast's address."""
    with reading() as session:
        get_known(session, broadcast_id)
    picture = io.BytesIO()
    segno.make(_address(broadcast_id), error="m", micro=False).save(
        picture, kind="svg", scale=8, border=QUIET_ZONE, light="#fff", xmldecl=False
    )
    return Response(picture.getvalue(), mimetype="image/svg+xml")


def _template_for(broadcast: Broadcast, answer: BroadcastAnswer) -> str:
    if not answer.me.can_watch:
        return "over"
    if broadcast.state is BroadcastState.SCHEDULED:
        return "countdown"
    if broadcast.is_live:
        return "room"
    return "replay" if broadcast.replay is Replay.READY else "over"


def _room_settings() -> dict[str, Any]:
    """Return what the scripts need beside the broadcast: how far back one winds, how the viewer is called."""
    actor = find_actor()
    viewer = {"name": actor.display_name, "handle": actor.handle} if actor else None
    return {"dvr_seconds": runtime.config().live_dvr_seconds, "viewer": viewer}


def _address(broadcast_id: uuid.UUID) -> str:
    return f"{runtime.config().public_url}/live/{broadcast_id}"
