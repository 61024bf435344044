"""The end of a day in words: one table a list, the same on the screen, on paper and for scripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Any, Final

from deskapp.cases.agenda import AppointmentRow
from deskapp.cases.rows import CaseRow
from deskapp.casework.look import Door, Line, Look, Record, Tone, groups, word
from deskapp.desks.contracts.sale.rows import ContractRow
from deskapp.locale import Words
from deskapp.money.daybook import DayLine
from deskapp.overview.case_words import due_text, named, number_tail, short_moment, state_text
from deskapp.overview.complaint_day_end import SECTIONS as COMPLAINTS
from deskapp.overview.complaint_day_end import complaint_evening_json, complaint_sections
from deskapp.overview.day_end import Contact, DayEnd
from deskapp.overview.handover_evening_words import SECTIONS, evening_json, evening_sections
from deskapp.values.phones import mask_phone
from deskapp.values.text import width

EVENING: Final = (
    "messages", "parked", "cash", "cabinet", "out", *COMPLAINTS, *SECTIONS, "filed", "dayless", "promised", "unkept",
)  # fmt: skip
"""What is dealt with before the doors are shut; the rest is tomorrow's."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list. Enter opens ``record`` or goes through ``door``."""

    cells: tuple[str, ...]
    tone: Tone = "plain"
    record: Record | None = None
    door: Door | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A list under its name. ``more`` is how many lines it has beyond those that are here."""

    key: str
    title: str
    entries: tuple[Entry, ...]
    more: int = 0


def sections(
    end: DayEnd, words: Words, zone: tzinfo | None, parked: Sequence[str], *, full: bool = False
) -> tuple[Section, ...]:
    """All lists, in the order in which they are gone through; ``full`` tells phones whole."""
    text = words.text
    made = (
        ("messages", _messages(end, words), 0),
        ("parked", [Entry((title,), "warning", door=("parked", "")) for title in parked], 0),
        ("cash", list(_cash(end, words, zone)), 0),
        ("cabinet", list(_cabinet(end, words)), 0),
        ("out", list(_out(end, words)), end.counts["out"] - len(end.out)),
        *complaint_sections(end.complaints, words, Entry),
        *evening_sections(end.handovers, words, end.day, Entry),
        ("filed", [_contract(row, words) for row in end.deals.filed], end.deals.filed_count - len(end.deals.filed)),
        ("dayless", [_contract(row, words, "warning") for row in end.deals.dayless], 0),
        ("promised", list(_promised(end, words)), end.counts["promised"] - len(end.promised)),
        ("unkept", [_appointment(one, words, end.day, zone) for one in end.unkept], 0),
        ("tomorrow", [_appointment(one, words, end.day, zone) for one in end.tomorrow], 0),
        ("due", [_case(row, words, end.day) for row in end.due], end.counts["due"] - len(end.due)),
        ("authority", [_case(row, words, end.day) for row in end.authority],
         end.counts["authority"] - len(end.authority)),
        ("contacts", [_contact(one, full) for one in end.contacts], 0),
        ("staff", [_contact(one, full) for one in end.staff], 0),
    )  # fmt: skip
    days = {"day": words.day(end.day), "next_day": words.day(end.next_day)}
    return tuple(Section(key, text(f"dayend.{key}", **days), tuple(found), max(0, more)) for key, found, more in made)


def day_end_look(found: Iterable[Section], words: Words) -> Look:
    """On the screen: the evening's lists, and tomorrow's beside them; those of nothing are named together."""
    parts = list(found)
    evening, tomorrow = ([part for part in parts if (part.key in EVENING) is now] for now in (True, False))
    return Look(_half(evening, words), _half(tomorrow, words))


def day_end_text(found: Iterable[Section], words: Words) -> Iterator[str]:
    """For a terminal or a pipe, one line each, columns under each other."""
    for part in found:
        yield _heading(part, words)
        widths = _widths(part.entries)
        for entry in part.entries:
            cells = (cell + " " * (room - width(cell)) for cell, room in zip(entry.cells, widths, strict=False))
            yield f"  {'  '.join(cells)}".rstrip()
        if part.more:
            yield f"  {words.text('dayend.more', count=part.more)}"


def day_end_json(end: DayEnd, found: Iterable[Section]) -> dict[str, Any]:
    """For scripts: figures, and the lists as they are shown."""
    book = {
        "closed": end.book.closed_at is not None,
        "open_day": end.open_day and end.open_day.isoformat(),
        "lines": [_book_line(line) for line in end.book.lines],
    }
    return {
        "day": end.day.isoformat(),
        "next_day": end.next_day.isoformat(),
        "messages": end.messages,
        "book": book,
        "originals": {
            "here": sum(shelf.originals for shelf in end.shelves),
            "taken_in": end.taken_in,
            "given_back": end.given_back,
            "out": end.counts["out"],
            "out_late": end.counts["out_late"],
        },
        "contracts": {"filed": end.deals.filed_count, "dayless": len(end.deals.dayless)},
        "handovers": evening_json(end.handovers),
        "complaints": complaint_evening_json(end.complaints),
        "counts": {name: end.counts[name] for name in ("late", "due", "authority", "promised")}
        | {"unkept": len(end.unkept), "tomorrow": len(end.tomorrow)},
        "lists": {part.key: [list(entry.cells) for entry in part.entries] for part in found},
    }


def _book_line(line: DayLine) -> dict[str, Any]:
    plain: dict[str, Any] = {"method": line.method, "currency": line.currency}
    for name in ("received", "paid_out", "net", "counted"):
        value = getattr(line, name)
        plain[name] = None if value is None else str(value)
    return plain | {"receipts": line.receipts, "voids": line.voids}


def _half(parts: Sequence[Section], words: Words) -> tuple[Line, ...]:
    comma = "、" if words.language == "zh" else ", "
    empty = comma.join(part.title for part in parts if not part.entries)
    rest = [Line(said=((words.text("dayend.none", what=empty), "muted"),), heading=True)] if empty else []
    return groups(*(_lines(part, words) for part in parts if part.entries), rest)


def _lines(part: Section, words: Words) -> Iterator[Line]:
    yield Line(said=((_heading(part, words), "accent"),), heading=True)
    for entry in part.entries:
        said = tuple((cell, entry.tone if place == 0 else "plain") for place, cell in enumerate(entry.cells))
        yield Line(said=said, table=f"dayend-{part.key}", record=entry.record, door=entry.door)
    if part.more:
        yield Line(said=((words.text("dayend.more", count=part.more), "muted"),))


def _heading(part: Section, words: Words) -> str:
    if not part.entries:
        return words.text("dayend.none", what=part.title)
    return part.title if part.key in ("messages", "cash", "cabinet") else words.text(
        "today.label", what=part.title, count=len(part.entries) + part.more
    )  # fmt: skip


def _widths(entries: Iterable[Entry]) -> list[int]:
    widths: list[int] = []
    for entry in entries:
        widths += [0] * (len(entry.cells) - len(widths))
        for place, cell in enumerate(entry.cells):
            widths[place] = max(widths[place], width(cell))
    return widths


def _messages(end: DayEnd, words: Words) -> list[Entry]:
    tones: dict[str, Tone] = {"by_hand": "warning", "failed": "error"}
    return [
        Entry((words.text(f"today.{name}", count=count),), tones.get(name, "plain"), door=("messages", ""))
        for name, count in end.messages.items()
        if count
    ]


def _cash(end: DayEnd, words: Words, zone: tzinfo | None) -> Iterator[Entry]:
    door = ("daybook", "")
    if end.open_day is not None:
        yield Entry((words.text("dayend.open_day", day=end.open_day),), "error", door=door)
    if end.book.closed_at is not None:
        moment = words.moment(end.book.closed_at.astimezone(zone))
        yield Entry((words.text("daybook.closed_by", clerk=end.book.closed_by, moment=moment),), "good", door=door)
    elif end.book.lines:
        yield Entry((words.text("daybook.open"),), "warning", door=door)
    for line in end.book.lines:
        said = {name: words.money(getattr(line, name), line.currency) for name in ("net", "received", "paid_out")}
        moved = words.text("dayend.cash_line", **said, receipts=line.receipts, voids=line.voids)
        yield Entry((words.text(f"method.{line.method}"), said["net"], moved))


def _cabinet(end: DayEnd, words: Words) -> Iterator[Entry]:
    if end.taken_in or end.given_back:
        yield Entry((words.text("dayend.moved", taken=end.taken_in, given=end.given_back),))
    for shelf in end.shelves:
        said = words.text("dayend.on_shelf", originals=shelf.originals, copies=shelf.copies)
        yield Entry((shelf.shelf or words.text("papers.no_shelf"), said), door=("cabinet", ""))


def _out(end: DayEnd, words: Words) -> Iterator[Entry]:
    for row in end.out:
        late = row.due_back is not None and row.due_back <= end.day
        holder = row.holder_name or word(words, "paper_holder", row.holder)
        lost = words.text("custody_state.lost") if row.lost_at is not None else ""
        due = words.day(row.due_back) if row.due_back is not None else ""
        cells = (row.register_number, row.name or row.code, row.customer, lost or holder, due)
        yield Entry(cells, "error" if late or lost else "plain", door=("out", row.id))


def _contract(row: ContractRow, words: Words, tone: Tone = "plain") -> Entry:
    filed = row.filing_number or words.text(f"sale_contract_state.{row.state}")
    return Entry((row.number, row.room, row.buyer, filed), tone, ("contract", row.id))


def _promised(end: DayEnd, words: Words) -> Iterator[Entry]:
    for row in end.promised:
        cells = (number_tail(row.case_number), words.day(row.promised_on), row.customer, named(row.name, words))
        yield Entry(cells, "error" if row.promised_on < end.day else "warning", ("case", row.case_id))


def _appointment(one: AppointmentRow, words: Words, today: date, zone: tzinfo | None) -> Entry:
    starts_at = one.starts_at.astimezone(zone)
    cells = (
        short_moment(starts_at, words, today),
        one.with_whom,
        word(words, "appointment_kind", one.kind),
        number_tail(one.case_number),
        one.place,
    )
    return Entry(cells, "plain", ("case", one.case_id) if one.case_id else None)


def _case(row: CaseRow, words: Words, today: date) -> Entry:
    cells = (
        number_tail(row.number),
        row.customer,
        due_text(row, words, today)[0],
        row.step_name.say(words.language),
        state_text(row, words),
        row.name.say(words.language),
    )
    return Entry(cells, "plain", ("case", row.id))


def _contact(one: Contact, full: bool) -> Entry:
    phone = one.phone if full or not one.phone else mask_phone(one.phone)
    return Entry((one.name, phone or "—", number_tail(one.about)))
