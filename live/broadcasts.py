"""Broadcasts: announced, started, interrupted, ended, stopped; and who may watch, host and moderate them.

What else ends with a broadcast (its pin, poll and live prices) hears of it, see `live.subscribers`.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from accounts import follows, people
from accounts.roles import Role
from content.disclosure import Disclosure
from kernel.clock import now
from kernel.events import publish
from kernel.ids import new_id
from kernel.realtime import announce
from live.errors import BadSchedule, NoSuchBroadcast, TooManyBroadcasts, WrongBroadcastState
from live.events import BroadcastEnded, BroadcastScheduled, BroadcastWentLive, ReplayReady
from live.models import BroadcastRow, RestrictionRow, RoomModerator
from live.states import OPEN_STATES, BroadcastState, move
from live.values import Audience, Broadcast, ChatSettings, NewBroadcast, Replay
from moderation.errors import OwnWork, ReasonMissing

#: Scheduled and live ones together; a limit so that no script fills the disk.
MAX_OPEN_BROADCASTS = 50
MAX_DAYS_AHEAD = 365
#: So long after its time a broadcast that has not begun is called off.
FORGOTTEN_HOURS = 12
_CHANGEABLE = frozenset({"title", "category", "disclosure", "audience", "scheduled_at", "is_rehearsal"})


def room_of(broadcast_id: uuid.UUID) -> str:
    """Return the room in which the news of a broadcast are told."""
    return f"broadcast:{broadcast_id}"


def create_broadcast(session: Session, creator_id: uuid.UUID, new: NewBroadcast) -> Broadcast:
    """Announce a broadcast, for a time or for as soon as pictures come. Whoever does is a creator.

    Raises BadSchedule, TooManyBroadcasts. Publishes BroadcastScheduled.
    """
    _check_schedule(new.scheduled_at)
    open_count = select(func.count()).where(
        BroadcastRow.creator_id == creator_id, BroadcastRow.state.in_(OPEN_STATES)
    )
    if (session.scalar(open_count) or 0) >= MAX_OPEN_BROADCASTS:
        raise TooManyBroadcasts
    if Role.CREATOR not in people.get_person(session, creator_id).roles:
        people.add_roles(session, creator_id, [Role.CREATOR])
    row = BroadcastRow(
        id=new_id(),
        creator_id=creator_id,
        title=new.title,
        category=new.category,
        disclosure=new.disclosure,
        audience=new.audience,
        is_rehearsal=new.is_rehearsal,
        state=BroadcastState.SCHEDULED,
        scheduled_at=new.scheduled_at,
        likes_count=0,
        viewers_count=0,
        peak_viewers_count=0,
        slow_mode_seconds=0,
        is_followers_only=False,
        links_allowed=False,
        blocked_words=[],
        holds_for_review=False,
        created_at=now(),
    )
    session.add(row)
    session.flush()
    publish(session, BroadcastScheduled(row.id, creator_id))
    return read_row(row)


def get_broadcast(session: Session, broadcast_id: uuid.UUID) -> Broadcast:
    """Return a broadcast in whatever state; whether somebody may see it is the caller's question.

    Raises NoSuchBroadcast.
    """
    broadcast = find_broadcast(session, broadcast_id)
    if broadcast is None:
        raise NoSuchBroadcast
    return broadcast


def find_broadcast(session: Session, broadcast_id: uuid.UUID) -> Broadcast | None:
    """Return a broadcast, or None."""
    return _find(session, BroadcastRow.id == broadcast_id)


def get_own_broadcast(session: Session, broadcast_id: uuid.UUID, creator_id: uuid.UUID) -> Broadcast:
    """Return a broadcast of this host.

    Raises NoSuchBroadcast: there is none, or it is somebody else's.
    """
    found = _find(session, BroadcastRow.id == broadcast_id, BroadcastRow.creator_id == creator_id)
    if found is None:
        raise NoSuchBroadcast
    return found


def lock_broadcast(session: Session, broadcast_id: uuid.UUID) -> Broadcast:
    """Return a broadcast that nobody else changes until the commit.

    Raises NoSuchBroadcast.
    """
    query = select(BroadcastRow).where(BroadcastRow.id == broadcast_id)
    locked = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    row = session.scalars(locked).one_or_none()
    if row is None:
        raise NoSuchBroadcast
    return read_row(row)


def list_broadcasts(session: Session, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Broadcast]:
    """Return the broadcasts with these ids, in one query."""
    rows = session.scalars(select(BroadcastRow).where(BroadcastRow.id.in_(ids)))
    return {row.id: read_row(row) for row in rows}


def list_live(session: Session) -> Sequence[Broadcast]:
    """Return everything that is on the air, rehearsals and private ones included, newest first."""
    query = select(BroadcastRow).where(BroadcastRow.state == BroadcastState.LIVE)
    return [read_row(row) for row in session.scalars(query.order_by(BroadcastRow.id.desc()))]


def list_states(session: Session, ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, BroadcastState]:
    """Return the states of these broadcasts; what does not exist is left out."""
    rows = session.execute(select(BroadcastRow.id, BroadcastRow.state).where(BroadcastRow.id.in_(ids)))
    return {row.id: BroadcastState(row.state) for row in rows}


def change_broadcast(
    session: Session, broadcast_id: uuid.UUID, creator_id: uuid.UUID, **values: Any
) -> Broadcast:
    """Change what is given of an own broadcast. Audience and rehearsal are fixed once it has begun.

    Raises NoSuchBroadcast, BadSchedule. Raises WrongBroadcastState: it has begun.
    """
    if unknown := values.keys() - _CHANGEABLE:
        raise ValueError(f"these can't be changed: {', '.join(sorted(unknown))}")
    kept = get_own_broadcast(session, broadcast_id, creator_id)
    if (
        values.keys() & {"audience", "is_rehearsal", "scheduled_at"}
        and kept.state != BroadcastState.SCHEDULED
    ):
        raise WrongBroadcastState(state=kept.state)
    if "scheduled_at" in values:
        _check_schedule(values["scheduled_at"])
    if values:
        _update(session, broadcast_id, **values)
    return get_broadcast(session, broadcast_id)


def set_cover(session: Session, broadcast_id: uuid.UUID, creator_id: uuid.UUID, key: str) -> Broadcast:
    """Set the stored cover of an own broadcast (`live.covers` makes it).

    Raises NoSuchBroadcast.
    """
    get_own_broadcast(session, broadcast_id, creator_id)
    _update(session, broadcast_id, cover_key=key)
    return get_broadcast(session, broadcast_id)


def mark_live(
    session: Session, broadcast_id: uuid.UUID, *, ingest_url: str, media_started_at: dt.datetime
) -> bool:
    """Note that pictures arrive, for the first time or again; tell whether the broadcast may go on.

    False: it is over, and whoever publishes must stop. `media_started_at` is kept from the first time.

    Publishes BroadcastWentLive, the first time.
    """
    begun = {"started_at": now(), "media_started_at": media_started_at}
    went_live = move(
        session, broadcast_id, BroadcastState.LIVE, ingest_url=ingest_url, interrupted_at=None, **begun
    )
    kept = get_broadcast(session, broadcast_id)
    if kept.is_over:
        return False
    if not went_live:
        _update(session, broadcast_id, ingest_url=ingest_url, interrupted_at=None)
    payload = {"state": "live", "started_at_ms": ms_of(kept.started_at), "is_back": not went_live}
    announce(session, room_of(broadcast_id), "broadcast_started", payload)
    if went_live:
        publish(session, BroadcastWentLive(broadcast_id, kept.creator_id))
    return True


def mark_interrupted(session: Session, broadcast_id: uuid.UUID) -> None:
    """Note that no pictures arrive at the moment; the publisher may come back."""
    live = BroadcastRow.state == BroadcastState.LIVE
    session.execute(
        update(BroadcastRow).where(BroadcastRow.id == broadcast_id, live).values(interrupted_at=now())
    )
    announce(session, room_of(broadcast_id), "broadcast_interrupted", {"broadcast_id": str(broadcast_id)})


def end_broadcast(
    session: Session, broadcast_id: uuid.UUID, *, actor_id: uuid.UUID | None, reason: str
) -> Broadcast:
    """End a broadcast, or call a planned one off. Safe to repeat. The caller asks who may.

    `reason` is a word such as `host`, `publisher_lost`, `not_started`.

    Raises NoSuchBroadcast. Publishes BroadcastEnded.
    """
    values = {"ended_at": now(), "end_reason": reason, "ended_by_id": actor_id, "viewers_count": 0}
    ended = move(session, broadcast_id, BroadcastState.ENDED, **values)
    broadcast = get_broadcast(session, broadcast_id)
    if ended:
        _tell_end(session, broadcast, reason, is_stopped=False)
    return broadcast


def end_open_broadcasts_of(session: Session, creator_id: uuid.UUID, *, reason: str) -> None:
    """End what a person shows, and call off what he plans to show.

    Publishes BroadcastEnded.
    """
    theirs = select(BroadcastRow.id).where(
        BroadcastRow.creator_id == creator_id, BroadcastRow.state.in_(OPEN_STATES)
    )
    for broadcast_id in session.scalars(theirs.order_by(BroadcastRow.id)).all():
        end_broadcast(session, broadcast_id, actor_id=None, reason=reason)


def end_forgotten(session: Session) -> int:
    """Call off broadcasts that never began long after their time; return how many.

    Publishes BroadcastEnded.
    """
    given_up_at = now() - dt.timedelta(hours=FORGOTTEN_HOURS)
    planned_at = func.coalesce(BroadcastRow.scheduled_at, BroadcastRow.created_at)
    forgotten = select(BroadcastRow.id).where(
        BroadcastRow.state == BroadcastState.SCHEDULED, planned_at < given_up_at
    )
    ids = session.scalars(forgotten.limit(100)).all()
    for broadcast_id in ids:
        end_broadcast(session, broadcast_id, actor_id=None, reason="not_started")
    return len(ids)


def stop_broadcast(
    session: Session, broadcast_id: uuid.UUID, moderator_id: uuid.UUID, reason: str
) -> Broadcast:
    """Stop a broadcast at once, or hide the replay of one that has ended. Nothing of it is deleted.

    Raises NoSuchBroadcast, ReasonMissing. Raises OwnWork: the moderator hosts it.
    Raises WrongBroadcastState: it is stopped already. Publishes BroadcastEnded.
    """
    if not reason:
        raise ReasonMissing
    kept = lock_broadcast(session, broadcast_id)
    if kept.creator_id == moderator_id:
        raise OwnWork
    values = {
        "ended_at": kept.ended_at or now(),
        "end_reason": reason,
        "ended_by_id": moderator_id,
        "viewers_count": 0,
        "replay": Replay.HIDDEN if kept.replay is Replay.READY else kept.replay,
    }
    if not move(session, broadcast_id, BroadcastState.STOPPED, **values):
        raise WrongBroadcastState(state=kept.state)
    broadcast = get_broadcast(session, broadcast_id)
    _tell_end(session, broadcast, reason, is_stopped=True)
    return broadcast


def mark_replay_ready(session: Session, broadcast_id: uuid.UUID) -> bool:
    """Note that all of an ended broadcast is stored; tell whether its replay may be shown. Safe to repeat.

    Publishes ReplayReady.
    """
    broadcast = lock_broadcast(session, broadcast_id)
    if broadcast.state != BroadcastState.ENDED or broadcast.replay is Replay.REMOVED:
        return False
    if broadcast.replay is None:
        _update(session, broadcast_id, replay=Replay.READY)
        announce(session, room_of(broadcast_id), "replay_ready", {"broadcast_id": str(broadcast_id)})
        publish(session, ReplayReady(broadcast_id, broadcast.creator_id))
    return True


def may_host(broadcast: Broadcast, user_id: uuid.UUID | None) -> bool:
    """Tell whether this person runs the show."""
    return broadcast.creator_id == user_id


def may_moderate(
    session: Session, broadcast: Broadcast, user_id: uuid.UUID | None, *, is_moderator: bool
) -> bool:
    """Tell whether this person keeps the peace in the room: host, room moderator, moderator of the market."""
    if user_id is None:
        return False
    if is_moderator or may_host(broadcast, user_id):
        return True
    return session.get(RoomModerator, (broadcast.id, user_id)) is not None


def may_watch(
    session: Session, broadcast: Broadcast, user_id: uuid.UUID | None, *, is_moderator: bool
) -> bool:
    """Tell whether this person may see the pictures and the room.

    A rehearsal is for its host and room moderators alone, a stopped broadcast for the market's moderators.
    """
    if broadcast.state is BroadcastState.STOPPED:
        return is_moderator
    if broadcast.is_rehearsal:
        return may_moderate(session, broadcast, user_id, is_moderator=False)
    if may_moderate(session, broadcast, user_id, is_moderator=is_moderator):
        return True
    if broadcast.audience is Audience.PRIVATE or (user_id and _is_banned(session, broadcast.id, user_id)):
        return False
    if broadcast.audience is Audience.FOLLOWERS:
        return user_id is not None and follows.is_following(session, user_id, broadcast.creator_id)
    return True


def may_know(
    session: Session, broadcast: Broadcast, user_id: uuid.UUID | None, *, is_moderator: bool
) -> bool:
    """Tell whether this person may learn that the broadcast exists: hosts see why theirs was stopped."""
    return may_host(broadcast, user_id) or may_watch(session, broadcast, user_id, is_moderator=is_moderator)


def ms_of(at: dt.datetime | None) -> int | None:
    """Return a time as unix milliseconds, the way screens and players count."""
    return None if at is None else round(at.timestamp() * 1000)


def read_row(row: BroadcastRow) -> Broadcast:
    """Return the value of a row."""
    return Broadcast(
        id=row.id,
        creator_id=row.creator_id,
        title=row.title,
        category=row.category,
        disclosure=Disclosure(row.disclosure),
        audience=Audience(row.audience),
        is_rehearsal=row.is_rehearsal,
        state=BroadcastState(row.state),
        scheduled_at=row.scheduled_at,
        started_at=row.started_at,
        interrupted_at=row.interrupted_at,
        ended_at=row.ended_at,
        end_reason=row.end_reason,
        media_started_at=row.media_started_at,
        ingest_url=row.ingest_url,
        cover_key=row.cover_key,
        replay=None if row.replay is None else Replay(row.replay),
        pin_id=row.pin_id,
        likes_count=row.likes_count,
        viewers_count=row.viewers_count,
        peak_viewers_count=row.peak_viewers_count,
        chat=ChatSettings(
            slow_mode_seconds=row.slow_mode_seconds,
            is_followers_only=row.is_followers_only,
            links_allowed=row.links_allowed,
            blocked_words=tuple(row.blocked_words),
            holds_for_review=row.holds_for_review,
        ),
        created_at=row.created_at,
    )


def _find(session: Session, *conditions: ColumnElement[bool]) -> Broadcast | None:
    statement = select(BroadcastRow).where(*conditions).execution_options(populate_existing=True)
    row = session.scalars(statement).one_or_none()
    return None if row is None else read_row(row)


def _update(session: Session, broadcast_id: uuid.UUID, **values: Any) -> None:
    session.execute(update(BroadcastRow).where(BroadcastRow.id == broadcast_id).values(**values))


def _tell_end(session: Session, broadcast: Broadcast, reason: str, *, is_stopped: bool) -> None:
    payload = {"reason": reason, "replay": broadcast.replay, "is_stopped": is_stopped}
    announce(session, room_of(broadcast.id), "broadcast_ended", payload)
    publish(session, BroadcastEnded(broadcast.id, broadcast.creator_id, reason, is_stopped))


def _is_banned(session: Session, broadcast_id: uuid.UUID, user_id: uuid.UUID) -> bool:
    row = session.get(RestrictionRow, (broadcast_id, user_id))
    return row is not None and row.kind == "ban" and (row.until is None or row.until > now())


def _check_schedule(scheduled_at: dt.datetime | None) -> None:
    # A minute of grace: the form was open for a while.
    first, last = now() - dt.timedelta(minutes=1), now() + dt.timedelta(days=MAX_DAYS_AHEAD)
    if scheduled_at is not None and not first <= scheduled_at <= last:
        raise BadSchedule
