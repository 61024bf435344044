"""What is let go of on this floor and below it: messages, disclosures, answered requests, the list of exports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from sqlmodel import SQLModel, col, select

from deskapp.messages.model import Message
from deskapp.office.privacy.letting_go import MOST, Due, Frame, Kind
from deskapp.office.privacy.model import Disclosure, ExportLog, PersonRequest
from deskapp.sheets.reporting import day_begins
from deskapp.store.base import record_id
from deskapp.store.bulk import table_of
from deskapp.store.work import Reader, Work

GONE: Final = ("sent", "failed", "cancelled")
"""States of messages after which nobody waits for them."""


def removed(model: type[SQLModel]) -> Any:
    """A way of letting go that takes whole records away."""

    def let_go(work: Work, numbers: Sequence[int], _frame: Frame) -> Iterable[Path]:
        for number in numbers:
            work.let_go(work.get(model, number))
        return ()

    return let_go


def _messages(reader: Reader, frame: Frame) -> Iterator[Due]:
    query = select(Message).where(
        col(Message.state).in_(GONE), col(Message.queued_at) < day_begins(frame.cutoff), col(Message.body) != ""
    )
    for one in reader.session.exec(query.order_by(col(Message.id)).limit(MOST)):
        yield Due(record_id(one), customer_ids=() if one.customer_id is None else (one.customer_id,))


def _empty_messages(work: Work, numbers: Sequence[int], _frame: Frame) -> Iterable[Path]:
    """That a message went out stays, with its day; what it said and where it went does not."""
    for number in numbers:
        work.empty(work.get(Message, number), {"address": "", "subject": "", "body": "", "error": ""})
    return ()


def _disclosures(reader: Reader, frame: Frame) -> Iterator[Due]:
    query = select(Disclosure).where(
        col(Disclosure.happened_at) < day_begins(frame.cutoff), col(Disclosure.keep_until) < frame.today
    )
    for one in reader.session.exec(query.order_by(col(Disclosure.id)).limit(MOST)):
        yield Due(record_id(one), customer_ids=() if one.customer_id is None else (one.customer_id,))


def _requests(reader: Reader, frame: Frame) -> Iterator[Due]:
    query = select(PersonRequest).where(
        col(PersonRequest.done_at) < day_begins(frame.cutoff), PersonRequest.result != ""
    )
    for one in reader.session.exec(query.order_by(col(PersonRequest.id)).limit(MOST)):
        yield Due(record_id(one), one.number, (one.customer_id,))


def _exports(reader: Reader, frame: Frame) -> Iterator[Due]:
    table = table_of(ExportLog)
    query = select(table.c.id).where(table.c.made_at < day_begins(frame.cutoff)).order_by(table.c.id).limit(MOST)
    for (number,) in reader.session.execute(query):
        yield Due(number)


KINDS: Final = (
    Kind("messages", "message", _messages, _empty_messages),
    Kind("disclosures", "disclosure", _disclosures, removed(Disclosure)),
    Kind("requests", "person_request", _requests, removed(PersonRequest)),
    Kind("exports", "export_log", _exports, removed(ExportLog)),
)
