"""The realtime process: Socket.IO, pushing news to open screens.

    python realtime.py

This file alone names the concurrency library. Patching is the first thing it does and nothing else is ever
patched: web and worker run on plain threads. See docs/adr/0002-processes.md.
"""

import os
import sys
from functools import partial

_MODE = os.environ.get("NIGHTMARKET_REALTIME_MODE", "eventlet")  # noqa: TID251  (needed before any import)
# psycopg would block every viewer while it waits for the database. Source: docs/adr/0002-processes.md
os.environ.setdefault("PSYCOPG_WAIT_FUNC", "wait_selector")  # noqa: TID251
if _MODE == "gevent":
    from gevent import monkey  # noqa: TID251

    monkey.patch_all()
else:
    import warnings

    # That eventlet is only kept up is known and decided on: docs/adr/0002-processes.md
    warnings.filterwarnings("ignore", message="(?s).*Eventlet is deprecated")
    import eventlet  # noqa: TID251
    import eventlet.wsgi  # noqa: TID251

    eventlet.monkey_patch()

from flask import Flask  # noqa: E402
from flask_socketio import SocketIO  # noqa: E402

import wiring  # noqa: E402
from accounts.identity import forget_all, identify_bearer, identify_session  # noqa: E402
from kernel import runtime  # noqa: E402
from kernel.config import Config, ConfigError  # noqa: E402
from kernel.events import subscribe  # noqa: E402
from kernel.logs import log  # noqa: E402
from kernel.sockets import Screens, is_allowed_origin, relay_announcements  # noqa: E402
from kernel.web.actor import Identification  # noqa: E402

#: eventlet's own default of 1,024 leaves the next viewer hanging without a word.
MAX_CONNECTIONS = 20_000
BACKLOG = 4096


def create_realtime(config: Config) -> tuple[Flask, SocketIO]:
    """Return the Socket.IO server of this process, connected to what `config` names."""
    runtime.start(config)
    subscribe(wiring.SUBSCRIPTIONS)
    app = Flask(__name__, static_folder=None)
    app.config["SECRET_KEY"] = config.secret_key
    socketio = SocketIO(
        app,
        async_mode=_MODE,
        cors_allowed_origins=lambda origin, environ: is_allowed_origin(config, origin, environ),
        transports=["websocket"],  # one connection is one process: no sticky sessions needed
        websocket_compression=False,
        http_compression=False,
        manage_session=False,
        max_http_buffer_size=64_000,
        ping_interval=20,
        ping_timeout=20,
    )
    by_session = partial(identify_session, mark_seen=False)
    identification = Identification(by_session, identify_bearer, forget_all)
    screens = Screens(socketio, identification)
    socketio.start_background_task(relay_announcements, socketio, screens, config)
    return app, socketio


def main() -> int:
    """Serve until the process is told to stop; return its exit status."""
    try:
        config = Config.from_env()
    except ConfigError as error:
        print(error, file=sys.stderr)  # noqa: T201  (there is no log before there is a configuration)
        return 2
    app, socketio = create_realtime(config)
    log.info("realtime_ready", mode=_MODE, port=config.realtime_port)
    _serve(app, socketio, config)
    return 0


def _serve(app: Flask, socketio: SocketIO, config: Config) -> None:
    if _MODE == "gevent":
        socketio.run(app, host=config.host, port=config.realtime_port, log_output=False)
        return
    listener = eventlet.listen((config.host, config.realtime_port), backlog=BACKLOG)
    eventlet.wsgi.server(listener, app, max_size=MAX_CONNECTIONS, log_output=False)


if __name__ == "__main__":
    sys.exit(main())
