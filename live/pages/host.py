"""The host's pages: own broadcasts, a new one, the console in which one goes live, OBS, and the report."""

import uuid

from flask import Response, request

from kernel.transaction import reading
from kernel.web.access import CREATORS
from kernel.web.actor import get_actor
from kernel.web.routes import Pages
from kernel.web.templates import render
from live import broadcasts, own_broadcasts, publishing
from live.values import Broadcast
from products import shops

pages = Pages("live_host", __name__)


@pages.page("/studio/live", access=CREATORS)
def show_own_broadcasts() -> Response:
    """Show a host's own broadcasts."""
    creator_id, cursor = get_actor().user_id, request.args.get("cursor")
    with reading() as session:
        past = own_broadcasts.list_past(session, creator_id, cursor=cursor)
        opened = [] if cursor else own_broadcasts.list_open(session, creator_id)
    return render("live/host/list.html", broadcasts=[*opened, *past.items], next_cursor=past.next_cursor)


@pages.page("/studio/live/new", access=CREATORS)
def show_new_broadcast() -> Response:
    """Show the form of a new broadcast."""
    return render("live/host/new.html", shops=_own_shops())


@pages.page("/studio/live/<uuid:broadcast_id>", access=CREATORS)
def show_console(broadcast_id: uuid.UUID) -> Response:
    """Show where a host goes live and runs the show."""
    return render("live/host/console.html", broadcast=_get_own(broadcast_id), shops=_own_shops())


@pages.page("/studio/live/<uuid:broadcast_id>/obs", access=CREATORS)
def show_obs(broadcast_id: uuid.UUID) -> Response:
    """Show how to broadcast with OBS, and whether it arrives."""
    return render("live/host/obs.html", broadcast=_get_own(broadcast_id), rtmp_url=publishing.rtmp_url())


@pages.page("/studio/live/<uuid:broadcast_id>/report", access=CREATORS)
def show_report(broadcast_id: uuid.UUID) -> Response:
    """Show how a broadcast went."""
    return render("live/host/report.html", broadcast=_get_own(broadcast_id))


def _get_own(broadcast_id: uuid.UUID) -> Broadcast:
    with reading() as session:
        return broadcasts.get_own_broadcast(session, broadcast_id, get_actor().user_id)


def _own_shops() -> list[str]:
    """Return the ids of the host's own shops: what he sells is what he usually shows."""
    with reading() as session:
        return [str(shop.id) for shop in shops.list_shops_of(session, get_actor().user_id)]
