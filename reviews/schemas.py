"""What the forms of reviews take."""

from typing import Annotated

from pydantic import Field

from kernel.fields import Body, ManyLines

Stars = Annotated[int, Field(ge=1, le=5)]
ReviewText = Annotated[str, ManyLines, Field(max_length=2000)]


class WriteReview(Body):
    """A review, as its buyer writes it."""

    stars: Stars
    text: ReviewText = ""


class Reply(Body):
    """What a merchant answers."""

    text: Annotated[str, ManyLines, Field(min_length=1, max_length=1000)]


class ReviewsQuery(Body):
    """Which reviews of a product are wanted."""

    stars: Stars | None = None
    cursor: Annotated[str, Field(max_length=200)] = ""
