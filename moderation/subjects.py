"""Subjects: what can be reported, as the packages that know it describe it.

Moderation is below them, so it is told at the start who finds which kind (`wiring.SUBJECTS`).
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from accounts import people, suspensions
from accounts.errors import NoSuchPerson
from moderation.errors import NoSuchSubject


@dataclass(frozen=True)
class Subject:
    """Something that somebody is responsible for.

    `text` is all that it says, `path` where it is seen; `is_public` tells whether everybody may see it.
    `picture_url` works for the moderator it was asked for.
    """

    kind: str
    id: uuid.UUID
    owner_id: uuid.UUID
    title: str
    text: str
    path: str
    is_public: bool
    picture_url: str | None = None


#: Finds a subject in whatever state, for a moderator if one is given; None when there is none.
Finder = Callable[[Session, uuid.UUID, uuid.UUID | None], Subject | None]

_finders: dict[str, Finder] = {}


def know_subjects(finders: Mapping[str, Finder]) -> None:
    """Replace the table of who finds which kind. Called once, by an entry point."""
    _finders.clear()
    _finders.update(finders)


def find_subject(
    session: Session, kind: str, subject_id: uuid.UUID, *, moderator_id: uuid.UUID | None = None
) -> Subject | None:
    """Return a subject in whatever state, or None: there is none, or it is of another kind."""
    finder = _finders.get(kind)
    found = finder(session, subject_id, moderator_id) if finder else None
    return found if found is not None and found.kind == kind else None


def get_subject(session: Session, kind: str, subject_id: uuid.UUID) -> Subject:
    """Return a subject in whatever state; whether the person may see it, the caller has asked.

    Raises NoSuchSubject.
    """
    found = find_subject(session, kind, subject_id)
    if found is None:
        raise NoSuchSubject
    return found


def get_public_subject(session: Session, kind: str, subject_id: uuid.UUID) -> Subject:
    """Return a subject that everybody may see.

    Raises NoSuchSubject.
    """
    found = get_subject(session, kind, subject_id)
    if not found.is_public:
        raise NoSuchSubject
    return found


def find_person(session: Session, person_id: uuid.UUID, _moderator_id: uuid.UUID | None) -> Subject | None:
    """Return a person as a subject: the name, handle and bio that others see."""
    try:
        person = people.get_person(session, person_id)
    except NoSuchPerson:
        return None
    text = f"@{person.handle}\n{person.bio}".strip()
    return Subject(
        kind="person",
        id=person.id,
        owner_id=person.id,
        title=person.display_name,
        text=text,
        path=f"/@{person.handle}",
        is_public=not suspensions.is_suspended(session, person_id),
        picture_url=person.avatar_url,
    )
