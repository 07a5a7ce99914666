"""Idempotency keys as Stripe's API treats them: the first answer is given again, failures too."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.services.stripe.forms import Refused

Answer = tuple[int, Any]


@dataclass
class SavedAnswers:
    """The answers by key, and the keys whose requests are under way."""

    _answers: dict[str, tuple[object, Answer]] = field(default_factory=dict)
    _under_way: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, key: str, request: object, act: Callable[[], Answer]) -> tuple[Answer, bool]:
        """Answer a request; tell whether with a saved answer.

        What is refused before anything was done (Refused) is not saved.
        """
        with self._lock:
            if key in self._under_way:
                raise Refused(
                    "There is currently another in-progress request using this Idempotent Key.",
                    status=409,
                    type="idempotency_error",
                    code="idempotency_key_in_use",
                )
            if key in self._answers:
                first, answer = self._answers[key]
                if first != request:
                    raise Refused(
                        "Keys for idempotent requests can only be used with the same parameters they were "
                        f"first used with. Try using a key other than '{key}'.",
                        type="idempotency_error",
                    )
                return answer, True
            self._under_way.add(key)
        try:
            answer = act()
            self._answers[key] = (request, answer)
            return answer, False
        finally:
            self._under_way.discard(key)
