"""What a role has to do with a case: which gates it passes with a reason, whose tasks and steps it may end."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.cases.cases_ground import Desk, events_of, page_of

from deskapp.cases.papers import receive_all_papers
from deskapp.cases.steps import end_step, skip_step
from deskapp.cases.tasks import end_task, take_task
from deskapp.errors import DeskError
from deskapp.locale import words
from deskapp.office.access.rules import roles, who_may
from deskapp.store.rights import Grant, Rights, sum_of

GATE = "papers.no_missing"


def rights_with(*actions: str, departments: frozenset[int] | None = None) -> Rights:
    return sum_of([Grant(("end_step", *actions), department_ids=departments)], ["clerk"], who_may)


@pytest.mark.parametrize("code", sorted(roles()))
def test_a_gate_is_passed_by_those_whose_role_has_it(desk: Desk, code: str) -> None:
    number = desk.open()
    allowed = roles()[code].allowed
    desk.clerk = replace(desk.clerk, rights=rights_with(*allowed))
    if code in ("senior_clerk", "supervisor", "manager"):
        desk.do(end_step, desk.engine, number, overrides={GATE: "主管同意"})
        assert [event.text for event in events_of(desk, number, "override")] == ["主管同意"]
        return
    with pytest.raises(DeskError) as refused:
        desk.do(end_step, desk.engine, number, overrides={GATE: "我说行"})
    assert refused.value.code == "access.no_override"
    assert "客服主管" in words("zh").say(refused.value)
    assert events_of(desk, number, "override") == []


def test_a_role_for_a_department_ends_its_own_tasks_and_steps(desk: Desk) -> None:
    number = desk.open()
    desk.do(receive_all_papers, number)
    desk.do(end_step, desk.engine, number)
    desk.do(skip_step, desk.engine, number, "survey", "岸边")
    write, reckon = page_of(desk, number).tasks
    case = desk.case(number)
    assert case.department_id is not None
    legal = frozenset({case.department_id})
    desk.clerk = replace(desk.clerk, rights=rights_with("take_task", "end_task", departments=legal))
    desk.do(take_task, write.id)
    desk.do(end_task, write.id)
    with pytest.raises(DeskError, match=r"access\.department"):
        desk.do(end_task, reckon.id)
    desk.clerk = replace(desk.clerk, rights=rights_with("end_task", departments=frozenset({999})))
    with pytest.raises(DeskError, match=r"access\.department"):
        desk.do(end_step, desk.engine, number)
