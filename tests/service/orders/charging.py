"""Shops that ask for shipping and tax."""

from typing import Any

from kernel.ids import new_id
from kernel.transaction import reading, transaction
from orders.shipping import taxes, zones
from orders.shipping.values import Method, NewMethod, NewTax, NewZone
from products.values import Product


def make_zone(product: Product, *countries: str, methods: list[NewMethod] | None = None) -> list[Method]:
    """Let a product's shop send to these countries, or else to the rest of the world; the cheapest first."""
    zone_id, owner_id = new_id(), product.shop.owner_id
    new = NewZone(" ".join(countries) or "Elsewhere", frozenset(countries), is_rest=not countries)
    with transaction() as session:
        zones.create_zone(session, zone_id, new, shop_id=product.shop.id, owner_id=owner_id)
        for method in [make_method(currency=product.currency)] if methods is None else methods:
            zones.create_method(session, new_id(), method, zone_id=zone_id, owner_id=owner_id)
    with reading() as session:
        return list(zones.get_own_zone(session, zone_id, owner_id).methods)


def make_method(**values: Any) -> NewMethod:
    """Describe a method: the post for 6.00 in two to four days, unless `values` say otherwise."""
    terms = {"name": "Post", "currency": "USD", "price_minor": 600, "days_from": 2, "days_to": 4}
    return NewMethod(**{**terms, **values})


def collect_tax(product: Product, country: str = "TW", **values: Any) -> None:
    """Let a product's shop collect a tax of 5 % on top, unless `values` say otherwise."""
    terms = {"name": "VAT", "basis_points": 500, "is_included": False, "covers_shipping": False, **values}
    with transaction() as session:
        taxes.set_tax(session, product.shop.id, NewTax(country, **terms), owner_id=product.shop.owner_id)


def ids_of(*methods: Method) -> list[str]:
    """Return the ids of methods as requests send them."""
    return [str(one.id) for one in methods]
