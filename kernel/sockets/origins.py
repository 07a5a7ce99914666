"""Which pages may connect."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from kernel.config import Config


def is_allowed_origin(config: Config, origin: str | None, environ: Mapping[str, Any]) -> bool:
    """Tell whether a page may connect: one of ours, under whatever name it reached this machine."""
    if origin is None or origin == config.public_url:
        return True
    if config.is_production or config.trusted_proxies:
        return False
    page, own_host = urlsplit(origin), environ.get("HTTP_HOST", "").rpartition(":")[0]
    return page.hostname == own_host.strip("[]") and page.port == config.port
