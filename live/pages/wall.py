"""The moderators' wall of everything that is on the air."""

from flask import Response

from kernel.web.access import MODERATORS
from kernel.web.routes import Pages
from kernel.web.templates import render
from moderation.wording import report_categories

pages = Pages("live_wall", __name__)


@pages.page("/moderation/live", access=MODERATORS)
def show_wall() -> Response:
    """Show everything that is live; the page asks for the news itself."""
    return render("live/wall.html", report_categories=report_categories())
