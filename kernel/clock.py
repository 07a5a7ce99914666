"""The one clock of the server. Nothing else asks for the time."""

import datetime as dt


def now() -> dt.datetime:
    """Return the current time as an aware UTC datetime."""
    return dt.datetime.now(dt.UTC)
