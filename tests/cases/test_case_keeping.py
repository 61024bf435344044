"""Originals of a case lie with us exactly while its checklist says so."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import select
from tests.cases.cases_ground import Desk

from deskapp.cases.model import CaseEvent, CasePaper
from deskapp.cases.papers import receive_all_papers, set_paper
from deskapp.cases.queries import find_case
from deskapp.cases.waiting import correct_event
from deskapp.papers.actions import take_in
from deskapp.papers.drafts import PaperDraft
from deskapp.papers.queries import PaperRow, list_papers
from deskapp.store.base import record_id


def line(desk: Desk, case_id: int, code: str = "application") -> CasePaper:
    query = select(CasePaper).where(CasePaper.case_id == case_id, CasePaper.code == code)
    return desk.ask(lambda reader: reader.session.exec(query).one())


def papers(desk: Desk, customer: int) -> list[PaperRow]:
    return desk.ask(list_papers, [customer])


def holders(desk: Desk, customer: int) -> list[str]:
    return [paper.holder for paper in papers(desk, customer)]


def test_an_original_that_was_noted_by_mistake_was_never_here(desk: Desk) -> None:
    zhang = desk.counter.customer("张三丰")
    number = desk.open(customer_id=zhang)
    for state in ("missing", "copy"):
        desk.do(set_paper, number, "application", "original", shelf="A-3")
        assert holders(desk, zhang)[0] == "us"
        desk.do(set_paper, number, "application", state)
        assert holders(desk, zhang)[0] == "void"
    assert line(desk, number).state == "copy"


def test_one_that_went_home_and_comes_again_is_the_same_paper(desk: Desk) -> None:
    zhang = desk.counter.customer("张三丰")
    number = desk.open(customer_id=zhang)
    desk.do(set_paper, number, "application", "original", shelf="A-3")
    desk.do(set_paper, number, "application", "returned")
    (paper,) = papers(desk, zhang)
    assert (paper.holder, paper.holder_name) == ("customer", "张三丰")
    desk.do(set_paper, number, "application", "original", shelf="B-1")
    (paper,) = papers(desk, zhang)
    assert (paper.holder, paper.shelf, line(desk, number).paper_id) == ("us", "B-1", paper.id)


def test_a_copy_that_was_kept_makes_room_for_the_original(desk: Desk) -> None:
    zhang = desk.counter.customer("张三丰")
    number = desk.open(customer_id=zhang)
    copy = record_id(desk.do(take_in, PaperDraft(zhang, "application", kind="copy")))
    desk.do(set_paper, number, "application", "copy", paper_id=copy)
    assert line(desk, number).paper_id == copy
    desk.do(set_paper, number, "application", "original")
    original, first = papers(desk, zhang)
    assert (line(desk, number).paper_id, original.kind, first.kind) == (original.id, "original", "copy")


def test_taking_the_event_back_takes_the_paper_out_of_our_keeping(desk: Desk) -> None:
    zhang = desk.counter.customer("张三丰")
    number = desk.open(customer_id=zhang)
    desk.do(set_paper, number, "application", "original")
    query = select(CaseEvent).where(CaseEvent.case_id == number, CaseEvent.kind == "paper")
    event = desk.ask(lambda reader: reader.session.exec(query).one())
    desk.do(correct_event, record_id(event), "看错了")
    assert (line(desk, number).state, holders(desk, zhang)) == ("missing", ["void"])


def test_what_was_earlier_moves_nothing(desk: Desk) -> None:
    zhang = desk.counter.customer("张三丰")
    number = desk.open(customer_id=zhang)
    before = desk.now + timedelta(hours=1)
    desk.wait(1)
    desk.do(set_paper, number, "application", "original")
    desk.do(set_paper, number, "application", "missing", happened_at=before)
    assert (line(desk, number).state, holders(desk, zhang)) == ("original", ["us"])


def test_all_that_were_missing_come_and_what_is_promised_stays_so(desk: Desk) -> None:
    number = desk.open(customer_id=desk.counter.customer("张三丰"))
    day = desk.now.date() + timedelta(days=7)
    desk.do(set_paper, number, "application", "promised", promised_on=day)
    desk.do(receive_all_papers, number, states=("missing",))
    assert (line(desk, number).state, line(desk, number, "identity").state) == ("promised", "copy")
    desk.do(receive_all_papers, number)
    assert line(desk, number).state == "original"


def test_a_case_is_found_by_the_numbers_of_its_papers(desk: Desk) -> None:
    number = desk.open(customer_id=desk.counter.customer("张三丰"))
    desk.open(customer_id=desk.counter.customer("李静"))
    desk.do(set_paper, number, "application", "original", number="渝(2026)江北区不动产权第0012345号")
    for typed in ("zl-20261102-0001", "渝（2026）江北区 不动产权第0012345号", "渝(2026)江北区不动产权第0012345号"):
        assert [row.id for row in desk.ask(find_case, typed, desk.today)] == [number], typed
    assert desk.ask(find_case, "ZL-20261102-0002", desk.today) == []
