"""Two real counters, each a process on a terminal of its own, at one customer: both texts survive."""

from __future__ import annotations

import os
from datetime import date

import pytest
from tests.reception.ground import NOW, Ground
from tests.reception.test_forms_killed import OPEN
from tests.ui.terminal import terminal

from deskapp.office.customer.page import get_customer_page
from deskapp.wiring import open_home

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals")


def test_the_second_decides_and_both_texts_survive(ground: Ground) -> None:
    root = ground.home.root
    (root / "who").write_text(str(ground.li))
    with terminal(OPEN, root) as first, terminal(OPEN, root) as second:
        for it in (first, second):
            it.wait_for("139****2222")
        first.press("13600004444")
        first.wait_for("暂存")
        second.press("13500005555")
        second.wait_for("暂存")
        first.press("\x13")
        first.wait_for("已保存")
        second.press("\x13")
        second.wait_for("请逐项选定")
        assert "136****4444" in second.screen.decode(errors="replace")
        # mine; and save
        second.press("\x1b[D")
        second.wait_for("各项都已选定")
        second.press("\r")
        second.wait_for("已保存")
        for it in (second, first):
            it.press("\x11")
            assert it.end() == 0
    opened = open_home(ground.home, NOW, writes=False)
    try:
        page = opened.store.read(lambda reader: get_customer_page(reader, ground.li, date(2026, 11, 22)))
    finally:
        opened.close()
    assert page.row.phone == "13500005555"
    told = [(one.field, one.before, one.after) for change in page.changes for one in change.fields]
    assert told[:2] == [("phone", "13600004444", "13500005555"), ("phone", "13911112222", "13600004444")]
    assert not [*ground.home.drafts.glob("*.draft"), *(root / "here").glob("*.here")]
