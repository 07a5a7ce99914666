"""Security headers of every answer. No page has an inline script or style, so the policy needs no nonce."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from kernel.config import Config, s3_settings
from kernel.web.wsgi import Application, Environ, StartResponse


def content_security_policy(config: Config) -> str:
    """Return the policy: everything from this origin; uploads and news also from where they are served."""
    connect = ["'self'", *_upload_origins(config), *_live_origins(config)]
    rules = {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:", *_live_origins(config)],
        "media-src": ["'self'", "blob:", *_live_origins(config)],
        "connect-src": connect,
        "worker-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in rules.items())


class SecurityHeaders:
    """WSGI middleware that puts the headers on every answer: one list made once, added without a look."""

    def __init__(self, application: Application, config: Config) -> None:
        self._application = application
        self._headers = [
            ("Content-Security-Policy", content_security_policy(config)),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "strict-origin-when-cross-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            (
                "Permissions-Policy",
                "camera=(self), microphone=(self), display-capture=(self), geolocation=()",
            ),
        ]
        if config.public_url.startswith("https://"):
            self._headers.append(("Strict-Transport-Security", "max-age=31536000"))

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Let the application answer, and add to its headers."""

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            headers = headers + self._headers
            # An answer that says nothing of caching is about somebody.
            if not any(name == "Cache-Control" for name, _ in headers):
                headers.append(("Cache-Control", "private, no-store"))
            return start_response(status, headers, exc_info)

        return self._application(environ, start)


def _upload_origins(config: Config) -> list[str]:
    if not config.storage_url.startswith("s3://"):
        return []
    return [config.storage_public_url or s3_settings(config.storage_url)["endpoint"]]


def _live_origins(config: Config) -> list[str]:
    """Return where pages reach the realtime and ingest processes: sockets, and playlists with their media."""
    origins = []
    for url in filter(None, (config.realtime_url, config.ingest_url)):
        parts = urlsplit(url)
        # The host may be any name under which this machine was reached, e.g. by a phone beside it.
        place = f"*:{parts.port}" if parts.port else parts.netloc
        sockets = "wss" if parts.scheme == "https" else "ws"
        origins += [f"{sockets}://{place}", f"{parts.scheme}://{place}"]
    return origins
