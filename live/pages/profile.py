"""The live tab of a person's page: what is on the air, planned, and to be seen again."""

from flask import Response, request

from content.profiles import get_profile
from kernel import runtime
from kernel.paging import Page
from kernel.transaction import reading
from kernel.web.access import ANYONE
from kernel.web.routes import Pages
from kernel.web.templates import render
from live import listing
from live.routes.doors import viewer_id
from live.routes.presentation import present_items
from live.values import Broadcast

pages = Pages("live_profile", __name__)
SHOWN_COUNT = 24


@pages.page("/@<handle>/live", access=ANYONE)
def show_live_profile(handle: str) -> Response:
    """Show a person, and his broadcasts."""
    with reading() as session:
        profile = get_profile(session, handle, viewer_id())
        found: Page[Broadcast] = Page([], None)
        if not profile.is_parted:
            cursor = request.args.get("cursor")
            found = listing.list_of_host(session, profile.person.id, cursor=cursor, limit=SHOWN_COUNT)
        broadcasts = present_items(session, found.items)
    return render(
        "live/profile.html",
        profile=profile,
        tab="live",
        page_url=f"{runtime.config().public_url}/@{profile.person.handle}/live",
        broadcasts=broadcasts,
        next_cursor=found.next_cursor,
    )
