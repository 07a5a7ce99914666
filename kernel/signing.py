"""Signed values: what was handed to a browser comes back unchanged and in time, or not at all."""

from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer


class Signer:
    """Signs small JSON values for one purpose; a value signed for another purpose is refused."""

    def __init__(self, secret_key: str, purpose: str) -> None:
        self._serializer = URLSafeTimedSerializer(secret_key, salt=f"nightmarket.{purpose}")

    def sign(self, value: Any) -> str:
        """Return `value` as a signed, URL-safe text that carries the time."""
        return self._serializer.dumps(value)

    def read(self, text: str, *, max_age_seconds: int) -> Any:
        """Return the value of a signed text, or None when it is forged, too old or for something else."""
        try:
            return self._serializer.loads(text, max_age=max_age_seconds)
        except BadSignature:
            return None
