"""What the inspecting room says before an owner signs: gone through with them, and nothing open that is a danger."""

from __future__ import annotations

from collections.abc import Collection

from deskapp.cases.engine import Missing
from deskapp.cases.procedure import Texts
from deskapp.desks.handover.inspecting.model import Inspection
from deskapp.desks.handover.inspecting.queries import inspected_facts, open_safety
from deskapp.desks.handover.inspecting.rows import DefectRow
from deskapp.desks.handover.inspecting.rules import InspectedFact, judge_inspected, judge_safety
from deskapp.locale import LANGUAGES
from deskapp.store.work import Reader


def inspecting_missing(reader: Reader, delivery_ids: Collection[int]) -> dict[int, dict[str, list[Missing]]]:
    """What is missing at the gates ``inspected`` and ``safety`` of these deliveries."""
    inspections = inspected_facts(reader, delivery_ids)
    dangers = open_safety(reader, delivery_ids)
    return {
        number: {
            "inspected": judge_inspected(inspected_fact(inspections[number])),
            "safety": judge_safety([(row.number, _place(row)) for row in dangers[number]]),
        }
        for number in dict.fromkeys(delivery_ids)
    }


def inspected_fact(inspections: Collection[Inspection]) -> InspectedFact:
    """What these inspections of one delivery come to."""
    done = [one for one in inspections if one.done_at is not None]
    begun = any(one.begun_at is not None and one.done_at is None for one in inspections)
    last = done[-1] if done else None
    day = last.done_at.date() if last is not None and last.done_at is not None else None
    return InspectedFact(begun, day, last.result if last is not None else "")


def _place(row: DefectRow) -> Texts:
    return Texts(**{language: row.place(language) for language in LANGUAGES})
