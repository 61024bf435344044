"""What the customer is told as a case goes on: the procedure's own sentences, in their language, by their channel.

``tell_step`` and ``tell_event`` run in the transaction of the event that they tell of. Nobody writes to
the dead, and whoever asked not to be told is not; a message without an address waits to be sent by hand.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlmodel import col, select

from deskapp.cases.clock import zone_of
from deskapp.cases.engine import Engine
from deskapp.cases.events import kept_text
from deskapp.cases.fields import read_fields
from deskapp.cases.model import Case, CaseEvent, CasePaper
from deskapp.cases.pinned import procedure_of
from deskapp.cases.procedure import Procedure, Texts
from deskapp.cases.procedure_values import said_fields
from deskapp.cases.projection import country_of
from deskapp.cases.recording import open_case_of, record
from deskapp.locale import Words, words
from deskapp.messages.drafts import MessageDraft
from deskapp.messages.model import Message
from deskapp.messages.queries import find_address
from deskapp.office.customer.rows import find_family, find_rows, find_survivors, get_survivor
from deskapp.office.customer.telling import may_be_told, tell_customer
from deskapp.office.staff.model import Office
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work

ABOUT: Final = "case_file"
_TELLS: Final[Mapping[str, str]] = {
    "authority.submitted": "submitted",
    "authority.resubmitted": "submitted",
    "authority.supplement": "supplement",
    "authority.returned": "returned",
    "authority.tax_notice": "tax_notice",
    "authority.moved": "result_day_moved",
    "authority.result": "result_received",
    "appointment.made": "appointment",
    "appointment.moved": "appointment",
    "opened": "opened",
    "paper.slip": "papers_missing",
    "papers.complete": "papers_complete",
    "ended": "ended",
}
"""What an event is called in a procedure's ``tells``."""
TOLD_EVENTS: Final = tuple(_TELLS)


@dataclass(frozen=True, slots=True)
class Told:
    """To whom, how and in which language a case tells; ``channel`` empty where nobody is told."""

    customer_id: int | None
    name: str
    channel: str
    to: str
    language: str


class _Places(dict[str, str]):
    """A place that nothing is known of stays empty: a customer must not read a placeholder."""

    def __missing__(self, name: str) -> str:
        return ""


def tell_step(work: Work, case: Case, event: CaseEvent) -> None:
    """A step has ended: its message, where the procedure has one."""
    step = procedure_of(work, case).step(event.step)
    if step.message:
        tell(work, case, event, step.message)


def tell_event(work: Work, case: Case, event: CaseEvent) -> None:
    """Something else happened that the procedure wants told."""
    tells = procedure_of(work, case).tells
    said = next((one.message for one in tells if one.on == _TELLS[event.kind]), None)
    if said:
        tell(work, case, event, said)


def tell(work: Work, case: Case, event: CaseEvent, said: Texts) -> Message | None:
    """Queue a sentence of the procedure about an event; None where nobody is to be told."""
    told = whom_to_tell(work, case)
    if not told.channel:
        return None
    speech = words(told.language)
    body = said.say(told.language).format_map(_Places(places(work, case, event, told, speech)))
    procedure = procedure_of(work, case)
    return tell_customer(
        work,
        MessageDraft(
            told.customer_id,
            told.channel,
            told.to,
            f"{procedure.name.say(told.language)} {case.number}",
            body,
            told.language,
            (ABOUT, record_id(case)),
            event.step,
        ),
    )


def report_trouble(
    work: Work,
    case_id: int,
    text: str,
    advice: str,
    *,
    happened_at: datetime | None = None,
    engine: Engine | None = None,
) -> tuple[CaseEvent, Message | None]:
    """Something went wrong: what, and what to do about it; it stands in the timeline and the customer hears at once."""
    case = open_case_of(work, case_id)
    what = kept_text(text, "text", needed="trouble.what")
    then = kept_text(advice, "advice", needed="trouble.advice")
    data = {"advice": then}
    event = record(work, case, "trouble", text=what, data=data, happened_at=happened_at, engine=engine)
    said = Texts(
        **{code: words(code).text("trouble.message", trouble=what, advice=then) for code in ("zh", "vi", "en")}
    )
    # what a clerk typed may hold braces, which are no places
    plain = Texts(*(text.replace("{", "{{").replace("}", "}}") for text in (said.zh, said.vi, said.en)))
    return event, tell(work, case, event, plain)


