"""What an owner takes home: papers and meters that a signature asks for, what a meter can show, and the deed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures_store import TODAY
from tests.handover.handover_ground import HandoverDesk

from deskapp.cases.engine import say_missing
from deskapp.desks.handover.giving.actions import (
    ReadingDraft,
    give_all,
    give_item,
    give_sets,
    hand_over,
    read_meter,
    take_back_item,
)
from deskapp.desks.handover.giving.given import has_keys, items_for, meters_for, parse_given, shipped_given
from deskapp.desks.handover.giving.holders import find_holders
from deskapp.desks.handover.giving.letters import deed_data, key_label, key_slip
from deskapp.desks.handover.giving.queries import given_of, meters_of, missing_of
from deskapp.desks.handover.giving.rules import KeyFact, judge_documents, judge_keys, judge_reading, parse_reading
from deskapp.desks.handover.planning.actions import plan_delivery
from deskapp.desks.handover.planning.actions_delivery import end_delivery
from deskapp.desks.handover.planning.drafts import DeliveryDraft
from deskapp.errors import DeskError
from deskapp.locale import words
from deskapp.messages.letter_kinds import LETTERS
from deskapp.office.warranty.queries import in_warranty, warranties_of
from deskapp.papers.keys.actions import add_key_set, move_key
from deskapp.papers.keys.drafts import KeyMoveDraft, KeySetDraft
from deskapp.papers.keys.queries import get_keys, keys_of
from deskapp.settings import find_home
from deskapp.store.base import record_id

FIVE = {"unit_acceptance_sheet", "area_sheet", "property_contract", "quality_certificate", "user_manual"}
WATER = next(kind for kind in meters_for("dwelling", TODAY, "CN") if kind.code == "water")


def test_the_five_papers_of_the_handbook_are_asked_for_in_both_countries() -> None:
    for country in ("CN", "VN"):
        assert {kind.code for kind in items_for("dwelling", TODAY, country) if kind.required} == FIVE
    names = [kind.name.zh for kind in items_for("dwelling", TODAY, "CN") if kind.required]
    assert names == [
        "住宅工程质量分户验收表", "房屋建筑面积计算表", "物业服务合同", "住宅质量保证书", "住宅使用说明书",
    ]  # fmt: skip


def test_a_parking_space_has_neither_keys_nor_meters_that_are_asked_for() -> None:
    assert not has_keys("parking", TODAY, "CN")
    assert not meters_for("parking", TODAY, "CN")
    assert [kind.code for kind in items_for("parking", TODAY, "CN") if kind.required] == [
        "area_sheet", "property_contract",
    ]  # fmt: skip
    assert judge_keys([], wanted=False) == []


def test_every_row_says_where_it_comes_from_and_a_row_without_a_language_is_refused() -> None:
    rows = [row.validity for part in (shipped_given().items, shipped_given().meters) for row in part]
    assert all(row.source and row.jurisdiction for row in rows)
    rest = 'valid_from = 2000-01-01\njurisdiction = "CN"\nsource = "x"\ncertainty = "D"\nkinds = ["dwelling"]\n'
    row = f'[[item]]\ncode = "x"\ngroup = "document"\nrequired = true\nname = {{ zh = "一", vi = "một" }}\n{rest}'
    with pytest.raises(DeskError, match=r"tariff\.file"):
        parse_given(row)


def test_what_is_missing_is_said_by_name() -> None:
    kinds = items_for("dwelling", TODAY, "CN")
    missing = judge_documents(kinds, FIVE - {"user_manual"}, [WATER], [])
    assert [say_missing(words("zh"), one) for one in missing] == [
        "还没有交给业主：住宅使用说明书。",
        "还没有抄水表读数。",
    ]
    assert judge_documents(kinds, FIVE, [WATER], ["water"]) == []
    keys = [
        KeyFact("K1", "us", "", False, False),
        KeyFact("K2", "staff", "王敏", True, False),
        KeyFact("K3", "contractor", "蜀建", True, False),
        KeyFact("K4", "us", "", False, True),
    ]
    assert [one.code for one in judge_keys(keys)] == ["handover.missing.key_out", "handover.missing.key_lost"]
    assert [one.code for one in judge_keys([])] == ["handover.missing.no_keys"]


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("128", Decimal(128), ""),
        ("12,5", Decimal("12.5"), ""),
        (" 1 024.125 ", Decimal("1024.125"), ""),
        ("0", Decimal(0), ""),
        ("12.3456", None, "meter.places"),
        ("-3", None, "meter.form"),
        ("1.2.3", None, "meter.form"),
        ("NaN", None, "meter.form"),
        ("١٢", None, "meter.form"),
        ("1234567890123", None, "meter.form"),
        ("", None, "meter.form"),
    ],
)
def test_a_reading_as_it_is_typed(text: str, value: Decimal | None, code: str) -> None:
    read, fault = parse_reading(text)
    assert (read, fault.code if fault else "") == (value, code)


@given(st.integers(0, 10_000), st.integers(0, 3_000), st.integers(1, 400))
def test_a_meter_runs_forward_and_not_faster_than_a_home_can_use(before: int, used: int, days: int) -> None:
    last = (Decimal(before), TODAY - timedelta(days=days))
    fault = judge_reading(WATER, Decimal(before + used), TODAY, last)
    assert (fault is not None and fault.warning) == (used > WATER.most_a_day * days)
    if before:
        back = judge_reading(WATER, Decimal(before - 1), TODAY, last)
        assert back is not None
        assert not back.warning


def test_meters_are_read_in_any_order_and_never_run_backward(handover: HandoverDesk) -> None:
    unit, delivery = handover.units["1501"], handover.deliveries["1501"]

    def read(figure: str, day: date, number: str = "", meter: str = "water") -> Any:
        return handover.do(read_meter, unit, ReadingDraft(meter, Decimal(figure), day, number), delivery)

    read("10", TODAY - timedelta(days=10), "SB-1")
    read("16.5", TODAY)
    for figure, day, code in (
        ("16", TODAY + timedelta(days=1), "meter.future"),
        ("9.9", TODAY, "meter.backward"),
        ("17", TODAY - timedelta(days=5), "meter.ahead"),
        ("9", TODAY - timedelta(days=5), "meter.backward"),
    ):
        with pytest.raises(DeskError, match=code.replace(".", r"\.")):
            read(figure, day)
    read("12", TODAY - timedelta(days=5))
    read("16.7", TODAY)
    # the meter was changed: it counts anew
    read("0.3", TODAY, "SB-2")
    row = next(row for row in handover.ask(meters_of, unit, TODAY) if row.meter == "water")
    assert (row.reading, row.meter_number, row.read_on) == (Decimal("0.3"), "SB-2", TODAY)
    with pytest.raises(DeskError, match=r"meter\.none_here"):
        handover.do(read_meter, handover.units["P88"], ReadingDraft("water", Decimal(1), TODAY))


def test_all_papers_at_once_less_what_was_not_there(handover: HandoverDesk) -> None:
    number = handover.deliveries["1501"]
    assert handover.do(give_all, number, {"user_manual"}) == 6
    assert [say(one) for one in handover.ask(missing_of, [number], TODAY)[number]["documents"]] == [
        "handover.missing.document 住宅使用说明书", "handover.missing.meter meter.water",
        "handover.missing.meter meter.electricity",
    ]  # fmt: skip
    assert handover.do(give_all, number) == 1
    handover.do(take_back_item, number, "area_sheet")
    handover.do(give_item, number, "gift", 2, edition="中秋礼盒")
    handover.do(give_item, number, "cake", name="生日蛋糕")
    rows = {row.code: row for row in handover.ask(given_of, number, TODAY)}
    assert not rows["area_sheet"].is_given
    assert (rows["gift"].count, rows["gift"].edition, rows["cake"].name) == (2, "中秋礼盒", "生日蛋糕")
    for code, count, wrong in (("", 1, "giving.code_needed"), ("gift", 0, "giving.count")):
        with pytest.raises(DeskError, match=wrong.replace(".", r"\.")):
            handover.do(give_item, number, code, count)


def test_the_signature_hands_over_the_keys_and_begins_the_warranty(handover: HandoverDesk) -> None:
    unit, number = handover.units["1501"], handover.deliveries["1501"]
    assert [one.code for one in handover.ask(missing_of, [number], TODAY)[number]["keys"]] == [
        "handover.missing.no_keys",
    ]  # fmt: skip
    sets = [record_id(handover.do(add_key_set, KeySetDraft(unit, label=label, count=3))) for label in ("A", "B", "C")]
    handover.do(move_key, sets[0], KeyMoveDraft("out", "contractor", "宏远防水", purpose="rectification"))
    handover.do(move_key, sets[1], KeyMoveDraft("out", "staff", "王敏", purpose="inspection"))
    handover.do(move_key, sets[2], KeyMoveDraft("kept", consent="同意书 7"))
    assert handover.ask(warranties_of, unit, TODAY) == []
    # a contractor who mends something has one: the gate says so, and whoever may pass it signs
    assert [one.code for one in handover.ask(missing_of, [number], TODAY)[number]["keys"]] == [
        "handover.missing.key_out",
    ]  # fmt: skip
    given = handover.do(hand_over, number, TODAY, handover.people["张三丰"], "张三丰")
    assert [one.label for one in given] == ["B"]
    assert [row.state for row in handover.ask(keys_of, unit)] == ["out", "given", "kept"]
    assert handover.ask(in_warranty, unit, "leaks", date(2031, 11, 22))
    assert not handover.ask(in_warranty, unit, "leaks", date(2031, 11, 23))


def test_sets_of_several_homes_go_to_their_own_owners(handover: HandoverDesk) -> None:
    sets = [record_id(handover.do(add_key_set, KeySetDraft(handover.units[room]))) for room in ("1501", "1502", "1505")]
    handover.do(give_sets, sets, KeyMoveDraft("given"))
    rows = handover.ask(get_keys, sets)
    assert [(row.holder_name, row.holder_id) for row in rows] == [
        ("张三丰", handover.people["张三丰"]), ("王芳", handover.people["王芳"]), ("", None),
    ]  # fmt: skip
    other = record_id(handover.do(add_key_set, KeySetDraft(handover.units["1501"])))
    handover.do(give_sets, [other], KeyMoveDraft("given", holder_name="李静"))
    assert handover.ask(get_keys, [other])[0].holder_id == handover.people["李静"]


def test_the_deed_says_everything_that_both_sign(handover: HandoverDesk) -> None:
    unit, number = handover.units["1501"], handover.deliveries["1501"]
    handover.do(add_key_set, KeySetDraft(unit, label="A-1", contents="入户门", count=3))
    handover.do(give_all, number)
    handover.do(read_meter, unit, ReadingDraft("water", Decimal("12.5"), TODAY, "SB-1"), number)
    for language in ("zh", "vi", "en"):
        data = handover.ask(deed_data, number, words(language), TODAY)
        kind = LETTERS["handover_deed"]
        assert data.keys() <= {*kind.all_texts, *kind.all_tables}
        for table, columns in kind.tables.items():
            assert all(row.keys() <= {*columns} for row in data[table])
    assert (data["room"], data["customer_name"], data["price"]) == ("3-2-1501", "张三丰, 李静", "¥1,000,000.00")
    assert [row["label"] for row in data["keys"]] == ["A-1"]
    assert data["meters"][0]["reading"] == "12.5 m³"
    assert len(data["items"]) == 7


def test_slip_and_label_are_ordered_of_what_is_out(handover: HandoverDesk, tmp_path: Any) -> None:
    unit, home = handover.units["1501"], find_home(tmp_path)
    keys = record_id(handover.do(add_key_set, KeySetDraft(unit, label="A-1")))
    with pytest.raises(DeskError, match=r"keys\.slip_here"):
        handover.do(key_slip, home, [keys])
    handover.do(move_key, keys, KeyMoveDraft("out", "contractor", "宏远防水", purpose="rectification"))
    assert handover.do(key_slip, home, [keys]).letter == "key_slip"
    assert handover.do(key_label, home, keys).letter == "key_label"
    with pytest.raises(DeskError, match=r"keys\.gone"):
        handover.do(key_label, home, 999)


def test_whom_a_text_means(handover: HandoverDesk) -> None:
    unit = handover.units["1501"]
    told = [(one.holder, one.name) for one in handover.ask(find_holders, "", unit, "wangmin")]
    assert told == [("staff", "wangmin"), ("owner", "张三丰"), ("owner", "李静")]
    told = [(one.holder, one.name) for one in handover.ask(find_holders, "宏远", unit)]
    assert told == [
        ("contractor", "宏远防水"),
        *((kind, "宏远") for kind in ("contractor", "property", "builder", "other")),
    ]  # fmt: skip


def say(missing: Any) -> str:
    (value,) = missing.values.values()
    return f"{missing.code} {getattr(value, 'zh', value)}"


def test_a_reading_for_a_former_owner_says_nothing_to_the_next(handover: HandoverDesk) -> None:
    unit, former = handover.units["1501"], handover.deliveries["1501"]

    def meters(number: int) -> set[str]:
        missing = handover.ask(missing_of, [number], TODAY)[number]["documents"]
        return {str(one.values["meter"]) for one in missing if one.code == "handover.missing.meter"}

    handover.do(read_meter, unit, ReadingDraft("water", Decimal(10), TODAY - timedelta(days=9)), former)
    handover.do(read_meter, unit, ReadingDraft("electricity", Decimal(50), TODAY - timedelta(days=9)))
    assert meters(former) == set()
    handover.do(end_delivery, former, "合同解除", TODAY - timedelta(days=2))
    number = record_id(handover.do(plan_delivery, DeliveryDraft(unit)))
    assert meters(number) == {"meter.water", "meter.electricity"}
    handover.do(read_meter, unit, ReadingDraft("water", Decimal(12), TODAY), number)
    handover.do(read_meter, unit, ReadingDraft("electricity", Decimal(60), TODAY))
    assert meters(number) == set()
