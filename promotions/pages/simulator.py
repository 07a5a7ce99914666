"""Where a merchant sees how a price of his comes about, before a buyer does."""

import uuid
from typing import Annotated, Literal

from flask import Response
from pydantic import Field

from kernel.clock import now
from kernel.fields import Body
from kernel.form_fields import MOMENT_CHARACTERS, FormMoment, Nothing
from kernel.money import format_money
from kernel.transaction import reading
from kernel.web.access import SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.routes import Pages, parse_query
from kernel.web.templates import locale, render
from products import shelves, shops
from products.shelves import ShelfQuery
from products.values import Product, Variant
from promotions.fields import CouponCode
from promotions.simulating import Question, Simulation, simulate
from promotions.wording import funder_words, kind_words, refusal_words

pages = Pages("simulator", __name__)
#: So many different things can be tried at once.
LINES_COUNT = 3
#: Of so many products, the newest, one can choose.
CHOICE_COUNT = 50
_Chosen = Annotated[uuid.UUID | None, Nothing]
_Count = Annotated[int, Field(ge=1, le=999)]


class SimulatorQuery(Body):
    """What is to be bought, when, with which code, and by whom."""

    variant_1: _Chosen = None
    variant_2: _Chosen = None
    variant_3: _Chosen = None
    quantity_1: _Count = 1
    quantity_2: _Count = 1
    quantity_3: _Count = 1
    code: Annotated[CouponCode | None, Nothing] = None
    at: Annotated[FormMoment | None, Nothing] = None
    buyer: Literal["new", "used"] = "new"

    def to_value(self) -> Question:
        """Return the question; the same variant twice is asked for once."""
        wanted = (
            (self.variant_1, self.quantity_1),
            (self.variant_2, self.quantity_2),
            (self.variant_3, self.quantity_3),
        )
        quantities: dict[uuid.UUID, int] = {}
        for variant_id, count in wanted:
            if variant_id is not None:
                quantities[variant_id] = quantities.get(variant_id, 0) + count
        return Question(quantities, self.at or now(), self.code, has_used=self.buyer == "used")


@pages.page("/console/shops/<uuid:shop_id>/simulator", access=SIGNED_IN)
def show_simulator(shop_id: uuid.UUID) -> Response:
    """Show what is to be tried, and step by step what it would cost."""
    query = parse_query(SimulatorQuery)
    question = query.to_value()
    with reading() as session:
        shop = shops.get_own_shop(session, shop_id, get_actor().user_id)
        found = simulate(session, shop_id, question, owner_id=get_actor().user_id)
        shelf = shelves.list_shelf(session, ShelfQuery(shop_id), limit=CHOICE_COUNT)
    return render(
        "promotions/simulator.html",
        shop=shop,
        query=query,
        at=question.at.strftime("%Y-%m-%dT%H:%M")[:MOMENT_CHARACTERS],
        options=[(str(one.id), _name(product, one)) for product in shelf.items for one in product.variants],
        lines_count=LINES_COUNT,
        is_asked=bool(question.quantities),
        found=found,
        tried=[] if found is None else _explain(found),
        kinds=kind_words(),
        funders=funder_words(),
    )


def _name(product: Product, variant: Variant) -> str:
    return " · ".join([product.title, *variant.options.values()])


def _explain(found: Simulation) -> list[tuple[str, str]]:
    """Return the coupons that take nothing off, and why."""
    return [
        (
            one.coupon.name,
            refusal_words(one.refusal, format_money(one.missing_minor, found.currency, locale())),
        )
        for one in found.tried
        if one.refusal is not None
    ]
