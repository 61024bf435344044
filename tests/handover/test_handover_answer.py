"""What an owner is told who asks: three sentences in their language, whatever the handover has come to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.contracts.contract_ground import open_desk
from tests.fixtures_store import TODAY
from tests.handover.handover_ground import HandoverDesk
from tests.overview.riverside import SIZE, counter_on, press, write
from tests.ui.conftest import Seen, screen_text, seen, settle

from deskapp.desks.handover.day.actions import check_in
from deskapp.desks.handover.day.drafts import CheckInDraft
from deskapp.desks.handover.inspecting.rules import DefectCounts
from deskapp.desks.handover.planning.model import DELIVERY_STATES
from deskapp.desks.handover.planning.queries import get_delivery
from deskapp.desks.handover.screens.answer_look import AnswerFacts, get_answer, handover_answer
from deskapp.locale import LANGUAGES, words

__all__ = ["seen"]


def asked(desk: HandoverDesk, room: str) -> AnswerFacts:
    found: AnswerFacts = desk.ask(get_answer, desk.deliveries[room], TODAY)
    return found


def test_who_was_told_hears_when_where_and_what_is_owed(handover: HandoverDesk) -> None:
    where, missing, then = handover_answer(asked(handover, "1502"), words("zh"))
    number = handover.ask(get_delivery, handover.deliveries["1502"]).sent[-1].number
    assert where == f"请您 2026-11-22 09:00 到售楼处一楼收房（3-2-1502，通知书 {number}）。"
    assert missing == "您的房款还差 ¥880,000.00，缴清后就能继续办理。"
    assert then == "来时请带上身份证、合同和收房通知书。电话：023-6300 1234。"


def test_who_is_here_hears_their_number_and_the_next_station(handover: HandoverDesk) -> None:
    handover.do(check_in, handover.deliveries["1503"], CheckInDraft())
    where, _, then = handover_answer(asked(handover, "1503"), words("zh"))
    assert where == "您的 3-2-1503 正在“接待”办理，您的号码是 001。"
    assert then.startswith("下一个台位是“收款”。")


def test_every_state_has_three_sentences_in_every_language(handover: HandoverDesk) -> None:
    facts = asked(handover, "1502")
    more: dict[str, Any] = {"refusal_code": "quality", "risk_on": TODAY, "deemed_notice": "SF-1", "state_since": TODAY}
    for language in LANGUAGES:
        for state in DELIVERY_STATES:
            row = replace(facts.row, state=state, **more)
            told = handover_answer(replace(facts, row=row), words(language))
            assert all(told), (state, language)
            assert not any("{" in one for one in told), told
    # several sums are added up
    twice = handover_answer(replace(facts, missing=facts.missing * 2), words("zh"))
    assert twice[1].endswith("应付合计 ¥880,000.00。")
    # a refusal without the day of the risk is not called one at the owner's risk
    row = replace(facts.row, state="refused_unjustified", state_since=TODAY, refusal_code="quality", risk_on=None)
    assert "风险" not in handover_answer(replace(facts, row=row), words("zh"))[0]


def test_what_is_left_on_the_list_and_the_next_look_are_told(handover: HandoverDesk) -> None:
    facts = asked(handover, "1501")
    row = replace(facts.row, state="signed_with_list", state_since=TODAY, signed_on=TODAY)
    day = TODAY + timedelta(days=14)
    told = handover_answer(replace(facts, row=row, open=DefectCounts(minor=3, wishes=2), recheck_on=day), words("zh"))
    assert told[1:] == (
        "还有 3 处由施工单位整改。",
        "2026-12-06 请您再来看整改结果。电话：023-6300 1234。",
    )
    done = handover_answer(replace(facts, row=row), words("zh"))
    assert done[1] == "清单上没有未整改的问题。"


async def test_f9_answers_from_the_page_and_from_the_box(
    handover_home_made: tuple[HandoverDesk, Path], handover_home: Path, seen: Seen
) -> None:
    with open_desk(handover_home / "deskapp.db") as counter:
        number = counter.ask(get_delivery, handover_home_made[0].deliveries["1502"]).sent[-1].number
    app = counter_on(handover_home)
    async with app.run_test(size=SIZE) as pilot:
        await write(pilot, number)
        await press(pilot, "f9")
        await settle(pilot)
        for _ in LANGUAGES:
            await seen(pilot)
            await press(pilot, "f4")
        await press(pilot, "f3", "enter", "f9")
        await settle(pilot)
        assert "请您 2026-11-22 09:00 到售楼处一楼收房" in screen_text(app), screen_text(app)
