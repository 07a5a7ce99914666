"""What is told of a product below its description: headings, texts, lists and pictures, in blocks.

Blocks are plain words: the page writes them as text, so there is no markup to be cleaned.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from kernel.db import change
from products.catalogue import owned_by
from products.errors import NoSuchPicture, NoSuchProduct
from products.models import Picture, Product
from products.values import Picture as PictureValue


class BlockKind(StrEnum):
    """What a block is."""

    TEXT = "text"
    HEADING = "heading"
    LIST = "list"
    PICTURE = "picture"


@dataclass(frozen=True)
class Block:
    """One block: a text or heading has `text`, a list its `items`, a picture is one of the product's."""

    kind: BlockKind
    text: str = ""
    items: Sequence[str] = ()
    picture_id: uuid.UUID | None = None


def list_blocks(session: Session, product_id: uuid.UUID) -> Sequence[Block]:
    """Return a product's blocks, first to last."""
    rows = session.scalar(select(Product.blocks).where(Product.id == product_id))
    return [_read(row) for row in rows or ()]


def set_blocks(
    session: Session, product_id: uuid.UUID, blocks: Sequence[Block], *, owner_id: uuid.UUID
) -> None:
    """Replace a product's blocks.

    Raises NoSuchProduct: it is not this owner's. Raises NoSuchPicture: a picture is not this product's.
    """
    _check_pictures(session, product_id, blocks)
    statement = update(Product).where(Product.id == product_id, owned_by(owner_id))
    written = statement.values(blocks=[_write(block) for block in blocks])
    if change(session, written.execution_options(synchronize_session=False)) == 0:
        raise NoSuchProduct


def join_pictures(
    blocks: Iterable[Block], pictures: Iterable[PictureValue]
) -> Sequence[tuple[Block, PictureValue | None]]:
    """Put a product's pictures to its blocks; a block whose picture was removed is left out."""
    by_id = {picture.id: picture for picture in pictures}
    joined = [(block, by_id.get(block.picture_id) if block.picture_id else None) for block in blocks]
    return [(block, picture) for block, picture in joined if picture or block.kind is not BlockKind.PICTURE]


def _check_pictures(session: Session, product_id: uuid.UUID, blocks: Iterable[Block]) -> None:
    wanted = {block.picture_id for block in blocks if block.picture_id is not None}
    if not wanted:
        return
    kept = session.scalars(select(Picture.id).where(Picture.product_id == product_id)).all()
    if not wanted <= set(kept):
        raise NoSuchPicture


def _write(block: Block) -> dict[str, Any]:
    if block.kind is BlockKind.LIST:
        return {"kind": block.kind, "items": list(block.items)}
    if block.kind is BlockKind.PICTURE:
        return {"kind": block.kind, "picture_id": str(block.picture_id)}
    return {"kind": block.kind, "text": block.text}


def _read(row: dict[str, Any]) -> Block:
    picture_id = row.get("picture_id")
    return Block(
        kind=BlockKind(row["kind"]),
        text=row.get("text", ""),
        items=row.get("items", ()),
        picture_id=uuid.UUID(picture_id) if picture_id else None,
    )
