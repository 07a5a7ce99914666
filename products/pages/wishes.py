"""The page of one's wish list."""

from flask import Response, request

from kernel.transaction import reading
from kernel.web.access import SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.routes import Pages
from kernel.web.templates import render
from products import wishes

pages = Pages("wishes", __name__)


@pages.page("/wishes", access=SIGNED_IN)
def show_wishes() -> Response:
    """Show what a person wishes for, the latest first, with its price then and now."""
    with reading() as session:
        page = wishes.list_wishes(session, get_actor().user_id, cursor=request.args.get("cursor"))
    return render("products/wishes.html", wishes=page.items, next_cursor=page.next_cursor)
