"""A person's page: what he shows and sells, tab by tab, and the code that leads to it."""

import io
from typing import Any

import segno
from flask import Response, request
from sqlalchemy.orm import Session

from accounts import people
from content.cards import present_cards
from content.posts import PostKind
from content.profiles import Profile, get_profile, list_pinned, list_shown
from kernel import runtime
from kernel.transaction import reading
from kernel.web.access import ANYONE
from kernel.web.actor import find_actor
from kernel.web.routes import Pages
from kernel.web.templates import render
from products import catalogue

pages = Pages("profile", __name__)
SHOWN_COUNT = 24
#: Of each shop; the shop's own page has all of them.
PRODUCTS_COUNT = 12
#: Source: ISO/IEC 18004 asks for four modules around a code.
QUIET_ZONE = 4
_TABS = {"videos": PostKind.VIDEO, "photos": PostKind.PHOTO, "articles": PostKind.ARTICLE}
SHOP = "shop"


@pages.page("/@<handle>", access=ANYONE)
def show_profile(handle: str) -> Response:
    """Show a person, and what he shows or sells."""
    actor = find_actor()
    viewer_id = actor.user_id if actor else None
    with reading() as session:
        profile = get_profile(session, handle, viewer_id)
        tab = _choose_tab(profile)
        pinned = [] if profile.is_parted else list_pinned(session, profile.person.id)
        context = {
            "pinned": present_cards(session, pinned, viewer_id=viewer_id),
            **(_goods(session, profile) if tab == SHOP else _posts(session, profile, tab)),
        }
    return render("content/profile.html", profile=profile, tab=tab, page_url=_url(profile), **context)


@pages.page("/@<handle>/qr.svg", access=ANYONE)
def show_profile_code(handle: str) -> Response:
    """Answer the QR code of a person's page."""
    with reading() as session:
        person = people.get_person_by_handle(session, handle)
    picture = io.BytesIO()
    segno.make(f"{runtime.config().public_url}/@{person.handle}", error="m", micro=False).save(
        picture, kind="svg", scale=8, border=QUIET_ZONE, light="#fff", xmldecl=False
    )
    return Response(picture.getvalue(), mimetype="image/svg+xml")


def _choose_tab(profile: Profile) -> str:
    """Return the tab that is asked for, else the first that has something in it."""
    asked = request.args.get("tab", "")
    if asked in _TABS or (asked == SHOP and profile.shops):
        return asked
    filled = [name for name, kind in _TABS.items() if profile.counts.get(kind)]
    return filled[0] if filled else SHOP if profile.shops else "videos"


def _posts(session: Session, profile: Profile, tab: str) -> dict[str, Any]:
    if profile.is_parted:
        return {"cards": [], "next_cursor": None}
    cursor = request.args.get("cursor")
    page = list_shown(session, profile.person.id, _TABS[tab], cursor=cursor, limit=SHOWN_COUNT)
    return {"cards": present_cards(session, page.items), "next_cursor": page.next_cursor}


def _goods(session: Session, profile: Profile) -> dict[str, Any]:
    goods = [
        (shop, catalogue.list_products_of_shop(session, shop.id, limit=PRODUCTS_COUNT).items)
        for shop in profile.shops
    ]
    return {"goods": goods}


def _url(profile: Profile) -> str:
    return f"{runtime.config().public_url}/@{profile.person.handle}"
