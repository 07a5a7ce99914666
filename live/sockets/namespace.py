"""The namespace `/live`: what a screen may say in the room of a broadcast. Messages: docs/realtime.md.

Handlers run in the greenlet that reads the connection. `comment` and `like` touch memory and the recorder's
pipe alone; joining asks the database.
"""

import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from kernel.actor import Actor
from kernel.clock import now
from kernel.errors import DomainError
from kernel.logs import log
from kernel.sockets import Realtime
from live.sockets import sentences
from live.sockets.acceptance import ASKED_AGAIN, SIGN_IN, Accepted, Refusal, Speaker, judge
from live.sockets.answers import Answer, describe_room, refuse, refuse_with
from live.sockets.comment_ids import MAX_CLIENT_ID_CHARACTERS, mark_of
from live.sockets.comments import build_comment, build_line, read_program_time
from live.sockets.fragments import Fragments
from live.sockets.hub import NAMESPACE, Hub
from live.sockets.loading import find_standing
from live.sockets.recording import Recorder
from live.sockets.room import Room
from live.sockets.standings import update_standing
from live.sockets.visitors import Visitor, Visitors

#: Likes of one message; a thumb makes fewer in a second.
MAX_LIKES = 50

Handler = Callable[["LiveNamespace", Visitor, Mapping[str, Any]], Answer]


