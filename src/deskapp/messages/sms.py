"""Sending text messages through a provider's web address, the last byte of a request held back until it is recorded."""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from deskapp.messages.config import SmsSettings, fill
from deskapp.messages.transport import Outgoing, Refused, SendFault, TryLater, Unreachable, Unsure, said

_LATER: Final = frozenset({408, 425, 429})
_ANSWER_LIMIT: Final = 64 * 1024


class SmsTransport:
    """One request a message. ``Idempotency-Key`` is the message's ``uid``, so that a provider can tell it again."""

    channel = "sms"

    def __init__(self, settings: SmsSettings) -> None:
        self._settings = settings

    def hand_over(self, message: Outgoing, decide: Callable[[], None]) -> None:
        """As ``Transport`` says; 2xx is taken, 408, 425, 429 and 5xx are ``TryLater``, every other ``Refused``.

        A request without a text (GET) has no byte to hold back: it is recorded when the line stands.
        """
        values = self._values(message)
        body, kind = request_body(self._settings, values)
        line = self._open()
        try:
            try:
                self._offer(line, values, body, kind)
            except (OSError, HTTPException) as error:
                raise TryLater("messages.connection_lost", why=_why(error)) from None
            decide()
            try:
                if body:
                    line.send(body[-1:])
                else:
                    line.endheaders()
                answer = line.getresponse()
                text = answer.read(_ANSWER_LIMIT)
            except (OSError, HTTPException) as error:
                raise Unsure("messages.unsure_server", why=_why(error)) from None
        finally:
            line.close()
        self._judge(answer.status, text)

    def close(self) -> None:
        """Nothing is kept open."""

    def _values(self, message: Outgoing) -> dict[str, str]:
        return {
            "to": message.address,
            "text": message.body,
            "id": message.uid,
            "subject": message.subject,
            "secret": self._settings.secret,
        }

    def _open(self) -> HTTPConnection:
        """A connection that stands, before anything is said on it."""
        parts = urlsplit(self._settings.url)
        host, timeout = parts.hostname or "", self._settings.timeout
        try:
            if parts.scheme == "https":
                trust = ssl.create_default_context(cafile=self._settings.ca_file or None)
                line: HTTPConnection = HTTPSConnection(host, parts.port, timeout=timeout, context=trust)
            else:
                line = HTTPConnection(host, parts.port, timeout=timeout)
            line.connect()
        except (OSError, HTTPException, UnicodeError) as error:
            raise Unreachable("messages.unreachable", server=parts.netloc.rpartition("@")[2], why=_why(error)) from None
        return line

    def _offer(self, line: HTTPConnection, values: dict[str, str], body: bytes, kind: str) -> None:
        """The request but for its last byte."""
        line.putrequest(self._settings.method, self._target(values))
        headers = {"Idempotency-Key": values["id"]}
        if body:
            headers |= {"Content-Type": kind, "Content-Length": str(len(body))}
        # the office's own win; what a message says is never in a header
        safe = {**values, "to": "", "text": "", "subject": ""}
        headers |= {name: fill(text, safe) for name, text in self._settings.headers.items()}
        for name, value in headers.items():
            line.putheader(name, value)
        if body:
            line.endheaders()
            line.send(body[:-1])

    def _target(self, values: dict[str, str]) -> str:
        parts = urlsplit(self._settings.url)
        wanted = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return fill(wanted, {name: quote(value, safe="") for name, value in values.items()})

    def _judge(self, status: int, text: bytes) -> None:
        reply = said(text)
        if 200 <= status < 300:
            if self._settings.accepted and self._settings.accepted not in text.decode("utf-8", "replace"):
                raise Refused("messages.server_refused", status=str(status), reply=reply)
            return
        kind: type[SendFault] = TryLater if status in _LATER or status >= 500 else Refused
        code = "messages.server_later" if kind is TryLater else "messages.server_refused"
        raise kind(code, status=str(status), reply=reply)


def request_body(settings: SmsSettings, values: dict[str, str]) -> tuple[bytes, str]:
    """The text of the request and its kind; empty for a request that says all in its address."""
    if settings.json:
        return json.dumps(_filled(settings.json, values), ensure_ascii=False).encode(), "application/json"
    if settings.form:
        filled = {name: fill(text, values) for name, text in settings.form.items()}
        return urlencode(filled).encode(), "application/x-www-form-urlencoded"
    return b"", ""


def _filled(value: Any, values: dict[str, str]) -> Any:
    if isinstance(value, str):
        return fill(value, values)
    if isinstance(value, dict):
        return {name: _filled(inner, values) for name, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, values) for inner in value]
    return value


def _why(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return said(error.strerror)
    return type(error).__name__
