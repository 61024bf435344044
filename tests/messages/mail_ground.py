"""A real mail server on this machine: it takes messages, and can be stopped at any point of the conversation."""

from __future__ import annotations

import asyncio
import sqlite3
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from tests.fixtures_store import NOW, Counter

from deskapp.messages.actions import queue_message
from deskapp.messages.config import MailSettings
from deskapp.messages.drafts import MessageDraft
from deskapp.messages.mail import MailTransport
from deskapp.messages.model import Message
from deskapp.messages.queries import list_messages
from deskapp.messages.sending import Sent, send_due
from deskapp.store.base import record_id

HERE = Path(__file__).parent
CERTIFICATE, KEY = HERE / "mail_server.crt", HERE / "mail_server.key"
QUEUED = datetime(2020, 1, 2, 3, 4, tzinfo=UTC)
"""Before whatever this machine's clock says: a sender of its own process takes the time from there."""
PATIENCE = 90.0
"""How long a test waits for what must come; only a failing test waits so long."""

ALL_STATES = ("waiting", "handing_over", "sent", "unsure", "failed", "cancelled")


@dataclass
class Gate:
    """A point of the conversation where the server waits until the test lets it go on."""

    reached: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)

    async def wait(self) -> None:
        self.reached.set()
        await asyncio.get_running_loop().run_in_executor(None, self.opened.wait, PATIENCE)


@dataclass
class Post:
    """What the server does: the messages it took, its answers, its gates."""

    taken: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=dict)
    at_rcpt: Gate | None = None
    at_dot: Gate | None = None
    at_answer: Gate | None = None
    data_began: threading.Event = field(default_factory=threading.Event)
    on_rcpt: Callable[[], None] | None = None
    on_taken: Callable[[], None] | None = None
    hang_up_after_body: bool = False
    hang_up_after_dot: bool = False

    def answer(self, verb: str) -> str | None:
        waiting = self.answers.get(verb)
        return waiting.pop(0) if waiting else None

    async def handle_RCPT(  # noqa: N802 - the server's name for it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.at_rcpt:
            await self.at_rcpt.wait()
        if self.on_rcpt:
            self.on_rcpt()
        refusal = self.answer("RCPT")
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.at_dot:
            await self.at_dot.wait()
        if self.hang_up_after_dot:
            hang_up(server)
            return "250 nobody hears this"
        refusal = self.answer("DOT")
        if refusal:
            return refusal
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.taken.append(mail)
        self.recipients += envelope.rcpt_tos
        if self.on_taken:
            self.on_taken()
        if self.at_answer:
            await self.at_answer.wait()
        return "250 taken"


def hang_up(server: SMTP) -> None:
    """The line is gone, without a goodbye."""
    cast("asyncio.Transport", server.transport).abort()


class _Server(SMTP):
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        self.event_handler.data_began.set()
        if self.event_handler.hang_up_after_body:
            await self.push("354 go on")
            assert self._reader is not None
            await self._reader.readline()
            hang_up(self)
            return
        await super().smtp_DATA(arg)


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Server(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self) -> None:
        # the library asks the port it was given whether the server is there: that of ours is found only now
        self.port = cast("asyncio.Server", self.server).sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


def know_clerk(_server: Any, _session: Any, _envelope: Any, _way: str, data: Any) -> AuthResult:
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"desk", b"a password")
    return AuthResult(success=good, handled=False)


@contextmanager
def mail_server(post: Post, *, security: str = "none", login: bool = False) -> Iterator[MailSettings]:
    """The server, and the settings that reach it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE, KEY)
    extra: dict[str, Any] = {"tls_context": context} if security == "starttls" else {}
    if security == "ssl":
        extra["ssl_context"] = context
    if login:
        extra |= {"authenticator": know_clerk, "auth_required": True, "auth_require_tls": security == "starttls"}
    controller = _Controller(post, hostname="127.0.0.1", port=0, **extra)
    controller.start()
    try:
        yield MailSettings(
            "localhost",
            controller.port,
            security,
            "counter@office.example",
            "Quầy 一号",
            user="desk" if login else "",
            password="a password" if login else "",
            timeout=20,
            ca_file=str(CERTIFICATE),
        )
    finally:
        controller.stop()


def queue(counter: Counter, number: int = 1, **changes: Any) -> int:
    """A message that waits."""
    words: dict[str, Any] = {
        "customer_id": None, "channel": "email", "to": f"khach{number}@nha.example", "subject": f"Hồ sơ 办件 {number}",
        "body": f"Kính gửi {number}\n.dòng bắt đầu bằng chấm\n您好", "language": "vi",
    }  # fmt: skip
    draft = MessageDraft(**{**words, **changes})
    return record_id(
        counter.store.write(counter.clerk, "message.queue", lambda work: queue_message(work, draft), QUEUED)
    )


def run(counter: Counter, settings: MailSettings, now: datetime = NOW, limit: int | None = None) -> Sent:
    """One run of the sender in this process."""
    transports = [MailTransport(settings, lambda: now)]
    return send_due(counter.store, counter.clerk, transports, lambda: now, limit=limit)


def states(counter: Counter) -> dict[int, str]:
    rows = counter.ask(list_messages, ALL_STATES)
    return {row.id: row.state for row in rows}


def message(counter: Counter, number: int) -> Message:
    return counter.ask(lambda reader: reader.get(Message, number))


def start_sender(home: Path, settings_text: str) -> subprocess.Popen[str]:
    """``deskapp messages send`` as a process of its own, so that it can be killed."""
    (home / "messages.toml").write_text(settings_text, encoding="utf-8")
    call = [sys.executable, "-m", "deskapp.cli", "--home", str(home), "messages", "send", "--json"]
    return subprocess.Popen(call, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def mail_toml(settings: MailSettings) -> str:
    return f'[email]\nhost = "127.0.0.1"\nport = {settings.port}\nsecurity = "none"\nsender = "{settings.sender}"\n'


def kill(process: subprocess.Popen[str]) -> None:
    """As a power cut would: no handler runs, nothing is tidied up."""
    process.kill()
    process.communicate(timeout=PATIENCE)


@contextmanager
def locked(database: Path) -> Iterator[sqlite3.Connection]:
    """Somebody else writes for as long as this lasts."""
    connection = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
    try:
        yield connection
    finally:
        connection.close()
