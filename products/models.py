"""Tables of shops, products, variants, prices, stock, pictures and collections."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.db import Base
from kernel.ids import new_id


class Shop(Base):
    """Where a merchant sells. A closed shop keeps its products; nothing of it can be bought."""

    __tablename__ = "shops"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str]
    #: From how many units on a variant runs low that has no level of its own.
    low_stock_count: Mapped[int] = mapped_column(default=5, server_default="5")
    closed_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]


class Product(Base):
    """What is shown and sold; its variants carry price and stock. The currency never changes.

    `published_at` is when it went on sale for the first time; a draft has none. `blocks` are what is told
    below the description, loaded only by who asks for them.
    """

    __tablename__ = "products"
    __table_args__ = (Index("ix_products_shop_id_id", "shop_id", "id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    shop_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("shops.id"))
    title: Mapped[str]
    description: Mapped[str]
    currency: Mapped[str]
    category: Mapped[str]
    withdrawal: Mapped[str] = mapped_column(default="allowed")
    blocks: Mapped[list[dict[str, Any]]] = mapped_column(JSON, deferred=True, deferred_raiseload=True)
    published_at: Mapped[dt.datetime | None]
    archived_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]

    shop: Mapped[Shop] = relationship(lazy="raise")
    variants: Mapped[list["Variant"]] = relationship(
        lazy="raise", order_by="(Variant.position, Variant.id)", viewonly=True
    )
    pictures: Mapped[list["Picture"]] = relationship(
        lazy="raise", order_by="(Picture.position, Picture.id)", viewonly=True
    )


class Variant(Base):
    """One SKU. The three counts change in one UPDATE, which the constraints hold together.

    `shop_id` repeats the product's, so that the database itself keeps SKUs unique in a shop. `special_…` is a
    price for a while; whoever set it (`special_id`) takes it away when it can't be had any more.
    `sale_prices` repeats those of `SalePriceLine` that are not over, so that no price asks for them.
    """

    __tablename__ = "variants"
    __table_args__ = (
        CheckConstraint("price_minor > 0", name="price"),
        CheckConstraint("available_count >= 0 AND reserved_count >= 0", name="counts"),
        CheckConstraint("available_count = on_hand_count - reserved_count", name="available"),
        Index(
            "uq_variants_shop_id_sku",
            "shop_id",
            "sku",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("products.id"), index=True)
    shop_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("shops.id"))
    sku: Mapped[str]
    options: Mapped[dict[str, str]] = mapped_column(JSON)
    position: Mapped[int]
    price_minor: Mapped[int] = mapped_column(BigInteger)
    special_id: Mapped[uuid.UUID | None]
    special_price_minor: Mapped[int | None] = mapped_column(BigInteger)
    special_starts_at: Mapped[dt.datetime | None]
    special_ends_at: Mapped[dt.datetime | None]
    sale_prices: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    on_hand_count: Mapped[int]
    reserved_count: Mapped[int]
    available_count: Mapped[int]
    withdrawn_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]


class PriceEntry(Base):
    """A price from the moment it could be paid, or its end. Rows are never changed: an end is a row.

    A base price ends with the next one; every other price belongs to what grants it (`reference_id`).
    """

    __tablename__ = "price_entries"
    __table_args__ = (Index("ix_price_entries_variant_id_id", "variant_id", "id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    variant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("variants.id"))
    kind: Mapped[str] = mapped_column(default="base")
    reference_id: Mapped[uuid.UUID | None]
    price_minor: Mapped[int] = mapped_column(BigInteger)
    is_end: Mapped[bool] = mapped_column(default=False)
    currency: Mapped[str]
    created_at: Mapped[dt.datetime]


class SalePriceRow(Base):
    """Lower prices of some variants of a product between two moments: `planned`, then `running`, then `over`.

    The state says what the price history knows of it; what costs what is decided by the clock.
    """

    __tablename__ = "sale_prices"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="times"),
        Index("ix_sale_prices_product_id_id", "product_id", "id"),
        Index(
            "ix_sale_prices_standing",
            "starts_at",
            sqlite_where=text("state <> 'over'"),
            postgresql_where=text("state <> 'over'"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("products.id"))
    percent: Mapped[int | None]
    state: Mapped[str]
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]


class SalePriceLine(Base):
    """What a variant costs by a sale price, and what it cost without when that was made."""

    __tablename__ = "sale_price_lines"
    __table_args__ = (
        CheckConstraint("price_minor > 0 AND price_minor < list_price_minor", name="price"),
        Index("ix_sale_price_lines_variant_id", "variant_id"),
    )

    sale_price_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sale_prices.id"), primary_key=True)
    variant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("variants.id"), primary_key=True)
    price_minor: Mapped[int] = mapped_column(BigInteger)
    list_price_minor: Mapped[int] = mapped_column(BigInteger)


class Reservation(Base):
    """Some units of a variant, kept for a reference.

    All rows of a reference have one state, until a part of what was sold is put back.
    """

    __tablename__ = "reservations"
    __table_args__ = (
        UniqueConstraint("reference_id", "variant_id"),
        CheckConstraint("quantity > 0", name="quantity"),
        Index(
            "ix_reservations_held_expires_at",
            "expires_at",
            sqlite_where=text("state = 'held'"),
            postgresql_where=text("state = 'held'"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    reference_id: Mapped[uuid.UUID]
    variant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("variants.id"))
    quantity: Mapped[int]
    state: Mapped[str]
    expires_at: Mapped[dt.datetime]
    created_at: Mapped[dt.datetime]


class StockEntry(Base):
    """One change of a variant's counts. Rows are never changed; their sums are the counts."""

    __tablename__ = "stock_entries"
    __table_args__ = (Index("ix_stock_entries_variant_id_id", "variant_id", "id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    variant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("variants.id"))
    kind: Mapped[str]
    on_hand_change: Mapped[int]
    reserved_change: Mapped[int]
    reference_id: Mapped[uuid.UUID | None]
    actor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str]
    created_at: Mapped[dt.datetime]


class StockLevel(Base):
    """From how many units on a variant runs low, where that is not what the shop says."""

    __tablename__ = "stock_levels"
    __table_args__ = (CheckConstraint("low_count >= 0", name="low_count"),)

    variant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("variants.id"), primary_key=True)
    low_count: Mapped[int]


