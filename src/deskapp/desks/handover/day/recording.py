"""What every action of the day does: write down what happened to a visit, and refuse what cannot happen to it."""

from __future__ import annotations

from deskapp.desks.handover.day.model import Visit, VisitEvent
from deskapp.desks.handover.day.projection import refresh
from deskapp.errors import DeskError
from deskapp.locale import Key
from deskapp.office.checking import NOTE_LIMIT
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.values.text import clean


def record(
    work: Work, visit: Visit, kind: str, station: str, *, counter: str = "", text: str = "", override: str = ""
) -> VisitEvent:
    """Something happened; the visit says at once where the owner is now."""
    number = record_id(visit)
    event = work.add(
        VisitEvent(
            office_id=visit.office_id,
            project_id=visit.project_id,
            visit_id=number,
            kind=kind,
            station=station,
            counter=counter,
            text=text,
            override=override,
            happened_at=work.now,
            entered_at=work.now,
            clerk_id=work.clerk.id or None,
            clerk=work.clerk.name,
        )
    )
    refresh(work, [number])
    return event


def living_visit(work: Work, visit_id: int) -> Visit:
    """A visit that has not ended; ``visit.ended`` where it has."""
    visit = work.get(Visit, visit_id)
    if visit.ended:
        raise DeskError("visit.ended", ticket=visit.queue_number, ended=Key(f"visit_end.{visit.ended}"))
    return visit


def moving_visit(work: Work, visit_id: int, station: str = "") -> Visit:
    """A visit of today that is in its way.

    ``visit.aside`` at the complaint station. ``station`` is the one that the clerk sees: ``visit.moved_on`` where
    another counter sent them on meanwhile.
    """
    visit = todays_visit(work, visit_id)
    if visit.aside:
        raise DeskError("visit.aside", ticket=visit.queue_number)
    if station not in ("", visit.station):
        raise DeskError("visit.moved_on", ticket=visit.queue_number, station=Key(f"station.{visit.station}"))
    return visit


def todays_visit(work: Work, visit_id: int) -> Visit:
    """A living visit of today; ``visit.other_day`` for one that nobody ended on its day."""
    visit = living_visit(work, visit_id)
    if visit.day != work.today:
        raise DeskError("visit.other_day", ticket=visit.queue_number, day=visit.day)
    return visit


def passed_of(visit: Visit) -> tuple[str, ...]:
    """The stations behind somebody."""
    return tuple(part for part in visit.passed.split(",") if part)


def kept_text(text: str, field: str = "text", *, needed: bool = False) -> str:
    """A text as it is kept: clean, not too long, and there where it is needed."""
    kept = "\n".join(clean(line) for line in text.splitlines()).strip()
    if len(kept) > NOTE_LIMIT:
        raise DeskError("draft.too_long", field, limit=NOTE_LIMIT)
    if needed and not kept:
        raise DeskError("visit.text", field)
    return kept


def kept_counter(name: str) -> str:
    """A counter's name; ``visit.no_counter`` for none."""
    counter = clean(name)[:20]
    if not counter:
        raise DeskError("visit.no_counter", "counter")
    return counter
