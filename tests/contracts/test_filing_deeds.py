"""Filing as a clerk does it: the ledger at once, who may let pass a shut gate, the password, a unit sold once."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import select
from tests.contracts.contract_ground import PRICE, ContractDesk, contract_draft
from tests.contracts.parties_ground import PartyDesk, parties
from tests.fixtures_store import NOW, TODAY

from deskapp.cases.papers import receive_all_papers
from deskapp.desks.contracts.sale.actions import (
    cancel_contract,
    check_seals,
    draft_contract,
    edit_contract,
    note_alterations,
    reserve,
    review_contract,
    sign_contract,
)
from deskapp.desks.contracts.sale.actions_filing import (
    cancel_filing,
    file_contract,
    file_many,
    pre_register,
    reveal_filing_password,
    set_filing_password,
)
from deskapp.desks.contracts.sale.drafts import FilingDraft, ReservationDraft
from deskapp.desks.contracts.sale.lint import codes
from deskapp.desks.contracts.sale.lint_load import find_lint
from deskapp.desks.contracts.sale.model import Filing
from deskapp.desks.contracts.sale.queries import count_queue, due_but_shut, filing_queue, filings_of
from deskapp.errors import DeskError
from deskapp.office.access.rules import Held, rights_from
from deskapp.office.deal.drafts import DealUnitDraft, PartyDraft
from deskapp.office.property.model import Unit
from deskapp.store.audit_show import Wanted, find_entries
from deskapp.store.base import record_id
from deskapp.store.work import Clerk

__all__ = ["parties"]

REASON = "法定期限将至"


def refused(code: str, desk: ContractDesk, action: Any, *args: Any, **kwargs: Any) -> DeskError:
    with pytest.raises(DeskError) as caught:
        desk.do(action, *args, **kwargs)
    assert caught.value.code == code
    return caught.value


def test_the_ledger_row_stands_at_once_and_is_cancelled_never_removed(contract_desk: ContractDesk) -> None:
    desk, own = contract_desk, contract_desk.contracts["ready"]
    desk.do(file_contract, own, " BA-1 ", TODAY)
    (row,) = desk.counter.ask(filings_of, own)
    assert (row.number, row.filed_on, row.source) == ("BA-1", TODAY, "counter")
    assert (desk.contract("ready").state, desk.contract("ready").filing_due_on) == ("filed", None)
    refused("sale_contract.filed", desk, file_contract, own, "BA-2", TODAY)
    refused("sale_contract.filed", desk, cancel_contract, own, TODAY, REASON)
    refused("access.reason", desk, cancel_filing, own, TODAY, "")
    refused("filing.before_filed", desk, cancel_filing, own, date(2026, 11, 21), REASON)
    desk.do(cancel_filing, own, TODAY, REASON)
    assert (desk.contract("ready").state, desk.contract("ready").filing_due_on) == ("sealed", date(2026, 12, 2))
    # a number is of one filing for ever
    refused("filing.number_taken", desk, file_contract, own, "BA-1", TODAY)
    desk.do(file_contract, own, "BA-2", TODAY)
    assert [one.number for one in desk.counter.ask(filings_of, own)] == ["BA-2", "BA-1"]
    desk.do(pre_register, own, "YG-1", TODAY)
    assert desk.contract("ready").state == "pre_registered"


@pytest.mark.parametrize(
    ("number", "day", "code"),
    [
        ("", TODAY, "filing.number"),
        ("9" * 65, TODAY, "draft.too_long"),
        ("BA-1", date(2026, 11, 23), "sale_contract.future_day"),
        ("BA-1", date(2026, 11, 1), "filing.before_signed"),
        ("BA2026000017", TODAY, "filing.number_taken"),
    ],
)
def test_what_no_filing_can_be(contract_desk: ContractDesk, number: str, day: date, code: str) -> None:
    refused(code, contract_desk, file_contract, contract_desk.contracts["ready"], number, day)
    assert contract_desk.contract("ready").state == "sealed"


def test_the_day_of_signing_stays_while_it_is_filed_and_its_number_is_one_at_any_width(
    contract_desk: ContractDesk,
) -> None:
    desk = contract_desk
    with pytest.raises(DeskError, match=r"sale_contract\.filed"):
        desk.do(sign_contract, desk.contracts["filed"], date(2026, 11, 22))
    with pytest.raises(DeskError, match=r"filing\.number_taken"):
        desk.do(file_contract, desk.contracts["ready"], "ＢＡ２０２６００００１７", date(2026, 11, 20))


def test_an_unsigned_contract_is_not_filed(contract_desk: ContractDesk) -> None:
    refused("sale_contract.not_signed", contract_desk, file_contract, contract_desk.contracts["draft"], "BA-1", TODAY)


def test_a_row_that_is_refused_leaves_nothing_and_stops_no_other(contract_desk: ContractDesk) -> None:
    desk = contract_desk
    rows = [
        FilingDraft(desk.contracts["shut"], "BA-1", TODAY),
        FilingDraft(desk.contracts["ready"], "BA-1", TODAY),
        FilingDraft(desk.contracts["draft"], "BA-2", TODAY),
    ]
    shut, done, draft = desk.do(file_many, rows)
    assert (shut.error and shut.error.code, draft.error and draft.error.code) == (
        "filing.shut",
        "sale_contract.not_signed",
    )
    assert done.error is None
    assert desk.counter.ask(lambda reader: len(reader.session.exec(select(Filing.id)).all())) == 2


# ---- who may


def as_role(clerk: Clerk, role: str) -> Clerk:
    return replace(clerk, rights=rights_from((Held(role),), TODAY))


def test_a_shut_gate_is_passed_by_whoever_may_with_the_reason_kept(contract_desk: ContractDesk) -> None:
    desk, own = contract_desk, contract_desk.contracts["shut"]
    clerk, supervisor = as_role(desk.counter.clerk, "clerk"), as_role(desk.other, "supervisor")

    def file_as(who: Clerk, reason: str) -> Any:
        return desk.store.write(who, "filing.file", lambda work: file_contract(work, own, "BA-7", TODAY, reason), NOW)

    with pytest.raises(DeskError) as shut:
        file_as(clerk, "")
    assert shut.value.code == "filing.shut"
    assert [one.clears for one in shut.value.values["missing"]] == ["customer", "legal", "reception"]
    with pytest.raises(DeskError) as no_right:
        file_as(clerk, REASON)
    assert no_right.value.code == "access.no_override"
    with pytest.raises(DeskError) as idle:
        file_as(supervisor, "急")
    assert idle.value.code == "access.reason"
    assert desk.contract("shut").state == "signed"
    file_as(supervisor, REASON)
    (row,) = desk.counter.ask(filings_of, own)
    assert (row.override_reason, row.override_by) == (REASON, "zhangli")
    # filed, and still named among those that would not pass today
    assert (desk.contract("shut").state, desk.contract("shut").blocked_by) == (
        "filed",
        "filing.paid,filing.reviewed,filing.sealed",
    )
    told = desk.counter.ask(find_entries, Wanted(action="filing", entity="salecontract", record=own))
    assert [(one.clerk, one.reason) for one in told if one.reason] == [("zhangli", REASON)]


def test_who_drafted_reviews_only_as_the_exception_of_an_office_of_one(contract_desk: ContractDesk) -> None:
    desk, own = contract_desk, contract_desk.contracts["draft"]
    refused("sale_contract.own_review", desk, review_contract, own)
    clerk = as_role(desk.counter.clerk, "clerk")
    with pytest.raises(DeskError, match=r"access\.no_override"):
        desk.store.write(clerk, "contract.review", lambda work: review_contract(work, own, None, "一人值班"), NOW)
    desk.do(review_contract, own, None, "一人值班")
    assert desk.contract("draft").review_exception == "一人值班"
    assert "filing.reviewed" not in desk.contract("draft").blocked_by
    # what is agreed changes: the review was of another text
    cheaper = contract_draft(desk.units["1504"], (desk.people["赵敏"],), PRICE - 1000)
    desk.do(edit_contract, own, cheaper)
    assert desk.contract("draft").reviewed_on is None
    desk.do_as(desk.other, review_contract, own)
    desk.do(sign_contract, own)
    refused(
        "sale_contract.signed", desk, edit_contract, own, contract_draft(desk.units["1504"], (desk.people["赵敏"],))
    )


def test_seals_that_are_not_complete_say_which(contract_desk: ContractDesk) -> None:
    desk, own = contract_desk, contract_desk.contracts["shut"]
    refused("sale_contract.which_seal", desk, check_seals, own, complete=False)
    desk.do(check_seals, own, complete=False, note="缺骑缝章")
    assert desk.contract("shut").seals_note == "缺骑缝章"
    assert "filing.sealed" in desk.contract("shut").blocked_by
    desk.do(check_seals, own)
    assert "filing.sealed" not in desk.contract("shut").blocked_by


def test_the_password_lies_sealed_and_is_shown_for_a_reason_to_whoever_may(contract_desk: ContractDesk) -> None:
    desk, own = contract_desk, contract_desk.contracts["filed"]
    with pytest.raises(DeskError, match=r"filing\.no_password"):
        reveal_filing_password(desk.store, desk.counter.clerk, own, REASON, NOW)
    desk.do(set_filing_password, own, "Ba#77-secret")
    with closing(sqlite3.connect(desk.store.database)) as database:
        dump = "\n".join(database.iterdump())
    assert "Ba#77-secret" not in dump
    assert "Ba#77-secret" not in repr(desk.contract("filed").filing_password)
    for reason in ("", "..."):
        with pytest.raises(DeskError, match=r"access\.reason"):
            reveal_filing_password(desk.store, desk.counter.clerk, own, reason, NOW)
    with pytest.raises(DeskError, match=r"access\.refused"):
        reveal_filing_password(desk.store, as_role(desk.other, "cashier"), own, REASON, NOW)
    assert reveal_filing_password(desk.store, desk.counter.clerk, own, REASON, NOW) == "Ba#77-secret"
    told = desk.counter.ask(find_entries, Wanted(action="reveal", entity="salecontract", record=own))
    assert [(one.clerk, one.reason) for one in told] == [("wangmin", REASON)]
    desk.do(set_filing_password, own, "")
    assert desk.contract("filed").filing_password is None


# ---- sold once


def test_a_unit_is_sold_once(contract_desk: ContractDesk) -> None:
    desk = contract_desk
    again = contract_draft(desk.units["1503"], (desk.people["周杰"],))
    error = refused("sale_contract.unit_sold", desk, draft_contract, again)
    assert (error.values["unit"], error.values["number"]) == ("3-2-1503", "HT-0003")
    kept = ReservationDraft((DealUnitDraft(desk.units["1504"]),), (PartyDraft(desk.people["周杰"]),), TODAY)
    refused("sale_contract.unit_sold", desk, reserve, kept)
    # a reservation keeps it too, for its own contract alone
    refused("sale_contract.unit_sold", desk, draft_contract, contract_draft(desk.units["1505"], (desk.people["陈伟"],)))
    own = contract_draft(desk.units["1505"], (desk.people["周杰"],))
    desk.do(draft_contract, own, desk.contracts["reserved"])
    # another home of a draft that is edited is looked at alike
    refused("sale_contract.unit_sold", desk, edit_contract, desk.contracts["reserved"], again)


def test_the_database_itself_refuses_a_unit_in_two_deals(contract_desk: ContractDesk) -> None:
    desk = contract_desk
    desk.store.close()
    with closing(sqlite3.connect(desk.store.database)) as database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(deal_unit)") if row[1] != "id"]
        names = ", ".join(columns)
        told = ", ".join(str(desk.units["1503"]) if name == "unit_id" else name for name in columns)
        with pytest.raises(sqlite3.IntegrityError, match=r"deal_unit\.unit_id"):
            database.execute(
                f"INSERT INTO deal_unit ({names}) SELECT {told} FROM deal_unit WHERE unit_id = ?", [desk.units["1501"]]
            )


def test_a_contract_that_is_off_frees_its_unit_and_its_money(contract_desk: ContractDesk) -> None:
    desk, own = contract_desk, contract_desk.contracts["ready"]
    desk.do(cancel_contract, own, TODAY, "客户退房")
    assert desk.contract("ready").state == "cancelled"
    unit = desk.counter.ask(lambda reader: reader.get(Unit, desk.units["1501"]))
    assert (unit.sale_state, unit.contract_area) == ("unsold", None)
    refused("sale_contract.cancelled", desk, file_contract, own, "BA-1", TODAY)
    again = record_id(desk.do(draft_contract, contract_draft(desk.units["1501"], (desk.people["周杰"],))))
    assert desk.counter.ask(find_lint, own, TODAY) == []
    assert again != own


# ---- doubts that are read from the records


def test_doubts_come_from_what_the_office_has(parties: PartyDesk) -> None:
    desk, own = parties.desk, parties.desk.contracts["shut"]
    before = codes(desk.counter.ask(find_lint, own, TODAY))
    assert "lint.paper_missing" not in before
    desk.do(note_alterations, own, "第四条单价手改，双方未盖章")
    case = parties.open("cn-change-kin", "shut")
    found = desk.counter.ask(find_lint, own, TODAY)
    assert {*codes(found)} == {*before, "lint.altered", "lint.paper_missing"}
    desk.do(receive_all_papers, case, engine=parties.engine)
    assert {*codes(desk.counter.ask(find_lint, own, TODAY))} == {*before, "lint.altered"}


# ---- the list of the supervisor


def test_what_is_due_soon_with_a_gate_shut(contract_desk: ContractDesk) -> None:
    desk = contract_desk
    only = due_but_shut(TODAY)
    rows = desk.counter.ask(filing_queue, TODAY, only)
    assert [(row.contract.number, row.days_left) for row in rows] == [("HT-0002", 2)]
    assert desk.counter.ask(count_queue, only) == 1
    late = desk.signed("1506", "赵敏", number="HT-0006", day=date(2026, 11, 3))
    assert desk.counter.ask(count_queue, only) == 1, "eleven days are left"
    earlier = desk.signed("1507", "赵敏", number="HT-0007", day=date(2026, 11, 2))
    assert [row.contract.id for row in desk.counter.ask(filing_queue, TODAY, only)] == [
        desk.contracts["shut"],
        earlier,
    ]
    assert late
    desk.approved(earlier)
    desk.pay(earlier, Decimal(PRICE))
    assert desk.counter.ask(count_queue, only) == 1
