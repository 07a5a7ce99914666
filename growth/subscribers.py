"""What people are told when something happens: one handler for each event, run by the worker."""

import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from accounts import people
from accounts.events import PeopleParted, PersonFollowed, PersonMuted
from commissions.events import PromoterInvited, RateCut
from content import posts
from content.addresses import path_of
from content.comment_pages import Viewer, get_comment
from content.errors import NoSuchComment, NoSuchPost
from content.events import (
    CommentAdded,
    CommentLiked,
    CommentRemoved,
    PeopleMentioned,
    PostLiked,
    PostPublished,
    PostRemoved,
)
from content.mentions import read_mentions
from content.posts import Post
from content.states import PostState
from growth import forgetting
from growth.jobs import TELL_FOLLOWERS
from growth.kinds import Kind
from growth.notifications import News, notify
from kernel.jobs import enqueue
from moderation.decisions import Action
from moderation.events import AppealDecided, NoticeDecided, ReviewDecided, StatementIssued
from orders.events import (
    OrderCancelled,
    OrderCompleted,
    OrderDelivered,
    OrderPaid,
    OrderRefunded,
    OrderShipped,
    ReturnChanged,
    ReturnDueSoon,
)
from orders.return_states import ReturnState
from orders.states import Teller
from products.events import StockRanLow, WishPriceFell

EXCERPT_CHARACTERS = 120


def tell_follow(session: Session, event: PersonFollowed) -> None:
    """Tell a person who follows him."""
    path = f"/@{people.get_person(session, event.follower_id).handle}"
    notify(session, event.followed_id, News(Kind.FOLLOWED, event.followed_id, path, event.follower_id))


def tell_followers(session: Session, event: PostPublished) -> None:
    """Tell those who follow its creator of a new post, some at a time."""
    enqueue(session, TELL_FOLLOWERS, {"post_id": str(event.post_id)})


def tell_mentioned(session: Session, event: PostPublished) -> None:
    """Tell the people whom a new post names."""
    post = _find_public(session, event.post_id)
    if post is not None:
        _tell_mentioned(session, post, [one.person_id for one in read_mentions(post.mentions)])


def tell_mentioned_later(session: Session, event: PeopleMentioned) -> None:
    """Tell the people whom a public post names since it was changed, as far as it still does."""
    post = _find_public(session, event.post_id)
    if post is not None:
        named = {one.person_id for one in read_mentions(post.mentions)}
        _tell_mentioned(session, post, [one for one in event.person_ids if one in named])


def tell_like(session: Session, event: PostLiked) -> None:
    """Tell a creator who likes a post."""
    post = _find_public(session, event.post_id)
    if post is not None:
        news = News(
            Kind.POST_LIKED,
            post.id,
            path_of(post.kind, post.id),
            event.person_id,
            {"title": post.title},
            post_id=post.id,
        )
        notify(session, post.creator_id, news)


def tell_comment(session: Session, event: CommentAdded) -> None:
    """Tell of a comment whom it answers, whom it names and whose post it is about; each of them once."""
    post = _find_public(session, event.post_id)
    try:
        comment = get_comment(session, event.comment_id, Viewer())
    except (NoSuchComment, NoSuchPost):
        return
    if post is None:
        return
    first_id = comment.parent_id or comment.id
    told: dict[uuid.UUID, tuple[Kind, uuid.UUID]] = {post.creator_id: (Kind.COMMENT_ADDED, post.id)}
    told |= dict.fromkeys(event.mentioned_ids, (Kind.COMMENT_MENTIONED, comment.id))
    if event.replied_to_id is not None:
        told[event.replied_to_id] = (Kind.COMMENT_REPLIED, first_id)
    path = f"{path_of(post.kind, post.id)}#comments/{comment.id}"
    excerpt = comment.text[:EXCERPT_CHARACTERS]
    details = {"title": post.title, "excerpt": excerpt, "by": str(comment.author.id)}
    for person_id, (kind, subject_id) in told.items():
        news = News(kind, subject_id, path, comment.author.id, details, post.id, comment.id)
        notify(session, person_id, news)


