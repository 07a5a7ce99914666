"""Where a merchant says where a shop sends to and how: its zones and their methods."""

import uuid
from decimal import Decimal
from typing import Any

from flask import Response, flash, request
from flask_babel import gettext

from kernel.errors import DomainError
from kernel.ids import new_id
from kernel.money import CURRENCIES, minor_digits
from kernel.transaction import reading, transaction
from kernel.web.access import MERCHANTS
from kernel.web.actor import get_actor
from kernel.web.problems import InvalidFields
from kernel.web.routes import Pages, go_to, parse_form
from kernel.web.templates import locale, render
from orders.countries import COUNTRIES, list_countries
from orders.shipping import zones
from orders.shipping.schemas import MethodForm, NewMethodForm, NewZoneForm, ZoneForm
from orders.shipping.values import Method, Zone
from products import shops

pages = Pages("shipping", __name__)
_COUNTRIES = "countries"


@pages.page("/console/shops/<uuid:shop_id>/shipping", access=MERCHANTS)
def show_zones(shop_id: uuid.UUID) -> Response:
    """Show where a shop sends to and how, and the form of a new zone."""
    return _show_zones(shop_id, {"key": str(new_id())})


@pages.page("/console/shops/<uuid:shop_id>/shipping", access=MERCHANTS, methods=("POST",))
def create_zone(shop_id: uuid.UUID) -> Response:
    """Make a zone, and go on to its methods."""
    try:
        form = parse_form(NewZoneForm, beside=_COUNTRIES)
        new = form.to_value(_read_countries())
        with transaction() as session:
            zones.create_zone(session, form.key, new, shop_id=shop_id, owner_id=get_actor().user_id)
    except DomainError as error:
        return _show_zones(shop_id, request.form.to_dict(), error)
    flash(gettext("The zone is saved. Say now how you send things there."), "success")
    return go_to(f"/console/shipping/zones/{form.key}")


@pages.page("/console/shipping/zones/<uuid:zone_id>", access=MERCHANTS)
def show_zone(zone_id: uuid.UUID) -> Response:
    """Show a zone with its methods, and the form of a new one."""
    return _show_zone(zone_id)


@pages.page("/console/shipping/zones/<uuid:zone_id>", access=MERCHANTS, methods=("POST",))
def change_zone(zone_id: uuid.UUID) -> Response:
    """Change what a zone is called and which countries it has."""
    try:
        new = parse_form(ZoneForm, beside=_COUNTRIES).to_value(_read_countries())
        with transaction() as session:
            zones.change_zone(session, zone_id, new, owner_id=get_actor().user_id)
    except DomainError as error:
        return _show_zone(zone_id, zone_error=error)
    flash(gettext("The zone is saved."), "success")
    return go_to(f"/console/shipping/zones/{zone_id}")


@pages.page("/console/shipping/zones/<uuid:zone_id>/delete", access=MERCHANTS, methods=("POST",))
def delete_zone(zone_id: uuid.UUID) -> Response:
    """Delete a zone with its methods."""
    with transaction() as session:
        shop_id = zones.delete_zone(session, zone_id, owner_id=get_actor().user_id)
    flash(gettext("The zone is deleted."), "success")
    return go_to(f"/console/shops/{shop_id}/shipping")


@pages.page("/console/shipping/zones/<uuid:zone_id>/methods", access=MERCHANTS, methods=("POST",))
def create_method(zone_id: uuid.UUID) -> Response:
    """Add a way of shipping to a zone."""
    try:
        form = parse_form(NewMethodForm)
        new, owner_id = form.to_value(), get_actor().user_id
        with transaction() as session:
            zones.create_method(session, form.key, new, zone_id=zone_id, owner_id=owner_id)
    except DomainError as error:
        return _show_zone(zone_id, request.form.to_dict(), method_error=error)
    flash(gettext("Your buyers can choose this way of shipping now."), "success")
    return go_to(f"/console/shipping/zones/{zone_id}")


@pages.page("/console/shipping/methods/<uuid:method_id>", access=MERCHANTS)
def show_method(method_id: uuid.UUID) -> Response:
    """Show the form of a way of shipping."""
    with reading() as session:
        method = zones.get_own_method(session, method_id, get_actor().user_id)
    return _show_method(method, _describe(method))


