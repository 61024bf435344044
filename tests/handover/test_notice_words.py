"""What stands in a notice and before it is sent: a building that is not accepted, an amount that nobody knows yet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select
from tests.fixtures_store import NOW, TODAY
from tests.handover.handover_ground import HandoverDesk
from tests.messages.letters_ground import text_of

from deskapp.desks.handover.planning.actions_notice import send_notices
from deskapp.desks.handover.planning.drafts import NoticeDraft
from deskapp.desks.handover.planning.queries import get_deliveries
from deskapp.desks.handover.planning.screens.notices import amounts_of, preview_lines, preview_notices
from deskapp.desks.handover.planning.telling import letter_data
from deskapp.locale import words
from deskapp.messages.letters import render_letter
from deskapp.office.acceptance.model import Acceptance
from deskapp.office.acceptance.rules import needs_on
from deskapp.settings import find_home
from deskapp.store.work import Work


def test_the_preview_says_that_a_building_is_not_accepted(handover: HandoverDesk) -> None:
    numbers = list(handover.deliveries.values())

    def said() -> list[str]:
        found = handover.ask(preview_notices, numbers, TODAY)
        return [text for text, weight in preview_lines(found, words("zh")) if weight == "error"]

    assert said() == []

    kinds = [need.kind for need in needs_on(TODAY, "CN") if need.handover]

    def fail(work: Work) -> None:
        query = select(Acceptance).where(
            Acceptance.building_id == handover.buildings["5"], col(Acceptance.kind).in_(kinds)
        )
        rows = work.session.exec(query).all()
        work.change(rows[0], {"result": "failed", "remarks": "消防管道渗漏"})

    handover.do(fail)
    first, *lacks = said()
    assert first == "楼栋验收不齐、还不能交付的：2 户"
    assert len(lacks) == 1


@pytest.mark.parametrize(
    ("language", "room", "told", "untold"),
    [
        ("zh", "1503", "应交金额于办理当日核算", "合计"),
        ("vi", "1503", "Số tiền phải nộp được tính vào ngày làm thủ tục", "Tổng cộng"),
        ("en", "1503", "What is to be paid is worked out on the day", "in all"),
        ("zh", "1502", "以上合计 ¥880,000.00", "于办理当日核算。"),
    ],
)
def test_an_amount_that_nobody_knows_yet_is_no_sum_of_nothing(
    handover: HandoverDesk, tmp_path: Path, language: Any, room: str, told: str, untold: str
) -> None:
    home = find_home(tmp_path / "home")
    home.prepare()
    number, said = handover.deliveries[room], words(language)

    def send(work: Work) -> dict[str, Any]:
        (notice,) = send_notices(work, [number], NoticeDraft(), amounts_of(work, [number]))
        return letter_data(work, said, get_deliveries(work, [number])[0], notice, None, ())

    text = text_of(render_letter("handover_notice", language, handover.do(send), home, NOW))
    assert told in text
    assert untold not in text
