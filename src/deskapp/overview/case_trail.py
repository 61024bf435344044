"""The timeline of a case in words: when, who, what; entered late and taken back said so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from deskapp.cases.history import ESCALATED
from deskapp.cases.page import CasePage, TimelineRow
from deskapp.cases.waiting import CORRECTABLE
from deskapp.casework.look import Line, Said, word
from deskapp.locale import Words
from deskapp.overview.case_words import named, short_moment

_LONGEST = 300


def trail_lines(page: CasePage, words: Words, today: date, zone: tzinfo | None) -> Iterator[Line]:
    """The newest first; Enter on a line takes it back."""
    yield Line(said=((words.text("case_look.trail"), "strong"),), heading=True)
    for row in page.timeline:
        yield _line(page, row, words, today, zone)


def _line(page: CasePage, row: TimelineRow, words: Words, today: date, zone: tzinfo | None) -> Line:
    gone = bool(row.taken_back)
    said: list[Said] = [
        (short_moment(row.happened_at.astimezone(zone), words, today), "muted"),
        (row.clerk, "muted"),
    ]
    if row.late:
        said.append((words.text("case_look.entered_late", day=row.entered_at.astimezone(zone).date()), "warning"))
    said.append((event_text(page, row, words, zone), "muted" if gone else "plain"))
    if gone:
        said.append((words.text("case_look.taken_back", by=row.taken_back[:_LONGEST]), "warning"))
    correctable = row.kind.startswith(CORRECTABLE) and not gone
    return Line(said=tuple(said), door=("event", row.id) if correctable else None)


def event_text(page: CasePage, row: TimelineRow, words: Words, zone: tzinfo | None) -> str:
    """What happened: the kind of event, and what it was about."""
    kind = word(words, "event", row.kind)
    about = " ".join(part for part in _about(page, row, words, zone) if part)
    return words.text("case_look.event", kind=kind, about=about[:_LONGEST]) if about else kind


def _about(page: CasePage, row: TimelineRow, words: Words, zone: tzinfo | None) -> Iterator[str]:
    area = row.kind.partition(".")[0]
    if area == "step":
        yield _step(page, row.step, words)
    elif area == "waiting":
        yield _wait(page, row.code, words)
    elif area == "paper":
        yield from _paper(page, row, words)
    elif area == "appointment":
        yield word(words, "appointment_kind", row.code)
        yield _moment(row.data.get("starts_at"), words, zone)
        yield str(row.data.get("place") or "")
    elif area == "authority":
        yield from _authority(row, words)
    elif row.kind == "contact":
        yield word(words, "contact_way", row.code)
        yield word(words, "party", row.party) if row.party not in ("", "customer") else ""
    elif row.kind == "override":
        yield word(words, "gate", row.code)
    elif row.kind == "ended":
        yield word(words, "outcome", row.code)
    elif row.kind == "corrected":
        yield word(words, "event", row.code)
    elif row.kind == "opened":
        yield word(words, "channel", str(row.data.get("channel") or ""))
    elif row.kind == "field":
        yield from _fields(page, row, words)
    elif row.kind == "charge":
        yield _charge(row, words)
    elif row.kind == ESCALATED:
        yield _overdue(row, words)
    yield row.text


def _overdue(row: TimelineRow, words: Words) -> str:
    """What ran out: the day of a case or task; of a clock of a complaint the share of its limit, and who was told."""
    area, _, clock = row.code.partition(".")
    if area != "clock":
        key = f"overdue.{row.code}"
        return words.text(key, day=_day(row.data.get("day"), words)) if key in words else row.code
    whom = word(words, "escalation_to", str(row.data.get("whom") or ""))
    return f"{word(words, 'complaint_clock', clock)} {row.data.get('percent', '')}% → {whom}"


def _step(page: CasePage, step_id: str, words: Words) -> str:
    return next((row.step.name.say(words.language) for row in page.steps if row.step.id == step_id), step_id)


def _wait(page: CasePage, reason: str, words: Words) -> str:
    return next((wait.name.say(words.language) for wait in page.procedure.waits if wait.reason == reason), reason)


def _paper(page: CasePage, row: TimelineRow, words: Words) -> Iterator[str]:
    numbers = row.data.get("lines") or [row.data.get("line")]
    comma = "、" if words.language == "zh" else ", "
    yield comma.join(named(line.name, words) for line in page.papers if line.id in numbers)
    if row.kind == "paper":
        yield word(words, "paper_state", row.code)
        yield _day(row.data.get("promised_on"), words)


def _authority(row: TimelineRow, words: Words) -> Iterator[str]:
    data = row.data
    yield str(data.get("number") or "")
    if data.get("amount") is not None:
        amount, currency = Decimal(str(data["amount"])), str(data.get("currency") or "")
        yield words.money(amount, currency) if currency else words.number(amount)
    for name in ("appointed_on", "pay_by"):
        if data.get(name):
            yield words.text(f"case_look.{name}", day=_day(data[name], words))


def _fields(page: CasePage, row: TimelineRow, words: Words) -> Iterator[str]:
    comma = "、" if words.language == "zh" else ", "
    names = {rule.code: rule.name.say(words.language) for rule in page.procedure.fields}
    yield comma.join(names.get(code, code) for code in row.data.get("changed", ()))
    if sealed := row.data.get("sealed"):
        yield words.text("case_look.sealed", fields=comma.join(names.get(code, code) for code in sealed))


def _charge(row: TimelineRow, words: Words) -> str:
    is_receipt = "receipt" in row.data
    purpose = word(words, "receipt_event", row.code) if is_receipt else word(words, "purpose", _purpose(row))
    if row.data.get("amount") is None:
        return purpose
    return f"{purpose} {words.money(Decimal(str(row.data['amount'])), str(row.data.get('currency') or ''))}"


def _purpose(row: TimelineRow) -> str:
    return str(row.data.get("purpose") or "")


def _moment(text: Any, words: Words, zone: tzinfo | None) -> str:
    return words.moment(datetime.fromisoformat(str(text)).astimezone(zone)) if text else ""


def _day(text: Any, words: Words) -> str:
    return words.day(datetime.fromisoformat(str(text)).date()) if text else ""