class LiveNamespace:
    """Asks of every message who sends it and whether he may."""

    def __init__(
        self, realtime: Realtime, hub: Hub, visitors: Visitors, fragments: Fragments, recorder: Recorder
    ) -> None:
        self._server = realtime.server
        self._connections = realtime.connections
        self._hub = hub
        self._visitors = visitors
        self._fragments = fragments
        self._recorder = recorder

    def register(self) -> None:
        """Open the namespace."""
        self._server.on("connect", self.connect, namespace=NAMESPACE)
        self._server.on("disconnect", self.disconnect, namespace=NAMESPACE)
        for handle in (
            LiveNamespace.join_broadcast,
            LiveNamespace.leave_broadcast,
            LiveNamespace.comment,
            LiveNamespace.like,
            LiveNamespace.resync,
            LiveNamespace.watch_fragments,
            LiveNamespace.unwatch_fragments,
        ):
            self._server.on(handle.__name__, self._answering(handle), namespace=NAMESPACE)

    def connect(self, sid: str, environ: Mapping[str, Any], auth: object = None) -> None:
        """Find out who it is; a stranger may watch."""
        try:
            actor = self._connections.admit(NAMESPACE, sid, environ, auth)
        except Exception:  # noqa: BLE001  (who can't be asked for must come back, not become a stranger)
            log.exception("visitor_not_identified")
            self._connections.hang_up(NAMESPACE, sid)
            return
        self._visitors.add(Visitor(sid, actor, sentences.find_locale(environ, actor)))

    def disconnect(self, sid: str, *_reason: object) -> None:
        """Let the visitor out of his room and forget him."""
        visitor = self._visitors.find(sid)
        if visitor is not None:
            self._leave(visitor)
        self._visitors.remove(sid)

    def join_broadcast(self, visitor: Visitor, data: Mapping[str, Any]) -> Answer:
        """Let a visitor into a room that he may watch; answer its present state."""
        if visitor.joins.take(time.monotonic()):
            return refuse_with(visitor, "too_often", sentences.TOO_OFTEN)
        broadcast_id = _read_id(data.get("broadcast_id"))
        room = self._hub.open(broadcast_id) if broadcast_id else None
        standing = find_standing(room.state.broadcast, visitor.actor) if room else None
        if room is None or standing is None or not standing.may_watch:
            self._leave(visitor)
            return refuse_with(visitor, "no_broadcast", sentences.NO_BROADCAST)
        if visitor.broadcast_id != room.id:
            self._leave(visitor)
        if self._visitors.find(visitor.sid) is None:
            return {}  # he hung up while the database was being asked
        room = self._hub.open(room.id) or room
        self._visitors.enter(visitor, room.id, standing)
        is_host = visitor.user_id == room.state.broadcast.creator_id
        room.enter(visitor.sid, None if is_host else visitor.name)
        return describe_room(room, visitor)

    def leave_broadcast(self, visitor: Visitor, _data: Mapping[str, Any]) -> Answer:
        """Let a visitor out of his room."""
        self._leave(visitor)
        return {"ok": True}

    def comment(self, visitor: Visitor, data: Mapping[str, Any]) -> Answer:
        """Let a person say something to the room, if that may pass."""
        actor, room = visitor.actor, self._hub.find(visitor.broadcast_id)
        if actor is None or room is None:
            return refuse(visitor, SIGN_IN) if actor is None else self._refuse_outsider(visitor)
        client_id = data.get("client_id")
        client_id = client_id[:MAX_CLIENT_ID_CHARACTERS] if isinstance(client_id, str) else ""
        said_id = room.ring.find_by_mark(mark_of(room.id, actor.user_id, client_id)) if client_id else None
        if said_id is not None:
            return {"ok": True, "id": str(said_id)}
        verdict = self._judge(room, visitor, actor, data.get("text"))
        if isinstance(verdict, Refusal):
            return refuse(visitor, verdict)
        program_time_ms = read_program_time(data.get("program_time_ms"))
        comment = build_comment(
            room, visitor, actor, verdict, client_id=client_id, program_time_ms=program_time_ms
        )
        if not self._recorder.record(build_line(room.id, comment)):
            return refuse_with(visitor, "busy", sentences.TRY_AGAIN)
        room.say(comment)
        return {"ok": True, "id": str(comment.id), "comment": comment.payload}

    def like(self, visitor: Visitor, data: Mapping[str, Any]) -> Answer:
        """Count a person's likes of the last second; a stranger's are not counted."""
        room, count = self._hub.find(visitor.broadcast_id), data.get("count")
        if (
            room is None
            or visitor.user_id is None
            or not isinstance(count, int)
            or room.state.broadcast.is_over
        ):
            return {"ok": False}
        count = min(count, MAX_LIKES)
        if count < 1 or room.speaker(visitor.user_id).likes.take(time.monotonic(), count):
            return {"ok": False}
        room.likes.add(count)
        return {"ok": True}

    def resync(self, visitor: Visitor, _data: Mapping[str, Any]) -> Answer:
        """Answer the present state again, to who has missed something."""
        room = self._hub.find(visitor.broadcast_id)
        if room is None:
            return self._refuse_outsider(visitor)
        if visitor.joins.take(time.monotonic()):
            return refuse_with(visitor, "too_often", sentences.TOO_OFTEN)
        return describe_room(room, visitor)

    def watch_fragments(self, visitor: Visitor, data: Mapping[str, Any]) -> Answer:
        """Send a visitor the fragments of a rendition; answer where it begins."""
        if self._hub.find(visitor.broadcast_id) is None:
            return self._refuse_outsider(visitor)
        if visitor.joins.take(time.monotonic()):
            return refuse_with(visitor, "too_often", sentences.TOO_OFTEN)
        return self._fragments.watch(visitor, data.get("rendition", "source"))

    def unwatch_fragments(self, visitor: Visitor, _data: Mapping[str, Any]) -> Answer:
        """Send a visitor no more fragments."""
        self._fragments.unwatch(visitor)
        return {"ok": True}

    def _judge(self, room: Room, visitor: Visitor, actor: Actor, text: object) -> Accepted | Refusal:
        speaker, broadcast = room.speaker(actor.user_id), room.state.broadcast
        _take_standing(speaker, visitor)
        at = time.monotonic()
        restriction = room.state.restrictions.get(actor.user_id)
        options: dict[str, Any] = {
            "at": at,
            "now": now(),
            "is_open": not broadcast.is_over,
            "market_rules": self._hub.market_rules.rules,
        }
        verdict = judge(text, speaker, broadcast.chat, restriction, **options)
        if isinstance(verdict, Refusal) and verdict.code in ASKED_AGAIN and not speaker.asked.take(at):
            # He may have followed since he came in, or a mute or a block may be over.
            update_standing(visitor, broadcast)
            _take_standing(speaker, visitor)
            verdict = judge(text, speaker, broadcast.chat, restriction, **options)
        return verdict

    def _leave(self, visitor: Visitor) -> None:
        room = self._hub.find(visitor.broadcast_id)
        self._fragments.unwatch(visitor)
        self._visitors.leave(visitor)
        if room is not None:
            room.leave(visitor.sid)

    def _refuse_outsider(self, visitor: Visitor) -> Answer:
        return refuse_with(visitor, "not_here", sentences.NOT_HERE)

    def _answering(self, handle: Handler) -> Callable[..., Answer | None]:
        """Return a handler for Socket.IO that always answers, and disconnects who sends without end."""

        def handler(sid: str, *values: object) -> Answer | None:
            visitor = self._visitors.find(sid)
            if visitor is None:
                return None
            if visitor.messages.take(time.monotonic()):
                self._server.disconnect(sid, namespace=NAMESPACE)
                return None
            data = values[0] if values and isinstance(values[0], dict) else {}
            try:
                return handle(self, visitor, data)
            except DomainError as error:
                return refuse_with(visitor, "refused", error.title)
            except Exception:  # noqa: BLE001  (a screen that waits for an answer must get one)
                log.exception("message_not_handled", handler=handle.__name__)
                return refuse_with(visitor, "failed", sentences.TRY_AGAIN)

        return handler


def _take_standing(speaker: Speaker, visitor: Visitor) -> None:
    """Let what is known of a screen's person count; he may have several screens, the latest answer counts."""
    standing = visitor.standing
    speaker.is_moderator, speaker.is_follower = standing.may_moderate, standing.is_follower
    speaker.is_parted, speaker.market_mute = standing.is_parted, standing.market_mute


def _read_id(value: object) -> uuid.UUID | None:
    try:
        return uuid.UUID(value) if isinstance(value, str) and len(value) <= 40 else None
    except ValueError:
        return None
