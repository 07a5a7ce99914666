"""Suspensions: whether a person may sign in, and letting him in again. `people.suspend` begins one."""

import functools
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.identity import forget_all
from accounts.models import User
from accounts.passwords import verify_password
from kernel import runtime
from kernel.signing import Signer
from kernel.transaction import after_commit

#: Who proved who he is, and may not sign in, has this long to read why and to write an appeal.
TOKEN_SECONDS = 2 * 3600


def is_suspended(session: Session, user_id: uuid.UUID) -> bool:
    """Tell whether a person may not sign in at the moment."""
    return session.scalar(select(User.suspended_at).where(User.id == user_id)) is not None


def reinstate(session: Session, user_id: uuid.UUID) -> None:
    """Let a person sign in again; devices that were signed in still are. Safe to repeat."""
    session.get_one(User, user_id).suspended_at = None
    after_commit(session, forget_all)


def find_suspended(session: Session, *, email: str, password: str) -> uuid.UUID | None:
    """Return the suspended person whose address and password these are, or None."""
    user = session.scalars(
        select(User).where(User.email == email.lower(), User.suspended_at.is_not(None))
    ).one_or_none()
    return user.id if user is not None and verify_password(password, user.password_hash) else None


def sign_suspended(user_id: uuid.UUID) -> str:
    """Return a token with which a suspended person reads why and appeals."""
    return _signer(runtime.config().secret_key).sign(str(user_id))


def read_suspended(token: str) -> uuid.UUID | None:
    """Return whom a token stands for, or None when it is forged or too old."""
    value = _signer(runtime.config().secret_key).read(token, max_age_seconds=TOKEN_SECONDS)
    return None if value is None else uuid.UUID(value)


@functools.cache
def _signer(secret_key: str) -> Signer:
    return Signer(secret_key, "suspended")
