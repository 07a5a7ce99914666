"""What the products' API takes and answers."""

import datetime as dt
import uuid
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from kernel.fields import Body, Code, Currency, LongText, Name, OneLine, PriceMinor, ShortText, Title
from kernel.money import CURRENCIES
from kernel.paging import DEFAULT_LIMIT, MAX_LIMIT, Page
from products.pictures import MAX_PICTURES_COUNT
from products.stock_log import StockChange
from products.values import Picture, Product, Shop, Variant
from products.variants import MAX_VARIANTS_COUNT, NewVariant, PricePoint

MAX_OPTIONS_COUNT = 3
MAX_STOCK_COUNT = 1_000_000


def _check_currency(value: str) -> str:
    if value not in CURRENCIES:
        raise ValueError(f"Choose one of {', '.join(CURRENCIES)}.")
    return value


OptionName = Annotated[str, OneLine, Field(min_length=1, max_length=30)]
OptionValue = Annotated[str, OneLine, Field(min_length=1, max_length=60)]
Options = Annotated[dict[OptionName, OptionValue], Field(max_length=MAX_OPTIONS_COUNT)]
SellingCurrency = Annotated[Currency, AfterValidator(_check_currency)]
StockCount = Annotated[int, Field(strict=True, ge=0, le=MAX_STOCK_COUNT)]
StockChangeCount = Annotated[int, Field(strict=True, ge=-MAX_STOCK_COUNT, le=MAX_STOCK_COUNT)]


class OpenShop(Body):
    """A shop to be opened."""

    name: Name


class ChangeShop(Body):
    """Changes of a shop; what is left out stays."""

    name: Name | None = None
    is_open: bool | None = None


class VariantBody(Body):
    """A variant to be put on sale."""

    sku: Code
    options: Options = Field(default_factory=dict)
    price_minor: PriceMinor
    stock_count: StockCount

    def to_value(self) -> NewVariant:
        """Return it as the catalogue takes it."""
        return NewVariant(self.sku, self.options, self.price_minor, self.stock_count)


class CreateProduct(Body):
    """A product to be put on sale."""

    title: Title
    description: LongText = ""
    currency: SellingCurrency
    variants: Annotated[list[VariantBody], Field(min_length=1, max_length=MAX_VARIANTS_COUNT)]


class ChangeProduct(Body):
    """Changes of a product's words; what is left out stays."""

    title: Title | None = None
    description: LongText | None = None


class ChangeVariant(Body):
    """Changes of a variant; what is left out stays. Stock is added to (or taken from), never set."""

    sku: Code | None = None
    price_minor: PriceMinor | None = None
    stock_change_count: StockChangeCount = 0
    reason: ShortText = ""


class OrderPictures(Body):
    """All pictures of a product, in their new order."""

    picture_ids: Annotated[list[uuid.UUID], Field(max_length=MAX_PICTURES_COUNT)]


class PageQuery(Body):
    """Which part of a list."""

    cursor: Annotated[str, Field(max_length=200)] = ""
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT


class SearchQuery(PageQuery):
    """Which products of the whole market."""

    query: Annotated[str, OneLine, Field(max_length=120)] = ""


class ConsoleQuery(PageQuery):
    """Which shelf of which own shop; without a shop, the first."""

    shop: uuid.UUID | None = None
    archived: bool = False


class ShopForm(Body):
    """The form that renames a shop and closes or opens it."""

    name: Name
    is_open: bool = False


class ShopAnswer(BaseModel):
    """A shop."""

    id: uuid.UUID
    name: str
    is_open: bool

    @classmethod
    def of(cls, shop: Shop) -> "ShopAnswer":
        """Return a shop as the API answers it."""
        return cls(id=shop.id, name=shop.name, is_open=shop.is_open)


class VariantAnswer(BaseModel):
    """A variant; `stock_count` and `available_count` are both what can be bought now.

    `price_minor` is what it costs now. It is less than `list_price_minor` until `special_ends_at`.
    """

    id: uuid.UUID
    sku: str
    options: dict[str, str]
    price_minor: int
    list_price_minor: int
    special_ends_at: dt.datetime | None
    stock_count: int
    available_count: int

    @classmethod
    def of(cls, variant: Variant) -> "VariantAnswer":
        """Return a variant as the API answers it."""
        return cls(
            id=variant.id,
            sku=variant.sku,
            options=dict(variant.options),
            price_minor=variant.price_minor,
            list_price_minor=variant.list_price_minor,
            special_ends_at=variant.special.ends_at if variant.special else None,
            stock_count=variant.available_count,
            available_count=variant.available_count,
        )


class PictureAnswer(BaseModel):
    """A picture; `url` is a size that fits a list, `large_url` the widest one."""

    id: uuid.UUID
    width: int
    height: int
    url: str
    large_url: str

    @classmethod
    def of(cls, picture: Picture) -> "PictureAnswer":
        """Return a picture as the API answers it."""
        return cls(
            id=picture.id,
            width=picture.width,
            height=picture.height,
            url=picture.url(480),
            large_url=picture.url(max(picture.widths)),
        )


class ProductAnswer(BaseModel):
    """A product; `state` is active or archived."""

    id: uuid.UUID
    state: str
    title: str
    description: str
    currency: str
    shop: ShopAnswer
    variants: list[VariantAnswer]
    pictures: list[PictureAnswer]

    @classmethod
    def of(cls, product: Product) -> "ProductAnswer":
        """Return a product as the API answers it."""
        return cls(
            id=product.id,
            state="active" if product.archived_at is None else "archived",
            title=product.title,
            description=product.description,
            currency=product.currency,
            shop=ShopAnswer.of(product.shop),
            variants=[VariantAnswer.of(variant) for variant in product.variants],
            pictures=[PictureAnswer.of(picture) for picture in product.pictures],
        )


class ProductPage(BaseModel):
    """Some products, and where the next ones start."""

    items: list[ProductAnswer]
    next_cursor: str | None

    @classmethod
    def of(cls, page: Page[Product]) -> "ProductPage":
        """Return a page as the API answers it."""
        return cls(items=[ProductAnswer.of(one) for one in page.items], next_cursor=page.next_cursor)


class PriceAnswer(BaseModel):
    """A price, and from when on it could be paid."""

    price_minor: int
    currency: str
    since: dt.datetime

    @classmethod
    def of(cls, point: PricePoint) -> "PriceAnswer":
        """Return a price as the API answers it."""
        return cls(price_minor=point.price_minor, currency=point.currency, since=point.created_at)


class PriceHistory(BaseModel):
    """Every price of a variant, oldest first."""

    items: list[PriceAnswer]


class StockEntryAnswer(BaseModel):
    """A line of a variant's stock log."""

    kind: str
    on_hand_change: int
    reserved_change: int
    reason: str
    created_at: dt.datetime

    @classmethod
    def of(cls, change: StockChange) -> "StockEntryAnswer":
        """Return a line as the API answers it."""
        return cls(
            kind=change.kind,
            on_hand_change=change.on_hand_change,
            reserved_change=change.reserved_change,
            reason=change.reason,
            created_at=change.created_at,
        )


class StockAnswer(BaseModel):
    """How a variant's stock stands, and the newest lines of its log."""

    on_hand_count: int
    reserved_count: int
    available_count: int
    entries: list[StockEntryAnswer]
