"""Where a defect stands, worked out of its events anew whenever one is added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session, SQLModel, col, select

from deskapp.desks.handover.inspecting.model import Defect, DefectEvent
from deskapp.desks.handover.inspecting.rules import DefectState, Happened, defect_state
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.follow import Projector
from deskapp.store.work import Reader, Work

STEP: Final = 2_000


@dataclass(frozen=True, slots=True)
class DefectDrift:
    """A stored figure of a defect that its events do not make."""

    id: int
    field: str
    stored: Any
    told: Any


def figures(state: DefectState) -> dict[str, Any]:
    """The columns that follow from a defect's events."""
    return {
        "state": state.code,
        "state_since": state.since,
        "assigned_on": state.assigned_on,
        "fixed_on": state.fixed_on,
        "accepted_on": state.accepted_on,
        "reopened": state.reopened,
    }


def work_out(reader: Reader, defects: Collection[Defect]) -> list[dict[str, Any]]:
    """The figures of these defects, in their order."""
    events: dict[int, list[Happened]] = defaultdict(list)
    for chunk in in_chunks([record_id(one) for one in defects]):
        query = select(DefectEvent).where(col(DefectEvent.defect_id).in_(chunk)).order_by(col(DefectEvent.id))
        for event in reader.session.exec(query):
            events[event.defect_id].append(Happened(event.kind, event.happened_on))
    return [figures(defect_state(one.found_on, events[record_id(one)])) for one in defects]


def find_drift(reader: Reader) -> Iterator[DefectDrift]:
    """Every stored figure of a defect that differs from its recomputation."""
    after = 0
    while defects := _some(reader, after):
        for defect, told in zip(defects, work_out(reader, defects), strict=True):
            for name, value in told.items():
                if getattr(defect, name) != value:
                    yield DefectDrift(record_id(defect), name, getattr(defect, name), value)
        after = record_id(defects[-1])


def _some(reader: Reader, after: int) -> list[Defect]:
    query = select(Defect).where(col(Defect.id) > after).order_by(col(Defect.id)).limit(STEP)
    return list(reader.session.exec(query))


def _refresh(work: Work, numbers: Collection[int]) -> None:
    defects = list(work.session.exec(select(Defect).where(col(Defect.id).in_(numbers))))
    work.derive_all(list(zip(defects, work_out(work, defects), strict=True)))


def _of_defect(_session: Session, record: SQLModel) -> int | None:
    return record.id if isinstance(record, Defect) else None


def _of_event(_session: Session, record: SQLModel) -> int | None:
    return record.defect_id if isinstance(record, DefectEvent) else None


DEFECTS: Final = Projector("defects", {Defect: _of_defect, DefectEvent: _of_event}, _refresh)
"""Keyed by the defect."""
