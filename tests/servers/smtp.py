"""A real mail server on loopback that takes letters, or answers as a test wants it to."""

import asyncio
import contextlib
import ssl
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.servers.loopback import CERTIFICATE, HOST, KEY, free_port, make_certificate

USER, PASSWORD = "hq@kaohe.example.tw", "correct-horse"
Kind = Literal["plain", "starttls", "tls"]
Deed = Literal["hangs up", "dies", "dies unanswered", "hangs up unanswered"]


@dataclass(frozen=True)
class Taken:
    """A letter that the server took."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes


@dataclass
class Post:
    """The running server. ``refuses`` are its answers to recipients; ``answers`` those to the whole
    letters handed over, by number from 0, or what it does in place of one. ``has_enough`` is set once so many
    letters were taken as ``enough`` says."""

    port: int
    certificate: Path
    refuses: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[int, str | Deed] = field(default_factory=dict)
    senders: Mapping[str, str] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)
    enough: int = 0
    has_enough: threading.Event = field(default_factory=threading.Event)
    handed_over: int = 0
    connections: int = 0
    names: list[str] = field(default_factory=list)
    controller: Controller | None = None
    asks_password: bool = False
    refuses_passwords: str = ""
    """What it answers to any password."""
    offers: str = ""
    """Ways to log in that are offered in place of passwords."""

    async def handle_EHLO(  # noqa: N802  the library's name
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        self.names.append(hostname)
        session.host_name = hostname
        if self.offers:
            responses = [each for each in responses if "AUTH" not in each]
            return [*responses[:-1], f"250-AUTH {self.offers}", responses[-1]]
        return responses

    async def handle_MAIL(  # noqa: N802  the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.asks_password and not session.authenticated:
            return "530 5.7.0 Authentication required"
        if address in self.senders:
            return self.senders[address]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802  the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  the library's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        answer = self.answers.get(self.handed_over, "250 OK")
        self.handed_over += 1
        data = envelope.content
        assert isinstance(data, bytes)
        assert envelope.mail_from is not None
        if answer.startswith("250") or "unanswered" in answer:
            self.taken.append(Taken(envelope.mail_from, tuple(envelope.rcpt_tos), data))
            if len(self.taken) == self.enough:
                self.has_enough.set()
        if answer[0].isdigit():
            return answer
        if answer.startswith("dies"):
            assert self.controller is not None
            assert self.controller.server is not None
            self.controller.server.close()
        assert server.transport is not None
        assert isinstance(server.transport, asyncio.Transport)
        server.transport.abort()
        return "421 gone"


def _authenticate(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
) -> AuthResult:
    refusal = getattr(server.event_handler, "refuses_passwords", "")
    if refusal:
        return AuthResult(success=False, handled=False, message=refusal)
    is_right = isinstance(data, LoginPassword) and data == LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_right, handled=False)


@contextlib.contextmanager
def smtp_server(kind: Kind = "plain", *, asks_password: bool = False, **behaviour: Any) -> Iterator[Post]:
    """Start it, and stop it with its thread."""
    with tempfile.TemporaryDirectory(prefix="kaohe-smtp-") as name:
        folder = Path(name)
        post = Post(free_port(), make_certificate(folder), asks_password=asks_password, **behaviour)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / CERTIFICATE, folder / KEY)
        controller = Controller(
            post,
            hostname=HOST,
            port=post.port,
            ssl_context=context if kind == "tls" else None,
            tls_context=context if kind == "starttls" else None,
            require_starttls=kind == "starttls",
            authenticator=_authenticate if asks_password else None,
            auth_require_tls=kind != "tls",  # it does not see the TLS that was there from the start
        )
        post.controller = controller
        controller.start()
        try:
            post.connections = 0
            yield post
        finally:
            controller.stop()
