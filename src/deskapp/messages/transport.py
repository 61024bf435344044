"""What a way of sending does, and how it can end: the one door between the outbox and the world."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from deskapp.errors import Fault

REPLY_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message on its way. ``uid`` is the same at every try, so that a receiver can tell it again."""

    id: int
    uid: str
    address: str
    subject: str
    body: str
    language: str


class SendFault(Exception):
    """A message that was not handed over; the fault says why, in words for the clerk."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.fault = Fault(code, values)


class TryLater(SendFault):
    """Not taken now: the same message goes again later."""


class Refused(SendFault):
    """Never to be taken: the address or the message is refused."""


class Unsure(SendFault):
    """The server may have it: nobody can know."""


class Unreachable(SendFault):
    """The way itself does not work now: no message of it goes in this run, none is blamed."""


class Transport(Protocol):
    """A way of sending."""

    channel: str

    def hand_over(self, message: Outgoing, decide: Callable[[], None]) -> None:
        """Give the message to the server, up to the last byte before ``decide`` and that byte after it.

        ``decide`` records that it is being handed over, and raises where it may not be. Returns when the server has
        taken it; raises a ``SendFault`` otherwise, ``Unsure`` only after ``decide``.
        """

    def close(self) -> None:
        """Say goodbye."""


def said(reply: bytes | str) -> str:
    """A server's words on one line, short enough for a list."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:REPLY_LIMIT]
