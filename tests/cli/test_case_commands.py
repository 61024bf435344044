"""``deskapp clock`` and ``deskapp check``: a case's days explained, and whether lists say what the records say."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.cases.cases_ground import LICENCE, OneProcedure
from tests.reports.reports_ground import deskapp

from deskapp.cases.authority import submit
from deskapp.cases.opening import CaseDraft, open_case
from deskapp.cases.papers import receive_all_papers
from deskapp.cases.procedure_parse import parse_procedure
from deskapp.cases.waiting import begin_waiting, end_waiting
from deskapp.papers.actions import attach_file
from deskapp.papers.files import file_path, store_file
from deskapp.settings import find_home
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.wiring import open_home

MONDAY = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)


@pytest.fixture
def number(home_of_the_test: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A case whose clock stood still for two days."""
    monkeypatch.setenv("DESKAPP_LANG", "en")

    def begin(work: Work) -> str:
        case = open_case(work, OneProcedure(parse_procedure(LICENCE)), CaseDraft("licence", fields={"waters": "长江"}))
        receive_all_papers(work, record_id(case))
        return case.number

    with closing(open_home(find_home(home_of_the_test), MONDAY, writes=True)) as opened:
        said = opened.write("case.open", begin, MONDAY)
        opened.write("case.wait", lambda work: begin_waiting(work, 1, "decision"), MONDAY.replace(day=3))
        opened.write("case.go_on", lambda work: end_waiting(work, 1), MONDAY.replace(day=5))
        opened.write("case.submit", lambda work: submit(work, 1, "A-1"), MONDAY.replace(day=6))
    return said


def test_the_clock_is_explained(number: str) -> None:
    done = deskapp("clock", number)
    assert done.code == 0, done.err
    assert [line.rstrip() for line in done.out.splitlines()[:6]] == [
        "BY-20261102-0001  Fishing licence",
        "Our clock:",
        "  2026-11-02                 Begins; this day is not counted",
        "  2026-11-02 > 2026-11-03    Working days counted: 1",
        "  2026-11-03 > 2026-11-05    Stands still: Decision",
        "  2026-11-05 > 2026-11-06    Working days counted: 1",
    ]
    told = json.loads(deskapp("clock", "1102-1", "--json").out)
    assert (told["ours"]["left"], told["authority"]["day"]) == ("8", "2026-11-18")
    nothing = deskapp("clock", "zzzz")
    assert (nothing.code, nothing.out) == (65, "")


def test_what_lists_show_is_compared_and_mended(number: str, home_of_the_test: Path) -> None:
    assert (deskapp("check").code, deskapp("check").out.strip()) == (0, "Differences: 0")
    with closing(sqlite3.connect(find_home(home_of_the_test).database)) as connection:
        connection.execute("UPDATE case_file SET submissions = 7")
        connection.commit()
    done = deskapp("check", "--json")
    assert (done.code, json.loads(done.out)["drifts"]) == (
        65,
        [{"table": "case_file", "id": 1, "field": "submissions", "stored": 7, "told": 1}],
    )
    assert deskapp("check", "--repair").out.splitlines()[-1] == "Cases worked out anew: 1"
    assert deskapp("check").code == 0
    assert number


def test_a_scan_that_is_gone_is_named(number: str, home_of_the_test: Path, tmp_path: Path) -> None:
    home = find_home(home_of_the_test)
    (tmp_path / "scan.jpg").write_bytes(b"picture")
    with closing(open_home(home, MONDAY, writes=True)) as opened:
        kept = store_file(home.files, tmp_path / "scan.jpg")
        opened.write("paper.attach", lambda work: attach_file(work, kept), MONDAY)
    assert deskapp("check").code == 0
    file_path(home.files, kept.digest).unlink()
    done = deskapp("check", "--json")
    assert (done.code, json.loads(done.out)["drifts"]) == (
        65,
        [{"table": "stored_file", "id": 1, "field": "file", "stored": "scan.jpg", "told": None}],
    )
    assert number
