from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from shutil import copyfile

import pytest
from tests.fixtures_store import TODAY, Counter, open_counter

from deskapp.desks.contracts.loans.actions import (
    begin_combined,
    begin_mortgage,
    choose_next_way,
    disburse_loan,
    edit_mortgage,
    note_loan,
    take_back_note,
    try_other_bank,
)
from deskapp.desks.contracts.loans.drafts import LoanNote, MortgageDraft
from deskapp.desks.contracts.loans.projection import find_loan_drift
from deskapp.desks.contracts.loans.queries import (
    MortgageFilter,
    count_mortgages,
    count_states,
    get_mortgage,
    list_banks,
    list_mortgages,
    mortgages_of,
)
from deskapp.errors import DeskError
from deskapp.money.charges import add_charge
from deskapp.money.drafts import ChargeDraft
from deskapp.money.queries import list_deal_charges, list_deal_receipts
from deskapp.money.receipts import reverse_receipt
from deskapp.office.deal.actions import begin_deal
from deskapp.office.deal.drafts import DealDraft, DealUnitDraft, PartyDraft
from deskapp.store.base import record_id
from deskapp.store.store import Store
from deskapp.wiring import load_tables, projectors


@pytest.fixture
def counter(begun: Path, tmp_path: Path) -> Iterator[Counter]:
    load_tables()
    database = copyfile(begun, tmp_path / "deskapp.db")
    with open_counter(database) as plain:
        store = Store(database, projectors=projectors())
        yield Counter(store, plain.clerk)
        store.close()


def deal_of(counter: Counter, room: str = "1501", building: int = 0) -> int:
    unit = counter.unit(building or counter.building(), room)
    buyer = counter.customer(f"张三丰{room}")
    draft = DealDraft((DealUnitDraft(unit, price=Decimal(1_000_000)),), (PartyDraft(buyer),), date(2026, 10, 1))
    return record_id(counter.do(begin_deal, draft))


def loan(deal: int, kind: str = "commercial", **more: object) -> MortgageDraft:
    usual: dict[str, object] = {"bank": "建设银行", "amount": Decimal(700_000), "begun_on": date(2026, 10, 2)}
    return MortgageDraft(deal, kind, **{**usual, **more})  # type: ignore[arg-type]


def note(counter: Counter, loan_id: int, what: str, day: int, **more: object) -> None:
    counter.do(note_loan, loan_id, what, date(2026, 10, day), LoanNote(**more))  # type: ignore[arg-type]


def state(counter: Counter, number: int) -> str:
    return counter.ask(get_mortgage, number).row.state


def test_a_loan_from_the_first_paper_to_the_end(counter: Counter) -> None:
    deal = deal_of(counter)
    number = record_id(counter.do(begin_mortgage, loan(deal, deposit=Decimal(35_000), months=300, rate=Decimal("3.1"))))
    page = counter.ask(get_mortgage, number)
    assert (page.row.room, page.row.buyer, page.borrower) == ("3-2-1501", "张三丰1501", "张三丰1501")
    assert (page.rate, page.deposit, page.row.deposit_left) == (Decimal("3.100"), Decimal(35_000), Decimal(35_000))
    note(counter, number, "submitted", 5)
    note(counter, number, "approved", 9, amount=Decimal(650_000))
    note(counter, number, "contract_signed", 10)
    assert state(counter, number) == "contract_signed"
    note(counter, number, "disbursed", 20, number="KD-77")
    note(counter, number, "registered", 30, number="他项 9001")
    page = counter.ask(get_mortgage, number)
    assert (page.row.state, page.row.since) == ("registered", date(2026, 10, 30))
    assert (page.disbursed, page.voucher, page.certificate_number) == (Decimal(650_000), "KD-77", "他项 9001")
    with pytest.raises(DeskError) as refused:
        counter.do(note_loan, number, "closed", TODAY)
    assert (refused.value.code, refused.value.values["amount"]) == ("mortgage.deposit_open", Decimal(35_000))
    counter.do(note_loan, number, "deposit_released", TODAY, LoanNote(Decimal(30_000)))
    assert counter.ask(get_mortgage, number).row.deposit_left == Decimal(5_000)
    with pytest.raises(DeskError, match=r"mortgage\.deposit_less"):
        counter.do(note_loan, number, "deposit_released", TODAY, LoanNote(Decimal(5_001)))
    counter.do(note_loan, number, "deposit_released", TODAY)
    assert state(counter, number) == "deposit_released"
    counter.do(note_loan, number, "closed", TODAY)
    assert state(counter, number) == "closed"
    assert counter.ask(find_loan_drift) == []


