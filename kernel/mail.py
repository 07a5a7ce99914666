"""Mail: handed to an SMTP server when the configuration names one, else kept as files in the home folder.

A mail's key says which mail it is, once and for all: it becomes the Message-ID, so that a mail that was sent
twice (the server took it, and we died before we wrote that down) is one mail to mailboxes that look.
"""

import re
import smtplib
import ssl
from dataclasses import dataclass
from email import policy
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from kernel import runtime
from kernel.clock import now
from kernel.jobs import PermanentFailure
from kernel.logs import log

#: For connecting, and for each answer of the server.
TIMEOUT_SECONDS = 10
#: Source: RFC 5321, 4.2.1: the first digit of an answer that will not change.
PERMANENT_REFUSAL = 500
#: Source: RFC 8314, 3.3 (submission with TLS from the start) and RFC 6409, 3.1 (submission).
SMTPS_PORT, SUBMISSION_PORT = 465, 587
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9-]+")
_NOT_IN_HEADERS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


class MailRefused(PermanentFailure):
    """The server will never take a mail for this address."""


@dataclass(frozen=True)
class Mail:
    """A mail to one person, as plain text and as HTML that says the same."""

    key: str
    to: str
    subject: str
    text: str
    html: str


def send(mail: Mail) -> None:
    """Hand a mail to the SMTP server, or keep it as a file in `home`/mail where there is none.

    Raises MailRefused: the address will never take it. Raises OSError, smtplib.SMTPException: not now.
    """
    config = runtime.config()
    host = urlsplit(config.public_url).hostname or "localhost"
    message = build_message(mail, sender=config.mail_from or f"Nightmarket <market@{host}>", host=host)
    if config.mail_url:
        _submit(message, urlsplit(config.mail_url))
        log.info("mail_sent", key=mail.key)
    else:
        log.info("mail_kept", key=mail.key, file=str(_keep(message, mail.key, config.home / "mail")))


def build_message(mail: Mail, *, sender: str, host: str) -> EmailMessage:
    """Return a mail as it goes over the wire.

    What people wrote can't add a header: line breaks in a subject are blanks, an address is one address.
    Raises MailRefused: the address is none.
    """
    name, address = parseaddr(sender)
    message = EmailMessage(policy=policy.SMTP)
    try:
        message["From"] = Address(name, addr_spec=address)
        message["To"] = Address(addr_spec=mail.to)
    except (ValueError, IndexError, HeaderParseError) as error:  # what the standard library says of nonsense
        raise MailRefused(f"This is no address for a mail: {error}") from None
    message["Subject"] = _NOT_IN_HEADERS.sub(" ", mail.subject).strip()
    message["Date"] = format_datetime(now())
    message["Message-ID"] = f"<{_NOT_IN_NAMES.sub('-', mail.key)}@{host}>"
    # Source: RFC 3834, 5: so that no absent person's robot answers.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message


def _submit(message: EmailMessage, server: SplitResult) -> None:
    with _connect(server) as smtp:
        if server.username:
            smtp.login(unquote(server.username), unquote(server.password or ""))
        try:
            smtp.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            if code >= PERMANENT_REFUSAL:
                raise MailRefused(f"The mail server refuses this address: {code} {words!r}") from None
            raise


def _connect(server: SplitResult) -> smtplib.SMTP:
    """Connect with TLS; without it only where the configuration says so."""
    host, trusted = server.hostname or "", ssl.create_default_context()
    if server.scheme == "smtps":
        port = server.port or SMTPS_PORT
        return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=trusted)
    smtp = smtplib.SMTP(host, server.port or SUBMISSION_PORT, timeout=TIMEOUT_SECONDS)
    if parse_qs(server.query).get("tls") != ["none"]:
        try:
            smtp.starttls(context=trusted)
        except Exception:
            smtp.close()
            raise
    return smtp


def _keep(message: EmailMessage, key: str, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{now():%Y%m%dT%H%M%S}-{_NOT_IN_NAMES.sub('-', key)}.eml"
    path.write_bytes(message.as_bytes())
    return path
