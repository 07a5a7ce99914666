"""Shops: opening one makes a merchant of its person."""

import uuid
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from accounts import people
from accounts.roles import Role
from kernel.clock import now
from products import models
from products.errors import NoSuchShop, TooManyShops
from products.values import Shop

MAX_SHOPS_COUNT = 10


def open_shop(session: Session, *, owner_id: uuid.UUID, name: str) -> Shop:
    """Open a shop and give its person the role of a merchant.

    Raises TooManyShops.
    """
    owned = select(func.count()).select_from(models.Shop).where(models.Shop.owner_id == owner_id)
    if session.scalar(owned) == MAX_SHOPS_COUNT:
        raise TooManyShops
    people.add_roles(session, owner_id, [Role.MERCHANT])
    shop = models.Shop(owner_id=owner_id, name=name, created_at=now())
    session.add(shop)
    session.flush()
    return build_shop(shop)


def get_shop(session: Session, shop_id: uuid.UUID) -> Shop:
    """Return a shop.

    Raises NoSuchShop.
    """
    shop = session.get(models.Shop, shop_id)
    if shop is None:
        raise NoSuchShop
    return build_shop(shop)


def get_own_shop(session: Session, shop_id: uuid.UUID, owner_id: uuid.UUID) -> Shop:
    """Return a shop of this owner.

    Raises NoSuchShop: it is somebody else's, or nobody's.
    """
    return build_shop(_own_row(session, shop_id, owner_id))


def list_names(session: Session, shop_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """Return what shops are called, by id; what does not exist is left out."""
    query = select(models.Shop.id, models.Shop.name).where(models.Shop.id.in_(shop_ids))
    return {row.id: row.name for row in session.execute(query)}


def list_shops_of(session: Session, owner_id: uuid.UUID) -> Sequence[Shop]:
    """Return a person's shops, oldest first."""
    rows = session.scalars(
        select(models.Shop).where(models.Shop.owner_id == owner_id).order_by(models.Shop.id)
    )
    return [build_shop(shop) for shop in rows]


def change_shop(
    session: Session,
    shop_id: uuid.UUID,
    *,
    owner_id: uuid.UUID,
    name: str | None = None,
    is_open: bool | None = None,
) -> Shop:
    """Rename a shop, close it for a while or open it again; None leaves a thing as it is.

    Raises NoSuchShop: it is not this owner's.
    """
    shop = _own_row(session, shop_id, owner_id)
    if name is not None:
        shop.name = name
    if is_open is not None:
        shop.closed_at = None if is_open else now()
    session.flush()
    return build_shop(shop)


def build_shop(shop: models.Shop) -> Shop:
    """Return the value of a row."""
    return Shop(shop.id, shop.owner_id, shop.name, shop.closed_at is None)


def _own_row(session: Session, shop_id: uuid.UUID, owner_id: uuid.UUID) -> models.Shop:
    query = select(models.Shop).where(models.Shop.id == shop_id, models.Shop.owner_id == owner_id)
    shop = session.scalars(query).one_or_none()
    if shop is None:
        raise NoSuchShop
    return shop
