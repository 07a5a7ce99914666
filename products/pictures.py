"""Pictures of products: made in several sizes, stored, ordered, removed."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from kernel import runtime
from kernel.clock import now
from kernel.db import change
from kernel.ids import new_id
from kernel.jobs import enqueue
from media.errors import Rejected
from media.picture_store import delete_picture, kept_picture
from products.catalogue import get_own_product, owned_by
from products.errors import BadPicture, NoSuchPicture, NoSuchProduct, PicturesDiffer, TooManyPictures
from products.models import Picture as PictureRow
from products.models import Product
from products.values import Picture

MAX_PICTURES_COUNT = 8


def build_prefix(picture_id: uuid.UUID) -> str:
    """Return below which key a picture's files are."""
    return f"pictures/{picture_id}"


@contextmanager
def stored_picture(stream: IO[bytes]) -> Iterator[Picture]:
    """Check an uploaded picture and store its sizes; they are deleted again if the block fails.

    It takes seconds, so no transaction may be open around it.

    Raises BadPicture: no JPEG, PNG or WebP, damaged, too many pixels or too many bytes.
    """
    picture_id = new_id()
    try:
        with kept_picture(runtime.storage(), build_prefix(picture_id), stream) as stored:
            yield Picture(picture_id, stored.width, stored.height, stored.widths)
    except Rejected as error:
        raise BadPicture(error.reason) from error


def check_room(session: Session, product_id: uuid.UUID, *, owner_id: uuid.UUID) -> None:
    """Check that a product can take one more picture, before any work is done for it.

    Raises NoSuchProduct: it is not this owner's. Raises TooManyPictures.
    """
    get_own_product(session, product_id, owner_id)
    count = select(func.count()).select_from(PictureRow).where(PictureRow.product_id == product_id)
    if session.scalar(count) == MAX_PICTURES_COUNT:
        raise TooManyPictures


def add_picture(session: Session, product_id: uuid.UUID, stored: Picture, *, owner_id: uuid.UUID) -> Picture:
    """Put a stored picture behind a product's others.

    Raises NoSuchProduct: it is not this owner's. Raises TooManyPictures.
    """
    pictures = _lock_pictures(session, product_id, owner_id)
    if len(pictures) >= MAX_PICTURES_COUNT:
        raise TooManyPictures
    session.add(
        PictureRow(
            id=stored.id,
            product_id=product_id,
            position=len(pictures),
            width=stored.width,
            height=stored.height,
            widths=list(stored.widths),
            alt="",
            created_at=now(),
        )
    )
    session.flush()
    return stored


def order_pictures(
    session: Session, product_id: uuid.UUID, picture_ids: Sequence[uuid.UUID], *, owner_id: uuid.UUID
) -> None:
    """Put a product's pictures in this order; the first one stands for the product.

    Raises NoSuchProduct: it is not this owner's. Raises PicturesDiffer: these are not its pictures.
    """
    kept = _lock_pictures(session, product_id, owner_id)
    if sorted(kept) != sorted(picture_ids):
        raise PicturesDiffer
    _number(session, picture_ids)


def describe_picture(session: Session, picture_id: uuid.UUID, alt: str, *, owner_id: uuid.UUID) -> None:
    """Say what is on a picture, for those who can't see it.

    Raises NoSuchPicture: it is not this owner's.
    """
    owned = select(Product.id).where(owned_by(owner_id))
    statement = update(PictureRow).where(PictureRow.id == picture_id, PictureRow.product_id.in_(owned))
    if change(session, statement.values(alt=alt).execution_options(synchronize_session=False)) == 0:
        raise NoSuchPicture


def remove_picture(session: Session, picture_id: uuid.UUID, *, owner_id: uuid.UUID) -> None:
    """Remove a picture from its product; its files go soon after.

    Raises NoSuchPicture: it is not this owner's.
    """
    owned = select(PictureRow.product_id).join(Product, Product.id == PictureRow.product_id)
    product_id = session.scalar(owned.where(PictureRow.id == picture_id, owned_by(owner_id)))
    if product_id is None:
        raise NoSuchPicture
    kept = _lock_pictures(session, product_id, owner_id)
    session.execute(delete(PictureRow).where(PictureRow.id == picture_id))
    _number(session, [one for one in kept if one != picture_id])
    enqueue(session, "products.jobs.delete_picture_files", {"picture_id": str(picture_id)})


def delete_files(picture_id: uuid.UUID) -> None:
    """Delete all sizes of a picture; safe to repeat."""
    delete_picture(runtime.storage(), build_prefix(picture_id))


def _lock_pictures(session: Session, product_id: uuid.UUID, owner_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """Lock a product, so that its pictures stay as they are, and return them in order."""
    product = select(Product.id).where(Product.id == product_id, owned_by(owner_id))
    if session.scalar(product.with_for_update(key_share=True)) is None:
        raise NoSuchProduct
    return session.scalars(
        select(PictureRow.id)
        .where(PictureRow.product_id == product_id)
        .order_by(PictureRow.position, PictureRow.id)
    ).all()


def _number(session: Session, picture_ids: Sequence[uuid.UUID]) -> None:
    for position, picture_id in enumerate(picture_ids):
        session.execute(update(PictureRow).where(PictureRow.id == picture_id).values(position=position))
