"""The API of what shows a product or a shop: their pages ask for it, as content stands above products."""

import uuid
from collections.abc import Sequence

from pydantic import BaseModel
from sqlalchemy.orm import Session

from content.cards import PostCard, present_cards
from content.posts import Post
from content.showings import list_showing_product, list_showing_shop
from kernel.transaction import reading
from kernel.web.access import ANYONE
from kernel.web.routes import Api

api = Api("showings", __name__)


class ShowingAnswer(BaseModel):
    """A post that shows something: where it is, its title, who made it, a picture if there is one."""

    id: uuid.UUID
    kind: str
    path: str
    title: str
    creator_name: str
    picture_url: str | None

    @classmethod
    def of(cls, card: PostCard) -> "ShowingAnswer":
        """Return a card as the API answers it."""
        return cls(
            id=card.id,
            kind=card.kind,
            path=card.path,
            title=card.title,
            creator_name=card.creator.display_name,
            picture_url=card.picture_url,
        )


class ShowingList(BaseModel):
    """Posts that show something, newest first."""

    items: list[ShowingAnswer]


@api.get("/products/<uuid:product_id>/posts", access=ANYONE, answer=ShowingList)
def list_posts_of_product(product_id: uuid.UUID) -> ShowingList:
    """Return the newest posts that show a product."""
    with reading() as session:
        return _answer(session, list_showing_product(session, product_id))


@api.get("/shops/<uuid:shop_id>/posts", access=ANYONE, answer=ShowingList)
def list_posts_of_shop(shop_id: uuid.UUID) -> ShowingList:
    """Return the newest posts that show something of a shop."""
    with reading() as session:
        return _answer(session, list_showing_shop(session, shop_id))


def _answer(session: Session, posts: Sequence[Post]) -> ShowingList:
    cards = present_cards(session, posts) if posts else []
    return ShowingList(items=[ShowingAnswer.of(card) for card in cards])
