"""Limits: what is limited is in no feed and no search, and still there for who has its link."""

from typing import Any

from sqlalchemy import Select, select

from moderation.decisions import Action
from moderation.models import SanctionRow


def select_limited() -> Select[Any]:
    """Return the query of the ids of everything that is limited, for `NOT IN` in lists and searches."""
    return select(SanctionRow.subject_id).where(
        SanctionRow.action == Action.LIMIT, SanctionRow.lifted_at.is_(None)
    )
