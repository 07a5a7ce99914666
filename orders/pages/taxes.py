"""Where a merchant says which taxes a shop collects, by the country that an order goes to."""

import uuid
from typing import Any

from flask import Response, flash, request
from flask_babel import gettext

from kernel.errors import DomainError
from kernel.transaction import reading, transaction
from kernel.web.access import MERCHANTS
from kernel.web.actor import get_actor
from kernel.web.problems import InvalidFields
from kernel.web.routes import Pages, go_to, parse_form, parse_query
from kernel.web.templates import locale, render
from orders.countries import list_countries
from orders.shipping import taxes
from orders.shipping.schemas import TaxesQuery, TaxForm
from orders.shipping.values import ShopTax
from products import shops

pages = Pages("taxes", __name__)


@pages.page("/console/shops/<uuid:shop_id>/taxes", access=MERCHANTS)
def show_taxes(shop_id: uuid.UUID) -> Response:
    """Show the taxes that a shop collects, and the form of one."""
    return _show(shop_id, None, parse_query(TaxesQuery).country)


@pages.page("/console/shops/<uuid:shop_id>/taxes", access=MERCHANTS, methods=("POST",))
def set_tax(shop_id: uuid.UUID) -> Response:
    """Let a shop collect a tax on what goes to a country."""
    try:
        new = parse_form(TaxForm).to_value()
        with transaction() as session:
            taxes.set_tax(session, shop_id, new, owner_id=get_actor().user_id)
    except DomainError as error:
        return _show(shop_id, request.form.to_dict(), None, error)
    flash(gettext("The tax is saved. It is in every order from now on."), "success")
    return go_to(f"/console/shops/{shop_id}/taxes")


@pages.page("/console/taxes/<uuid:tax_id>/delete", access=MERCHANTS, methods=("POST",))
def delete_tax(tax_id: uuid.UUID) -> Response:
    """Collect a tax no more."""
    with transaction() as session:
        shop_id = taxes.delete_tax(session, tax_id, owner_id=get_actor().user_id)
    flash(gettext("The tax is deleted."), "success")
    return go_to(f"/console/shops/{shop_id}/taxes")


def _show(
    shop_id: uuid.UUID,
    values: dict[str, Any] | None,
    country: str | None,
    error: DomainError | None = None,
) -> Response:
    with reading() as session:
        shop = shops.get_own_shop(session, shop_id, get_actor().user_id)
        listed = taxes.list_taxes(session, shop_id)
    edited = next((one for one in listed if one.country == country), None)
    fields = error.fields if isinstance(error, InvalidFields) else {}
    return render(
        "orders/taxes.html",
        status=error.status if error else 200,
        shop=shop,
        taxes=listed,
        edited=edited,
        countries=list_countries(locale()),
        country_names=dict(list_countries(locale())),
        values=values or _describe(edited),
        errors={name: gettext(sentence) for name, sentence in fields.items()},
        error=gettext(error.title) if error and not fields else None,
    )


def _describe(tax: ShopTax | None) -> dict[str, Any]:
    """Return a tax as its form shows it; a new one is in the prices, as buyers expect almost everywhere."""
    if tax is None:
        return {"is_included": "true"}
    return {
        "country": tax.country,
        "name": tax.name,
        "rate": f"{tax.basis_points / 100:g}",
        "is_included": "true" if tax.is_included else "",
        "covers_shipping": "true" if tax.covers_shipping else "",
    }
