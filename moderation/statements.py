"""Statements of reasons: what a person is told of a decision against him, and who may read it.

What a statement says follows Regulation (EU) 2022/2065, article 17 (3).
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from accounts import suspensions
from kernel.clock import now
from moderation import appeals, sanctions
from moderation.appeals import Appeal
from moderation.decisions import Action
from moderation.errors import NoSuchStatement
from moderation.sanctions import Sanction


@dataclass(frozen=True)
class Statement:
    """A sanction, what was said against it, and whether more can be said."""

    sanction: Sanction
    appeal: Appeal | None

    @property
    def can_appeal(self) -> bool:
        """Tell whether the person may appeal now."""
        is_early = now() <= appeals.closes_at(self.sanction)
        return self.appeal is None and self.sanction.stands and is_early


def get_statement(
    session: Session, statement_id: uuid.UUID, reader_id: uuid.UUID, *, is_moderator: bool
) -> Statement:
    """Return a statement for its person or a moderator.

    Raises NoSuchStatement: there is none, or it is about somebody else.
    """
    sanction = sanctions.get_sanction(session, statement_id)
    if sanction.person_id != reader_id and not is_moderator:
        raise NoSuchStatement
    return Statement(sanction, appeals.list_appeals(session, [sanction.id]).get(sanction.id))


def list_statements(session: Session, person_id: uuid.UUID) -> Sequence[Statement]:
    """Return all statements about a person, newest first."""
    found = sanctions.list_of_person(session, person_id)
    filed = appeals.list_appeals(session, [one.id for one in found])
    return [Statement(one, filed.get(one.id)) for one in found]


def list_appealed(session: Session, filed: Sequence[Appeal]) -> Sequence[Statement]:
    """Return what these appeals are against, in their order."""
    found = sanctions.list_sanctions(session, [appeal.sanction_id for appeal in filed])
    return [Statement(found[appeal.sanction_id], appeal) for appeal in filed]


def get_suspension(session: Session, token: str) -> Statement:
    """Return the statement about the suspension of who a token of `accounts.suspensions` stands for.

    Raises NoSuchStatement: the token is forged or too old, or the person may sign in again.
    """
    person_id = suspensions.read_suspended(token)
    standing = sanctions.find_standing(session, person_id, Action.SUSPEND) if person_id else None
    if standing is None:
        raise NoSuchStatement
    return get_statement(session, standing.id, standing.person_id, is_moderator=False)
