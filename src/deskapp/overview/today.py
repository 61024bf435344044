"""The day in words: what is late, due, owed by others, promised, waiting, forgotten; each line opens its case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any

from deskapp.cases.agenda import AppointmentRow, TaskRow
from deskapp.cases.rows import CaseRow
from deskapp.cases.today import PromisedRow, TodayLists, today_lists
from deskapp.casework.look import Line, Look, Said, groups, word
from deskapp.locale import Words
from deskapp.messages.queries import count_messages
from deskapp.overview.case_words import due_text, named, number_tail, short_moment, state_text
from deskapp.overview.complaint_today import ComplaintDay, complaint_day_lines, get_complaint_day
from deskapp.overview.deal_today import DealDay, deal_lines, get_deal_day
from deskapp.overview.handover_today import HandoverDay, get_handover_day, handover_day_lines
from deskapp.overview.night_summary import night_lines
from deskapp.store.work import Clerk, Reader

FIRST = ("late", "due", "authority")
"""Lists of cases that are dealt with today."""
LATER = ("waiting", "stale")
SHOWN = 20
URGENT = ("due", "authority", "appointments", "promised", "untaken")
"""What the top line counts as today's; what is late it counts apart."""


@dataclass(frozen=True, slots=True)
class Day:
    """The lists of the day, and messages: waiting for the sender, refused, or waiting for a clerk's hand."""

    lists: TodayLists
    unsent: int = 0
    failed: int = 0
    by_hand: int = 0
    deals: DealDay = field(default_factory=DealDay)
    handovers: HandoverDay = field(default_factory=HandoverDay)
    complaints: ComplaintDay = field(default_factory=ComplaintDay)

    @property
    def overdue(self) -> int:
        """Cases whose clock ran out."""
        return self.lists.counts["late"]

    @property
    def todays(self) -> int:
        """What has to be done today."""
        return sum(self.lists.counts[name] for name in URGENT)


def get_day(reader: Reader, clerk: Clerk, now: datetime, *, whose: str = "office") -> Day:
    """Everything of the day, from one snapshot."""
    today = now.date()
    messages = count_messages(reader)
    return Day(
        today_lists(reader, clerk, today, whose=whose, limit=SHOWN),
        unsent=messages["waiting"] - messages["hand"],
        failed=messages["failed"] + messages["unsure"],
        by_hand=messages["hand"],
        deals=get_deal_day(reader, today),
        handovers=get_handover_day(reader, today, now),
        complaints=get_complaint_day(reader, now),
    )


def count_day(reader: Reader, clerk: Clerk, today: date) -> tuple[int, int]:
    """What is late, and what is today's, for the top line."""
    day = Day(today_lists(reader, clerk, today, limit=1))
    return day.overdue, day.todays


def today_look(
    day: Day, words: Words, now: datetime, *, parked: int, roomy: bool, night: Mapping[str, Any] | None = None
) -> Look:
    """What is to be done now, and beside it what is watched; ``roomy`` names the procedures too.

    ``night`` is the summary of the last night, where there was one.
    """
    today, zone = now.date(), now.tzinfo
    lists = day.lists
    main = groups(
        *(_cases(name, getattr(lists, name), lists.counts[name], words, today, roomy) for name in FIRST),
        _appointments(lists, words, today, zone),
        _tasks("untaken", lists.untaken, lists.counts["untaken"], words, today),
        _promised(lists, words, today),
        complaint_day_lines(day.complaints, words, now),
        handover_day_lines(day.handovers, words),
        deal_lines(day.deals, words, today),
        [*_rest(day, words, parked), *night_lines(night or {}, words, now)],
    )
    side = groups(
        _tasks("tasks", lists.tasks, lists.counts["tasks"], words, today),
        *(_watched(name, getattr(lists, name), lists.counts[name], words) for name in LATER),
    )
    if not main and not side:
        return Look((Line(said=((words.text("today.nothing"), "good"),), heading=True),))
    return Look(main, side)


def _section(name: str, lines: Iterable[Line], count: int, shown: int, words: Words) -> Iterator[Line]:
    """Lines under their name and count; the last says how many more there are."""
    if not count:
        return
    heading = words.text("today.label", what=words.text(f"today.{name}"), count=count)
    yield Line(said=((heading, "accent"),), heading=True)
    yield from lines
    if count > shown:
        yield Line(said=((words.text("today.more", count=count - shown), "muted"),), door=("list", name))


