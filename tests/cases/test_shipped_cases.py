"""Every procedure that is shipped carries a case from its opening to its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import select
from tests.cases.cases_ground import Desk, make_desk
from tests.fixtures_store import Counter

from deskapp.cases.authority import submit, tax_notice, tax_settled
from deskapp.cases.engine import Engine, Gate
from deskapp.cases.gates import GATES
from deskapp.cases.model import CaseEvent
from deskapp.cases.opening import CaseDraft, open_case
from deskapp.cases.page import get_case_page
from deskapp.cases.papers import receive_all_papers
from deskapp.cases.procedure_check import GATES as NAMED
from deskapp.cases.procedure_load import load_procedures
from deskapp.cases.projection import find_drift
from deskapp.cases.steps import end_step
from deskapp.store.base import record_id

PROCEDURES = load_procedures()
NOW = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
"""A Monday; 24 November is a day off in Vietnam."""


@pytest.fixture
def office(counter: Counter) -> Desk:
    # gates of the desks stand open here: the engine alone is looked at
    others = {name: Gate(name, lambda reader, case: None, lambda facts: []) for name in NAMED if name not in GATES}
    desk = make_desk(counter)
    desk.engine = Engine(PROCEDURES, {**GATES, **others})
    desk.now = NOW
    return desk


def walk(desk: Desk, procedure_id: str) -> int:
    """Open a case and end each step, with reasons where a gate is shut."""
    number = record_id(desk.do(open_case, desk.engine.procedures, CaseDraft(procedure_id)))
    desk.do(receive_all_papers, number)
    page = desk.ask(get_case_page, desk.engine, number, desk.today)
    given = dict.fromkeys(desk.engine.gates, "x")
    for _ in page.steps:
        desk.do(end_step, desk.engine, number, overrides=given, exception="一人")
    return number


def alike() -> list[str]:
    """One procedure of each way to go: many share the steps of a flow."""
    ways: dict[tuple[Any, ...], str] = {}
    for heading in PROCEDURES.in_force(NOW.date()):
        procedure = PROCEDURES.find(heading.id, NOW.date())
        ways.setdefault(tuple((one.id, one.gates, one.skip, one.by_another) for one in procedure.steps), heading.id)
    return sorted(ways.values())


def test_every_case_opens_with_its_checklist(office: Desk) -> None:
    for heading in PROCEDURES.in_force(NOW.date()):
        number = record_id(office.do(open_case, office.engine.procedures, CaseDraft(heading.id)))
        page = office.ask(get_case_page, office.engine, number, office.today)
        wanted = [rule.code for rule in page.procedure.papers if rule.when is None or rule.when.holds({})]
        assert [line.code for line in page.papers] == wanted


@pytest.mark.parametrize("procedure_id", alike())
def test_it_goes_from_the_first_step_to_the_last(office: Desk, procedure_id: str) -> None:
    number = walk(office, procedure_id)
    case = office.case(number)
    procedure = office.engine.procedures.find(procedure_id, NOW.date())
    delivers = any(step.kind == "delivery" for step in procedure.steps)
    assert (case.step, case.outcome) == ("", "delivered" if delivers else "closed")
    assert office.ask(find_drift, office.today)[0] == []
    ends = office.ask(
        lambda reader: len(reader.session.exec(select(CaseEvent.id).where(CaseEvent.kind == "step.ended")).all())
    )
    assert ends == len(procedure.steps)


@pytest.mark.parametrize(
    ("procedure_id", "remote", "due"),
    [
        # NĐ 151/2025, working days after the submission on Monday 16 November; the 24th is off
        ("vn-transfer", False, "2026-11-27"),
        ("vn-transfer", True, "2026-12-11"),
        ("vn-split-merge", False, "2026-12-03"),
        ("vn-correction", False, "2026-11-27"),
        ("vn-renew", False, "2026-11-23"),
        ("vn-lost", False, "2026-12-01"),
        ("vn-first-registration", False, "2026-12-10"),
    ],
)
def test_the_authority_s_days(office: Desk, procedure_id: str, remote: bool, due: str) -> None:
    number = record_id(office.do(open_case, office.engine.procedures, CaseDraft(procedure_id)))
    office.do(submit, number, "H1", remote=remote)
    assert str(office.case(number).authority_due_on) == due


def test_the_two_phases_of_a_transfer(office: Desk) -> None:
    """Until the tax slip, and from the payment on; what lies between is the taxpayer's time."""
    number = record_id(office.do(open_case, office.engine.procedures, CaseDraft("vn-transfer")))
    office.do(submit, number, "H1")
    office.wait(3)
    office.do(tax_notice, number)
    assert (office.case(number).authority_due_on, office.case(number).waiting_party) == (None, "tax")
    office.wait(10)
    office.do(tax_settled, number, "paid")
    # three days of eight were over: 30 November to 4 December are the other five
    case = office.case(number)
    assert (str(case.authority_due_on), case.waiting_party) == ("2026-12-04", "authority")
    clock = office.ask(get_case_page, office.engine, number, office.today).authority
    assert [(span.counted, bool(span.why)) for span in clock.spans] == [(3, False), (0, True), (5, False)]
    assert replace(clock, spans=()).day == case.authority_due_on
