"""What no file brings to the handover desk of the demonstration: its batch in the middle of the first day.

Groups with their people, notices, keys with contractors, owners who came this morning: some have signed, with a list or
without, one refused, some are at a station or wait, one complains. Done once: a second run finds a visit and leaves
everything as it is.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from sqlmodel import col, select

from demo_sales import Counter
from deskapp.desks.handover.day.actions import call, check_in, go_to_complaint, leave, pass_station
from deskapp.desks.handover.day.actions_end import refuse, reschedule_visit, sign
from deskapp.desks.handover.day.drafts import CheckInDraft, RefusalDraft, SignDraft
from deskapp.desks.handover.day.gates import gates_at
from deskapp.desks.handover.day.model import Visit
from deskapp.desks.handover.day.queries import get_visit
from deskapp.desks.handover.day.rehearsal.ground import Ground
from deskapp.desks.handover.day.rehearsal.journal import Hand
from deskapp.desks.handover.day.rehearsal.play import Play
from deskapp.desks.handover.inspecting.actions_defect import orders_by_contractor, set_contractor
from deskapp.desks.handover.inspecting.model import Defect
from deskapp.desks.handover.planning.actions import edit_batch, publish_batch
from deskapp.desks.handover.planning.actions_delivery import note_ready
from deskapp.desks.handover.planning.actions_notice import note_returned, send_notices
from deskapp.desks.handover.planning.actions_parts import begin_groups, mark_ready, set_members
from deskapp.desks.handover.planning.drafts import BatchDraft, MemberDraft, NoticeDraft
from deskapp.desks.handover.planning.model import BatchItem, Delivery, DeliveryNotice, HandoverBatch, HandoverSlot
from deskapp.desks.handover.planning.queries_batch import groups_of
from deskapp.desks.handover.settling.reckoning import work_out_funds
from deskapp.errors import DeskError
from deskapp.papers.keys.actions import add_key_set, move_key
from deskapp.papers.keys.drafts import KeyMoveDraft, KeySetDraft
from deskapp.papers.keys.model import KeySet
from deskapp.settings import find_home
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.wiring import open_home
from sampledata.handover import POINTS

T = TypeVar("T")

PEOPLE = ("陈建国", "刘敏", "张丽", "周强", "何静", "罗勇", "唐琳", "冉波", "邓倩", "熊伟", "蒋梅", "谭军")
FUND_CLASS = "lift_high"
TRADES = {"finishing": "渝建装饰", "doors_windows": "宏远门窗", "water": "川渝机电", "electric": "川渝机电"}
WAY = ("reception", "payment", "keys", "inspection", "papers", "property_contract", "owner_card", "gifts")
ENDS = ("sign", "sign", "sign", "sign", "sign", "sign", "refuse", "reschedule", "leave")
STOPS = (1, 2, 3, 3, 4, 5, 7, 0, 0)
"""How many stations those are past who are still here; the last two wait at the first."""


class Morning(Hand):
    """A clerk of the morning: every deed some minutes after the one before."""

    moment: datetime
    step: timedelta

    @property
    def now(self) -> datetime:
        """The moment of the next deed."""
        return self.moment

    def do(self, action: Callable[..., T], *told: Any, **more: Any) -> T:
        """One unit of work, under the name that it has at the counter."""
        name = f"delivery.{action.__name__}"
        result = self.store.write(self.clerk, name, lambda work: action(work, *told, **more), self.moment)
        self.moment += self.step
        return result


class Day(Play):
    """The day as it is played: each owner is taken as far as the story wants."""

    def walk(self, delivery_id: int, stations: int) -> int | None:
        """An owner comes and gets past so many stations; None where something stops them."""
        visit_id = record_id(self.hand.do(check_in, delivery_id, CheckInDraft()))
        for _ in range(stations):
            row = self.hand.read(get_visit, visit_id).row
            if self.hand.attempt(call, visit_id, self.hand.name) is None:
                return None
            self._before(row)
            self.mend(visit_id)
            if self.hand.attempt(pass_station, visit_id, station=row.station) is None:
                self.hand.attempt(leave, visit_id, "资料未带齐，改日再来")
                return None
        return visit_id

    def mend(self, visit_id: int) -> None:
        """What their station still misses, as far as it can be had today."""
        row = self.hand.read(get_visit, visit_id).row
        for gate in self.hand.read(gates_at, row.delivery_id, row.station, self.ground.day):
            if not gate.is_open:
                self._mend(row, gate)


def work_at_handover(home: Path, now: datetime | None = None) -> bool:
    """Do all of it in a home; False where it was done before, or where nothing is planned for today (of ``now``)."""
    now = now or datetime.now().astimezone()
    with closing(open_home(find_home(home), now, writes=True)) as opened:
        counter = Counter(opened, now)
        batches = counter.ids(select(HandoverBatch.id).where(HandoverBatch.begins_on == counter.today))
        if counter.ids(select(Visit.id).limit(1)) or not batches:
            return False
        plan(counter, batches[0])
        deliveries = counter.ids(
            select(Delivery.id)
            .join(HandoverSlot, col(HandoverSlot.id) == col(Delivery.slot_id))
            .where(Delivery.batch_id == batches[0], HandoverSlot.day == counter.today)
            .order_by(col(HandoverSlot.starts), col(Delivery.id))
        )
        lend(counter, batches[0])
        play(counter, batches[0], deliveries)
        return True


def plan(counter: Counter, batch_id: int) -> None:
    """The batch is announced: groups with their people, the pack ready, notices out for three weeks."""
    batch = counter.store.read(lambda reader: reader.get(HandoverBatch, batch_id))
    assert batch.project_id is not None
    draft = BatchDraft(
        batch.project_id, batch.name, batch.begins_on, batch.ends_on, place="云澜江岸售楼处一楼",
        contact="023-6788 0001",
        risk_on=batch.ends_on + timedelta(days=7), due_on=date(counter.today.year, 12, 31),
    )  # fmt: skip
    counter.do(edit_batch, batch_id, draft)
    counter.do(begin_groups, batch_id, "handbook_full")
    names = iter(PEOPLE * 5)
    for group in counter.store.read(lambda reader: groups_of(reader, batch_id)):
        members = [MemberDraft(next(names), leads=at == 0) for at in range(group.heads)]
        counter.do(set_members, group.id, members)
    for item in counter.ids(select(BatchItem.id).where(BatchItem.batch_id == batch_id, BatchItem.kind == "pack")):
        counter.do(mark_ready, item, counter.ago(25))
    counter.do(publish_batch, batch_id, reason="首批房屋已验收合格，按计划公告")
    for trade, contractor in TRADES.items():
        counter.do(set_contractor, batch.project_id, trade, contractor)
    everyone = counter.ids(select(Delivery.id).where(Delivery.batch_id == batch_id).order_by(col(Delivery.id)))
    counter.do(note_ready, everyone, counter.ago(5))
    counter.do(work_out_funds, everyone, FUND_CLASS)
    told = NoticeDraft("post", sent_on=counter.ago(20), tracking="EMS-2026-1108")
    counter.do(send_notices, everyone, told)
    for number in counter.ids(select(DeliveryNotice.id).order_by(col(DeliveryNotice.id).desc()).limit(3)):
        counter.do(note_returned, number, counter.ago(12), "查无此人")


def lend(counter: Counter, batch_id: int) -> None:
    """Keys hang in the cabinet; contractors have some, one set for too long; what is open is given out."""
    units = counter.ids(select(Delivery.unit_id).where(Delivery.batch_id == batch_id).order_by(col(Delivery.id)))

    def label(work: Work) -> None:
        for at, unit in enumerate(units):
            add_key_set(work, KeySetDraft(unit, contents="入户门 3 把、信报箱 2 把", count=5, hook=f"A-{at + 1:03}"))

    counter.store.write(counter.clerk, "keyset.add_key_set", label, counter.at(6))
    sets = counter.ids(select(KeySet.id).order_by(col(KeySet.id).desc()).limit(6))
    for at, number in enumerate(sets):
        lent = KeyMoveDraft(
            "out", "contractor", POINTS[at][3], purpose="rectification", due_back=counter.ago(2 - at // 2),
            happened_at=counter.at(4),
        )  # fmt: skip
        counter.do(move_key, number, lent)
    waiting = select(Defect.id).where(Defect.state == "open", Defect.contractor != "").order_by(col(Defect.id))
    if numbers := counter.ids(waiting.limit(60)):
        counter.do(orders_by_contractor, numbers, "请于期限内整改并回复")


def play(counter: Counter, batch_id: int, deliveries: Sequence[int]) -> None:
    """The owners of this morning."""
    midnight = datetime.combine(counter.today, time(0, 1), counter.now.tzinfo)
    hand = Morning(counter.store, counter.clerk, "1号台", counter.now, 0.0, io.StringIO())
    hand.moment = max(midnight, counter.now - timedelta(hours=3))
    hand.step = (counter.now - hand.moment) / 520
    ground = Ground(batch_id, tuple(deliveries), frozenset(), hand.moment)
    day = Day(hand, ground, Random(7), 1)
    coming = iter(deliveries)
    for end, delivery_id in zip(ENDS, coming, strict=False):
        visit_id = day.walk(delivery_id, len(WAY))
        if visit_id is not None:
            day.mend(visit_id)
            finish(hand, visit_id, end)
    for stations, delivery_id in zip(STOPS, coming, strict=False):
        visit_id = day.walk(delivery_id, stations)
        if stations == 1 and visit_id is not None:
            hand.attempt(go_to_complaint, visit_id, "车位尺寸与样板不符，要求说明")


def finish(hand: Morning, visit_id: int, end: str) -> None:
    """How an owner's way ends at the signature."""
    try:
        if end == "sign":
            hand.do(sign, visit_id, SignDraft(consent="同意收房，所列问题两周内整改复验"))
        elif end == "refuse":
            hand.do(refuse, visit_id, RefusalDraft("serious_quality", note="卫生间渗漏"))
        elif end == "reschedule":
            hand.do(reschedule_visit, visit_id, None, "业主改期，周末再来")
        else:
            hand.do(leave, visit_id, "家中有事，改日再来")
    except DeskError:
        hand.attempt(refuse, visit_id, RefusalDraft("small_defects", note="要求整改后再签"))
