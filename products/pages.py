"""The products' public pages (a product, a shop, pictures) and the merchant's console."""

import uuid

from flask import Response

from kernel.web.access import ANYONE
from kernel.web.objects import send_object
from kernel.web.routes import Pages
from products import pictures

pages = Pages("products", __name__)
FOREVER = "public, max-age=31536000, immutable"


@pages.page("/media/pictures/<uuid:picture_id>/<name>", access=ANYONE)
def picture(picture_id: uuid.UUID, name: str) -> Response:
    """Serve one size of a picture; its address never serves anything else."""
    return send_object(f"{pictures.build_prefix(picture_id)}/{name}", cache_control=FOREVER)
