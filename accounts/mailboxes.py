"""Where a person gets mail, and in which language."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.errors import NoSuchPerson
from accounts.models import User


@dataclass(frozen=True)
class Mailbox:
    """An address, the name of whose it is, and the language chosen in the settings (None: none was)."""

    email: str
    display_name: str
    locale: str | None


def get_mailbox(session: Session, user_id: uuid.UUID) -> Mailbox:
    """Return where a person gets mail.

    Raises NoSuchPerson.
    """
    columns = select(User.email, User.display_name, User.locale).where(User.id == user_id)
    row = session.execute(columns).one_or_none()
    if row is None:
        raise NoSuchPerson
    return Mailbox(row.email, row.display_name, row.locale)