def _cases(name: str, rows: Iterable[CaseRow], count: int, words: Words, today: date, roomy: bool) -> Iterator[Line]:
    found = list(rows)
    lines = (
        Line(said=_case(row, words, today, roomy), table=f"today-{name}", record=("case", row.id)) for row in found
    )
    return _section(name, lines, count, len(found), words)


def _case(row: CaseRow, words: Words, today: date, roomy: bool) -> tuple[Said, ...]:
    language = words.language
    said: tuple[Said, ...] = (
        (number_tail(row.number), "plain"),
        (row.customer, "strong"),
        due_text(row, words, today),
        (row.step_name.say(language), "plain"),
        (state_text(row, words), "muted"),
    )
    return (*said, (row.name.say(language), "muted")) if roomy else said


def _watched(name: str, rows: Iterable[CaseRow], count: int, words: Words) -> Iterator[Line]:
    """Cases that nothing is to be done about today: whose, and what they wait for, else where they lie."""
    found = list(rows)
    lines = (
        Line(
            said=(
                (number_tail(row.number), "plain"),
                (row.customer, "strong"),
                (state_text(row, words) or row.step_name.say(words.language), "muted"),
            ),
            table=f"today-{name}",
            record=("case", row.id),
        )
        for row in found
    )
    return _section(name, lines, count, len(found), words)


def _appointments(lists: TodayLists, words: Words, today: date, zone: tzinfo | None) -> Iterator[Line]:
    found = lists.appointments
    lines = (_appointment(one, words, today, zone) for one in found)
    return _section("appointments", lines, lists.counts["appointments"], len(found), words)


def _appointment(one: AppointmentRow, words: Words, today: date, zone: tzinfo | None) -> Line:
    starts_at = one.starts_at.astimezone(zone)
    said: tuple[Said, ...] = (
        (number_tail(one.case_number), "plain"),
        (short_moment(starts_at, words, today), "warning" if starts_at.date() < today else "plain"),
        (one.with_whom, "strong"),
        (word(words, "appointment_kind", one.kind), "plain"),
        (one.place, "muted"),
    )
    return Line(said=said, table="today-appointments", record=("case", one.case_id) if one.case_id else None)


def _tasks(name: str, rows: Iterable[TaskRow], count: int, words: Words, today: date) -> Iterator[Line]:
    found = list(rows)
    lines = (
        Line(
            said=(
                (number_tail(task.case_number), "plain"),
                (task.title, "strong"),
                (task.holder, "plain"),
                (words.day(task.due_on) if task.due_on else "", "error" if task.is_late(today) else "muted"),
            ),
            table=f"today-{name}",
            record=("case", task.case_id),
        )
        for task in found
    )
    return _section(name, lines, count, len(found), words)


def _promised(lists: TodayLists, words: Words, today: date) -> Iterator[Line]:
    lines = (_paper(row, words, today) for row in lists.promised)
    return _section("promised", lines, lists.counts["promised"], len(lists.promised), words)


def _paper(row: PromisedRow, words: Words, today: date) -> Line:
    said: tuple[Said, ...] = (
        (number_tail(row.case_number), "plain"),
        (words.day(row.promised_on), "error" if row.promised_on < today else "warning"),
        (row.customer, "strong"),
        (named(row.name, words), "plain"),
    )
    return Line(said=said, table="today-promised", record=("case", row.case_id))


def _rest(day: Day, words: Words, parked: int) -> Iterator[Line]:
    """Messages and parked forms: a line each."""
    if day.unsent or day.failed or day.by_hand:
        said: tuple[Said, ...] = (
            (words.text("today.messages"), "accent"),
            (words.text("today.unsent", count=day.unsent) if day.unsent else "", "plain"),
            (words.text("today.by_hand", count=day.by_hand) if day.by_hand else "", "warning"),
            (words.text("today.failed", count=day.failed) if day.failed else "", "error"),
        )
        yield Line(said=said, door=("messages", ""), heading=True)
    if parked:
        said = ((words.text("today.parked"), "accent"), (words.text("today.forms", count=parked), "plain"))
        yield Line(said=said, door=("parked", ""), heading=True)
