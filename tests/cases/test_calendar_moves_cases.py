"""A calendar that is taken in moves the days on which open cases are due, and a calendar taken back moves them back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.cases.cases_ground import LICENCE, OneProcedure
from tests.reception.intake_ground import NOW, Desk, open_desk

from deskapp.cases.model import Case
from deskapp.cases.opening import CaseDraft, open_case
from deskapp.cases.papers import receive_all_papers
from deskapp.cases.procedure_parse import parse_procedure
from deskapp.store.base import record_id
from deskapp.store.work import Work

PLAN = [
    ["日期", "类型", "名称"],
    ["2027-01-01", "放假", "元旦"],
    ["2027-01-04", "放假", "元旦"],
]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


def test_open_cases_follow_the_calendar(desk: Desk) -> None:
    text = LICENCE.replace("working_days = 10", "working_days = 30")

    def begin(work: Work) -> int:
        draft = CaseDraft("licence", fields={"waters": "长江"})
        number = record_id(open_case(work, OneProcedure(parse_procedure(text)), draft))
        receive_all_papers(work, number)
        return number

    number = desk.opened.write("case.open", begin, NOW)

    def due() -> tuple[date | None, bool]:
        case = desk.opened.store.read(lambda reader: reader.get(Case, number))
        return case.due_on, case.due_confirmed

    assert due() == (date(2027, 1, 1), False)
    taken = desk.take("calendar", PLAN)
    assert (taken.created, taken.refused) == (2, {})
    assert due() == (date(2027, 1, 5), True)
    desk.undo(taken)
    assert due() == (date(2027, 1, 1), False)
