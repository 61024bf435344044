"""What supervisors read of a handover: every figure counted by hand on a small batch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from tests.fixtures_store import NOW, TODAY
from tests.handover.handover_ground import HandoverDesk
from tests.handover.sheets_ground import Files, day, open_files

from deskapp.desks.handover.day.actions import check_in, go_to_complaint
from deskapp.desks.handover.day.drafts import CheckInDraft
from deskapp.desks.handover.planning.actions_delivery import note_refused, note_signed
from deskapp.desks.handover.planning.drafts import RefusedDraft, SignedDraft
from deskapp.desks.handover.settling.actions_area import settle_area
from deskapp.desks.handover.settling.actions_dues import collect_due, note_paid_by_owner
from deskapp.desks.handover.settling.reckoning import work_out_funds
from deskapp.desks.handover.settling.rows import dues_of
from deskapp.locale import Language, words
from deskapp.papers.keys.actions import add_key_set, move_key
from deskapp.papers.keys.drafts import KeyMoveDraft, KeySetDraft
from deskapp.sheets.book import write_book
from deskapp.store.base import record_id

NAMES = (
    "acceptances", "handovers", "handover-progress", "handover-day", "defects", "rectification", "area-differences",
    "fees", "keys", "keys-out",
)  # fmt: skip
FOUND = """
栋号,单元,房号,部位,检查项目,问题,责任单位,检查日期,整改期限,整改完成日期,复验日期,扣款
3,2,1501,主卧,墙面,空鼓,宏远防水,2026-11-10,2026-11-20,,,
3,2,1501,阳台,栏杆,栏杆松动,宏远防水,2026-11-10,2026-11-12,2026-11-14,,
3,2,1503,厨房,窗,关不严,立新门窗,2026-11-10,2026-11-20,2026-11-12,2026-11-13,300
5,1,202,厨房,窗,关不严,立新门窗,2026-10-10,2026-10-20,2026-10-18,2026-10-20,
"""


@pytest.fixture(scope="module")
def files(handover_home_made: tuple[HandoverDesk, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Files]:
    """The batch in the middle of its day; nobody changes it."""
    from shutil import copytree

    folder = tmp_path_factory.mktemp("handover_reports")
    made, home = handover_home_made
    with open_files(folder, made, copytree(home, folder / "home")) as files:
        desk, deliveries = files.desk, made.deliveries
        files.taken("survey-areas", "楼栋,单元,房号,实测面积\n3,2,1501,104.00\n3,2,1502,99.00\n3,2,1503,100.00")
        files.taken("defects", FOUND)
        for room in ("1501", "1502", "1503"):
            desk.do(settle_area, deliveries[room])
        desk.do(work_out_funds, [deliveries["1502"], deliveries["1503"]], "lift")
        one, two = (desk.ask(dues_of, [deliveries[room]])[deliveries[room]][0] for room in ("1502", "1503"))
        desk.do(note_paid_by_owner, one.id, "PZ-1")
        desk.do(collect_due, two.id)
        desk.pay("1503", two.amount or Decimal())
        visits = [desk.do(check_in, deliveries[room], CheckInDraft()) for room in ("1501", "1502")]
        desk.do(go_to_complaint, record_id(visits[1]), "车位")
        signed = SignedDraft(TODAY, "陈伟", with_list=True, consent="同意", late_days=7, penalty=Decimal(700))
        desk.do(note_signed, deliveries["1503"], signed)
        desk.do(note_refused, deliveries["1504"], RefusedDraft(TODAY, "small_defects"))
        key = desk.on(day("11-12"), add_key_set, KeySetDraft(desk.units["1501"], count=5))
        other = desk.on(day("11-12"), add_key_set, KeySetDraft(desk.units["1502"]))
        lent = KeyMoveDraft("out", "contractor", "宏远防水", purpose="rectification", due_back=day("11-15"))
        desk.on(day("11-13"), move_key, record_id(key), lent)
        assert other.holder == "us"
        yield files


def table(files: Files, name: str, key: str, **asked: Any) -> tuple[dict[Any, tuple[Any, ...]], Any]:
    """A summary table of a report by its first cell, and its total."""
    (found,) = [one for one in files.report(name, **asked).summary if one.title_key == key]
    return {row[0]: tuple(row[1:]) for row in found.rows}, found.total


def test_the_ledger_and_the_progress_say_where_every_home_stands(files: Files) -> None:
    rows = {row["room"]: row for row in files.told("handovers")}
    assert {room: row["state"] for room, row in rows.items() if room in ("1501", "1503", "1504", "201")} == {
        "1501": "came", "1503": "signed_with_list", "1504": "refused_unjustified", "201": "notified",
    }  # fmt: skip
    one = rows["1503"]
    assert (one["buyers"], one["with_list"], one["late_days"], one["penalty"]) == ("陈伟", "yes", 7, Decimal(700))
    assert (str(rows["1504"]["refusal"]), rows["1504"]["risk_on"]) == ("small_defects", day("11-30"))
    assert [row["room"] for row in files.told("handovers", state="signed_with_list")] == ["1503"]

    progress = {row["building"]: row for row in files.told("handover-progress")}
    three = progress["3"]
    names = ("units", "to_deliver", "notified", "came", "signed", "with_list", "refused_unjustified", "deemed")
    assert [three[name] for name in names] == [5, 4, 5, 2, 1, 1, 1, 0]
    assert (three["rate"], three["refusals"]) == (Decimal("20.0"), "一般瑕疵（可签收后整改） 1")
    # three defects at five homes, two of them open, one past its day (mended ones are ours to look at)
    defects = [three[name] for name in ("defects_a_unit", "defects_open", "defects_overdue")]
    assert defects == [Decimal("0.6"), 2, 1]
    then, _ = table(files, "handover-progress", "report.progress_then")
    # told, came, signed, refused, deemed and the rate at each end; nothing had happened a year ago
    assert then["this"][2:] == (7, 2, 1, 1, 0, Decimal("14.3"))
    assert then["last_year"][2:] == (0, 0, 0, 0, 0, Decimal("0.0"))
    penalty, total = table(files, "handovers", "report.handovers_penalty_CNY")
    assert (penalty["3"], total) == ((1, 7, Decimal(700)), ("", 1, 7, Decimal(700)))


def test_contractors_are_held_to_their_days_and_months_lie_side_by_side(files: Files) -> None:
    rows = {row["contractor"]: row for row in files.told("rectification") if str(row["trade"]) != "finishing"}
    windows = rows["立新门窗"]
    assert [windows[name] for name in ("total", "safety", "open", "accepted", "overdue")] == [2, 0, 0, 2, 0]
    # two days and eight days
    assert (windows["mean_days"], windows["charged_back"]) == (Decimal("5.0"), Decimal(300))
    railing = rows["宏远防水"]
    assert [railing[name] for name in ("total", "safety", "open", "fixed")] == [1, 1, 1, 1]
    then, _ = table(files, "rectification", "report.rectification_then")
    assert then["this"][2:] == (0, 2, 1, Decimal("3.0"))
    assert then["before"][2:] == (0, 1, 1, Decimal("8.0"))
    trades, total = table(files, "defects", "report.defects_trades")
    assert (sum(row[-1] for row in trades.values()), total) == (4, ("", 1, 0, 3, 4))
    (open_one,) = files.told("defects", state="open")
    assert (str(open_one["place"]), open_one["days_late"]) == ("bedroom1", 2)


def test_areas_and_fees_say_what_is_paid_by_whom(files: Files) -> None:
    areas = {row["room"]: row for row in files.told("area-differences")}
    assert {room: (row["ratio"], row["amount"], row["state"]) for room, row in areas.items()} == {
        "1501": (Decimal("4.0000"), Decimal(30_000), "to_choose"),
        "1502": (Decimal("-1.0000"), Decimal(-10_000), "to_refund"),
        "1503": (Decimal("0.0000"), Decimal(0), "settled"),
    }  # fmt: skip
    bands, total = table(files, "area-differences", "report.areas_bands")
    assert bands["3"] == (1, 1, None, None, 1, None, 3)
    assert total == ("", 1, 1, 0, 0, 1, 0, 3)
    money, _ = table(files, "area-differences", "report.areas_money_CNY")
    assert money["to_refund"] == (1, Decimal(0), Decimal(10_000))

    fees = {row["room"]: row for row in files.told("fees")}
    assert {room: (row["kind"], row["how"], row["state"]) for room, row in fees.items()} == {
        "1502": ("fund", "own", "own"), "1503": ("fund", "collected", "paid"),
    }  # fmt: skip
    sums, _ = table(files, "fees", "report.fees_money_CNY")
    whole = fees["1502"]["amount"] + fees["1503"]["amount"]
    assert sums["fund"] == (2, whole, fees["1503"]["amount"], fees["1502"]["amount"], Decimal(0), Decimal(0))
    then, _ = table(files, "fees", "report.fees_then_CNY")
    assert (then["this"][2], then["before"][2]) == (whole, Decimal(0))


def test_keys_and_the_day_tell_who_has_what_and_who_is_here(files: Files) -> None:
    keys = {row["room"]: row for row in files.told("keys")}
    assert {room: (row["state"], row["holder"]) for room, row in keys.items()} == {
        "1501": ("out", "contractor"), "1502": ("here", "us"),
    }  # fmt: skip
    (out,) = files.told("keys-out")
    assert (out["holder_name"], out["due_back"], out["days_late"]) == ("宏远防水", day("11-15"), 7)
    late, _ = table(files, "keys-out", "report.keys_out_late")
    assert late["contractor"] == (None, None, 1, None, 1)
    moves, _ = table(files, "keys", "report.keys_then")
    assert (moves["this"][2:], moves["before"][2:]) == ((1, 0, 0, 0), (0, 0, 0, 0))

    visits = files.told("handover-day")
    assert [(row["queue_number"], row["room"], row["stand"], row["complaints"]) for row in visits] == [
        (1, "1501", "here", None), (2, "1502", "here", 1),
    ]  # fmt: skip
    batches, _ = table(files, "handover-day", "report.day_batches")
    assert batches["第一批"] == (2, None, None, None, None, None, 2)
    assert files.told("handover-day", today=TODAY + timedelta(days=1)) == []
    assert [row["room"] for row in files.told("handover-day", state="signed")] == []
    # of another project nothing is told
    for name in NAMES:
        assert files.told(name, project_id=files.desk.project + 7) == []


def test_workbooks_have_words_and_charts(files: Files, tmp_path: Path) -> None:
    """One language is enough: all three have the same keys (``tests/house/test_catalogues.py``)."""
    language: Language = "vi"
    for name in NAMES:
        target = tmp_path / f"{name}.xlsx"
        write_book(target, files.report(name, language), words(language))
        book = load_workbook(target)
        cells = (cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
        texts = [str(value) for value in cells if value]
        assert [text for text in texts if text.split(".")[0] in ("column", "report", "due_kind", "visit_stand")] == []
        charts = sum(len(sheet._charts) for sheet in book.worksheets)
        assert charts >= 1, name
    assert NOW.date() == TODAY
