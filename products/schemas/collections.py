"""What the API takes and answers of collections."""

import uuid
from typing import Annotated

from pydantic import BaseModel, Field

from kernel.fields import Body, Name
from products.collections import MAX_COLLECTIONS_COUNT, MAX_MEMBERS_COUNT, Collection

Members = Annotated[list[uuid.UUID], Field(max_length=MAX_MEMBERS_COUNT)]


class CreateCollection(Body):
    """A collection to be made, with its products in order."""

    name: Name
    product_ids: Members = Field(default_factory=list)


class ChangeCollection(Body):
    """Changes of a collection; what is left out stays. `product_ids` are all of its products, in order."""

    name: Name | None = None
    product_ids: Members | None = None


class OrderCollections(Body):
    """All collections of a shop, in their new order."""

    collection_ids: Annotated[list[uuid.UUID], Field(max_length=MAX_COLLECTIONS_COUNT)]


class CollectionAnswer(BaseModel):
    """A collection with the ids of its products, in order."""

    id: uuid.UUID
    name: str
    product_ids: list[uuid.UUID]

    @classmethod
    def of(cls, collection: Collection) -> "CollectionAnswer":
        """Return a collection as the API answers it."""
        return cls(id=collection.id, name=collection.name, product_ids=list(collection.product_ids))


class CollectionList(BaseModel):
    """A shop's collections, in order."""

    items: list[CollectionAnswer]
