"""How often something may be done, per person or per address. Counted in this process, or in Redis."""

from typing import Any

from flask import Flask, Response
from flask_limiter import Limiter, RateLimitExceeded
from flask_limiter.util import get_remote_address

from kernel.config import Config
from kernel.errors import TooManyRequests
from kernel.web.actor import find_actor
from kernel.web.problems import answer_domain_error


def _who() -> str:
    actor = find_actor()
    return f"user:{actor.user_id}" if actor else f"address:{get_remote_address()}"


limiter = Limiter(key_func=_who, default_limits=[], headers_enabled=False)


def by_address() -> str:
    """Count by address even for the signed-in: used where people sign in."""
    return f"address:{get_remote_address()}"


def install_limits(app: Flask, config: Config) -> None:
    """Keep the limits that routes declare with `limiter.limit(...)`."""
    app.config["RATELIMIT_STORAGE_URI"] = config.redis_url or "memory://"
    app.config["RATELIMIT_STRATEGY"] = "moving-window"
    # With Redis away, count in this process rather than let everything pass.
    app.config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = bool(config.redis_url)
    app.config["RATELIMIT_ENABLED"] = config.environment != "test"
    hooks: tuple[list[Any], ...] = (
        app.before_request_funcs.setdefault(None, []),
        app.after_request_funcs.setdefault(None, []),
        app.teardown_request_funcs.setdefault(None, []),
    )
    own = [len(functions) for functions in hooks]
    limiter.init_app(app)
    # Its own hooks search for limits on every request. Ours all stand on views, which ask by themselves.
    for functions, count in zip(hooks, own, strict=True):
        del functions[count:]
    app.register_error_handler(RateLimitExceeded, _refuse)


def _refuse(error: RateLimitExceeded) -> Response:
    response = answer_domain_error(TooManyRequests())
    response.headers["Retry-After"] = str(error.limit.limit.get_expiry())
    return response
