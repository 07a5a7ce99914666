"""Field types of what forms send: an empty field is nothing, amounts are in whole units of a currency."""

import datetime as dt
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from kernel.errors import N_, Invalid
from kernel.money import minor_digits

#: As much as the largest amount takes, with a few zeros to spare.
AMOUNT_CHARACTERS = 20
_MOMENT_CHARACTERS = 40
#: As browsers write a moment of a `datetime-local` field.
MOMENT_CHARACTERS = len("2026-11-23T15:00")


class TooManyDigits(Invalid):
    """An amount has a smaller part than its currency."""

    title = N_("This currency has no such small amounts.")


def _short(value: object) -> object:
    if isinstance(value, str) and len(value) > AMOUNT_CHARACTERS:
        raise ValueError("too many characters")
    return value


def _short_moment(value: object) -> object:
    if isinstance(value, str) and len(value) > _MOMENT_CHARACTERS:
        raise ValueError("too many characters")
    return value


def _in_utc(value: dt.datetime) -> dt.datetime:
    aware = value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)
    if not 2000 <= aware.year < 3000:
        raise ValueError("out of range")
    return aware


def _none_for_nothing(value: object) -> object:
    return None if value == "" else value


#: Put behind a type that may be None: an empty field is None.
Nothing = BeforeValidator(_none_for_nothing)
Amount = Annotated[
    Decimal,
    Field(gt=0, le=100_000_000, max_digits=12, decimal_places=3),
    BeforeValidator(_short),
    # pydantic's own says nothing of how long the text may be.
    WithJsonSchema({"type": "string", "maxLength": AMOUNT_CHARACTERS}),
]
#: What `<nm-local-times>` and browsers without scripts send: without an offset it is UTC.
FormMoment = Annotated[
    dt.datetime,
    AfterValidator(_in_utc),
    BeforeValidator(_short_moment),
    WithJsonSchema({"type": "string", "format": "date-time", "maxLength": _MOMENT_CHARACTERS}),
]


def to_minor(amount: Decimal, currency: str) -> int:
    """Return an amount of whole units in minor ones.

    Raises TooManyDigits.
    """
    scaled = amount.scaleb(minor_digits(currency))
    if scaled != scaled.to_integral_value():
        raise TooManyDigits
    return int(scaled)
