"""Where a paper is follows from its moves in the order they happened, whatever the order they were entered in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select
from tests.fixtures_store import NOW, TODAY, Counter

from deskapp.errors import DeskError
from deskapp.office.customer.actions import merge_customers, undo_merge
from deskapp.papers.actions import (
    attach_file,
    cancel_move,
    correct_shelf,
    drop_original,
    give_back,
    mark_found,
    mark_lost,
    move_paper,
    receive_original,
    take_in,
    void_paper,
)
from deskapp.papers.drafts import MoveDraft, PaperDraft
from deskapp.papers.files import KeptFile
from deskapp.papers.model import Paper
from deskapp.papers.queries import (
    PaperRow,
    count_out,
    count_shelves,
    find_by_number,
    find_drift,
    find_out,
    get_papers,
    held_of,
    list_files,
    list_moves,
    list_papers,
    list_shelf,
    out_condition,
)
from deskapp.store.base import record_id
from deskapp.store.work import Reader

ARRIVED = NOW - timedelta(days=30)


def paper(counter: Counter, customer: int | None = None, **fields: object) -> int:
    owner = counter.customer("张三丰") if customer is None else customer
    draft = replace(PaperDraft(owner, "land_certificate", "不动产权证", shelf="A-3"), **fields)  # type: ignore[arg-type]
    return record_id(counter.do(take_in, draft))


def row(counter: Counter, number: int) -> PaperRow:
    return counter.ask(get_papers, [number])[0]


def lend(counter: Counter, number: int, **fields: object) -> None:
    draft = replace(MoveDraft("bank", "工商银行", due_back=TODAY), **fields)  # type: ignore[arg-type]
    counter.do(move_paper, number, draft)


def nobody_drifted(counter: Counter) -> bool:
    return not counter.store.read(lambda reader: list(find_drift(reader)))


def test_a_paper_goes_its_way(counter: Counter) -> None:
    number = paper(counter, number="粤(2020)0012345")
    here = row(counter, number)
    assert (here.register_number, here.holder, here.shelf, here.since) == ("ZL-20261122-0001", "us", "A-3", NOW)
    assert here.customer == "张三丰"
    lend(counter, number, due_back=date(2026, 11, 25))
    out = row(counter, number)
    assert (out.holder, out.holder_name, out.shelf, out.is_out) == ("bank", "工商银行", "", True)
    assert [out.days_late(date(2026, 11, day)) for day in (24, 25, 26, 28)] == [0, 0, 1, 3]
    counter.do(move_paper, number, MoveDraft("us", shelf="B-1"))
    counter.do(correct_shelf, number, "B-2")
    assert (row(counter, number).shelf, row(counter, number).due_back) == ("B-2", None)
    counter.do(give_back, [number], "张三丰")
    given = row(counter, number)
    assert (given.holder, given.holder_name, given.shelf, given.is_out) == ("customer", "张三丰", "", False)
    kinds = [move.kind for move in counter.ask(list_moves, number)]
    assert kinds == ["taken_in", "moved", "moved", "shelf", "given_back"]
    assert nobody_drifted(counter)


def test_a_lost_paper_has_somebody_responsible_and_a_procedure_that_comes_next(counter: Counter) -> None:
    number = paper(counter)
    counter.do(mark_lost, number, "王敏", "搬柜时不见", "reissue_certificate")
    lost = row(counter, number)
    assert (lost.holder, lost.shelf, lost.lost_at, lost.responsible) == ("us", "A-3", NOW, "王敏")
    assert (lost.lost_note, lost.next_procedure, lost.is_out, lost.is_here) == (
        "搬柜时不见",
        "reissue_certificate",
        True,
        False,
    )
    with pytest.raises(DeskError, match=r"paper\.not_here"):
        counter.do(give_back, [number], "张三丰")
    with pytest.raises(DeskError, match=r"paper\.lost_already"):
        counter.do(mark_lost, number, "王敏", "又不见")
    counter.do(mark_found, number, "C-1")
    found = row(counter, number)
    assert (found.lost_at, found.responsible, found.next_procedure, found.shelf) == (None, "", "", "C-1")
    with pytest.raises(DeskError, match=r"paper\.not_lost"):
        counter.do(mark_found, number)
    assert nobody_drifted(counter)


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (MoveDraft("bank"), "paper.to_whom"),
        (MoveDraft("department", "法务", due_back=TODAY - timedelta(days=1)), "paper.due_before"),
        (MoveDraft("moon", "甲"), "draft.choice"),
        (MoveDraft("void", "甲"), "draft.choice"),
        (MoveDraft("us", happened_at=NOW + timedelta(seconds=1)), "paper.future"),
        (MoveDraft("us", happened_at=NOW - timedelta(seconds=1)), "paper.before_taken_in"),
        (MoveDraft("bank", "银" * 201), "draft.too_long"),
    ],
)
def test_moves_that_cannot_be(counter: Counter, draft: MoveDraft, code: str) -> None:
    number = paper(counter)
    with pytest.raises(DeskError) as refused:
        counter.do(move_paper, number, draft)
    assert refused.value.code == code
    assert [move.kind for move in counter.ask(list_moves, number)] == ["taken_in"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"code": " "}, "paper.code_needed"), ({"count": 0}, "paper.count"), ({"kind": "scan"}, "draft.choice")],
)
def test_papers_that_cannot_be(counter: Counter, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(DeskError) as refused:
        paper(counter, **fields)
    assert refused.value.code == code


def test_all_are_given_back_or_none(counter: Counter) -> None:
    owner = counter.customer("Nguyễn Văn Đạt")
    here, away = paper(counter, owner), paper(counter, owner)
    lend(counter, away)
    with pytest.raises(DeskError) as refused:
        counter.do(give_back, [here, away], "Nguyễn Văn Đạt")
    assert refused.value.code == "paper.not_here"
    assert refused.value.values["papers"] == "不动产权证 ZL-20261122-0002"
    assert row(counter, here).holder == "us"
    counter.do(move_paper, away, MoveDraft("us"))
    with pytest.raises(DeskError, match=r"paper\.to_whom"):
        counter.do(give_back, [here, away], " ")
    counter.do(give_back, [here, away], "Nguyễn Văn Đạt", slip="BG-7")
    assert [row(counter, number).holder for number in (here, away)] == ["customer", "customer"]
    assert counter.ask(list_moves, here)[-1].slip == "BG-7"


def test_what_is_entered_late_counts_as_if_it_had_been_in_time(counter: Counter) -> None:
    number = paper(counter, received_at=ARRIVED)
    counter.do(give_back, [number], "张三丰", NOW - timedelta(days=1))
    lend(counter, number, happened_at=NOW - timedelta(days=9), due_back=None)
    counter.do(move_paper, number, MoveDraft("us", happened_at=NOW - timedelta(days=5)))
    assert (row(counter, number).holder, row(counter, number).since) == ("customer", NOW - timedelta(days=1))
    moves = counter.ask(list_moves, number)
    assert [move.holder for move in moves] == ["us", "bank", "us", "customer"]
    assert all(move.late for move in moves)
    # on the seventh day before it lay in the bank
    with pytest.raises(DeskError, match=r"paper\.not_here"):
        counter.do(give_back, [number], "张三丰", NOW - timedelta(days=7))
    assert nobody_drifted(counter)


def test_a_move_entered_by_mistake_is_struck_out(counter: Counter) -> None:
    number = paper(counter)
    lend(counter, number)
    taken, lent = counter.ask(list_moves, number)
    with pytest.raises(DeskError, match=r"paper\.moved_since"):
        counter.do(void_paper, number, "录错")
    with pytest.raises(DeskError, match=r"paper\.reason"):
        counter.do(cancel_move, lent.id, "")
    counter.do(cancel_move, lent.id, "借错件")
    assert (row(counter, number).holder, row(counter, number).shelf) == ("us", "A-3")
    assert [move.cancelled for move in counter.ask(list_moves, number)] == [False, True]
    with pytest.raises(DeskError, match=r"paper\.cancelled"):
        counter.do(cancel_move, lent.id, "再来")
    counter.do(cancel_move, taken.id, "录错")
    assert row(counter, number).holder == "void"
    assert not row(counter, number).is_out
    with pytest.raises(DeskError, match=r"paper\.void"):
        lend(counter, number)
    assert nobody_drifted(counter)


def test_an_original_comes_again_or_in_place_of_a_copy(counter: Counter) -> None:
    owner = counter.customer("张三丰")
    draft = PaperDraft(owner, "title", shelf="B-2")

    def come(known: int | None) -> int:
        return record_id(counter.do(receive_original, draft, known))

    first = come(None)
    assert come(first) == first
    assert [move.kind for move in counter.ask(list_moves, first)] == ["taken_in"]
    counter.do(give_back, [first], "张三丰")
    assert come(first) == first
    assert (row(counter, first).holder, row(counter, first).shelf) == ("us", "B-2")
    draft = replace(draft, shelf="C-3", number="渝(2026)7")
    assert come(first) == first
    assert (row(counter, first).number, row(counter, first).shelf) == ("渝(2026)7", "C-3")
    copy = paper(counter, owner, kind="copy")
    kept = KeptFile("ab" * 32, "IMG_1.jpg", 7)
    counter.do(attach_file, kept, copy)
    original = come(copy)
    assert original not in (copy, first)
    assert [file.name for file in counter.ask(list_files, original)] == ["IMG_1.jpg"]
    counter.do(drop_original, original, "看错了")
    assert row(counter, original).holder == "void"
    assert come(original) != original
    # what went on its way was here
    counter.do(drop_original, first, "看错了")
    assert row(counter, first).holder == "us"


def test_what_is_out_and_what_lies_in_the_cabinet(counter: Counter) -> None:
    owner = counter.customer("李静")
    late, due, open_end, lost, copy, home, void = (
        paper(counter, owner, kind=kind, shelf=shelf, count=n)
        for kind, shelf, n in [
            *[("original", "A-1", 1)] * 4,
            ("copy", "A-1", 3),
            ("original", "A-2", 2),
            ("original", "A-2", 1),
        ]
    )
    lend(counter, open_end, due_back=None)
    lend(counter, due, due_back=TODAY)
    lend(counter, late, happened_at=NOW, due_back=TODAY)
    counter.do(mark_lost, lost, "王敏", "不见")
    counter.do(void_paper, void, "录错")
    assert [one.id for one in counter.ask(find_out)] == [late, due, open_end, lost]
    tomorrow = TODAY + timedelta(days=1)
    assert [one.id for one in counter.ask(find_out, late_on=tomorrow)] == [late, due]
    assert counter.ask(count_out, TODAY) == (4, 0)
    assert counter.ask(count_out, tomorrow) == (4, 2)
    assert [(one.shelf, one.originals, one.copies) for one in counter.ask(count_shelves)] == [
        ("A-1", 0, 3),
        ("A-2", 2, 0),
    ]
    assert [one.id for one in counter.ask(list_shelf, "A-1")] == [copy]
    assert [one.id for one in counter.ask(list_shelf, "A-2", after=home)] == []
    assert [one.id for one in counter.ask(held_of, [owner])] == [home, copy, lost, open_end, due, late]
    found = counter.ask(find_by_number, " zl-20261122-0006")
    assert found is not None
    assert found.id == home
    assert counter.ask(find_by_number, "ZL-1") is None


def test_a_merged_customers_papers_are_the_survivors(counter: Counter) -> None:
    first, second = counter.customer("张三丰"), counter.customer("張三豐")
    one, two = paper(counter, first), paper(counter, second)
    counter.do(merge_customers, first, second)
    assert {found.id for found in counter.ask(held_of, [second])} == {one, two}
    assert {found.id for found in counter.ask(list_papers, [first])} == {one, two}
    assert (row(counter, one).customer_id, row(counter, one).customer) == (second, "張三豐")
    three = paper(counter, first)
    counter.do(undo_merge, first)
    # what came in while they were one stays with whom it was entered for
    assert [found.id for found in counter.ask(held_of, [first])] == [one]
    assert {found.id for found in counter.ask(held_of, [second])} == {two, three}


def test_drift_is_found(counter: Counter) -> None:
    number = paper(counter)

    def spoil(work: object) -> None:
        found = work.session.get(Paper, number)  # type: ignore[attr-defined]
        work.change(found, {"holder": "bank", "shelf": ""})  # type: ignore[attr-defined]

    counter.do(spoil)
    drift = counter.store.read(lambda reader: list(find_drift(reader)))
    assert [(one.field, one.stored, one.reckoned) for one in drift] == [("holder", "bank", "us"), ("shelf", "", "A-3")]


def test_entries_never_run_backwards(counter: Counter) -> None:
    number = paper(counter)
    earlier = NOW - timedelta(hours=1)
    draft = MoveDraft("bank", "工商银行")
    with pytest.raises(DeskError, match=r"paper\.before_taken_in"):
        counter.store.write(counter.clerk, "move", lambda work: move_paper(work, number, draft), earlier)

    def then(moment: datetime, at: datetime | None) -> None:
        told = replace(draft, happened_at=at)
        counter.store.write(counter.clerk, "move", lambda work: move_paper(work, number, told), moment)

    then(NOW + timedelta(hours=2), None)
    then(NOW + timedelta(hours=1), None)
    entered = [move.entered_at for move in counter.ask(list_moves, number)]
    assert max(entered) == NOW + timedelta(hours=2)
    assert entered.count(NOW + timedelta(hours=2)) == 2


def test_what_is_out_is_found_by_index(counter: Counter) -> None:
    def plan(reader: Reader) -> str:
        connection = reader.session.connection()
        query = select(Paper.id).where(out_condition())
        text = str(query.compile(connection.engine, compile_kwargs={"literal_binds": True}))
        return " ".join(str(row[-1]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}"))

    found = counter.ask(plan)
    assert "SCAN" not in found
    assert "ix_paper_holder" in found
    assert "ix_paper_lost_at" in found
