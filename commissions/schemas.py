"""What the forms of commissions take."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from commissions.rates import BASIS_POINTS_PER_PERCENT, MAX_BASIS_POINTS
from kernel.fields import Body, OneLine

#: As much as the highest rate takes, with a few zeros to spare.
PERCENT_CHARACTERS = 8
Cursor = Annotated[str, Field(max_length=100)]


def _short(value: object) -> object:
    if isinstance(value, str) and len(value) > PERCENT_CHARACTERS:
        raise ValueError("too many characters")
    return value


def _none_for_nothing(value: object) -> object:
    return None if value == "" else value


Percent = Annotated[
    Decimal,
    Field(gt=0, le=MAX_BASIS_POINTS // BASIS_POINTS_PER_PERCENT, max_digits=4, decimal_places=2),
    BeforeValidator(_short),
    # pydantic's own says nothing of how long the text may be.
    WithJsonSchema({"type": "string", "maxLength": PERCENT_CHARACTERS}),
]
MaybePercent = Annotated[Percent | None, BeforeValidator(_none_for_nothing)]


class OfferForm(Body):
    """What is offered for promoting a product."""

    percent: Percent
    is_public: bool = False

    @property
    def basis_points(self) -> int:
        """Return the rate."""
        return to_basis_points(self.percent)


class InvitationForm(Body):
    """Whom to ask to promote a product, and what he gets if not what all get."""

    handle: Annotated[str, OneLine, Field(min_length=1, max_length=41)]
    own_percent: MaybePercent = None

    @property
    def basis_points(self) -> int | None:
        """Return the rate of his own, or None."""
        return None if self.own_percent is None else to_basis_points(self.own_percent)


class DestinationForm(Body):
    """Where the sandbox's payouts go."""

    reference: Literal["takes", "refuses", "slow"]


class ClickBody(Body):
    """The click token that stood beside a product."""

    click: Annotated[str, Field(min_length=1, max_length=500)]


class PageQuery(Body):
    """Which page to show."""

    cursor: Cursor | None = None


def to_basis_points(percent: Decimal) -> int:
    """Return a percentage as basis points."""
    return int(percent * BASIS_POINTS_PER_PERCENT)
