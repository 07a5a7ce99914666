"""Where a merchant says what promoting a product brings, and asks creators to."""

import uuid
from typing import Any

from flask import Response, flash, request
from flask_babel import gettext

from accounts import people
from commissions import offers
from commissions.schemas import InvitationForm, OfferForm, PageQuery
from kernel.clock import now
from kernel.errors import DomainError
from kernel.transaction import reading, transaction
from kernel.web.access import SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.problems import InvalidFields
from kernel.web.routes import Pages, go_to, parse_form, parse_query
from kernel.web.templates import render
from products import catalogue, shops

pages = Pages("commission_offers", __name__)


@pages.page("/console/shops/<uuid:shop_id>/commissions", access=SIGNED_IN)
def list_offers(shop_id: uuid.UUID) -> Response:
    """Show what promoting a shop's products brings."""
    query = parse_query(PageQuery)
    with reading() as session:
        shop = shops.get_own_shop(session, shop_id, get_actor().user_id)
        page = offers.list_offers_of_shop(session, shop_id, cursor=query.cursor)
        products = catalogue.list_products(session, [one.product_id for one in page.items])
    return render("commissions/offers.html", shop=shop, page=page, products=products, at=now())


@pages.page("/console/products/<uuid:product_id>/commission", access=SIGNED_IN)
def show_offer(product_id: uuid.UUID) -> Response:
    """Show what promoting a product brings, and who does."""
    return _show(product_id)


@pages.page("/console/products/<uuid:product_id>/commission", access=SIGNED_IN, methods=("POST",))
def set_offer(product_id: uuid.UUID) -> Response:
    """Offer a commission, or change it."""
    try:
        form = parse_form(OfferForm)
        with transaction() as session:
            offers.set_offer(
                session,
                product_id,
                owner_id=get_actor().user_id,
                basis_points=form.basis_points,
                is_public=form.is_public,
            )
    except InvalidFields as error:
        return _show(product_id, request.form.to_dict(), error)
    return _back(product_id, gettext("Creators see this offer now."))


@pages.page("/console/products/<uuid:product_id>/commission/end", access=SIGNED_IN, methods=("POST",))
def end_offer(product_id: uuid.UUID) -> Response:
    """Take no new promoters, and pay no commission after the notice."""
    with transaction() as session:
        offers.end_offer(session, product_id, owner_id=get_actor().user_id)
    return _back(product_id, gettext("The offer has ended. Who promotes this earns for 30 more days."))


@pages.page("/console/products/<uuid:product_id>/commission/invitations", access=SIGNED_IN, methods=("POST",))
def invite(product_id: uuid.UUID) -> Response:
    """Ask a creator to promote a product."""
    try:
        form = parse_form(InvitationForm)
        with transaction() as session:
            offers.invite(
                session,
                product_id,
                form.handle,
                owner_id=get_actor().user_id,
                basis_points=form.basis_points,
            )
    except DomainError as error:
        return _show(product_id, request.form.to_dict(), error)
    return _back(product_id, gettext("The creator is invited."))


def _back(product_id: uuid.UUID, sentence: str) -> Response:
    flash(sentence, "success")
    return go_to(f"/console/products/{product_id}/commission")


def _show(
    product_id: uuid.UUID, values: dict[str, Any] | None = None, error: DomainError | None = None
) -> Response:
    with reading() as session:
        product = catalogue.get_own_product(session, product_id, get_actor().user_id)
        offer = offers.find_own_offer(session, product_id, owner_id=get_actor().user_id)
        promoters = [] if offer is None else offers.list_promoters(session, offer)
        persons = people.list_people(session, [one.creator_id for one in promoters])
    fields = error.fields if isinstance(error, InvalidFields) else {}
    return render(
        "commissions/offer.html",
        status=error.status if error else 200,
        product=product,
        offer=offer,
        promoters=promoters,
        people=persons,
        at=now(),
        values=values or {},
        errors={name: gettext(sentence) for name, sentence in fields.items()},
        error=gettext(error.title) if error and not fields else None,
    )
