"""Tables of shops' shipping zones, their methods, and the taxes that shops collect."""

import datetime as dt
import uuid

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base

_IS_REST = text("is_rest")


class ShippingZoneRecord(Base):
    """Countries that a shop sends to in the same ways. One zone may be the rest of the world."""

    __tablename__ = "shipping_zones"
    __table_args__ = (
        Index("ix_shipping_zones_shop_id", "shop_id"),
        Index(
            "uq_shipping_zones_rest", "shop_id", unique=True, sqlite_where=_IS_REST, postgresql_where=_IS_REST
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    shop_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("shops.id"))
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str]
    is_rest: Mapped[bool]
    created_at: Mapped[dt.datetime]


class ShippingCountryRecord(Base):
    """A country of a zone. A shop has it in one zone at most."""

    __tablename__ = "shipping_countries"
    __table_args__ = (Index("ix_shipping_countries_zone_id", "zone_id"),)

    shop_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("shops.id"), primary_key=True)
    country: Mapped[str] = mapped_column(primary_key=True)
    zone_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("shipping_zones.id", ondelete="CASCADE"))


class ShippingMethodRecord(Base):
    """A way to send something into a zone: its price, free from some amount on, and how long it takes."""

    __tablename__ = "shipping_methods"
    __table_args__ = (
        CheckConstraint("price_minor >= 0", name="price"),
        CheckConstraint("free_from_minor IS NULL OR free_from_minor > 0", name="free_from"),
        CheckConstraint("days_from >= 0 AND days_from <= days_to", name="days"),
        Index("ix_shipping_methods_zone_id", "zone_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    zone_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("shipping_zones.id", ondelete="CASCADE"))
    name: Mapped[str]
    currency: Mapped[str]
    price_minor: Mapped[int] = mapped_column(BigInteger)
    free_from_minor: Mapped[int | None] = mapped_column(BigInteger)
    days_from: Mapped[int]
    days_to: Mapped[int]
    is_off: Mapped[bool]
    created_at: Mapped[dt.datetime]


class ShopTaxRecord(Base):
    """The tax that a shop collects on what goes to a country."""

    __tablename__ = "shop_taxes"
    __table_args__ = (
        UniqueConstraint("shop_id", "country"),
        CheckConstraint("basis_points > 0 AND basis_points <= 10000", name="basis_points"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    shop_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("shops.id"))
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    country: Mapped[str]
    name: Mapped[str]
    basis_points: Mapped[int]
    is_included: Mapped[bool]
    covers_shipping: Mapped[bool]
    created_at: Mapped[dt.datetime]
