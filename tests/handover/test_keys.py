"""Keys and cards: who has a set follows from its moves in any order, and what is late at 18:00."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures_store import NOW, TODAY, Counter

from deskapp.errors import DeskError
from deskapp.messages.barcode import KEY_SET, make_number
from deskapp.office.property.actions import add_unit
from deskapp.office.property.drafts import UnitDraft
from deskapp.papers.keys.actions import (
    add_key_set,
    add_key_sets,
    cancel_move,
    edit_key_set,
    end_key_set,
    give_keys,
    move_key,
    move_keys,
)
from deskapp.papers.keys.drafts import KeyMoveDraft, KeySetDraft
from deskapp.papers.keys.queries import (
    KeyFilter,
    KeyRow,
    count_keys,
    count_keys_out,
    find_drift,
    find_key,
    keys_of,
    list_key_moves,
    list_keys,
    list_keys_out,
)
from deskapp.papers.keys.rules import due_back_on, find_holding, is_evening, is_late, judge_move
from deskapp.store.base import record_id
from deskapp.wiring import load_tables

load_tables()

EIGHT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
OUT = KeyMoveDraft("out", "contractor", "蜀建装饰", purpose="rectification")
BACK = KeyMoveDraft("back")
KINDS = ("out", "back", "given", "kept", "lost", "found")


@dataclass
class Told:
    """A move as the rules see it."""

    id: int | None
    kind: str
    happened_at: datetime
    holder: str = ""
    holder_name: str = ""
    holder_id: int | None = None
    organisation_id: int | None = None
    staff_id: int | None = None
    purpose: str = ""
    count: int = 3
    due_back: date | None = None
    consent: str = ""
    cancels: int | None = None


@st.composite
def moves(draw: st.DrawFn) -> list[Told]:
    """What may happen to a set one after the other, each judged as a counter judges it."""
    told = [Told(1, "taken_in", EIGHT)]
    for number in range(2, draw(st.integers(2, 9))):
        moment = EIGHT + timedelta(minutes=number)
        holding = find_holding(told, 3)
        open_to = [kind for kind in KINDS if judge_move(holding, kind) is None]
        kind = draw(st.sampled_from(open_to))
        holder = draw(st.sampled_from(("staff", "contractor", "owner"))) if kind == "out" else ""
        due = TODAY + timedelta(days=draw(st.integers(0, 3))) if kind == "out" else None
        consent = "SF-1" if kind == "kept" else ""
        told.append(
            Told(
                number,
                kind,
                moment,
                holder,
                holder and "王芳",
                count=draw(st.integers(0, 3)),
                due_back=due,
                consent=consent,
            )
        )
    return told


@given(moves(), st.randoms(use_true_random=False))
def test_the_holder_follows_from_the_moves_in_any_order(told: list[Told], chance: Any) -> None:
    shuffled = list(told)
    chance.shuffle(shuffled)
    assert find_holding(shuffled, 3) == find_holding(told, 3)


@given(moves())
def test_taking_a_move_back_gives_back_what_was(told: list[Told]) -> None:
    last = told[-1]
    if last.kind == "taken_in":
        return
    undo = Told(99, "cancelled", last.happened_at, cancels=last.id)
    assert find_holding([*told, undo], 3) == find_holding(told[:-1], 3)


@given(moves())
def test_a_set_is_in_one_place_and_due_only_while_it_is_out(told: list[Told]) -> None:
    holding = find_holding(told, 3)
    states = (holding.is_here, holding.is_given, holding.is_out, holding.lost_at is not None)
    assert sum(states) == 1
    assert (holding.due_back is not None) == holding.is_out
    assert not (holding.consent and holding.is_given)
    # whatever happened, something can still be done with it
    assert any(judge_move(holding, kind) is None for kind in KINDS)


def test_a_set_cannot_be_lent_twice_nor_come_back_twice() -> None:
    here = [Told(1, "taken_in", EIGHT)]
    out = [*here, Told(2, "out", EIGHT + timedelta(hours=1), "contractor", "蜀建", due_back=TODAY)]
    codes = [
        (judge_move(find_holding(here, 3), "back"), "keys.is_here"),
        (judge_move(find_holding(out, 3), "out"), "keys.not_here"),
        (judge_move(find_holding(out, 3), "kept"), "keys.with_others"),
        (judge_move(find_holding(here, 3), "found"), "keys.not_lost"),
    ]
    assert [fault.code if fault else "" for fault, _ in codes] == [code for _, code in codes]


@pytest.mark.parametrize(
    ("hour", "due", "late"),
    [
        (17, TODAY, False),
        (18, TODAY, True),
        (9, TODAY - timedelta(days=1), True),
        (23, TODAY + timedelta(days=1), False),
    ],
)
def test_what_is_due_today_is_late_at_six_in_the_evening(hour: int, due: date, late: bool) -> None:
    assert is_late(due, TODAY, evening=is_evening(NOW.replace(hour=hour, minute=0))) is late


def test_the_purpose_says_when_they_are_due_back() -> None:
    assert [due_back_on(purpose, TODAY) for purpose in ("inspection", "rectification", "")] == [
        TODAY, TODAY + timedelta(days=3), TODAY + timedelta(days=1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (replace(OUT, holder="us"), "holder"),
        (replace(OUT, holder_name=" "), "holder_name"),
        (replace(OUT, due_back=TODAY - timedelta(days=1)), "due_back"),
        (replace(OUT, purpose="party"), "purpose"),
        (KeyMoveDraft("kept"), "consent"),
        (KeyMoveDraft("lost"), "note"),
        (replace(BACK, count=-1), "count"),
        (KeyMoveDraft("taken_in"), "kind"),
    ],
)
def test_a_form_that_cannot_be_says_where(draft: KeyMoveDraft, field: str) -> None:
    _, faults = draft.checked(TODAY)
    assert field in faults


def test_the_life_of_a_set(counter: Counter) -> None:
    unit = _home(counter)
    keys = record_id(
        counter.do(add_key_set, KeySetDraft(unit, contents="入户门 3 把、信报箱 1 把", count=4, hook="A-07"))
    )
    (row,) = counter.ask(keys_of, unit)
    assert (row.label, row.room, row.state, row.hook) == ("YS-20261122-0001", "3-2-1501", "here", "A-07")
    counter.do(move_key, keys, OUT)
    row = _only(counter, unit)
    assert (row.state, row.holder_name, row.due_back) == ("out", "蜀建装饰", TODAY + timedelta(days=3))
    with pytest.raises(DeskError, match=r"keys\.not_here"):
        counter.do(move_key, keys, replace(OUT, holder_name="另一家"))
    # one piece stays away: the set is back, and says so until it is whole
    counter.do(move_key, keys, replace(BACK, count=3, note="少一把信报箱钥匙"))
    assert (_only(counter, unit).state, _only(counter, unit).missing) == ("here", 1)
    assert counter.do(give_keys, unit, None, "张三丰")[0].holder == "owner"
    assert _only(counter, unit).state == "given"
    # the owner leaves them here for a repair, by a paper; the builder has them, and they stay the owner's
    counter.do(move_key, keys, KeyMoveDraft("kept", consent="钥匙留存同意书 2026-03"))
    assert _only(counter, unit).state == "kept"
    counter.do(move_key, keys, replace(OUT, purpose="repair"))
    counter.do(move_key, keys, BACK)
    assert (_only(counter, unit).state, _only(counter, unit).consent) == ("kept", "钥匙留存同意书 2026-03")
    assert counter.do(give_keys, unit, None, "张三丰") == []
    counter.do(move_key, keys, KeyMoveDraft("given", holder_name="张三丰"))
    assert (_only(counter, unit).state, _only(counter, unit).consent) == ("given", "")
    assert [move.kind for move in counter.ask(list_key_moves, keys)] == [
        "taken_in", "out", "back", "given", "kept", "out", "back", "given",
    ]  # fmt: skip
    assert list(counter.ask(find_drift)) == []


def test_lost_and_found_and_no_more(counter: Counter) -> None:
    unit = _home(counter)
    keys = record_id(counter.do(add_key_set, KeySetDraft(unit, "card", "mk-0007")))
    counter.do(move_key, keys, KeyMoveDraft("lost", note="施工人员说放在门口"))
    assert _only(counter, unit).state == "lost"
    assert counter.ask(count_keys, TODAY, KeyFilter("lost")) == 1
    for draft in (OUT, BACK, KeyMoveDraft("lost", note="again")):
        with pytest.raises(DeskError, match=r"keys\.is_lost"):
            counter.do(move_key, keys, draft)
    counter.do(move_key, keys, KeyMoveDraft("found"))
    counter.do(move_key, keys, OUT)
    with pytest.raises(DeskError, match=r"keys\.end_out"):
        counter.do(end_key_set, keys, TODAY)
    counter.do(move_key, keys, BACK)
    counter.do(end_key_set, keys, TODAY)
    assert counter.ask(keys_of, unit) == []
    with pytest.raises(DeskError, match=r"keys\.ended"):
        counter.do(move_key, keys, OUT)


def test_a_late_entry_counts_when_it_was(counter: Counter) -> None:
    unit = _home(counter)
    keys = record_id(counter.do(add_key_set, KeySetDraft(unit, received_at=NOW - timedelta(days=2))))
    counter.do(move_key, keys, replace(OUT, happened_at=NOW - timedelta(hours=1)))
    # they had been out and back the day before, which nobody wrote down
    yesterday = NOW - timedelta(days=1)
    counter.do(move_key, keys, replace(OUT, holder_name="物业", holder="property", happened_at=yesterday))
    counter.do(move_key, keys, replace(BACK, happened_at=yesterday + timedelta(hours=2)))
    assert _only(counter, unit).holder_name == "蜀建装饰"
    assert [move.late for move in counter.ask(list_key_moves, keys)] == [True] * 4
    with pytest.raises(DeskError, match=r"keys\.before_taken_in"):
        counter.do(move_key, keys, replace(OUT, happened_at=NOW - timedelta(days=3)))
    with pytest.raises(DeskError, match=r"keys\.future"):
        counter.do(move_key, keys, replace(BACK, happened_at=NOW + timedelta(minutes=1)))


def test_a_mistaken_move_is_taken_back_and_stays_in_the_list(counter: Counter) -> None:
    unit = _home(counter)
    keys = record_id(counter.do(add_key_set, KeySetDraft(unit)))
    before = _only(counter, unit)
    counter.do(move_key, keys, OUT)
    first, wrong = counter.ask(list_key_moves, keys)
    counter.do(cancel_move, wrong.id, "领错了房号")
    assert _only(counter, unit) == before
    assert [(move.kind, move.cancelled) for move in counter.ask(list_key_moves, keys)] == [
        ("taken_in", False), ("out", True),
    ]  # fmt: skip
    for number, reason, code in ((wrong.id, "x", "keys.cancelled"), (first.id, "x", "keys.cancelled")):
        with pytest.raises(DeskError, match=code.replace(".", r"\.")):
            counter.do(cancel_move, number, reason)
    counter.do(move_key, keys, OUT)
    with pytest.raises(DeskError, match=r"keys\.reason"):
        counter.do(cancel_move, counter.ask(list_key_moves, keys)[-1].id, " ")


def test_a_building_gets_its_labels_once(counter: Counter) -> None:
    building = counter.building()
    homes = [record_id(counter.do(add_unit, building, UnitDraft(room, "2"))) for room in ("101", "102", "1001")]
    assert counter.do(add_key_sets, building, KeySetDraft(0, contents="入户门 3 把", count=3)) == 3
    assert counter.do(add_key_sets, building, KeySetDraft(0, contents="入户门 3 把", count=3)) == 0
    assert counter.do(add_key_sets, building, KeySetDraft(0, "card", contents="门禁卡", count=2), "2") == 3
    assert [row.label for row in counter.ask(keys_of, homes[0])] == ["YS-20261122-0001", "YS-20261122-0004"]
    with pytest.raises(DeskError, match=r"keys\.label_known"):
        counter.do(add_key_set, KeySetDraft(homes[0], label="ys-20261122-0001"))


def test_a_label_is_found_as_it_is_read_written_or_by_its_tail(counter: Counter) -> None:
    unit = _home(counter)
    keys = [record_id(counter.do(add_key_set, KeySetDraft(unit, label=label))) for label in ("", "A-17", "B-17")]
    found = {text: counter.ask(find_key, text) for text in (make_number(keys[0], KEY_SET), "a-17", "0001", "-17", " ")}
    assert [row.id if row else None for row in found.values()] == [keys[0], keys[1], keys[0], None, None]


def test_the_list_begins_with_what_is_due_and_goes_page_by_page(counter: Counter) -> None:
    unit = _home(counter)
    before = NOW - timedelta(days=2)
    drafts = [KeySetDraft(unit, label=f"K{number}", received_at=before) for number in range(7)]
    keys = [record_id(counter.do(add_key_set, draft)) for draft in drafts]
    for number, days in ((4, 2), (1, 0), (6, -1)):
        out = replace(OUT, due_back=TODAY + timedelta(days=days), happened_at=before + timedelta(hours=1))
        counter.do(move_key, keys[number], out)
    order = ["K6", "K1", "K4", "K0", "K2", "K3", "K5"]
    assert _labels(counter.ask(list_keys, TODAY)) == order
    pages, after = [], None
    while page := counter.ask(list_keys, TODAY, after=after, limit=3):
        pages += _labels(page)
        after = page[-1].place
    assert pages == order
    place = counter.ask(list_keys, TODAY)[4].place
    assert _labels(counter.ask(list_keys, TODAY, before=place, limit=3)) == ["K1", "K4", "K0"]
    assert counter.ask(count_keys, TODAY, ahead_of=place) == 4
    assert _labels(counter.ask(list_keys_out, TODAY, overdue=True)) == ["K6"]
    assert _labels(counter.ask(list_keys_out, TODAY, overdue=True, evening=True)) == ["K6", "K1"]
    assert (counter.ask(count_keys_out, TODAY), counter.ask(count_keys_out, TODAY, overdue=True, evening=True)) == (
        3,
        2,
    )


def test_several_go_out_together_or_none(counter: Counter) -> None:
    unit = _home(counter)
    keys = [record_id(counter.do(add_key_set, KeySetDraft(unit))) for _ in range(3)]
    counter.do(move_key, keys[1], OUT)
    with pytest.raises(DeskError, match=r"keys\.not_here"):
        counter.do(move_keys, keys, replace(OUT, holder_name="保洁公司"))
    assert counter.ask(count_keys_out, TODAY) == 1
    assert [row.holder_name for row in counter.ask(keys_of, unit)] == ["", "蜀建装饰", ""]
    # a contractor has one, which stays there when the owner gets the rest
    assert len(counter.do(give_keys, unit, None, "张三丰")) == 2
    assert [row.state for row in counter.ask(keys_of, unit)] == ["given", "out", "given"]


def test_a_corrected_count_says_anew_what_is_missing(counter: Counter) -> None:
    unit = _home(counter)
    keys = record_id(counter.do(add_key_set, KeySetDraft(unit, count=5)))
    counter.do(move_key, keys, OUT)
    counter.do(move_key, keys, replace(BACK, count=4))
    assert _only(counter, unit).missing == 1
    counter.do(edit_key_set, keys, contents="", count=4, hook="B-2")
    assert (_only(counter, unit).missing, _only(counter, unit).hook) == (0, "B-2")
    assert list(counter.ask(find_drift)) == []


def _home(counter: Counter) -> int:
    return counter.unit(counter.building())


def _only(counter: Counter, unit: int) -> KeyRow:
    (row,) = counter.ask(keys_of, unit)
    return row


def _labels(rows: Sequence[KeyRow]) -> list[str]:
    return [row.label for row in rows]
