"""A customer's own data at the counter: agreed and taken back, handed out, asked for, blocked, by a key each."""

from __future__ import annotations

import pytest
from tests.reception.conftest import ground, prepared
from tests.reception.ground import NOW, Ground, ask, counter_at, data_of, notice, press, show, write
from tests.ui.conftest import Seen, screen_text, seen

from deskapp.desks.reception.screens.privacy import PrivacyScreen
from deskapp.locale import Language
from deskapp.office.customer.model import Customer
from deskapp.office.privacy.queries import PrivacyPage, get_privacy_page
from deskapp.office.staff.own_office import OfficeDraft, edit_office
from deskapp.store.work import Reader

__all__ = ["ground", "prepared", "seen"]


def page_of(reader: Reader, number: int) -> PrivacyPage:
    return get_privacy_page(reader, number)


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_it_looks_so(ground: Ground, seen: Seen, language: Language) -> None:
    async with counter_at(ground, language) as pilot:
        await show(pilot, PrivacyScreen(ground.zhang))
        await press(pilot, "1", "3")
        await seen(pilot)
        await press(pilot, "ctrl+s", "4", "ctrl+s")
        await seen(pilot)


async def test_a_consent_is_given_and_taken_back_in_few_keys(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        answers = await show(pilot, PrivacyScreen(ground.zhang))
        await press(pilot, "1", "6", "ctrl+s")
        given = ask(pilot, lambda reader: page_of(reader, ground.zhang)).consents
        assert [(one.purpose, one.way, one.withdrawn_at, one.clerk != "") for one in given] == [
            ("news", "paper", None, True)
        ]
        assert "退订" in given[0].text
        await press(pilot, "1", "6", "ctrl+s")
        assert "无须重复登记" in screen_text(pilot.app)
        await press(pilot, "escape", "2", "2", "3")
        back = ask(pilot, lambda reader: page_of(reader, ground.zhang)).consents
        assert [(one.withdrawn_at, one.withdrawn_way) for one in back] == [(NOW, "phone")]
        await press(pilot, "escape")
        assert answers == [True]


async def test_an_office_without_a_name_is_told_where_to_set_it(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        await show(pilot, PrivacyScreen(ground.zhang))
        await press(pilot, "1")
        assert "本单位还没有填名称" in screen_text(pilot.app)
        await press(pilot, "escape")
        data_of(pilot.app).write(  # type: ignore[arg-type]
            "office.edit", lambda work: edit_office(work, OfficeDraft("滨江服务中心")), NOW
        )
        await press(pilot, "1", "6")
        assert "本单位还没有填名称" not in screen_text(pilot.app)
        assert "滨江服务中心" in screen_text(pilot.app)


async def test_passing_on_by_consent_needs_one(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        await show(pilot, PrivacyScreen(ground.zhang))
        await press(pilot, "3")
        for text in ("工商银行", "按揭", "姓名、电话"):
            await write(pilot, text)
            await press(pilot, "enter")
        await press(pilot, "3", "ctrl+s")
        assert "没有同意对外提供" in screen_text(pilot.app)
        await press(pilot, "1", "ctrl+s")
        found = ask(pilot, lambda reader: page_of(reader, ground.zhang)).disclosures
        assert [(one.recipient, one.basis, one.keep_until.year - NOW.year) for one in found] == [
            ("工商银行", "contract", 3)
        ]


async def test_a_request_is_answered_and_a_customer_blocked_with_a_reason(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        await show(pilot, PrivacyScreen(ground.zhang))
        await press(pilot, "4", "ctrl+s")
        await press(pilot, "5", "2")
        await write(pilot, "身份未能核实")
        await press(pilot, "enter", "6")
        await press(pilot, "enter")
        await write(pilot, "本人要求限制处理")
        await press(pilot, "enter")
        page = ask(pilot, lambda reader: page_of(reader, ground.zhang))
        assert [(one.result, one.answer) for one in page.requests] == [("refused", "身份未能核实")]
        assert ask(pilot, lambda reader: reader.get(Customer, ground.zhang).blocked_why) == "本人要求限制处理"


async def test_everything_of_theirs_is_written_with_a_reason_that_stays(ground: Ground) -> None:
    async with counter_at(ground) as pilot:
        await show(pilot, PrivacyScreen(ground.zhang))
        await press(pilot, "9")
        await write(pilot, "本人申请查阅")
        await press(pilot, "enter")
        [file] = ground.home.exports.glob("person-*.xlsx")
        assert oct(file.stat().st_mode & 0o777) == "0o600"
        assert file.name in notice(pilot).replace(" ", "")
