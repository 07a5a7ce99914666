"""What the API takes and answers of shops, and which part of a list is wanted."""

import uuid
from typing import Annotated

from pydantic import BaseModel, Field

from kernel.fields import Body, Name, OneLine
from kernel.paging import DEFAULT_LIMIT, MAX_LIMIT
from products.shelves import ShelfOrder, ShelfQuery
from products.values import ProductState, Shop

Words = Annotated[str, OneLine, Field(max_length=120)]
CategoryCode = Annotated[str, Field(max_length=40)]


class OpenShop(Body):
    """A shop to be opened."""

    name: Name


class ChangeShop(Body):
    """Changes of a shop; what is left out stays."""

    name: Name | None = None
    is_open: bool | None = None


class ShopForm(Body):
    """The form that renames a shop and closes or opens it."""

    name: Name
    is_open: bool = False


class PageQuery(Body):
    """Which part of a list."""

    cursor: Annotated[str, Field(max_length=200)] = ""
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT


class SearchQuery(PageQuery):
    """Which products of the whole market."""

    query: Annotated[str, OneLine, Field(max_length=120)] = ""


class ConsoleQuery(PageQuery):
    """Which products of which own shop; without a shop, of the first."""

    shop: uuid.UUID | None = None
    state: ProductState = ProductState.ACTIVE
    query: Words = ""
    category: CategoryCode = ""
    low_stock: bool = False
    order: ShelfOrder = ShelfOrder.NEWEST

    def to_value(self, shop_id: uuid.UUID) -> ShelfQuery:
        """Return it as the shelves take it."""
        return ShelfQuery(
            shop_id,
            state=self.state,
            words=self.query,
            category=self.category,
            low_stock=self.low_stock,
            order=self.order,
        )


class ShopProductsQuery(PageQuery):
    """Which products that a shop sells: with these words in the title or as SKU, of this category."""

    query: Words = ""
    category: CategoryCode = ""


class ShopQuery(PageQuery):
    """Which products of a shop a visitor wants to see."""

    category: CategoryCode = ""
    collection: uuid.UUID | None = None


class ProductQuery(Body):
    """Which variant of a product is looked at; one that is not there is as good as none."""

    variant: uuid.UUID | None = None


class ShopAnswer(BaseModel):
    """A shop."""

    id: uuid.UUID
    name: str
    is_open: bool

    @classmethod
    def of(cls, shop: Shop) -> "ShopAnswer":
        """Return a shop as the API answers it."""
        return cls(id=shop.id, name=shop.name, is_open=shop.is_open)


class ImportForm(Body):
    """The word to import a file: the plan that was shown, and whether what can't be used may be left out."""

    digest: Annotated[str, Field(max_length=64, pattern=r"^[0-9a-f]{64}$")]
    partly: bool = False
