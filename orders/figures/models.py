"""Tables of shops' figures. All of it comes from the orders and can be counted again."""

import datetime as dt
import uuid

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base
from kernel.ids import new_id


class ShopCount(Base):
    """That a shop is counted, and since when its figures are as they are. Its row is the lock of counting."""

    __tablename__ = "shop_counts"

    shop_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("shops.id"), primary_key=True)
    counted_at: Mapped[dt.datetime]


class FigureMark(Base):
    """That something changed of an order, or of a return (`part_id`): its day is to be counted anew."""

    __tablename__ = "figure_marks"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    part_id: Mapped[uuid.UUID]


class ShopDay(Base):
    """What came of the orders of a shop that were paid on a day (UTC).

    `refunds_minor` is what of their money was promised back until now.
    """

    __tablename__ = "shop_days"

    shop_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("shops.id"), primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(primary_key=True)
    orders_count: Mapped[int]
    units_count: Mapped[int]
    sales_minor: Mapped[int] = mapped_column(BigInteger)
    refunds_minor: Mapped[int] = mapped_column(BigInteger)


class ProductDay(Base):
    """What was paid on a day for a product of a shop, after discounts."""

    __tablename__ = "shop_product_days"

    shop_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("shops.id"), primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(primary_key=True)
    product_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    units_count: Mapped[int]
    sales_minor: Mapped[int] = mapped_column(BigInteger)


class SourceDay(Base):
    """What orders of a shop that were paid on a day came from: a post, or a broadcast and its pin."""

    __tablename__ = "shop_source_days"
    __table_args__ = (Index("ix_shop_source_days_shop_id_day", "shop_id", "day"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    shop_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("shops.id"))
    day: Mapped[dt.date]
    currency: Mapped[str]
    source_id: Mapped[uuid.UUID]
    pin_id: Mapped[uuid.UUID | None]
    orders_count: Mapped[int]
    sales_minor: Mapped[int] = mapped_column(BigInteger)
    refunds_minor: Mapped[int] = mapped_column(BigInteger)


class BuyerMonth(Base):
    """That a person bought of a shop in a month, known by its first day (UTC)."""

    __tablename__ = "shop_buyer_months"

    shop_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("shops.id"), primary_key=True)
    buyer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    month: Mapped[dt.date] = mapped_column(primary_key=True)


class CohortMonth(Base):
    """How many of those who bought of a shop for the first time in a month bought in another one."""

    __tablename__ = "shop_cohort_months"

    shop_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("shops.id"), primary_key=True)
    first_month: Mapped[dt.date] = mapped_column(primary_key=True)
    month: Mapped[dt.date] = mapped_column(primary_key=True)
    buyers_count: Mapped[int]
