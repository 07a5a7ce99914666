"""Covers of broadcasts over HTTP. Their names are new for each picture and can't be guessed."""

import uuid

from flask import Response

from kernel.web.access import ANYONE
from kernel.web.objects import send_object
from kernel.web.routes import Pages
from live.covers import storage_name

pages = Pages("live_files", __name__)


@pages.page("/media/covers/<uuid:cover_id>.webp", access=ANYONE)
def cover(cover_id: uuid.UUID) -> Response:
    """Serve a cover; it never changes under its name."""
    return send_object(storage_name(cover_id), cache_control="public, max-age=31536000, immutable")
