"""What no file brings to the complaints desk of the demonstration, and to those who mend things.

Fresh complaints of this week at every step, a cut of water that several complain of, follow-up calls that were made,
technicians on their way with repairs. Done once: a second run finds the event and leaves everything as it is.
"""

from __future__ import annotations

from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlmodel import col, select

from demo_sales import Counter
from deskapp.desks.complaints.handling.actions import (
    CloseDraft,
    acknowledge,
    agree_plan,
    assess,
    close_complaint,
    note_contact,
)
from deskapp.desks.complaints.handling.calls import CallDraft, due_calls, make_call
from deskapp.desks.complaints.taking.actions import log_complaint
from deskapp.desks.complaints.taking.drafts import ComplaintDraft
from deskapp.desks.complaints.taking.events import EventDraft, open_event
from deskapp.desks.complaints.taking.model import MassEvent
from deskapp.desks.services.orders.actions import report_repair, set_payer
from deskapp.desks.services.orders.actions_work import arrive, book_slot, dispatch_order, set_technician, take_order
from deskapp.desks.services.orders.drafts import OrderDraft
from deskapp.errors import DeskError
from deskapp.office.property.model import Unit, UnitPerson
from deskapp.office.staff.model import Staff
from deskapp.settings import find_home
from deskapp.store.base import record_id
from deskapp.store.work import Reader
from deskapp.wiring import open_home

WORDS: Final = (
    ("卫生间顶棚渗水，楼上不配合查看", "leak", "维修"), ("电梯早高峰停运两次", "lift", "解释"),
    ("凌晨施工太吵", "noise", "制止"), ("地库车位被占", "parking", "清理"),
    ("入户门锁坏了三天没人修", "door_window", "维修"),
    ("楼道灯不亮", "electricity", "维修"), ("物业费重复收取", "fees", "退费"), ("客厅墙面空鼓", "wall_floor", "维修"),
    ("合同面积与实测不符", "contract", "说明"), ("保安态度差", "staff", "道歉"),
)  # fmt: skip
REPAIRS: Final = (
    ("水槽下水漏水", "water"), ("插座没电", "electricity"), ("卫生间地漏堵塞", "water"),
    ("窗户关不严", "doors_windows"),
    ("入户门锁卡住", "doors_windows"), ("厨房灯不亮", "electricity"),
)  # fmt: skip
WATER: Final = {
    "zh": "二次供水水泵跳闸，抢修人员已到现场，预计两小时恢复。",
    "vi": "Bơm tăng áp bị ngắt, thợ đã có mặt, dự kiến hai giờ nữa có nước lại.",
    "en": "The booster pump has tripped; people are on site, water should be back in two hours.",
}


def work_at_complaints(home: Path, moment: datetime | None = None) -> bool:
    """Do all of it in a home; False where it was done before."""
    now = moment or datetime.now().astimezone()
    with closing(open_home(find_home(home), now, writes=True)) as opened:
        counter = Counter(opened, now)
        if counter.ids(select(MassEvent.id).limit(1)):
            return False
        owners = counter.store.read(_owners)
        if not owners:
            return False
        _complain(counter, owners)
        _water(counter, owners[len(WORDS) :])
        _mend(counter, owners)
        return True


def _owners(reader: Reader) -> list[tuple[int, int, int]]:
    """Homes that have an owner: unit, building, customer."""
    query = select(Unit.id, Unit.building_id, UnitPerson.customer_id).join(
        UnitPerson, col(UnitPerson.unit_id) == col(Unit.id)
    )
    query = query.where(UnitPerson.role == "owner", col(Unit.entrance) != "").order_by(col(Unit.id)).limit(60)
    return [(unit or 0, building, customer) for unit, building, customer in reader.session.exec(query)]


