"""What the API takes and answers of products, variants and pictures."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, Discriminator, Field, Tag

from kernel.errors import N_
from kernel.fields import (
    Body,
    Code,
    Currency,
    LongText,
    ManyLines,
    OneLine,
    PriceMinor,
    ShortText,
    Title,
)
from kernel.money import CURRENCIES
from kernel.paging import MAX_LIMIT, Page
from products.categories import OTHER, find_category
from products.description import Block, BlockKind
from products.fields import Options
from products.matrix import KeptVariant
from products.pictures import MAX_PICTURES_COUNT
from products.schemas.shops import ShopAnswer
from products.values import Picture, Product, Variant
from products.variants import MAX_VARIANTS_COUNT, NewVariant
from products.withdrawal import Withdrawal

MAX_STOCK_COUNT = 1_000_000
MAX_BLOCKS_COUNT = 30
MAX_BLOCK_ITEMS_COUNT = 20


def _check_currency(value: str) -> str:
    if value not in CURRENCIES:
        raise ValueError(f"Choose one of {', '.join(CURRENCIES)}.")
    return value


def _check_category(value: str) -> str:
    if find_category(value) is None:
        raise ValueError(N_("There is no such category."))
    return value


SellingCurrency = Annotated[Currency, AfterValidator(_check_currency)]
CategoryCode = Annotated[str, Field(max_length=40), AfterValidator(_check_category)]
WithdrawalRule = Annotated[Withdrawal, OneLine, Field(max_length=20)]
BlockItem = Annotated[str, OneLine, Field(min_length=1, max_length=200)]
StockCount = Annotated[int, Field(strict=True, ge=0, le=MAX_STOCK_COUNT)]
StockChangeCount = Annotated[int, Field(strict=True, ge=-MAX_STOCK_COUNT, le=MAX_STOCK_COUNT)]


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
    """A product to be put on sale, or to be kept as a draft."""

    title: Title
    description: LongText = ""
    currency: SellingCurrency
    category: CategoryCode = OTHER
    withdrawal: WithdrawalRule = Withdrawal.ALLOWED
    state: Literal["active", "draft"] = "active"
    variants: Annotated[list[VariantBody], Field(min_length=1, max_length=MAX_VARIANTS_COUNT)]


class KeptVariantBody(Body):
    """A variant that stays; its stock is changed by corrections only."""

    id: uuid.UUID
    sku: Code
    options: Options = Field(default_factory=dict)
    price_minor: PriceMinor

    def to_value(self) -> KeptVariant:
        """Return it as the matrix takes it."""
        return KeptVariant(self.id, self.sku, self.options, self.price_minor)


def _is_kept(variant: object) -> str:
    return "kept" if isinstance(variant, dict) and "id" in variant else "new"


MatrixRow = Annotated[
    Annotated[KeptVariantBody, Tag("kept")] | Annotated[VariantBody, Tag("new")], Discriminator(_is_kept)
]


class SetVariants(Body):
    """All variants of a product: those that stay by their id, new ones with their first stock."""

    variants: Annotated[list[MatrixRow], Field(min_length=1, max_length=MAX_VARIANTS_COUNT)]


class WordsBlock(Body):
    """A text or a heading."""

    kind: Literal["text", "heading"]
    text: Annotated[str, ManyLines, Field(min_length=1, max_length=2000)]

    def to_value(self) -> Block:
        """Return it as the description takes it."""
        return Block(BlockKind(self.kind), text=self.text)


class ListBlock(Body):
    """A list of short lines."""

    kind: Literal["list"]
    items: Annotated[list[BlockItem], Field(min_length=1, max_length=MAX_BLOCK_ITEMS_COUNT)]

    def to_value(self) -> Block:
        """Return it as the description takes it."""
        return Block(BlockKind.LIST, items=self.items)


class PictureBlock(Body):
    """One of the product's pictures."""

    kind: Literal["picture"]
    picture_id: uuid.UUID

    def to_value(self) -> Block:
        """Return it as the description takes it."""
        return Block(BlockKind.PICTURE, picture_id=self.picture_id)


