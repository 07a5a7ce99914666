"""What tests of commissions do all the time: promote, touch, buy, look at what was earned."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from accounts.people import Person
from accounts.roles import Role
from commissions import promoting, touches
from commissions.clicks import Click, SourceKind, TouchKind
from commissions.models import CommissionRow
from commissions.touches import TouchOwner
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from products.values import Product
from tests.factories import make_commission_offer, make_person
from tests.market import ApiClient
from tests.service.orders.market_day import place


def make_promoter(product: Product, *, basis_points: int = 1000) -> Person:
    """Make a creator who promotes a product at a rate."""
    creator = make_person(Role.CREATOR, name="Promoter")
    offer = make_commission_offer(product, basis_points=basis_points)
    with transaction() as session:
        promoting.pick(session, offer.id, creator.id)
    return creator


def click_on(creator: Person, kind: TouchKind = TouchKind.CONTENT, **values: Any) -> Click:
    """Return a click on a product in a video of a creator."""
    source_kind = SourceKind.BROADCAST if kind is TouchKind.LIVE else SourceKind.VIDEO
    return Click(creator.id, kind, source_kind, **{"source_id": new_id(), **values})


def touch(buyer_id: uuid.UUID, creator: Person, kind: TouchKind = TouchKind.CONTENT) -> None:
    """Let a person open a product from a creator's content."""
    with transaction() as session:
        touches.record(session, TouchOwner(buyer_id), click_on(creator, kind))


def buy(buyer: ApiClient, *lines: tuple[uuid.UUID, int]) -> uuid.UUID:
    """Order variants; return the order's id."""
    return uuid.UUID(place(buyer, *lines).get_json()["id"])


def read_rows(order_id: uuid.UUID) -> Mapping[uuid.UUID, CommissionRow]:
    """Return what an order's lines bring, by variant."""
    with reading() as session:
        rows = session.scalars(select(CommissionRow).where(CommissionRow.order_id == order_id)).all()
        session.expunge_all()
    return {row.variant_id: row for row in rows}
