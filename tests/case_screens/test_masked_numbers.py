"""Phones that a case and an enquiry hold: masked on the page and in the form, and shown whole for a reason."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select
from tests.case_screens.case_ground import at, at_counter, open_case_page, press, screen_text, settle, write
from tests.case_screens.test_case_stories import said
from tests.intake.dossier import Desk
from tests.intake.test_enquiries import ASKED

from deskapp.cases.fields import read_fields
from deskapp.desks.intake.actions_enquiry import log_enquiry
from deskapp.desks.intake.screens.enquiry_view import EnquiryView
from deskapp.desks.intake.screens.fields_edit import EditCaseForm
from deskapp.desks.intake.screens.new_case import NewCaseForm
from deskapp.desks.intake.screens.new_case_known import Known
from deskapp.store.rights import Rights
from deskapp.store.tables import Audit
from deskapp.ui.dialogs import AskText
from deskapp.ui.form import Form

PHONE, MASKED = "13800138000", "138****8000"
OWN, OWN_MASKED = "13912345678", "139****5678"
FIELDS = {"kind": "new", "tenant": "李静", "tenant_phone": OWN}


@pytest.fixture
def lease(desk: Desk) -> int:
    return desk.open(
        "cn-rental-filing", fields=FIELDS, customer_id=None, parcel_id=None, caller_name="陈先生", caller_phone=PHONE,
        language="zh",
    )  # fmt: skip


def reasons(desk: Desk, entity: str) -> list[tuple[str, int | None]]:
    query = select(Audit.reason, Audit.entity_id).where(col(Audit.action) == f"reveal.{entity}")
    found: list[tuple[str, int | None]] = desk.ask(lambda reader: list(reader.session.exec(query)))
    return found


def box(pilot: Any, name: str) -> str:
    found: str = pilot.app.screen.query_one(Form).rows[name].box.value
    return found


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_a_case_shows_them_whole_for_a_reason(desk: Desk, lease: int, tmp_path: Path, language: str) -> None:
    async with at_counter(desk, tmp_path, language) as pilot:
        await open_case_page(pilot, desk, lease)
        assert MASKED in said(pilot)
        assert OWN_MASKED in said(pilot)
        assert all(number not in said(pilot) for number in (PHONE, OWN))
        await press(pilot, "f8", *"call", "enter")
        await settle(pilot)
        assert all(number in said(pilot) for number in (PHONE, OWN))
        assert reasons(at(pilot), "case") == [("call", lease)]
        # the reason holds for the form that is opened from here, and for no longer
        await press(pilot, "f2")
        assert isinstance(pilot.app.screen, EditCaseForm)
        assert (box(pilot, "caller_phone"), box(pilot, "own_tenant_phone")) == (PHONE, OWN)
        await press(pilot, "escape")
        assert all(number not in said(pilot) for number in (PHONE, OWN))


async def test_the_form_keeps_what_is_left_alone_and_takes_what_is_typed(
    desk: Desk, lease: int, tmp_path: Path
) -> None:
    async with at_counter(desk, tmp_path) as pilot:
        await open_case_page(pilot, desk, lease)
        await press(pilot, "f2")
        assert (box(pilot, "caller_phone"), box(pilot, "own_tenant_phone")) == (MASKED, OWN_MASKED)
        pilot.app.screen.query_one(Form).focus_field("own_tenant_phone")
        await press(pilot, "ctrl+u")
        await write(pilot, "13612345678")
        await press(pilot, "ctrl+s")
        case = at(pilot).case(lease)
        assert (case.caller_phone, read_fields(case)["tenant_phone"]) == (PHONE, "13612345678")
        await press(pilot, "f2")
        await press(pilot, "f9", *"call", "enter")
        assert (box(pilot, "caller_phone"), box(pilot, "own_tenant_phone")) == (PHONE, "13612345678")
        assert reasons(at(pilot), "case") == [("call", lease)]
        pilot.app.screen.query_one(Form).focus_field("caller_phone")
        await press(pilot, "end", "backspace", "1", "ctrl+s")
        assert at(pilot).case(lease).caller_phone == "13800138001"


async def test_half_of_a_mask_is_refused(desk: Desk, lease: int, tmp_path: Path) -> None:
    async with at_counter(desk, tmp_path) as pilot:
        await open_case_page(pilot, desk, lease)
        await press(pilot, "f2")
        pilot.app.screen.query_one(Form).focus_field("caller_phone")
        await press(pilot, "end", "backspace", "1", "ctrl+s")
        assert isinstance(pilot.app.screen, EditCaseForm)
        assert at(pilot).case(lease).caller_phone == PHONE


async def test_whoever_may_not_is_asked_for_no_reason(desk: Desk, lease: int, tmp_path: Path) -> None:
    async with at_counter(desk, tmp_path) as pilot:
        await open_case_page(pilot, desk, lease)
        opened = pilot.app.opened()  # type: ignore[attr-defined]
        opened.seat.clerk = replace(opened.clerk, rights=Rights(actions=("case.*",), roles=("cashier",)))
        await press(pilot, "f8")
        assert not isinstance(pilot.app.screen, AskText)
        assert PHONE not in said(pilot)


async def test_an_enquiry_shows_its_callers_phone_for_a_reason(desk: Desk, tmp_path: Path) -> None:
    asked = desk.do(log_enquiry, replace(ASKED, customer_id=None, caller_name="陈先生", caller_phone=PHONE))
    async with at_counter(desk, tmp_path) as pilot:
        pilot.app.push_screen(EnquiryView(asked.id))
        await settle(pilot)
        assert MASKED in screen_text(pilot.app)
        assert PHONE not in screen_text(pilot.app)
        await press(pilot, "8", *"call", "enter")
        await settle(pilot)
        assert PHONE in screen_text(pilot.app)
        assert reasons(at(pilot), "enquiry") == [("call", asked.id)]


async def test_a_case_of_an_enquiry_takes_the_phone_over_unseen(desk: Desk, tmp_path: Path) -> None:
    known = Known("cn-other", caller_name="陈先生", caller_phone=PHONE, need="房本要多久")
    async with at_counter(desk, tmp_path) as pilot:
        made: list[int] = []
        pilot.app.push_screen(NewCaseForm(known), lambda case: made.append(case) if case else None)
        await settle(pilot)
        assert box(pilot, "caller_phone") == MASKED
        await press(pilot, "ctrl+s")
        await settle(pilot)
        assert [at(pilot).case(case).caller_phone for case in made] == [PHONE]
