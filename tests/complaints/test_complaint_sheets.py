"""Complaints as files: whole and twice, markup as plain words everywhere, kept mappings, corrected, taken back."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from tests.reception.intake_ground import NOW, ZHANG, Desk, counts, open_desk

from deskapp.cases.model import Case
from deskapp.cases.opening import edit_case
from deskapp.desks.complaints.taking.model import Complaint
from deskapp.desks.complaints.taking.projection import find_drift
from deskapp.desks.services.orders.projection import find_drift as order_drift
from deskapp.errors import DeskError
from deskapp.locale import words
from deskapp.settings import find_home
from deskapp.sheets.book import write_book
from deskapp.sheets.csvout import write_csv
from deskapp.sheets.importing import Outcome
from deskapp.sheets.reporting import Ask, make_report
from deskapp.sheets.saved_maps import list_maps, remove_map
from deskapp.store.work import Reader, Work
from deskapp.wiring import reports
from sampledata.complaints import TEXTS, complaints_table, repairs_table
from sampledata.people import Crowd
from sampledata.units import PROJECT, make_units, units_table

TODAY = NOW.date()
COUNT = 110
Sample = tuple[Desk, dict[str, Any], Outcome]


@pytest.fixture(scope="module")
def sample(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    """A home with units, the truth of a register, and what came of it."""
    folder = tmp_path_factory.mktemp("complaint_sheets")
    home = find_home(folder / "home")
    home.prepare()
    shutil.copyfile(begun, home.database)
    stock = make_units(3, 60)
    units_table(3, stock).write_workbook(folder / "units.xlsx", "房源")
    people = Crowd(3).customers(40)
    table = complaints_table(3, stock, people, COUNT, TODAY)
    table.write_workbook(folder / "complaints.xlsx", "投诉记录")
    with open_desk(folder) as desk:
        desk.take("units", folder / "units.xlsx", project=PROJECT)
        known = people[0]
        desk.take("customers", [("name", "id_number", "phone"), (known.name, known.number, known.phone)])
        yield desk, table.truth(), desk.take("complaints", folder / "complaints.xlsx", project=PROJECT)


def test_the_register_goes_in_whole_and_twice(sample: Sample) -> None:
    desk, truth, outcome = sample
    refused = {row: {problem.column for problem in problems} for row, problems in outcome.refused.items()}
    assert refused == {one["row"]: {one["column"]} for one in truth["rejected"]}
    assert (counts(outcome), outcome.also) == ((truth["created"], 0, truth["unchanged"], len(refused)), {})
    again = desk.take("complaints", desk.folder / "complaints.xlsx", project=PROJECT)
    assert counts(again) == (0, 0, truth["created"] + truth["unchanged"], len(refused))
    (figures,) = desk.rows(
        "SELECT count(*), sum(state = 'closed'), sum(unit_text = '小区东门外'), sum(unit_id IS NULL) FROM complaint"
    )
    assert figures == (truth["created"], truth["closed"], truth["unknown_homes"], truth["unknown_homes"])
    assert list(desk.opened.store.read(find_drift)) == []
    # nobody became a customer by complaining; who was one is linked, whoever else stays as name and phone
    assert desk.rows("SELECT count(*) FROM customer") == [(1,)]
    ((linked, named),) = desk.rows(
        "SELECT sum(customer_id IS NOT NULL), sum(customer_id IS NOT NULL AND caller_name <> '') FROM case_file"
    )
    assert (linked > 0, named) == (True, 0)
    # an order of 12345 is another house's, and no two have its number
    assert desk.rows("SELECT count(*) - count(DISTINCT outside_number) FROM complaint WHERE outside = '12345'") == [
        (0,)
    ]


def told(desk: Desk, folder: Path, form: str, name: str = "complaints") -> Path:
    """The report as a file; whole numbers."""
    target = folder / f"out.{form}"

    def write(reader: Reader) -> None:
        ask = Ask(words("zh"), TODAY, full=True)
        report = make_report(reports()[name], reader, ask, NOW, "王敏")
        if form == "csv":
            write_csv(target, report)
        else:
            write_book(target, report, words("zh"))

    desk.opened.store.read(write)
    return target


def test_markup_and_formulas_are_words_in_every_file_and_come_back_unchanged(sample: Sample, tmp_path: Path) -> None:
    desk, truth, _ = sample
    path = told(desk, tmp_path, "csv")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    said = {row["text"] for row in rows}
    # what a spreadsheet would compute begins with an apostrophe, which the import takes off again
    assert said == {f"'{text}" if text[0] in "=@" else text for text in TEXTS}
    assert counts(desk.take("complaints", path)) == (0, 0, truth["created"], 0)
    book = told(desk, tmp_path, "xlsx")
    cells = {cell.value: cell.data_type for row in load_workbook(book).worksheets[1].iter_rows() for cell in row}
    assert {text: cells.get(text) for text in TEXTS} == dict.fromkeys(TEXTS, "s")
    assert counts(desk.take("complaints", book)) == (0, 0, truth["created"], 0)


@pytest.fixture
def desk(sample: Sample, tmp_path: Path) -> Iterator[Desk]:
    """A copy of that home."""
    folder = tmp_path / "copy"
    shutil.copytree(sample[0].home.root, folder / "home")
    with open_desk(folder) as opened:
        yield opened


THEIRS = [
    ("unique_key", "created_date", "complaint_type", "descriptor", "incident_address", "via", "closed_date", "result"),
    ("61276295", "2026-05-27T02:08:51.000", "Noise - Street/Sidewalk", "Loud =1+1", "12 BROADWAY", "PHONE", "", ""),
    ("61276296", "2026-05-27T03:08:51.000", "Street Condition", "Pothole", "BROADWAY", "UNKNOWN",
     "2026-05-28T03:08:51.000", "Filled"),
    ("61276297", "never", "Noise", "Loud", "", "ONLINE", "", ""),
]  # fmt: skip
MAPS = (
    ("unique_key", "number"), ("created_date", "received_at"), ("complaint_type", "category"), ("descriptor", "text"),
    ("incident_address", "unit"), ("via", "channel"), ("closed_date", "closed_at"),
)  # fmt: skip


def test_a_mapping_is_kept_by_name_for_the_next_night(desk: Desk) -> None:
    first = desk.take("complaints", THEIRS, maps=MAPS, save_map="nyc311")
    assert counts(first) == (2, 0, 0, 1)
    assert {problem.code for problem in first.warnings} == {"complaint.category_unknown"}
    rows = desk.rows(
        "SELECT category, unit_text, state, result FROM complaint WHERE project_id IS NULL ORDER BY id DESC"
    )
    assert rows[:2] == [("other", "BROADWAY", "closed", "Filled"), ("noise", "12 BROADWAY", "received", "")]
    assert counts(desk.take("complaints", THEIRS, maps=(("nyc311", ""),))) == (0, 0, 2, 1)
    # what is said outright goes before the name; the mapping stays as it was
    other = desk.take("complaints", THEIRS, maps=(("nyc311", ""), ("result", "text")))
    assert other.refused[3][0].column == "result"
    (saved,) = desk.opened.store.read(list_maps)
    assert (saved.kind, saved.name, saved.used_at) == ("complaints", "nyc311", NOW)
    desk.opened.write("import.complaints", lambda work: remove_map(work, "complaints", "nyc311"), NOW)
    with pytest.raises(DeskError) as error:
        desk.take("complaints", THEIRS, maps=(("nyc311", ""),))
    assert error.value.code == "file.map_unsaved"


def test_what_differs_waits_for_update_and_what_a_clerk_wrote_stays(desk: Desk) -> None:
    head = ("投诉编号", "受理时间", "投诉人", "投诉内容", "级别", "诉求", "结案时间")
    row = ("GD-1", "2026-11-02 09:00", "钱七", "门厅漏水", "一般", "维修", "")
    assert counts(desk.take("complaints", [head, row], project=PROJECT)) == (1, 0, 0, 0)
    worse = [head, ("GD-1", "2026-11-02", "钱七", "门厅漏水严重", "重要", "赔偿", "2026-11-09 10:00")]
    refused = desk.take("complaints", worse, project=PROJECT)
    assert {problem.column for problem in refused.refused[2]} == {"投诉内容", "级别", "诉求", "结案时间"}
    ((case_id, complaint_id),) = desk.rows(
        "SELECT f.id, c.id FROM case_file f JOIN complaint c ON c.case_id = f.id WHERE f.outside_number = 'GD-1'"
    )

    def edit(work: Work) -> None:
        edit_case(work, case_id, {"need": "门厅漏水，已去看过"})

    desk.opened.write("complaint.edit", edit, NOW - timedelta(days=1))
    taken = desk.take("complaints", worse, project=PROJECT, update=True)
    assert (counts(taken), taken.kept) == ((0, 1, 0, 0), [(2, "text")])
    case: Case = desk.opened.store.read(lambda reader: reader.get(Case, case_id))
    complaint: Complaint = desk.opened.store.read(lambda reader: reader.get(Complaint, complaint_id))
    assert (case.need, case.outcome) == ("门厅漏水，已去看过", "closed")
    assert (complaint.level, complaint.remedy, complaint.state) == (2, "赔偿", "closed")
    assert list(desk.opened.store.read(find_drift)) == []
    moved = [head, ("GD-1", "2026-11-03 09:00", "钱七", "门厅漏水严重", "重大", "赔偿", "2026-11-09 10:00")]
    codes = {problem.code for problem in desk.take("complaints", moved, project=PROJECT, update=True).refused[2]}
    assert codes == {"complaint.fixed", "complaint.crisis_key"}


def test_who_called_is_linked_when_they_become_a_customer(desk: Desk) -> None:
    row = ("GD-2", "2026-11-02", "钱七", "13912345678", "漏水")
    rows = [("number", "received_at", "complainant", "phone", "text"), row]
    outcome = desk.take("complaints", rows)
    linked = "SELECT customer_id IS NOT NULL, caller_name FROM case_file WHERE outside_number = 'GD-2'"
    assert desk.rows(linked) == [(0, "钱七")]
    people = desk.take("customers", [("name", "id_number", "phone"), ("钱七", ZHANG, "139 1234 5678")])
    assert (people.created, desk.rows(linked)) == (1, [(1, "")])
    assert counts(desk.take("complaints", rows)) == (0, 0, 1, 0)
    # the customer is needed now; the complaint may go
    assert desk.undo(people)[0].blocked
    assert desk.undo(outcome)[1] == []


def test_a_batch_is_taken_back_with_its_clocks(desk: Desk) -> None:
    before = desk.rows("SELECT count(*) FROM complaint_clock")
    rows = [("received_at", "text"), ("2026-11-02", "漏水"), ("2026-11-02", "漏水"), ("2026-11-03", "漏水")]
    outcome = desk.take("complaints", rows)
    assert counts(outcome) == (2, 0, 1, 0)
    undo, blocked = desk.undo(outcome)
    assert (undo.removed > 0, blocked) == (True, [])
    assert desk.rows("SELECT count(*) FROM complaint_clock") == before
    assert list(desk.opened.store.read(find_drift)) == []


def test_repairs_go_in_whole_and_twice_and_what_was_done_there_is_done(desk: Desk) -> None:
    table = repairs_table(3, make_units(3, 60), Crowd(3).customers(40), 40, TODAY)
    table.write_csv(desk.folder / "repairs.csv", encoding="utf-8-sig")
    truth = table.truth()
    outcome = desk.take("repairs", desk.folder / "repairs.csv", project=PROJECT)
    refused = {row: {problem.column for problem in problems} for row, problems in outcome.refused.items()}
    assert refused == {one["row"]: {one["column"]} for one in truth["rejected"]}
    assert counts(outcome) == (truth["created"], 0, truth["unchanged"], len(refused))
    again = desk.take("repairs", desk.folder / "repairs.csv", project=PROJECT)
    assert counts(again) == (0, 0, truth["created"] + truth["unchanged"], len(refused))
    states = "SELECT sum(state = 'closed' AND NOT open), sum(unit_id IS NULL) FROM work_order"
    assert desk.rows(states) == [(truth["finished"], 0)]
    assert list(desk.opened.store.read(order_drift)) == []
    path = told(desk, desk.folder, "csv", "repairs")
    assert counts(desk.take("repairs", path)) == (0, 0, truth["created"], 0)
    later = [("维修单号", "报修时间", "报修内容", "完工时间"), ("WX260002", "2026-11-20", "换锁", "2026-11-21")]
    assert desk.take("repairs", later, project=PROJECT).rejected == 1
    undo, blocked = desk.undo(outcome)
    assert (undo.removed > 0, blocked) == (True, [])