Blocks = Annotated[
    list[Annotated[WordsBlock | ListBlock | PictureBlock, Field(discriminator="kind")]],
    Field(max_length=MAX_BLOCKS_COUNT),
]


class DescribePicture(Body):
    """What is on a picture."""

    alt: ShortText


class ChooseProducts(Body):
    """Some products of a shop."""

    product_ids: Annotated[list[uuid.UUID], Field(min_length=1, max_length=MAX_LIMIT)]


class ChangeProduct(Body):
    """Changes of a product's words, category and blocks; what is left out stays."""

    title: Title | None = None
    description: LongText | None = None
    category: CategoryCode | None = None
    withdrawal: WithdrawalRule | None = None
    blocks: Blocks | None = None


class ChangeVariant(Body):
    """Changes of a variant; what is left out stays. Stock is added to (or taken from), never set."""

    sku: Code | None = None
    price_minor: PriceMinor | None = None
    stock_change_count: StockChangeCount = 0
    reason: ShortText = ""


class OrderPictures(Body):
    """All pictures of a product, in their new order."""

    picture_ids: Annotated[list[uuid.UUID], Field(max_length=MAX_PICTURES_COUNT)]


class VariantAnswer(BaseModel):
    """A variant; `stock_count` and `available_count` are both what can be bought now.

    `price_minor` is what it costs now. It is less than `list_price_minor` until `special_ends_at`.
    `was_minor` is what may be shown as its earlier price, if anything may.
    """

    id: uuid.UUID
    sku: str
    options: dict[str, str]
    price_minor: int
    list_price_minor: int
    was_minor: int | None
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
            was_minor=variant.was_minor,
            special_ends_at=variant.special.ends_at if variant.special else None,
            stock_count=variant.available_count,
            available_count=variant.available_count,
        )


class PictureAnswer(BaseModel):
    """A picture; `url` is a size that fits a list, `large_url` the widest one, `alt` says what is on it."""

    id: uuid.UUID
    width: int
    height: int
    url: str
    large_url: str
    alt: str

    @classmethod
    def of(cls, picture: Picture) -> "PictureAnswer":
        """Return a picture as the API answers it."""
        return cls(
            id=picture.id,
            width=picture.width,
            height=picture.height,
            url=picture.url(480),
            large_url=picture.url(max(picture.widths)),
            alt=picture.alt,
        )


class ProductAnswer(BaseModel):
    """A product; `state` is draft, active or archived."""

    id: uuid.UUID
    state: str
    category: str
    withdrawal: Withdrawal
    title: str
    description: str
    currency: str
    shop: ShopAnswer
    variants: list[VariantAnswer]
    pictures: list[PictureAnswer]

    @classmethod
    def of(cls, product: Product) -> Self:
        """Return a product as the API answers it."""
        return cls(
            id=product.id,
            state=product.state,
            category=product.category,
            withdrawal=product.withdrawal,
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


class BlockAnswer(BaseModel):
    """A block of the description: `text` of a text or heading, `items` of a list, or a picture's id."""

    kind: str
    text: str
    items: list[str]
    picture_id: uuid.UUID | None

    @classmethod
    def of(cls, block: Block) -> "BlockAnswer":
        """Return a block as the API answers it."""
        return cls(kind=block.kind, text=block.text, items=list(block.items), picture_id=block.picture_id)


class ProductDetail(ProductAnswer):
    """A product with the blocks of its description."""

    blocks: list[BlockAnswer] = []

    @classmethod
    def of_all(cls, product: Product, blocks: Sequence[Block]) -> "ProductDetail":
        """Return a product and its blocks as the API answers them."""
        detail = cls.of(product)
        return detail.model_copy(update={"blocks": [BlockAnswer.of(block) for block in blocks]})


class ChosenProducts(BaseModel):
    """The products that something was done with."""

    product_ids: list[uuid.UUID]
