"""The forms of the eight steps, with a clerk's keys."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from tests.intake.counter_dossier import at_case, desk_of
from tests.intake.desk import notice, press, show, write
from tests.intake.dossier import MILLION, Desk
from tests.intake.test_dossier_story import at_authority, charges, messages
from tests.ui.conftest import Seen, screen_text

from deskapp.cases.page import get_case_page
from deskapp.cases.papers import receive_all_papers
from deskapp.casework.actions_papers import originals_at
from deskapp.casework.screens.authority import AuthorityForm
from deskapp.desks.intake.actions_care import add_interest, list_interests
from deskapp.desks.intake.actions_offer import accept_quotation
from deskapp.desks.intake.actions_result import get_handover, list_receivers
from deskapp.desks.intake.offers import get_offer
from deskapp.desks.intake.screens.advice import AdviceForm
from deskapp.desks.intake.screens.by_step import form_of_step
from deskapp.desks.intake.screens.care import SurveyForm, TroubleForm
from deskapp.desks.intake.screens.check import CheckForm
from deskapp.desks.intake.screens.contract import ContractForm
from deskapp.desks.intake.screens.delivery import DeliveryForm
from deskapp.desks.intake.screens.news import NewsForm
from deskapp.desks.intake.screens.quote import QuoteForm
from deskapp.desks.intake.screens.right import RightForm
from deskapp.locale import Language
from deskapp.messages.model import Message
from deskapp.office.customer.actions import edit_customer
from deskapp.office.customer.drafts import RepresentationDraft
from deskapp.office.customer.queries import get_customer_draft
from deskapp.office.customer.ties import add_representation
from deskapp.office.organisation.actions import OrganisationDraft, add_organisation

TODAY = date(2026, 11, 22)
FIELDS = {"kind": "transfer", "price": "4000000000", "taxable_value": "4000000000"}


@pytest.fixture
def ready(desk: Desk) -> int:
    """A case whose result is here and checked."""
    case = desk.open(fields=FIELDS)
    desk.bring(case, "work")
    at_authority(desk, case, "submit")
    at_authority(desk, case, "result")
    desk.bring(case, "delivery")
    return case


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_the_forms_look_so(desk: Desk, tmp_path: Path, seen: Seen, language: Language) -> None:
    case = desk.open(fields=FIELDS)
    async with at_case(desk, tmp_path, language) as pilot:
        for form in (CheckForm, QuoteForm, ContractForm, AuthorityForm, SurveyForm, TroubleForm):
            await show(pilot, form(case, "BD-20261122-0001"))
            await seen(pilot)
            await press(pilot, "escape")


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_the_handover_looks_so(desk: Desk, ready: int, tmp_path: Path, seen: Seen, language: Language) -> None:
    right = RepresentationDraft(desk.lan, "power_of_attorney", "nộp hồ sơ", "12/2026")
    desk.do(add_representation, desk.dat, right)
    async with at_case(desk, tmp_path, language) as pilot:
        await show(pilot, DeliveryForm(ready, "BD-20261122-0001"))
        await seen(pilot)


async def test_a_quotation_is_worked_out_and_accepted_with_one_key(desk: Desk, tmp_path: Path) -> None:
    case = desk.open(fields=FIELDS)
    async with at_case(desk, tmp_path) as pilot:
        await show(pilot, QuoteForm(case, "BD-1"))
        await write(pilot, "5tr")
        assert "107.700.000" in screen_text(pilot.app)
        await press(pilot, "f8")
        made = desk_of(pilot)
        offer = made.ask(get_offer, case, TODAY, "vi")
        assert offer.quotation is not None
        assert offer.quotation.state == "accepted"
        assert {purpose: amount for purpose, amount, _ in charges(made, case)} == {
            "service_fee": 5 * MILLION,
            "registration_fee": 20 * MILLION,
            "income_tax": 80 * MILLION,
            "notary_fee": MILLION * 27 / 10,
        }


async def test_an_advance_above_the_own_fees_is_refused_at_its_field(desk: Desk, tmp_path: Path) -> None:
    case = desk.open(fields=FIELDS)
    async with at_case(desk, tmp_path) as pilot:
        await show(pilot, QuoteForm(case, "BD-1"))
        await write(pilot, "5tr")
        pilot.app.screen.form.focus_field("advance")
        await write(pilot, "6tr")
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, QuoteForm)
        assert pilot.app.screen.form.focused_field == "advance"


async def test_a_contract_is_signed_with_one_key(desk: Desk, tmp_path: Path) -> None:
    case = desk.open()
    desk.do(accept_quotation, desk.offer(case))
    async with at_case(desk, tmp_path) as pilot:
        await show(pilot, ContractForm(case, "BD-1"))
        await press(pilot, "f8")
        assert "HDDV-20261122-0001" in notice(pilot)
        await press(pilot, "ctrl+s")
        contract = desk_of(pilot).ask(get_offer, case, TODAY, "vi").contract
        assert contract is not None
        assert (contract.state, contract.signed_by) == ("signed", "Nguyễn Văn Đạt")


async def test_a_contract_without_an_accepted_quotation_says_so(desk: Desk, tmp_path: Path) -> None:
    case = desk.open()
    async with at_case(desk, tmp_path) as pilot:
        await show(pilot, ContractForm(case, "BD-1"))
        await press(pilot, "ctrl+s")
        assert "chấp nhận" in notice(pilot)


async def test_a_dossier_is_submitted_and_taxed(desk: Desk, tmp_path: Path) -> None:
    case = desk.open()
    desk.bring(case, "work")
    async with at_case(desk, tmp_path) as pilot:
        await show(pilot, AuthorityForm(case, "BD-1"))
        await press(pilot, "enter")
        await write(pilot, "26734.118")
        await press(pilot, "ctrl+s")
        assert desk_of(pilot).case(case).authority_number == "26734.118"
        await show(pilot, AuthorityForm(case, "BD-1"))
        await press(pilot, "4", "down", "down", "down")
        await write(pilot, "80tr")
        await press(pilot, "enter", "1", "ctrl+s")
        assert desk_of(pilot).case(case).authority_state == "tax_notice"
        assert charges(desk_of(pilot), case)[-1][:2] == ("income_tax", 80 * MILLION)


async def test_originals_go_to_the_authority_and_come_back_unless_told(desk: Desk, tmp_path: Path) -> None:
    case = desk.open()
    desk.bring(case, "work")
    ours = desk.ask(originals_at, case, "us")
    assert len(ours) > 1
    async with at_case(desk, tmp_path) as pilot:
        here = desk_of(pilot)
        await show(pilot, AuthorityForm(case, "BD-1"))
        await press(pilot, "ctrl+s")
        assert here.ask(originals_at, case, "authority") == ours
        assert here.ask(originals_at, case, "us") == []
        kinds = [row.kind for row in here.ask(get_case_page, here.engine, case, TODAY).timeline]
        assert kinds.count("original.out") == 1
        await show(pilot, AuthorityForm(case, "BD-1"))
        await press(pilot, "3", "ctrl+s")  # sent back, which wants a reason
        pilot.app.screen.form.focus_field("text")
        await write(pilot, "sai mẫu đơn")
        await press(pilot, "ctrl+s")
        assert here.case(case).authority_state == "returned"
        assert here.ask(originals_at, case, "us") == ours
        await show(pilot, AuthorityForm(case, "BD-1"))
        await press(pilot, "down", "down", "down", "down", "2", "ctrl+s")
        assert here.case(case).authority_state == "resubmitted"
        assert here.ask(originals_at, case, "us") == ours


async def test_a_moved_day_wants_its_reason_at_the_field(desk: Desk, tmp_path: Path) -> None:
    case = desk.open()
    desk.bring(case, "work")
    at_authority(desk, case, "submit", day=date(2026, 12, 2))
    async with at_case(desk, tmp_path) as pilot:
        await show(pilot, AuthorityForm(case, "BD-1"))
        await press(pilot, "5")
        pilot.app.screen.form.focus_field("day")
        await write(pilot, "4/12/2026")
        await press(pilot, "ctrl+s")
        assert pilot.app.screen.form.focused_field == "text"
        await write(pilot, "thiếu phôi")
        await press(pilot, "ctrl+s")
        assert desk_of(pilot).case(case).authority_due_on == date(2026, 12, 4)
        assert any("thiếu phôi" in body for body in messages(desk_of(pilot), case))


async def test_the_result_is_handed_over_with_one_key(desk: Desk, ready: int, tmp_path: Path) -> None:
    async with at_case(desk, tmp_path) as pilot:
        await show(pilot, DeliveryForm(ready, "BD-1"))
        await press(pilot, "ctrl+s")
        made = desk_of(pilot)
        assert made.case(ready).step == "aftercare"
        assert made.ask(get_handover, ready).here == ()


async def test_somebody_without_a_right_is_refused_at_the_field(desk: Desk, ready: int, tmp_path: Path) -> None:
    async with at_case(desk, tmp_path) as pilot:
        await show(pilot, DeliveryForm(ready, "BD-1"))
        await write(pilot, "lan")
        await press(pilot, "enter", "ctrl+s")
        assert isinstance(pilot.app.screen, DeliveryForm)
        assert pilot.app.screen.form.focused_field == "receiver_id"
        assert "Trần Thị Lan" in screen_text(pilot.app)
        assert "Chưa ghi nhận quyền làm thay" in " ".join(screen_text(pilot.app).split())
        assert desk_of(pilot).case(ready).step == "delivery"


async def test_afterwards_a_figure_is_enough(desk: Desk, tmp_path: Path) -> None:
    case = desk.open()
    async with at_case(desk, tmp_path) as pilot:
        await show(pilot, SurveyForm(case, "BD-1"))
        await write(pilot, "6")
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, SurveyForm)
        await press(pilot, "backspace", "5", "down", "down")
        await write(pilot, "thuế, tách thửa")
        await press(pilot, "ctrl+s")
        assert desk_of(pilot).ask(list_interests, desk.dat) == ["thuế", "tách thửa"]


async def test_trouble_is_told_to_the_customer(desk: Desk, tmp_path: Path) -> None:
    case = desk.open()
    async with at_case(desk, tmp_path) as pilot:
        await show(pilot, TroubleForm(case, "BD-1"))
        await write(pilot, "Bản vẽ sai [/b]")
        await press(pilot, "enter")
        await write(pilot, "Đo lại tuần sau")
        await press(pilot, "ctrl+s")
        (body,) = messages(desk_of(pilot), case)
        assert "Bản vẽ sai [/b]" in body


def test_each_step_has_its_form(desk: Desk) -> None:
    case = desk.open()
    found: dict[str, Any] = {}

    def note() -> None:
        page = desk.ask(get_case_page, desk.engine, case, TODAY)
        found[page.row.step] = form_of_step(page)

    note()
    desk.bring(case, "verification")
    note()
    desk.check(case)
    desk.do(receive_all_papers, case)
    desk.end(case)
    note()
    desk.bring(case, "contract")
    note()
    desk.bring(case, "work")
    note()
    at_authority(desk, case, "submit")
    at_authority(desk, case, "result")
    desk.bring(case, "delivery")
    note()
    assert found == {
        "contact": None,
        "verification": CheckForm,
        "advice": QuoteForm,
        "contract": QuoteForm,
        "work": AuthorityForm,
        "delivery": DeliveryForm,
    }


async def test_a_quotation_is_declined_with_what_was_said(desk: Desk, tmp_path: Path) -> None:
    case = desk.open()
    desk.offer(case)
    async with at_case(desk, tmp_path) as pilot:
        await show(pilot, QuoteForm(case, "BD-1"))
        pilot.app.screen.form.focus_field("declined")
        await write(pilot, "đắt quá")
        await press(pilot, "ctrl+s")
        quotation = desk_of(pilot).ask(get_offer, case, TODAY, "vi").quotation
        assert quotation is not None
        assert quotation.state == "declined"


async def test_the_authoritys_office_is_chosen_by_name(desk: Desk, tmp_path: Path) -> None:
    case = desk.open()
    desk.do(add_organisation, OrganisationDraft("Một cửa phường Hạc Thành", "land_office"))
    desk.bring(case, "work")
    async with at_case(desk, tmp_path) as pilot:
        await show(pilot, AuthorityForm(case, "BD-1"))
        pilot.app.screen.form.focus_field("organisation_id")
        await write(pilot, "hac")
        await press(pilot, "enter", "ctrl+s")
        page = desk_of(pilot).ask(get_case_page, desk.engine, case, TODAY)
        submitted = next(row for row in page.timeline if row.kind.startswith("authority."))
        assert submitted.data["organisation_id"] == 1


async def test_news_go_to_those_who_want_them(desk: Desk, tmp_path: Path) -> None:
    desk.do(add_interest, desk.dat, "thuế")
    async with at_case(desk, tmp_path) as pilot:
        await show(pilot, NewsForm())
        await write(pilot, "thue")
        await press(pilot, "enter")
        assert "1 khách hàng" in screen_text(pilot.app)
        await write(pilot, "Thuế mới")
        await press(pilot, "enter")
        await write(pilot, "Từ 1/7/2026 …")
        await press(pilot, "ctrl+s")
        assert "1" in notice(pilot)
        sent = desk_of(pilot).ask(lambda reader: list(reader.session.exec(select(Message.body))))
        assert sent == ["Từ 1/7/2026 …"]


async def test_news_without_readers_say_so(desk: Desk, tmp_path: Path) -> None:
    async with at_case(desk, tmp_path) as pilot:
        await show(pilot, NewsForm())
        assert "Chưa có khách nào" in screen_text(pilot.app)


async def test_hostile_texts_are_texts_in_the_forms(desk: Desk, ready: int, tmp_path: Path) -> None:
    hostile = "[/b][@click=app.quit]\u202e=cmd|'/c calc'!A1 " + "ư" * 150
    draft, version = desk.ask(get_customer_draft, desk.dat)
    desk.do(edit_customer, desk.dat, replace(draft, name=hostile), version)
    async with at_case(desk, tmp_path) as pilot:
        for form in (CheckForm, QuoteForm, ContractForm, AuthorityForm, DeliveryForm, SurveyForm, TroubleForm):
            await show(pilot, form(ready, hostile))
            assert isinstance(pilot.app.screen, form)
            await press(pilot, "escape")
        await show(pilot, DeliveryForm(ready, "BD-1"))
        await press(pilot, "ctrl+s")
        assert desk_of(pilot).case(ready).step == "aftercare"


async def test_a_right_to_act_is_noted_and_opens_its_gate(desk: Desk, tmp_path: Path) -> None:
    case = desk.open()
    async with at_case(desk, tmp_path) as pilot:
        await show(pilot, RightForm(case, "BD-1"))
        await write(pilot, "lan")
        await press(pilot, "enter", "down")
        await write(pilot, "nộp hồ sơ")
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, RightForm)
        assert pilot.app.screen.form.focused_field == "document"
        await write(pilot, "12/2026")
        await press(pilot, "ctrl+s")
        made = desk_of(pilot)
        assert made.case(case).representative_id == desk.lan
        page = made.ask(get_case_page, desk.engine, case, TODAY)
        assert [gate.id for gate in page.gates if gate.id == "representation.valid" and not gate.is_open] == []
        receivers = made.ask(list_receivers, case, TODAY)
        assert [(one.name, one.fault.code if one.fault else "") for one in receivers] == [
            ("Nguyễn Văn Đạt", ""),
            ("Trần Thị Lan", "representation.narrow"),
        ]


async def test_advice_stands_in_the_timeline(desk: Desk, tmp_path: Path) -> None:
    case = desk.open()
    async with at_case(desk, tmp_path) as pilot:
        await show(pilot, AdviceForm(case, "BD-1"))
        assert "8" in screen_text(pilot.app)
        await press(pilot, "4", "enter")
        await write(pilot, "Mẹ tặng con được miễn thuế")
        await press(pilot, "enter")
        await write(pilot, "trọn gói")
        await press(pilot, "ctrl+s")
        row = desk_of(pilot).ask(get_case_page, desk.engine, case, TODAY).timeline[0]
        said = (row.kind, row.code, row.text, row.data["chosen"])
        assert said == ("advice", "taxes", "Mẹ tặng con được miễn thuế", "trọn gói")
