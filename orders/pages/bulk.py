"""Many orders at once: those that a merchant chose, their packing slips, and files of parcels."""

import uuid
from collections.abc import Iterator
from typing import Annotated

from flask import Response, flash, request
from flask_babel import gettext, ngettext
from pydantic import Field

from kernel.errors import DomainError, Invalid
from kernel.fields import Body
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from kernel.web.access import MERCHANTS
from kernel.web.actor import get_actor
from kernel.web.limits import limiter
from kernel.web.routes import Pages, go_to, parse_form
from kernel.web.sending import send_csv
from kernel.web.templates import locale, render
from orders.bulk import chosen, exporting, parcels, tracking_file
from orders.bulk.chosen import ShippedChosen
from orders.bulk.errors import BadTrackingFile, NothingChosen
from orders.bulk.parcels import ParcelPlan
from orders.countries import list_countries
from orders.schemas import CarrierKey, Key
from orders.shipments import NewShipment
from orders.wording import carrier_names, state_words
from products.exchange.reading import MAX_BYTES

pages = Pages("bulk_orders", __name__)
#: As many problems and parcels as anybody reads on a page; the counts are of all.
SHOWN_COUNT = 200


class ChosenForm(Body):
    """How the chosen orders left. `key` was made with the page: sent twice it ships once."""

    key: Key
    carrier: CarrierKey


class ParcelsForm(Body):
    """The word to ship: the plan that was shown, its lines, and whether the rest may be left out."""

    digest: Annotated[str, Field(max_length=64, pattern=r"^[0-9a-f]{64}$")]
    text: Annotated[str, Field(max_length=MAX_BYTES)]
    partly: bool = False


@pages.page("/console/orders/to-ship.csv", access=MERCHANTS)
def export_to_ship() -> Response:
    """Send what waits to be shipped as a file."""
    return send_csv(_read_to_ship(get_actor().user_id), "to-ship.csv")


@pages.page("/console/orders/chosen", access=MERCHANTS)
def show_chosen() -> Response:
    """Show the orders that a merchant chose, and what can be done with them."""
    with reading() as session:
        orders = chosen.list_chosen(session, _read_chosen(), shop_owner_id=get_actor().user_id)
    return render(
        "orders/chosen.html",
        orders=orders,
        to_ship=[order for order in orders if order.is_shippable],
        words=state_words(),
        carriers=carrier_names(),
        key=str(new_id()),
    )


@pages.page("/console/orders/chosen", access=MERCHANTS, methods=("POST",))
def ship_chosen() -> Response:
    """Note that the chosen orders were sent."""
    form = parse_form(ChosenForm, beside="order")
    parcel = NewShipment(form.key, form.carrier, "")
    with transaction() as session:
        done = chosen.ship_chosen(session, _read_chosen(), parcel, shop_owner_id=get_actor().user_id)
    flash(_describe(done), "success")
    return go_to("/console/orders")


@pages.page("/console/orders/slips", access=MERCHANTS)
def show_slips() -> Response:
    """Show the packing slips of the chosen orders one after the other, made for printing."""
    with reading() as session:
        orders = chosen.list_chosen(session, _read_chosen(), shop_owner_id=get_actor().user_id)
    return render(
        "orders/slips.html",
        orders=[order for order in orders if order.is_shippable],
        countries=dict(list_countries(locale())),
    )


@pages.page("/console/orders/parcels", access=MERCHANTS)
def show_parcels() -> Response:
    """Show how a file says with whom orders left."""
    return _parcels_page()


@pages.page("/console/orders/parcels", access=MERCHANTS, methods=("POST",))
@limiter.limit("60/hour")
def choose_file() -> Response:
    """Show what a file of parcels would do; nothing is shipped yet."""
    given = request.files.get("file")
    try:
        if given is None or not given.filename:
            raise BadTrackingFile(gettext("Choose a file first."))
        file = tracking_file.read_file(given.stream.read(MAX_BYTES + 1))
    except Invalid as error:
        return _parcels_page(error=error)
    with reading() as session:
        plan = parcels.build_plan(session, file, shop_owner_id=get_actor().user_id)
    return _parcels_page(plan, tracking_file.write_lines(file.lines))


@pages.page("/console/orders/parcels/confirm", access=MERCHANTS, methods=("POST",))
def confirm_parcels() -> Response:
    """Ship what the file says, if that is still what was shown."""
    form = parse_form(ParcelsForm)
    try:
        file = tracking_file.read_file(form.text.encode())
        with transaction() as session:
            count = parcels.carry_out(
                session, file, shop_owner_id=get_actor().user_id, digest=form.digest, partly=form.partly
            )
    except DomainError as error:
        return _parcels_page(error=error)
    flash(ngettext("%(num)s order is on its way.", "%(num)s orders are on their way.", count), "success")
    return go_to("/console/orders")


def _read_to_ship(shop_owner_id: uuid.UUID) -> Iterator[bytes]:
    with reading() as session:
        yield from exporting.export_to_ship(session, shop_owner_id)


def _read_chosen() -> set[uuid.UUID]:
    """Return the ids that are named in the address, or in the form.

    Raises NothingChosen: one of them is no id.
    """
    try:
        return {uuid.UUID(one) for one in request.values.getlist("order")[: chosen.MOST_CHOSEN + 1]}
    except ValueError:
        raise NothingChosen from None


def _parcels_page(
    plan: ParcelPlan | None = None, text: str = "", error: DomainError | None = None
) -> Response:
    return render(
        "orders/parcels.html",
        status=error.status if error else 200,
        plan=plan,
        text=text,
        error=error,
        carriers=carrier_names(),
        shown_count=SHOWN_COUNT,
    )


def _describe(done: ShippedChosen) -> str:
    shipped = ngettext("%(num)s order is on its way.", "%(num)s orders are on their way.", done.shipped_count)
    left_out = ngettext("%(num)s could not be shipped.", "%(num)s could not be shipped.", done.left_out_count)
    return f"{shipped} {left_out}" if done.left_out_count else shipped