def test_a_note_taken_back_leaves_the_state_of_before(counter: Counter) -> None:
    number = record_id(counter.do(begin_mortgage, loan(deal_of(counter))))
    note(counter, number, "submitted", 5)
    before = counter.ask(get_mortgage, number)
    note(counter, number, "approved", 9, amount=Decimal(600_000))
    counter.do(take_back_note, number, "approved", "登记错了一笔")
    after = counter.ask(get_mortgage, number)
    assert (after.row, after.facts, after.approved_amount) == (before.row, before.facts, None)
    with pytest.raises(DeskError, match=r"mortgage\.not_noted"):
        counter.do(take_back_note, number, "approved", "再撤一次看看")


def test_a_combined_loan_is_two_rows_that_go_their_own_ways(counter: Counter) -> None:
    deal = deal_of(counter)
    fund = loan(deal, "fund", bank="公积金中心", amount=Decimal(400_000))
    counter.do(begin_combined, [loan(deal, amount=Decimal(300_000)), fund])
    rows = counter.ask(mortgages_of, deal)
    assert [(row.kind, row.bank, row.amount) for row in rows] == [
        ("commercial", "建设银行", Decimal(300_000)),
        ("fund", "公积金中心", Decimal(400_000)),
    ]
    note(counter, rows[0].id, "submitted", 5)
    assert [row.state for row in counter.ask(mortgages_of, deal)] == ["submitted", "not_started"]
    with pytest.raises(DeskError, match=r"mortgage\.living"):
        counter.do(begin_mortgage, fund)


def test_after_a_refusal_another_bank_takes_its_place(counter: Counter) -> None:
    deal = deal_of(counter)
    number = record_id(counter.do(begin_mortgage, loan(deal)))
    note(counter, number, "submitted", 5)
    with pytest.raises(DeskError, match=r"access\.reason"):
        note(counter, number, "refused", 9)
    with pytest.raises(DeskError, match=r"mortgage\.not_refused"):
        counter.do(choose_next_way, number, "cancel")
    note(counter, number, "refused", 9, reason="征信逾期三次")
    assert counter.ask(get_mortgage, number).row.stuck_from == date(2026, 10, 17)
    other = record_id(counter.do(try_other_bank, number, loan(deal, bank="工商银行")))
    first, second = counter.ask(mortgages_of, deal)
    assert (first.state, first.next_way, first.stuck_from) == ("refused", "other_bank", None)
    assert (second.id, second.bank, second.state) == (other, "工商银行", "not_started")


