"""A home of complaints in bulk: each a copy of one of a few that were taken by the program's own actions.

Six complaints are logged on a Monday and treated as far as their kind says: only logged, planned, closed and called,
closed too late, in levels 1 to 3. All others are copies of them on other Mondays, of other homes; what the program
works out from their facts (holidays fall differently) is worked out by its own rules, once a kind and Monday;
``drift_of`` proves it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from typing import Any, Final

from benchmarks.ground import home_with

from deskapp.desks.complaints.handling.actions import (
    CloseDraft,
    acknowledge,
    agree_plan,
    close_complaint,
    note_contact,
)
from deskapp.desks.complaints.handling.calls import CallDraft, due_calls, make_call
from deskapp.desks.complaints.taking.actions import log_complaint
from deskapp.desks.complaints.taking.clocks import Facts, reckon
from deskapp.desks.complaints.taking.drafts import ComplaintDraft
from deskapp.desks.complaints.taking.facts import Calendars, read_facts
from deskapp.desks.complaints.taking.limits import read_limits
from deskapp.desks.complaints.taking.model import Complaint
from deskapp.desks.complaints.taking.projection import Reading, find_drift, reckon_figures
from deskapp.office.calendar.model import ServiceHours
from deskapp.office.staff.actions import ensure_clerk
from deskapp.settings import find_home
from deskapp.store.base import record_id
from deskapp.store.work import Clerk, Reader, Work
from deskapp.wiring import Opened, open_home

ZONE: Final = timezone(timedelta(hours=8))
NOW: Final = datetime(2026, 11, 23, 10, 0, tzinfo=ZONE)
"""A Monday, the counter is open."""
FIRST: Final = datetime(2026, 11, 2, 9, 0, tzinfo=ZONE)
"""The Monday of the six."""
WEEK: Final = timedelta(days=7)
RECENT: Final = 3
"""The open ones came on the last Mondays; so many."""
PART: Final = 5_000
CATEGORIES: Final = ("leak", "noise", "lift", "fees", "cleaning")
KINDS: Final = (("logged", 1), ("planned", 1), ("planned", 2), ("closed", 1), ("closed", 3), ("closed_late", 2))
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d\.\d+)?")
Raw = dict[str, Any]
WorkOut = Callable[[int, timedelta], tuple[Raw, list[Raw]]]


@dataclass(frozen=True, slots=True)
class Pattern:
    """One of the six: its rows as the database has them, and its facts."""

    complaint: Complaint
    facts: Facts
    case: Raw
    row: Raw
    events: list[Raw]
    calls: list[Raw]


def home_of(complaints: int, still_open: int, customers: int, kind: str = "") -> Path:
    """A home with so many complaints, of which so many are open, of ``kind`` where it names one; made once."""
    home = home_with(customers)
    with closing(open_home(find_home(home), FIRST, writes=True)) as opened:
        if opened.store.read(lambda reader: reader.session.get(Complaint, 1)) is None:
            patterns = _patterns(opened)

            def work_out(kind: int, shift: timedelta) -> tuple[Raw, list[Raw]]:
                return opened.store.read(partial(_work_out, patterns=patterns, kind=kind, shift=shift))

            with closing(sqlite3.connect(find_home(home).database, isolation_level=None)) as connection:
                connection.execute("PRAGMA synchronous = OFF")
                connection.execute("PRAGMA cache_size = -400000")
                connection.execute("BEGIN")
                _Copies(connection, patterns, work_out).write(complaints, still_open, kind)
                connection.execute("COMMIT")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.execute("ANALYZE")
    return home


def drift_of(reader: Reader) -> list[Any]:
    """Every figure that the program would work out otherwise."""
    return list(find_drift(reader))


def _patterns(opened: Opened) -> list[Pattern]:
    store, engine, clerk = opened.store, opened.engine, opened.clerk
    store.write(clerk, "calendar.hours", _hours, FIRST)
    other = store.write(clerk, "office.begin", lambda work: ensure_clerk(work, "other"), FIRST)
    made = [_make(opened, engine, other, kind, level) for kind, level in KINDS]
    facts = store.read(lambda reader: read_facts(reader, [reader.get(Complaint, number) for number in made]))
    with closing(sqlite3.connect(store.database)) as connection:
        connection.row_factory = sqlite3.Row
        found = []
        for number in made:
            row = _rows(connection, "complaint", "id", number)[0]
            case = row["case_id"]
            found.append(
                Pattern(
                    store.read(lambda reader, number=number: reader.get(Complaint, number)),  # type: ignore[misc]
                    facts[number],
                    _rows(connection, "case_file", "id", case)[0],
                    row,
                    _rows(connection, "case_event", "case_id", case),
                    _rows(connection, "follow_up_call", "case_id", case),
                )
            )
    return found


def _hours(work: Work) -> None:
    for weekday in range(5):
        for opens, closes in ((510, 720), (810, 1080)):
            told: Raw = {"weekday": weekday, "opens": opens, "closes": closes, "valid_from": date(2000, 1, 1)}
            work.add(ServiceHours(office_id=1, **told))


def _make(opened: Opened, engine: Any, other: Clerk, kind: str, level: int) -> int:
    def do(action: Callable[..., Any], hours: float, *told: Any, by: Clerk | None = None) -> Any:
        def act(work: Work) -> Any:
            return action(work, *told, engine=engine)

        return opened.store.write(by or opened.clerk, "complaint.bulk", act, FIRST + timedelta(hours=hours))

    draft = ComplaintDraft(
        "卫生间顶棚渗水", category="leak", unit_id=None, level=level, level_reason="如此", caller_phone="13800138000"
    )
    number = record_id(do(log_complaint, 0, draft))
    if kind == "logged":
        return number
    do(acknowledge, 0.2, number)
    do(note_contact, 1, number, "已上门查看")
    do(agree_plan, 2, number, "周五前补做防水", "by_phone")
    if kind != "planned":
        hours = 24 * 14 if kind == "closed_late" else 26
        do(close_complaint, hours, number, CloseDraft("防水已补做，试水不渗", "valid", "construction"))
        (call,) = opened.store.read(due_calls)
        do(make_call, hours + 1, record_id(call), CallDraft("satisfied", 5), by=other)
    return number


def _rows(connection: sqlite3.Connection, table: str, column: str, number: int) -> list[Raw]:
    return [dict(row) for row in connection.execute(f"SELECT * FROM {table} WHERE {column} = ? ORDER BY id", (number,))]


def _work_out(reader: Reader, patterns: list[Pattern], kind: int, shift: timedelta) -> tuple[Raw, list[Raw]]:
    """Figures and clocks of a copy that came so much later."""
    pattern = patterns[kind]
    facts, calendars = _moved(pattern.facts, shift), Calendars(reader)
    calendar = calendars.of("CN", facts.received_at.date())
    moments = {name: _moved(getattr(pattern.complaint, name), shift) for name in ("assessed_at", "investigated_at")}
    copy = Complaint(case_id=1, received_at=facts.received_at, state_since=facts.received_at, **moments)
    told = reckon_figures(Reading(copy, facts, reckon(facts, read_limits(reader), calendar), calendar, {}))
    rows = [{"kind": key[0], "round": key[1], **figures} for key, figures in told.clocks.items()]
    return _plain(told.figures), [_plain(row) for row in rows]


def _moved(value: Any, shift: timedelta) -> Any:
    if isinstance(value, datetime):
        return value + shift
    if isinstance(value, tuple):
        return tuple(_moved(one, shift) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: _moved(getattr(value, one.name), shift) for one in fields(value)})
    return value


def _plain(values: Mapping[str, Any]) -> Raw:
    return {
        name: value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value
        for name, value in values.items()
    }


def _shifted(row: Raw, shift: timedelta) -> Raw:
    """A row as the database has it, every day in it so much later."""
    return {name: _later(value, shift) for name, value in row.items()}


def _later(value: Any, shift: timedelta) -> Any:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return value
    if len(value) == 10:
        return (date.fromisoformat(value) + shift).isoformat()
    return f"{datetime.fromisoformat(value) + shift:%Y-%m-%d %H:%M:%S.%f}"


class _Copies:
    """Copies with numbers of their own, written a part at a time."""

    def __init__(self, connection: sqlite3.Connection, patterns: list[Pattern], work_out: WorkOut) -> None:
        self.connection = connection
        self.patterns = patterns
        self.work_out = work_out
        self.known: dict[tuple[int, timedelta], tuple[Any, ...]] = {}
        self.rows: dict[str, list[Raw]] = {}
        self.next = {
            table: connection.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0]
            for table in ("case_file", "complaint", "case_event", "follow_up_call", "complaint_clock")
        }
        self.units = connection.execute("SELECT id, building_id, entrance, project_id FROM unit ORDER BY id").fetchall()

    def write(self, complaints: int, still_open: int, kind: str) -> None:
        """The closed ones first, week by week backwards from when the open ones came."""
        closed = [place for place, one in enumerate(KINDS) if one[0].startswith("closed")]
        running = [place for place, one in enumerate(KINDS) if one[0] in ((kind,) if kind else ("logged", "planned"))]
        weeks = max(5, min(104, (complaints - still_open) // 50))
        for place in range(complaints - len(KINDS)):
            done = place < complaints - still_open
            back = RECENT + place % weeks if done else place % RECENT
            shift = NOW - timedelta(hours=1) - FIRST - back * WEEK
            which = closed if done else running
            self._copy(which[place // weeks % len(which)], shift, place)
            if place % PART == PART - 1:
                self._flush()
        self._flush()

    def _copy(self, which: int, shift: timedelta, place: int) -> None:
        pattern = self.patterns[which]
        if (which, shift) not in self.known:
            figures, clocks = self.work_out(which, shift)
            rows = [_shifted(row, shift) for row in (pattern.case, pattern.row)]
            self.known[which, shift] = (
                rows[0],
                {**rows[1], **figures},
                [_shifted(row, shift) for row in pattern.events],
                [_shifted(row, shift) for row in pattern.calls],
                clocks,
            )
        case, complaint, events, calls, clocks = self.known[which, shift]
        unit, building, entrance, project = self.units[place * 7 % len(self.units)]
        own = {"project_id": project}
        number = self._add("case_file", case, unit_id=unit, tracking_code=f"T{place:08}", **own,
                           number=f"{case['number'][:11]}-{place + 1000:07}")  # fmt: skip
        mine = self._add("complaint", complaint, case_id=number, unit_id=unit, building_id=building, entrance=entrance,
                         category=CATEGORIES[place % 5], **own)  # fmt: skip
        for row in events:
            self._add("case_event", row, case_id=number, **own)
        for row in calls:
            self._add("follow_up_call", row, case_id=number, **own)
        begun = {"office_id": 1, "version": 1, "edited": "", **own}
        for row in clocks:
            self._add("complaint_clock", row, complaint_id=mine, **begun)

    def _add(self, table: str, row: Raw, **own: Any) -> int:
        self.next[table] += 1
        self.rows.setdefault(table, []).append({**row, **own, "id": self.next[table]})
        return int(self.next[table])

    def _flush(self) -> None:
        for table, rows in self.rows.items():
            names = list(rows[0])
            places = ", ".join("?" * len(names))
            said = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})"
            self.connection.executemany(said, ([row[name] for name in names] for row in rows))
        self.rows.clear()
