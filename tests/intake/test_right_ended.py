"""A right to act that was withdrawn is ended on screen, and nobody acts by it any more."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.intake.counter_dossier import at_case, desk_of
from tests.intake.desk import notice, press, show
from tests.intake.dossier import TODAY, Desk

from deskapp.desks.intake.actions_result import list_receivers
from deskapp.desks.intake.screens.right import EndRightForm
from deskapp.office.customer.drafts import RepresentationDraft
from deskapp.office.customer.ties import add_representation, list_representations


async def test_a_withdrawn_right_ends_before_today(desk: Desk, tmp_path: Path) -> None:
    case = desk.open()
    desk.do(add_representation, desk.dat, RepresentationDraft(desk.lan, "power_of_attorney", "", "UQ 7"))
    lan = next(one for one in desk.ask(list_receivers, case, TODAY) if one.id == desk.lan)
    assert lan.fault is None
    async with at_case(desk, tmp_path) as pilot:
        here = desk_of(pilot)
        await show(pilot, EndRightForm(case, "BD-1"))
        assert "UQ 7" in pilot.app.screen.form.typed["right_id"][1]
        await press(pilot, "ctrl+s")
        assert "BD-1" in notice(pilot)
        assert here.ask(list_representations, desk.dat, TODAY) == []
        ((right, name),) = here.ask(list_representations, desk.dat, date(2026, 11, 21))
        assert (right.valid_until, name) == (date(2026, 11, 21), "Trần Thị Lan")
        lan = next(one for one in here.ask(list_receivers, case, TODAY) if one.id == desk.lan)
        assert lan.fault is not None
        # with none left there is nothing to choose, which the form says
        await show(pilot, EndRightForm(case, "BD-1"))
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, EndRightForm)
