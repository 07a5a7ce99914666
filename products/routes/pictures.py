"""The API of a product's pictures."""

import uuid

from flask import request

from kernel.errors import N_
from kernel.transaction import reading, transaction
from kernel.web.access import SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.limits import limiter
from kernel.web.routes import Api
from products import pictures
from products.errors import BadPicture
from products.schemas.products import DescribePicture, OrderPictures, PictureAnswer

api = Api("pictures", __name__)


def _me() -> uuid.UUID:
    return get_actor().user_id


@api.post(
    "/products/<uuid:product_id>/pictures", access=SIGNED_IN, answer=PictureAnswer, status=201, key="own"
)
@limiter.limit("200/hour")
def add_picture(product_id: uuid.UUID) -> PictureAnswer:
    """Add a picture, sent as the file `picture` of a multipart form, to an own product."""
    file = request.files.get("picture")
    if file is None or not file.filename:
        raise BadPicture(N_("Send the picture as the file named picture."))
    with reading() as session:
        pictures.check_room(session, product_id, owner_id=_me())
    with pictures.stored_picture(file.stream) as stored, transaction() as session:
        return PictureAnswer.of(pictures.add_picture(session, product_id, stored, owner_id=_me()))


@api.put("/products/<uuid:product_id>/pictures", access=SIGNED_IN, body=OrderPictures, status=204)
def order_pictures(product_id: uuid.UUID, body: OrderPictures) -> None:
    """Put all pictures of an own product in a new order."""
    with transaction() as session:
        pictures.order_pictures(session, product_id, body.picture_ids, owner_id=_me())


@api.patch("/pictures/<uuid:picture_id>", access=SIGNED_IN, body=DescribePicture, status=204)
def describe_picture(picture_id: uuid.UUID, body: DescribePicture) -> None:
    """Say what is on a picture of an own product."""
    with transaction() as session:
        pictures.describe_picture(session, picture_id, body.alt, owner_id=_me())


@api.delete("/pictures/<uuid:picture_id>", access=SIGNED_IN, status=204)
def remove_picture(picture_id: uuid.UUID) -> None:
    """Remove a picture from an own product."""
    with transaction() as session:
        pictures.remove_picture(session, picture_id, owner_id=_me())
