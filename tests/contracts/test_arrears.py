"""Money and formalities that are late: worked examples, the lists' order, what stops asking, and what follows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.contracts.arrears_ground import Late
from tests.fixtures_store import NOW, TODAY

from deskapp.desks.contracts.arrears.actions import (
    AttemptDraft,
    agree_penalty,
    end_formality,
    note_attempt,
    note_formality,
    resume_chasing,
    stop_chasing,
)
from deskapp.desks.contracts.arrears.projection import find_drift
from deskapp.desks.contracts.arrears.queries import (
    ChaseFilter,
    count_arrears,
    count_formalities,
    count_next_steps,
    get_chase_page,
    late_of,
    list_arrears,
    list_formalities,
    next_steps,
)
from deskapp.desks.contracts.loans.actions import begin_mortgage, note_loan
from deskapp.desks.contracts.loans.drafts import LoanNote, MortgageDraft
from deskapp.errors import DeskError
from deskapp.money.drafts import ReceiptDraft
from deskapp.money.receipts import receive, reverse_receipt
from deskapp.office.deal.actions import hold_deal
from deskapp.store.base import record_id


@pytest.fixture(autouse=True)
def _nothing_drifts(request: pytest.FixtureRequest) -> Iterator[None]:
    """After each story what is stored is what follows."""
    ground = request.getfixturevalue("late") if "late" in request.fixturenames else None
    yield
    if ground is not None:
        assert ground.counter.ask(lambda reader: list(find_drift(reader))) == []


# ---- the lists


def test_money_that_is_late_the_oldest_first(late: Late) -> None:
    rows = late.counter.ask(list_arrears, TODAY)
    told = [(one.place.room, one.late, one.owed, one.department) for one in rows]
    assert told[:3] == [
        ("3-2-1501", 174, Decimal(1_000_000), "marketing"),
        ("3-2-1502", 73, Decimal(900_000), "marketing"),
        ("3-2-1504", 2, Decimal(1_000_000), "finance"),
    ]
    parts = rows[1]
    assert parts.ages == (Decimal(400_000), Decimal(300_000), Decimal(200_000), Decimal(0))
    assert (parts.due, parts.paid, parts.penalty) == (Decimal(1_000_000), Decimal(100_000), Decimal("3230.00"))
    assert rows[0].penalty is None


@pytest.mark.parametrize(
    ("only", "rooms"),
    [
        (ChaseFilter(bucket="over"), ["3-2-1501"]),
        (ChaseFilter(bucket="d90"), ["3-2-1502"]),
        (ChaseFilter(payer_class="bulk"), ["3-2-1504"]),
        (ChaseFilter(department="finance"), ["3-2-1504"]),
        (ChaseFilter(building="9"), []),
        (ChaseFilter(asked="stopped"), []),
        (ChaseFilter(asked="never", bucket="over", building="3", project_id=1), ["3-2-1501"]),
        (ChaseFilter(project_id=9), []),
    ],
)
def test_the_list_is_narrowed(late: Late, only: ChaseFilter, rooms: list[str]) -> None:
    assert [one.place.room for one in late.counter.ask(list_arrears, TODAY, only)] == rooms
    assert late.counter.ask(count_arrears, TODAY, only) == len(rooms)


@pytest.mark.parametrize("which", ["money", "formalities"])
def test_pages_meet_in_both_directions(late: Late, which: str) -> None:
    ask = late.counter.ask
    late.counter.do(note_formality, late.lump, "title_papers", date(2026, 11, 1))
    late.counter.do(note_formality, late.parts, "title_papers", date(2026, 11, 1))
    late.counter.do(note_formality, late.bulk, "title_papers", date(2026, 11, 1))
    pages: Any
    count: Any
    pages, count = (list_arrears, count_arrears) if which == "money" else (list_formalities, count_formalities)
    every = [(one.due_on, one.id) for one in ask(pages, TODAY)]
    assert len(every) >= 3
    walked: list[tuple[date, int]] = []
    while page := ask(pages, TODAY, after=walked[-1] if walked else None, limit=1):
        walked += [(one.due_on, one.id) for one in page]
    assert walked == every
    back = [(one.due_on, one.id) for one in ask(pages, TODAY, before=(date.max, 0), limit=2)]
    assert back == every[-2:]
    assert [(one.due_on, one.id) for one in ask(pages, TODAY, before=back[0], limit=100)] == every[:-2]
    assert [ask(count, TODAY, ahead_of=spot) for spot in every] == list(range(len(every)))


def test_money_that_comes_takes_the_contract_off_and_its_reversal_puts_it_back(late: Late) -> None:
    counter = late.counter
    before = counter.ask(list_arrears, TODAY)
    buyer = before[0].place.buyers[0].customer.id
    draft = ReceiptDraft(buyer, Decimal(1_000_000), "CNY", "transfer", slip="S2", deal_id=late.lump)
    receipt = counter.do(receive, draft)
    assert [one.place.deal_id for one in counter.ask(list_arrears, TODAY)] == [one.place.deal_id for one in before[1:]]
    counter.do(reverse_receipt, record_id(receipt), "刷卡退回，重新收款")
    assert counter.ask(list_arrears, TODAY) == before


# ---- formalities


def test_a_loan_that_nobody_handed_in_is_a_formality(late: Late) -> None:
    counter = late.counter
    (row,) = counter.ask(list_formalities, TODAY)
    assert (row.place.room, row.kind, row.due_on, row.late, row.department) == (
        "3-2-1503", "mortgage", date(2026, 10, 16), 37, "marketing"
    )  # fmt: skip
    loan = record_id(
        counter.do(
            begin_mortgage,
            MortgageDraft(
                late.loan, "commercial", bank="建设银行", amount=Decimal(700_000), begun_on=date(2026, 10, 2)
            ),
        )
    )
    counter.do(note_loan, loan, "submitted", date(2026, 10, 10), LoanNote())
    (row,) = counter.ask(list_formalities, TODAY)
    assert (row.due_on, row.bank, row.amount) == (date(2026, 11, 9), "建设银行", Decimal(700_000))
    counter.do(note_loan, loan, "approved", date(2026, 11, 12), LoanNote())
    assert counter.ask(list_formalities, TODAY) == []
    (done,) = counter.ask(get_chase_page, late.loan, NOW).formalities
    assert (done.done_on, done.late) == (TODAY, 0)


def test_the_loan_that_came_ends_it_whoever_wrote_it_down(late: Late) -> None:
    counter = late.counter
    buyer = counter.ask(get_chase_page, late.loan, NOW).place.buyers[0].customer.id
    draft = ReceiptDraft(buyer, Decimal(700_000), "CNY", "transfer", slip="S3", deal_id=late.loan)
    counter.do(receive, draft)
    assert counter.ask(count_formalities, TODAY) == 0


def test_what_a_clerk_noted_a_clerk_ends(late: Late) -> None:
    counter = late.counter
    noted = record_id(counter.do(note_formality, late.paid, "title_papers", date(2026, 11, 1), "未签产权资料"))
    again = record_id(counter.do(note_formality, late.paid, "title_papers", date(2026, 11, 8)))
    assert noted == again
    rows = counter.ask(list_formalities, TODAY, ChaseFilter(kind="title_papers"))
    assert [(one.place.room, one.due_on, one.note, one.department) for one in rows] == [
        ("3-2-1505", date(2026, 11, 8), "未签产权资料", "customer_service")
    ]
    assert counter.ask(count_formalities, TODAY, ChaseFilter(department="customer_service")) == 1
    assert counter.ask(count_formalities, TODAY, ChaseFilter(department="marketing")) == 1
    follows = counter.ask(list_formalities, TODAY, ChaseFilter(kind="mortgage"))[0].id
    with pytest.raises(DeskError, match=r"formality\.follows"):
        counter.do(end_formality, follows)
    counter.do(end_formality, noted, TODAY, "已签")
    with pytest.raises(DeskError, match=r"formality\.done"):
        counter.do(end_formality, noted)
    assert counter.ask(list_formalities, TODAY, ChaseFilter(kind="title_papers")) == []


# ---- asking


def test_an_attempt_and_what_it_makes_of_the_asking(late: Late) -> None:
    counter = late.counter
    counter.do(note_attempt, AttemptDraft(late.lump, "phone", "no_answer", next_step="晚上再打", next_on=TODAY))
    promise = AttemptDraft(
        late.lump, "phone", "promised", promised=Decimal(500_000), promised_on=date(2026, 11, 25), note="等工资"
    )
    counter.do(note_attempt, promise)
    page = counter.ask(get_chase_page, late.lump, NOW)
    standing = page.standing
    assert (standing.attempts, standing.last_result, standing.next_on) == (2, "promised", date(2026, 11, 25))
    assert [(one.result, one.promised, one.note) for one in page.attempts] == [
        ("promised", Decimal(500_000), "等工资"),
        ("no_answer", None, ""),
    ]
    asked = {code: counter.ask(count_arrears, TODAY, ChaseFilter(asked=code)) for code in ("promised", "broken", "due")}
    assert asked == {"promised": 1, "broken": 0, "due": 0}
    later = date(2026, 11, 26)
    assert counter.ask(count_arrears, later, ChaseFilter(asked="broken")) == counter.ask(count_next_steps, later) == 1
    ((place, told),) = counter.ask(next_steps, later)
    assert (place.room, told.promise) == ("3-2-1501", "broken")
    # a message that the program sends, and a call that nobody answers, change nothing of what was promised
    counter.do(note_attempt, AttemptDraft(late.lump, "letter", "sent"))
    counter.do(note_attempt, AttemptDraft(late.lump, "at_counter", "no_answer"))
    assert counter.ask(count_arrears, later, ChaseFilter(asked="broken")) == 1
    # what is paid needs no next step
    buyer = page.place.buyers[0].customer.id
    counter.do(receive, ReceiptDraft(buyer, Decimal(1_000_000), "CNY", "cash", deal_id=late.lump))
    assert counter.ask(next_steps, later) == []
    assert counter.ask(get_chase_page, late.lump, NOW).standing.last_result == "no_answer"


def test_who_refuses_promises_no_more(late: Late) -> None:
    counter = late.counter
    counter.do(note_attempt, AttemptDraft(late.lump, "phone", "promised", promised_on=date(2026, 11, 25)))
    counter.do(note_attempt, AttemptDraft(late.lump, "phone", "refused"))
    standing = counter.ask(get_chase_page, late.lump, NOW).standing
    assert (standing.promise, standing.next_on) == ("", None)


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        ({"result": "promised"}, "chase.promise_needs_day"),
        ({"result": "promised", "promised_on": date(2026, 11, 21)}, "chase.promise_past"),
        ({"happened_at": NOW + timedelta(minutes=1)}, "chase.later_than_now"),
        ({"way": "pigeon"}, "draft.choice"),
    ],
)
def test_what_no_attempt_can_be(late: Late, draft: dict[str, object], code: str) -> None:
    usual: dict[str, object] = {"deal_id": late.lump, "way": "phone", "result": "reached"}
    with pytest.raises(DeskError) as refused:
        late.counter.do(note_attempt, AttemptDraft(**{**usual, **draft}))  # type: ignore[arg-type]
    assert refused.value.code == code


def test_a_fourth_call_within_a_week_needs_a_reason(late: Late) -> None:
    counter = late.counter
    for days in (1, 2, 3):
        counter.do(note_attempt, AttemptDraft(late.lump, "phone", "no_answer", happened_at=NOW - timedelta(days=days)))
    call = AttemptDraft(late.lump, "phone", "reached")
    with pytest.raises(DeskError, match=r"chase\.too_often"):
        counter.do(note_attempt, call)
    assert [one.code for one in counter.ask(get_chase_page, late.lump, NOW).against] == ["chase.too_often"]
    counter.do(note_attempt, call, anyway="客户要求回电")
    assert counter.ask(get_chase_page, late.lump, NOW).attempts[0].note == "客户要求回电"


def test_a_dispute_stops_the_asking_until_it_is_settled(late: Late) -> None:
    counter = late.counter
    counter.do(note_attempt, AttemptDraft(late.lump, "at_counter", "disputed", note="面积有争议"))
    page = counter.ask(get_chase_page, late.lump, NOW)
    assert (page.standing.stopped, page.stop_note, page.stopped_on) == ("dispute", "面积有争议", TODAY)
    with pytest.raises(DeskError, match=r"chase\.stopped"):
        counter.do(note_attempt, AttemptDraft(late.lump, "phone", "reached"))
    counter.do(note_attempt, AttemptDraft(late.lump, "at_counter", "reached"))
    assert counter.ask(count_arrears, TODAY, ChaseFilter(asked="stopped")) == 1
    assert counter.ask(count_arrears, TODAY, ChaseFilter(asked="open")) == counter.ask(count_arrears, TODAY) - 1
    with pytest.raises(DeskError, match=r"access\.reason"):
        counter.do(resume_chasing, late.lump, "")
    counter.do(resume_chasing, late.lump, "面积已复测确认")
    with pytest.raises(DeskError, match=r"chase\.not_stopped"):
        counter.do(resume_chasing, late.lump, "面积已复测确认")
    counter.do(note_attempt, AttemptDraft(late.lump, "phone", "reached"))


def test_a_stop_without_an_attempt_and_a_deal_on_hold(late: Late) -> None:
    counter = late.counter
    with pytest.raises(DeskError, match=r"chase\.stop_note"):
        counter.do(stop_chasing, late.lump, "other")
    counter.do(stop_chasing, late.lump, "lawyers", "已移交 XX 律师事务所")
    counter.do(hold_deal, late.parts, "离婚诉讼")
    stopped = counter.ask(list_arrears, TODAY, ChaseFilter(asked="stopped"))
    assert [(one.place.room, one.standing.stopped) for one in stopped] == [
        ("3-2-1501", "lawyers"),
        ("3-2-1502", "hold"),
    ]
    assert counter.ask(next_steps, TODAY) == []


def test_the_penalty_is_what_the_contract_says(late: Late) -> None:
    counter = late.counter
    number = counter.ask(list_arrears, TODAY)[0].id
    counter.do(agree_penalty, number, Decimal("0.05"))
    page = counter.ask(get_chase_page, late.lump, NOW)
    # 1,000,000 x 0.05 % x 174 days
    assert (page.penalty_rate, page.penalty, page.owed) == (50, Decimal("87000.00"), Decimal(1_000_000))
    for wrong in ("0", "0.0001", "2"):
        with pytest.raises(DeskError, match=r"chase\.penalty_rate"):
            counter.do(agree_penalty, number, Decimal(wrong))
    counter.do(agree_penalty, number, None)
    assert counter.ask(get_chase_page, late.lump, NOW).penalty is None


def test_what_is_late_of_some_deals(late: Late) -> None:
    money, formal = late.counter.ask(late_of, [late.parts, late.loan, late.paid], TODAY)
    assert late.parts in {one.place.deal_id for one in money}
    assert [one.place.deal_id for one in formal] == [late.loan]
