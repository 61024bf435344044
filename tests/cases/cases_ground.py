"""A counter with one procedure, its engine, and clerks; time moves when a test says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

import pytest
from sqlmodel import select
from tests.fixtures_store import Counter

from deskapp.cases.engine import Engine
from deskapp.cases.gates import GATES
from deskapp.cases.model import Case, CaseEvent
from deskapp.cases.opening import CaseDraft, open_case
from deskapp.cases.page import CasePage, get_case_page
from deskapp.cases.papers import receive_all_papers
from deskapp.cases.procedure import Procedure
from deskapp.cases.procedure_parse import parse_procedure
from deskapp.cases.steps import end_step, skip_step
from deskapp.cases.tasks import end_task
from deskapp.errors import DeskError
from deskapp.office.staff.actions import ensure_clerk
from deskapp.store.base import record_id
from deskapp.store.work import Clerk, Reader, Work

P = ParamSpec("P")
T = TypeVar("T")

MONDAY = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
"""9:30 at the counter (UTC+8), a Monday with no day off near it."""

LICENCE = """
format = 1
id = "licence"
name = {zh = "捕鱼证", vi = "Giấy phép đánh cá", en = "Fishing licence"}
country = "CN"
prefix = "BY"
code = "71"
source = "for tests"
subject = "none"

[clock]
working_days = 10
runs_from = "papers_complete"
stale_days = 5

[authority]
name = {zh = "渔政", vi = "Thủy sản", en = "Fishery"}
working_days = 8
remote_days = 12

[[steps]]
id = "take_in"
kind = "verification"
name = {zh = "收件", vi = "Tiếp nhận", en = "Take in"}
department = "reception"
working_days = 0.5
gates = ["papers.no_missing"]

[[steps]]
id = "survey"
kind = "other"
name = {zh = "查勘", vi = "Khảo sát", en = "Survey"}
department = "field"
skip = true

[[steps]]
id = "work"
kind = "work"
name = {zh = "办理", vi = "Xử lý", en = "Work"}
department = "legal"
gates = ["papers.complete", "tasks.done", "children.closed"]
back = ["take_in"]
[[steps.tasks]]
title = {zh = "写申请", vi = "Viết đơn", en = "Write the application"}
department = "legal"
working_days = 2
[[steps.tasks]]
title = {zh = "算费用", vi = "Tính phí", en = "Reckon the fees"}
department = "cashier"

[[steps]]
id = "check"
kind = "check"
name = {zh = "复核", vi = "Kiểm tra", en = "Check"}
department = "checking"
by_another = true
back = ["work"]

[[steps]]
id = "delivery"
kind = "delivery"
name = {zh = "取件", vi = "Trả kết quả", en = "Delivery"}
department = "reception"
gates = ["originals.back", "fees.settled"]

[[steps]]
id = "aftercare"
kind = "aftercare"
name = {zh = "回访", vi = "Hỏi thăm", en = "Aftercare"}
department = "archive"
skip = true

[[papers]]
code = "application"
name = {zh = "申请书", vi = "Đơn", en = "Application"}

[[papers]]
code = "identity"
name = {zh = "身份证", vi = "CCCD", en = "Identity card"}
copies = "copy"

[[papers]]
code = "boat"
name = {zh = "船证", vi = "Giấy tờ tàu", en = "Boat papers"}
when = {field = "has_boat", is = "yes"}

[[fields]]
code = "waters"
name = {zh = "水域", vi = "Vùng nước", en = "Waters"}
required = true

[[fields]]
code = "has_boat"
name = {zh = "有船", vi = "Có tàu", en = "Has a boat"}
kind = "yes_no"

[[fields]]
code = "value"
name = {zh = "价值", vi = "Giá trị", en = "Value"}
kind = "money"
step = "work"

[[waits]]
reason = "papers"
party = "customer"
name = {zh = "等资料", vi = "Chờ giấy tờ", en = "Papers"}
ends = "papers"
stops = "both"