class LowStock(Base):
    """That a variant runs low, and that its merchant was told so."""

    __tablename__ = "low_stock"

    variant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("variants.id"), primary_key=True)
    told_at: Mapped[dt.datetime]


class Picture(Base):
    """A picture of a product, stored as `pictures/<id>/<width>.<ext>` for each of its widths.

    `alt` says what is on it, for those who can't see it.
    """

    __tablename__ = "product_pictures"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("products.id"), index=True)
    position: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    widths: Mapped[list[int]] = mapped_column(JSON)
    alt: Mapped[str]
    created_at: Mapped[dt.datetime]


class Collection(Base):
    """Products of a shop that its merchant puts together under a name."""

    __tablename__ = "collections"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    shop_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("shops.id"), index=True)
    name: Mapped[str]
    position: Mapped[int]
    created_at: Mapped[dt.datetime]


class CollectionProduct(Base):
    """A product's place in a collection."""

    __tablename__ = "collection_products"

    collection_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("collections.id"), primary_key=True)
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("products.id"), primary_key=True, index=True)
    position: Mapped[int]


class CatalogueFile(Base):
    """The file that a merchant looks at before it is imported: one of each shop, the newest."""

    __tablename__ = "catalogue_files"

    shop_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("shops.id"), primary_key=True)
    file_name: Mapped[str]
    content: Mapped[bytes]
    created_at: Mapped[dt.datetime]


class WishRow(Base):
    """A product on a person's wish list, with what its cheapest variant cost then.

    `told_price_minor` is the lower price that the person was told of; `removed_at` is when it left the list.
    """

    __tablename__ = "wishes"
    __table_args__ = (
        UniqueConstraint("person_id", "product_id"),
        Index("ix_wishes_product_id", "product_id"),
        Index("ix_wishes_person_id_id", "person_id", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("products.id"))
    price_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    told_price_minor: Mapped[int | None] = mapped_column(BigInteger)
    removed_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
