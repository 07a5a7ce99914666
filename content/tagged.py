"""What viewers see of product tags: the tag, and today's offer of its variant."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from content.tags import Tag, list_tags
from products import catalogue
from products.values import Offer


@dataclass(frozen=True)
class TaggedOffer:
    """A variant at its moment (seconds of media time) or its place on a picture, with what it costs now."""

    variant_id: uuid.UUID
    product_id: uuid.UUID
    title: str
    price_minor: int
    currency: str
    start_seconds: float
    end_seconds: float
    picture_url: str | None
    available: bool
    picture_id: uuid.UUID | None = None
    x_permille: int | None = None
    y_permille: int | None = None
    #: Sent back when it is opened, if that earns the creator something (`commissions.clicks`).
    click: str | None = None


def list_tagged_offers(
    session: Session, post_ids: Iterable[uuid.UUID]
) -> Mapping[uuid.UUID, Sequence[TaggedOffer]]:
    """Return what these posts show, by post, in two queries."""
    return join_offers(session, list_tags(session, post_ids))


def join_offers(
    session: Session, tags: Mapping[uuid.UUID, Sequence[Tag]]
) -> Mapping[uuid.UUID, Sequence[TaggedOffer]]:
    """Put today's offers to tags, in one query; a variant that is gone is left out."""
    wanted = {tag.variant_id for group in tags.values() for tag in group}
    offers = catalogue.get_offers(session, wanted) if wanted else {}
    return {
        post_id: [_join(tag, offers[tag.variant_id]) for tag in group if tag.variant_id in offers]
        for post_id, group in tags.items()
    }


def _join(tag: Tag, offer: Offer) -> TaggedOffer:
    return TaggedOffer(
        variant_id=tag.variant_id,
        product_id=offer.product_id,
        title=offer.product_title,
        price_minor=offer.price_minor,
        currency=offer.currency,
        start_seconds=tag.start_seconds,
        end_seconds=tag.end_seconds,
        picture_url=offer.picture_url,
        available=offer.is_on_sale and offer.available_count > 0,
        picture_id=tag.picture_id,
        x_permille=tag.x_permille,
        y_permille=tag.y_permille,
    )
