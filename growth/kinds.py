"""The kinds of notifications as a table: which may be switched off, which gather what would be a flood."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a notification tells."""

    POST_PUBLISHED = "post_published"
    POST_LIKED = "post_liked"
    COMMENT_ADDED = "comment_added"
    COMMENT_REPLIED = "comment_replied"
    COMMENT_MENTIONED = "comment_mentioned"
    COMMENT_LIKED = "comment_liked"
    POST_MENTIONED = "post_mentioned"
    FOLLOWED = "followed"
    ORDER_RECEIVED = "order_received"
    ORDER_SHIPPED = "order_shipped"
    ORDER_DELIVERED = "order_delivered"
    ORDER_COMPLETED = "order_completed"
    ORDER_CANCELLED = "order_cancelled"
    ORDER_REFUNDED = "order_refunded"
    RETURN_CHANGED = "return_changed"
    RETURN_DUE = "return_due"
    PRICE_FELL = "price_fell"
    STOCK_LOW = "stock_low"
    PROMOTER_INVITED = "promoter_invited"
    RATE_CUT = "rate_cut"
    REVIEW_APPROVED = "review_approved"
    STATEMENT_ISSUED = "statement_issued"
    APPEAL_DECIDED = "appeal_decided"
    REPORT_DECIDED = "report_decided"


@dataclass(frozen=True)
class Trait:
    """How notifications of a kind behave.

    `gathers`: while one is unread, the next of the same subject joins it. `is_optional`: people may do
    without; what concerns their money and their rights they are always told.
    """

    icon: str
    gathers: bool = False
    is_optional: bool = True


TRAITS: Mapping[Kind, Trait] = {
    Kind.POST_PUBLISHED: Trait("video"),
    Kind.POST_LIKED: Trait("heart", gathers=True),
    Kind.COMMENT_ADDED: Trait("comment", gathers=True),
    Kind.COMMENT_REPLIED: Trait("comment", gathers=True),
    Kind.COMMENT_MENTIONED: Trait("user"),
    Kind.COMMENT_LIKED: Trait("heart", gathers=True),
    Kind.POST_MENTIONED: Trait("user"),
    Kind.FOLLOWED: Trait("users", gathers=True),
    Kind.ORDER_RECEIVED: Trait("bag", is_optional=False),
    Kind.ORDER_SHIPPED: Trait("truck", is_optional=False),
    Kind.ORDER_DELIVERED: Trait("box", is_optional=False),
    Kind.ORDER_COMPLETED: Trait("check", is_optional=False),
    Kind.ORDER_CANCELLED: Trait("receipt", is_optional=False),
    Kind.ORDER_REFUNDED: Trait("refund", is_optional=False),
    Kind.RETURN_CHANGED: Trait("refund", is_optional=False),
    Kind.RETURN_DUE: Trait("clock", is_optional=False),
    Kind.PRICE_FELL: Trait("tag"),
    Kind.STOCK_LOW: Trait("box"),
    Kind.PROMOTER_INVITED: Trait("tag"),
    Kind.RATE_CUT: Trait("tag", is_optional=False),
    Kind.REVIEW_APPROVED: Trait("check", is_optional=False),
    Kind.STATEMENT_ISSUED: Trait("shield", is_optional=False),
    Kind.APPEAL_DECIDED: Trait("shield", is_optional=False),
    Kind.REPORT_DECIDED: Trait("flag", is_optional=False),
}

OPTIONAL = tuple(kind for kind, trait in TRAITS.items() if trait.is_optional)
GATHERING = tuple(kind for kind, trait in TRAITS.items() if trait.gathers)
