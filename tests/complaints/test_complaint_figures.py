"""The figures of the complaints desk are what is in the tables, whatever was done to these; bars say the same."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, update
from sqlmodel import col
from tests.complaints.complaint_ground import ComplaintDesk, at

from deskapp.desks.complaints.figures.model_tally import ComplaintTally
from deskapp.desks.complaints.figures.queries import AGES, Figures, MonthFigures, find_drift, get_figures, months_before
from deskapp.desks.complaints.figures.screens.plots import cause_chart, month_chart, open_chart, stacked
from deskapp.desks.complaints.handling.actions import CloseDraft, close_complaint, reopen
from deskapp.desks.complaints.taking.actions import change_level
from deskapp.desks.complaints.taking.model import Complaint
from deskapp.locale import words
from deskapp.store.base import record_id
from deskapp.store.bulk import table_of
from deskapp.store.work import Work
from deskapp.ui.cells import width


def figures(desk: ComplaintDesk) -> Figures:
    assert desk.ask(lambda reader: list(find_drift(reader))) == []
    return desk.ask(get_figures, desk.now)


def test_what_is_open_by_level_and_age(desk: ComplaintDesk) -> None:
    now = at("2026-11-30T10:00")
    desk.now = now
    for days in (0, 1, 3, 10, 29, 30, 100):
        desk.log(level=2, level_reason="试", received_at=now - timedelta(days=days))
    told = figures(desk)
    assert told.open[2] == {"day": 1, "three": 1, "week": 1, "month": 2, "older": 2}
    assert told.open_total == 7
    assert sum(told.open[1].values()) == 0
    # a day later each is older by one
    desk.now += timedelta(days=1)
    assert figures(desk).open[2] == {"day": 0, "three": 2, "week": 1, "month": 1, "older": 3}


def test_a_level_a_closing_and_a_reopening_move_what_is_counted(desk: ComplaintDesk) -> None:
    one = record_id(desk.log(level=1, level_reason="试"))
    two = record_id(desk.log("噪音", level=1, level_reason="试", category="noise"))
    desk.do(change_level, one, 3, "渗水大了")
    told = figures(desk)
    assert (sum(told.open[1].values()), sum(told.open[3].values())) == (1, 1)
    desk.now += timedelta(minutes=5)
    desk.do(close_complaint, one, CloseDraft("修好了", "valid", "construction", "总包"), engine=desk.engine)
    told = figures(desk)
    month = told.months[-1]
    assert (month.month, month.closed, month.causes) == ("2026-11", 1, {"construction": 1})
    assert told.open_total == 1
    desk.now += timedelta(minutes=5)
    desk.do(reopen, one, "又漏了", engine=desk.engine)
    told = figures(desk)
    assert (told.open_total, told.months[-1].closed) == (2, 0)

    def gone(work: Work) -> None:
        connection = work.session.connection()
        connection.execute(update(table_of(Complaint)).where(col(Complaint.id) == two).values(level=2))

    desk.do(gone)
    assert sum(figures(desk).open[2].values()) == 1


def test_a_tally_that_is_wrong_is_found(desk: ComplaintDesk) -> None:
    desk.log(level=1, level_reason="试")

    def spoil(work: Work) -> None:
        tally = table_of(ComplaintTally)
        work.session.connection().execute(update(tally).where(col(ComplaintTally.what) == "level").values(total=9))
        work.session.connection().execute(delete(tally).where(col(ComplaintTally.what) == "open"))

    desk.do(spoil)
    found = desk.ask(lambda reader: list(find_drift(reader)))
    assert [(one.stored, one.told) for one in found] == [(9, 1), (0, 1)]


def test_the_months_go_over_the_new_year() -> None:
    assert months_before(date(2027, 2, 3), 4) == ["2026-11", "2026-12", "2027-01", "2027-02"]


@given(
    parts=st.lists(st.integers(0, 5000), min_size=1, max_size=5), more=st.integers(0, 5000), cells=st.integers(0, 60)
)
def test_a_bar_is_as_wide_as_it_is_told(parts: list[int], more: int, cells: int) -> None:
    bar = stacked([(count, "plain") for count in parts], sum(parts) + more, cells)
    text = "".join(said for said, _ in bar)
    assert len(text) == cells
    shown = [index for index, count in enumerate(parts) if count]
    if cells >= len(shown) > 0:
        assert len({sign for sign in text if sign != " "}) == len({index % 4 for index in shown})


def test_charts_say_every_figure_in_words() -> None:
    months = (
        MonthFigures("2026-10"),
        MonthFigures("2026-11", 40, 3, {"design": 1, "construction": 39}, {"satisfied": 8, "unsatisfied": 2}),
    )
    figures = Figures({level: dict.fromkeys(AGES, level) for level in range(1, 6)}, 3, 0, months)
    for language in ("zh", "vi", "en"):
        said = words(language)
        for chart in (
            open_chart(figures, said, 36),
            month_chart(figures, said, 36, calls=False),
            month_chart(figures, said, 36, calls=True),
            cause_chart(figures, said, 36),
        ):
            for row in chart:
                assert width("".join(text for text, _ in row)) == 36
    told = ["".join(text for text, _ in row) for row in month_chart(figures, words("en"), 40, calls=False)]
    assert "92 % of 40" in told[2]
    assert "75" in "".join(text for text, _ in open_chart(figures, words("en"), 40)[0])
