"""Speaking with Stripe: one connection a process, every call counted, its refusals put into our words."""

import contextlib
import functools
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from kernel import runtime
from kernel.ids import new_id
from kernel.logs import log
from kernel.metrics import GATEWAY_CALL_SECONDS
from payments.errors import GatewayAway, GatewayRefused

if TYPE_CHECKING:
    from stripe import StripeClient, StripeError

NAME = "stripe"
CONNECT_TIMEOUT_SECONDS = 4
#: A buyer waits for this, and a thread with him: far less than the library's 80 s.
ANSWER_TIMEOUT_SECONDS = 15
#: Asked again by the library with the same idempotency key: a lost connection, a conflict, a hiccup.
RETRIES = 2
#: Calls under way in a process. When Stripe hangs, its buyers wait; the threads of all others stay free.
AT_ONCE = 4
PLACE_TIMEOUT_SECONDS = 1

_places = threading.BoundedSemaphore(AT_ONCE)

Answer = TypeVar("Answer")


class SavedFailure(GatewayAway):
    """Stripe gives the answer it has saved for this idempotency key, and that one is a failure.

    Source: docs.stripe.com/api/idempotent_requests (saved for a day at least, "including 500 errors").
    """


def connect() -> "StripeClient":
    """Return this process's connection with Stripe."""
    config = runtime.config()
    return _connect(config.stripe_secret_key, config.stripe_api_url)


@functools.lru_cache(maxsize=4)
def _connect(secret_key: str, api_url: str) -> "StripeClient":
    # An embedded market without this gateway has no such library.
    import stripe

    # It would keep an id in the home of whoever runs this and tell how long each call took.
    stripe.enable_telemetry = False
    return stripe.StripeClient(
        secret_key,
        base_addresses={"api": api_url} if api_url else None,
        max_network_retries=RETRIES,
        http_client=stripe.RequestsClient(timeout=(CONNECT_TIMEOUT_SECONDS, ANSWER_TIMEOUT_SECONDS)),
    )


@contextlib.contextmanager
def asking(call: str) -> Iterator[None]:
    """Count and time a call; its name is for the metrics.

    Raises GatewayAway, also when too many wait for Stripe already. Raises SavedFailure, GatewayRefused.
    """
    from stripe import StripeError

    if not _places.acquire(timeout=PLACE_TIMEOUT_SECONDS):
        log.warning("gateway_crowded", gateway=NAME, call=call)
        raise GatewayAway
    began, outcome = time.monotonic(), "done"
    try:
        yield
    except StripeError as error:
        refusal = _translate(error)
        outcome = "refused" if isinstance(refusal, GatewayRefused) else "away"
        log.warning(
            "gateway_call_failed",
            gateway=NAME,
            call=call,
            outcome=outcome,
            kind=type(error).__name__,
            status=error.http_status,
            code=error.code,
            gateway_request_id=error.request_id,
        )
        raise refusal from error
    finally:
        _places.release()
        GATEWAY_CALL_SECONDS.labels(NAME, call, outcome).observe(time.monotonic() - began)


def ask_once(call: str, key: str, act: Callable[[str], Answer]) -> Answer:
    """Let `act` carry something out under an idempotency key that others may use for the same at once.

    A failure saved under that key is left behind by another key: only for what does no harm when it is done
    twice.

    Raises GatewayAway, GatewayRefused.
    """
    try:
        with asking(call):
            return act(key)
    except SavedFailure:
        with asking(call):
            return act(f"{key}-{new_id()}")


def _translate(error: "StripeError") -> GatewayAway | GatewayRefused:
    import stripe

    headers: Any = error.headers or {}
    was_saved = headers.get("Idempotent-Replayed") == "true" and (error.http_status or 0) >= 500
    if was_saved or isinstance(error, stripe.IdempotencyError):
        return SavedFailure()
    if isinstance(error, stripe.InvalidRequestError | stripe.CardError):
        return GatewayRefused(code=error.code)
    return GatewayAway()
