"""What the letters of a complaint say: what was taken up (投诉受理单) with our promises, and the answer (答复函)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlmodel import col, select

from deskapp.cases.clock import zone_of
from deskapp.cases.engine import LetterMaker
from deskapp.cases.projection import country_of
from deskapp.casework.letter_facts import CaseFacts
from deskapp.desks.complaints.taking.model import Complaint
from deskapp.desks.complaints.taking.model_clock import ComplaintClock
from deskapp.locale import Words
from deskapp.store.work import Reader

SLIP: Final = "complaint_slip"
ANSWER: Final = "complaint_answer"
PROMISED: Final = ("acknowledge", "contact", "plan", "close")
"""Clocks whose due times the complainant is told."""


def complaint_slip(reader: Reader, facts: CaseFacts, words: Words) -> dict[str, Any]:
    """Who, where, in their words, what they want, and by when they hear from us."""
    one = _of_case(reader, facts)
    if one is None:
        return {"clocks": []}
    where, channel = (facts.page.row.place or one.unit_text, one.place), facts.page.channel
    return {
        **_common(one, facts, words),
        "where": " ".join(part for part in where if part),
        "channel": words.text(f"channel.{channel}") if channel else "",
        "outside_due": _moment(one.outside_due_at, facts, words),
        "relation": words.text(f"complaint_relation.{one.relation}"),
        "category": words.text(f"complaint_category.{one.category}"),
        "level": words.text(f"complaint_level.{one.level}"),
        "wish": one.remedy,
        "clocks": list(_promises(reader, one, facts, words)),
    }


def complaint_answer(reader: Reader, facts: CaseFacts, words: Words) -> dict[str, Any]:
    """What was found, planned and done; the result before it is closed is the answer that was given."""
    one = _of_case(reader, facts)
    if one is None:
        return {}
    return {
        **_common(one, facts, words),
        "findings": one.findings,
        "plan": one.plan,
        "result": one.result or one.answer,
        "validity": words.text(f"validity.{one.validity}") if one.validity else "",
    }


LETTERS: Final[Mapping[str, LetterMaker]] = {SLIP: complaint_slip, ANSWER: complaint_answer}
"""The letters of this desk; wiring merges them."""


def _of_case(reader: Reader, facts: CaseFacts) -> Complaint | None:
    return reader.session.exec(select(Complaint).where(Complaint.case_id == facts.page.row.id)).one_or_none()


def _common(one: Complaint, facts: CaseFacts, words: Words) -> dict[str, Any]:
    return {
        "taken_at": _moment(one.received_at, facts, words),
        "said": facts.page.need,
        "outside_number": one.outside_number,
    }


def _promises(reader: Reader, one: Complaint, facts: CaseFacts, words: Words) -> Iterable[dict[str, Any]]:
    query = select(ComplaintClock).where(
        ComplaintClock.complaint_id == one.id,
        col(ComplaintClock.kind).in_(PROMISED),
        col(ComplaintClock.due_at).is_not(None),
    )
    for clock in sorted(reader.session.exec(query), key=lambda row: (row.round, PROMISED.index(row.kind))):
        yield {"what": words.text(f"complaint_clock.{clock.kind}"), "due": _moment(clock.due_at, facts, words)}


def _moment(moment: datetime | None, facts: CaseFacts, words: Words) -> str:
    return "" if moment is None else words.moment(moment.astimezone(zone_of(country_of(facts.page.procedure))))
