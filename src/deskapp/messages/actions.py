"""What a clerk does with a message to a customer: have it sent, send it by hand, send it again, take it back.

This floor knows no customers. Whoever tells a customer goes through ``office.customer.telling``, which sees to it that
nobody writes to the dead, and finds the address; ``stop_messages`` is its counterpart for what already waits.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import uuid4

from sqlmodel import col, select

from deskapp.errors import DeskError, Fault
from deskapp.locale import Key
from deskapp.messages.drafts import MessageDraft, parse_address
from deskapp.messages.faults import fault_text
from deskapp.messages.model import Message, MessageAddress
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.values.text import clean

UNDECIDED: Final = ("waiting", "unsure", "failed")


def queue_message(work: Work, draft: MessageDraft) -> Message:
    """A message that waits; one that cannot go by its channel waits to be sent by hand, and says why."""
    draft, fault = draft.checked()
    about, about_id = draft.about
    return work.add(
        Message(
            office_id=work.clerk.office_id,
            uid=uuid4().hex,
            channel=draft.channel,
            address=draft.to,
            subject=draft.subject,
            body=draft.body,
            language=draft.language,
            customer_id=draft.customer_id,
            about=about,
            about_id=about_id,
            step=draft.step,
            error=fault_text(fault),
            queued_at=work.now,
            due_at=work.now,
            clerk=work.clerk.name,
        )
    )


def mark_hand_sent(work: Work, message_id: int) -> Message:
    """The customer has it: told by WeChat, Zalo or in person, or seen to have arrived after all."""
    message = _undecided(work, message_id)
    work.change(message, {"state": "sent", "sent_at": work.now, "claimed_by": "", "clerk": work.clerk.name})
    return message


def send_again(work: Work, message_id: int) -> Message:
    """Let a failed, unsure or cancelled message go again; its number stays, so that a receiver can tell it again."""
    message = work.get(Message, message_id)
    if message.state not in ("unsure", "failed", "cancelled") or message.claimed_by:
        raise _wrong_state(message)
    work.change(message, {"state": "waiting", "attempts": 0, "error": "", "due_at": work.now})
    return message


def change_address(work: Work, message_id: int, channel: str, address: str) -> Message:
    """Let a message that did not go yet go elsewhere, by this channel or by hand."""
    message = _undecided(work, message_id)
    to, fault = parse_address(channel, address)
    if fault is not None:
        raise DeskError(fault.code, "address", **fault.values)
    fields = {"channel": channel, "address": to, "state": "waiting", "attempts": 0, "error": "", "due_at": work.now}
    work.change(message, fields)
    return message


def cancel_message(work: Work, message_id: int) -> Message:
    """Nobody will send it; possible until the last moment before a server has it."""
    message = _undecided(work, message_id, claimed=True)
    work.change(message, {"state": "cancelled"})
    return message


def stop_messages(work: Work, customer_ids: Iterable[int], why: Fault) -> int:
    """Cancel all that waits for a customer, such as one who died; how many they were."""
    wanted = set(customer_ids)
    waiting = work.session.exec(
        select(Message).where(col(Message.customer_id).in_(wanted), col(Message.state).in_(("waiting", "failed")))
    ).all()
    for message in waiting:
        work.change(message, {"state": "cancelled", "error": fault_text(why)})
    return len(waiting)


def set_address(work: Work, customer_id: int, channel: str, address: str) -> MessageAddress | None:
    """Where a customer wants to be written to from now on; empty ends it. The one before is kept with its end."""
    held = find_held(work, customer_id, channel)
    to = ""
    if clean(address):
        to, fault = parse_address(channel, address)
        if fault is not None:
            raise DeskError(fault.code, "address", **fault.values)
    if held is not None and held.address == to:
        return held
    if held is not None:
        work.change(held, {"ended_at": work.now})
    if not to:
        return None
    own: dict[str, Any] = {"customer_id": customer_id, "channel": channel, "address": to, "since": work.now}
    return work.add(MessageAddress(office_id=work.clerk.office_id, **own))


def find_held(work: Work, customer_id: int, channel: str) -> MessageAddress | None:
    """The address record that holds now."""
    return work.session.exec(
        select(MessageAddress)
        .where(MessageAddress.customer_id == customer_id, MessageAddress.channel == channel)
        .where(col(MessageAddress.ended_at).is_(None))
        .order_by(col(MessageAddress.id).desc())
    ).first()


def _undecided(work: Work, message_id: int, *, claimed: bool = False) -> Message:
    message = work.get(Message, message_id)
    if message.state not in UNDECIDED:
        raise _wrong_state(message)
    if message.claimed_by and not claimed:
        raise DeskError("messages.being_sent", number=record_id(message))
    return message


def _wrong_state(message: Message) -> DeskError:
    return DeskError("messages.state", number=record_id(message), state=Key(f"message_state.{message.state}"))
