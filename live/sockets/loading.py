"""What a room reads from the database: one short transaction when it opens, and after missed news."""

import uuid
from dataclasses import dataclass

from sqlalchemy.orm import Session

from accounts import blocks, follows
from accounts.roles import Role
from kernel.actor import Actor
from kernel.transaction import reading
from live import chat, pins, polls, tray
from live.broadcasts import find_broadcast, may_moderate, may_watch
from live.cards import tell_deal
from live.sockets.comment_ring import KEPT_COUNT, LAST_COUNT, SaidComment
from live.sockets.room import RoomState
from live.sockets.ticks import Payload
from live.values import Broadcast, Comment, CommentState, Restriction, RestrictionKind
from moderation import mutes
from products import catalogue
from promotions import deals


def load_room(broadcast_id: uuid.UUID, *, after_gap: bool = False) -> RoomState | None:
    """Return what the database knows of a room, or None when there is no such broadcast.

    `after_gap` reads what may have been missed as well: more comments, and which were removed.
    """
    with reading() as session:
        broadcast = find_broadcast(session, broadcast_id)
        if broadcast is None:
            return None
        cards = tray.describe_tray(tray.list_tray(session, broadcast_id))
        count = KEPT_COUNT if after_gap else 2 * LAST_COUNT
        comments = chat.list_last_comments(session, broadcast_id, count)
        restrictions = chat.list_restrictions(session, broadcast_id)
        return RoomState(
            broadcast=broadcast,
            pin=pins.find_described(session, broadcast),
            deal=_find_deal(session, broadcast_id),
            poll=_find_poll(session, broadcast_id),
            tray=cards,
            stock=_read_stock(session, [uuid.UUID(one) for card in cards for one in card["variant_ids"]]),
            comments=[build_said(one) for one in comments],
            restrictions={one.user_id: one for one in restrictions},
            removed_ids=_list_removed(session, broadcast_id) if after_gap else (),
        )


@dataclass(frozen=True)
class Standing:
    """What a person may do in a room."""

    may_watch: bool
    may_moderate: bool = False
    is_follower: bool = False
    #: A block stands between the host and this person.
    is_parted: bool = False
    #: What the market's moderators decided holds in every room.
    market_mute: Restriction | None = None


def find_standing(broadcast: Broadcast, actor: Actor | None) -> Standing:
    """Ask what a person may do in a room; for a stranger in a public one the database is not asked."""
    if actor is None:
        if broadcast.is_listed and broadcast.is_live:  # until then the host may still change who may watch
            return Standing(may_watch=True)
        with reading() as session:
            return Standing(may_watch=may_watch(session, broadcast, None, is_moderator=False))
    is_moderator = Role.MODERATOR in actor.roles
    with reading() as session:
        return Standing(
            may_watch=may_watch(session, broadcast, actor.user_id, is_moderator=is_moderator),
            may_moderate=may_moderate(session, broadcast, actor.user_id, is_moderator=is_moderator),
            is_follower=follows.is_following(session, actor.user_id, broadcast.creator_id),
            is_parted=blocks.are_parted(session, actor.user_id, broadcast.creator_id),
            market_mute=_find_market_mute(session, actor.user_id),
        )


def build_said(comment: Comment) -> SaidComment:
    """Return a stored comment as the room keeps it."""
    return SaidComment(comment.id, comment.author.id, comment.state, chat.describe_comment(comment))


def _find_market_mute(session: Session, user_id: uuid.UUID) -> Restriction | None:
    mute = mutes.find_mute(session, user_id)
    return Restriction(user_id, RestrictionKind.MUTE, mute.until) if mute is not None else None


def _read_stock(session: Session, variant_ids: list[uuid.UUID]) -> dict[str, int]:
    offers = catalogue.get_offers(session, variant_ids) if variant_ids else {}
    return {str(key): offer.available_count for key, offer in offers.items()}


def _find_deal(session: Session, broadcast_id: uuid.UUID) -> Payload | None:
    """Return the live price that holds now, else the next one."""
    standing = sorted(deals.list_deals(session, broadcast_id), key=lambda deal: deal.starts_at)
    return tell_deal(session, standing[0]) if standing else None


def _find_poll(session: Session, broadcast_id: uuid.UUID) -> Payload | None:
    poll = polls.find_open_poll(session, broadcast_id)
    return polls.describe_poll(poll) if poll is not None else None


def _list_removed(session: Session, broadcast_id: uuid.UUID) -> list[uuid.UUID]:
    page = chat.search_comments(session, broadcast_id, state=CommentState.REMOVED)
    return [comment.id for comment in page.items]
