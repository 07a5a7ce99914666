"""Where a shop sends to and how: zones and their methods, made, changed and deleted by its merchant.

A shop without a zone sends everything everywhere for nothing. Orders keep what they were promised.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Row, Table, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kernel.bulk import insert_rows
from kernel.clock import now
from kernel.db import change
from orders.shipping.errors import (
    CountryTaken,
    NoSuchMethod,
    NoSuchZone,
    NothingInZone,
    TooManyMethods,
    TooManyZones,
)
from orders.shipping.models import ShippingCountryRecord, ShippingMethodRecord, ShippingZoneRecord
from orders.shipping.values import Method, NewMethod, NewZone, Zone
from products import shops

MAX_ZONES_COUNT = 30
#: Buyers choose among those of one zone.
MAX_METHODS_COUNT = 10
_ZONES, _COUNTRIES, _METHODS = (
    cast(Table, row.__table__) for row in (ShippingZoneRecord, ShippingCountryRecord, ShippingMethodRecord)
)


def create_zone(
    session: Session, zone_id: uuid.UUID, new: NewZone, *, shop_id: uuid.UUID, owner_id: uuid.UUID
) -> None:
    """Make a zone of an own shop. The same id again is the same zone, whatever else is said.

    Raises NoSuchShop: it is not this owner's. Raises NothingInZone, CountryTaken, TooManyZones.
    """
    shops.get_own_shop(session, shop_id, owner_id)
    if session.scalar(select(_ZONES.c.id).where(_ZONES.c.id == zone_id)) is not None:
        return
    _check_countries(new)
    count = session.scalar(select(func.count()).select_from(_ZONES).where(_ZONES.c.shop_id == shop_id))
    if (count or 0) >= MAX_ZONES_COUNT:
        raise TooManyZones
    row = {"id": zone_id, "shop_id": shop_id, "owner_id": owner_id, "name": new.name, "created_at": now()}
    try:
        with session.begin_nested():
            session.execute(insert(_ZONES).values(is_rest=new.is_rest, **row))
            _write_countries(session, shop_id, zone_id, new)
    except IntegrityError:
        raise CountryTaken from None


def change_zone(session: Session, zone_id: uuid.UUID, new: NewZone, *, owner_id: uuid.UUID) -> None:
    """Change the name and the countries of an own zone. Safe to repeat.

    Raises NoSuchZone, NothingInZone, CountryTaken.
    """
    zone = _read_own(session, zone_id, owner_id)
    _check_countries(new)
    try:
        with session.begin_nested():
            changing = update(_ZONES).where(_ZONES.c.id == zone_id)
            session.execute(changing.values(name=new.name, is_rest=new.is_rest))
            session.execute(delete(_COUNTRIES).where(_COUNTRIES.c.zone_id == zone_id))
            _write_countries(session, zone.shop_id, zone_id, new)
    except IntegrityError:
        raise CountryTaken from None


def delete_zone(session: Session, zone_id: uuid.UUID, *, owner_id: uuid.UUID) -> uuid.UUID:
    """Delete an own zone with its methods; return its shop's id. Orders keep what they were promised.

    Raises NoSuchZone.
    """
    zone = _read_own(session, zone_id, owner_id)
    session.execute(delete(_METHODS).where(_METHODS.c.zone_id == zone_id))
    session.execute(delete(_COUNTRIES).where(_COUNTRIES.c.zone_id == zone_id))
    session.execute(delete(_ZONES).where(_ZONES.c.id == zone_id))
    return cast(uuid.UUID, zone.shop_id)


def create_method(
    session: Session, method_id: uuid.UUID, new: NewMethod, *, zone_id: uuid.UUID, owner_id: uuid.UUID
) -> None:
    """Add a method to an own zone. The same id again is the same method, whatever else is said.

    Raises NoSuchZone, TooManyMethods.
    """
    _read_own(session, zone_id, owner_id)
    if session.scalar(select(_METHODS.c.id).where(_METHODS.c.id == method_id)) is not None:
        return
    count = session.scalar(select(func.count()).select_from(_METHODS).where(_METHODS.c.zone_id == zone_id))
    if (count or 0) >= MAX_METHODS_COUNT:
        raise TooManyMethods
    row = {"id": method_id, "zone_id": zone_id, "created_at": now(), **_columns(new)}
    session.execute(insert(_METHODS).values(row))


def change_method(
    session: Session, method_id: uuid.UUID, new: NewMethod, *, owner_id: uuid.UUID
) -> uuid.UUID:
    """Change an own method; return its zone's id. Safe to repeat; orders keep what they were promised.

    Raises NoSuchMethod.
    """
    zone_id = _find_zone_of(session, method_id, owner_id)
    session.execute(update(_METHODS).where(_METHODS.c.id == method_id).values(_columns(new)))
    return zone_id


def delete_method(session: Session, method_id: uuid.UUID, *, owner_id: uuid.UUID) -> uuid.UUID:
    """Delete an own method; return its zone's id. Orders keep what they were promised.

    Raises NoSuchMethod.
    """
    zone_id = _find_zone_of(session, method_id, owner_id)
    if not change(session, delete(_METHODS).where(_METHODS.c.id == method_id)):
        raise NoSuchMethod
    return zone_id


def get_own_zone(session: Session, zone_id: uuid.UUID, owner_id: uuid.UUID) -> Zone:
    """Return a zone to its shop's owner.

    Raises NoSuchZone.
    """
    return _complete(session, [_read_own(session, zone_id, owner_id)])[0]


def get_own_method(session: Session, method_id: uuid.UUID, owner_id: uuid.UUID) -> Method:
    """Return a method to its shop's owner.

    Raises NoSuchMethod.
    """
    _find_zone_of(session, method_id, owner_id)
    return _build_method(session.execute(select(_METHODS).where(_METHODS.c.id == method_id)).one())


def list_zones_of(session: Session, shop_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Sequence[Zone]]:
    """Return the zones of shops by shop, the oldest first; a shop that has none is left out."""
    rows = session.execute(select(_ZONES).where(_ZONES.c.shop_id.in_(shop_ids)).order_by(_ZONES.c.id)).all()
    found: dict[uuid.UUID, list[Zone]] = {}
    for zone in _complete(session, rows) if rows else []:
        found.setdefault(zone.shop_id, []).append(zone)
    return found


def _complete(session: Session, rows: Sequence[Row[Any]]) -> list[Zone]:
    zone_ids = [row.id for row in rows]
    countries: dict[uuid.UUID, list[str]] = defaultdict(list)
    methods: dict[uuid.UUID, list[Method]] = defaultdict(list)
    of_zones = select(_COUNTRIES).where(_COUNTRIES.c.zone_id.in_(zone_ids)).order_by(_COUNTRIES.c.country)
    for row in session.execute(of_zones):
        countries[row.zone_id].append(row.country)
    by_price = select(_METHODS).where(_METHODS.c.zone_id.in_(zone_ids))
    for row in session.execute(by_price.order_by(_METHODS.c.price_minor, _METHODS.c.id)):
        methods[row.zone_id].append(_build_method(row))
    return [
        Zone(row.id, row.shop_id, row.name, row.is_rest, countries[row.id], methods[row.id]) for row in rows
    ]


def _build_method(row: Row[Any]) -> Method:
    return Method(**{name: value for name, value in row._asdict().items() if name != "created_at"})


def _read_own(session: Session, zone_id: uuid.UUID, owner_id: uuid.UUID) -> Row[Any]:
    own = (_ZONES.c.id == zone_id) & (_ZONES.c.owner_id == owner_id)
    row = session.execute(select(_ZONES).where(own)).one_or_none()
    if row is None:
        raise NoSuchZone
    return row


def _find_zone_of(session: Session, method_id: uuid.UUID, owner_id: uuid.UUID) -> uuid.UUID:
    found = select(_ZONES.c.id).join(_METHODS, _METHODS.c.zone_id == _ZONES.c.id)
    zone_id: uuid.UUID | None = session.scalar(
        found.where(_METHODS.c.id == method_id, _ZONES.c.owner_id == owner_id)
    )
    if zone_id is None:
        raise NoSuchMethod
    return zone_id


def _check_countries(new: NewZone) -> None:
    if not new.is_rest and not new.countries:
        raise NothingInZone


def _write_countries(session: Session, shop_id: uuid.UUID, zone_id: uuid.UUID, new: NewZone) -> None:
    countries = () if new.is_rest else sorted(new.countries)
    rows = [{"shop_id": shop_id, "country": country, "zone_id": zone_id} for country in countries]
    insert_rows(session, _COUNTRIES, rows)


def _columns(new: NewMethod) -> dict[str, Any]:
    return {
        "name": new.name,
        "currency": new.currency,
        "price_minor": new.price_minor,
        "free_from_minor": new.free_from_minor,
        "days_from": new.days_from,
        "days_to": new.days_to,
        "is_off": new.is_off,
    }
