"""What the forms of shipping and tax take."""

import uuid
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from kernel.fields import Body, Name, OneLine
from kernel.form_fields import AMOUNT_CHARACTERS, Amount, Nothing, to_minor
from kernel.money import CURRENCIES
from orders.schemas import Country
from orders.shipping.errors import WrongDays
from orders.shipping.values import NewMethod, NewTax, NewZone

MAX_DAYS_COUNT = 365
#: Rates are written with at most two digits behind the point: hundredths of a percent.
_RATE_DIGITS = 2


def _short(value: object) -> object:
    if isinstance(value, str) and len(value) > AMOUNT_CHARACTERS:
        raise ValueError("too many characters")
    return value


Days = Annotated[int, Field(ge=0, le=MAX_DAYS_COUNT)]
MethodCurrency = Annotated[Literal[CURRENCIES], Field()]  # type: ignore[valid-type]
Price = Annotated[
    Decimal,
    Field(ge=0, le=1_000_000, max_digits=10, decimal_places=3),
    BeforeValidator(_short),
    WithJsonSchema({"type": "string", "maxLength": AMOUNT_CHARACTERS}),
]
Rate = Annotated[
    Decimal,
    Field(gt=0, le=100, max_digits=5, decimal_places=_RATE_DIGITS),
    BeforeValidator(_short),
    WithJsonSchema({"type": "string", "maxLength": AMOUNT_CHARACTERS}),
]
TaxName = Annotated[str, OneLine, Field(min_length=1, max_length=30)]


class ZoneForm(Body):
    """The form of a zone beside its countries."""

    name: Name
    is_rest: bool = False

    def to_value(self, countries: frozenset[str]) -> NewZone:
        """Return the zone that it describes."""
        return NewZone(self.name, frozenset() if self.is_rest else countries, self.is_rest)


class NewZoneForm(ZoneForm):
    """The same for a new zone. `key` was made with the page and becomes its id: sent twice it makes one."""

    key: uuid.UUID


class MethodForm(Body):
    """The form of a method; amounts are in whole units of the currency, a price of nothing is free."""

    name: Name
    currency: MethodCurrency
    price: Annotated[Price | None, Nothing] = None
    free_from: Annotated[Amount | None, Nothing] = None
    days_from: Days
    days_to: Days
    is_off: bool = False

    def to_value(self) -> NewMethod:
        """Return the method that it describes.

        Raises TooManyDigits, WrongDays.
        """
        if self.days_from > self.days_to:
            raise WrongDays
        return NewMethod(
            name=self.name,
            currency=self.currency,
            price_minor=to_minor(self.price or Decimal(0), self.currency),
            days_from=self.days_from,
            days_to=self.days_to,
            free_from_minor=None if self.free_from is None else to_minor(self.free_from, self.currency),
            is_off=self.is_off,
        )


class NewMethodForm(MethodForm):
    """The same for a new method. `key` was made with the page and becomes its id: sent twice it makes one."""

    key: uuid.UUID


class TaxForm(Body):
    """The form of a tax; its rate is in percent."""

    country: Country
    name: TaxName
    rate: Rate
    is_included: bool = False
    covers_shipping: bool = False

    def to_value(self) -> NewTax:
        """Return the tax that it describes."""
        basis_points = int(self.rate.scaleb(_RATE_DIGITS))
        return NewTax(self.country, self.name, basis_points, self.is_included, self.covers_shipping)


class TaxesQuery(Body):
    """Which country's tax the form of the page begins with."""

    country: Country | None = None
