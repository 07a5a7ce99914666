"""Which public posts show a product, or something of a shop: found by their product tags, newest first."""

import uuid
from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from content.models import Post as PostRow
from content.models import ProductTag
from content.posts import Post, list_posts
from products.variants import select_variant_ids

#: As many as stand below a product before the page is about something else.
SHOWN_COUNT = 12


def list_showing_product(session: Session, product_id: uuid.UUID) -> Sequence[Post]:
    """Return the newest public posts that show a product."""
    return _list_showing(session, select_variant_ids(product_id=product_id))


def list_showing_shop(session: Session, shop_id: uuid.UUID) -> Sequence[Post]:
    """Return the newest public posts that show something of a shop."""
    return _list_showing(session, select_variant_ids(shop_id=shop_id))


def _list_showing(session: Session, variant_ids: Select[uuid.UUID]) -> Sequence[Post]:
    tagged = select(ProductTag.post_id).where(ProductTag.variant_id.in_(variant_ids))
    newest = (
        select(PostRow.id)
        .where(PostRow.id.in_(tagged), PostRow.feed_id.is_not(None))
        .order_by(PostRow.feed_id.desc())
        .limit(SHOWN_COUNT)
    )
    ids = session.scalars(newest).all()
    posts = list_posts(session, ids) if ids else {}
    return [posts[post_id] for post_id in ids]