def tell_comment_like(session: Session, event: CommentLiked) -> None:
    """Tell whoever wrote a comment who likes it."""
    post = _find_public(session, event.post_id)
    try:
        comment = get_comment(session, event.comment_id, Viewer())
    except (NoSuchComment, NoSuchPost):
        return
    if post is not None:
        path = f"{path_of(post.kind, post.id)}#comments/{comment.id}"
        details = {"title": post.title, "excerpt": comment.text[:EXCERPT_CHARACTERS]}
        news = News(Kind.COMMENT_LIKED, comment.id, path, event.person_id, details, post.id, comment.id)
        notify(session, comment.author.id, news)


def tell_paid(session: Session, event: OrderPaid) -> None:
    """Tell a merchant of a new order."""
    path = f"/console/orders/{event.order_id}"
    notify(session, event.shop_owner_id, News(Kind.ORDER_RECEIVED, event.order_id, path))


def tell_shipped(session: Session, event: OrderShipped) -> None:
    """Tell a buyer that a parcel is on its way."""
    notify(session, event.buyer_id, News(Kind.ORDER_SHIPPED, event.shipment_id, f"/orders/{event.order_id}"))


def tell_delivered(session: Session, event: OrderDelivered) -> None:
    """Tell a buyer that his order counts as delivered, unless he said so himself."""
    if event.told_by != Teller.BUYER:
        path = f"/orders/{event.order_id}"
        notify(session, event.buyer_id, News(Kind.ORDER_DELIVERED, event.order_id, path))


def tell_completed(session: Session, event: OrderCompleted) -> None:
    """Tell a merchant that the buyer keeps what he ordered."""
    path = f"/console/orders/{event.order_id}"
    notify(session, event.shop_owner_id, News(Kind.ORDER_COMPLETED, event.order_id, path))


def tell_cancelled(session: Session, event: OrderCancelled) -> None:
    """Tell a buyer that an order was cancelled because it was not paid in time."""
    if event.reason == "expired":
        news = News(Kind.ORDER_CANCELLED, event.order_id, f"/orders/{event.order_id}")
        notify(session, event.buyer_id, news)


def tell_refunded(session: Session, event: OrderRefunded) -> None:
    """Tell a buyer that the money is on its way back."""
    notify(session, event.buyer_id, News(Kind.ORDER_REFUNDED, event.order_id, f"/orders/{event.order_id}"))


def tell_return(session: Session, event: ReturnChanged) -> None:
    """Tell the merchant what a buyer does about a return, the buyer all else, and both what was decided."""
    by_moderator = event.told_by == Teller.MODERATOR
    if by_moderator or event.told_by == Teller.BUYER:
        _tell_of_return(session, event, Kind.RETURN_CHANGED, is_for_merchant=True)
    if by_moderator or event.told_by != Teller.BUYER:
        _tell_of_return(session, event, Kind.RETURN_CHANGED, is_for_merchant=False)


def tell_return_due(session: Session, event: ReturnDueSoon) -> None:
    """Tell whoever has to act about a return that there is little time left."""
    _tell_of_return(session, event, Kind.RETURN_DUE, is_for_merchant=event.state != ReturnState.APPROVED)


def tell_price_drop(session: Session, event: WishPriceFell) -> None:
    """Tell a person that something costs less than when he wished for it."""
    path, details = f"/p/{event.product_id}", {"title": event.product_title}
    news = News(Kind.PRICE_FELL, event.drop_id, path, details=details)
    notify(session, event.person_id, news)


def tell_low_stock(session: Session, event: StockRanLow) -> None:
    """Tell a merchant what runs low."""
    path = f"/console/shops/{event.shop_id}/low-stock"
    details = {"title": event.product_title, "count": str(event.variants_count)}
    notify(session, event.owner_id, News(Kind.STOCK_LOW, event.alert_id, path, details=details))


def tell_invited(session: Session, event: PromoterInvited) -> None:
    """Tell a creator that a shop asks him to promote a product."""
    notify(session, event.creator_id, News(Kind.PROMOTER_INVITED, event.offer_id, "/studio/promote"))


