"""Broadcasts as the API and the pages show them to whoever asks."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from accounts import follows, people
from accounts.people import Person
from kernel.clock import now
from live import broadcasts, pins, polls, reminders, tray
from live.cards import tell_deal
from live.chat import build_author
from live.chat_settings import describe_chat
from live.media_urls import find_media_urls
from live.polls import describe_poll
from live.replay import find_replay_url
from live.routes.answers import (
    AuthorAnswer,
    BroadcastAnswer,
    BroadcastItem,
    ChatAnswer,
    DealAnswer,
    MeAnswer,
    MediaAnswer,
    PinAnswer,
    PollAnswer,
    TrayItemAnswer,
)
from live.values import Broadcast
from promotions import deals


def present_broadcast(
    session: Session, broadcast: Broadcast, *, viewer_id: uuid.UUID | None, is_moderator: bool
) -> BroadcastAnswer:
    """Return a broadcast with everything its room shows; media only to somebody who may watch."""
    me = _me(session, broadcast, viewer_id, is_moderator=is_moderator)
    pin = pins.find_described(session, broadcast)
    items = tray.describe_tray(tray.list_tray(session, broadcast.id), with_notes=me.can_moderate)
    return BroadcastAnswer(
        **item_fields(broadcast, _creator(people.get_person(session, broadcast.creator_id)), me.can_watch),
        is_interrupted=broadcast.interrupted_at is not None and broadcast.is_live,
        end_reason=broadcast.end_reason,
        media_started_at=broadcast.media_started_at,
        media=find_media(broadcast) if me.can_watch else None,
        replay_url=find_replay_url(broadcast) if me.can_watch else None,
        tray=[TrayItemAnswer.model_validate(item) for item in items],
        pin=PinAnswer.model_validate(pin) if pin else None,
        deal=_deal(session, broadcast),
        poll=_poll(session, broadcast, viewer_id),
        chat=ChatAnswer.model_validate(describe_chat(broadcast.chat, with_words=me.can_moderate)),
        reminders_count=reminders.count_reminders(session, broadcast.id),
        me=me,
        server_time_ms=broadcasts.ms_of(now()) or 0,
    )


def present_items(session: Session, found: Sequence[Broadcast]) -> list[BroadcastItem]:
    """Return broadcasts that everybody may watch, or the asker's own, as a list shows them."""
    creators = people.list_people(session, {one.creator_id for one in found})
    return [BroadcastItem(**item_fields(one, _creator(creators[one.creator_id]))) for one in found]


def item_fields(broadcast: Broadcast, creator: AuthorAnswer, can_watch: bool = True) -> dict[str, Any]:
    """Return the fields of a broadcast in a list."""
    return {
        "id": broadcast.id,
        "state": broadcast.state,
        "title": broadcast.title,
        "category": broadcast.category,
        "disclosure": broadcast.disclosure,
        "audience": broadcast.audience,
        "is_rehearsal": broadcast.is_rehearsal,
        "creator": creator,
        "cover_url": broadcast.cover_url,
        "thumb_url": find_media_urls(broadcast.id).thumb_url if can_watch and broadcast.is_live else None,
        "scheduled_at": broadcast.scheduled_at,
        "started_at": broadcast.started_at,
        "ended_at": broadcast.ended_at,
        "replay": broadcast.replay,
        "viewers_count": broadcast.viewers_count,
        "peak_viewers_count": broadcast.peak_viewers_count,
        "likes_count": broadcast.likes_count,
    }


def find_media(broadcast: Broadcast) -> MediaAnswer | None:
    """Return where a broadcast plays now, for somebody who may watch; None: it is not on the air."""
    return MediaAnswer.model_validate(vars(find_media_urls(broadcast.id))) if broadcast.is_live else None


def _creator(person: Person) -> AuthorAnswer:
    return AuthorAnswer(**vars(build_author(person)))


def _me(
    session: Session, broadcast: Broadcast, viewer_id: uuid.UUID | None, *, is_moderator: bool
) -> MeAnswer:
    return MeAnswer(
        user_id=viewer_id,
        can_watch=broadcasts.may_watch(session, broadcast, viewer_id, is_moderator=is_moderator),
        can_host=broadcasts.may_host(broadcast, viewer_id),
        can_moderate=broadcasts.may_moderate(session, broadcast, viewer_id, is_moderator=is_moderator),
        is_following=viewer_id is not None and follows.is_following(session, viewer_id, broadcast.creator_id),
        has_reminder=viewer_id is not None and reminders.has_reminder(session, broadcast.id, viewer_id),
    )


def _deal(session: Session, broadcast: Broadcast) -> DealAnswer | None:
    """Return the live price that holds now, else the next one."""
    standing = sorted(deals.list_deals(session, broadcast.id), key=lambda deal: deal.starts_at)
    return DealAnswer.model_validate(tell_deal(session, standing[0])) if standing else None


def _poll(session: Session, broadcast: Broadcast, viewer_id: uuid.UUID | None) -> PollAnswer | None:
    poll = polls.find_open_poll(session, broadcast.id)
    if poll is None:
        return None
    voted = polls.find_vote(session, poll.id, viewer_id) if viewer_id else None
    return PollAnswer(**describe_poll(poll), voted=voted)