def test_what_the_bank_pays_out_is_received_on_the_loan_part_of_the_price(counter: Counter) -> None:
    deal = deal_of(counter)
    buyer = counter.ask(list_mortgages, TODAY)  # nothing yet
    assert buyer == []
    page = counter.do(begin_mortgage, loan(deal))
    customer = page.borrower_id
    assert customer is not None
    for part, amount, due in (("down_payment", 300_000, 1), ("loan", 700_000, 30)):
        counter.do(
            add_charge,
            ChargeDraft(customer, "price", Decimal(amount), "CNY", due_on=date(2026, 10, due), deal_id=deal, part=part),
        )
    number = record_id(page)
    for what, on in (("submitted", 3), ("approved", 4), ("contract_signed", 5)):
        note(counter, number, what, on)
    with pytest.raises(DeskError, match=r"mortgage\.no_voucher"):
        counter.do(disburse_loan, number, date(2026, 10, 20), LoanNote())
    counter.do(
        disburse_loan, number, date(2026, 10, 20), LoanNote(number="KD-77", account="监管户 8812", supervised=True)
    )
    paid = {row.part: (row.paid, row.open) for row in counter.ask(list_deal_charges, deal)}
    assert paid == {"down_payment": (Decimal(0), Decimal(300_000)), "loan": (Decimal(700_000), Decimal(0))}
    receipt = counter.ask(list_deal_receipts, deal)[0]
    assert (receipt.payer_name, receipt.slip, receipt.supervised) == ("建设银行", "KD-77", True)
    assert receipt.received_at.date() == date(2026, 10, 20)
    assert state(counter, number) == "disbursed"
    # the money comes once: pressed again, by another voucher, or after the note of it was taken back
    counter.do(take_back_note, number, "disbursed", "银行更正")
    for voucher in ("KD-77", "KD-78"):
        if voucher == "KD-78":
            counter.do(note_loan, number, "disbursed", date(2026, 10, 20), LoanNote(number="KD-77"))
        with pytest.raises(DeskError, match=r"mortgage\.booked"):
            counter.do(disburse_loan, number, date(2026, 10, 21), LoanNote(number=voucher))
    counter.do(reverse_receipt, receipt.id, "录错了")
    counter.do(disburse_loan, number, date(2026, 10, 21), LoanNote(number="KD-78"))
    assert [row.paid for row in counter.ask(list_deal_charges, deal) if row.part == "loan"] == [Decimal(700_000)]


def test_what_was_agreed_can_be_corrected(counter: Counter) -> None:
    number = record_id(counter.do(begin_mortgage, loan(deal_of(counter))))
    counter.do(edit_mortgage, number, {"branch": "江北支行", "rate": Decimal("2.85"), "deposit": Decimal(1)})
    page = counter.ask(get_mortgage, number)
    assert (page.row.branch, page.rate, page.deposit) == ("江北支行", Decimal("2.850"), Decimal(1))
    for changes, code in (
        ({"amount": Decimal(0)}, "money.not_positive"),
        ({"rate": Decimal("2.8501")}, "mortgage.rate"),
        ({"months": 0}, "loan.months"),
        ({"deposit": Decimal(700_001)}, "mortgage.deposit_over"),
        ({"bank": " "}, "mortgage.no_bank"),
        ({"state": "closed"}, "draft.choice"),
    ):
        with pytest.raises(DeskError) as refused:
            counter.do(edit_mortgage, number, changes)
        assert refused.value.code == code


def test_the_board_leads_with_what_is_stuck_and_pages_both_ways(counter: Counter) -> None:
    building = counter.building()
    numbers = []
    for room in range(1501, 1508):
        deal = deal_of(counter, str(room), building)
        begun = date(2026, 10, 30 - (room - 1500) * 2)
        numbers.append(record_id(counter.do(begin_mortgage, loan(deal, begun_on=begun))))
    counter.do(note_loan, numbers[0], "withdrawn", TODAY)
    counter.do(note_loan, numbers[1], "submitted", TODAY)
    every = counter.ask(list_mortgages, TODAY)
    assert [row.id for row in every] == [*reversed(numbers[2:]), numbers[1]]
    assert [row.is_stuck(TODAY) for row in every] == [True] * 5 + [False]
    assert counter.ask(count_mortgages, TODAY) == 6
    assert counter.ask(count_mortgages, TODAY, MortgageFilter("stuck")) == 5
    assert counter.ask(count_states, TODAY) == {"not_started": (5, 5), "submitted": (1, 0), "withdrawn": (1, 0)}
    assert counter.ask(list_banks) == ["建设银行"]
    for view in ("waiting", "stuck", "all", "not_started"):
        only = MortgageFilter(view)
        whole = counter.ask(list_mortgages, TODAY, only)
        walked, place = [], None
        while page := counter.ask(list_mortgages, TODAY, only, after=place, limit=2):
            walked += page
            place = page[-1].place(only)
        assert walked == whole
        place = whole[-1].place(only)
        assert counter.ask(list_mortgages, TODAY, only, before=place) == whole[:-1]
        assert counter.ask(count_mortgages, TODAY, only, ahead_of=place) == len(whole) - 1