[[waits]]
reason = "decision"
party = "customer"
name = {zh = "等答复", vi = "Chờ trả lời", en = "Decision"}
ends = "contact"
stops = "ours"

[[waits]]
reason = "result"
party = "authority"
name = {zh = "等结果", vi = "Chờ kết quả", en = "Result"}
stops = "ours"

[[waits]]
reason = "tax"
party = "tax"
name = {zh = "等缴税", vi = "Chờ thuế", en = "Tax"}
stops = "both"
"""


@dataclass(frozen=True)
class OneProcedure:
    """A registry of one procedure, which can be replaced as an edited file would be."""

    procedure: Procedure

    def find(self, procedure_id: str, day: date, province: str = "", district: str = "") -> Procedure:
        if procedure_id != self.procedure.id:
            raise DeskError("procedures.unknown", "procedure", procedure=procedure_id)
        return self.procedure


@dataclass
class Desk:
    """The counter at work: ``now`` moves by ``wait``, ``clerk`` changes by ``sits``."""

    counter: Counter
    engine: Engine
    clerk: Clerk
    now: datetime = MONDAY

    def do(self, action: Callable[Concatenate[Work, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """One unit of work of whoever sits there, now."""
        return self.counter.store.write(
            self.clerk, action.__name__, lambda work: action(work, *args, **kwargs), self.now
        )

    def ask(self, query: Callable[Concatenate[Reader, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return self.counter.ask(query, *args, **kwargs)

    def open(self, **fields: Any) -> int:
        """A case of the procedure with its required field; its id."""
        draft = CaseDraft(**{"procedure": "licence", "fields": {"waters": "长江"}, **fields})
        return record_id(self.do(open_case, self.engine.procedures, draft))

    def case(self, case_id: int) -> Case:
        return self.ask(lambda reader: reader.get(Case, case_id))

    def wait(self, days: float) -> None:
        """Time goes on."""
        self.now += timedelta(days=days)

    def sits(self, login: str) -> None:
        """Another clerk sits down."""
        self.clerk = self.counter.do(ensure_clerk, login)

    @property
    def today(self) -> date:
        return (self.now + timedelta(hours=8)).date()

    def day(self, day: int, hour: int = 10) -> datetime:
        """A moment in November at the counter's own hour."""
        return datetime(2026, 11, day, hour, tzinfo=UTC) - timedelta(hours=8)


def make_desk(counter: Counter, text: str = LICENCE, **more: Any) -> Desk:
    engine = Engine(OneProcedure(parse_procedure(text)), GATES, **more)
    return Desk(counter, engine, counter.clerk)


def with_text(desk: Desk, text: str) -> None:
    """The office edits the procedure's file."""
    desk.engine = replace(desk.engine, procedures=OneProcedure(parse_procedure(text)))


def page_of(desk: Desk, case_id: int) -> CasePage:
    return desk.ask(get_case_page, desk.engine, case_id, desk.today, desk.clerk.id)


def events_of(desk: Desk, case_id: int, kind: str) -> list[CaseEvent]:
    query = select(CaseEvent).where(CaseEvent.case_id == case_id, CaseEvent.kind == kind)
    return desk.ask(lambda reader: list(reader.session.exec(query)))


def codes(error: pytest.ExceptionInfo[DeskError]) -> list[str]:
    return [one.code for one in error.value.values["missing"]]


def at_work(desk: Desk) -> int:
    """A case whose papers are here and that is being worked on, its tasks done."""
    number = desk.open(customer_id=desk.counter.customer("张三丰"))
    desk.do(receive_all_papers, number)
    desk.do(end_step, desk.engine, number)
    desk.do(skip_step, desk.engine, number, "survey", "岸边")
    for task in page_of(desk, number).tasks:
        desk.do(end_task, task.id)
    return number
