"""What others get to see of shops and products: frozen values, never table rows."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kernel.clock import now
from products.categories import OTHER
from products.prior_price import PriceKind
from products.withdrawal import Withdrawal

#: The width that a tile asks for (pixels); narrower pictures give their own.
TILE_WIDTH_PX = 480


@dataclass(frozen=True)
class Shop:
    """Where a merchant sells."""

    id: uuid.UUID
    owner_id: uuid.UUID
    name: str
    is_open: bool


@dataclass(frozen=True)
class Picture:
    """A picture and its own size in pixels; `widths` are those it is stored in, narrowest first.

    `alt` says what is on it, in its merchant's words; empty until he writes some.
    """

    id: uuid.UUID
    width: int
    height: int
    widths: Sequence[int]
    alt: str = ""

    def url(self, width: int, suffix: str = "webp") -> str:
        """Return where the picture is served at `width` pixels, or at the next smaller size there is."""
        return picture_url(self.id, self.widths, width, suffix)


@dataclass(frozen=True)
class Special:
    """A lower price for a while. `id` names whatever grants it: a sale price, or what `kind` else says."""

    id: uuid.UUID
    price_minor: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    kind: PriceKind = PriceKind.LIVE

    def applies(self, list_price_minor: int, at: dt.datetime) -> bool:
        """Tell whether it is the price at this moment."""
        return self.starts_at <= at < self.ends_at and self.price_minor < list_price_minor


@dataclass(frozen=True)
class Variant:
    """One SKU of a product. `price_minor` is what it costs now, `special` why that is less than listed.

    `was_minor` is the price that a reduction may be said to come from, if it is one (`products.prior_price`).
    """

    id: uuid.UUID
    product_id: uuid.UUID
    sku: str
    options: Mapping[str, str]
    price_minor: int
    list_price_minor: int
    special: Special | None
    on_hand_count: int
    reserved_count: int
    available_count: int
    was_minor: int | None = None


class ProductState(StrEnum):
    """Whether a product is not sold yet, sold, or not sold any more."""

    DRAFT = "draft"
    ACTIVE = "active"
    ARCHIVED = "archived"


@dataclass(frozen=True)
class Product:
    """A product with the variants that can be chosen and its pictures, in order."""

    id: uuid.UUID
    shop: Shop
    title: str
    description: str
    currency: str
    archived_at: dt.datetime | None
    variants: Sequence[Variant]
    pictures: Sequence[Picture]
    category: str = OTHER
    is_draft: bool = False
    withdrawal: Withdrawal = Withdrawal.ALLOWED

    @property
    def state(self) -> ProductState:
        """Return which shelf it stands on."""
        if self.archived_at is not None:
            return ProductState.ARCHIVED
        return ProductState.DRAFT if self.is_draft else ProductState.ACTIVE

    @property
    def is_on_sale(self) -> bool:
        """Tell whether it can be bought, as far as its shop wants it."""
        return self.state is ProductState.ACTIVE and self.shop.is_open

    @property
    def available_count(self) -> int:
        """Return how many units of all variants together can be bought."""
        return sum(variant.available_count for variant in self.variants)

    @property
    def lowest_price_minor(self) -> int:
        """Return the price of the cheapest variant."""
        return self.cheapest.price_minor

    @property
    def cheapest(self) -> Variant:
        """Return the variant that costs least; lists show its price, and what that is a reduction of."""
        return min(self.variants, key=lambda one: one.price_minor)


@dataclass(frozen=True)
class Offer:
    """All that a buyer, a cart or a video needs to know of one variant; prices as with `Variant`.

    `sale` is the sale price that holds, even if `special` is another one in front of it.
    """

    variant_id: uuid.UUID
    product_id: uuid.UUID
    shop_id: uuid.UUID
    shop_owner_id: uuid.UUID
    product_title: str
    shop_name: str
    options: Mapping[str, str]
    sku: str
    price_minor: int
    list_price_minor: int
    special: Special | None
    currency: str
    available_count: int
    is_on_sale: bool
    picture_url: str | None
    was_minor: int | None = None
    sale: Special | None = None
    withdrawal: Withdrawal = Withdrawal.ALLOWED


def find_special(row: Any) -> Special | None:
    """Return the special price that a variant's row grants now, or None: the one place that knows it.

    The row names its list price `price_minor`, like the table. A sale price is behind every other.
    """
    if row.special_id is not None:
        special = Special(row.special_id, row.special_price_minor, row.special_starts_at, row.special_ends_at)
        if special.applies(row.price_minor, now()):
            return special
    return find_sale(row, now()) if row.sale_prices else None


def find_sale(row: Any, at: dt.datetime) -> Special | None:
    """Return the sale price that a variant's row grants at a moment, or None."""
    sales = map(read_sale, row.sale_prices or ())
    return next((one for one in sales if one.applies(row.price_minor, at)), None)


def read_sale(written: Mapping[str, Any]) -> Special:
    """Return a sale price as a variant's row keeps it."""
    starts_at, ends_at = (dt.datetime.fromisoformat(written[name]) for name in ("starts_at", "ends_at"))
    return Special(uuid.UUID(written["id"]), written["price_minor"], starts_at, ends_at, PriceKind.SALE)


def write_sale(sale: Special) -> dict[str, Any]:
    """Return a sale price as a variant's row keeps it."""
    return {
        "id": str(sale.id),
        "price_minor": sale.price_minor,
        "starts_at": sale.starts_at.isoformat(),
        "ends_at": sale.ends_at.isoformat(),
    }


def picture_url(picture_id: uuid.UUID, widths: Sequence[int], width: int, suffix: str = "webp") -> str:
    """Return where a picture is served at `width` pixels, or at the next smaller size there is."""
    fitting = max((one for one in widths if one <= width), default=min(widths))
    return f"/media/pictures/{picture_id}/{fitting}.{suffix}"
