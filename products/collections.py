"""Collections: products that a merchant puts together under a name, in his order."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table, delete, func, select, update
from sqlalchemy.orm import Session

from kernel.bulk import insert_rows
from kernel.clock import now
from products.catalogue import list_products
from products.errors import CollectionsDiffer, NoSuchCollection, NoSuchProduct, NoSuchShop, TooManyCollections
from products.models import Collection as CollectionRow
from products.models import CollectionProduct, Product, Shop
from products.values import Product as ProductValue

#: As many as fit on a shop's page before nobody looks through them any more.
MAX_COLLECTIONS_COUNT = 30
MAX_MEMBERS_COUNT = 200
_MEMBERS = cast(Table, CollectionProduct.__table__)


@dataclass(frozen=True)
class Collection:
    """A collection and the ids of its products, in order."""

    id: uuid.UUID
    shop_id: uuid.UUID
    name: str
    product_ids: Sequence[uuid.UUID]


def list_collections(session: Session, shop_id: uuid.UUID) -> Sequence[Collection]:
    """Return a shop's collections, in order."""
    rows = session.scalars(
        select(CollectionRow)
        .where(CollectionRow.shop_id == shop_id)
        .order_by(CollectionRow.position, CollectionRow.id)
    ).all()
    members = list_members(session, [row.id for row in rows])
    return [Collection(row.id, row.shop_id, row.name, members.get(row.id, [])) for row in rows]


def get_collection(session: Session, collection_id: uuid.UUID) -> Collection:
    """Return a collection.

    Raises NoSuchCollection.
    """
    row = session.get(CollectionRow, collection_id)
    if row is None:
        raise NoSuchCollection
    members = list_members(session, [row.id])
    return Collection(row.id, row.shop_id, row.name, members.get(row.id, []))


def list_products_on_sale(session: Session, collection: Collection) -> Sequence[ProductValue]:
    """Return what of a collection is on sale, in its order."""
    products = list_products(session, collection.product_ids)
    found = (products[product_id] for product_id in collection.product_ids if product_id in products)
    return [product for product in found if product.is_on_sale]


def create_collection(
    session: Session, shop_id: uuid.UUID, *, owner_id: uuid.UUID, name: str, product_ids: Sequence[uuid.UUID]
) -> Collection:
    """Make a collection behind the shop's others.

    Raises NoSuchShop: it is not this owner's. Raises NoSuchProduct: one is not this shop's.
    Raises TooManyCollections.
    """
    _lock_own_shop(session, shop_id, owner_id)
    count = select(func.count()).select_from(CollectionRow).where(CollectionRow.shop_id == shop_id)
    position = session.scalar(count) or 0
    if position >= MAX_COLLECTIONS_COUNT:
        raise TooManyCollections
    row = CollectionRow(shop_id=shop_id, name=name, position=position, created_at=now())
    session.add(row)
    session.flush()
    _set_members(session, row, product_ids)
    return get_collection(session, row.id)


def change_collection(
    session: Session,
    collection_id: uuid.UUID,
    *,
    owner_id: uuid.UUID,
    name: str | None = None,
    product_ids: Sequence[uuid.UUID] | None = None,
) -> Collection:
    """Rename a collection, or put other products into it; None leaves a thing as it is.

    Raises NoSuchCollection: it is not this owner's. Raises NoSuchProduct: one is not this shop's.
    """
    row = _own_row(session, collection_id, owner_id)
    if name is not None:
        row.name = name
    if product_ids is not None:
        _set_members(session, row, product_ids)
    session.flush()
    return get_collection(session, collection_id)


def delete_collection(session: Session, collection_id: uuid.UUID, *, owner_id: uuid.UUID) -> None:
    """Delete a collection; its products stay where they are.

    Raises NoSuchCollection: it is not this owner's.
    """
    row = _own_row(session, collection_id, owner_id)
    session.execute(delete(CollectionProduct).where(CollectionProduct.collection_id == row.id))
    session.delete(row)
    session.flush()
    kept = select(CollectionRow.id).where(CollectionRow.shop_id == row.shop_id)
    _number(session, session.scalars(kept.order_by(CollectionRow.position, CollectionRow.id)).all())


def order_collections(
    session: Session, shop_id: uuid.UUID, collection_ids: Sequence[uuid.UUID], *, owner_id: uuid.UUID
) -> None:
    """Put a shop's collections in this order.

    Raises NoSuchShop: it is not this owner's. Raises CollectionsDiffer: these are not its collections.
    """
    _lock_own_shop(session, shop_id, owner_id)
    kept = session.scalars(select(CollectionRow.id).where(CollectionRow.shop_id == shop_id)).all()
    if sorted(kept) != sorted(collection_ids):
        raise CollectionsDiffer
    _number(session, collection_ids)


def _set_members(session: Session, row: CollectionRow, product_ids: Sequence[uuid.UUID]) -> None:
    wanted = list(dict.fromkeys(product_ids))
    of_shop = select(func.count()).where(Product.shop_id == row.shop_id, Product.id.in_(wanted))
    if session.scalar(of_shop) != len(wanted):
        raise NoSuchProduct
    session.execute(delete(CollectionProduct).where(CollectionProduct.collection_id == row.id))
    rows = [
        {"collection_id": row.id, "product_id": product_id, "position": position}
        for position, product_id in enumerate(wanted)
    ]
    insert_rows(session, _MEMBERS, rows)


def list_members(session: Session, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[uuid.UUID]]:
    """Return the products of collections, in order; an empty one is left out."""
    members: dict[uuid.UUID, list[uuid.UUID]] = {}
    rows = session.execute(
        select(_MEMBERS.c.collection_id, _MEMBERS.c.product_id)
        .where(_MEMBERS.c.collection_id.in_(list(ids)))
        .order_by(_MEMBERS.c.collection_id, _MEMBERS.c.position)
    )
    for collection_id, product_id in rows:
        members.setdefault(collection_id, []).append(product_id)
    return members


def _own_row(session: Session, collection_id: uuid.UUID, owner_id: uuid.UUID) -> CollectionRow:
    """Lock a shop, so that its collections stay as they are, and return one of them."""
    owned = select(CollectionRow).join(Shop, Shop.id == CollectionRow.shop_id)
    row = session.scalars(
        owned.where(CollectionRow.id == collection_id, Shop.owner_id == owner_id)
    ).one_or_none()
    if row is None:
        raise NoSuchCollection
    _lock_own_shop(session, row.shop_id, owner_id)
    return row


def _lock_own_shop(session: Session, shop_id: uuid.UUID, owner_id: uuid.UUID) -> None:
    shop = select(Shop.id).where(Shop.id == shop_id, Shop.owner_id == owner_id)
    if session.scalar(shop.with_for_update(key_share=True)) is None:
        raise NoSuchShop


def _number(session: Session, collection_ids: Sequence[uuid.UUID]) -> None:
    for position, collection_id in enumerate(collection_ids):
        session.execute(
            update(CollectionRow).where(CollectionRow.id == collection_id).values(position=position)
        )
