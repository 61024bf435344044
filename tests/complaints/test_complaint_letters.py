"""What the letters of a complaint say, filled from what was logged and done."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.complaints.complaint_ground import ComplaintDesk, at

from deskapp.casework.letter_facts import read_case_facts
from deskapp.casework.letters import letter_data
from deskapp.desks.complaints.handling.actions import agree_plan, note_findings
from deskapp.desks.complaints.taking.model import Complaint
from deskapp.locale import words
from deskapp.messages.letter_kinds import LETTERS
from deskapp.messages.letters import check_data
from deskapp.store.base import record_id
from deskapp.wiring import letters


def told(desk: ComplaintDesk, complaint: Complaint, letter: str, language: Any = "zh") -> dict[str, Any]:
    engine = replace(desk.engine, letters=letters())

    def read(reader: Any) -> dict[str, Any]:
        facts = read_case_facts(reader, engine, complaint.case_id, desk.now.date(), "王敏")
        return letter_data(reader, engine, letter, facts, words(language))

    data: dict[str, Any] = desk.ask(read)
    check_data(LETTERS[letter], data)
    return data


def test_the_slip_promises_what_the_clocks_say(desk: ComplaintDesk) -> None:
    complaint = desk.log(remedy="尽快修好", place="主卫", outside="12345", outside_number="A-77", level=None)
    slip = told(desk, complaint, "complaint_slip")
    assert (slip["said"], slip["wish"], slip["where"]) == ("卫生间渗水", "尽快修好", "3-2-1501 主卫")
    assert (slip["relation"], slip["level"], slip["outside_number"]) == ("业主", "2 级 较重", "A-77")
    # a quarter of an hour, four hours of service, one and seven working days at level 2
    assert [(row["what"], row["due"]) for row in slip["clocks"]] == [
        ("受理", words("zh").moment(at("2026-11-02T09:15"))),
        ("首次联系", words("zh").moment(at("2026-11-02T14:30"))),
        ("处理方案", words("zh").moment(at("2026-11-03T18:00"))),
        ("办结", words("zh").moment(at("2026-11-11T18:00"))),
    ]


def test_the_answer_says_what_was_found_and_planned(desk: ComplaintDesk) -> None:
    complaint = desk.log()
    desk.do(note_findings, record_id(complaint), "地漏周边防水破损", engine=desk.engine)
    desk.do(agree_plan, record_id(complaint), "三日内重做防水", "signed", engine=desk.engine)
    answer = told(desk, complaint, "complaint_answer", "vi")
    assert (answer["findings"], answer["plan"], answer["result"]) == ("地漏周边防水破损", "三日内重做防水", "")
