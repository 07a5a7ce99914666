"""People: creating accounts, finding them, what others may see of them."""

import re
import secrets
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from accounts.errors import EmailTaken, HandleTaken, NoSuchPerson
from accounts.events import PersonSuspended
from accounts.identity import forget_all
from accounts.models import User
from accounts.passwords import check_strength, hash_password, verify_password
from accounts.roles import Role
from kernel.clock import now
from kernel.events import publish
from kernel.transaction import after_commit

_NOT_IN_HANDLE = re.compile(r"[^a-z0-9_]+")


@dataclass(frozen=True)
class Person:
    """What everybody may know of a person."""

    id: uuid.UUID
    handle: str
    display_name: str
    bio: str
    avatar_key: str | None
    roles: frozenset[str]

    @property
    def avatar_url(self) -> str | None:
        """Return where the picture is served, or None when there is none."""
        return f"/media/{self.avatar_key}/160.webp" if self.avatar_key else None


def sign_up(
    session: Session,
    *,
    email: str,
    password: str,
    display_name: str,
    roles: Iterable[Role] = (),
    locale: str | None = None,
) -> Person:
    """Create an account; the handle is made from the name and can be changed later.

    `locale` is the language of what is written to the person (`kernel.web.languages.LANGUAGES`).

    Raises EmailTaken: the address has an account. Raises WeakPassword.
    """
    if session.scalar(select(User.id).where(User.email == email)) is not None:
        raise EmailTaken
    user = User(
        email=email,
        password_hash=hash_password(check_strength(password, email=email)),
        handle=_free_handle(session, display_name or email),
        display_name=display_name,
        bio="",
        roles=sorted({Role.VIEWER, *roles}),
        locale=locale,
        created_at=now(),
    )
    session.add(user)
    try:
        session.flush()
    except IntegrityError:  # somebody else signed up with it in the same moment
        raise EmailTaken from None
    return _person(user)


def get_person(session: Session, user_id: uuid.UUID) -> Person:
    """Return a person by id.

    Raises NoSuchPerson.
    """
    user = session.get(User, user_id)
    if user is None:
        raise NoSuchPerson
    return _person(user)


def get_person_by_handle(session: Session, handle: str) -> Person:
    """Return a person by public name.

    Raises NoSuchPerson: nobody has it, or the person is suspended.
    """
    user = session.scalars(select(User).where(User.handle == handle.lower())).one_or_none()
    if user is None or user.suspended_at is not None:
        raise NoSuchPerson
    return _person(user)


def find_person_by_email(session: Session, email: str) -> Person | None:
    """Return a person by address, or None."""
    user = session.scalars(select(User).where(User.email == email.lower())).one_or_none()
    return None if user is None else _person(user)


def list_people(session: Session, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Person]:
    """Return the people with these ids, in one query."""
    rows = session.scalars(select(User).where(User.id.in_(set(ids))))
    return {user.id: _person(user) for user in rows}


def list_people_by_handle(session: Session, handles: Iterable[str]) -> Sequence[Person]:
    """Return the people with these public names, in one query; the suspended are left out."""
    rows = session.scalars(select(User).where(User.handle.in_(set(handles)), User.suspended_at.is_(None)))
    return [_person(user) for user in rows]


def find_shown_buyer(session: Session, user_id: uuid.UUID) -> str | None:
    """Return the name of a person who lets others see what he buys, or None."""
    return session.scalar(select(User.display_name).where(User.id == user_id, User.shows_purchases))


def shows_purchases(session: Session, user_id: uuid.UUID) -> bool:
    """Tell whether a person lets others see what he buys."""
    return session.get_one(User, user_id).shows_purchases


def set_shows_purchases(session: Session, user_id: uuid.UUID, *, shown: bool) -> None:
    """Let others see what a person buys in a broadcast, or not."""
    session.get_one(User, user_id).shows_purchases = shown


def change_profile(
    session: Session, user_id: uuid.UUID, *, display_name: str, handle: str, bio: str, locale: str | None
) -> Person:
    """Change what others see of a person.

    Raises HandleTaken: somebody else has the name.
    """
    user = session.get_one(User, user_id)
    taken = session.scalar(select(User.id).where(User.handle == handle, User.id != user_id))
    if taken is not None:
        raise HandleTaken
    user.display_name, user.handle, user.bio, user.locale = display_name, handle, bio, locale
    try:
        session.flush()
    except IntegrityError:
        raise HandleTaken from None
    return _person(user)


def set_locale(session: Session, user_id: uuid.UUID, locale: str) -> None:
    """Write to a person in this language from now on."""
    session.get_one(User, user_id).locale = locale
    after_commit(session, forget_all)


def set_avatar(session: Session, user_id: uuid.UUID, key: str | None) -> None:
    """Set the storage prefix of a person's picture (sizes below it), or none."""
    session.get_one(User, user_id).avatar_key = key


def add_roles(session: Session, user_id: uuid.UUID, roles: Iterable[Role]) -> None:
    """Give a person more roles; having one already is fine."""
    user = session.get_one(User, user_id)
    user.roles = sorted({*user.roles, *roles})
    after_commit(session, forget_all)


def set_password(session: Session, user_id: uuid.UUID, password: str) -> None:
    """Set a person's password as an operator does, whatever its strength; the same one changes nothing."""
    user = session.get_one(User, user_id)
    if not verify_password(password, user.password_hash):
        user.password_hash = hash_password(password)


def suspend(session: Session, user_id: uuid.UUID) -> None:
    """Keep a person from signing in, and end what is open.

    Publishes PersonSuspended.
    """
    user = session.get_one(User, user_id)
    user.suspended_at = now()
    publish(session, PersonSuspended(user_id))


def _person(user: User) -> Person:
    return Person(user.id, user.handle, user.display_name, user.bio, user.avatar_key, frozenset(user.roles))


def _free_handle(session: Session, name: str) -> str:
    base = _NOT_IN_HANDLE.sub("", name.lower().split("@")[0])[:24] or "someone"
    handle = base
    while len(handle) < 3 or session.scalar(select(User.id).where(User.handle == handle)) is not None:
        handle = f"{base}{secrets.randbelow(1_000_000)}"
    return handle
