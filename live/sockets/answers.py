"""What is answered to a screen: the whole present state of a room, or a refusal in the person's language."""

import time
from typing import Any

from kernel import runtime
from live.broadcasts import ms_of
from live.chat_settings import describe_chat
from live.sockets.acceptance import Refusal
from live.sockets.room import Room
from live.sockets.sentences import translate
from live.sockets.visitors import Visitor
from live.tokens import sign_path
from live.values import Broadcast, RestrictionKind

Answer = dict[str, Any]


def describe_room(room: Room, visitor: Visitor) -> Answer:
    """Return everything that a screen needs to show the room as it is now, to this visitor."""
    state, broadcast = room.state, room.state.broadcast
    may_moderate = visitor.standing.may_moderate
    return {
        "ok": True,
        "state": broadcast.state,
        "is_interrupted": broadcast.is_live and broadcast.interrupted_at is not None,
        "comments": room.ring.last(visitor.user_id, is_moderator=may_moderate),
        "pin": state.pin,
        "tray": list(state.tray),
        "deal": state.deal,
        "poll": state.poll,
        "stock": dict(room.stock),
        "seq": room.seq,
        "viewers_count": room.presence.count(time.monotonic()),
        "likes_count": room.likes.count,
        "media": _describe_media(broadcast),
        "chat": describe_chat(broadcast.chat, with_words=may_moderate),
        "me": _describe_me(room, visitor),
        "server_time_ms": int(time.time() * 1000),
    }


def refuse(visitor: Visitor, refusal: Refusal) -> Answer:
    """Return why something was not done."""
    sentence = translate(refusal.sentence, visitor.locale, n=refusal.wait_seconds)
    return {"ok": False, "error": sentence, "code": refusal.code, "wait_ms": refusal.wait_ms}


def refuse_with(visitor: Visitor, code: str, sentence: str) -> Answer:
    """Return a refusal that has nothing to do with a comment's text."""
    return refuse(visitor, Refusal(code, sentence))


def _describe_media(broadcast: Broadcast) -> Answer | None:
    """Return the playlists of a broadcast on the air, with a token for who was let in."""
    if not broadcast.is_live:
        return None
    folder = runtime.config().realtime_url + sign_path(broadcast.id)
    return {f"{name}_url": f"{folder}/{name}.m3u8" for name in ("master", "plain", "dvr")}


def _describe_me(room: Room, visitor: Visitor) -> Answer:
    broadcast, user_id, standing = room.state.broadcast, visitor.user_id, visitor.standing
    restriction = standing.market_mute or (room.state.restrictions.get(user_id) if user_id else None)
    is_muted = restriction is not None and restriction.kind is RestrictionKind.MUTE
    is_welcome = standing.may_moderate or standing.is_follower or not broadcast.chat.is_followers_only
    may_talk = is_welcome and not is_muted and not standing.is_parted
    return {
        "user_id": str(user_id) if user_id else None,
        "can_comment": user_id is not None and may_talk and not broadcast.is_over,
        "can_moderate": standing.may_moderate,
        "is_muted": is_muted,
        "muted_until_ms": ms_of(restriction.until) if restriction is not None and is_muted else None,
    }
