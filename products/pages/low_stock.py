"""What of a shop runs low, and from how many units on its merchant wants to be told."""

import uuid
from typing import Annotated, Literal

from flask import Response, flash
from flask_babel import gettext
from pydantic import Field

from kernel.fields import Body
from kernel.transaction import reading, transaction
from kernel.web.access import SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.routes import Pages, go_to, parse_form, parse_query
from kernel.web.templates import render
from products import low_stock, shops

pages = Pages("low_stock", __name__)
Level = Annotated[int, Field(ge=0, le=low_stock.MAX_LEVEL_COUNT)]


class LowStockQuery(Body):
    """Which variants are wanted: what runs low, or all of them."""

    show: Literal["low", "all"] = "low"
    cursor: Annotated[str, Field(max_length=200)] = ""


class ShopLevelForm(Body):
    """From how many units on the variants of a shop run low."""

    low_count: Level


class LevelForm(Body):
    """From how many units on a variant runs low; empty is what the shop says. `show`: where to go back to."""

    low_count: Level | Literal[""] = ""
    show: Literal["low", "all"] = "low"


@pages.page("/console/shops/<uuid:shop_id>/low-stock", access=SIGNED_IN)
def show_low_stock(shop_id: uuid.UUID) -> Response:
    """Show a merchant what runs low, or how many of everything are left."""
    query = parse_query(LowStockQuery)
    with reading() as session:
        shop = shops.get_own_shop(session, shop_id, get_actor().user_id)
        level_count = low_stock.get_shop_level(session, shop_id)
        count = low_stock.count_low(session, shop_id)
        page = low_stock.list_stock(session, shop_id, only_low=query.show == "low", cursor=query.cursor)
    return render(
        "products/low_stock.html",
        shop=shop,
        query=query,
        level_count=level_count,
        low_count=count,
        page=page,
        max_count=low_stock.MAX_LEVEL_COUNT,
    )


@pages.page("/console/shops/<uuid:shop_id>/low-stock", access=SIGNED_IN, methods=("POST",))
def set_shop_level(shop_id: uuid.UUID) -> Response:
    """Say from how many units on the variants of a shop run low."""
    form = parse_form(ShopLevelForm)
    with transaction() as session:
        low_stock.set_shop_level(session, shop_id, form.low_count, owner_id=get_actor().user_id)
    flash(gettext("Saved. You are told as soon as something runs low."), "success")
    return go_to(f"/console/shops/{shop_id}/low-stock")


@pages.page("/console/variants/<uuid:variant_id>/low-stock", access=SIGNED_IN, methods=("POST",))
def set_level(variant_id: uuid.UUID) -> Response:
    """Say from how many units on a variant runs low."""
    form = parse_form(LevelForm)
    with transaction() as session:
        low_count = None if form.low_count == "" else form.low_count
        shop_id = low_stock.set_level(session, variant_id, low_count, owner_id=get_actor().user_id)
    flash(gettext("Saved. You are told as soon as something runs low."), "success")
    return go_to(f"/console/shops/{shop_id}/low-stock?show={form.show}")