def _complain(counter: Counter, owners: list[tuple[int, int, int]]) -> None:
    """One of each matter; the older the further on."""
    now = counter.now
    for at, (said, (unit, _, customer)) in enumerate(zip(WORDS, owners, strict=False)):
        words, category, remedy = said
        received = now - timedelta(hours=30 * (len(WORDS) - at))
        channel = ("visit", "call", "app", "hotline_12345")[at % 4]
        order: dict[str, Any] = {"outside": "12345", "outside_number": f"CQ26110{at}"} if at % 4 == 3 else {}
        draft = ComplaintDraft(
            words, customer_id=customer, unit_id=unit, category=category, remedy=remedy, channel=channel,
            received_at=received, **order,
        )  # fmt: skip
        counter.now = received
        number = record_id(counter.do(log_complaint, draft, engine=counter.engine))
        _go_on(counter, number, received, len(WORDS) - at)
    counter.now = now
    for place, call in enumerate(counter.store.read(lambda reader: due_calls(reader, limit=2))):
        result = CallDraft("satisfied", 5, "处理及时") if place == 0 else CallDraft("neutral", 3, "还可以")
        clerk, counter.clerk = counter.clerk, counter.other
        counter.do(make_call, record_id(call), result, engine=counter.engine)
        counter.clerk = clerk


def _go_on(counter: Counter, number: int, received: datetime, days: int) -> None:
    """As far as it has got after so many days."""
    engine = counter.engine

    def later(hours: float) -> None:
        counter.now = received + timedelta(hours=hours)

    if days > 1:
        later(0.3)
        counter.do(acknowledge, number, engine=engine)
    if days > 2:
        later(3)
        counter.do(note_contact, number, "已电话联系，约定上门查看", engine=engine)
        counter.do(assess, number, "涉及一户，无安全隐患", engine=engine)
    if days > 4:
        later(20)
        counter.do(agree_plan, number, "三日内派人处理，完工后回访", "by_phone", engine=engine)
    if days > 6:
        later(26)
        counter.do(close_complaint, number, CloseDraft("已处理完毕，业主确认", "valid", "construction"), engine=engine)


def _water(counter: Counter, owners: list[tuple[int, int, int]]) -> None:
    """A cut of water: one text for all who call."""
    if not owners:
        return
    building = owners[0][1]
    counter.now -= timedelta(minutes=40)
    event = record_id(counter.do(open_event, EventDraft("加压水泵跳闸停水", "water", building, said=WATER)))
    for unit, place, customer in owners[:4]:
        if place == building:
            counter.now += timedelta(minutes=4)
            draft = ComplaintDraft(
                "家里没水了", customer_id=customer, unit_id=unit, category="water", channel="call",
                mass_event_id=event,
            )  # fmt: skip
            counter.do(log_complaint, draft, engine=counter.engine)
    counter.now = max(counter.now, datetime.now().astimezone())


def _mend(counter: Counter, owners: list[tuple[int, int, int]]) -> None:
    """Technicians, and repairs in every state before they are finished."""
    staff = counter.ids(select(Staff.id).where(Staff.number != "").order_by(col(Staff.id)).limit(3))
    technicians = dict(zip(("water", "electricity", "doors_windows"), staff, strict=False))
    for trade, number in technicians.items():
        counter.do(set_technician, number, trade)
    for at, ((words, trade), (unit, _, customer)) in enumerate(zip(REPAIRS, owners[20:], strict=False)):
        draft = OrderDraft(
            words, customer_id=customer, unit_id=unit, trade=trade, urgency="urgent" if at % 3 == 0 else "normal",
            channel="call",
        )  # fmt: skip
        number = record_id(counter.do(report_repair, draft, engine=counter.engine))
        if at == 0 or trade not in technicians:
            continue
        counter.do(set_payer, number, "developer", "保修期内")
        try:
            if at > 1:
                begins = (counter.now + timedelta(days=1)).replace(hour=9 + at, minute=0, second=0, microsecond=0)
                counter.do(book_slot, number, begins, begins + timedelta(hours=1))
                counter.do(dispatch_order, number, technicians[trade], "assigned", engine=counter.engine)
            if at > 2:
                counter.do(take_order, number, engine=counter.engine)
            if at > 4:
                counter.do(arrive, number, engine=counter.engine)
        except DeskError:
            # what a gate holds stays as it is
            continue
