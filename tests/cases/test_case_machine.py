"""Whatever clerks do to a case, in any order and entered when they like: what is stored is what its events say."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlmodel import select
from tests.cases.cases_ground import Desk, make_desk
from tests.fixtures_store import open_counter

from deskapp.cases.authority import ask_supplement, move_result_day, receive_result, submit, tax_notice, tax_settled
from deskapp.cases.fields import set_fields
from deskapp.cases.model import CaseEvent, CaseTask
from deskapp.cases.papers import add_paper_line, receive_all_papers, set_paper
from deskapp.cases.projection import find_drift
from deskapp.cases.steps import end_case, end_step, go_back, skip_step
from deskapp.cases.tasks import end_task
from deskapp.cases.waiting import CORRECTABLE, begin_waiting, correct_event, end_waiting, note_contact
from deskapp.errors import DeskError
from deskapp.papers.actions import give_back
from deskapp.papers.queries import held_of
from deskapp.store.base import record_id


class Counter(RuleBasedStateMachine):
    """One case; what a counter refuses changes nothing and is no failure."""

    begun: Path

    def __init__(self) -> None:
        super().__init__()
        self.closing = ExitStack()

    @initialize(with_customer=st.booleans())
    def open(self, with_customer: bool) -> None:
        folder = Path(self.closing.enter_context(TemporaryDirectory()))
        counter = self.closing.enter_context(open_counter(copyfile(self.begun, folder / "deskapp.db")))
        self.desk: Desk = make_desk(counter)
        self.customer = counter.customer("张三丰") if with_customer else None
        self.case = self.desk.open(customer_id=self.customer)

    def teardown(self) -> None:
        self.closing.close()

    def attempt(self, action: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        try:
            self.desk.do(action, *args, **kwargs)
        except DeskError:
            self.refused = True

    def earlier(self, back: int) -> Any:
        return self.desk.now - timedelta(hours=back) if back else None

    @rule(hours=st.integers(1, 100))
    def time_goes_on(self, hours: int) -> None:
        self.desk.wait(hours / 24)

    @rule(
        code=st.sampled_from(["application", "identity", "boat", "own-1"]),
        state=st.sampled_from(["missing", "promised", "copy", "original", "waived", "returned"]),
        back=st.sampled_from([0, 0, 5, 30]),
    )
    def paper(self, code: str, state: str, back: int) -> None:
        promised = date(2027, 1, 4) if state == "promised" else None
        self.attempt(
            set_paper, self.case, code, state, promised_on=promised, reason="x", happened_at=self.earlier(back)
        )

    @rule()
    def all_papers(self) -> None:
        self.attempt(receive_all_papers, self.case)

    @rule(boat=st.sampled_from(["yes", "no", ""]))
    def fields(self, boat: str) -> None:
        self.attempt(set_fields, self.case, {"has_boat": boat})

    @rule()
    def another_line(self) -> None:
        self.attempt(add_paper_line, self.case, "图")

    @rule(reason=st.sampled_from(["papers", "decision", "tax"]), back=st.sampled_from([0, 0, 7]))
    def wait_for(self, reason: str, back: int) -> None:
        self.attempt(begin_waiting, self.case, reason, happened_at=self.earlier(back))

    @rule(back=st.sampled_from([0, 0, 3]))
    def waiting_ends(self, back: int) -> None:
        self.attempt(end_waiting, self.case, happened_at=self.earlier(back))

    @rule()
    def contact(self) -> None:
        self.attempt(note_contact, self.case, "来电")

    @rule(override=st.booleans())
    def step_ends(self, override: bool) -> None:
        given = {"papers.no_missing": "x", "papers.complete": "x", "tasks.done": "x"} if override else {}
        self.attempt(end_step, self.desk.engine, self.case, overrides=given, exception="一人" if override else "")

    @rule(step=st.sampled_from(["survey", "aftercare", "work"]))
    def step_is_skipped(self, step: str) -> None:
        self.attempt(skip_step, self.desk.engine, self.case, step, "x")

    @rule(step=st.sampled_from(["take_in", "work"]))
    def it_goes_back(self, step: str) -> None:
        self.attempt(go_back, self.desk.engine, self.case, step, "x")

    @rule(what=st.sampled_from([submit, ask_supplement, tax_notice, tax_settled, receive_result, move_result_day]))
    def authority(self, what: Callable[..., Any]) -> None:
        more: dict[Any, tuple[Any, ...]] = {ask_supplement: ("图",), move_result_day: (date(2027, 1, 5), "x")}
        self.attempt(what, self.case, *more.get(what, ()))

    @rule(which=st.integers(0, 20))
    def task(self, which: int) -> None:
        tasks = self.desk.ask(lambda reader: list(reader.session.exec(select(CaseTask))))
        if tasks:
            self.attempt(end_task, record_id(tasks[which % len(tasks)]))

    @rule(which=st.integers(0, 200))
    def take_back(self, which: int) -> None:
        query = select(CaseEvent).order_by("id")
        events = [
            one
            for one in self.desk.ask(lambda reader: list(reader.session.exec(query)))
            if one.kind.startswith(CORRECTABLE)
        ]
        if events:
            self.attempt(correct_event, record_id(events[which % len(events)]), "看错了")

    @rule()
    def give_all_back(self) -> None:
        if self.customer is not None:
            here = [row.id for row in self.desk.ask(held_of, [self.customer]) if row.is_here]
            self.attempt(give_back, here, "张三丰")

    @rule()
    def withdraw(self) -> None:
        self.attempt(end_case, self.desk.engine, self.case, "withdrawn", "不办了")

    @invariant()
    def it_is_what_its_events_say(self) -> None:
        if not hasattr(self, "desk"):
            return
        assert self.desk.ask(find_drift, self.desk.today)[0] == []

    @invariant()
    def who_withdraws_has_the_originals(self) -> None:
        if hasattr(self, "desk") and self.customer is not None and self.desk.case(self.case).outcome == "withdrawn":
            held = [row for row in self.desk.ask(held_of, [self.customer]) if row.kind == "original"]
            assert [row for row in held if row.holder == "us"] == []


def test_any_order_of_things(begun: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Counter, "begun", begun, raising=False)
    run_state_machine_as_test(
        Counter, settings=settings(max_examples=12, stateful_step_count=25, deadline=None, print_blob=True)
    )
