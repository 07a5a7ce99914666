"""A real SMTP server in this process, and what it was given."""

import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.services.process import free_port

USER, PASSWORD = "market", "p@ss word"


@dataclass
class Postbox:
    """Takes every mail but those to `unknown@…`, and keeps them."""

    mails: list[EmailMessage] = field(default_factory=list)
    #: How often the server says that it can't take a mail just now.
    busy_count: int = 0

    async def handle_RCPT(  # noqa: N802  (aiosmtpd names it)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Refuse a mailbox that is not there for good."""
        if address.startswith("unknown@"):
            return "550 5.1.1 There is no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep a mail, or put its sender off."""
        if self.busy_count:
            self.busy_count -= 1
            return "451 4.3.2 Try again later"
        content = envelope.content
        assert isinstance(content, bytes)
        self.mails.append(message_from_bytes(content, policy=policy.default))
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """Return the mails for an address, in the order they came."""
        return [mail for mail in self.mails if mail["To"].addresses[0].addr_spec == address]


@dataclass(frozen=True)
class SmtpServer:
    """A running server: its address with a name and a password, and its postbox."""

    port: int
    postbox: Postbox

    def url(self, query: str = "?tls=none") -> str:
        """Return its address as the configuration takes it."""
        return f"smtp://localhost:{self.port}{query}"


@contextmanager
def running_smtp(**options: Any) -> Iterator[SmtpServer]:
    """Run a server on a free port of this machine; options are those of aiosmtpd's SMTP."""
    postbox = Postbox()
    controller = Controller(postbox, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield SmtpServer(controller.port, postbox)
    finally:
        controller.stop()


@contextmanager
def running_secure_smtp(folder: Path) -> Iterator[tuple[SmtpServer, Path]]:
    """Run a server that wants TLS and a password; yield it with the certificate it shows."""
    certificate = make_certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, folder / "key.pem")

    def knows(
        _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: Any
    ) -> AuthResult:
        right = LoginPassword(USER.encode(), PASSWORD.encode())
        return AuthResult(success=given == right)

    with running_smtp(
        tls_context=context, require_starttls=True, authenticator=knows, auth_required=True
    ) as server:
        yield server, certificate


def make_certificate(folder: Path) -> Path:
    """Make a certificate for localhost that nobody has signed but itself."""
    path = folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    command += ["-keyout", str(folder / "key.pem"), "-out", str(path)]
    subprocess.run(command, check=True, capture_output=True)
    return path
