"""What an article is made of: a list of plain blocks, kept as JSON as the API takes it. No markup, ever."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from kernel.fields import Body, LongText, OneLine

MAX_BLOCKS = 100


class TextBlock(Body):
    """Paragraphs."""

    type: Literal["text"]
    text: LongText


class HeadingBlock(Body):
    """A heading."""

    type: Literal["heading"]
    text: Annotated[str, OneLine, Field(max_length=120)]


class PictureBlock(Body):
    """One of the post's pictures."""

    type: Literal["picture"]
    picture_id: uuid.UUID


class ProductBlock(Body):
    """A variant that can be bought."""

    type: Literal["product"]
    variant_id: uuid.UUID


Block = Annotated[TextBlock | HeadingBlock | PictureBlock | ProductBlock, Field(discriminator="type")]
Blocks = Annotated[list[Block], Field(max_length=MAX_BLOCKS)]


def texts_of(blocks: Iterable[Mapping[str, Any]]) -> Sequence[str]:
    """Return all that is said in stored blocks."""
    return [str(block["text"]) for block in blocks if "text" in block]


def ids_in(blocks: Iterable[Mapping[str, Any]], name: str) -> Sequence[uuid.UUID]:
    """Return the ids that stored blocks have under `picture_id` or `variant_id`, each once, in order."""
    return list(dict.fromkeys(uuid.UUID(block[name]) for block in blocks if name in block))


def has_words(blocks: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether there is anything to read."""
    return any(text.strip() for text in texts_of(blocks))
