"""A mail server on 127.0.0.1 that does what a test says: refuses, hangs, dies, has a bad certificate."""

import asyncio
import email
import email.policy
import ssl
from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any, AnyStr

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HANG, DIE, HOLD = "hang", "die", "hold"


@dataclass(frozen=True)
class Received:
    """A letter as it arrived."""

    sender: str
    to: str
    raw: bytes

    @property
    def mail(self) -> EmailMessage:
        mail = email.message_from_bytes(self.raw, policy=email.policy.SMTPUTF8)
        assert isinstance(mail, EmailMessage)
        return mail

    @property
    def text(self) -> str:
        part = self.mail.get_body(("plain",))
        assert part is not None
        return str(part.get_content())


@dataclass
class MailServer:
    """`faults["rcpt"].append("550 no")` answers the next RCPT so; `HANG` and `DIE` answer nothing.

    `HOLD` waits for `released`, and says so by `holding`; then nothing is wrong.
    """

    tls: ssl.SSLContext | None = None
    implicit_tls: bool = False
    login: tuple[str, str] | None = None
    utf8: bool = False
    pipelining: bool = False
    letters: list[Received] = field(default_factory=list)
    faults: dict[str, deque[str]] = field(default_factory=lambda: defaultdict(deque))
    connections: int = 0
    arrival: asyncio.Event = field(default_factory=asyncio.Event)
    """Set with every letter."""
    holding: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)
    port: int = 0

    async def __aenter__(self) -> "MailServer":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listens, on the port it had before."""
        self._open: list[_Conversation] = []
        loop = asyncio.get_running_loop()
        encryption = self.tls if self.implicit_tls else None
        self._server = await loop.create_server(self._greet, "127.0.0.1", self.port, ssl=encryption)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Hangs up on everybody, and is not there any more."""
        self._server.close()
        self.hang_up()
        await asyncio.sleep(0)

    def hang_up(self) -> None:
        """Closes the connections that are open."""
        for each in self._open:
            each.abort()

    def _greet(self) -> "_Conversation":
        self.connections += 1
        conversation = _Conversation(self)
        self._open.append(conversation)
        return conversation

    async def answer(self, stage: str, server: SMTP) -> str | None:
        """The fault of this stage, if one was ordered."""
        if not self.faults[stage]:
            return None
        fault = self.faults[stage].popleft()
        if fault == HANG:
            await asyncio.Event().wait()
        if fault == HOLD:
            self.holding.set()
            await self.released.wait()
            return None
        if fault == DIE:
            assert isinstance(server, _Conversation)
            server.abort()
        return fault


class _Conversation(SMTP):
    """One connection."""

    def __init__(self, office: MailServer) -> None:
        # who hangs up first is the test's to say
        options: dict[str, Any] = {"timeout": 3_600}
        if office.tls and not office.implicit_tls:
            options.update(tls_context=office.tls, require_starttls=True)
        if office.login:
            options.update(authenticator=self._judge, auth_required=True, auth_require_tls=False)
        super().__init__(_Handler(office), hostname="mail.test", enable_SMTPUTF8=office.utf8, **options)
        self._office = office
        self._greeted = False

    def _judge(self, server: SMTP, session: Session, envelope: Envelope, how: str, data: Any) -> AuthResult:
        given = (data.login.decode(), data.password.decode())
        return AuthResult(success=given == self._office.login, handled=False)

    def abort(self) -> None:
        """Hangs up without a word."""
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()

    async def push(self, status: AnyStr) -> None:
        if not self._greeted:
            self._greeted = True
            if (fault := await self._office.answer("greeting", self)) is not None:
                await super().push(fault)
                return
        await super().push(status)


class _Handler:
    def __init__(self, office: MailServer) -> None:
        self._office = office

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [responses[0], *(["250-PIPELINING"] if self._office.pipelining else []), *responses[1:]]

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if (fault := await self._office.answer("mail", server)) is not None:
            return fault
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if (fault := await self._office.answer("rcpt", server)) is not None:
            return fault
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        fault = await self._office.answer("data", server)
        if fault is not None and fault != DIE:
            return fault
        content = envelope.content
        assert isinstance(content, bytes)
        self._office.letters.append(Received(str(envelope.mail_from), envelope.rcpt_tos[0], content))
        self._office.arrival.set()
        return f"250 2.0.0 Ok: queued as {len(self._office.letters):06X}"


@dataclass(frozen=True)
class Certificates:
    """A certificate for 127.0.0.1, and the authority behind it."""

    ca: Path
    server: ssl.SSLContext


def certificates(folder: Path, *, days: int = 1, name: str = "127.0.0.1") -> Certificates:
    """Makes them; with `days` below zero one that has expired."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test")])
    begin = datetime.now(UTC) - timedelta(days=30)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(datetime.now(UTC) + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(name))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    ca, private = folder / "mail-ca.pem", folder / "mail-key.pem"
    ca.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(ca, private)
    return Certificates(ca, context)
