"""Our realtime process with one more namespace, in which it emits what it is asked to."""

import realtime  # isort: skip  # patches the standard library, so it comes first

import time
from typing import Any

from kernel import migrate
from kernel.config import Config

ROOM = "room"


def main() -> None:
    """Serve until stopped."""
    config = Config.from_env()
    migrate.upgrade(config.database_url)
    app, process = realtime.create_realtime(config)
    server = process.server

    def connect(sid: str, environ: dict[str, Any], _auth: object = None) -> None:
        if "control" not in environ["QUERY_STRING"]:
            server.enter_room(sid, ROOM, namespace="/bench")

    def begin(sid: str, wanted: dict[str, Any]) -> dict[str, Any]:
        server.start_background_task(emit, server, sid, wanted)
        return {}

    server.on("connect", connect, namespace="/bench")
    server.on("begin", begin, namespace="/bench")
    realtime.serve(app, config)


def emit(server: Any, sid: str, wanted: dict[str, Any]) -> None:
    """Emit so many events, so many a second (0: one after the other), then say so."""
    text = "x" * wanted["bytes"]
    began = time.monotonic()
    for number in range(wanted["count"]):
        payload = {"seq": number, "at": round(time.time() * 1000, 2), "text": text}
        server.emit(wanted["event"], payload, to=ROOM, namespace="/bench")
        due = began + (number + 1) / wanted["rate"] if wanted["rate"] else 0.0
        server.sleep(max(0.0, due - time.monotonic()))
    server.emit("ended", {}, to=sid, namespace="/bench")


if __name__ == "__main__":
    main()
