"""Where a merchant plans, watches and ends the sale prices of a product."""

import uuid
from typing import Any

from flask import Response, flash, request
from flask_babel import gettext

from kernel import runtime
from kernel.clock import now
from kernel.errors import DomainError
from kernel.form_fields import MOMENT_CHARACTERS
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from kernel.web.access import SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.problems import InvalidFields
from kernel.web.routes import Pages, go_to, parse_form
from kernel.web.templates import render
from products import catalogue, sale_prices
from products.sale_prices import SaleState
from products.schemas.sale_prices import SalePriceForm
from products.values import Variant

pages = Pages("sale_prices", __name__)


@pages.page("/console/products/<uuid:product_id>/prices", access=SIGNED_IN)
def show_prices(product_id: uuid.UUID) -> Response:
    """Show what a product's variants cost now, its sale prices, and the form of a new one."""
    return _show(product_id, {"key": str(new_id()), "kind": "percent"})


@pages.page("/console/products/<uuid:product_id>/prices", access=SIGNED_IN, methods=("POST",))
def create_sale_price(product_id: uuid.UUID) -> Response:
    """Lower some prices for a while."""
    owner_id = get_actor().user_id
    try:
        form = parse_form(SalePriceForm)
        with transaction() as session:
            currency = catalogue.get_own_product(session, product_id, owner_id).currency
            new = form.to_value(currency)
            sale_prices.create_sale_price(session, form.key, new, product_id=product_id, owner_id=owner_id)
    except DomainError as error:
        return _show(product_id, request.form.to_dict(), error)
    flash(gettext("The sale price is set."), "success")
    return go_to(f"/console/products/{product_id}/prices")


@pages.page("/console/sale-prices/<uuid:sale_price_id>/end", access=SIGNED_IN, methods=("POST",))
def end_sale_price(sale_price_id: uuid.UUID) -> Response:
    """End a sale price before its time."""
    with transaction() as session:
        ended = sale_prices.end_sale_price(session, sale_price_id, owner_id=get_actor().user_id)
    flash(gettext("The sale price has ended."), "success")
    return go_to(f"/console/products/{ended.product_id}/prices")


def _show(product_id: uuid.UUID, values: dict[str, Any], error: DomainError | None = None) -> Response:
    at = now()
    with reading() as session:
        product = catalogue.get_own_product(session, product_id, get_actor().user_id)
        listed = sale_prices.list_sale_prices(session, product_id)
    fields = error.fields if isinstance(error, InvalidFields) else {}
    for name in ("starts_at", "ends_at"):
        values[name] = values.get(name, "")[:MOMENT_CHARACTERS]
    return render(
        "products/sale_prices.html",
        status=error.status if error else 200,
        product=product,
        names={variant.id: _name(variant) for variant in product.variants},
        options=[(str(variant.id), _name(variant)) for variant in product.variants],
        preset=runtime.config().price_preset,
        sale_prices=[(one, one.find_state(at)) for one in listed],
        words=_state_words(),
        values=values,
        errors={name: gettext(sentence) for name, sentence in fields.items()},
        error=gettext(error.title) if error and not fields else None,
    )


def _name(variant: Variant) -> str:
    return " · ".join(variant.options.values()) or variant.sku


def _state_words() -> dict[str, str]:
    return {
        SaleState.PLANNED: gettext("Planned"),
        SaleState.RUNNING: gettext("Running"),
        SaleState.OVER: gettext("Over"),
    }
