"""Reads of the outbox: what waits, what is unsure or failed, what was sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select

from deskapp.errors import Fault
from deskapp.messages.faults import read_fault
from deskapp.messages.model import MESSAGE_STATES, Message, MessageAddress
from deskapp.store.base import record_id
from deskapp.store.work import Reader

OPEN_STATES = ("waiting", "handing_over", "unsure", "failed")


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message in a list; ``fault`` is why it waits for a clerk or failed."""

    id: int
    uid: str
    channel: str
    address: str
    subject: str
    body: str
    language: str
    customer_id: int | None
    about: str
    about_id: int | None
    step: str
    state: str
    attempts: int
    fault: Fault | None
    queued_at: datetime
    due_at: datetime
    sent_at: datetime | None
    clerk: str
    version: int


def list_messages(
    reader: Reader, states: Iterable[str] = OPEN_STATES, limit: int = 200, *, channel: str = ""
) -> list[MessageRow]:
    """Messages in these states, of one channel where it is told, oldest first; sent and cancelled ones newest first."""
    wanted = tuple(states)
    order = col(Message.id) if set(wanted) <= set(OPEN_STATES) else col(Message.id).desc()
    query = select(Message).where(col(Message.state).in_(wanted)).order_by(order).limit(limit)
    query = query.where(Message.channel == channel) if channel else query
    return [message_row(message) for message in reader.session.exec(query)]


def list_messages_about(reader: Reader, about: str, about_id: int, limit: int = 200) -> list[MessageRow]:
    """What was told about a record, newest first."""
    query = select(Message).where(Message.about == about, Message.about_id == about_id)
    return [
        message_row(message) for message in reader.session.exec(query.order_by(col(Message.id).desc()).limit(limit))
    ]


def get_message(reader: Reader, message_id: int) -> MessageRow:
    """One message."""
    return message_row(reader.get(Message, message_id))


def count_messages(reader: Reader) -> dict[str, int]:
    """How many messages are in each state; ``hand`` are those of *waiting* that a clerk has to send."""
    query = select(Message.state, Message.channel, func.count()).group_by(Message.state, Message.channel)
    counts = dict.fromkeys((*MESSAGE_STATES, "hand"), 0)
    for state, channel, count in reader.session.exec(query):
        counts[state] += count
        counts["hand"] += count if (state, channel) == ("waiting", "hand") else 0
    return counts


def find_address(reader: Reader, customer_id: int, channel: str) -> str:
    """Where the customer wants to be written to by this channel; empty where nobody said."""
    return find_family_address(reader, (customer_id,), channel)


def find_family_address(reader: Reader, customer_ids: Sequence[int], channel: str) -> str:
    """The same of the first of these who said, in their order: a customer and whom they absorbed."""
    query = select(MessageAddress.customer_id, MessageAddress.address).where(
        col(MessageAddress.customer_id).in_(customer_ids),
        MessageAddress.channel == channel,
        col(MessageAddress.ended_at).is_(None),
    )
    told = {owner: address for owner, address in reader.session.exec(query.order_by(col(MessageAddress.id)))}  # noqa: C416 - a row is no pair to dict()
    return next((told[one] for one in customer_ids if one in told), "")


def message_row(message: Message) -> MessageRow:
    """A message as lists show it."""
    return MessageRow(
        record_id(message), message.uid, message.channel, message.address, message.subject, message.body,
        message.language, message.customer_id, message.about, message.about_id, message.step, message.state,
        message.attempts, read_fault(message.error), message.queued_at, message.due_at, message.sent_at, message.clerk,
        message.version,
    )  # fmt: skip
