"""What no file brings to the contracts desk of the demonstration: what clerks do there, as if done in these days.

Contracts in the states before a signature, a reservation, buyers who were asked, a notice,
facts of the project, the board, suggestions, who holds the filing system's keys, originals at a bank, and the case of a
change of parties. Done once: a second run finds a notice and leaves everything as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlmodel import col, select

from deskapp.desks.contracts.arrears.actions import AttemptDraft, note_attempt
from deskapp.desks.contracts.arrears.model import Notice
from deskapp.desks.contracts.knowledge.actions import (
    FactDraft,
    NoteDraft,
    SuggestionDraft,
    add_fact,
    add_note,
    add_suggestion,
    answer_suggestion,
)
from deskapp.desks.contracts.notices.actions import NoticeDraft, make_notice, tell_buyers
from deskapp.desks.contracts.parties.actions import draft_change
from deskapp.desks.contracts.sale.actions import (
    check_seals,
    draft_contract,
    note_online_number,
    reserve,
    review_contract,
    sign_contract,
)
from deskapp.desks.contracts.sale.case_deals import open_about
from deskapp.desks.contracts.sale.drafts import AccountDraft, ContractDraft, ReservationDraft, TemplateDraft
from deskapp.desks.contracts.sale.holders import begin_account
from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.desks.contracts.sale.templates import add_template
from deskapp.money.drafts import ReceiptDraft
from deskapp.money.model import Charge
from deskapp.money.receipts import receive
from deskapp.office.customer.model import Customer
from deskapp.office.deal.drafts import DealUnitDraft, PartyDraft
from deskapp.office.deal.model import DealParty, DealUnit
from deskapp.office.deal.queries import buyers_of, rooms_of
from deskapp.office.property.model import Unit
from deskapp.office.staff.actions import NOBODY, ensure_clerk
from deskapp.papers.actions import move_paper, take_in
from deskapp.papers.drafts import MoveDraft, PaperDraft
from deskapp.settings import find_home
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.values.money import from_minor
from deskapp.wiring import Opened, open_home

P = ParamSpec("P")
T = TypeVar("T")

FACTS = (
    ("交付", "3栋、5栋 2027年6月30日前交付，其余楼栋 2027年12月31日前。", "商品房买卖合同第九条"),
    ("贷款银行", "建设银行、工商银行、重庆银行、招商银行；公积金可组合。", "按揭合作协议"),
    ("物业费", "住宅 2.80 元/㎡·月，商铺 5.50 元/㎡·月。", "前期物业服务合同"),
    ("车位", "产权车位 12 万元起，一户限购一个。", "车位销售方案"),
)
NOTES = (
    ("bank", "建设银行首套利率下调至 3.05%", "已受理未批贷的按新利率。"),
    ("title", "登记中心每周三下午集中收件", "一次最多 30 件，提前一天报清单。"),
    ("tax", "契税优惠延续", "首套 140 ㎡以下按 1%。"),
)
SAID = (
    ("strength", "园林比样板区还好，物业管家很耐心。", "王女士"),
    ("weakness", "车库入口坡度太陡，新能源车刮底盘。", "刘先生"),
    ("suggestion", "电梯厅加装快递柜。", "陈女士"),
)


class Counter:
    """Clerks of the demonstration at work: one who drafts, another who reviews."""

    def __init__(self, opened: Opened, now: datetime) -> None:
        self.store, self.engine, self.region = opened.store, opened.engine, opened.region
        self.clerk, self.now, self.today = opened.clerk, now, now.date()
        self.other = self.store.write(NOBODY, "office.begin", lambda work: ensure_clerk(work, "zhangli"), now)

    def do(self, action: Callable[Concatenate[Work, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """One unit of work of the clerk who drafts."""
        return self.store.write(self.clerk, action.__name__, lambda work: action(work, *args, **kwargs), self.now)

    def ago(self, days: int) -> date:
        """A day of the last weeks."""
        return self.today - timedelta(days=days)

    def at(self, days: int) -> datetime:
        """Ten in the morning of such a day."""
        return datetime.combine(self.ago(days), time(10), self.now.tzinfo)

    def ids(self, query: Any) -> list[int]:
        """The numbers that a query finds."""
        return self.store.read(lambda reader: list(reader.session.exec(query)))


def work_at_sales(home: Path) -> bool:
    """Do all of it in a home; False where it was done before."""
    now = datetime.now().astimezone()
    with closing(open_home(find_home(home), now, writes=True)) as opened:
        counter = Counter(opened, now)
        if counter.ids(select(Notice.id).limit(1)):
            return False
        sell(counter)
        ask(counter)
        tell(counter)
        change(counter)
        return True


def sell(counter: Counter) -> None:
    """Homes that are reserved in the list, in every state before and after a signature."""
    # what the list says of each stays true: reserved until the signature, sold after it
    free = select(Unit).where(Unit.kind == "dwelling", col(Unit.id).not_in(select(DealUnit.unit_id)))
    free = free.where(col(Unit.total_price).is_not(None)).order_by(col(Unit.id))
    found = counter.store.read(lambda reader: list(reader.session.exec(free)))
    reserved, sold = ([unit for unit in found if unit.sale_state == state] for state in ("reserved", "sold"))
    units = [*reserved[:5], *sold[:4]]
    buying = select(DealParty.customer_id)
    people = counter.ids(
        select(Customer.id)
        .where(col(Customer.id).not_in(buying), Customer.kind == "person")
        .order_by(col(Customer.id))
        .limit(9)
    )
    counter.do(
        add_template, TemplateDraft("商品房买卖合同（预售）", "2026-01", counter.ago(300), source="GF-2014-0171")
    )
    for name, kind in (("网签备案系统 1 号", "login"), ("网签 U 盾 2 号", "u_key")):
        counter.do(begin_account, AccountDraft(name, kind, "房屋网签备案系统", counter.clerk.id))
    for at, (unit, person) in enumerate(zip(units, people, strict=True)):
        rooms, parties = (DealUnitDraft(record_id(unit)),), (PartyDraft(person),)
        price = from_minor(unit.total_price or 0, "CNY")
        if at < 2:
            kept = ReservationDraft(rooms, parties, counter.ago(5 * at + 1), earnest=Decimal(20_000), price=price)
            counter.do(reserve, kept)
            continue
        down = price * 3 // 10_000 * 1_000
        day = counter.ago((0, 0, 3, 4, 8, 21, 24, 26, 28)[at])
        draft = ContractDraft(
            rooms,
            parties,
            price,
            "mortgage",
            down_payment=down,
            loan_amount=price - down,
            bank="建设银行",
            drafted_on=day,
        )
        number = record_id(counter.do(draft_contract, draft))
        if at > 2:
            counter.store.write(counter.other, "contract.review", partial(_review, number, day), counter.now)
        if at > 3:
            counter.do(note_online_number, number, f"WQ{counter.today:%Y}{at:06}", day)
        if at > 4:
            counter.do(sign_contract, number, day)
        if at > 5:
            counter.do(check_seals, number, day=day)
            paid = down if at > 6 else down / 2
            deal = counter.ids(select(SaleContract.deal_id).where(SaleContract.id == number))[0]
            counter.do(receive, ReceiptDraft(person, paid, "CNY", "transfer", deal_id=deal))


def _review(number: int, day: date, work: Work) -> None:
    review_contract(work, number, day)


def ask(counter: Counter) -> None:
    """Some of those who are late were asked."""
    owed = select(Charge.deal_id).where(Charge.purpose == "price", Charge.paid < Charge.amount)
    owed = owed.where(col(Charge.due_on) < counter.ago(10)).order_by(col(Charge.due_on), col(Charge.id))
    late = list(dict.fromkeys(counter.ids(owed.limit(40))))[:6]
    results = ("no_answer", "promised", "reached", "promised", "no_answer", "refused")
    for at, (deal, result) in enumerate(zip(late, results, strict=False)):
        promise = (Decimal(100_000), counter.today + timedelta(days=at - 2)) if result == "promised" else (None, None)
        draft = AttemptDraft(
            deal, "phone", result, promised=promise[0], promised_on=promise[1], happened_at=counter.at(4)
        )
        counter.do(note_attempt, draft)


def tell(counter: Counter) -> None:
    """A notice to some buyers; facts, board, suggestions; originals at a bank."""
    contracts = counter.ids(select(SaleContract.deal_id).where(col(SaleContract.filing_number) != "").limit(12))
    project = counter.ids(select(SaleContract.project_id).limit(1))[0]
    title, text = "景观方案调整", "一期中央水景改为下沉花园，面积不变。"
    notice = counter.do(make_notice, NoticeDraft("design_change", project, {"zh": title}, {"zh": text}))
    counter.do(tell_buyers, record_id(notice), contracts)
    for topic, said, source in FACTS:
        counter.do(add_fact, project, FactDraft(topic, said, source))
    for kind, heading, more in NOTES:
        counter.do(add_note, NoteDraft(kind, heading, more, until=counter.today + timedelta(days=60)))
    for at, (kind, words, name) in enumerate(SAID):
        said_on = counter.ago(3 + at)
        found = counter.do(add_suggestion, SuggestionDraft(kind, words, name, said_on=said_on, project_id=project))
        if kind == "suggestion":
            counter.do(answer_suggestion, record_id(found), "passed_on", "已转设计部，二期方案评审时提出。")
    for at, deal in enumerate(contracts[:5]):
        buyer, unit = _first(counter, deal)
        paper = counter.do(
            take_in,
            PaperDraft(
                buyer, "sale_contract", "商品房买卖合同", shelf=f"A-{at + 1}", unit_id=unit, received_at=counter.at(40)
            ),
        )
        due = counter.today + timedelta(days=5 * at - 9)
        lent = MoveDraft("bank", "建设银行", due_back=due, slip=f"JY{at + 1:04}", happened_at=counter.at(20))
        counter.do(move_paper, record_id(paper), lent)


def change(counter: Counter) -> None:
    """The case of a wife who is to be added."""
    deal, *_, last = counter.ids(select(SaleContract.deal_id).where(col(SaleContract.filing_number) != "").limit(40))
    buyer, _ = _first(counter, deal)
    newcomer, _ = _first(counter, last)
    case = counter.do(
        open_about, counter.engine, deal, "cn-change-kin", counter.region, fields={"grounds": "婚后增加配偶为买受人"}
    )
    parties = (PartyDraft(buyer), PartyDraft(newcomer))
    counter.do(draft_change, record_id(case), parties, kin={newcomer: "spouse"}, engine=counter.engine)


def _first(counter: Counter, deal: int) -> tuple[int, int]:
    """First buyer and first unit of a deal."""
    buyers = counter.store.read(lambda reader: buyers_of(reader, [deal]))[deal]
    rooms = counter.store.read(lambda reader: rooms_of(reader, [deal]))[deal]
    return buyers[0].customer.id, rooms[0].unit_id
