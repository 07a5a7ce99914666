"""Kinds of refusal. A package derives its own from them; the web turns them into problems or pages.

`title` is a sentence for people, marked for translation with `N_` and translated where it is shown.
Keyword arguments become members of the problem document (RFC 9457), so they must be safe to show.
"""

import uuid
from collections.abc import Mapping
from typing import ClassVar

Detail = str | int | uuid.UUID | None


def N_(sentence: str) -> str:  # noqa: N802  (gettext's own name for "translate this later")
    """Mark a sentence for translation without translating it now."""
    return sentence


class DomainError(Exception):
    """Something the caller asked for can't be done, and the caller can be told why."""

    status: ClassVar[int] = 400
    title: ClassVar[str] = N_("This request can't be carried out.")

    def __init__(self, detail: str | None = None, **members: Detail) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.members: Mapping[str, Detail] = members


class Invalid(DomainError):
    """What was sent does not fit; the caller can correct it."""

    status = 422
    title = N_("Some of what you entered does not fit. Please correct it.")


class KeyReused(Invalid):
    """The same Idempotency-Key came with another request."""

    title = N_("This Idempotency-Key was used for another request.")


class Malformed(DomainError):
    """The request itself can't be read."""

    status = 400
    title = N_("The request could not be read.")


class Unauthenticated(DomainError):
    """Nobody is signed in."""

    status = 401
    title = N_("Please sign in first.")


class Forbidden(DomainError):
    """The signed-in person may not do this."""

    status = 403
    title = N_("You are not allowed to do this.")


class NotFound(DomainError):
    """It does not exist, or the caller may not know that it does."""

    status = 404
    title = N_("We could not find this. It may have been removed.")


class Conflict(DomainError):
    """It was possible once, but not in the present state."""

    status = 409
    title = N_("This is no longer possible.")


class TooLarge(DomainError):
    """More bytes than are accepted."""

    status = 413
    title = N_("This is too large.")


class TooManyRequests(DomainError):
    """A limit on how often something may be done was reached."""

    status = 429
    title = N_("That was a little too often. Please wait a moment and try again.")


class Unavailable(DomainError):
    """Something the answer depends on is down for the moment."""

    status = 503
    title = N_("This is not available right now. Please try again in a moment.")
