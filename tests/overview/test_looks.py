"""Pages before they are drawn, and drawn at any width: nothing lost, nothing wider than its place."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures_store import NOW

from deskapp.casework.look import Line, Said, groups, period, under
from deskapp.casework.screens.pane import draw, label_width
from deskapp.locale import words
from deskapp.overview.recent import MOST, Recent
from deskapp.overview.screens.hits import place
from deskapp.overview.search import Hit
from deskapp.overview.trail_look import change_lines
from deskapp.store.trail import Change, FieldChange
from deskapp.ui.cells import shown, width

ZH = words("zh")
TEXTS = st.text(st.sampled_from("abc 张三丰ăâ，。（）\u0301\u200b　12-"), max_size=40)


def change(*fields: FieldChange, action: str = "customer.edit", reason: str = "") -> Change:
    return Change(NOW, "王敏", action, reason, fields)


def said(found: Change, entity: str = "customer", language: str = "zh") -> list[str]:
    line = next(change_lines([found], entity, words(language), UTC))
    return [text for text, _ in line.said]


def test_a_change_says_when_and_who_in_the_counters_zone() -> None:
    lines = list(change_lines([change()] * 2, "customer", ZH, timezone(timedelta(hours=8))))
    assert [line.label for line in lines] == ["变更", ""]
    assert [text for text, _ in lines[0].said] == ["2026-11-22 17:41", "王敏"]


@pytest.mark.parametrize(
    ("field", "entity", "told"),
    [
        (FieldChange("phone", "13800138000", "13912345678"), "customer", "主要电话：138****8000 → 139****5678"),
        (FieldChange("phone_added", None, "13912345678"), "customer", "新增电话：139****5678"),
        (FieldChange("id_number", "110105198504121172", ""), "customer", "证件号码：清空（原 110105********1172）"),
        (FieldChange("document", None, "001085012345"), "customer", "其他证件：001*****2345"),
        (FieldChange("document", None, "E12345678"), "customer", "其他证件：*****5678"),
        (FieldChange("category", "owner", "bulk"), "customer", "客户类别：业主 → 大户"),
        (FieldChange("kind", "person", "company"), "customer", "类型：个人 → 单位"),
        (FieldChange("kind", "dwelling", "shop"), "unit", "类型：住宅 → 商业"),
        (FieldChange("birth", None, "1985-04-12"), "customer", "出生日期：1985-04-12"),
        (FieldChange("surveyed_area", None, "98.91"), "unit", "实测建筑面积：98.91㎡"),
        (FieldChange("sale_state", "unsold", "sold"), "unit", "销售状态：未售 → 已售"),
        (FieldChange("note", None, "x" * 500), "customer", f"备注：{'x' * 60}…"),
        (FieldChange("of_tomorrow", None, "x"), "customer", "of_tomorrow：x"),
    ],
)
def test_a_field_in_words(field: FieldChange, entity: str, told: str) -> None:
    assert said(change(field), entity)[2:] == [told]


def test_moving_in_and_out_is_one_text() -> None:
    facts = (FieldChange("resident", None, "章水方"), FieldChange("role", None, "tenant"))
    assert said(change(*facts, FieldChange("since", None, "2026-06-01")), "unit")[2:] == [
        "新增 章水方 租户 2026-06-01 起"
    ]
    assert said(change(*facts, FieldChange("until", None, "2026-09-01")), "unit")[2:] == [
        "终止 章水方 租户 至 2026-09-01"
    ]
    assert said(change(*facts), "unit", "vi")[2:] == ["thêm 章水方 Người thuê"]


def test_a_new_record_and_an_import_are_named_as_such() -> None:
    fresh = (FieldChange("number", None, "KH-20261122-0001"), FieldChange("name", None, "张三丰"))
    assert said(change(*fresh))[2:] == ["建档"]
    assert said(change(action="import.customers", reason="DR-20261122-0001"))[2:] == ["导入 DR-20261122-0001"]


def test_groups_have_one_gap_and_labels_are_said_once() -> None:
    one, two = Line("a", (("1", "plain"),)), Line("", (("2", "plain"),))
    assert [line.label for line in under("x", [two, two])] == ["x", ""]
    assert groups((), (one,), (), (two,), ()) == (one, Line(), two)


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [(None, None, ""), (NOW.date(), None, "2026-11-22 起"), (None, NOW.date(), "至 2026-11-22")],
)
def test_periods(since: datetime | None, until: datetime | None, told: str) -> None:
    assert period(ZH, since, until) == told


def a_hit(number: int, title: str = "") -> Hit:
    return Hit("customer", number, str(number), title)


def test_what_was_opened_again_comes_first_and_is_told_as_it_is_now() -> None:
    recent = Recent()
    for number in range(MOST + 5):
        recent.note(a_hit(number))
    recent.note(a_hit(9, "new"))
    found = list(recent)
    assert len(found) == MOST
    assert (found[0].id, found[0].title, found[1].id) == (9, "new", MOST + 4)
    assert len({hit.id for hit in found}) == MOST


lines_of_text = st.lists(TEXTS, max_size=5).map(
    lambda texts: Line("标签", tuple((text, "plain") for text in texts), heading=False)
)


@given(st.lists(lines_of_text, min_size=1, max_size=6), st.integers(20, 120))
def test_flowing_texts_fit_and_nothing_is_lost(lines: list[Line], cells: int) -> None:
    drawn = draw(lines, cells, "…")
    assert all(width(shown(_text(row.runs)).rstrip()) <= cells - label_width(lines) for row in drawn)
    for index, line in enumerate(lines):
        told = "".join(_text(row.runs) for row in drawn if row.line == index)
        assert _dense(told) == _dense("".join(text for text, _ in line.said))


@given(st.lists(lines_of_text, min_size=1, max_size=6), st.integers(24, 120))
def test_tables_stand_under_each_other(lines: list[Line], cells: int) -> None:
    rows = [Line("标签", (("固定", "plain"), *line.said), table="people") for line in lines]
    drawn = draw(rows, cells, "…")
    assert all(width(_text(row.runs).rstrip()) <= cells - label_width(rows) for row in drawn)
    first = [row for number, row in enumerate(drawn) if not number or row.line != drawn[number - 1].line]
    assert {width(row.runs[0][0]) for row in first} == {6}


@given(st.lists(st.tuples(*[TEXTS] * 6), max_size=8), st.integers(60, 150))
def test_hits_fit_beside_each_other(rows: list[tuple[str, ...]], room: int) -> None:
    placed = place(rows, room)
    widest = [max((width(row[index]) for row in rows), default=0) for index in range(6)]
    assert all(cells <= wide for cells, wide in zip(placed, widest, strict=True))
    assert sum(placed) + 2 * max(0, sum(map(bool, placed)) - 1) <= room


def test_names_are_cut_last() -> None:
    row = (
        "重庆市滨江房地产开发有限责任公司",
        "3-2-1501、3-2-1502",
        "住宅 98.76㎡",
        "500103********0017",
        "138****8000",
        "大户",
    )
    title, where, what, document, phone, state = place([row], 76)
    assert (document, phone, state) == (18, 11, 4)
    assert (title, where, what) == (22, 10, 0)


def test_the_first_screen_loads_no_database() -> None:
    script = (
        "import sys, deskapp.overview.screens.search; print({'sqlalchemy', 'sqlmodel', 'pypinyin'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=Path.cwd())
    assert done.stdout.strip() == "set()"


def _text(runs: tuple[Said, ...]) -> str:
    return "".join(text for text, _ in runs)


def _dense(text: str) -> str:
    return "".join(shown(text).split())