def whom_to_tell(reader: Reader, case: Case) -> Told:
    """The customer, else a caller who left a phone; by the channel they chose, else by what reaches them."""
    office_language = reader.get(Office, case.office_id).language or "zh"
    if case.customer_id is None:
        channel = ("sms" if case.caller_phone else "hand") if case.tell_by in ("", "sms", "hand") else ""
        known = bool(case.caller_phone or case.caller_name)
        language = case.language or office_language
        return Told(None, case.caller_name, channel if known else "", case.caller_phone, language)
    customer = get_survivor(reader, case.customer_id)
    number = record_id(customer)
    language = case.language or customer.language or office_language
    if case.tell_by == "none" or not may_be_told(reader, number):
        return Told(number, customer.name, "", "", language)
    return Told(number, customer.name, case.tell_by or usual_channel(reader, number), "", language)


def usual_channel(reader: Reader, customer_id: int) -> str:
    """E-mail where there is an address, SMS where there is a phone, else by hand."""
    family = find_family(reader, find_survivors(reader, [customer_id])[customer_id])
    if any(find_address(reader, member, "email") for member in family):
        return "email"
    return "sms" if any(row.phone for row in find_rows(reader, family)) else "hand"


def places(reader: Reader, case: Case, event: CaseEvent, told: Told, speech: Words) -> dict[str, str]:
    """What fills the places of a message (``cases.procedure.PLACEHOLDERS``), and the case's fields by their codes."""
    procedure = procedure_of(reader, case)
    language = told.language
    step = next((one for one in procedure.steps if one.id == event.step), None)
    following = next((one for one in procedure.steps if one.id == case.step), None)
    data: dict[str, Any] = json.loads(event.data)
    known = {
        "customer": told.name,
        "number": case.number,
        "tracking": case.tracking_code,
        "procedure": procedure.name.say(language),
        "step": step.name.say(language) if step else "",
        "next_step": following.name.say(language) if following else "",
        "due_on": _day(case.due_on, speech),
        "appointed_on": _day(case.authority_due_on, speech),
        "authority": procedure.authority.name.say(language) if procedure.authority else "",
        "authority_number": case.authority_number,
        "missing": missing_papers(reader, case, procedure, language, data.get("lines")),
        "amount": _amount(data, speech, procedure),
        "pay_by": _iso_day(data.get("pay_by"), speech),
        "reason": event.text,
        "when": _moment(data.get("starts_at"), speech, procedure),
        "place": str(data.get("place", "")),
        "today": speech.day(event.entered_at.astimezone(zone_of(country_of(procedure))).date()),
        "office": reader.get(Office, case.office_id).name,
    }
    return {**said_fields(procedure, read_fields(case), speech), **known}


def missing_papers(
    reader: Reader, case: Case, procedure: Procedure, language: str, lines: list[int] | None = None
) -> str:
    """The papers that are still waited for, by name; ``lines``: only these lines of the checklist."""
    names = {rule.code: rule.name for rule in procedure.papers}
    query = select(CasePaper).where(CasePaper.case_id == record_id(case), col(CasePaper.required).is_(True))
    query = query.where(col(CasePaper.state).in_(("missing", "promised"))).order_by(col(CasePaper.id))
    found = [line for line in reader.session.exec(query) if lines is None or record_id(line) in lines]
    texts = (names[line.code].say(language) if line.code in names else line.name for line in found)
    return ("、" if language == "zh" else ", ").join(texts)


def _amount(data: Mapping[str, Any], speech: Words, procedure: Procedure) -> str:
    if not data.get("amount"):
        return ""
    currency = data.get("currency") or ("VND" if procedure.country == "VN" else "CNY")
    return speech.money(Decimal(data["amount"]), currency)


def _day(day: date | None, speech: Words) -> str:
    return speech.day(day) if day else ""


def _iso_day(text: str | None, speech: Words) -> str:
    return speech.day(date.fromisoformat(text)) if text else ""


def _moment(text: str | None, speech: Words, procedure: Procedure) -> str:
    return speech.moment(datetime.fromisoformat(text).astimezone(zone_of(country_of(procedure)))) if text else ""


SUBSCRIBERS: Final = {"step.ended": (tell_step,), **dict.fromkeys(TOLD_EVENTS, (tell_event,))}
"""By kind of event; wiring hands them to the engine."""
