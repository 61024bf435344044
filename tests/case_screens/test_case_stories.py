"""What happens at the counter with a case, by a clerk's keys."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, select
from tests.case_screens.case_ground import (
    FIELDS,
    YESTERDAY,
    at,
    at_counter,
    events,
    labels,
    make_morning,
    notice,
    open_case_page,
    page_of,
    press,
    screen_text,
    settle,
    write,
)
from tests.intake.dossier import NOW, Desk
from tests.ui.conftest import Seen
from textual.pilot import Pilot

from deskapp.cases.model import Case, CaseTask
from deskapp.cases.papers import receive_all_papers
from deskapp.casework.actions_authority import AuthorityDraft, note_authority
from deskapp.casework.screens.authority import AuthorityForm
from deskapp.casework.screens.pane import Pane
from deskapp.casework.screens.step import EndCaseForm, EndStepForm
from deskapp.desks.intake.screens.new_case import NewCaseForm
from deskapp.desks.intake.screens.papers import PapersScreen
from deskapp.overview.screens.case import CaseScreen
from deskapp.ui.form import Form
from deskapp.ui.shell import DeskApp


def case_of(pilot: Pilot[int]) -> int:
    """The case whose page is open."""
    assert isinstance(pilot.app.screen, CaseScreen), pilot.app.screen
    return pilot.app.screen.number


def shown(pilot: Pilot[int]) -> str:
    return screen_text(pilot.app)


def said(pilot: Pilot[int]) -> str:
    """Everything on the page, in sight or not."""
    lines = [line for pane in pilot.app.screen.query(Pane) for line in pane.lines]
    return "\n".join(" ".join(text for text, _ in line.said) for line in lines)


def told(pilot: Pilot[int]) -> str:
    assert isinstance(pilot.app, DeskApp)
    return notice(pilot.app)


async def go_to(pilot: Pilot[int], text: str) -> None:
    """The cursor on the line that says this."""
    pane = pilot.app.screen.query_one("#main", Pane)
    await press(pilot, "home")
    for _ in range(60):
        line = pane.current
        if line is not None and text in " ".join(said for said, _ in line.said):
            return
        await press(pilot, "down")
    raise AssertionError(f"no line says {text}")


async def back_to_case(pilot: Pilot[int]) -> None:
    for _ in range(4):
        if isinstance(pilot.app.screen, CaseScreen):
            return
        await press(pilot, "f3")
    raise AssertionError(f"not on a case: {pilot.app.screen}")


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_a_missing_paper_is_promised_and_comes_later(
    desk: Desk, tmp_path: Path, seen: Seen, language: str
) -> None:
    case = desk.open(fields=FIELDS)
    desk.bring(case, "verification")
    desk.check(case)
    async with at_counter(desk, tmp_path, language) as pilot:
        await open_case_page(pilot, desk, case)
        await press(pilot, "2", "f8")
        assert isinstance(pilot.app.screen, PapersScreen)
        await press(pilot, "home", "3")
        await write(pilot, "+3")
        await press(pilot, "enter", "f3")
        await seen(pilot)
        await press(pilot, "1")
        assert at(pilot).case(case).step == "advice"
        await press(pilot, "2", "1", "f3")
        promised = next(
            line for line in page_of(at(pilot), case).papers if line.code == page_of(desk, case).papers[0].code
        )
        assert promised.state == "original"
        await seen(pilot)


async def test_the_authority_returns_the_dossier_and_moves_its_day(desk: Desk, tmp_path: Path) -> None:
    morning = make_morning(desk)
    case = morning.at_authority
    async with at_counter(desk, tmp_path) as pilot:
        await open_case_page(pilot, desk, case)
        await press(pilot, "5")
        assert isinstance(pilot.app.screen, AuthorityForm)
        form = pilot.app.screen.query_one(Form)
        form.focus_field("step")
        made = at(pilot)
        await press(pilot, "f3")
        made.do(note_authority, AuthorityDraft(case, "return", text="bản vẽ sai tỷ lệ"), engine=made.engine)
        await press(pilot, "f3", "enter")
        assert "退件" in shown(pilot)
        assert "bản vẽ sai tỷ lệ" in said(pilot)
        for draft in (
            AuthorityDraft(case, "submit", number="BN-2", day=date(2026, 12, 8)),
            AuthorityDraft(case, "move", day=date(2026, 12, 15), text="quá tải"),
        ):
            made.do(note_authority, draft, engine=made.engine)
        await press(pilot, "f3", "enter")
        text = said(pilot)
        assert "BN-2" in text
        assert "约定取件 2026-12-15" in text
        assert "第 2 次递交" in text


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_withdrawn_only_with_the_originals_given_back(
    desk: Desk, tmp_path: Path, seen: Seen, language: str
) -> None:
    case = desk.open(fields=FIELDS)
    desk.bring(case, "verification")
    desk.do(receive_all_papers, case, engine=desk.engine)
    async with at_counter(desk, tmp_path, language) as pilot:
        await open_case_page(pilot, desk, case)
        await press(pilot, "f4")
        await press(pilot, "end", "enter")
        assert isinstance(pilot.app.screen, EndCaseForm)
        await press(pilot, "1", "enter")
        await write(pilot, "khong ban nua")
        await press(pilot, "ctrl+s")
        assert at(pilot).case(case).outcome == ""
        await seen(pilot)
        await press(pilot, "f3", "2", "2", "8", "4", "enter")
        await settle(pilot)
        await back_to_case(pilot)
        assert page_of(at(pilot), case).held == ()
        await press(pilot, "f4", "end", "enter", "1", "enter")
        await write(pilot, "khong ban nua")
        await press(pilot, "ctrl+s")
        ended = at(pilot).case(case)
        assert ended.outcome == "withdrawn"
        await seen(pilot)
        assert isinstance(pilot.app, DeskApp)
        assert not {"办结本步", "Xong bước", "End step"} & set(labels(pilot.app))


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_back_entry_after_a_power_cut(desk: Desk, tmp_path: Path, seen: Seen, language: str) -> None:
    async with at_counter(desk, tmp_path, language) as pilot:
        await write(pilot, "nguyen")
        await press(pilot, "enter", "5")
        await write(pilot, "chuyen nhuong")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, NewCaseForm)
        pilot.app.screen.query_one(Form).focus_field("own_kind")
        await press(pilot, "1")
        for name in ("own_price", "own_taxable_value"):
            pilot.app.screen.query_one(Form).focus_field(name)
            await write(pilot, "4ty")
        pilot.app.screen.query_one(Form).focus_field("opened_at")
        await write(pilot, "-1 16:30")
        await press(pilot, "ctrl+s")
        case = case_of(pilot)
        made = at(pilot)
        assert made.case(case).opened_at == YESTERDAY.replace(hour=16, minute=30)
        made.do(lambda work: work.change(work.get(Case, case), {"tracking_code": "TRACK1"}))
        await press(pilot, "f4")
        options = [option.code for option in pilot.app.screen.options]  # type: ignore[attr-defined]
        await press(pilot, *["down"] * options.index("end_step_at"), "enter")
        assert isinstance(pilot.app.screen, EndStepForm)
        await write(pilot, "-1 16:45")
        await press(pilot, "ctrl+s")
        assert made.case(case).step == "verification"
        late = [event for event in events(made, case) if event.late]
        assert [event.kind for event in late] == ["opened", "step.ended"]
        assert {event.entered_at for event in late} == {NOW}
        await press(pilot, "pagedown")
        await seen(pilot)


async def test_a_shut_gate_is_explained_and_passed_with_a_reason(desk: Desk, tmp_path: Path) -> None:
    case = desk.open(fields=FIELDS)
    desk.bring(case, "verification")
    async with at_counter(desk, tmp_path) as pilot:
        await open_case_page(pilot, desk, case)
        await press(pilot, "1")
        assert isinstance(pilot.app.screen, EndStepForm)
        await press(pilot, "ctrl+s")
        assert at(pilot).case(case).step == "verification"
        assert told(pilot)
        form = pilot.app.screen.query_one(Form)
        for name in form.rows:
            if name.startswith("override"):
                form.focus_field(name)
                await write(pilot, "sep dong y")
        await press(pilot, "ctrl+s")
        made = at(pilot)
        assert made.case(case).step == "advice"
        passed = [event for event in events(made, case) if event.kind == "override"]
        assert {event.code for event in passed} >= {"identity.checked", "papers.no_missing"}
        assert {event.text for event in passed} == {"sep dong y"}


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_who_did_it_may_not_check_it(desk: Desk, tmp_path: Path, seen: Seen, language: str) -> None:
    case = desk.open(fields=FIELDS)
    desk.bring(case, "work")
    for step in ("submit", "result"):
        desk.do(note_authority, AuthorityDraft(case, step), engine=desk.engine)
    desk.bring(case, "check")
    async with at_counter(desk, tmp_path, language) as pilot:
        await open_case_page(pilot, desk, case)
        await press(pilot, "1")
        await seen(pilot)
        pilot.app.screen.query_one(Form).focus_field("override_by_another")
        await write(pilot, "mot nguoi truc")
        await press(pilot, "ctrl+s")
        made = at(pilot)
        assert made.case(case).step == "delivery"
        assert [event.code for event in events(made, case) if event.kind == "override"] == ["by_another"]


async def test_one_form_gives_several_departments_their_tasks(desk: Desk, tmp_path: Path) -> None:
    case = desk.open(fields=FIELDS)
    async with at_counter(desk, tmp_path) as pilot:
        await open_case_page(pilot, desk, case)
        await press(pilot, "3")
        await press(pilot, "ctrl+s")
        assert "至少" in shown(pilot)
        await press(pilot, "down")
        await write(pilot, "soan don")
        await press(pilot, "down", "down")
        await write(pilot, "do dat")
        await press(pilot, "ctrl+s")
        made = at(pilot)
        query = select(CaseTask).where(CaseTask.case_id == case).order_by(col(CaseTask.id))
        tasks = made.ask(lambda reader: list(reader.session.exec(query)))
        assert [task.title for task in tasks] == ["soan don", "do dat"]
        assert len({task.department_id for task in tasks}) == 2
        await go_to(pilot, "soan don")
        await press(pilot, "enter", "1")
        assert "办理中" in shown(pilot)
        await go_to(pilot, "soan don")
        await press(pilot, "enter")
        assert "办结任务" in shown(pilot)
        await press(pilot, "1")
        await write(pilot, "xong")
        await press(pilot, "ctrl+s")
        done = made.ask(lambda reader: reader.get(CaseTask, tasks[0].id))
        assert (done.state, done.result, done.acknowledged_by) == ("done", "xong", "wangmin")
        assert "soan don" not in shown(pilot).partition("记录")[0]


async def test_waiting_begins_and_ends_with_the_same_key(desk: Desk, tmp_path: Path) -> None:
    case = desk.open(fields=FIELDS)
    async with at_counter(desk, tmp_path) as pilot:
        await open_case_page(pilot, desk, case)
        await press(pilot, "6", "2", "ctrl+s")
        assert at(pilot).case(case).waiting == "decision"
        assert isinstance(pilot.app, DeskApp)
        assert "结束等待" in labels(pilot.app)
        await press(pilot, "6")
        assert at(pilot).case(case).waiting == ""
        assert "结束等待" not in labels(pilot.app)


async def test_an_appointment_lies_among_the_exports_and_is_kept(desk: Desk, tmp_path: Path) -> None:
    case = desk.open(fields=FIELDS)
    async with at_counter(desk, tmp_path) as pilot:
        await open_case_page(pilot, desk, case)
        await press(pilot, "7")
        await write(pilot, "1125 9:00")
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app, DeskApp)
        (file,) = pilot.app.home.exports.glob("*.ics")
        content = file.read_text(encoding="utf-8")
        assert "DTSTART:20261125T090000Z" in content
        assert "SEQUENCE:0" in content
        await go_to(pilot, "11-25 09:00")
        await press(pilot, "enter", "3")
        await write(pilot, "1126 10:00")
        await press(pilot, "ctrl+s")
        assert [file.name for file in pilot.app.home.exports.glob("*.ics")] == [file.name]
        content = file.read_text(encoding="utf-8")
        assert "DTSTART:20261126T100000Z" in content
        assert "SEQUENCE:1" in content
        await go_to(pilot, "11-26 10:00")
        await press(pilot, "enter", "1")
        assert [one.state for one in page_of(at(pilot), case).appointments] == ["kept"]


async def test_what_was_noted_by_mistake_is_taken_back(desk: Desk, tmp_path: Path) -> None:
    case = desk.open(fields=FIELDS)
    async with at_counter(desk, tmp_path) as pilot:
        await open_case_page(pilot, desk, case)
        await press(pilot, "8")
        await write(pilot, "sai ho so")
        await press(pilot, "ctrl+s")
        await go_to(pilot, "sai ho so")
        await press(pilot, "enter")
        await write(pilot, "nham")
        await press(pilot, "ctrl+s")
        (row,) = [row for row in page_of(at(pilot), case).timeline if row.kind == "note"]
        assert row.taken_back == "wangmin: nham"
        await press(pilot, "end")
        assert "已更正" in shown(pilot)


async def test_fields_are_edited_and_a_change_of_somebody_else_is_told(desk: Desk, tmp_path: Path) -> None:
    case = desk.open(fields=FIELDS)
    async with at_counter(desk, tmp_path) as pilot:
        await open_case_page(pilot, desk, case)
        await press(pilot, "f2")
        form = pilot.app.screen.query_one(Form)
        form.rows["own_price"].typed = "5ty"
        made = at(pilot)
        made.do(lambda work: work.change(work.get(Case, case), {"need": "meanwhile"}))
        await press(pilot, "ctrl+s")
        assert "各项都已选定" in told(pilot)
        await press(pilot, "enter")
        assert made.case(case).need == "meanwhile"
        assert {line.rule.code: line.value for line in page_of(made, case).fields}["price"] == "5000000000"


async def test_a_new_case_survives_a_kill(desk: Desk, tmp_path: Path) -> None:
    async with at_counter(desk, tmp_path) as pilot:
        await write(pilot, "nguyen")
        await press(pilot, "enter", "5")
        await write(pilot, "chuyen nhuong")
        await press(pilot, "enter")
        pilot.app.screen.query_one(Form).focus_field("need")
        await write(pilot, "ban dat")
        await press(pilot, "f6")
        await press(pilot, "f7")
        screen = pilot.app.screen
        assert isinstance(screen, NewCaseForm)
        assert screen.form.typed["need"] == "ban dat"
        await press(pilot, "ctrl+s")
        made = at(pilot)
        (case,) = made.ask(lambda reader: list(reader.session.exec(select(Case))))
        assert (case.need, case.customer_id, case.procedure) == ("ban dat", 1, "vn-transfer")


HOSTILE = "[/b][@click=app.quit]x[/] =1+1 ‮" + "长" * 5_000


async def test_hostile_text_is_only_text(desk: Desk, tmp_path: Path) -> None:
    case = desk.open(fields={"kind": "transfer"}, need=HOSTILE, language="en")
    from deskapp.cases.waiting import add_note

    desk.do(add_note, case, HOSTILE)
    async with at_counter(desk, tmp_path) as pilot:
        await open_case_page(pilot, desk, case)
        assert "[/b][@click=app.quit]x[/] =1+1" in shown(pilot)
        await press(pilot, "end", "f9", "f3", "f3", "f5", "1")
        assert pilot.app.is_running
