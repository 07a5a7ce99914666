"""The realtime process: Socket.IO, pushing news and rooms to open screens, and the edge of live broadcasts.

    python realtime.py

This file alone names the concurrency library. Patching is the first thing it does and nothing else is ever
patched: web and worker run on plain threads. See docs/adr/0002-processes.md.
"""

import os
import sys
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any


def _refusal(sentence: str) -> int:
    """Say why the process does not start; return its exit status."""
    print(sentence, file=sys.stderr)  # noqa: T201  (there is no log before there is a configuration)
    return 2


_MODE = os.environ.get("NIGHTMARKET_REALTIME_MODE", "eventlet")  # noqa: TID251  (needed before any import)
# psycopg would block every viewer while it waits for the database. Source: docs/adr/0002-processes.md
os.environ.setdefault("PSYCOPG_WAIT_FUNC", "wait_selector")  # noqa: TID251
if _MODE == "gevent":
    try:
        import gevent  # noqa: TID251
        from gevent import monkey, pywsgi  # noqa: TID251
        from gevent import socket as gevent_socket  # noqa: TID251
        from gevent.lock import RLock  # noqa: TID251
    except ImportError:
        sys.exit(
            _refusal(
                "NIGHTMARKET_REALTIME_MODE is gevent, but gevent is not installed (requirements/gevent.txt)."
            )
        )
    monkey.patch_all()
else:
    import warnings

    # That eventlet is only kept up is known and decided on: docs/adr/0002-processes.md
    warnings.filterwarnings("ignore", message="(?s).*Eventlet is deprecated")
    import eventlet  # noqa: TID251
    import eventlet.hubs  # noqa: TID251
    import eventlet.wsgi  # noqa: TID251

    eventlet.monkey_patch()

from flask import Flask  # noqa: E402
from flask_socketio import SocketIO  # noqa: E402

import wiring  # noqa: E402
from accounts.identity import forget_all, identify_bearer, identify_session  # noqa: E402
from kernel import runtime  # noqa: E402
from kernel.config import Config, ConfigError  # noqa: E402
from kernel.events import subscribe  # noqa: E402
from kernel.fanout.driver import Setup, WebServer  # noqa: E402
from kernel.fanout.install import install_fanout  # noqa: E402
from kernel.fanout.viewer import Greenlets  # noqa: E402
from kernel.logs import log  # noqa: E402
from kernel.sockets import (  # noqa: E402
    NAMESPACE,
    Connections,
    News,
    Peers,
    Realtime,
    is_allowed_origin,
    open_news,
    packed_json,
    relay_announcements,
)
from kernel.web.actor import Identification  # noqa: E402
from live.edge import Edge, create_edge  # noqa: E402
from live.sockets.install import install as open_rooms  # noqa: E402

#: eventlet's own default of 1,024 leaves the next viewer hanging without a word.
MAX_CONNECTIONS = 20_000
BACKLOG = 4096
#: What a viewer who is behind may miss: it numbers itself and tells the whole state. See docs/realtime.md
DROPPABLE = {"tick"}
#: Where the server leaves the socket of a request.
_SOCKET = "nightmarket.socket"


Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def create_realtime(config: Config) -> tuple[Application, Realtime]:
    """Return the application of this process, connected to what `config` names, and what it is made of."""
    runtime.start(config)
    subscribe(wiring.SUBSCRIPTIONS)
    app = Flask(__name__, static_folder=None)
    app.config["SECRET_KEY"] = config.secret_key
    server = _create_server(app, config)
    by_session = partial(identify_session, mark_seen=False)
    connections = Connections(server, Identification(by_session, identify_bearer, forget_all))
    news = News(server, NAMESPACE, connections)
    realtime = Realtime(config, server, connections, news, Peers(config))
    edge = create_edge(config)
    open_news(server, connections)
    open_rooms(realtime, edge)
    server.start_background_task(relay_announcements, server, news, realtime.peers, config)
    server.start_background_task(connections.keep_asking)
    server.start_background_task(realtime.peers.keep_telling, server)
    return _with_edge(app, edge), realtime


