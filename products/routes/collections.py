"""The API of a shop's collections."""

import uuid

from kernel.transaction import reading, transaction
from kernel.web.access import ANYONE, SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.routes import Api
from products import collections, shops
from products.schemas.collections import (
    ChangeCollection,
    CollectionAnswer,
    CollectionList,
    CreateCollection,
    OrderCollections,
)

api = Api("collections", __name__)


def _me() -> uuid.UUID:
    return get_actor().user_id


@api.get("/shops/<uuid:shop_id>/collections", access=ANYONE, answer=CollectionList)
def list_collections(shop_id: uuid.UUID) -> CollectionList:
    """Return a shop's collections, in order."""
    with reading() as session:
        shops.get_shop(session, shop_id)
        found = collections.list_collections(session, shop_id)
        return CollectionList(items=[CollectionAnswer.of(one) for one in found])


@api.post(
    "/shops/<uuid:shop_id>/collections",
    access=SIGNED_IN,
    body=CreateCollection,
    answer=CollectionAnswer,
    status=201,
)
def create_collection(shop_id: uuid.UUID, body: CreateCollection) -> CollectionAnswer:
    """Make a collection in an own shop."""
    with transaction() as session:
        made = collections.create_collection(
            session, shop_id, owner_id=_me(), name=body.name, product_ids=body.product_ids
        )
        return CollectionAnswer.of(made)


@api.put("/shops/<uuid:shop_id>/collections", access=SIGNED_IN, body=OrderCollections, status=204)
def order_collections(shop_id: uuid.UUID, body: OrderCollections) -> None:
    """Put all collections of an own shop in a new order."""
    with transaction() as session:
        collections.order_collections(session, shop_id, body.collection_ids, owner_id=_me())


@api.patch(
    "/collections/<uuid:collection_id>", access=SIGNED_IN, body=ChangeCollection, answer=CollectionAnswer
)
def change_collection(collection_id: uuid.UUID, body: ChangeCollection) -> CollectionAnswer:
    """Rename a collection of an own shop, or put other products into it."""
    with transaction() as session:
        changed = collections.change_collection(
            session, collection_id, owner_id=_me(), name=body.name, product_ids=body.product_ids
        )
        return CollectionAnswer.of(changed)


@api.delete("/collections/<uuid:collection_id>", access=SIGNED_IN, status=204)
def delete_collection(collection_id: uuid.UUID) -> None:
    """Delete a collection of an own shop; its products stay."""
    with transaction() as session:
        collections.delete_collection(session, collection_id, owner_id=_me())
