"""Mail over a real SMTP server: with TLS and a password, put off, refused, and kept as a file without one."""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from kernel import clock, runtime
from kernel.mail import Mail, MailRefused, build_message, send
from kernel.sent_mails import KEEP_DAYS, SentMail, prune_sent_mails, send_once
from kernel.transaction import transaction
from tests.services.smtp import PASSWORD, USER, running_secure_smtp, running_smtp

MAIL = Mail("a-key", "mei@example.test", "Ein Gruß 燈籠", "Hello\n燈籠", "<p>Hello<br>燈籠</p>")
Configure = Callable[..., None]


@pytest.fixture(autouse=True)
def nothing_sent(app: object) -> None:
    """Forget the mails of the test before."""
    with transaction() as session:
        session.execute(delete(SentMail))


@pytest.fixture
def configure(app: object, monkeypatch: pytest.MonkeyPatch) -> Configure:
    """Change settings of this process."""

    def change(**settings: str) -> None:
        changed = replace(runtime.config(), **settings)  # type: ignore[arg-type]
        monkeypatch.setattr(runtime, "config", lambda: changed)

    return change


def test_a_mail_arrives_as_text_and_html_in_any_script(configure: Configure) -> None:
    with running_smtp() as server:
        configure(mail_url=server.url(), mail_from="Night Market <mail@market.example>")

        send(MAIL)

    (mail,) = server.postbox.to("mei@example.test")
    assert mail["Subject"] == "Ein Gruß 燈籠"
    assert mail["From"].addresses[0].addr_spec == "mail@market.example"
    assert mail["Message-ID"] == "<a-key@127.0.0.1>"
    assert mail["Auto-Submitted"] == "auto-generated"
    parts = {kind: mail.get_body((kind,)) for kind in ("plain", "html")}
    assert {kind: part.get_content().split() for kind, part in parts.items() if part} == {
        "plain": ["Hello", "燈籠"],
        "html": ["<p>Hello<br>燈籠</p>"],
    }


def test_tls_and_a_password_are_used(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_secure_smtp(tmp_path) as (server, certificate):
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        configure(mail_url=f"smtp://{USER}:{PASSWORD.replace('@', '%40')}@localhost:{server.port}")

        send(MAIL)

    assert len(server.postbox.mails) == 1


def test_a_certificate_that_nobody_signed_gets_no_mail(configure: Configure, tmp_path: Path) -> None:
    with running_secure_smtp(tmp_path) as (server, _):
        configure(mail_url=f"smtp://{USER}:x@localhost:{server.port}")

        with pytest.raises(ssl.SSLCertVerificationError):
            send(MAIL)

    assert server.postbox.mails == []


def test_a_server_without_tls_gets_no_mail_unless_that_is_said(configure: Configure) -> None:
    with running_smtp() as server:
        configure(mail_url=server.url(query=""))

        with pytest.raises(smtplib.SMTPNotSupportedError):
            send(MAIL)

    assert server.postbox.mails == []


def test_a_mailbox_that_is_not_there_is_refused_for_good(configure: Configure) -> None:
    with running_smtp() as server:
        configure(mail_url=server.url())

        with pytest.raises(MailRefused, match="no such mailbox"):
            send(replace(MAIL, to="unknown@example.test"))


def test_a_mail_goes_out_once_and_a_failed_one_is_tried_again(configure: Configure) -> None:
    with running_smtp() as server:
        server.postbox.busy_count = 1
        configure(mail_url=server.url())

        with pytest.raises(smtplib.SMTPDataError):
            send_once(MAIL)
        sent = [send_once(MAIL), send_once(MAIL)]

    assert sent == [True, False]
    assert len(server.postbox.mails) == 1


def test_a_mail_of_long_ago_is_forgotten(configure: Configure) -> None:
    with running_smtp() as server:
        configure(mail_url=server.url())
        send_once(MAIL)
        send_once(replace(MAIL, key="another"))
        long_ago = clock.now().replace(year=clock.now().year - 1)
        with transaction() as session:
            session.execute(update(SentMail).where(SentMail.key == MAIL.key).values(sent_at=long_ago))
            prune_sent_mails(session)

        sent = [send_once(MAIL), send_once(replace(MAIL, key="another"))]

    assert sent == [True, False]
    assert KEEP_DAYS < 365


def test_without_a_server_a_mail_is_a_file_in_the_home_folder(configure: Configure, tmp_path: Path) -> None:
    configure(home=tmp_path)

    send(MAIL)

    (path,) = (tmp_path / "mail").glob("*-a-key.eml")
    kept = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert kept["To"] == "mei@example.test"


@pytest.mark.parametrize(
    "nasty",
    ["x\r\nBcc: all@example.test", "x\nBcc: all@example.test", "x\rX: y", "x\u2028Bcc: y", "\r\n\r\nbody"],
)
def test_a_subject_adds_no_header(nasty: str) -> None:
    message = build_message(replace(MAIL, subject=nasty), sender="m@market.example", host="market.example")

    arrived: EmailMessage = message_from_bytes(message.as_bytes(), policy=policy.default)
    assert "Bcc" not in arrived
    assert "X" not in arrived
    assert arrived.get_body(("plain",)) is not None


@pytest.mark.parametrize(
    "nasty", ["a@b.example\r\nBcc: all@example.test", "a@b.example, c@d.example", "a b@c.example", "", "a"]
)
def test_an_address_is_one_address(nasty: str) -> None:
    with pytest.raises(MailRefused):
        build_message(replace(MAIL, to=nasty), sender="m@market.example", host="market.example")
