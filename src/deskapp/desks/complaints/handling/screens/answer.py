"""The answer sheet of a complaint: three sentences for the complainant who asks, in their language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from deskapp.casework.look import word
from deskapp.casework.screens.answering import AnswerSheet
from deskapp.desks.complaints.handling.queries import ComplaintPage, get_complaint
from deskapp.locale import Words
from deskapp.office.customer.queries import get_customer_draft
from deskapp.store.work import Reader
from deskapp.ui.lines import shell_of


class ComplaintAnswer(AnswerSheet[ComplaintPage]):
    """Of one complaint."""

    def __init__(self, case_id: int) -> None:
        super().__init__()
        self.case_id = case_id

    def ask(self, data: Any) -> tuple[ComplaintPage, str]:
        """The complaint, and what its customer reads."""
        case_id, now, engine = self.case_id, shell_of(self).now(), data.engine

        def read(reader: Reader) -> tuple[ComplaintPage, str]:
            page = get_complaint(reader, engine, case_id, now)
            known = page.case.customer
            own = get_customer_draft(reader, known.id)[0].language if known is not None else ""
            return page, page.case.language or own or data.clerk.language or "zh"

        found: tuple[ComplaintPage, str] = data.store.read(read)
        return found

    def about_whom(self, page: ComplaintPage) -> tuple[str, str]:
        """The number, and who complained."""
        return page.number, page.case.row.customer

    def sentences(self, page: ComplaintPage, said: Words) -> Sequence[str]:
        """Where it stands, what is done or waited for, what comes by when."""
        return complaint_answer(page, said, shell_of(self).now().tzinfo)


def complaint_answer(page: ComplaintPage, said: Words, zone: Any) -> tuple[str, str, str]:
    """Three sentences in the language of ``said``, which is the complainant's."""
    return _stands(page, said, zone), _does(page, said), _next(page, said, zone)


def _stands(page: ComplaintPage, said: Words, zone: Any) -> str:
    facts = page.facts
    day = facts.received_at.astimezone(zone).date()
    state = word(said, "complaint_state", facts.state)
    key = "complaint_answer.reopened" if facts.reopened and facts.open else "complaint_answer.stands"
    return said.text(key, number=page.number, day=day, state=state, count=facts.reopened)


def _does(page: ComplaintPage, said: Words) -> str:
    facts, row = page.facts, page.case.row
    if facts.state == "outside":
        return said.text("complaint_answer.outside", where=facts.outside_where or facts.returned_reason)
    if facts.result and not facts.open:
        return said.text("complaint_answer.result", result=facts.result)
    if row.waiting and facts.open:
        return said.text("complaint_answer.waits", what=row.waiting_name.say(said.language) or row.waiting)
    if facts.plan:
        return said.text("complaint_answer.plan", plan=facts.plan)
    running = [child for child in page.case.children if not child.outcome]
    if running:
        return said.text("complaint_answer.repair", number=running[0].number)
    return said.text("complaint_answer.looks" if facts.acknowledged_at else "complaint_answer.not_yet")


def _next(page: ComplaintPage, said: Words, zone: Any) -> str:
    facts = page.facts
    if facts.state == "outside":
        return said.text("complaint_answer.we_tell")
    if not facts.open:
        called = all(call.made_at is not None for call in page.calls)
        return said.text("complaint_answer.over" if called else "complaint_answer.we_call")
    due = next((one.due_at for one in page.clocks if one.kind == facts.next_clock and one.due_at is not None), None)
    if due is None:
        return said.text("complaint_answer.we_tell")
    at = due.astimezone(zone)
    return said.text(f"complaint_answer.next_{facts.next_clock}", day=at.date(), time=f"{at:%H:%M}")
