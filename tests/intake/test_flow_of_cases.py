"""办件进出表: every figure against a count made in the plainest way, and the balance that none may miss."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select
from tests.intake.dossier import Desk

from deskapp.cases.authority import return_dossier, submit
from deskapp.cases.flow import COUNTS, Fact, UnbalancedError, count_flow
from deskapp.cases.model import CaseEvent
from deskapp.cases.papers import add_slip
from deskapp.cases.periods import Period, back, periods_of
from deskapp.cases.report_flow import CASE_FLOW
from deskapp.cases.steps import end_case, end_step
from deskapp.cases.waiting import begin_waiting, correct_event, end_waiting
from deskapp.locale import words
from deskapp.office.calendar.queries import load_calendar
from deskapp.sheets.reporting import Ask

NOVEMBER = Period("this", date(2026, 11, 1), date(2026, 11, 30))
DAYS = st.dates(date(2026, 9, 1), date(2026, 12, 31))


@pytest.fixture(autouse=True)
def _in_chongqing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Local days are those of China, whatever the machine's clock says."""
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


# ---- the rule


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    opened = draw(DAYS)
    ended = draw(st.none() | st.dates(opened, date(2027, 1, 31)))
    outcome = draw(st.sampled_from(["delivered", "closed", "refused", "withdrawn"])) if ended else ""
    met = draw(st.none() | st.dates(opened, ended or date(2027, 1, 31)))
    asked = tuple(sorted(draw(st.lists(st.dates(opened, ended or date(2027, 1, 31)), max_size=3))))
    return Fact(opened, ended, outcome, draw(st.none() | DAYS), met, asked, asked[:1])


@given(st.lists(facts(), max_size=12), DAYS, st.integers(0, 60))
def test_counts_are_those_of_a_walk_through_the_days(cases: list[Fact], since: date, length: int) -> None:
    period = Period("this", since, since + timedelta(days=length))
    flow = count_flow(cases, period)
    at_work = {n for n, fact in enumerate(cases) if fact.opened < since and not (fact.ended and fact.ended < since)}
    assert flow.counts["opening"] == len(at_work)
    come, gone = 0, []
    for day in (since + timedelta(days=n) for n in range(length + 1)):
        coming = [n for n, fact in enumerate(cases) if fact.opened == day]
        at_work |= set(coming)
        come += len(coming)
        going = [n for n in at_work if cases[n].ended == day]
        at_work -= set(going)
        gone += going
    assert (flow.counts["new"], flow.counts["closing"]) == (come, len(at_work))
    delivered = [cases[n] for n in gone if cases[n].outcome in ("delivered", "closed")]
    assert flow.delivered == len(delivered)
    late = [fact for fact in delivered if fact.due and (fact.met or fact.ended) > fact.due]  # type: ignore[operator]
    assert flow.counts["late"] == len(late)
    assert sum(flow.counts[name] for name in ("early", "on_time", "late")) == len(delivered)
    for outcome in ("refused", "withdrawn"):
        assert flow.counts[outcome] == sum(cases[n].outcome == outcome for n in gone)


def test_what_contradicts_itself_is_never_shown() -> None:
    impossible = Fact(date(2026, 11, 20), date(2026, 11, 2), "delivered")  # ended before it was opened
    with pytest.raises(UnbalancedError):
        count_flow([impossible], Period("this", date(2026, 11, 10), date(2026, 11, 30)))


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [
        (None, None, [("11-01", "11-22"), ("10-01", "10-22"), ("11-01", "11-22")]),
        (date(2026, 2, 1), date(2026, 2, 28), [("02-01", "02-28"), ("01-01", "01-31"), ("02-01", "02-28")]),
        (date(2026, 3, 1), date(2026, 3, 31), [("03-01", "03-31"), ("02-01", "02-28"), ("03-01", "03-31")]),
        (date(2026, 7, 1), date(2026, 9, 30), [("07-01", "09-30"), ("04-01", "06-30"), ("07-01", "09-30")]),
        (date(2026, 5, 10), date(2026, 5, 31), [("05-10", "05-31"), ("04-10", "04-30"), ("05-10", "05-31")]),
    ],
)
def test_periods(since: date | None, until: date | None, told: list[tuple[str, str]]) -> None:
    found = periods_of(Ask(words("zh"), date(2026, 11, 22), since, until))
    assert [(f"{one.since:%m-%d}", f"{one.until:%m-%d}") for one in found] == told
    assert [one.since.year for one in found] == [2026, 2026, 2025]
    assert [one.code for one in found] == ["this", "before", "last_year"]


