"""One counter's day, as a clerk plays it: owners come, are called, get what their station has for them, and go on.

What a station does follows from what is missing there, so that whoever takes over from a counter that broke off in the
middle goes on where it stopped. Chance decides the rest: complaints, owners who walk out, defects, refusals.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import ClassVar, Final

from sqlmodel import col, func, select

from deskapp.cases.gates import GateResult
from deskapp.desks.handover.day.actions import (
    call,
    call_next,
    check_in,
    go_to_complaint,
    leave,
    name_who,
    note_missed,
    pass_station,
    return_from_complaint,
)
from deskapp.desks.handover.day.actions_end import refuse, reschedule_visit, sign
from deskapp.desks.handover.day.drafts import CheckInDraft, RefusalDraft, SignDraft
from deskapp.desks.handover.day.gates import gates_at
from deskapp.desks.handover.day.model import COMPLAINT, Visit
from deskapp.desks.handover.day.queries import VisitRow, get_visit, list_visits, waiting_at
from deskapp.desks.handover.day.rehearsal.ground import Ground
from deskapp.desks.handover.day.rehearsal.journal import Hand
from deskapp.desks.handover.giving.actions import ReadingDraft, give_all, read_meter
from deskapp.desks.handover.giving.queries import meters_of
from deskapp.desks.handover.inspecting.actions import begin_inspection, end_inspection, mark_rooms
from deskapp.desks.handover.inspecting.actions_defect import accept_defect, find_defect, note_fixed
from deskapp.desks.handover.inspecting.drafts import DefectDraft, InspectionDraft
from deskapp.desks.handover.inspecting.lists import shipped_lists
from deskapp.desks.handover.inspecting.model import Inspection
from deskapp.desks.handover.inspecting.queries import defects_of, running_inspection
from deskapp.desks.handover.settling.actions_area import choose_area, refund_area, settle_area
from deskapp.desks.handover.settling.actions_dues import collect_all, note_paid_by_owner
from deskapp.desks.handover.settling.actions_papers import note_invoice, sign_title_papers, take_back_receipts
from deskapp.desks.handover.settling.facts import load_settled
from deskapp.desks.handover.settling.reckoning import work_out_tax
from deskapp.desks.handover.settling.rows import DueRow, areas_of, dues_of
from deskapp.errors import DeskError
from deskapp.money.drafts import ReceiptDraft
from deskapp.money.model import Charge
from deskapp.money.receipts import receive
from deskapp.papers.keys.actions import move_key
from deskapp.papers.keys.drafts import KeyMoveDraft
from deskapp.papers.keys.queries import keys_of
from deskapp.store.base import record_id
from deskapp.store.work import Reader

PATIENCE: Final = 120.0
"""Seconds without anything to do after which a counter gives up: somebody holds an owner and does nothing."""
IDLE: Final = 0.01
CROWD: Final = 5
"""So many owners a counter are here at once; more wait outside."""


@dataclass
class Play:
    """A counter at work on the day; ``rng`` is its own, so that a seed plays the same chances again."""

    hand: Hand
    ground: Ground
    rng: Random
    counters: int

    def run(self, takes_over: Collection[str] = ()) -> None:
        """Until nobody is here any more and everybody came who will; first whoever a dead counter had in hand."""
        for row in self._living():
            if row.counter in takes_over and (visit := self.hand.attempt(call, row.id, self.hand.name, take_over=True)):
                self._serve(record_id(visit))
        quiet = time.monotonic()
        while time.monotonic() - quiet < PATIENCE:
            if self._once():
                quiet = time.monotonic()
            elif self._is_over():
                return
            else:
                time.sleep(IDLE)
        raise TimeoutError(self.hand.name)

    def _living(self) -> list[VisitRow]:
        return self.hand.read(list_of_living, self.ground)

    def _is_over(self) -> bool:
        return not self._living() and not self.hand.read(still_to_come, self.ground)

    def _once(self) -> bool:
        """One thing at this counter; whether there was any."""
        waiting, aside, here = self.hand.read(look_round, self.ground)
        coming = self.hand.read(still_to_come, self.ground) if here < CROWD * self.counters else []
        if coming and (here < self.counters or self.rng.random() < 0.5):
            # the first few are at the door: two counters may greet the same one
            self._greet(self.rng.choice(coming[: self.counters]))
            return True
        if aside and self.rng.random() < 0.5 and self._hear():
            return True
        if waiting:
            station = self.rng.choice(waiting)
            visit = self.hand.do(call_next, self.ground.batch_id, self.ground.day, station, self.hand.name)
            if visit is not None:
                self._serve(record_id(visit))
                return True
        return bool(aside and self._hear())

    # ---- at the door, and beside the way

    def _greet(self, delivery_id: int) -> None:
        who = CheckInDraft(comes_as="other", name="家属") if self.rng.random() < 0.06 else CheckInDraft()
        self.hand.attempt(check_in, delivery_id, who)

    def _hear(self) -> bool:
        rows = self.hand.read(waiting_at, self.ground.batch_id, self.ground.day, COMPLAINT)
        return bool(rows) and self.hand.attempt(return_from_complaint, rows[0].id, "已解释") is not None

    # ---- at a station

    def _serve(self, visit_id: int) -> None:
        row = self.hand.read(get_visit, visit_id).row
        if not row.is_living or row.counter != self.hand.name:
            return
        if self.rng.random() < 0.03:
            self.hand.attempt(note_missed, visit_id)
            return
        if self.rng.random() < 0.04:
            self.hand.attempt(go_to_complaint, visit_id, "车位与承诺不符")
            return
        self._before(row)
        for gate in self.hand.read(gates_at, row.delivery_id, row.station, self.ground.day):
            if not gate.is_open:
                self._mend(row, gate)
        if row.station == "signature":
            self._end(row)
        elif self.hand.attempt(pass_station, visit_id, station=row.station) is None:
            # what cannot be brought today: they go home with the list of it
            shut = self.hand.read(shut_at, row.delivery_id, row.station, self.ground)
            self.hand.attempt(leave, visit_id, ",".join(shut) or "改日再来")

    def _before(self, row: VisitRow) -> None:
        """What a station does for everybody, whatever is missing."""
        if row.station == "keys":
            for key in self.hand.read(keys_of, row.unit_id):
                if key.holder == "us":
                    lent = KeyMoveDraft("out", "staff", self.hand.clerk.name, staff_id=None, purpose="inspection")
                    self.hand.attempt(move_key, key.id, lent)
        elif row.station == "inspection":
            self._inspect(row)

    def _mend(self, row: VisitRow, gate: GateResult) -> None:
        deed = self.deeds.get(gate.id)
        if deed is not None:
            try:
                deed(self, row)
            except DeskError:
                # another counter did it, or it cannot be done today: the gate says which
                return

    def _who(self, row: VisitRow) -> None:
        if self.rng.random() < 0.7:
            self.hand.do(name_who, row.id, CheckInDraft())

    def _pay(self, row: VisitRow) -> None:
        """Everything that is open of the deal is collected and paid; a fund may be paid by the owner elsewhere."""
        if row.deal_id is None or self.rng.random() < 0.02:
            return
        fund = next((due for due in self._dues(row) if due.kind == "fund" and due.state == "open"), None)
        if fund is not None and self.rng.random() < 0.2:
            self.hand.do(note_paid_by_owner, fund.id, f"PZ{fund.id:06}")
        self.hand.do(collect_all, row.delivery_id)
        buyer, owed = self.hand.read(open_of, row.deal_id)
        if owed and buyer is not None:
            draft = ReceiptDraft(buyer, owed, "CNY", "card", deal_id=row.deal_id, slip=f"POS{row.id:06}")
            self.hand.do(receive, draft)

    def _area(self, row: VisitRow) -> None:
        if row.delivery_id not in self.hand.read(areas_of, [row.delivery_id]):
            self.hand.do(settle_area, row.delivery_id)
        area = self.hand.read(areas_of, [row.delivery_id])[row.delivery_id]
        if area.may_cancel and not area.choice:
            self.hand.do(choose_area, row.delivery_id, "keep", "业主选择继续履行")
        if area.amount is not None and area.amount < 0:
            self.hand.do(refund_area, row.delivery_id)
        else:
            self._pay(row)

    def _tax(self, row: VisitRow) -> None:
        self.hand.do(work_out_tax, row.delivery_id)
        due = next(due for due in self._dues(row) if due.kind == "deed_tax")
        self.hand.do(note_paid_by_owner, due.id, f"WS{due.id:06}")

    def _dues(self, row: VisitRow) -> tuple[DueRow, ...]:
        return self.hand.read(dues_of, [row.delivery_id]).get(row.delivery_id, ())

    def _papers(self, row: VisitRow) -> None:
        self.hand.do(sign_title_papers, row.delivery_id)

    def _invoice(self, row: VisitRow) -> None:
        self.hand.do(note_invoice, row.delivery_id, f"FP{row.delivery_id:08}")
        fact = self.hand.read(load_settled, row.delivery_id, self.ground.day)
        self.hand.do(take_back_receipts, row.delivery_id, fact.receipts.count, fact.receipts.sum)

    def _give(self, row: VisitRow) -> None:
        self.hand.do(give_all, row.delivery_id)
        for meter in self.hand.read(meters_of, row.unit_id, self.ground.day):
            if meter.kind.required:
                reading = ReadingDraft(meter.meter, Decimal(self.rng.randint(0, 9)), self.ground.day)
                self.hand.do(read_meter, row.unit_id, reading, row.delivery_id)

    def _inspect(self, row: VisitRow) -> None:
        """Once through the home with its owner; whoever takes over goes on with what was begun."""
        number = self.hand.read(running_inspection, row.unit_id, "handover")
        if number is None:
            begun = self.hand.do(begin_inspection, InspectionDraft(row.unit_id, owner_present=True))
            number = record_id(begun)
        self.hand.do(mark_rooms, number)
        for _ in range(self.rng.choice((0, 0, 1, 1, 2, 3))):
            severity = "safety" if self.rng.random() < 0.05 else "minor"
            place = self.hand.read(_any_place, number, self.rng.random())
            self.hand.attempt(find_defect, DefectDraft(*place, inspection_id=number, severity=severity))
        self.hand.do(end_inspection, number)

    def _repair(self, row: VisitRow) -> None:
        """A dangerous defect is mended while they wait, where that can be done."""
        for defect in self.hand.read(defects_of, row.unit_id):
            if defect.severity == "safety" and defect.state not in ("accepted", "void") and self.rng.random() < 0.6:
                self.hand.do(note_fixed, defect.id)
                self.hand.do(accept_defect, defect.id)

    def _end(self, row: VisitRow) -> None:
        chance = self.rng.random()
        if chance < 0.04:
            self.hand.attempt(refuse, row.id, RefusalDraft("small_defects"))
        elif chance < 0.08:
            self.hand.attempt(reschedule_visit, row.id, None, "业主改期再来")
        else:
            again = self.hand.now + timedelta(days=14)
            draft = SignDraft(consent="同意收房，限期整改", recheck_at=again if self.rng.random() < 0.3 else None)
            if self.hand.attempt(sign, row.id, draft) is None:
                shut = self.hand.read(shut_at, row.delivery_id, row.station, self.ground)
                if "safety" in shut:
                    self.hand.attempt(refuse, row.id, RefusalDraft("serious_quality"))
                else:
                    self.hand.attempt(leave, row.id, ",".join(shut) or "改日再来")

    deeds: ClassVar[Mapping[str, Callable[[Play, VisitRow], None]]] = {
        "right_to_act": _who, "price": _pay, "fund": _pay, "area": _area, "deed_tax": _tax, "title_papers": _papers,
        "invoice": _invoice, "documents": _give, "inspected": _inspect, "safety": _repair,
    }  # fmt: skip


def look_round(reader: Reader, ground: Ground) -> tuple[list[str], int, int]:
    """The stations where somebody waits, how many stepped aside, and how many are here."""
    is_called = col(Visit.counter) != ""
    query = (
        select(Visit.station, Visit.aside, is_called, func.count())
        .where(Visit.batch_id == ground.batch_id, Visit.day == ground.day, Visit.ended == "")
        .group_by(col(Visit.station), col(Visit.aside), is_called)
    )
    rows = list(reader.session.exec(query))
    waiting = sorted(station for station, aside, in_hand, _ in rows if not aside and not in_hand)
    return waiting, sum(count for _, aside, _, count in rows if aside), sum(count for *_, count in rows)


def list_of_living(reader: Reader, ground: Ground) -> list[VisitRow]:
    """Everybody who is here."""
    return list_visits(reader, ground.batch_id, ground.day, living=True)


def still_to_come(reader: Reader, ground: Ground) -> list[int]:
    """Whose owners have not come yet and will."""
    query = select(Visit.delivery_id).where(Visit.batch_id == ground.batch_id, Visit.day == ground.day)
    came = set(reader.session.exec(query))
    return [number for number in ground.deliveries if number not in came and number not in ground.absent]


def shut_at(reader: Reader, delivery_id: int, station: str, ground: Ground) -> list[str]:
    """The gates that hold an owner at a station."""
    return [gate.id for gate in gates_at(reader, delivery_id, station, ground.day) if gate.blocks and not gate.is_open]


def open_of(reader: Reader, deal_id: int) -> tuple[int | None, Decimal]:
    """Who pays for a deal, and what is open of it."""
    query = select(Charge).where(Charge.deal_id == deal_id, col(Charge.withdrawn_at).is_(None))
    charges = list(reader.session.exec(query.order_by(col(Charge.id))))
    left = sum(charge.amount - charge.paid for charge in charges)
    return (charges[0].customer_id if charges else None), Decimal(left) / 100


def _any_place(reader: Reader, inspection_id: int, chance: float) -> tuple[str, str, str]:
    """A room, an item and a fault of the list that is gone through."""
    lists = shipped_lists()
    points = lists.points(reader.get(Inspection, inspection_id).list_code)
    room, item = points[int(chance * len(points))]
    faults = lists.items[item].faults
    return room, item, faults[int(chance * 1000) % len(faults)]
