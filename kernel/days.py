"""Days of UTC in queries: by them figures are counted, on both databases alike."""

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, Date, func, literal_column
from sqlalchemy.orm import Session

_UTC: ColumnElement[str] = literal_column("'UTC'")


def day_of(session: Session, moment: Any) -> ColumnElement[dt.date]:
    """Return the day (UTC) of a column of times, for use in a query."""
    if session.get_bind().dialect.name == "postgresql":
        return func.date(func.timezone(_UTC, moment), type_=Date())
    return func.date(moment, type_=Date())


def start_of(day: dt.date) -> dt.datetime:
    """Return the first moment of a day (UTC)."""
    return dt.datetime.combine(day, dt.time(), dt.UTC)
