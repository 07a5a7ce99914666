"""The API of wish lists."""

import uuid

from pydantic import BaseModel

from kernel.transaction import reading, transaction
from kernel.web.access import SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.limits import limiter
from kernel.web.routes import Api
from products import wishes

api = Api("wishes", __name__)


class WishAnswer(BaseModel):
    """Whether a product is on one's list."""

    is_wished: bool


@api.get("/me/wishes/<uuid:product_id>", access=SIGNED_IN, answer=WishAnswer)
def get_wish(product_id: uuid.UUID) -> WishAnswer:
    """Tell whether a product is on one's list."""
    with reading() as session:
        return WishAnswer(is_wished=wishes.is_wished(session, product_id, get_actor().user_id))


@api.put("/me/wishes/<uuid:product_id>", access=SIGNED_IN, status=204)
@limiter.limit("60/minute")
def wish(product_id: uuid.UUID) -> None:
    """Put a product on one's list."""
    with transaction() as session:
        wishes.wish(session, product_id, get_actor().user_id)


@api.delete("/me/wishes/<uuid:product_id>", access=SIGNED_IN, status=204)
@limiter.limit("60/minute")
def unwish(product_id: uuid.UUID) -> None:
    """Take a product off one's list."""
    with transaction() as session:
        wishes.unwish(session, product_id, get_actor().user_id)
