"""Tables of commissions: what is offered, who promotes it, who was touched by whom, and what was earned."""

import datetime as dt
import uuid

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base
from kernel.ids import new_id

_IS_OPEN = text("is_public AND ended_at IS NULL")


class CommissionOfferRow(Base):
    """What a merchant gives of a product's price to whoever promotes it. One for each product, for good.

    An ended one takes no new promoters; its rate falls to nothing like any other cut.
    """

    __tablename__ = "commission_offers"
    __table_args__ = (
        UniqueConstraint("product_id"),
        Index("ix_commission_offers_shop_id_id", "shop_id", "id"),
        # Only what everybody may pick is looked through.
        Index("ix_commission_offers_open", "id", sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
        CheckConstraint("rate_basis_points >= 0 AND rate_basis_points <= 8000", name="rate"),
        CheckConstraint("(next_rate_basis_points IS NULL) = (next_rate_at IS NULL)", name="next_rate"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("products.id"))
    shop_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("shops.id"))
    shop_owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    is_public: Mapped[bool]
    rate_basis_points: Mapped[int]
    next_rate_basis_points: Mapped[int | None]
    next_rate_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]


class PromoterRow(Base):
    """A creator who was invited to promote a product, or does; a rate of his own goes before the offer's."""

    __tablename__ = "promoters"
    __table_args__ = (
        Index("ix_promoters_creator_id_offer_id", "creator_id", "offer_id"),
        CheckConstraint(
            "rate_basis_points IS NULL OR (rate_basis_points >= 0 AND rate_basis_points <= 8000)", name="rate"
        ),
        CheckConstraint("(next_rate_basis_points IS NULL) = (next_rate_at IS NULL)", name="next_rate"),
    )

    offer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("commission_offers.id"), primary_key=True)
    creator_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    rate_basis_points: Mapped[int | None]
    next_rate_basis_points: Mapped[int | None]
    next_rate_at: Mapped[dt.datetime | None]
    invited_at: Mapped[dt.datetime | None]
    picked_at: Mapped[dt.datetime | None]


class TouchRow(Base):
    """The latest time that somebody opened a product from a creator's content: a person, or a guest.

    Of each kind one is kept, because the kinds hold for different times. `media_ms` is the moment of the
    video, or the program time of a broadcast.
    """

    __tablename__ = "touches"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (guest_hash IS NULL)", name="has_one_owner"),
        UniqueConstraint("person_id", "creator_id", "kind"),
        UniqueConstraint("guest_hash", "creator_id", "kind"),
        Index("ix_touches_touched_at", "touched_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    guest_hash: Mapped[str | None]
    creator_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str]
    source_kind: Mapped[str | None]
    source_id: Mapped[uuid.UUID | None]
    pin_id: Mapped[uuid.UUID | None]
    media_ms: Mapped[int | None] = mapped_column(BigInteger)
    touched_at: Mapped[dt.datetime]


class CommissionRow(Base):
    """What a line of an order brings a creator: touch, rate and amount as they were when it was placed.

    Units of it that went back earn nothing: `returned_count`. What the books have of it is `booked_minor`.
    """

    __tablename__ = "commissions"
    __table_args__ = (
        Index("ix_commissions_creator_id_state_order_id", "creator_id", "state", "order_id"),
        Index("ix_commissions_creator_id_source_id", "creator_id", "source_id"),
        # Only what waits for its time is looked for.
        Index(
            "ix_commissions_due_at",
            "due_at",
            sqlite_where=text("state = 'accrued'"),
            postgresql_where=text("state = 'accrued'"),
        ),
        CheckConstraint("amount_minor >= 0 AND amount_minor <= base_minor", name="amount"),
        CheckConstraint("returned_count >= 0 AND returned_count <= quantity", name="returned_count"),
        CheckConstraint("booked_minor >= 0 AND booked_minor <= amount_minor", name="booked"),
    )

    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    variant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("variants.id"), primary_key=True)
    creator_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    shop_owner_id: Mapped[uuid.UUID]
    product_id: Mapped[uuid.UUID]
    product_title: Mapped[str]
    quantity: Mapped[int]
    returned_count: Mapped[int] = mapped_column(default=0)
    currency: Mapped[str]
    base_minor: Mapped[int] = mapped_column(BigInteger)
    rate_basis_points: Mapped[int]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    booked_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    state: Mapped[str]
    touch_kind: Mapped[str]
    source_kind: Mapped[str | None]
    source_id: Mapped[uuid.UUID | None]
    pin_id: Mapped[uuid.UUID | None]
    media_ms: Mapped[int | None] = mapped_column(BigInteger)
    touched_at: Mapped[dt.datetime]
    placed_at: Mapped[dt.datetime]
    accrued_at: Mapped[dt.datetime | None]
    due_at: Mapped[dt.datetime | None]
    payable_at: Mapped[dt.datetime | None]