def test_a_month_back_from_its_last_day() -> None:
    assert back(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert back(date(2026, 1, 15), 13) == date(2024, 12, 15)


# ---- on a real database


@dataclass
class Told:
    """What the test itself remembers of a case."""

    opened: date
    ended: date | None = None
    outcome: str = ""
    slips: list[date] = field(default_factory=list)
    returns: list[date] = field(default_factory=list)
    waits: list[tuple[date, date]] = field(default_factory=list)


def at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def play(desk: Desk, number: int, told: Told, luck: random.Random) -> None:
    """One case as chance has it, every deed on its own day."""

    def go_on() -> date:
        day = desk.now.date() + timedelta(days=luck.randint(1, 9))
        desk.now = at(day, 2)
        return day

    for _ in range(luck.randint(0, 3)):
        told.slips.append(go_on())
        desk.do(add_slip, number)
    if luck.random() < 0.4:
        begins = go_on()
        desk.do(begin_waiting, number, "decision")
        told.waits.append((begins, go_on()))
        desk.do(end_waiting, number)
    if luck.random() < 0.3:
        begins = go_on()
        desk.do(submit, number, "BN-1")
        told.returns.append(go_on())
        told.waits.append((begins, told.returns[-1]))
        desk.do(return_dossier, number, "hồ sơ thiếu")
    how = luck.choice(["", "delivered", "delivered", "refused", "withdrawn"])
    if how in ("refused", "withdrawn"):
        told.ended, told.outcome = go_on(), how
        desk.do(end_case, desk.engine, number, how, "khách yêu cầu", overrides={"originals.back": "đã trả"})
    elif how:
        told.ended, told.outcome = go_on(), how
        while not desk.case(number).outcome:
            gates = [*desk.engine.gates, "fields.complete"]
            desk.do(end_step, desk.engine, number, overrides=dict.fromkeys(gates, "已核对"))


def stories(desk: Desk) -> dict[int, Told]:
    luck = random.Random(20261122)
    found: dict[int, Told] = {}
    for _ in range(28):
        day = date(2025, 10, 20) + timedelta(days=luck.choice([luck.randint(0, 50), luck.randint(340, 400)]))
        desk.now = at(day, 1)
        number = desk.open("cn-renovation", parcel_id=None)
        found[number] = Told(day)
        play(desk, number, found[number], luck)
    return found


def naive(desk: Desk, told: dict[int, Told], since: date, until: date) -> dict[str, Any]:
    """The same figures, counted one by one."""
    due = {number: desk.case(number).due_on for number in told}
    calendar = desk.ask(load_calendar, "CN", today=until)
    counts = dict.fromkeys(COUNTS, 0)
    days = ours = delivered = 0
    for number, one in told.items():
        counts["opening"] += one.opened < since and not (one.ended and one.ended < since)
        counts["new"] += since <= one.opened <= until
        counts["supplements"] += any(since <= day <= until for day in one.slips[1:])
        counts["returned"] += any(since <= day <= until for day in one.returns)
        if one.ended and since <= one.ended <= until:
            if one.outcome == "delivered":
                limit = due[number]
                name = "on_time" if one.ended == limit else "early" if limit and one.ended < limit else "late"
                counts[name] += 1
                delivered += 1
                for day in (one.opened + timedelta(days=n) for n in range(1, (one.ended - one.opened).days + 1)):
                    if calendar.is_working_day(day):
                        days += 1
                        ours += not any(begins < day <= ends for begins, ends in one.waits)
            else:
                counts[one.outcome] += 1
        elif one.opened <= until and not (one.ended and one.ended <= until):
            counts["closing"] += 1
            counts["overdue" if due[number] and due[number] < until else "in_time"] += 1  # type: ignore[operator]
    mean = (Decimal(days) / delivered).quantize(Decimal("0.1"), "ROUND_HALF_UP") if delivered else None
    share = (Decimal(ours) * 100 / days).quantize(Decimal(1), "ROUND_HALF_UP") if days else None
    return counts | {"mean_days": mean, "our_share": share, "their_share": None if share is None else 100 - share}


def test_the_report_is_what_a_patient_clerk_would_count(desk: Desk) -> None:
    told = stories(desk)
    ask = Ask(words("zh"), date(2026, 11, 22), date(2026, 11, 1), date(2026, 11, 30))

    def read(reader: Any) -> tuple[list[str], list[Any], Any]:
        contents = CASE_FLOW.read(reader, ask)
        return [column.name for column in contents.columns], list(contents.rows), contents.summary[0]

    columns, rows, totals = desk.ask(read)
    assert rows
    periods = [(date(2026, 11, 1), date(2026, 11, 30)), (date(2026, 10, 1), date(2026, 10, 31)),
               (date(2025, 11, 1), date(2025, 11, 30))]  # fmt: skip
    for (since, until), total in zip(periods, totals.rows, strict=True):
        expected = naive(desk, told, since, until)
        assert dict(zip([*COUNTS, "mean_days", "our_share", "their_share"], total[1:], strict=True)) == expected
        mine = [dict(zip(columns, row, strict=True)) for row in rows if row[3] == since]
        for name in COUNTS:
            assert sum(row[name] for row in mine) == expected[name], (name, since)
    assert {str(row[0]) for row in rows} == {"cn-renovation"}


def test_a_slip_that_was_taken_back_is_no_supplement(desk: Desk) -> None:
    desk.now = at(date(2026, 11, 2), 1)
    number = desk.open("cn-renovation", parcel_id=None)
    for day in (3, 4):
        desk.now = at(date(2026, 11, day), 1)
        desk.do(add_slip, number)
    ask = Ask(words("zh"), date(2026, 11, 22))

    def supplements() -> int:
        rows = desk.ask(lambda reader: list(CASE_FLOW.read(reader, ask).rows))
        return int(rows[0][5 + COUNTS.index("supplements")])

    assert supplements() == 1
    last = select(CaseEvent.id).where(CaseEvent.kind == "paper.slip").order_by(col(CaseEvent.id).desc())
    desk.do(correct_event, desk.ask(lambda reader: reader.session.exec(last).first()), "登错了")
    assert supplements() == 0
