"""Reads of the rounds of vacant homes, of advice on drawings and of early defects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import func, tuple_
from sqlmodel import col, select

from deskapp.desks.handover.rounds.model import DesignAdvice, EarlyDefect, RoundMark, VacantRound
from deskapp.office.property.model import Building, Project, Unit
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader
from deskapp.values.money import from_minor
from deskapp.values.rooms import unit_code

MOST: Final = 500
"""Lines of a register that a screen shows: it is read, not searched through."""
FACE: Final = 50


@dataclass(frozen=True, slots=True)
class MarkRow:
    """A point that was not right."""

    id: int
    item: str
    note: str
    defect_id: int | None


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round, planned or done, with its home."""

    id: int
    unit_id: int
    code: str
    project: str
    kind: str
    planned_on: date
    done_on: date | None
    by: str
    note: str
    marks: tuple[MarkRow, ...]

    def late(self, today: date) -> int:
        """Days since it should have been made; none while there is time."""
        return max(0, (today - self.planned_on).days) if self.done_on is None else 0


@dataclass(frozen=True, slots=True)
class RoundFilter:
    """Which rounds a list shows: planned ones by day, or (``done``) those that were made, the newest first."""

    kind: str = ""
    project_id: int | None = None
    until: date | None = None
    done: bool = False
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class AdviceRow:
    """Advice on drawings, as it stands."""

    id: int
    version: int
    number: str
    project: str
    subject: str
    topic: str
    drawings: str
    drawings_on: date
    ask_by: date
    asked_on: date | None
    consultant: str
    advice: str
    advised_on: date | None
    decision: str
    decided_on: date | None
    decided_by: str
    note: str

    def late(self, today: date) -> int:
        """Days by which the consultant was, or is, asked too late."""
        return max(0, ((self.asked_on or today) - self.ask_by).days)


@dataclass(frozen=True, slots=True)
class EarlyRow:
    """An early defect, as it stands."""

    id: int
    version: int
    number: str
    project: str
    building: str
    place: str
    system: str
    found_on: date
    found_by: str
    text: str
    option: str
    cost: Decimal | None
    currency: str
    feasible: bool | None
    decision: str
    decided_on: date | None
    decided_by: str
    done_on: date | None


def list_rounds(
    reader: Reader,
    only: RoundFilter,
    *,
    after: tuple[date, int] | None = None,
    before: tuple[date, int] | None = None,
    limit: int = FACE,
) -> list[RoundRow]:
    """A page of rounds: the planned ones by day, the made ones from the newest on."""
    day = col(VacantRound.done_on if only.done else VacantRound.planned_on)
    place = tuple_(day, col(VacantRound.id))
    query = select(VacantRound).where(*_conditions(only)).limit(limit)
    turned = before is not None
    if after is not None:
        query = query.where(place < after if only.done else place > after)
    if before is not None:
        query = query.where(place > before if only.done else place < before)
    down = only.done is not turned
    query = query.order_by(*((day.desc(), col(VacantRound.id).desc()) if down else (day, col(VacantRound.id))))
    found = list(reader.session.exec(query))
    return _rounds(reader, found[::-1] if turned else found)


def count_rounds(reader: Reader, only: RoundFilter, *, ahead_of: tuple[date, int] | None = None) -> int:
    """How many there are, or stand before a place of the list."""
    query = select(func.count()).select_from(VacantRound).where(*_conditions(only))
    if ahead_of is not None:
        place = tuple_(col(VacantRound.done_on if only.done else VacantRound.planned_on), col(VacantRound.id))
        query = query.where(place > ahead_of if only.done else place < ahead_of)
    return reader.session.exec(query).one()


def get_round(reader: Reader, round_id: int) -> RoundRow:
    """One of them; ``store.gone`` where there is none."""
    return _rounds(reader, [reader.get(VacantRound, round_id)])[0]


def list_advice(
    reader: Reader, *, closed: bool = False, project_id: int | None = None, limit: int | None = MOST
) -> list[AdviceRow]:
    """Advice that nothing was decided about yet, what must be asked first on top; or what is decided, newest first."""
    decision = col(DesignAdvice.decision)
    query = select(DesignAdvice).where(decision != "" if closed else decision == "")
    if project_id is not None:
        query = query.where(DesignAdvice.project_id == project_id)
    order = (col(DesignAdvice.id).desc(),) if closed else (col(DesignAdvice.ask_by), col(DesignAdvice.id))
    found = list(reader.session.exec(query.order_by(*order).limit(limit)))
    names = _projects(reader, {one.project_id for one in found})
    return [_advice(one, names) for one in found]


def get_advice(reader: Reader, number: int) -> AdviceRow:
    """One line of the register."""
    one = reader.get(DesignAdvice, number)
    return _advice(one, _projects(reader, {one.project_id}))


