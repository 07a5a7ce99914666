"""The sandbox's webhook messages: their JSON form, and sending one over HTTP."""

import urllib.request
import uuid
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kernel import runtime
from kernel.clock import now
from payments.errors import BadEvent
from payments.gateways.base import EventKind, GatewayEvent
from payments.gateways.sandbox.signature import HEADER, derive_secret, sign, verify

WEBHOOK_PATH = "/webhooks/sandbox"
SEND_TIMEOUT_SECONDS = 10


class Message(BaseModel):
    """The body of a webhook."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    event_id: str = Field(min_length=1, max_length=100)
    kind: EventKind
    payment_id: uuid.UUID
    refund_id: uuid.UUID | None = None
    amount_minor: int = Field(strict=True, ge=1)
    currency: str = Field(pattern=r"^[A-Z]{3}$")


def secret() -> bytes:
    """Return the secret that both ends of the sandbox share."""
    config = runtime.config()
    return derive_secret(config.sandbox_webhook_secret, config.secret_key)


def read_message(header: str | None, body: bytes) -> GatewayEvent:
    """Return what a webhook says.

    Raises BadSignature, BadEvent.
    """
    verify(secret(), body, header, now_seconds=now().timestamp())
    try:
        message = Message.model_validate_json(body)
    except ValidationError:
        raise BadEvent from None
    return GatewayEvent(**message.model_dump())


def send_message(message: dict[str, Any]) -> None:
    """Sign a message now and post it to this installation's web processes.

    Raises OSError: it did not arrive, or was not answered with success.
    """
    config = runtime.config()
    body = Message.model_validate(message).model_dump_json().encode()
    request = urllib.request.Request(  # noqa: S310  (the origin is this installation's own, checked by Config)
        (config.internal_url or config.public_url).rstrip("/") + WEBHOOK_PATH,
        data=body,
        headers={
            "Content-Type": "application/json",
            HEADER: sign(secret(), body, at_seconds=int(now().timestamp())),
        },
    )
    with urllib.request.urlopen(request, timeout=SEND_TIMEOUT_SECONDS):  # noqa: S310
        pass
