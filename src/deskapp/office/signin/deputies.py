"""Who is away, and who stands in for them meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import col, select

from deskapp.errors import DeskError
from deskapp.office.access.model import Absence
from deskapp.office.staff.model import Staff
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.values.text import clean

REASON_LIMIT = 200
LIST_LIMIT = 500


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """Somebody's absence; ``deputy`` is empty where nobody stands in."""

    id: int
    staff_id: int
    staff: str
    since: date
    until: date
    deputy_id: int | None
    deputy: str
    reason: str


def note_absence(
    work: Work, staff_id: int, since: date, until: date, deputy_id: int | None = None, reason: str = ""
) -> Absence:
    """Somebody will be away, both days included; the deputy must work here and be there on every one of the days."""
    staff = work.get(Staff, staff_id)
    reason = clean(reason)
    if until < since:
        raise DeskError("draft.ends_before_start", "until")
    if until < work.today:
        raise DeskError("absence.past", "until")
    if len(reason) > REASON_LIMIT:
        raise DeskError("draft.too_long", "reason", limit=REASON_LIMIT)
    if _meeting(work, staff_id, since, until):
        raise DeskError("absence.known", "since", name=staff.name)
    if deputy_id is not None:
        deputy = work.get(Staff, deputy_id)
        if deputy_id == staff_id:
            raise DeskError("absence.oneself", "deputy_id")
        if not deputy.active:
            raise DeskError("staff.left", "deputy_id", name=deputy.name)
        for other in _meeting(work, deputy_id, since, until):
            raise DeskError("absence.deputy_away", "deputy_id", name=deputy.name, since=other.since, until=other.until)
    return work.add(
        Absence(
            office_id=staff.office_id,
            staff_id=staff_id,
            since=since,
            until=until,
            deputy_id=deputy_id,
            reason=reason,
        )
    )


def end_absence(work: Work, absence_id: int) -> None:
    """Somebody is back today; one that has not begun is taken away."""
    absence = work.get(Absence, absence_id)
    if absence.since >= work.today:
        work.remove(absence)
    elif absence.until >= work.today:
        work.change(absence, {"until": work.today - timedelta(days=1)})
    else:
        raise DeskError("absence.over")


def stood_in_for(reader: Reader, staff_id: int, today: date) -> tuple[int, ...]:
    """The people whose deputy somebody is today; through a deputy who is away as well, the next one stands in."""
    return tuple(sorted(person for person, deputy in deputies_on(reader, today).items() if deputy == staff_id))


def deputies_on(reader: Reader, today: date) -> dict[int, int | None]:
    """Everybody who is away today with whoever stands in for them; None where nobody is there who does."""
    away = {row.staff_id: row.deputy_id for row in _today(reader, today)}
    found: dict[int, int | None] = {}
    for person in away:
        seen, deputy = {person}, away[person]
        while deputy is not None and deputy in away and deputy not in seen:
            seen.add(deputy)
            deputy = away[deputy]
        found[person] = None if deputy == person or deputy in away else deputy
    return found


def list_absences(reader: Reader, today: date) -> list[AbsenceRow]:
    """Absences of today and later, the nearest first."""
    query = select(Absence).where(col(Absence.until) >= today).order_by(col(Absence.since), col(Absence.id))
    found = list(reader.session.exec(query.limit(LIST_LIMIT)))
    ids = {one for row in found for one in (row.staff_id, row.deputy_id) if one is not None}
    people = reader.session.exec(select(Staff).where(col(Staff.id).in_(ids)))
    names = {record_id(staff): staff.name for staff in people}
    return [
        AbsenceRow(
            record_id(row),
            row.staff_id,
            names.get(row.staff_id, ""),
            row.since,
            row.until,
            row.deputy_id,
            names.get(row.deputy_id or 0, ""),
            row.reason,
        )
        for row in found
    ]


def _today(reader: Reader, today: date) -> list[Absence]:
    query = select(Absence).where(col(Absence.since) <= today, col(Absence.until) >= today)
    return list(reader.session.exec(query.limit(LIST_LIMIT)))


def _meeting(reader: Reader, staff_id: int, since: date, until: date) -> list[Absence]:
    """Absences of somebody that share a day with these days."""
    query = select(Absence).where(
        Absence.staff_id == staff_id, col(Absence.since) <= until, col(Absence.until) >= since
    )
    return list(reader.session.exec(query.order_by(col(Absence.since)).limit(1)))
