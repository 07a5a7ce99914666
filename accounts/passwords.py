"""Passwords: argon2id, with the library's cost unless set otherwise, re-hashed when that changes."""

import functools

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from accounts.errors import WeakPassword
from kernel import runtime

MIN_CHARACTERS = 10


def check_strength(password: str, *, email: str) -> str:
    """Return the password if it is good enough for somebody with this address.

    Raises WeakPassword: it is short, one repeated character, or the address itself.
    """
    guesses = {email, email.split("@", maxsplit=1)[0]}
    if len(password) < MIN_CHARACTERS or len(set(password)) < 4 or password.lower() in guesses:
        raise WeakPassword
    return password


def hash_password(password: str) -> str:
    """Return the hash to keep."""
    return _hasher().hash(password)


def verify_password(password: str, password_hash: str | None) -> bool:
    """Tell whether a password is right, taking as long for nobody's as for somebody's."""
    try:
        return _hasher().verify(password_hash or _nobodys(), password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Tell whether a hash was made with less cost than is usual now."""
    return _hasher().check_needs_rehash(password_hash)


def _hasher() -> PasswordHasher:
    return _make_hasher(runtime.config().password_memory_kib)


def _nobodys() -> str:
    """Return what is verified when nobody has the address: accounts can't be found by how long it takes."""
    return _hash_of_nobody(runtime.config().password_memory_kib)


@functools.cache
def _make_hasher(memory_kib: int) -> PasswordHasher:
    return PasswordHasher(memory_cost=memory_kib)


@functools.cache
def _hash_of_nobody(memory_kib: int) -> str:
    return _make_hasher(memory_kib).hash("nobody has this password")
