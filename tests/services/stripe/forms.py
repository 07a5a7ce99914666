"""Requests as Stripe takes them: forms whose names are paths, such as `line_items[0][quantity]`."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl


class Refused(Exception):
    """A request is answered with an error object."""

    def __init__(self, message: str, *, status: int = 400, **fields: str) -> None:
        super().__init__(message)
        self.status = status
        self.error = {"message": message, "type": "invalid_request_error", **fields}


def parse_form(text: str) -> dict[str, Any]:
    """Return a form as nested dicts; lists are dicts by number."""
    form: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        place, key = form, ""
        for step in re.findall(r"[^\[\]]+", name):
            place = place.setdefault(key, {}) if key else place
            key = step
        place[key] = value
    return form


def check_names(form: dict[str, Any], known: Iterable[str]) -> None:
    """Refuse parameters that the API does not have, as Stripe does."""
    for name in form:
        if name not in known:
            raise Refused(f"Received unknown parameter: {name}", code="parameter_unknown", param=name)


def need(form: dict[str, Any], *path: str) -> Any:
    """Return a parameter that must be there."""
    value: Any = form
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
        if value is None or value == "":
            name = path[0] + "".join(f"[{part}]" for part in path[1:])
            raise Refused(f"Missing required param: {name}.", code="parameter_missing", param=name)
    return value


def need_integer(form: dict[str, Any], *path: str) -> int:
    """Return a parameter that must be a whole number."""
    text = need(form, *path)
    if not re.fullmatch(r"-?\d+", text):
        raise Refused(f"Invalid integer: {text}", code="parameter_invalid_integer", param=path[-1])
    return int(text)
