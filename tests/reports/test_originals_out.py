"""原件在外: which originals are out, with whom, for which case, and how late; the summary equals the rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from tests.fixtures_store import NOW, TODAY, Counter

from deskapp.cases.model import Case, CasePaper, ProcedureText
from deskapp.casework.custody_report import ORIGINALS_OUT
from deskapp.locale import words
from deskapp.office.customer.actions import merge_customers
from deskapp.office.property.model import Unit
from deskapp.papers.actions import give_back, mark_lost, move_paper, take_in
from deskapp.papers.drafts import MoveDraft, PaperDraft
from deskapp.sheets.reporting import Ask
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Scope, Work

PROCEDURE = """
format = 1
id = "transfer"
name = {zh = "过户"}
country = "CN"
prefix = "GH"
[[steps]]
id = "intake"
kind = "contact"
name = {zh = "收件"}
[[papers]]
code = "title"
name = {zh = "不动产权证", vi = "Giấy chứng nhận", en = "Title certificate"}
"""


def rows(counter: Counter, scope: Scope | None = None, **limits: Any) -> list[dict[str, Any]]:
    asked = replace(Ask(words("zh"), TODAY), **limits)

    def read(reader: Reader) -> list[dict[str, Any]]:
        reader.scope = scope or reader.scope
        contents = ORIGINALS_OUT.read(reader, asked)
        names = [column.name for column in contents.columns]
        return [dict(zip(names, row, strict=True)) for row in contents.rows]

    return counter.store.read(read)


def add_case(work: Work, customer: int, paper: int, number: str) -> None:
    office = work.clerk.office_id
    text = work.add(
        ProcedureText(
            office_id=office, procedure="transfer", digest=number, origin="office", text=PROCEDURE, first_used_at=NOW
        )
    )
    matter = work.add(
        Case(
            office_id=office,
            number=number,
            tracking_code=number,
            procedure="transfer",
            procedure_text_id=record_id(text),
            customer_id=customer,
            opened_at=NOW,
            entered_at=NOW,
        )
    )
    work.add(
        CasePaper(
            office_id=office, case_id=record_id(matter), code="title", state="original", paper_id=paper, state_since=NOW
        )
    )


@pytest.fixture
def papers(counter: Counter) -> dict[str, int]:
    """A late one, one in time, a lost one, and three that are not out; the customer has become another one."""
    first, survivor = counter.customer("张三丰"), counter.customer("張三豐")
    unit = counter.unit(counter.building())
    received = NOW - timedelta(days=20)
    names = ("late", "due", "lost", "home", "ours", "copy")
    found = {
        name: record_id(
            counter.do(
                take_in,
                PaperDraft(
                    first,
                    "title",
                    kind="copy" if name == "copy" else "original",
                    unit_id=unit if name == "late" else None,
                    received_at=received,
                ),
            )
        )
        for name in names
    }
    lent = NOW - timedelta(days=10)
    counter.do(
        move_paper,
        found["late"],
        MoveDraft("bank", "=工商银行", due_back=TODAY - timedelta(days=3), happened_at=lent),
    )
    counter.do(move_paper, found["due"], MoveDraft("department", "法务部", due_back=TODAY))
    counter.do(move_paper, found["copy"], MoveDraft("bank", "工商银行"))
    counter.do(mark_lost, found["lost"], "王敏", "不见", "补证")
    counter.do(give_back, [found["home"]], "张三丰")
    counter.do(add_case, first, found["late"], "GH-20261122-0001")
    counter.do(add_case, first, found["late"], "GH-20261122-0002")
    counter.do(merge_customers, first, survivor)
    return found


def test_the_rows(counter: Counter, papers: dict[str, int]) -> None:
    late, due, lost = rows(counter)
    assert late == {
        "register_number": "ZL-20261122-0001",
        "paper": "不动产权证",
        "customer": "張三豐",
        "case": "GH-20261122-0001, GH-20261122-0002",
        "holder": "bank",
        "holder_name": "=工商银行",
        "since": date(2026, 11, 12),
        "due_back": date(2026, 11, 19),
        "days_late": 3,
        "state": "late",
        "responsible": None,
        "next_procedure": None,
    }
    assert (due["paper"], due["case"], due["days_late"], due["state"]) == ("title", None, None, "out")
    assert (lost["state"], lost["holder"], lost["responsible"], lost["next_procedure"]) == (
        "lost",
        "us",
        "王敏",
        "补证",
    )
    assert [row["paper"] for row in rows(counter, words=words("vi"))][:1] == ["Giấy chứng nhận"]


def test_the_limits(counter: Counter, papers: dict[str, int]) -> None:
    assert [row["state"] for row in rows(counter, state="lost")] == ["lost"]
    assert [row["state"] for row in rows(counter, until=date(2026, 11, 12))] == ["late", "lost"]
    project = counter.ask(lambda reader: reader.get(Unit, 1).project_id) or 0
    assert [row["state"] for row in rows(counter, project_id=project)] == ["late"]
    assert [row["state"] for row in rows(counter, Scope(frozenset({project + 1})))] == ["out", "lost"]


def test_the_summary_equals_the_rows(counter: Counter, papers: dict[str, int]) -> None:
    table = counter.ask(lambda reader: ORIGINALS_OUT.read(reader, Ask(words("zh"), TODAY)).summary[0])
    assert [tuple(row) for row in table.rows] == [
        ("us", None, None, 1, 1),
        ("bank", None, 1, None, 1),
        ("department", 1, None, None, 1),
    ]
    assert table.total == ("", 1, 1, 1, 3)
    assert len(rows(counter)) == 3
