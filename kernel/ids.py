"""Identifiers and secrets: sortable public ids, unguessable tokens and how tokens are kept."""

import datetime as dt
import hashlib
import secrets
import uuid

import uuid_utils.compat

TOKEN_BYTES = 32


def new_id() -> uuid.UUID:
    """Return a UUIDv7: sortable by time, so that new rows land at the end of an index."""
    return uuid_utils.compat.uuid7()


def time_of(new: uuid.UUID) -> dt.datetime:
    """Return when an id of `new_id` was made, to the millisecond."""
    return dt.datetime.fromtimestamp((new.int >> 80) / 1000, dt.UTC)


def new_token() -> str:
    """Return a secret of 256 bits, safe in a URL and in a header."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_token(token: str) -> str:
    """Return what the database keeps of a token, so that a stolen table opens no door.

    A plain digest is enough: the token has 256 random bits, there is nothing to guess.
    """
    return hashlib.sha256(token.encode()).hexdigest()
