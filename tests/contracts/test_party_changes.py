"""Changes of parties from the first step to the last, without a screen: who may, what is kept, what follows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.contracts.parties_ground import PartyDesk, parties
from tests.fixtures_store import TODAY

from deskapp.desks.contracts.loans.actions import begin_mortgage, note_loan
from deskapp.desks.contracts.loans.drafts import MortgageDraft
from deskapp.desks.contracts.parties.actions import draft_change, hold_for_case, release_for_case
from deskapp.desks.contracts.parties.facts import change_of_case, changes_of_deal
from deskapp.desks.contracts.sale.actions_filing import cancel_filing
from deskapp.desks.contracts.sale.case_deals import cases_of_deal, deal_of_case, link_case
from deskapp.errors import DeskError
from deskapp.messages.queries import list_messages_about
from deskapp.money.queries import list_charges
from deskapp.office.customer.actions import mark_deceased
from deskapp.office.customer.drafts import RepresentationDraft
from deskapp.office.customer.queries import get_customer_draft
from deskapp.office.customer.ties import add_representation
from deskapp.office.deal.actions import change_parties
from deskapp.office.deal.drafts import PartyDraft
from deskapp.office.property.actions import add_resident
from deskapp.office.property.drafts import ResidentDraft
from deskapp.office.property.queries import get_unit_page

__all__ = ["parties"]

APPROVALS = ("sales", "finance", "legal", "manager")
REST = ("prepare", "sign", "apply")


def test_a_spouse_joins_and_everything_of_before_is_kept(parties: PartyDesk) -> None:
    case = parties.open("cn-change-kin", "shut")
    assert parties.desk.counter.ask(deal_of_case, case).deal_id == parties.desk.deal("shut")  # type: ignore[union-attr]
    assert set(parties.shut(case)) >= {"deal.in_arrears", "change.no_parties", "change.not_seen", "case.missing.paper"}
    parties.desk.pay(parties.desk.contracts["shut"], Decimal(180_000))
    parties.become(case, ("王芳", (1, 2)), ("周杰", (1, 2)))
    parties.papers(case, "bank_consent")
    # nobody has said what they are to each other, nor looked at the newcomer
    assert parties.shut(case) == ["change.no_kin", "change.not_seen", "change.not_seen"]
    parties.become(case, ("王芳", (1, 2)), ("周杰", (1, 2)), kin={parties.desk.people["周杰"]: "spouse"})
    parties.seen(case, "王芳")
    assert parties.shut(case) == ["change.not_seen"]
    parties.seen(case, "周杰")
    assert parties.shut(case) == []
    parties.end_by_turns(case, "accept", *APPROVALS, *REST)
    assert parties.names("shut") == ["王芳 1/2", "周杰 1/2"]
    assert [(one.customer.name, one.until) for one in parties.deal("shut").former] == [("王芳", TODAY)]
    (kept,) = parties.desk.counter.ask(changes_of_deal, parties.desk.deal("shut"))
    assert [side.name for side in kept.before] == ["王芳"]
    assert [(side.name, side.share) for side in kept.after] == [("王芳", (1, 2)), ("周杰", (1, 2))]
    assert (kept.kind, kept.applied_on) == ("kin", TODAY)
    told = parties.desk.counter.ask(list_messages_about, "case_file", case)
    assert any("已生效" in message.body for message in told)
    assert parties.deal("shut").parties[1].case_id == case
    parties.give_back(case)
    parties.end(case, "delivery")
    assert parties.case(case).outcome == "delivered"
    assert [row.id for row in parties.desk.counter.ask(cases_of_deal, parties.desk.deal("shut"))] == [case]


def test_shares_keep_the_people_and_are_the_whole(parties: PartyDesk) -> None:
    case = parties.open("cn-change-shares", "ready")
    with pytest.raises(DeskError, match=r"deal\.shares_sum"):
        parties.become(case, ("张三丰", (1, 2)), ("李静", (1, 3)))
    parties.become(case, ("张三丰", (2, 3)), ("王芳", (1, 3)))
    assert [code for code in parties.shut(case) if code.startswith("change.o")] == ["change.other_people"] * 2
    parties.become(case, ("张三丰", None), ("李静", None))
    assert "change.nothing" in parties.shut(case)
    parties.become(case, ("张三丰", (2, 3)), ("李静", (1, 3)))
    parties.seen(case, "张三丰", "李静")
    parties.papers(case)
    parties.end(case, "accept", *APPROVALS, *REST)
    assert parties.names("ready") == ["张三丰 2/3", "李静 1/3"]


def test_a_granted_loan_wants_the_banks_word(parties: PartyDesk) -> None:
    loan = MortgageDraft(parties.desk.deal("ready"), "commercial", "建设银行", Decimal(300_000))
    number = parties.desk.do(begin_mortgage, loan).id or 0
    case = parties.open("cn-change-shares", "ready")
    parties.become(case, ("张三丰", (2, 3)), ("李静", (1, 3)))
    parties.seen(case, "张三丰", "李静")
    parties.papers(case)
    parties.end(case, "accept", *APPROVALS)
    assert parties.shut(case) == []
    for what in ("papers_complete", "submitted", "approved"):
        parties.desk.do(note_loan, number, what, TODAY)
    assert parties.shut(case) == ["deal.mortgaged"]
    parties.papers(case, "bank_consent")
    assert parties.shut(case) == []


def test_former_spouses_in_dispute_act_together_or_by_judgment(parties: PartyDesk) -> None:
    case = parties.open("cn-change-divorce", "ready", {"basis": "agreement"})
    parties.desk.do(hold_for_case, case, "离婚财产争议", engine=parties.engine)
    parties.become(case, ("李静", None))
    parties.papers(case)
    parties.seen(case, "李静")
    # the one who leaves has not come: neither seen, nor may the other act alone
    assert parties.shut(case) == ["deal.is_held", "change.not_seen"]
    parties.say(case, basis="judgment")
    parties.papers(case)
    assert parties.shut(case) == ["deal.is_held"]
    parties.desk.do(release_for_case, case, "判决 (2026)民初12号 生效", engine=parties.engine)
    assert parties.shut(case) == []
    parties.end(case, "accept", *APPROVALS, *REST)
    assert parties.names("ready") == ["李静"]
    kinds = {row.kind for row in parties.page(case).timeline}
    assert kinds >= {"deal.held", "deal.released", "parties"}


def test_a_stranger_comes_into_no_divorce(parties: PartyDesk) -> None:
    case = parties.open("cn-change-divorce", "ready", {"basis": "agreement"})
    parties.become(case, ("李静", None), ("王芳", None))
    assert "change.newcomer" in parties.shut(case)
    alone = parties.open("cn-change-divorce", "filed", {"basis": "agreement"})
    parties.become(alone, ("王芳", None))
    assert "change.one_buyer" in parties.shut(alone)


def test_heirs_take_over_what_is_open_and_a_filing_is_cancelled_first(parties: PartyDesk) -> None:
    case = parties.open("cn-change-inheritance", "shut", {"basis": "notarised"}, who="赵敏")
    parties.desk.do(link_case, case, parties.desk.deal("filed"), engine=parties.engine)
    parties.become(case, ("赵敏", None))
    parties.papers(case)
    parties.seen(case, "赵敏")
    assert parties.shut(case) == ["change.not_deceased", "change.not_seen"]
    parties.desk.do(mark_deceased, parties.desk.people["陈伟"], date(2026, 11, 1))
    assert parties.shut(case) == []
    parties.end(case, "accept", *APPROVALS)
    assert parties.shut(case) == ["filing.missing.cancelled"]
    parties.desk.do(cancel_filing, parties.desk.contracts["filed"], TODAY, "继承变更")
    parties.end(case, "prepare", "sign", "apply")
    assert parties.names("filed") == ["赵敏"]
    assert parties.desk.contract("filed").state != "filed"


def test_what_is_open_is_owed_by_the_first_buyer_of_now_and_the_home_is_theirs(parties: PartyDesk) -> None:
    unit = parties.deal("shut").units[0].unit_id
    resident = ResidentDraft(parties.desk.people["王芳"], "owner", (1, 1), date(2026, 11, 1))
    parties.desk.do(add_resident, unit, resident)
    case = parties.open("cn-change-court", "shut", {"basis": "court_order", "judgment_number": "(2026)执12号"})
    parties.desk.pay(parties.desk.contracts["shut"], Decimal(180_000))
    parties.become(case, ("周杰", None))
    parties.papers(case)
    parties.seen(case, "周杰")
    # the court stands for who leaves
    assert parties.shut(case) == []
    parties.end(case, "accept", *APPROVALS, *REST)
    assert parties.names("shut") == ["周杰"]
    owed = {name: parties.desk.counter.ask(list_charges, [parties.desk.people[name]]) for name in ("周杰", "王芳")}
    deal = parties.desk.deal("shut")
    assert [(row.part, row.open) for row in owed["周杰"] if row.deal_id == deal] == [("loan", Decimal("700000.00"))]
    assert [(row.part, row.open) for row in owed["王芳"]] == [("down_payment", Decimal("0.00"))]
    page = parties.desk.counter.ask(get_unit_page, unit, TODAY)
    assert [one.customer.name for one in page.people if one.until is None] == ["周杰"]


def test_a_renamed_company_stays_the_party_and_is_found_by_its_old_name(parties: PartyDesk) -> None:
    company = parties.desk.counter.customer("滨江贸易有限公司", kind="company")
    parties.desk.people["滨江贸易有限公司"] = company
    parties.desk.do(change_parties, parties.desk.deal("ready"), [PartyDraft(company)], TODAY)
    case = parties.open("cn-change-company", "ready", {"new_name": "滨江贸易有限公司"})
    parties.papers(case)
    assert parties.shut(case) == ["change.same_name", "change.not_seen", "change.needs_right"]
    parties.say(case, new_name="大江贸易有限公司")
    right = RepresentationDraft(parties.desk.people["周杰"], "company_officer", valid_until=date(2026, 11, 1))
    parties.desk.do(add_representation, company, right)
    parties.seen(case, "周杰")
    assert parties.shut(case) == ["change.not_seen", "change.right_expired"]
    parties.desk.do(add_representation, company, RepresentationDraft(parties.desk.people["周杰"], "company_officer"))
    assert parties.shut(case) == []
    parties.end(case, "accept", *APPROVALS, *REST)
    assert parties.names("ready") == ["大江贸易有限公司"]
    draft, _ = parties.desk.counter.ask(get_customer_draft, company)
    assert draft.name == "大江贸易有限公司"
    kept = parties.desk.counter.ask(change_of_case, case)
    assert kept is not None
    assert (kept.kind, kept.applied_on, len(kept.before), len(kept.after)) == ("company_renamed", TODAY, 1, 1)


def test_the_same_person_with_a_new_number_is_no_change_of_parties(parties: PartyDesk) -> None:
    twin = parties.desk.counter.customer("王芳", id_kind="cn-passport", id_number="EA1234567")
    case = parties.open("cn-change-court", "shut", {"basis": "judgment", "judgment_number": "1"})
    parties.desk.do(draft_change, case, [PartyDraft(twin)], engine=parties.engine)
    assert "change.same_person" in parties.shut(case)


def test_a_case_that_changed_its_parties_stays_with_its_deal(parties: PartyDesk) -> None:
    case = parties.open("cn-change-shares", "ready")
    parties.become(case, ("张三丰", (2, 3)), ("李静", (1, 3)))
    parties.seen(case, "张三丰", "李静")
    parties.papers(case)
    parties.end(case, "accept", *APPROVALS, *REST)
    with pytest.raises(DeskError, match=r"case_deal\.applied"):
        parties.desk.do(link_case, case, parties.desk.deal("filed"), engine=parties.engine)
    with pytest.raises(DeskError, match=r"case_deal\.applied"):
        parties.become(case, ("张三丰", None), ("李静", None))


def test_a_change_without_scans_is_not_signed(parties: PartyDesk) -> None:
    case = parties.open("cn-change-shares", "ready")
    parties.become(case, ("张三丰", (2, 3)), ("李静", (1, 3)))
    parties.seen(case, "张三丰", "李静")
    parties.papers(case, scanned=False)
    parties.end(case, "accept", *APPROVALS, "prepare")
    assert parties.shut(case) == ["papers.no_scan"] * 5
    parties.papers(case)
    assert parties.shut(case) == []


def test_the_application_says_who_they_were_and_who_approved(parties: PartyDesk) -> None:
    case = parties.open("cn-change-shares", "ready")
    parties.become(case, ("张三丰", (2, 3)), ("李静", (1, 3)))
    parties.seen(case, "张三丰", "李静")
    parties.papers(case)
    parties.end(case, "accept", "sales")
    said = parties.letter(case, "party_change")
    assert (said["room"], said["contract_number"], said["price"]) == ("3-2-1501", "HT-0001", "¥1,000,000.00")
    assert [(one["name"], one["share"]) for one in said["before"]] == [("张三丰", ""), ("李静", "")]
    assert [(one["name"], one["share"]) for one in said["after"]] == [("张三丰", "2/3"), ("李静", "1/3")]
    assert [(one["step"], one["clerk"]) for one in said["approvals"]][:2] == [
        ("销售审核", "wangmin"),
        ("财务审核", ""),
    ]
