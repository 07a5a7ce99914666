"""What the form of a sale price takes."""

import uuid
from typing import Annotated, Literal

from pydantic import Field

from kernel.clock import now
from kernel.fields import Body
from kernel.form_fields import Amount, FormMoment, Nothing, to_minor
from products.sale_prices import NewSalePrice


class SalePriceForm(Body):
    """The form of a new sale price. `key` was made with the page and becomes its id: sent twice it makes one.

    Without a variant it is for all of them, without a beginning it begins now.
    """

    key: uuid.UUID
    variant: Annotated[uuid.UUID | None, Nothing] = None
    kind: Literal["percent", "price"]
    percent: Annotated[Annotated[int, Field(ge=1, le=99)] | None, Nothing] = None
    price: Annotated[Amount | None, Nothing] = None
    starts_at: Annotated[FormMoment | None, Nothing] = None
    ends_at: FormMoment

    def to_value(self, currency: str) -> NewSalePrice:
        """Return the sale price that it describes.

        Raises TooManyDigits.
        """
        is_percent = self.kind == "percent"
        return NewSalePrice(
            starts_at=self.starts_at or now(),
            ends_at=self.ends_at,
            percent=self.percent if is_percent else None,
            price_minor=None if is_percent or self.price is None else to_minor(self.price, currency),
            variant_ids=() if self.variant is None else (self.variant,),
        )
