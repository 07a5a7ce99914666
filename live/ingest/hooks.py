"""nginx-rtmp's callbacks: it asks whether somebody may publish, and every few seconds whether he still may.

A key that is right is answered with another name, under which this process then plays the stream: so the key
is in no address that anybody else could see. The name is new each time, because nginx would not let an
encoder back in before it has noticed that its old connection is dead. Reachable from this machine alone, and
only with a secret that stands in nginx's configuration.
"""

import hashlib
import hmac
import ipaddress
import re
import secrets

from aiohttp import web

from kernel.config import Config
from live.ingest.doors import Doors, NotAdmitted
from live.ingest.metrics import REFUSED
from live.ingest.registry import NoRoomForBroadcast
from live.ingest.rtmp_pull import Pull

DEFAULT_PORT = 1935
_APPLICATION = re.compile(r"[\w-]{1,40}")


def hook_url(config: Config) -> str:
    """Return the address that nginx-rtmp's configuration calls, with the secret in it."""
    return f"http://127.0.0.1:{config.ingest_port}/hooks/{_secret(config)}"


class Hooks:
    """Answers nginx-rtmp. Its connections are known by `clientid`."""

    def __init__(self, config: Config, doors: Doors) -> None:
        self._secret = _secret(config)
        self._doors = doors
        self._pulls: dict[str, Pull] = {}

    async def serve(self, request: web.Request) -> web.Response:
        """Answer one callback: 204 yes, 302 yes under another name, 403 no."""
        if not self._is_ours(request):
            raise web.HTTPNotFound
        form = {name: str(value) for name, value in (await request.post()).items()}
        call, client_id = form.get("call", ""), form.get("clientid", "")
        if call == "publish":
            return await self._begin(client_id, form, _port(request))
        if call == "publish_done":
            pull = self._pulls.pop(client_id, None)
            if pull is not None:
                await pull.stop()
        elif call == "update_publish" and not self._may_go_on(client_id):
            return web.Response(status=403)
        return web.Response(status=204)

    async def stop(self) -> None:
        """Hang up on nginx; the process ends."""
        pulls, self._pulls = list(self._pulls.values()), {}
        for pull in pulls:
            await pull.stop()

    async def _begin(self, client_id: str, form: dict[str, str], port: int) -> web.Response:
        application = form.get("app", "")
        if not _APPLICATION.fullmatch(application):
            return web.Response(status=403)
        try:
            key = form.get("name", "")
            broadcast_id = await self._doors.admit_key(key)
            name = f"{broadcast_id}-{secrets.token_hex(8)}"
            pull = Pull(self._doors, broadcast_id, address=(port, application, name))
            publication = await self._doors.sit_down(broadcast_id, pull, key=key)
        except (NotAdmitted, NoRoomForBroadcast):
            REFUSED.labels("nginx", "refused").inc()
            return web.Response(status=403)
        self._pulls[client_id] = pull
        pull.start(publication)
        return web.Response(status=302, headers={"Location": name})

    def _may_go_on(self, client_id: str) -> bool:
        pull = self._pulls.get(client_id)
        return pull is not None and pull.is_wanted

    def _is_ours(self, request: web.Request) -> bool:
        """Tell whether nginx-rtmp asks: on this machine, not through a proxy, with the secret."""
        is_right = hmac.compare_digest(request.match_info["secret"].encode(), self._secret.encode())
        return is_right and _is_loopback(request.remote) and "X-Forwarded-For" not in request.headers


def _is_loopback(address: str | None) -> bool:
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False


def _port(request: web.Request) -> int:
    """Return where nginx-rtmp listens: `?port=` of the address in its configuration."""
    text = request.query.get("port", "")
    return int(text) if text.isdecimal() and len(text) <= 5 else DEFAULT_PORT


def _secret(config: Config) -> str:
    key = config.secret_key.encode()
    return hmac.new(key, b"nightmarket.live.hooks", hashlib.sha256).hexdigest()[:40]
