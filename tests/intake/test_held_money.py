"""A case does not end in silence while money that was paid for the state is still here."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import col, select
from tests.intake.dossier import Desk

from deskapp.cases.gates import HELD
from deskapp.cases.model import CaseEvent
from deskapp.cases.money import add_case_charge
from deskapp.cases.steps import end_case, judge_ending, skip_step
from deskapp.casework.cash import take_money
from deskapp.errors import DeskError
from deskapp.money.drafts import ChargeDraft, PassOnDraft, ReceiptDraft
from deskapp.money.payouts import pass_on


def paid(desk: Desk, number: int, purpose: str = "registration_fee") -> int:
    """A charge of the case that was paid."""
    link = desk.do(add_case_charge, number, ChargeDraft(desk.dat, purpose, Decimal(500_000), "VND"))
    desk.do(take_money, number, ReceiptDraft(desk.dat, Decimal(50_000_000), "VND", "cash"), engine=desk.engine)
    return int(link.charge_id)


def reasons(desk: Desk, number: int) -> list[str]:
    """Why it ended anyway."""
    query = select(CaseEvent.text).where(
        CaseEvent.case_id == number, CaseEvent.kind == "override", CaseEvent.code == HELD
    )
    return list(desk.ask(lambda reader: list(reader.session.exec(query.order_by(col(CaseEvent.id))))))


def at_the_end(desk: Desk) -> int:
    """A case at the only step that is left of it."""
    number = desk.open("vn-other", fields={}, parcel_id=None)
    last = desk.engine.procedures.find("vn-other", desk.now.date()).steps[-1].id
    while desk.case(number).step != last:
        end(desk, number)
    desk.finish_tasks(number)
    return number


def end(desk: Desk, number: int, **more: str) -> None:
    """The current step ends, whatever but held money stands against it."""
    desk.finish_tasks(number)
    gates = dict.fromkeys(set(shut(desk, number)) - {HELD}, "thử")
    clerk = desk.other_clerk() if desk.case(number).step == "check" else None
    desk.end(number, clerk, overrides={**gates, **more})


def test_the_last_step_asks_why(desk: Desk) -> None:
    number = at_the_end(desk)
    charge = paid(desk, number)
    with pytest.raises(DeskError, match=r"case\.gates_shut") as refused:
        end(desk, number)
    (missing,) = refused.value.values["missing"]
    assert (missing.code, missing.values["open"], missing.values["currency"]) == (
        "case.missing.held", Decimal(500_000), "VND",
    )  # fmt: skip
    desk.do(pass_on, PassOnDraft(charge, Decimal(200_000), "GNT 1"))
    with pytest.raises(DeskError, match=r"case\.gates_shut"):
        end(desk, number)
    end(desk, number, **{HELD: "nộp chiều nay"})
    assert reasons(desk, number) == ["nộp chiều nay"]
    assert desk.case(number).outcome


@pytest.mark.parametrize("purpose", ["service_fee", "registration_fee"])
def test_nothing_is_asked_where_nothing_is_held(desk: Desk, purpose: str) -> None:
    number = at_the_end(desk)
    charge = paid(desk, number, purpose)
    if purpose == "registration_fee":
        desk.do(pass_on, PassOnDraft(charge, Decimal(500_000), "GNT 1"))
    end(desk, number)
    assert desk.case(number).outcome
    assert reasons(desk, number) == []


@pytest.mark.parametrize("how", ["withdrawn", "skipped"])
def test_who_ends_it_for_a_reason_has_said_why(desk: Desk, how: str) -> None:
    number = desk.open()
    if how == "skipped":
        desk.bring(number, "work")
        for _ in ("work", "check", "delivery"):
            end(desk, number)
    paid(desk, number)
    warned = desk.ask(judge_ending, desk.engine, desk.case(number))
    assert [(one.id, one.blocks) for one in warned if not one.is_open and one.id == HELD] == [(HELD, False)]
    if how == "skipped":
        desk.do(skip_step, desk.engine, number, "aftercare", "khách không cần")
    else:
        desk.do(end_case, desk.engine, number, "withdrawn", "khách không cần")
    assert reasons(desk, number) == ["khách không cần"]
    assert desk.case(number).outcome


def shut(desk: Desk, number: int) -> list[str]:
    from deskapp.cases.gates import judge_step
    from deskapp.cases.pinned import procedure_of

    def read(reader: Any) -> list[str]:
        case = desk.case(number)
        step = procedure_of(reader, case).step(case.step)
        return [one.id for one in judge_step(reader, desk.engine, case, step) if not one.is_open and one.blocks]

    return list(desk.ask(read))