@pages.page("/console/shipping/methods/<uuid:method_id>", access=MERCHANTS, methods=("POST",))
def change_method(method_id: uuid.UUID) -> Response:
    """Change a way of shipping; orders keep what they were promised."""
    try:
        new = parse_form(MethodForm).to_value()
        with transaction() as session:
            zone_id = zones.change_method(session, method_id, new, owner_id=get_actor().user_id)
    except DomainError as error:
        with reading() as session:
            method = zones.get_own_method(session, method_id, get_actor().user_id)
        return _show_method(method, request.form.to_dict(), error)
    flash(gettext("The way of shipping is saved."), "success")
    return go_to(f"/console/shipping/zones/{zone_id}")


@pages.page("/console/shipping/methods/<uuid:method_id>/delete", access=MERCHANTS, methods=("POST",))
def delete_method(method_id: uuid.UUID) -> Response:
    """Delete a way of shipping."""
    with transaction() as session:
        zone_id = zones.delete_method(session, method_id, owner_id=get_actor().user_id)
    flash(gettext("The way of shipping is deleted."), "success")
    return go_to(f"/console/shipping/zones/{zone_id}")


def _show_zones(shop_id: uuid.UUID, values: dict[str, Any], error: DomainError | None = None) -> Response:
    with reading() as session:
        shop = shops.get_own_shop(session, shop_id, get_actor().user_id)
        listed = zones.list_zones_of(session, [shop_id]).get(shop_id, [])
    return render(
        "orders/shipping.html",
        status=error.status if error else 200,
        shop=shop,
        zones=listed,
        countries=list_countries(locale()),
        country_names=dict(list_countries(locale())),
        chosen=request.form.getlist(_COUNTRIES),
        values=values,
        **_explain(error),
    )


def _show_zone(
    zone_id: uuid.UUID,
    values: dict[str, Any] | None = None,
    *,
    zone_error: DomainError | None = None,
    method_error: DomainError | None = None,
) -> Response:
    with reading() as session:
        zone = zones.get_own_zone(session, zone_id, get_actor().user_id)
        shop = shops.get_own_shop(session, zone.shop_id, get_actor().user_id)
    error = zone_error or method_error
    is_refused = zone_error is not None
    return render(
        "orders/shipping_zone.html",
        status=error.status if error else 200,
        shop=shop,
        zone=zone,
        zone_values=request.form.to_dict() if is_refused else _describe_zone(zone),
        chosen=request.form.getlist(_COUNTRIES) if is_refused else zone.countries,
        countries=list_countries(locale()),
        currencies=[(code, code) for code in CURRENCIES],
        values=values or {"key": str(new_id())},
        is_of_method=method_error is not None,
        **_explain(error),
    )


def _show_method(method: Method, values: dict[str, Any], error: DomainError | None = None) -> Response:
    with reading() as session:
        zone = zones.get_own_zone(session, method.zone_id, get_actor().user_id)
    return render(
        "orders/shipping_method.html",
        status=error.status if error else 200,
        zone=zone,
        method=method,
        currencies=[(code, code) for code in CURRENCIES],
        values=values,
        **_explain(error),
    )


def _explain(error: DomainError | None) -> dict[str, Any]:
    fields = error.fields if isinstance(error, InvalidFields) else {}
    return {
        "errors": {name: gettext(sentence) for name, sentence in fields.items()},
        "error": gettext(error.title) if error and not fields else None,
    }


def _describe_zone(zone: Zone) -> dict[str, Any]:
    return {"name": zone.name, "is_rest": "true" if zone.is_rest else ""}


def _describe(method: Method) -> dict[str, Any]:
    """Return a method as its form shows it."""
    digits = minor_digits(method.currency)

    def amount(minor: int | None) -> str:
        return "" if minor is None else f"{Decimal(minor).scaleb(-digits):f}"

    return {
        "name": method.name,
        "currency": method.currency,
        "price": amount(method.price_minor),
        "free_from": amount(method.free_from_minor),
        "days_from": method.days_from,
        "days_to": method.days_to,
        "is_off": "true" if method.is_off else "",
    }


def _read_countries() -> frozenset[str]:
    """Return the countries that a form names.

    Raises InvalidFields: one of them is none.
    """
    chosen = frozenset(request.form.getlist(_COUNTRIES))
    if not chosen <= COUNTRIES:
        raise InvalidFields({"countries": gettext("This is not the two-letter code of a country.")})
    return chosen
