"""A clerk who may not let a gate pass is told which roles may."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.case_screens.case_ground import FIELDS, at_counter, open_case_page, press
from tests.intake.dossier import NOW, Desk
from tests.ui.conftest import screen_text

from deskapp.casework.screens.step import EndStepForm
from deskapp.office.access.rules import Held, rights_from
from deskapp.ui.form import Form
from deskapp.ui.shell import DeskApp


async def test_who_may_not_let_a_gate_pass_is_told_whom_to_ask(desk: Desk, tmp_path: Path) -> None:
    case = desk.open(fields=FIELDS)
    desk.bring(case, "verification")
    async with at_counter(desk, tmp_path) as pilot:
        await open_case_page(pilot, desk, case)
        app = pilot.app
        assert isinstance(app, DeskApp)
        opened = app.wiring.opened  # type: ignore[attr-defined]
        for role, told in (("supervisor", False), ("clerk", True)):
            opened.seat.take(replace(opened.clerk, rights=rights_from([Held(role)], NOW.date())))
            await press(pilot, "1")
            assert isinstance(pilot.app.screen, EndStepForm)
            names = list(pilot.app.screen.query_one(Form).rows)
            shown = screen_text(pilot.app)
            assert any(name.startswith("override") for name in names) != told
            assert ("放行：客服主管、中心主任" in shown) == told
            await press(pilot, "escape")
