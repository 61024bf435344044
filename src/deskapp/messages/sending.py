"""Sending what waits, each message once, also when a sender is killed at any moment.

A sender claims a message in a transaction of its own, so that no other takes it; its lock file dies with it, so that a
dead sender's claims are told apart. Before the last byte reaches the server the message is *handing over*: a sender
that died before goes again, one that died then leaves it *unsure*, for a clerk to decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from sqlalchemy import func
from sqlmodel import col, select

from deskapp.errors import DeskError, Fault
from deskapp.locale import Key
from deskapp.messages.claims import claimant, dead_claimants
from deskapp.messages.faults import fault_text
from deskapp.messages.model import Message
from deskapp.messages.transport import Outgoing, Refused, SendFault, Transport, TryLater, Unreachable, Unsure
from deskapp.store.base import record_id
from deskapp.store.store import Store
from deskapp.store.work import Clerk, Reader, Work

LONGEST_DELAY: Final = timedelta(hours=6)
MOST_TRIES: Final = 12

T = TypeVar("T")
Now = Callable[[], datetime]


@dataclass(slots=True)
class Sent:
    """What a run did: numbers of messages by how they ended, and what hinders a whole channel."""

    sent: list[int] = field(default_factory=list)
    later: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    unsure: list[int] = field(default_factory=list)
    hindered: dict[str, Fault] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sender:
    """One run of one process: its name stands at every message that it holds."""

    store: Store
    clerk: Clerk
    name: str
    now: Now

    def write(self, action: str, do: Callable[[Work], T]) -> T:
        """One step, committed before the next is taken."""
        return self.store.write(self.clerk, f"messages.{action}", do, self.now())


def send_due(
    store: Store, clerk: Clerk, transports: Iterable[Transport], now: Now, *, limit: int | None = None
) -> Sent:  # fmt: skip
    """Send what is due by these ways, oldest first, each message tried once in a run; first the claims of the dead."""
    ways = {transport.channel: transport for transport in transports}
    done = Sent()
    with claimant(store) as name:
        sender = Sender(store, clerk, name, now)
        done.unsure += release_dead(store, clerk, now)
        begun, tried = now(), 0
        try:
            while limit is None or tried < limit:
                channels = sorted(ways.keys() - done.hindered.keys())
                claimed = _claim_next(sender, channels, begun)
                if claimed is None:
                    break
                channel, message = claimed
                _send_one(sender, ways[channel], message, done)
                tried += 1
        finally:
            for transport in ways.values():
                transport.close()
    return done


def count_due(reader: Reader, channels: Sequence[str], now: datetime) -> dict[str, int]:
    """How many messages a run would try now, by channel."""
    query = select(Message.channel, func.count()).where(
        Message.state == "waiting", Message.claimed_by == "", Message.due_at <= now, col(Message.channel).in_(channels)
    )
    return dict.fromkeys(channels, 0) | dict(reader.session.exec(query.group_by(Message.channel)).all())


def release_dead(store: Store, clerk: Clerk, now: Now) -> list[int]:
    """Free what dead senders hold: it waits again, or is unsure where it was being handed over; these are named."""
    holders = store.read(_holders)
    dead = dead_claimants(store, holders)
    if not dead:
        return []
    return store.write(clerk, "messages.release", lambda work: _release(work, dead), now())


def _holders(reader: Reader) -> list[str]:
    query = select(Message.claimed_by).where(col(Message.state).in_(("waiting", "handing_over")))
    return sorted(set(reader.session.exec(query.where(Message.claimed_by != "").distinct())))


def _release(work: Work, dead: Sequence[str]) -> list[int]:
    held = work.session.exec(select(Message).where(col(Message.claimed_by).in_(dead))).all()
    unsure = []
    for message in held:
        if message.state == "handing_over":
            why = fault_text(Fault("messages.unsure_died"))
            work.change(message, {"state": "unsure", "claimed_by": "", "error": why})
            unsure.append(record_id(message))
        else:
            work.change(message, {"claimed_by": "", "claimed_at": None})
    return unsure


def _claim_next(sender: Sender, channels: Sequence[str], begun: datetime) -> tuple[str, Outgoing] | None:
    return sender.write("claim", lambda work: _claim(work, sender, channels, begun))


def _claim(work: Work, sender: Sender, channels: Sequence[str], begun: datetime) -> tuple[str, Outgoing] | None:
    """The oldest message that is due and nobody holds. What was tried in this run is due after its beginning."""
    query = select(Message).where(
        Message.state == "waiting",
        Message.claimed_by == "",
        Message.due_at <= begun,
        col(Message.channel).in_(channels),
    )
    message = work.session.exec(query.order_by(col(Message.due_at), col(Message.id)).limit(1)).first()
    if message is None:
        return None
    work.change(message, {"claimed_by": sender.name, "claimed_at": work.now})
    return message.channel, Outgoing(
        record_id(message), message.uid, message.address, message.subject, message.body, message.language
    )


def _send_one(sender: Sender, transport: Transport, message: Outgoing, done: Sent) -> None:
    """Hand one message over and record how it ended. What ends in no such way is found as it is by the next run."""

    def begin(work: Work) -> None:
        _begin_handing_over(work, sender, message.id)

    try:
        transport.hand_over(message, lambda: sender.write("hand_over", begin))
    except SendFault as ending:
        fault = ending
        state = sender.write("settle", lambda work: _settle(work, message.id, fault))
        if isinstance(fault, Unreachable):
            done.hindered[transport.channel] = fault.fault
        else:
            {"waiting": done.later, "failed": done.failed, "unsure": done.unsure}[state].append(message.id)
    except _Taken:
        sender.write("settle", lambda work: _let_go(work, message.id))
    else:
        sender.write("settle", lambda work: _mark_sent(work, message.id))
        done.sent.append(message.id)


class _Taken(DeskError):
    """A clerk cancelled the message while it was on its way to the last moment."""


def _begin_handing_over(work: Work, sender: Sender, message_id: int) -> None:
    message = work.get(Message, message_id)
    if message.state != "waiting" or message.claimed_by != sender.name:
        raise _Taken("messages.state", number=message_id, state=Key(f"message_state.{message.state}"))
    work.change(message, {"state": "handing_over"})


def _mark_sent(work: Work, message_id: int) -> None:
    message = work.get(Message, message_id)
    fields = {"state": "sent", "sent_at": work.now, "claimed_by": "", "error": "", "attempts": message.attempts + 1}
    work.change(message, fields)


def _let_go(work: Work, message_id: int) -> None:
    work.change(work.get(Message, message_id), {"claimed_by": "", "claimed_at": None})


def _settle(work: Work, message_id: int, ending: SendFault) -> str:
    """The state of a message that was not taken: later, never, or nobody knows."""
    message = work.get(Message, message_id)
    tries = message.attempts + 1
    fields: dict[str, Any] = {"claimed_by": "", "claimed_at": None, "error": fault_text(ending.fault)}
    if isinstance(ending, Unreachable):
        # the way is blamed, not the message
        fields["state"] = "waiting"
    elif isinstance(ending, Unsure):
        fields |= {"state": "unsure", "attempts": tries}
    elif isinstance(ending, Refused) or tries >= MOST_TRIES:
        fields |= {"state": "failed", "attempts": tries}
    else:
        assert isinstance(ending, TryLater)
        fields |= {"state": "waiting", "attempts": tries, "due_at": work.now + delay(tries)}
    work.change(message, fields)
    return message.state


def delay(tries: int) -> timedelta:
    """How long a message rests after so many tries in vain: 5 minutes, then twice as long each time, up to 6 hours."""
    return min(timedelta(minutes=5 << min(tries - 1, 20)), LONGEST_DELAY)
