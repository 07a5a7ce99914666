"""Signatures of webhooks: HMAC-SHA256 over time and body, so that neither can be changed or replayed later.

Source: the scheme that Stripe documents for its webhooks (`t=…,v1=…`, five minutes of tolerance).
"""

import hmac
import re
from hashlib import sha256

from payments.errors import BadSignature

HEADER = "Sandbox-Signature"
TOLERANCE_SECONDS = 300
_FORM = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


def derive_secret(configured: str, secret_key: str) -> bytes:
    """Return the signing secret: the configured one, else one derived from the installation's key."""
    return configured.encode() or hmac.new(secret_key.encode(), b"sandbox webhook", sha256).digest()


def sign(secret: bytes, body: bytes, *, at_seconds: int) -> str:
    """Return the signature header of a body sent at this Unix time."""
    return f"t={at_seconds},v1={_digest(secret, body, at_seconds)}"


def verify(secret: bytes, body: bytes, header: str | None, *, now_seconds: float) -> None:
    """Check a webhook's signature header.

    Raises BadSignature: it is missing, forged, or further than `TOLERANCE_SECONDS` from now.
    """
    match = _FORM.fullmatch(header or "")
    if match is None or not body:
        raise BadSignature
    at_seconds = int(match[1])
    if not hmac.compare_digest(match[2], _digest(secret, body, at_seconds)):
        raise BadSignature
    if abs(now_seconds - at_seconds) > TOLERANCE_SECONDS:
        raise BadSignature


def _digest(secret: bytes, body: bytes, at_seconds: int) -> str:
    return hmac.new(secret, f"{at_seconds}.".encode() + body, sha256).hexdigest()
