"""Acceptances, surveys, plans and defects as files: taken in twice, corrected, refused, kept, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures_store import TODAY
from tests.handover.handover_ground import HandoverDesk
from tests.handover.sheets_ground import Files, codes, day, open_files
from tests.reception.intake_ground import counts

from deskapp.desks.handover.inspecting.actions_defect import edit_defect, reopen_defect
from deskapp.desks.handover.inspecting.drafts import DefectEdit
from deskapp.desks.handover.inspecting.projection import find_drift as defect_drift
from deskapp.desks.handover.planning.actions import close_batch, edit_delivery
from deskapp.desks.handover.planning.actions_delivery import note_signed
from deskapp.desks.handover.planning.drafts import DeliveryDraft, SignedDraft
from deskapp.desks.handover.planning.projection import find_drift as delivery_drift
from deskapp.desks.handover.planning.sheet_write import PlannedBatch, PlannedSlot
from deskapp.desks.handover.settling.actions_area import settle_area
from deskapp.office.acceptance.actions import note_acceptance
from deskapp.office.acceptance.drafts import AcceptanceDraft
from deskapp.office.deal.actions import end_deal
from deskapp.office.property.actions import add_building


@pytest.fixture
def files(handover_home_made: tuple[HandoverDesk, Path], handover_home: Path, tmp_path: Path) -> Iterator[Files]:
    with open_files(tmp_path, handover_home_made[0], handover_home) as opened:
        yield opened


ACCEPTED = """
楼栋,验收类别,责任部门,计划验收日期,验收结论,验收日期,验收备案号,备注
3栋,初始登记,客户中心,2026-11-10,已办理,2026-11-12,DJ-003,
5号楼,大产证,客户中心,2026-12-10,,,,
99,竣工验收,工程部,,,,,
7,承接查验,物业公司,,合格,,,
7,综合验收,前期部,,合格,2027-01-01,,
7,消防,工程部,,不合格,2026-11-01,,
3栋,初始登记,客户中心,2026-11-10,已办理,2026-11-12,DJ-003,
"""


def test_acceptances_go_in_once_are_corrected_and_keep_what_a_clerk_wrote(files: Files) -> None:
    files.desk.do(add_building, files.desk.project, "7")
    first = files.taken("acceptances", ACCEPTED)
    assert counts(first) == (2, 0, 1, 4)
    assert codes(first) == {
        4: ["building.unknown"], 5: ["acceptance.no_day"], 6: ["acceptance.future"], 7: ["acceptance.why_failed"],
    }  # fmt: skip
    assert counts(files.taken("acceptances", ACCEPTED)) == (0, 0, 3, 4)
    # what goes out goes in again and says nothing new
    rows = files.told("acceptances")
    assert {(row["building"], row["kind"], row["stand"]) for row in rows} >= {
        ("3", "initial_registration", "passed"), ("5", "initial_registration", "planned"),
    }  # fmt: skip

    later = "楼栋,验收类别,计划验收日期,责任部门\n5,首次登记,2026-12-20,产权部"
    assert codes(files.taken("acceptances", later)) == {2: ["import.conflict", "import.conflict"]}
    # a clerk moves the planned day; the night's file, which still says the old one, does not move it back
    building = files.desk.buildings["5"]
    ((department,),) = files.rows("SELECT id FROM department WHERE name = '客户中心'")
    moved = AcceptanceDraft(building, "initial_registration", department, planned_on=day("12-28"))
    files.desk.do(note_acceptance, moved)
    again = files.taken("acceptances", later, update=True)
    assert (counts(again), again.kept) == ((0, 1, 0, 0), [(2, "planned_on")])
    (row,) = [row for row in files.told("acceptances") if (row["building"], row["kind"][:7]) == ("5", "initial")]
    assert (row["planned_on"], row["department"]) == (day("12-28"), "产权部")

    worse = "楼栋,验收类别,验收结论,验收日期,备注\n3,首次登记,不合格,2026-11-20,资料不全"
    assert codes(files.taken("acceptances", worse, update=True)) == {2: ["acceptance.decided"]}
    undo, blocked = files.undo(first)
    assert (undo.removed, len(blocked)) == (0, 1)


SURVEYED = """
楼栋,单元,房号,实测建筑面积(㎡),实测套内面积(㎡),测绘房号
3栋,2,1501,103.01,81.00,1501
3,2单元,1502,102,80.50,
3,2,1503,壹佰,80,
3,2,1504,80.00,99.00,
3,2,1599,100,80,
3,2,1501,103.01,81.00,1501
"""


def test_a_survey_is_written_into_units_and_tells_which_settlements_it_changes(files: Files) -> None:
    assert counts(files.taken("survey-areas", SURVEYED, dry_run=True)) == (2, 0, 1, 3)
    first = files.taken("survey-areas", SURVEYED)
    assert counts(first) == (2, 0, 1, 3)
    assert codes(first) == {4: ["area.form"], 5: ["survey.inner_over"], 6: ["unit.unknown"]}
    assert files.rows("SELECT surveyed_area, surveyed_number FROM unit WHERE room IN ('1501', '1502')") == [
        (10301, "1501"), (10200, ""),
    ]  # fmt: skip
    newer = SURVEYED.replace("102,80.50", "104,80.50")
    assert codes(files.taken("survey-areas", newer))[3] == ["import.conflict"]
    files.desk.do(settle_area, files.desk.deliveries["1502"])
    second = files.taken("survey-areas", newer, update=True)
    assert counts(second) == (0, 1, 2, 3)
    (warning,) = second.warnings
    assert (warning.code, warning.values["unit"]) == ("survey.settlement_changes", "3-2-1502")
    # four percent more than by contract: only three of them are paid for
    assert (warning.values["amount"], warning.values["amount_after"]) == (20_000, 30_000)
    assert files.undo(second)[0].restored == 1
    assert files.rows("SELECT surveyed_area FROM unit WHERE room = '1502'") == [(10200,)]
    assert files.undo(first)[0].restored == 2
    assert files.rows("SELECT count(*) FROM unit WHERE surveyed_area IS NOT NULL") == [(0,)]


def test_a_survey_with_figures_too_many_is_refused(files: Files) -> None:
    text = "楼栋,单元,房号,实测建筑面积(㎡)\n3,2,1501,99999999999\n3,2,1502,103.00"
    found = files.taken("survey-areas", text)
    assert (counts(found), codes(found)) == ((1, 0, 0, 1), {2: ["survey.too_large"]})


PLANNED = """
楼栋,单元,房号,交房批次,交房日期,时间,合同交付日期,违约金日利率(%)
3栋,2,1505,二期,2026-12-12,9:00-9:30,2026-12-31,0.02
3,2,1506,,2026-12-14,下午,,
3,2,1599,二期,2026-12-12,9:00,,
3,2,1505,,,9:00,,
3,2,1503,第一批,2026-12-24,9:00,,
3,2,1505,二期,2026-12-12,9:00-9:30,2026-12-31,0.02
"""


def test_a_plan_makes_its_batch_with_times_and_moves_what_nobody_moved_since(files: Files) -> None:
    first = files.taken("handover-plan", PLANNED, update=True)
    assert counts(first) == (2, 0, 1, 3)
    assert first.also == {"batches": 1}
    assert codes(first) == {4: ["unit.unknown"], 5: ["plan.time_without_day"], 6: ["plan.day_outside"]}
    assert [warning.code for warning in first.warnings] == ["plan.no_deal"]  # 1506 is reserved, 1505 nobody's
    slots = "SELECT day, starts, ends, places FROM handover_slot WHERE batch_id > ? ORDER BY day"
    assert files.rows(slots.replace("?", str(files.desk.batch))) == [
        ("2026-12-12", "09:00", "09:30", 5), ("2026-12-14", "14:00", "14:30", 5),
    ]  # fmt: skip
    batch = "SELECT begins_on, ends_on FROM handover_batch WHERE name = '二期'"
    assert files.rows(batch) == [("2026-12-12", "2026-12-14")]
    assert counts(files.taken("handover-plan", PLANNED)) == (0, 0, 3, 3)
    out = {row["room"]: (row["time"], row["late_rate"]) for row in files.told("handovers") if row["batch"] == "二期"}
    assert out == {"1505": ("09:00", Decimal("0.02")), "1506": ("14:00", None)}

    number, *_ = files.rows("SELECT id FROM delivery WHERE slot_id = (SELECT max(id) FROM handover_slot)")[0]
    (early,) = files.rows("SELECT id FROM handover_slot WHERE day = '2026-12-12'")[0]
    edited = DeliveryDraft(files.desk.units["1506"], slot_id=early)
    files.desk.do(edit_delivery, number, edited)
    moved = PLANNED.replace("0.02", "0.03")
    again = files.taken("handover-plan", moved, update=True)
    assert (counts(again), again.kept) == ((0, 1, 2, 3), [(3, "day"), (3, "time")])
    assert files.rows(f"SELECT slot_id FROM delivery WHERE id = {number}") == [(early,)]
    assert files.undo(again)[0].restored == 1
    # the clerk's edit of one home stands in the way of all
    assert files.undo(first)[0].blocked
    assert files.undo(first, partial=True)[0].removed == 1
    assert files.opened.store.read(delivery_drift) == []


def test_times_that_are_full_and_homes_that_are_handed_over_are_refused(files: Files) -> None:
    headings = "楼栋,单元,房号,交房批次,交房日期,时间\n"
    # nine o'clock of the batch's second day holds five homes, which it has
    full = headings + "3,2,1505,第一批,2026-11-22,9:00"
    assert codes(files.taken("handover-plan", full)) == {2: ["plan.full"]}
    files.desk.do(note_signed, files.desk.deliveries["1504"], SignedDraft(TODAY, "赵敏"))
    over = headings + "3,2,1504,第一批,2026-11-24,10:00"
    assert codes(files.taken("handover-plan", over, update=True)) == {2: ["plan.over"]}
    # the contract ended: who bought since would stand in the handover of who gave it back
    files.desk.do(end_deal, files.desk.deals["1503"], TODAY, "合同解除")
    ended = headings + "3,2,1503,第一批,2026-11-24,10:00"
    assert codes(files.taken("handover-plan", ended, update=True)) == {2: ["plan.deal_ended"]}
    files.desk.do(close_batch, files.desk.batch)
    closed = headings + "3,2,1505,第一批,2026-11-24,10:00"
    assert codes(files.taken("handover-plan", closed)) == {2: ["plan.batch_closed"]}


@given(st.lists(st.sampled_from(["09:00", "09:30", None]), max_size=30), st.integers(1, 6))
def test_a_time_of_the_batch_never_holds_more_than_its_places_and_one_of_the_file_grows(
    asked: list[str | None], places: int
) -> None:
    there = PlannedSlot(1, TODAY, "09:00", "09:30", places)
    batch = PlannedBatch(1, "一", "江", 1, TODAY, TODAY, slots={(TODAY, "09:00"): there})
    given_out = [batch.take(TODAY, starts) for starts in asked]
    assert there.taken <= places
    assert all(slot.taken <= slot.places for slot in batch.slots.values())
    assert sum(slot.taken for slot in batch.slots.values()) == sum(slot is not None for slot in given_out)
    # only a time that was there, or a day that has nothing else, may be refused
    refused = [starts for starts, slot in zip(asked, given_out, strict=True) if slot is None]
    assert "09:30" not in refused


FOUND = """
楼栋,单元,房号,检查部位,检查项目,问题,问题描述,责任单位,检查日期,整改完成日期,复验日期,编号
3栋,2,1501,主卧,墙面,空鼓,,宏远防水,2026-11-10,,,
3,2,1501,厨房,窗户,关不严,外开,,2026-11-10,2026/11/15,,
3,2,1502,客厅,地砖,空鼓,,,2026-11-10,,2026-11-17,YF-88
3,2,1502,飞船,地砖,空鼓,,,2026-11-10,,,
3,2,1502,客厅,墙,开裂,,,2026-11-10,2026-11-09,,
3,2,1502,,墙,开裂,,,2026-11-10,,,
3,2,1502,客厅,墙,开裂,,,2026-11-10,,,QX-20260101-0001
3栋,2,1501,主卧,墙面,空鼓,,宏远防水,2026-11-10,,,
"""


def test_defects_come_from_others_and_come_back_from_contractors(files: Files) -> None:
    first = files.taken("defects", FOUND)
    assert counts(first) == (3, 0, 1, 4)
    assert codes(first) == {
        5: ["defect.no_word"], 6: ["defect.before_found"], 7: ["cell.required"], 8: ["defect.no_such_number"],
    }  # fmt: skip
    assert counts(files.taken("defects", FOUND)) == (0, 0, 4, 4)
    rows = {row["number"]: row for row in files.told("defects")}
    one, two, other = "QX-20261122-0001", "QX-20261122-0002", "YF-88"
    assert {number: (row["state"], str(row["trade"]), row["severity"]) for number, row in rows.items()} == {
        one: ("open", "finishing", "minor"), two: ("fixed", "doors_windows", "minor"),
        other: ("accepted", "finishing", "minor"),
    }  # fmt: skip
    # what is accepted was mended, on that day where nobody says when; the day to mend by follows from the severity
    assert (rows[other]["fixed_on"], rows[one]["agreed_on"]) == (day("11-17"), day("11-24"))

    back = f"编号,整改完成日期,复验日期\n{one},2026-11-18,\n{two},2026-11-16,2026-11-19\nYF-88,,2026-11-18\n"
    told = files.taken("defects", back)
    assert codes(told) == {2: ["import.conflict"], 3: ["import.conflict"] * 2, 4: ["import.conflict"]}
    told = files.taken("defects", back, update=True)
    assert counts(told) == (0, 1, 0, 2)
    assert codes(told) == {3: ["defect.day_noted"], 4: ["defect.day_noted"]}

    number = files.rows(f"SELECT id FROM defect WHERE number = '{one}'")[0][0]
    files.desk.do(reopen_defect, number, "仍有空鼓")
    old = f"编号,整改完成日期\n{one},2026-11-20\n"
    assert codes(files.taken("defects", old, update=True)) == {2: ["defect.reopened_since"]}
    mended = files.taken("defects", f"编号,整改完成日期\n{one},2026-11-22\n", update=True)
    assert counts(mended) == (0, 1, 0, 0)
    assert files.rows(f"SELECT state, fixed_on, reopened FROM defect WHERE id = {number}") == [
        ("fixed", "2026-11-22", 1)
    ]
    assert files.undo(mended)[0].removed == 0  # the event is a part of its defect
    assert files.rows(f"SELECT state FROM defect WHERE id = {number}") == [("reopened",)]
    assert list(files.opened.store.read(defect_drift)) == []


def test_what_a_clerk_changed_of_a_defect_stays_and_the_rest_is_taken_over(files: Files) -> None:
    first = files.taken("defects", FOUND)
    number = files.rows("SELECT id FROM defect WHERE room = 'bedroom1'")[0][0]
    changed = DefectEdit("major", "finishing", contractor="立新门窗", agreed_on=TODAY + timedelta(days=9))
    files.desk.do(edit_defect, number, changed)
    newer = FOUND.replace("空鼓,,宏远防水", "空鼓,墙角 20cm,宏远防水")
    again = files.taken("defects", newer, update=True)
    assert (counts(again), again.kept) == ((0, 1, 3, 4), [(2, "contractor"), (9, "contractor")])
    assert files.rows(f"SELECT text, contractor, severity FROM defect WHERE id = {number}") == [
        ("墙角 20cm", "立新门窗", "major")
    ]
    other = "编号,房号,楼栋,单元\nYF-88,1501,3,2\n"
    assert codes(files.taken("defects", other)) == {2: ["defect.other_unit"]}
    assert files.undo(first)[0].blocked
    assert files.finds("YF-88") != []
