"""Puts the rooms of broadcasts into a realtime process; the entry point calls it once, before it serves.

`install(realtime, edge)` registers the namespace `/live`, hears what is announced to rooms `broadcast:` and
`product:`, starts the recorder and the ticks. A `tick` may be left out for a viewer who is behind: name it
among the droppable messages; a `fragment` may not, who is too far behind gets no further ones.
"""

import time

from kernel.fanout.lag import backlog_bytes
from kernel.logs import log
from kernel.sockets import Realtime
from live.sockets.fragments import Fragments, FragmentSource
from live.sockets.hub import NAMESPACE, Hub
from live.sockets.namespace import LiveNamespace
from live.sockets.news import RoomNews
from live.sockets.recording import Recorder
from live.sockets.standings import Standings
from live.sockets.visitors import Visitors

LIKES_SECONDS = 1.0
#: A process that is silent for four of these has no viewers any more, see `live.figures`.
VIEWERS_SECONDS = 5.0
#: Broadcasts in one line, so that it fits into one write to the pipe.
_BROADCASTS_A_LINE = 50


def install(realtime: Realtime, edge: FragmentSource) -> None:
    """Serve `/live`. `edge` is the process's `live.edge.app.Edge`."""
    server = realtime.server
    hub, recorder = Hub(realtime), Recorder(server, realtime.config)
    visitors = Visitors(server, realtime.connections)
    fragments = Fragments(server, edge, lambda sid: backlog_bytes(server, NAMESPACE, sid))
    LiveNamespace(realtime, hub, visitors, fragments, recorder).register()
    standings = Standings(server, hub, visitors)
    news = RoomNews(hub, visitors, fragments, standings)
    realtime.news.listen("broadcast:", news.hear_broadcast)
    realtime.news.listen("product:", news.hear_product)
    realtime.news.listen("user:", standings.hear_person)
    realtime.news.listen("market:", hub.market_rules.hear)
    realtime.news.listen_for_gaps(hub.catch_up)
    recorder.start()
    server.start_background_task(hub.keep_ticking)
    server.start_background_task(keep_recording, server, hub, recorder, realtime.peers.origin)


def keep_recording(server: object, hub: Hub, recorder: Recorder, process: str) -> None:
    """Hand likes and viewers to the recorder for as long as the process lives."""
    told_at = 0.0
    while True:
        server.sleep(LIKES_SECONDS)  # type: ignore[attr-defined]
        try:
            record_likes(hub, recorder)
            if time.monotonic() - told_at >= VIEWERS_SECONDS:
                told_at = time.monotonic()
                record_viewers(hub, recorder, process)
        except Exception:  # noqa: BLE001  (the next second is recorded again)
            log.exception("figures_not_recorded")


def record_likes(hub: Hub, recorder: Recorder) -> None:
    """Hand over the likes that came in since the last time; what is not taken waits here."""
    for room in hub.rooms():
        count = room.unrecorded_likes_count
        if count and recorder.record({"kind": "likes", "broadcast_id": str(room.id), "count": count}):
            room.mark_likes_recorded(count)


def record_viewers(hub: Hub, recorder: Recorder, process: str) -> None:
    """Hand over how many watch each broadcast on the air through this process."""
    counts = {str(room.id): room.presence.here_count for room in hub.rooms() if room.state.broadcast.is_live}
    listed = sorted(counts)
    for start in range(0, len(listed), _BROADCASTS_A_LINE):
        viewers = {key: counts[key] for key in listed[start : start + _BROADCASTS_A_LINE]}
        recorder.record({"kind": "viewers", "process": process, "viewers": viewers})
