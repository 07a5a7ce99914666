"""What the API of photo posts and articles takes and answers."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from content.blocks import Blocks
from content.disclosure import Disclosure
from content.editing import PostChange
from content.feed_items import Creator
from content.numbers import Period
from content.post_pictures import MAX_ALT_CHARACTERS, MAX_PICTURES_COUNT
from content.posts import PostKind
from content.schemas import PageQuery
from content.states import PostState
from content.tagged import TaggedOffer
from content.tags import MAX_TAGS, Tag
from kernel.fields import Body, LongText, Moment, OneLine

#: A draft may not have one yet.
DraftTitle = Annotated[str, OneLine, Field(max_length=120)]
Permille = Annotated[int, Field(strict=True, ge=0, le=1000)]


class PictureWords(Body):
    """A picture that a post has, and what it shows in words."""

    id: uuid.UUID
    alt: Annotated[str, OneLine, Field(max_length=MAX_ALT_CHARACTERS)] = ""


class PlacedTag(Body):
    """A variant on one of the pictures; thousandths of its width and height, from its upper left."""

    variant_id: uuid.UUID
    picture_id: uuid.UUID
    x_permille: Permille
    y_permille: Permille


class ChangePost(Body):
    """What to change of a post; what is left out stays. `pictures` come in their new order."""

    title: DraftTitle | None = None
    description: LongText | None = None
    disclosure: Disclosure | None = None
    pictures: Annotated[list[PictureWords], Field(max_length=max(MAX_PICTURES_COUNT.values()))] | None = None
    product_tags: Annotated[list[PlacedTag], Field(max_length=MAX_TAGS)] | None = None
    blocks: Blocks | None = None

    def to_change(self) -> PostChange:
        """Return what the service takes."""
        tags = self.product_tags
        return PostChange(
            title=self.title,
            description=self.description,
            disclosure=self.disclosure,
            alts=None if self.pictures is None else {one.id: one.alt for one in self.pictures},
            tags=None if tags is None else [Tag(**tag.model_dump()) for tag in tags],
            blocks=None if self.blocks is None else [block.model_dump(mode="json") for block in self.blocks],
        )


class NewPost(ChangePost):
    """A photo post or an article to be begun."""

    kind: Literal[PostKind.PHOTO, PostKind.ARTICLE]


class PublishAt(Body):
    """When a draft is to publish itself."""

    at: Moment


class NumbersQuery(Body):
    """How many days of numbers are wanted."""

    period: Period = Period.MONTH


class StudioQuery(PageQuery):
    """Which of one's own posts are wanted, and how many days of their numbers."""

    kind: PostKind | None = None
    period: Period = Period.MONTH


class PictureAnswer(BaseModel):
    """A picture of a post: its own size, and below `folder_url` as `<width>.avif`, `.webp` and `.jpg`."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    url: str
    thumb_url: str
    width: int
    height: int
    alt: str
    folder_url: str
    widths: list[int]


class PostAnswer(BaseModel):
    """A photo post or an article as this viewer may see it; `failure` is a moderator's reason."""

    id: uuid.UUID
    kind: PostKind
    path: str
    state: PostState
    title: str
    description: str
    disclosure: Disclosure
    creator: Creator
    pictures: list[PictureAnswer]
    blocks: list[dict[str, Any]]
    product_tags: list[TaggedOffer]
    failure: str | None
    scheduled_at: dt.datetime | None
    created_at: dt.datetime
    published_at: dt.datetime | None
