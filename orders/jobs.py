"""Work of orders that talks to the world outside, outside of any transaction."""

import uuid

from kernel.jobs import JobKind, RunningJob
from kernel.sent_mails import send_once
from kernel.transaction import reading
from orders import return_mails
from orders.mails import QUEUE, SEND_JOB, MailKind, write_mail
from orders.return_mails import ReturnMail

#: Tries are at most five minutes apart: a mail server may be away for a day.
MAX_ATTEMPTS = 300


def send_mail(job: RunningJob, kind: str, order_id: str, shipment_id: str | None = None) -> None:
    """Send one mail about an order; a second run of the job sends nothing."""
    with reading() as session:
        parcel = None if shipment_id is None else uuid.UUID(shipment_id)
        mail = write_mail(session, MailKind(kind), uuid.UUID(order_id), parcel)
    job.check()
    send_once(mail)


def send_return_mail(job: RunningJob, kind: str, return_id: str) -> None:
    """Send one mail about a return; a second run of the job sends nothing."""
    with reading() as session:
        mail = return_mails.write_mail(session, ReturnMail(kind), uuid.UUID(return_id))
    job.check()
    send_once(mail)


SEND_MAIL = JobKind(SEND_JOB, long=send_mail, queue=QUEUE, max_attempts=MAX_ATTEMPTS)
SEND_RETURN_MAIL = JobKind(
    return_mails.SEND_JOB, long=send_return_mail, queue=QUEUE, max_attempts=MAX_ATTEMPTS
)
