"""What a sheet opens is what a clerk would have opened: case by case, event by event, task by task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from sqlmodel import SQLModel, col, select
from tests.fixtures_store import Counter, open_counter
from tests.intake.dossier import NOW, Desk, furnish

from deskapp.cases.events import add_event
from deskapp.cases.model import Case, CaseEvent, CasePaper, CaseTask
from deskapp.cases.opening import CaseDraft, open_case
from deskapp.cases.opening_many import Begun, open_many
from deskapp.cases.people import follow_step
from deskapp.cases.pinned import procedure_of
from deskapp.cases.procedure import Procedure
from deskapp.cases.projection import country_of, find_drift
from deskapp.cases.recording import settle
from deskapp.cases.tasks import cancel_open_tasks, give_step_tasks
from deskapp.errors import DeskError
from deskapp.office.customer.model import Customer
from deskapp.store.bulk import Slice
from deskapp.store.work import Work
from deskapp.wiring import engine, indexers

TABLES: tuple[type[SQLModel], ...] = (Case, CaseEvent, CasePaper, CaseTask)
OWN = {"tracking_code", "version", "edited"}
"""What may differ: codes are drawn, and what a batch brings is its records' first version."""


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory, begun: Path) -> Path:
    """A database with people and land."""
    folder = tmp_path_factory.mktemp("at-once")
    with open_counter(copyfile(begun, folder / "deskapp.db"), indexers()) as counter:
        furnish(Desk(counter, engine_of(folder)))
    return folder / "deskapp.db"


def engine_of(folder: Path) -> Any:
    from deskapp.settings import find_home

    return engine(find_home(folder / "home"), lambda: NOW.date())


@pytest.fixture
def two(furnished: Path, tmp_path: Path) -> Iterator[tuple[Counter, Counter]]:
    """The same database twice."""
    one, other = (copyfile(furnished, tmp_path / f"{name}.db") for name in ("one", "other"))
    with open_counter(one, indexers()) as first, open_counter(other, indexers()) as second:
        yield first, second


def by_hand(work: Work, procedures: Any, begun: Begun) -> None:
    """As a clerk opens it; one that began elsewhere has the steps before it ended as it began here."""
    case = open_case(work, procedures, begun.draft)
    if begun.step:
        procedure = procedure_of(work, case)
        places = [one.id for one in procedure.steps]
        cancel_open_tasks(work, case, procedure.step(begun.step).name.say(work.clerk.language))
        before = places[: places.index(begun.step)]
        at, country = case.opened_at, country_of(procedure)
        settle(work, case, [add_event(work, case, "step.ended", at, country, step=one) for one in before])
        follow_step(work, case)
        give_step_tasks(work, case, procedure, procedure.step(begun.step), at)


def rows(counter: Counter, table: type[SQLModel]) -> list[dict[str, Any]]:
    query = select(table).order_by(col(table.id))  # type: ignore[attr-defined]
    found = counter.ask(lambda reader: list(reader.session.exec(query)))
    return [row.model_dump(exclude=OWN) for row in found]


def choices(procedure: Procedure, place: int) -> dict[str, str]:
    """A value for every field that has choices, so that conditions of papers hold now and then."""
    return {
        rule.code: rule.choices[place % len(rule.choices)].code for rule in procedure.fields if rule.choices
    }  # fmt: skip


def every_procedure(procedures: Any) -> list[Begun]:
    """One case of each procedure in force, at another step and moment each: noons, late evenings, now."""
    found = []
    for place, heading in enumerate(procedures.in_force(NOW.date())):
        procedure = procedures.find(heading.id, NOW.date())
        ago = (timedelta(days=place % 40), timedelta(hours=place % 30), timedelta(days=400))[place % 3]
        whom = {"customer_id": 1 + place % 2} if place % 4 else {"caller_name": "王先生", "caller_phone": "13800138000"}
        draft = CaseDraft(
            heading.id, channel="visit", need=f"[/b] {place}", fields=choices(procedure, place),
            parcel_id=1 if procedure.subject in ("parcel", "either") else None,
            opened_at=max(NOW - ago, datetime(2026, 8, 1, 15, 30, tzinfo=UTC)) if place % 5 else None,
            outside_number=f"Z{place}", **whom,
        )  # fmt: skip
        steps = procedure.steps
        found.append(Begun(draft, steps[place % len(steps)].id if place % len(steps) else ""))
    return found


def test_every_procedure_opens_the_same_either_way(two: tuple[Counter, Counter], tmp_path: Path) -> None:
    procedures = engine_of(tmp_path).procedures
    begun = []
    for one in every_procedure(procedures):
        try:
            procedures.find(one.draft.procedure, (one.draft.opened_at or NOW).date())
        except DeskError:
            one = replace(one, draft=replace(one.draft, opened_at=None))
        begun.append(one)
    assert len({one.draft.procedure for one in begun}) > 30
    first, second = two

    def clerk(work: Work) -> None:
        for one in begun:
            by_hand(work, procedures, one)

    first.store.write(first.clerk, "x", clerk, NOW)
    numbers = second.store.write(
        second.clerk, "x", lambda work: open_many(Slice(work, 1), procedures, begun), NOW
    )  # fmt: skip
    for table in TABLES:
        mine, theirs = rows(second, table), rows(first, table)
        assert len(mine) == len(theirs)
        for row, other in zip(mine, theirs, strict=True):
            assert row == other
    assert numbers == [row["id"] for row in rows(second, Case)]
    assert second.ask(find_drift, NOW.date()) == ([], None)
    codes = second.ask(lambda reader: list(reader.session.exec(select(Case.tracking_code))))
    assert len(set(codes)) == len(codes) == len(begun)


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (CaseDraft("cn-other", opened_at=NOW + timedelta(minutes=1)), "case.future"),
        (CaseDraft("cn-other", parcel_id=99), "store.gone"),
        (CaseDraft("cn-other", customer_id=99), "store.gone"),
        (CaseDraft("cn-other", language="xx"), "draft.choice"),
        (CaseDraft("cn-other", fields={"nothing": "1"}), "case.no_such_field"),
    ],
)
def test_what_a_clerk_could_not_open_leaves_nothing(
    two: tuple[Counter, Counter], tmp_path: Path, draft: CaseDraft, code: str
) -> None:
    counter, procedures = two[0], engine_of(tmp_path).procedures
    begun = [Begun(CaseDraft("cn-other")), Begun(draft)]
    with pytest.raises(DeskError, match=code.replace(".", r"\.")):
        counter.store.write(counter.clerk, "x", lambda work: open_many(Slice(work, 1), procedures, begun), NOW)
    assert all(rows(counter, table) == [] for table in TABLES)


def test_a_blocked_customer_gets_no_case(two: tuple[Counter, Counter], tmp_path: Path) -> None:
    counter, procedures = two[0], engine_of(tmp_path).procedures
    fields = {"blocked_on": NOW.date(), "blocked_why": "客户要求"}
    counter.store.write(counter.clerk, "x", lambda work: work.change(work.get(Customer, 1), fields), NOW)
    begun = [Begun(CaseDraft("cn-other", customer_id=1))]
    with pytest.raises(DeskError, match=r"privacy\.blocked"):
        counter.store.write(counter.clerk, "x", lambda work: open_many(Slice(work, 1), procedures, begun), NOW)
