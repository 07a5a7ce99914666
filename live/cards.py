"""Products as a room shows them, and the words of the wire for them."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from commissions import promoting
from commissions.clicks import Click, SourceKind, TouchKind, sign_click
from kernel.clock import now
from live.broadcasts import find_broadcast, ms_of
from live.values import Card
from products import catalogue, prices
from products.values import TILE_WIDTH_PX, Product, Special
from promotions import deals
from promotions.values import Deal


def list_cards(
    session: Session, broadcast_id: uuid.UUID, product_ids: Collection[uuid.UUID]
) -> Mapping[uuid.UUID, Card]:
    """Return what these products cost now, with the deals of this broadcast; what is gone is left out."""
    if not product_ids:
        return {}
    standing = {deal.product_id: deal for deal in deals.list_deals(session, broadcast_id)}
    products = catalogue.list_products(session, product_ids)
    prior = find_deals_prior_prices(session, standing.values())
    clicks = _find_clicks(session, broadcast_id, product_ids)
    return {
        key: replace(
            build_card(one, deal := standing.get(key), prior.get(deal.id) if deal else None),
            click=clicks.get(key),
        )
        for key, one in products.items()
        if one.variants
    }


def find_deals_prior_prices(session: Session, found: Collection[Deal]) -> Mapping[uuid.UUID, int]:
    """Return what these deals, of one variant each, are reductions of, by deal."""
    specials = {one.variant_id: Special(one.id, one.price_minor, one.starts_at, one.ends_at) for one in found}
    prior = prices.find_prior_prices(session, specials)
    return {specials[variant_id].id: was_minor for variant_id, was_minor in prior.items()}


def build_card(product: Product, deal: Deal | None, deal_was_minor: int | None = None) -> Card:
    """Return the card of a product; a deal, open or about to open, decides which variant is shown."""
    shown = min(product.variants, key=lambda one: one.price_minor)
    if deal is not None:
        shown = next((one for one in product.variants if one.id == deal.variant_id), shown)
    return Card(
        product_id=product.id,
        shop_owner_id=product.shop.owner_id,
        title=product.title,
        picture_url=product.pictures[0].url(TILE_WIDTH_PX) if product.pictures else None,
        price_minor=shown.price_minor,
        list_price_minor=shown.list_price_minor,
        was_minor=shown.was_minor,
        currency=product.currency,
        available_count=product.available_count,
        is_on_sale=product.is_on_sale,
        variant_ids=[one.id for one in sorted(product.variants, key=lambda one: one.id != shown.id)],
        deal=deal,
        deal_was_minor=deal_was_minor,
    )


def _find_clicks(
    session: Session, broadcast_id: uuid.UUID, product_ids: Collection[uuid.UUID]
) -> Mapping[uuid.UUID, Click]:
    """Return what opening these products counts as, those that the broadcast's host promotes.

    What is bought from a replay is as what is bought from a post.
    """
    promoters = promoting.list_promoters_of(session, product_ids, now())
    broadcast = find_broadcast(session, broadcast_id) if promoters else None
    if broadcast is None:
        return {}
    kind = TouchKind.CONTENT if broadcast.is_over else TouchKind.LIVE
    click = Click(broadcast.creator_id, kind, SourceKind.BROADCAST, broadcast_id)
    return {one.offer.product_id: click for one in promoters if one.creator_id == broadcast.creator_id}


def describe_card(card: Card) -> dict[str, Any]:
    """Return a card as it goes over the wire."""
    return {
        "product_id": str(card.product_id),
        "title": card.title,
        "picture_url": card.picture_url,
        "price_minor": card.price_minor,
        "list_price_minor": card.list_price_minor,
        "was_minor": card.was_minor,
        "currency": card.currency,
        "available_count": card.available_count,
        "is_on_sale": card.is_on_sale,
        "variant_ids": [str(one) for one in card.variant_ids],
        "deal": describe_deal(card.deal, card.deal_was_minor) if card.deal else None,
        "click": sign_click(card.click) if card.click else None,
    }


def tell_deal(session: Session, deal: Deal) -> dict[str, Any]:
    """Return a deal as it goes over the wire, with the earlier price that may be shown."""
    return describe_deal(deal, find_deals_prior_prices(session, [deal]).get(deal.id))


def describe_deal(deal: Deal, was_minor: int | None) -> dict[str, Any]:
    """Return a deal as it goes over the wire; `was_minor` is its earlier price, if one may be shown."""
    return {
        "id": str(deal.id),
        "variant_id": str(deal.variant_id),
        "product_id": str(deal.product_id),
        "price_minor": deal.price_minor,
        "list_price_minor": deal.list_price_minor,
        "was_minor": was_minor,
        "currency": deal.currency,
        "quota_count": deal.quota_count,
        "left_count": deal.left_count,
        "per_buyer_limit": deal.per_buyer_limit,
        "starts_at_ms": ms_of(deal.starts_at),
        "ends_at_ms": ms_of(deal.ends_at),
        "is_open": deal.is_open(now()),
    }
