"""消息: what was told to whom, about which case, by which way, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import and_, func, or_
from sqlmodel import col

from deskapp.cases.model import Case
from deskapp.cases.report_parts import local, name_customers
from deskapp.cases.rows import in_scope
from deskapp.messages.faults import read_fault
from deskapp.messages.model import CHANNELS, MESSAGE_STATES, Message
from deskapp.office.customer.sheet import NAME
from deskapp.sheets.columns import choice_column
from deskapp.sheets.crosstab import crosstab, in_order
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import (
    Ask,
    Contents,
    Query,
    ReportSource,
    paged,
    pick,
    shown_phone,
    stream,
    within_moments,
)
from deskapp.store.work import Reader

STATE: Final = choice_column("state", MESSAGE_STATES, "message_state")
_COLUMNS: Final = (
    ReportColumn("queued_at", "moment"),
    ReportColumn("channel", "choice", "message_channel", "column.message_channel"),
    ReportColumn("phone", "code", label="column.message_address"),
    ReportColumn.of(NAME),
    ReportColumn("case", "code", label="column.case_number"),
    ReportColumn("subject"),
    ReportColumn("body"),
    ReportColumn("language", "choice", "language"),
    ReportColumn.of(STATE),
    ReportColumn("sent_at", "moment"),
    ReportColumn("attempts", "count"),
    ReportColumn("why"),
    ReportColumn("clerk"),
)
_OWN: Final = (
    "queued_at", "channel", "address", "customer_id", "subject", "body", "language", "state", "sent_at", "attempts",
    "error", "clerk",
)  # fmt: skip
_ABOUT: Final = "case_file"


def _read(reader: Reader, ask: Ask) -> Contents:
    return Contents(_COLUMNS, _rows(reader, ask), (_by_channel(reader, ask),))


def _rows(reader: Reader, ask: Ask) -> Iterator[Row]:
    chosen = _messages(reader, ask, pick(Case.number, *(getattr(Message, name) for name in _OWN)))
    for page in paged(stream(reader, chosen.order_by(col(Message.id)))):
        people = name_customers(reader, ask, (row[1 + _OWN.index("customer_id")] for row in page))
        for number, *own in page:
            told = dict(zip(_OWN, own, strict=True))
            person = people.get(told["customer_id"] or 0)
            fault = read_fault(told["error"])
            yield [
                local(told["queued_at"]), told["channel"], _address(told["address"], ask),
                person.name if person else None, number, told["subject"] or None, told["body"] or None,
                told["language"] or None, told["state"], local(told["sent_at"]), told["attempts"] or None,
                ask.words.say(fault) if fault else None, told["clerk"] or None,
            ]  # fmt: skip


def _address(address: str, ask: Ask) -> str | None:
    """An e-mail address is shown, a phone number as the report shows phones."""
    return address if "@" in address or not address else shown_phone(address, ask)


def _messages(reader: Reader, ask: Ask, statement: Query) -> Query:
    about = and_(col(Message.about) == _ABOUT, col(Case.id) == col(Message.about_id))
    statement = statement.select_from(Message).join(Case, about, isouter=True)
    scope = in_scope(reader)
    statement = statement.where(*([or_(col(Case.id).is_(None), *scope)] if scope else []))
    statement = statement.where(*within_moments(col(Message.queued_at), ask))
    if ask.project_id is not None:
        statement = statement.where(col(Case.project_id) == ask.project_id)
    return statement.where(col(Message.state) == ask.state) if ask.state else statement


def _by_channel(reader: Reader, ask: Ask) -> SummaryTable:
    channel, state = col(Message.channel), col(Message.state)
    counts: Any = _messages(reader, ask, pick(channel, state, func.count())).group_by(channel, state)
    figures = {(way, how): count for way, how, count in reader.session.execute(counts)}
    rows = in_order(dict.fromkeys(way for way, _ in figures), CHANNELS)
    columns = {code: f"message_state.{code}" for code in MESSAGE_STATES}
    first = SummaryColumn("column.message_channel", "choice", "message_channel")
    return crosstab("report.messages_channel", first, rows, columns, figures)


MESSAGES: Final = ReportSource("messages", _read, day="column.queued_at", state=STATE)