def _with_edge(app: Application, edge: Edge) -> Application:
    """Let the edge answer for pictures and sound, before Flask and Socket.IO see anything of it."""

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        answering = edge if edge.handles(environ.get("PATH_INFO", "")) else app
        return answering(environ, start_response)

    return application


def _create_server(app: Flask, config: Config) -> Any:
    socketio = SocketIO(
        app,
        async_mode=_MODE,
        async_handlers=False,  # one greenlet a connection, in the order in which its messages came
        cors_allowed_origins=lambda origin, environ: is_allowed_origin(config, origin, environ),
        transports=["websocket"],  # one connection is one process: no sticky sessions needed
        websocket_compression=False,
        http_compression=False,
        manage_session=False,
        json=packed_json,
        max_http_buffer_size=64_000,
        ping_interval=20,
        ping_timeout=20,
    )
    setup = _gevent_setup() if _MODE == "gevent" else _eventlet_setup()
    install_fanout(socketio.server, setup, droppable=DROPPABLE)
    return socketio.server


def main() -> int:
    """Serve until the process is told to stop; return its exit status."""
    try:
        config = Config.from_env()
    except ConfigError as error:
        return _refusal(str(error))
    app, _ = create_realtime(config)
    log.info("realtime_ready", mode=_MODE, port=config.realtime_port)
    serve(app, config)
    return 0


def serve(app: Application, config: Config) -> None:
    """Listen and serve for as long as the process lives."""
    address = (config.host, config.realtime_port)
    if _MODE == "gevent":
        _gevent_server(address, app).serve_forever()
    else:
        listener = eventlet.listen(address, backlog=BACKLOG)
        eventlet.wsgi.server(listener, app, max_size=MAX_CONNECTIONS, log_output=False)


def _eventlet_setup() -> Setup:
    def finish() -> list[bytes]:
        eventlet.wsgi.WSGI_LOCAL.already_handled = True
        return []

    def wait_write(descriptor: int, seconds: float) -> None:
        eventlet.hubs.trampoline(descriptor, write=True, timeout=seconds, timeout_exc=TimeoutError)

    web_server = WebServer(
        socket_of=lambda environ: environ["eventlet.input"].get_socket(),
        raw_of=lambda green: green.fd,
        finish=finish,
    )
    return Setup(web_server, Greenlets(eventlet.spawn, wait_write, eventlet.sleep))


def _gevent_setup() -> Setup:
    web_server = WebServer(
        socket_of=lambda environ: environ[_SOCKET],
        raw_of=lambda green: green._sock,  # noqa: SLF001  (gevent's own `send` waits)
        finish=list,
    )
    return Setup(web_server, Greenlets(gevent.spawn, gevent_socket.wait_write, gevent.sleep))


def _gevent_server(address: tuple[str, int], app: Application) -> Any:
    class WholeSocket(gevent_socket.socket):  # type: ignore[misc]  # gevent has no types
        """Sends all or fails: simple-websocket never looks at how much was sent, and cuts frames short."""

        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self._whole = RLock()

        def send(self, data: bytes, *args: Any) -> int:
            with self._whole:
                view = memoryview(data)
                while view:
                    view = view[super().send(view, *args) :]
            return len(data)

    class Server(pywsgi.WSGIServer):  # type: ignore[misc]
        def do_read(self) -> Any:
            accepted = super().do_read()
            if accepted is None:
                return None
            sock, peer = accepted
            return WholeSocket(sock.family, sock.type, sock.proto, fileno=sock.detach()), peer

    class Handler(pywsgi.WSGIHandler):  # type: ignore[misc]
        def get_environ(self) -> dict[str, Any]:
            environ: dict[str, Any] = super().get_environ()
            environ[_SOCKET] = self.socket
            return environ

    def without_compression(environ: dict[str, Any], start_response: Any) -> Any:
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)  # deflate costs 40 % of the deliveries
        return app(environ, start_response)

    options = {"handler_class": Handler, "backlog": BACKLOG, "spawn": MAX_CONNECTIONS, "log": None}
    return Server(address, without_compression, **options)


if __name__ == "__main__":
    sys.exit(main())