def tell_rate_cut(session: Session, event: RateCut) -> None:
    """Tell a creator that what he promotes will bring less, and from when on he reads there."""
    # Of each cut once.
    subject_id = uuid.uuid5(event.offer_id, event.falls_at.isoformat())
    notify(session, event.creator_id, News(Kind.RATE_CUT, subject_id, "/studio/promote"))


def tell_review(session: Session, event: ReviewDecided) -> None:
    """Tell a creator that a post may be seen by everybody; a rejection comes with a statement of reasons."""
    post = _find_public(session, event.subject_id)
    if event.decision == Action.APPROVE and post is not None:
        details = {"title": post.title}
        news = News(Kind.REVIEW_APPROVED, post.id, path_of(post.kind, post.id), details=details)
        notify(session, event.owner_id, news)


def tell_statement(session: Session, event: StatementIssued) -> None:
    """Tell a person that something was decided against him, and where he reads why."""
    path, details = f"/statements/{event.statement_id}", {"title": event.title, "action": event.action}
    notify(session, event.person_id, News(Kind.STATEMENT_ISSUED, event.statement_id, path, details=details))


def tell_appeal(session: Session, event: AppealDecided) -> None:
    """Tell a person what came of his appeal."""
    details = {"outcome": "granted" if event.is_granted else "refused"}
    path = f"/statements/{event.statement_id}"
    notify(session, event.person_id, News(Kind.APPEAL_DECIDED, event.statement_id, path, details=details))


def tell_report(session: Session, event: NoticeDecided) -> None:
    """Tell a person what came of what he reported."""
    news = News(Kind.REPORT_DECIDED, event.notice_id, "/notifications", details={"outcome": event.outcome})
    notify(session, event.reporter_id, news)


def forget_parted(session: Session, event: PeopleParted) -> None:
    """Take two people whom a block parts out of each other's notifications."""
    forgetting.forget_person(session, event.blocker_id, event.blocked_id)
    forgetting.forget_person(session, event.blocked_id, event.blocker_id)


def forget_muted(session: Session, event: PersonMuted) -> None:
    """Take somebody who is muted out of a person's notifications."""
    forgetting.forget_person(session, event.muter_id, event.muted_id)


def forget_post(session: Session, event: PostRemoved) -> None:
    """Take back what was told of a post that is gone."""
    forgetting.forget_post(session, event.post_id)


def forget_comment(session: Session, event: CommentRemoved) -> None:
    """Take back what was told of a comment that is gone."""
    forgetting.forget_comment(session, event.comment_id)


def _tell_of_return(
    session: Session, event: ReturnChanged | ReturnDueSoon, kind: Kind, *, is_for_merchant: bool
) -> None:
    person_id = event.shop_owner_id if is_for_merchant else event.buyer_id
    path = f"{'/console' if is_for_merchant else ''}/returns/{event.return_id}"
    # Of each of its states once, and once more when a moderator decides.
    is_decided = isinstance(event, ReturnChanged) and event.told_by == Teller.MODERATOR
    subject_id = uuid.uuid5(event.return_id, f"decided {event.state}" if is_decided else event.state)
    notify(
        session,
        person_id,
        News(kind, subject_id, path, details={"state": "decided" if is_decided else event.state}),
    )


def _tell_mentioned(session: Session, post: Post, person_ids: Sequence[uuid.UUID]) -> None:
    news = News(
        Kind.POST_MENTIONED,
        post.id,
        path_of(post.kind, post.id),
        post.creator_id,
        {"title": post.title},
        post_id=post.id,
    )
    for person_id in person_ids:
        notify(session, person_id, news)


def _find_public(session: Session, post_id: uuid.UUID) -> Post | None:
    """Return a post that everybody may see, or None: it may have gone since the event."""
    post: Mapping[uuid.UUID, Post] = posts.list_posts(session, [post_id])
    found = post.get(post_id)
    return found if found is not None and found.state is PostState.PUBLISHED else None
