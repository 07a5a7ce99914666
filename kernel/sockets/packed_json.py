"""JSON for Socket.IO's packets, with the two functions that it asks of a module.

Chinese stays as it is: escaped it would be twice as long, on the way to every viewer.
"""

from typing import Any

import orjson


def dumps(value: Any, **_options: Any) -> str:
    """Return compact JSON."""
    return orjson.dumps(value).decode()


def loads(text: str | bytes, **_options: Any) -> Any:
    """Read JSON.

    Raises ValueError: it is none.
    """
    return orjson.loads(text)
