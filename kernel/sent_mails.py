"""Which mails have gone out, so that a repeated job sends none a second time."""

import datetime as dt

from sqlalchemy import delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from kernel.clock import now
from kernel.db import Base
from kernel.mail import Mail, send
from kernel.transaction import reading, transaction

#: Longer than any job is tried again.
KEEP_DAYS = 90


class SentMail(Base):
    """A mail that has gone out, by its key."""

    __tablename__ = "sent_mails"

    key: Mapped[str] = mapped_column(primary_key=True)
    sent_at: Mapped[dt.datetime] = mapped_column(index=True)


def send_once(mail: Mail) -> bool:
    """Send a mail unless one with its key has gone out; tell whether it was sent.

    Call it outside of any transaction: the server may take its time.

    Raises what `kernel.mail.send` raises.
    """
    with reading() as session:
        if session.get(SentMail, mail.key) is not None:
            return False
    send(mail)
    with transaction() as session:
        session.merge(SentMail(key=mail.key, sent_at=now()))
    return True


def prune_sent_mails(session: Session) -> None:
    """Forget mails that nobody will try to send again."""
    session.execute(delete(SentMail).where(SentMail.sent_at < now() - dt.timedelta(days=KEEP_DAYS)))
