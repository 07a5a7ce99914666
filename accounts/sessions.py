"""Signing in and out: cookies for people's devices, bearer tokens for their programs."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from accounts.errors import WrongCredentials
from accounts.events import GuestSignedIn, SessionsEnded
from accounts.identity import forget, forget_all
from accounts.models import ApiToken, User, UserSession
from accounts.passwords import hash_password, is_outdated, verify_password
from kernel.clock import now
from kernel.db import change
from kernel.events import publish
from kernel.ids import hash_token, new_token
from kernel.transaction import after_commit

SESSION_DAYS = 30
TOKEN_DAYS = 365


@dataclass(frozen=True)
class Device:
    """A signed-in device, for its owner's list."""

    id: uuid.UUID
    device: str
    address: str
    created_at: dt.datetime
    last_seen_at: dt.datetime


@dataclass(frozen=True)
class Token:
    """An API token without its secret, for its owner's list."""

    id: uuid.UUID
    name: str
    created_at: dt.datetime
    expires_at: dt.datetime


def check_password(session: Session, *, email: str, password: str) -> uuid.UUID:
    """Return the id of the person whose address and password these are.

    Raises WrongCredentials: they don't belong together, or the person is suspended.
    """
    user = session.scalars(select(User).where(User.email == email.lower())).one_or_none()
    if (
        not verify_password(password, user.password_hash if user else None)
        or user is None
        or user.suspended_at
    ):
        raise WrongCredentials
    if is_outdated(user.password_hash):
        user.password_hash = hash_password(password)
    return user.id


def start_session(
    session: Session,
    user_id: uuid.UUID,
    *,
    device: str,
    address: str,
    replaces: str | None,
    guest_hash: str | None = None,
) -> str:
    """Sign a device in and return its cookie's token; the session of the token it `replaces` ends.

    `guest_hash` says as whom the device was known until now. Publishes GuestSignedIn.
    """
    if replaces:
        session.execute(delete(UserSession).where(UserSession.token_hash == hash_token(replaces)))
        after_commit(session, lambda: forget(replaces))
    token, at = new_token(), now()
    session.add(
        UserSession(
            token_hash=hash_token(token),
            user_id=user_id,
            device=device[:200],
            address=address,
            created_at=at,
            last_seen_at=at,
            expires_at=at + dt.timedelta(days=SESSION_DAYS),
        )
    )
    if guest_hash is not None:
        publish(session, GuestSignedIn(user_id, guest_hash))
    return token


def list_devices(session: Session, user_id: uuid.UUID) -> Sequence[Device]:
    """Return where a person is signed in, latest first."""
    rows = session.scalars(
        select(UserSession)
        .where(UserSession.user_id == user_id, UserSession.expires_at > now())
        .order_by(UserSession.last_seen_at.desc())
    )
    return [Device(r.id, r.device, r.address, r.created_at, r.last_seen_at) for r in rows]


def end_session(session: Session, user_id: uuid.UUID, session_id: uuid.UUID) -> bool:
    """Sign one of a person's devices out; tell whether it was signed in.

    Publishes SessionsEnded.
    """
    ended = change(
        session, delete(UserSession).where(UserSession.id == session_id, UserSession.user_id == user_id)
    )
    return _tell_ended(session, user_id, ended)


def end_other_sessions(session: Session, user_id: uuid.UUID, *, keep: uuid.UUID | None) -> bool:
    """Sign all of a person's devices out but one; tell whether there were any.

    Publishes SessionsEnded.
    """
    condition = UserSession.user_id == user_id
    if keep is not None:
        condition &= UserSession.id != keep
    return _tell_ended(session, user_id, change(session, delete(UserSession).where(condition)))


def create_token(session: Session, user_id: uuid.UUID, name: str) -> str:
    """Make an API token and return it; it can't be shown again."""
    token, at = new_token(), now()
    session.add(
        ApiToken(
            token_hash=hash_token(token),
            user_id=user_id,
            name=name,
            created_at=at,
            expires_at=at + dt.timedelta(days=TOKEN_DAYS),
        )
    )
    return token


def list_tokens(session: Session, user_id: uuid.UUID) -> Sequence[Token]:
    """Return a person's API tokens, newest first."""
    rows = session.scalars(
        select(ApiToken)
        .where(ApiToken.user_id == user_id, ApiToken.expires_at > now())
        .order_by(ApiToken.id.desc())
    )
    return [Token(r.id, r.name, r.created_at, r.expires_at) for r in rows]


def revoke_token(session: Session, user_id: uuid.UUID, token_id: uuid.UUID) -> bool:
    """Revoke one of a person's API tokens; tell whether it was there.

    Publishes SessionsEnded.
    """
    revoked = change(session, delete(ApiToken).where(ApiToken.id == token_id, ApiToken.user_id == user_id))
    return _tell_ended(session, user_id, revoked)


def prune_sessions(session: Session) -> None:
    """Delete sessions and tokens that have expired."""
    for table in (UserSession, ApiToken):
        session.execute(delete(table).where(table.expires_at < now()))


def _tell_ended(session: Session, user_id: uuid.UUID, ended: int) -> bool:
    if ended:
        after_commit(session, forget_all)
        publish(session, SessionsEnded(user_id))
    return ended > 0
