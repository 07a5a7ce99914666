"""Where the shops of the seed market send to and for how much, and the tax in their prices."""

import uuid
from collections import defaultdict

from sqlalchemy.orm import Session

from demo.catalogue import SHOPS
from demo.records import Zone
from demo.stalls import People, Shops
from demo.trade import TAXED, ZONES
from kernel.ids import new_id
from kernel.transaction import transaction
from orders.shipping import taxes, zones
from orders.shipping.values import NewMethod, NewTax, NewZone

TAX = NewTax("TW", "VAT 營業稅", 500, is_included=True, covers_shipping=True)


def arrange_shipping(people: People, opened: Shops) -> None:
    """Let each shop send where it means to, unless its merchant has zones or taxes already."""
    owners = {shop.slug: people[shop.owner] for shop in SHOPS}
    wanted: dict[str, list[Zone]] = defaultdict(list)
    for zone in ZONES:
        wanted[zone.shop].append(zone)
    for slug, of_shop in wanted.items():
        shop_id, owner_id = opened[slug], owners[slug]
        with transaction() as session:
            if not zones.list_zones_of(session, [shop_id]) and not taxes.list_taxes(session, shop_id):
                for zone in of_shop:
                    _make(session, zone, shop_id, owner_id)
                if slug in TAXED:
                    taxes.set_tax(session, shop_id, TAX, owner_id=owner_id)


def _make(session: Session, zone: Zone, shop_id: uuid.UUID, owner_id: uuid.UUID) -> None:
    zone_id = new_id()
    new = NewZone(zone.name, frozenset(zone.countries), is_rest=not zone.countries)
    zones.create_zone(session, zone_id, new, shop_id=shop_id, owner_id=owner_id)
    for method in zone.methods:
        terms = NewMethod(
            name=method.name,
            currency="USD",
            price_minor=method.price_minor,
            days_from=method.days_from,
            days_to=method.days_to,
            free_from_minor=method.free_from_minor,
        )
        zones.create_method(session, new_id(), terms, zone_id=zone_id, owner_id=owner_id)
