"""Where a person asks for what the market knows of him, and fetches it."""

import uuid

from flask import Response, flash
from flask_babel import gettext

from growth import data_exports
from kernel.transaction import reading, transaction
from kernel.web.access import SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.limits import limiter
from kernel.web.objects import send_object
from kernel.web.routes import Pages, go_to
from kernel.web.templates import render

pages = Pages("own_data", __name__)


@pages.page("/settings/data", access=SIGNED_IN)
def show_own_data() -> Response:
    """Show a person's exports, and what an export is."""
    with reading() as session:
        exports = data_exports.list_exports(session, get_actor().user_id)
    return render("growth/own_data.html", exports=exports)


@pages.page("/settings/data", access=SIGNED_IN, methods=("POST",))
@limiter.limit("5/day")
def request_own_data() -> Response:
    """Ask for one's data."""
    with transaction() as session:
        data_exports.request_export(session, get_actor().user_id)
    flash(gettext("Your data is being put together. You find it here in a few minutes."), "success")
    return go_to("/settings/data")


@pages.page("/settings/data/<uuid:export_id>.zip", access=SIGNED_IN)
def download_own_data(export_id: uuid.UUID) -> Response:
    """Answer with the file of one's own data."""
    with reading() as session:
        key = data_exports.get_ready_key(session, export_id, get_actor().user_id)
    response = send_object(key, cache_control="private, no-store")
    response.headers["Content-Disposition"] = 'attachment; filename="nightmarket-data.zip"'
    return response
