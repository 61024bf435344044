"""Orders of another house (12345): sent back where they are not ours, given more time, come again."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Final

from deskapp.cases.clock import zone_of
from deskapp.cases.engine import Engine
from deskapp.cases.events import kept_text, read_events
from deskapp.cases.history import standing
from deskapp.cases.model import Case
from deskapp.cases.pinned import procedure_of
from deskapp.cases.projection import country_of
from deskapp.cases.recording import open_case_of, record
from deskapp.desks.complaints.taking import facts
from deskapp.desks.complaints.taking.facts import Calendars
from deskapp.desks.complaints.taking.model import Complaint
from deskapp.errors import DeskError
from deskapp.office.tariffs.rates import CERTAINTIES
from deskapp.store.work import Reader, Work

EXTENDED: Final = "complaint.extended"
WHATS: Final = ("return", "extend")
UNITS: Final = ("working_days", "times")


@dataclass(frozen=True, slots=True)
class OutsideRule:
    """A row of ``outside.toml``."""

    house: str
    what: str
    amount: int
    unit: str
    valid_from: date
    valid_to: date | None
    source: str


@cache
def outside_rules() -> tuple[OutsideRule, ...]:
    """Every row."""
    rows = tomllib.loads((Path(__file__).parent / "outside.toml").read_text(encoding="utf-8"))["rule"]
    for row in rows:
        if row["what"] not in WHATS or row["unit"] not in UNITS or row["certainty"] not in CERTAINTIES:
            raise ValueError(row)
    return tuple(
        OutsideRule(
            row["house"], row["what"], int(row["amount"]), row["unit"], row["valid_from"], row.get("valid_to"),
            row["source"],
        )
        for row in rows
    )  # fmt: skip


def rule_of(house: str, what: str, day: date) -> OutsideRule | None:
    """What holds for an order of a house that came in on a day; None: nothing is known."""
    fitting = [
        one
        for one in outside_rules()
        if (one.house, one.what) == (house, what)
        and one.valid_from <= day
        and (one.valid_to is None or day <= one.valid_to)
    ]
    return max(fitting, key=lambda one: one.valid_from, default=None)


def return_until(reader: Reader, complaint: Complaint) -> date | None:
    """The last day on which an order may be sent back; None where no row says so."""
    country = country_of(procedure_of(reader, reader.get(Case, complaint.case_id)))
    received = complaint.received_at.astimezone(zone_of(country)).date()
    rule = rule_of(complaint.outside, "return", received)
    if rule is None:
        return None
    return Calendars(reader).of(country, received).add_working_days(received, rule.amount)[0]


def note_outside_returned(
    work: Work, complaint_id: int, reason: str, *, late_reason: str = "", engine: Engine | None = None
) -> Complaint:
    """The order is not ours: sent back with the reason (退单). Our clocks end with it.

    ``complaint.return_late`` after the last day that the house allows, unless it is said why it was taken all the same.
    """
    complaint = _order(work, complaint_id)
    case = open_case_of(work, complaint.case_id)
    if complaint.returned_at is not None:
        raise DeskError("complaint.returned", number=case.number)
    text = kept_text(reason, "reason", needed="complaint.return_why")
    last = return_until(work, complaint)
    late = kept_text(late_reason, "late_reason")
    if last is not None and work.today > last and not late:
        raise DeskError("complaint.return_late", "late_reason", day=last)
    data = {"late": late} if late else {}
    record(work, case, facts.RETURNED, code=complaint.outside, text=text, data=data, engine=engine)
    work.change(complaint, {"returned_at": work.now, "returned_reason": text})
    return complaint


def extend_outside(
    work: Work, complaint_id: int, due_at: datetime, reason: str, *, engine: Engine | None = None
) -> Complaint:
    """The house gave more time, asked for before the old one was over."""
    complaint = _order(work, complaint_id)
    case = open_case_of(work, complaint.case_id)
    text = kept_text(reason, "reason", needed="complaint.extend_why")
    before = complaint.outside_due_at
    if before is None or due_at <= before:
        raise DeskError("complaint.extend_later", "due_at")
    if work.now > before:
        raise DeskError("complaint.extend_late", "due_at", moment=before.astimezone(work.now.tzinfo))
    rule = rule_of(complaint.outside, "extend", complaint.received_at.astimezone(work.now.tzinfo).date())
    told = sum(event.kind == EXTENDED for event in standing(read_events(work, complaint.case_id)))
    if rule is not None and rule.unit == "times" and told >= rule.amount:
        raise DeskError("complaint.extend_again", "due_at", count=rule.amount, source=rule.source)
    # the due time is a fact of the complaint; the event makes its clocks follow
    work.change(complaint, {"outside_due_at": due_at, "extended_reason": text})
    data = {"from": before.isoformat(), "to": due_at.isoformat()}
    record(work, case, EXTENDED, code=complaint.outside, text=text, data=data, engine=engine)
    return complaint


def _order(work: Work, complaint_id: int) -> Complaint:
    complaint = work.get(Complaint, complaint_id)
    if not complaint.outside_number:
        raise DeskError("complaint.no_order")
    return complaint
