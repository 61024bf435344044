"""A month's figures: every line balances, a closed month stands as it was, and what comes later is shown beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.complaints.complaint_ground import ComplaintDesk, at

from deskapp.desks.complaints.figures.actions import close_month
from deskapp.desks.complaints.figures.monthly import (
    COUNTERS,
    MATTERS,
    count_lines,
    month_days,
    span_of,
    total_of,
)
from deskapp.desks.complaints.handling.actions import CloseDraft, close_complaint, note_contact, reopen
from deskapp.errors import DeskError
from deskapp.locale import words
from deskapp.sheets.reporting import Ask
from deskapp.store.base import record_id
from deskapp.store.work import Reader
from deskapp.wiring import reports

CLOSING = CloseDraft("已维修，业主确认", "valid", "construction")


def told(desk: ComplaintDesk, name: str = MATTERS, month: str = "2026-11") -> tuple[list[dict[str, Any]], list[Any]]:
    """The rows of a report of a month, and its table over time."""
    since, until = month_days(month)

    def read(reader: Reader) -> tuple[list[dict[str, Any]], list[Any]]:
        contents = reports()[name].read(reader, Ask(words("zh"), desk.now.date(), since, until))
        names = [column.name for column in contents.columns]
        rows = [dict(zip(names, row, strict=True)) for row in contents.rows]
        (then,) = [table for table in contents.summary if table.title_key == "report.month_then"]
        return rows, list(then.rows)

    return desk.ask(read)


def test_a_closed_month_stands_and_later_entries_are_corrections(desk: ComplaintDesk) -> None:
    first = record_id(desk.log())
    desk.log("电梯停运", category="lift", level=2, level_reason="反复停运")
    desk.now = at("2026-11-02T10:00")
    desk.do(note_contact, first, "已到现场", engine=desk.engine)
    desk.now = at("2026-11-05T09:00")
    desk.do(close_complaint, first, CLOSING, engine=desk.engine)
    with pytest.raises(DeskError) as error:
        desk.do(close_month, "2026-11")
    assert error.value.code == "month.not_over"
    desk.now = at("2026-12-01T09:00")
    desk.do(close_month, "2026-11", note="月会")
    rows, then = told(desk)
    (leak,) = [row for row in rows if row["category"] == "leak"]
    counts = {name: leak[name] for name in ("opening", "new", "closed", "closing", "valid", "invalid")}
    assert counts == {"opening": 0, "new": 1, "closed": 1, "closing": 0, "valid": 1, "invalid": 0}
    assert (str(leak["contacts_share"]), str(leak["closings_share"]), leak["satisfied_share"]) == (
        "100.0",
        "100.0",
        None,
    )
    assert {row["basis"] for row in rows} == {"closed"}
    assert (then[0][3:7], then[0][-1], then[1][-1]) == ((0, 2, 1, 1), "closed", "live")

    # entered afterwards: one that came in November, and the first is not content after all
    desk.now = at("2026-12-03T09:00")
    desk.log("外墙渗水", received_at=at("2026-11-20T09:00"), level=1, level_reason="补录")
    desk.do(reopen, first, "又漏了", engine=desk.engine)
    again, then = told(desk)
    assert [row for row in again if row["basis"] == "closed"] == rows
    (later,) = [row for row in again if row["basis"] == "correction"]
    assert (later["category"], later["new"], later["closing"], later["closed"]) == ("leak", 1, 1, 0)
    assert later["contacts_share"] is None
    assert then[0][3:7] == (0, 2, 1, 1)
    december = told(desk, month="2026-12")[1][0]
    assert december[3:7] == (2, 0, 0, 3)
    with pytest.raises(DeskError) as error:
        desk.do(close_month, "2026-11")
    assert error.value.code == "month.already"
    with pytest.raises(DeskError) as error:
        desk.do(close_month, "2026-13")
    assert error.value.code == "month.form"
    kpi, _ = told(desk, COUNTERS)
    assert {row["basis"] for row in kpi} == {"closed", "correction"}
    assert sum(row["cases"] for row in kpi if row["basis"] == "closed") == 2


def test_every_line_balances_whatever_the_days(desk: ComplaintDesk) -> None:
    one = record_id(desk.log())
    for day, what in (("03", "close"), ("10", "reopen"), ("20", "close"), ("25", "reopen")):
        desk.now = at(f"2026-11-{day}T09:00")
        if what == "close":
            desk.do(close_complaint, one, CLOSING, engine=desk.engine)
        else:
            desk.do(reopen, one, "又漏了", engine=desk.engine)
    desk.log("噪声", category="noise")
    for since, until in ((1, 30), (1, 2), (3, 3), (4, 9), (10, 20), (21, 24), (25, 30), (26, 30)):
        span = span_of(date(2026, 11, since), date(2026, 11, until), date(2026, 12, 1))
        lines = desk.ask(count_lines, MATTERS, span, None)
        for counts in (*lines.values(), total_of(list(lines.values()))):
            assert counts["opening"] + counts["new"] + counts["reopened"] - counts["closed"] == counts["closing"]
        # the end of one period is the beginning of the next
        after = span_of(date(2026, 11, until), date(2026, 11, 30), date(2026, 12, 1))
        following = desk.ask(count_lines, MATTERS, type(after)(span.until, after.until, after.now), None)
        assert total_of(list(lines.values()))["closing"] == total_of(list(following.values()))["opening"]
