"""The figures of the complaints desk: open by level and age, on time, causes, satisfaction.

Read from tallies that the database keeps, a fixed number of rows whatever the office has; what is past its time is
counted no further than ``MOST``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, func
from sqlmodel import col

from deskapp.desks.complaints.figures.model_tally import ComplaintTally
from deskapp.desks.complaints.handling.lists import ComplaintFilter, count_complaints
from deskapp.desks.complaints.taking.model import LEVELS, Complaint
from deskapp.desks.complaints.taking.model_clock import FollowUpCall
from deskapp.sheets.reporting import pick
from deskapp.store.work import Reader

AGES: Final = {"day": 1, "three": 3, "week": 7, "month": 30, "older": 0}
"""Ages of open complaints by how many days since they came each reaches; the last is all that is older."""
MONTHS: Final = 6
MOST: Final = 1000
_ZONE: Final = "+8 hours"
"""The days of tallies; the counter is shut when those of Vietnam differ."""
_MONTH: Final = "%Y-%m"


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """What was closed and what calls said in a month; ``late``: closed ones of which a clock was missed."""

    month: str
    closed: int = 0
    late: int = 0
    causes: Mapping[str, int] = field(default_factory=dict)
    calls: Mapping[str, int] = field(default_factory=dict)

    @property
    def on_time(self) -> int | None:
        """How many per cent missed no clock; None where nothing was closed."""
        return round(100 * (self.closed - self.late) / self.closed) if self.closed else None

    @property
    def answered(self) -> int:
        """Calls that said how it was."""
        return sum(self.calls.get(result, 0) for result in ("satisfied", "neutral", "unsatisfied"))

    @property
    def satisfied(self) -> int | None:
        """How many per cent of those who were reached are satisfied; None where nobody was."""
        return round(100 * self.calls.get("satisfied", 0) / self.answered) if self.answered else None


@dataclass(frozen=True, slots=True)
class Figures:
    """``open`` by level and age, ``overdue`` and ``held`` counted no further than ``MOST``, months the oldest first."""

    open: Mapping[int, Mapping[str, int]]
    overdue: int
    held: int
    months: tuple[MonthFigures, ...]

    @property
    def open_total(self) -> int:
        """How many are open."""
        return sum(sum(ages.values()) for ages in self.open.values())

    @property
    def causes(self) -> Counter[str]:
        """Of all the months."""
        found: Counter[str] = Counter()
        for month in self.months:
            found.update(month.causes)
        return found


def get_figures(reader: Reader, now: datetime, project_id: int | None = None) -> Figures:
    """The figures as of now, of a project or of everything that may be seen."""
    return Figures(
        _open(reader, now.date(), project_id),
        count_complaints(reader, now, ComplaintFilter("overdue", project_id=project_id), most=MOST),
        count_complaints(reader, now, ComplaintFilter("held", project_id=project_id), most=MOST),
        tuple(_months(reader, now.date(), project_id)),
    )


def months_before(today: date, count: int = MONTHS) -> list[str]:
    """This month and those before it, the oldest first."""
    whole = today.year * 12 + today.month - 1
    return [f"{one // 12:04}-{one % 12 + 1:02}" for one in range(whole - count + 1, whole + 1)]


def _open(reader: Reader, today: date, project_id: int | None) -> dict[int, dict[str, int]]:
    found = {level: dict.fromkeys(AGES, 0) for level in LEVELS}
    whole: Counter[int] = Counter()
    for _, level, _, _, total in _rows(reader, "level", project_id):
        whole[level] += total
    young = today - timedelta(days=AGES["month"] - 1)
    for day, level, _, _, total in _rows(reader, "open", project_id, young.isoformat()):
        age = (today - date.fromisoformat(day)).days
        name = next((one for one, most in AGES.items() if age < most), "month")
        found[level][name] += total
    for level, ages in found.items():
        ages["older"] = whole[level] - sum(ages.values())
    return found


def _months(reader: Reader, today: date, project_id: int | None) -> Iterator[MonthFigures]:
    names = months_before(today)
    ended = list(_rows(reader, "ended", project_id, names[0]))
    calls = list(_rows(reader, "call", project_id, names[0]))
    for name in names:
        causes: Counter[str] = Counter()
        results: Counter[str] = Counter()
        late = 0
        for day, _, code, missed, total in ended:
            if day == name:
                causes[code] += total
                late += total if missed else 0
        for day, _, code, _, total in calls:
            if day == name:
                results[code] += total
        yield MonthFigures(name, causes.total(), late, +causes, +results)


def _rows(
    reader: Reader, what: str, project_id: int | None, since: str = ""
) -> Iterator[tuple[str, int, str, bool, int]]:
    day = col(ComplaintTally.day)
    query = pick(
        day, col(ComplaintTally.level), col(ComplaintTally.code), col(ComplaintTally.late), col(ComplaintTally.total)
    ).where(col(ComplaintTally.what) == what, day >= since)
    query = query if project_id is None else query.where(col(ComplaintTally.project_id) == project_id)
    return (tuple(row) for row in reader.session.execute(query))


@dataclass(frozen=True, slots=True)
class TallyDrift:
    """A tally that counting anew does not give; ``told`` is what it gives."""

    name: str
    stored: int
    told: int


def find_drift(reader: Reader) -> Iterator[TallyDrift]:
    """Every tally that is not what there is."""
    stored: Counter[tuple[Any, ...]] = Counter()
    row = ComplaintTally
    query = pick(col(row.office_id), col(row.project_id), col(row.what), col(row.day), col(row.level), col(row.code),
                 col(row.late), col(row.total))  # fmt: skip
    for *key, total in reader.session.execute(query):
        stored[tuple(key)] += total
    told = _counted(reader)
    for name in sorted(stored.keys() | told.keys(), key=str):
        if stored[name] != told[name]:
            yield TallyDrift(" ".join(map(str, name[2:])), stored[name], told[name])


def _counted(reader: Reader) -> Counter[tuple[Any, ...]]:
    found: Counter[tuple[Any, ...]] = Counter()
    one, call = Complaint, FollowUpCall
    opened: ColumnElement[bool] = col(one.open).is_(True)
    day = func.date(one.received_at, _ZONE)
    level, cause, late = col(one.level), col(one.cause), col(one.late)
    closed = func.strftime(_MONTH, one.closed_at, _ZONE)
    made, result = func.strftime(_MONTH, call.made_at, _ZONE), col(call.result)
    own, theirs = (col(one.office_id), col(one.project_id)), (col(call.office_id), col(call.project_id))
    for *key, total in reader.session.execute(pick(*own, level, func.count()).where(opened).group_by(*own, level)):
        found[(*key[:2], "level", "", key[2], "", False)] += total
    query = pick(*own, day, level, func.count()).where(opened).group_by(*own, day, level)
    for *key, total in reader.session.execute(query):
        found[(*key[:2], "open", key[2], key[3], "", False)] += total
    query = pick(*own, closed, cause, late, func.count()).where(
        col(one.state) == "closed", col(one.closed_at).is_not(None)
    )
    for *key, total in reader.session.execute(query.group_by(*own, closed, cause, late)):
        found[(*key[:2], "ended", key[2], 0, key[3], key[4])] += total
    query = pick(*theirs, made, result, func.count()).where(col(call.made_at).is_not(None))
    for *key, total in reader.session.execute(query.group_by(*theirs, made, result)):
        found[(*key[:2], "call", key[2], 0, key[3], False)] += total
    return found