def list_early(
    reader: Reader, *, closed: bool = False, project_id: int | None = None, limit: int | None = MOST
) -> list[EarlyRow]:
    """Early defects that are not done, the oldest first; or those that are, the newest first."""
    done = col(EarlyDefect.done_on)
    query = select(EarlyDefect).where(done.is_not(None) if closed else done.is_(None))
    if project_id is not None:
        query = query.where(EarlyDefect.project_id == project_id)
    order = (col(EarlyDefect.id).desc(),) if closed else (col(EarlyDefect.found_on), col(EarlyDefect.id))
    return _early(reader, list(reader.session.exec(query.order_by(*order).limit(limit))))


def get_early(reader: Reader, number: int) -> EarlyRow:
    """One line of the register."""
    return _early(reader, [reader.get(EarlyDefect, number)])[0]


def count_due(reader: Reader, today: date) -> tuple[int, int]:
    """Rounds that are due or late, and drawings about which nobody was asked though the day is near or past."""
    rounds = count_rounds(reader, RoundFilter(until=today))
    query = select(func.count()).select_from(DesignAdvice)
    asking = query.where(col(DesignAdvice.asked_on).is_(None), DesignAdvice.ask_by <= today)
    return rounds, reader.session.exec(asking).one()


def _conditions(only: RoundFilter) -> list[Any]:
    done = col(VacantRound.done_on)
    found: list[Any] = [done.is_not(None) if only.done else done.is_(None)]
    if only.kind:
        found.append(VacantRound.kind == only.kind)
    if only.project_id is not None:
        found.append(VacantRound.project_id == only.project_id)
    if only.unit_id is not None:
        found.append(VacantRound.unit_id == only.unit_id)
    if only.until is not None:
        found.append(col(VacantRound.planned_on) <= only.until)
    return found


def _rounds(reader: Reader, found: Collection[VacantRound]) -> list[RoundRow]:
    homes: dict[int, tuple[str, str]] = {}
    for chunk in in_chunks({one.unit_id for one in found}):
        query = (
            select(Unit.id, Building.code, Unit.entrance, Unit.room)
            .add_columns(col(Project.name))
            .join(Building, col(Building.id) == col(Unit.building_id))
            .join(Project, col(Project.id) == col(Building.project_id))
            .where(col(Unit.id).in_(chunk))
        )
        homes |= {number: (unit_code(*place), name) for number, *place, name in reader.session.execute(query)}
    marks: defaultdict[int, list[MarkRow]] = defaultdict(list)
    for chunk in in_chunks({record_id(one) for one in found if one.done_on is not None}):
        for mark in reader.session.exec(
            select(RoundMark).where(col(RoundMark.round_id).in_(chunk)).order_by(col(RoundMark.id))
        ):
            marks[mark.round_id].append(MarkRow(record_id(mark), mark.item, mark.note, mark.defect_id))
    return [
        RoundRow(
            record_id(one),
            one.unit_id,
            *homes.get(one.unit_id, ("", "")),
            one.kind,
            one.planned_on,
            one.done_on,
            one.by,
            one.note,
            tuple(marks[record_id(one)]),
        )
        for one in found
    ]


def _advice(one: DesignAdvice, names: dict[int | None, str]) -> AdviceRow:
    return AdviceRow(
        record_id(one),
        one.version,
        one.number,
        names.get(one.project_id, ""),
        one.subject,
        one.topic,
        one.drawings,
        one.drawings_on,
        one.ask_by,
        one.asked_on,
        one.consultant,
        one.advice,
        one.advised_on,
        one.decision,
        one.decided_on,
        one.decided_by,
        one.note,
    )


def _early(reader: Reader, found: Collection[EarlyDefect]) -> list[EarlyRow]:
    names = _projects(reader, {one.project_id for one in found})
    wanted = {one.building_id for one in found if one.building_id is not None}
    codes = dict(reader.session.exec(select(Building.id, Building.code).where(col(Building.id).in_(wanted))).all())
    return [
        EarlyRow(
            record_id(one),
            one.version,
            one.number,
            names.get(one.project_id, ""),
            codes.get(one.building_id, ""),
            one.place,
            one.system,
            one.found_on,
            one.found_by,
            one.text,
            one.option,
            None if one.cost is None else from_minor(one.cost, one.currency),
            one.currency,
            one.feasible,
            one.decision,
            one.decided_on,
            one.decided_by,
            one.done_on,
        )
        for one in found
    ]


def _projects(reader: Reader, numbers: Collection[int | None]) -> dict[int | None, str]:
    wanted = {number for number in numbers if number is not None}
    found = reader.session.exec(select(Project.id, Project.name).where(col(Project.id).in_(wanted)))
    return dict(found.all())
