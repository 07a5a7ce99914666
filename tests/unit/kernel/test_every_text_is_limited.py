"""Everything that can be sent is limited: texts in length, lists in number, and nothing unknown comes in."""

from collections.abc import Iterator
from typing import Any

import pytest

import wiring
from kernel.fields import Body


def all_bodies(kind: type[Body] = Body) -> Iterator[type[Body]]:
    """Yield every model of something sent, in every package that is wired."""
    for sub in kind.__subclasses__():
        if sub.__module__.split(".")[0] != "test_fields" and not sub.__module__.startswith("tests."):
            yield sub
        yield from all_bodies(sub)


def is_open(schema: dict[str, Any]) -> bool:
    """Tell whether this schema itself lets in a text, list or mapping of any length."""
    kind = schema.get("type")
    if kind == "string":
        return not (
            {"enum", "const", "maxLength"} & schema.keys() or schema.get("format") in {"uuid", "date"}
        )
    if kind == "array":
        return "maxItems" not in schema
    return kind == "object" and bool(schema.get("additionalProperties")) and "maxProperties" not in schema


def open_ends(schema: object, path: str = "") -> Iterator[str]:
    """Yield every place below a schema that is open."""
    if isinstance(schema, dict):
        if is_open(schema):
            yield path
        for key, value in schema.items():
            yield from open_ends(value, f"{path}.{key}")
    elif isinstance(schema, list):
        for value in schema:
            yield from open_ends(value, path)


BODIES = sorted(set(all_bodies()), key=lambda body: f"{body.__module__}.{body.__name__}")


def test_there_is_something_to_look_at():
    assert wiring.BLUEPRINTS
    assert len(BODIES) > 15


@pytest.mark.parametrize("body", BODIES, ids=lambda body: f"{body.__module__}.{body.__name__}")
def test_what_is_sent_has_limits(body: type[Body]):
    assert list(open_ends(body.model_json_schema())) == []


@pytest.mark.parametrize("body", BODIES, ids=lambda body: f"{body.__module__}.{body.__name__}")
def test_what_was_not_offered_is_refused(body: type[Body]):
    assert body.model_config.get("extra") == "forbid"
