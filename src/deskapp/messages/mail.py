"""Sending by SMTP so that only one moment cannot be decided: between the final dot and the answer to it."""

from __future__ import annotations

import errno
import os
import re
import select
import smtplib
import socket
import ssl
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, formataddr
from time import monotonic
from typing import Any, Final

from deskapp.messages.config import MailSettings
from deskapp.messages.transport import Outgoing, Refused, TryLater, Unreachable, Unsure, said
from deskapp.values.text import clean

REPLY_BYTES: Final = 64 * 1024
"""The longest reply of a server that is read."""
_DOT: Final = re.compile(rb"^\.", re.MULTILINE)
_END: Final = b"\r\n.\r\n"
_HOST: Final = re.compile(r"[A-Za-z0-9.-]+")


class _Replies:
    """A server's replies, line by line: each whole one comes within the time limit, and is no longer than a reply is.

    The library waits for every single byte as long, and for any number of lines.
    """

    def __init__(self, line: socket.socket, seconds: float) -> None:
        self._line, self._seconds = line, seconds
        self._rest = b""
        self.begin()

    def begin(self) -> None:
        """A reply is waited for."""
        self._until, self._left = monotonic() + self._seconds, REPLY_BYTES

    def readline(self, most: int) -> bytes:
        """The next line, as a file gives it; OSError where the server does not come to an end."""
        while b"\n" not in self._rest and len(self._rest) < most:
            self._line.settimeout(max(self._until - monotonic(), 0.001))
            piece = self._line.recv(4096)
            if not piece:
                break
            self._left -= len(piece)
            if self._left < 0:
                raise OSError(errno.EMSGSIZE, os.strerror(errno.EMSGSIZE))
            self._rest += piece
        self._line.settimeout(self._seconds)
        line, sign, self._rest = self._rest.partition(b"\n")
        return line + sign

    def close(self) -> None:
        """Nothing but the line itself is open."""


class _Smtp(smtplib.SMTP):
    """A line on which a server cannot keep us for ever."""

    def getreply(self) -> tuple[int, bytes]:
        """The server's next reply."""
        replies: Any = self.file
        if replies is None and self.sock is not None:
            self.file = replies = _Replies(self.sock, self.timeout)
        if replies is not None:
            replies.begin()
        return super().getreply()


class _SmtpSsl(_Smtp, smtplib.SMTP_SSL):
    """The same, encrypted from the start."""


class MailTransport:
    """One connection for a run of messages, opened when the first one needs it."""

    channel = "email"

    def __init__(self, settings: MailSettings, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._now = now
        self._server: smtplib.SMTP | None = None

    def hand_over(self, message: Outgoing, decide: Callable[[], None]) -> None:
        """As ``Transport`` says; a server's 4xx is ``TryLater``, its 5xx ``Refused``."""
        content = mail_bytes(message, self._settings, self._now())
        server = self._connection()
        try:
            self._offer(server, message, content)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise TryLater("messages.connection_lost", why=_why(error)) from None
        try:
            decide()
        except BaseException:
            # the server has a text without its end: only a closed line makes it forget that
            self._drop()
            raise
        try:
            server.send(_END)
            code, reply = server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise Unsure("messages.unsure_server", why=_why(error)) from None
        self._judge(2, code, reply)

    def close(self) -> None:
        """Say goodbye; what the server says to that changes nothing any more."""
        if self._server is not None:
            try:
                self._server.quit()
            except (OSError, smtplib.SMTPException):
                self._server.close()
            self._server = None

    def _offer(self, server: smtplib.SMTP, message: Outgoing, content: bytes) -> None:
        """Envelope and text, all but the dot that ends it."""
        self._judge(2, *server.mail(self._settings.sender))
        self._judge(2, *server.rcpt(message.address))
        self._judge(3, *server.docmd("DATA"))
        server.send(_DOT.sub(b"..", content).removesuffix(b"\r\n"))
        if server.sock is not None and select.select([server.sock], [], [], 0)[0]:
            # a server that speaks or hangs up before the dot will not take what follows it
            code, reply = server.getreply()
            self._drop()
            raise TryLater("messages.server_later", status=str(code), reply=said(reply))

    def _judge(self, wanted: int, code: int, reply: bytes) -> None:
        """A reply of the wanted hundred is good; any other leaves the line ready for the next message, or closed."""
        kind = code // 100
        if kind == wanted:
            return
        if code == 421 or kind not in (4, 5):
            self._drop()
        else:
            self._reset()
        if kind == 5:
            raise Refused("messages.server_refused", status=str(code), reply=said(reply))
        raise TryLater("messages.server_later", status=str(code), reply=said(reply))

    def _reset(self) -> None:
        """Back to the start of a message; a line where even that fails is closed."""
        if self._server is None:
            return
        try:
            self._server.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _drop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def _connection(self) -> smtplib.SMTP:
        """The open line, or a new one where the server hung up since the last message."""
        if self._server is not None:
            try:
                if self._server.noop()[0] == 250:
                    return self._server
            except (OSError, smtplib.SMTPException):
                pass
            self._drop()
        self._server = self._connect()
        return self._server

    def _connect(self) -> smtplib.SMTP:
        settings, place = self._settings, f"{self._settings.host}:{self._settings.port}"
        try:
            trust = ssl.create_default_context(cafile=settings.ca_file or None)
            name = socket.gethostname()
            own = name if _HOST.fullmatch(name) else "localhost"
            if settings.security == "ssl":
                server: smtplib.SMTP = _SmtpSsl(
                    settings.host, settings.port, local_hostname=own, timeout=settings.timeout, context=trust
                )
            else:
                server = _Smtp(settings.host, settings.port, local_hostname=own, timeout=settings.timeout)
            self._server = server
            server.ehlo_or_helo_if_needed()
            if settings.security == "starttls":
                server.starttls(context=trust)
            if settings.user:
                server.login(settings.user, settings.password)
        except smtplib.SMTPAuthenticationError as error:
            self._drop()
            raise Unreachable("messages.login_refused", server=place, reply=said(error.smtp_error)) from None
        except smtplib.SMTPNotSupportedError:
            self._drop()
            raise Unreachable("messages.not_supported", server=place) from None
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            self._drop()
            raise Unreachable("messages.unreachable", server=place, why=_why(error)) from None
        return server


def mail_bytes(message: Outgoing, settings: MailSettings, now: datetime) -> bytes:
    """The mail as it is sent: plain text, every header on its own line whatever a name or subject holds."""
    mail = EmailMessage(policy=SMTP_POLICY)
    mail["From"] = formataddr((clean(settings.sender_name)[:100], settings.sender))
    mail["To"] = message.address
    if settings.reply_to:
        mail["Reply-To"] = settings.reply_to
    mail["Subject"] = clean(message.subject)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{message.uid}@{settings.sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.body, cte="base64")
    mail["Content-Language"] = message.language
    return mail.as_bytes()


def _why(error: Exception) -> str:
    """What the system says of a failed connection; never what was sent over it."""
    if isinstance(error, OSError) and error.strerror:
        return said(error.strerror)
    return type(error).__name__
