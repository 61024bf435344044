"""The sheet of a handover's plan (交房排期表): which unit comes in which batch, on which day, at which time.

A row begins the delivery of its unit, or says of the living one what it says. A batch that is not there yet is made of
the days that the rows name, with the usual way of its country; a time that a batch does not have is added to it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, MutableMapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from sqlmodel import col, select

from deskapp.desks.handover.planning.drafts import judge_rate
from deskapp.desks.handover.planning.model import Delivery, HandoverBatch
from deskapp.desks.handover.planning.sheet_find import batches_of, deals_of_units, deliveries_of
from deskapp.desks.handover.planning.sheet_write import PlannedBatch, write_fresh, write_moved
from deskapp.desks.handover.planning.slots import parse_time
from deskapp.errors import Fault, Problem
from deskapp.locale import Key as Word
from deskapp.office.property.model import Building, Unit
from deskapp.office.property.sheet import PLACE, PROJECT, find_units, place_of
from deskapp.sheets.column import Column, Context, Layout
from deskapp.sheets.columns import day_column, text_column
from deskapp.sheets.judge import Entry, Key, Known, PlainKind, Row, Run
from deskapp.store.base import record_id
from deskapp.store.bulk import Slice
from deskapp.store.work import Reader
from deskapp.values.figures import read_figure
from deskapp.values.rooms import unit_code

LINE_LIMIT: Final = 200
SAID: Final = ("batch", "day", "time", "due_on", "late_rate", "note")
_SLOT: Final = ("batch", "day", "time")
_HALVES: Final = {"上午": "09:00", "下午": "14:00", "sáng": "08:00", "chiều": "14:00", "am": "09:00", "pm": "14:00"}


def _time(text: str, _context: Context) -> tuple[str | None, Fault | None]:
    """A time, or the first of a span (``9:00-9:30``); seconds that a spreadsheet adds are left out."""
    said = re.split(r"[-－–—~～至]", text.casefold().strip())[0].strip()
    if (half := _HALVES.get(said)) is not None:
        return half, None
    return parse_time(re.sub(r"^(\d{1,2}[:：]\d{2})[:：]\d{2}$", r"\1", said))


def _rate(text: str, context: Context) -> tuple[Decimal | None, Fault | None]:
    """Percent a day; thousandths (万分之) are said by nobody's column, so the figure is taken as it stands."""
    figure = read_figure(text.strip().removesuffix("%"), context.country)
    if figure is None:
        return None, Fault("calc.figure", {"value": text})
    fault = judge_rate(figure)
    return (None, fault) if fault else (figure.quantize(Decimal("0.001")), None)


LAYOUT: Final = Layout(
    "handover-plan",
    (
        PROJECT,
        *PLACE,
        text_column("batch", "批次", "交房批次", "交付批次", "批次名称", "Đợt", "Đợt bàn giao", limit=LINE_LIMIT,
                    width=16, carries_down=True, label="column.plan_batch", example="2026年12月首批"),
        day_column("day", "交房日期", "收房日期", "预约日期", "日期", "Ngày bàn giao", label="column.plan_day",
                   example="2026-12-12"),
        Column("time", "code", _time, ("交房时间", "时间", "时段", "预约时间", "Giờ"), label="column.plan_time",
               example="09:30"),
        day_column("due_on", "合同交付日期", "约定交付日期", "最迟交付日期", "Hạn bàn giao", label="column.plan_due_on",
                   example="2026-12-31"),
        Column("late_rate", "number", _rate, ("违约金日利率(%)", "逾期交房违约金(%/日)", "Phạt chậm (%/ngày)"),
               label="column.plan_late_rate", example="0.01"),
        text_column("note", "备注", "说明", "Ghi chú", width=24, label="column.plan_note"),
    ),
)  # fmt: skip


class PlanSheet(PlainKind):
    """Deliveries of units; a unit has one that is not over. Units and contracts never come with it."""

    layout = LAYOUT
    model = Delivery
    needs_project = True

    def entries(self, run: Run, row: Row) -> list[Entry] | list[Problem]:
        """One unit a row; a time says on which day."""
        said = row.values
        if "time" in said and "day" not in said:
            return [run.problem(row, "day", "plan.time_without_day")]
        place = (said.get("project") or run.project, *place_of(said))
        values = {name: said[name] for name in SAID if name in said}
        return [Entry((("delivery", *place),), values, {"place": place})]

    def find(self, reader: Reader, run: Run, entries: Collection[Entry]) -> dict[Key, Known]:
        """Units, their living deliveries, and the batches that the rows and these deliveries name."""
        del run
        found: dict[Key, Known] = {}
        units: dict[int, tuple[Any, ...]] = {}
        for project, building, unit in find_units(reader, {entry.parts["place"] for entry in entries}):
            number, place = record_id(unit), (project, building, unit.entrance, unit.room)
            units[number] = place
            parts = {"project": unit.project_id, "building": unit.building_id, "currency": unit.currency}
            found["unit", *place] = Known(number, 1, {}, parts=parts)
        for unit_id, deal in deals_of_units(reader, units).items():
            found["unit", *units[unit_id]].parts["deal"] = deal
        named = {(entry.parts["place"][0], entry.values["batch"]) for entry in entries if "batch" in entry.values}
        deliveries = deliveries_of(reader, units)
        batches = batches_of(reader, named, {one.parts["batch_id"] for one in deliveries.values()})
        for batch in batches.values():
            found["batch", batch.project, batch.name] = Known(batch.id, 1, {}, parts={"batch": batch})
        for unit_id, known in deliveries.items():
            known.parts["unit"] = found["unit", *units[unit_id]]
            known.parts["batch"] = batches.get(known.parts["batch_id"])
            found["delivery", *units[unit_id]] = known
        return found

    def refuse(
        self, run: Run, row: Row, entry: Entry, known: Known | None, others: MutableMapping[Key, Known]
    ) -> list[Problem]:
        """A unit that is not in, a batch that cannot take it, a time that is full, a delivery that is over."""
        place = entry.parts["place"]
        unit = others.get(("unit", *place))
        if unit is None:
            return [run.problem(row, "room", "unit.unknown", unit_code(*place[1:]))]
        entry.parts["unit"] = unit
        differ = {name for name, value in entry.values.items() if known is None or value != known.values.get(name)}
        if known is not None and (not differ or not run.update):
            return []
        if known is not None and known.parts.get("over"):
            state = Word(f"delivery_state.{known.parts['over']}")
            return [run.problem(row, min(differ), "plan.over", unit=unit_code(*place[1:]), state=state)]
        if known is not None and known.parts["deal"] not in (None, unit.parts.get("deal", (None,))[0]):
            return [run.problem(row, min(differ), "plan.deal_ended", unit=unit_code(*place[1:]))]
        problems = self._choose(run, row, entry, known, others) if differ & {*_SLOT} else []
        if not problems and known is None and "deal" not in unit.parts:
            problems.append(replace(run.problem(row, "room", "plan.no_deal", unit=unit_code(*place[1:])), warning=True))
        return problems

    def _choose(
        self, run: Run, row: Row, entry: Entry, known: Known | None, others: MutableMapping[Key, Known]
    ) -> list[Problem]:
        """The batch and the time of a row; they are made in memory where they are new, and written with the row."""
        said, project = entry.values, entry.parts["place"][0]
        batch: PlannedBatch | None = known.parts.get("batch") if known is not None else None
        if (name := said.get("batch")) is not None:
            key = ("batch", project, name)
            there = others.get(key)
            if there is None and "day" not in said:
                return [run.problem(row, "day", "plan.new_batch_without_day", batch=name)]
            if there is None:
                batch = PlannedBatch(
                    None, name, project, entry.parts["unit"].parts["project"], said["day"], said["day"]
                )
                there = Known(None, 0, {}, parts={"batch": batch})
            # what later rows take of its times is counted where all rows of the file look
            others[key] = there
            batch = there.parts["batch"]
        target = entry.parts if known is None else known.parts
        day = said.get("day")
        if batch is None:
            return [] if day is None else [run.problem(row, "batch", "plan.day_without_batch")]
        if batch.closed_on is not None:
            return [run.problem(row, "batch", "plan.batch_closed", batch=batch.name, day=batch.closed_on)]
        if day is not None and not batch.covers(day):
            told = {"first": batch.begins_on, "last": batch.ends_on}
            return [run.problem(row, "day", "plan.day_outside", batch=batch.name, **told)]
        slot = None
        if day is not None:
            slot = batch.take(day, said.get("time"))
            if slot is None:
                return [run.problem(row, "time" if "time" in said else "day", "plan.full", batch=batch.name, day=day)]
        target |= {"batch": batch, "slot": slot}
        return []

    def create(self, slice_: Slice, run: Run, fresh: list[Known]) -> dict[str, int]:
        """Batches and times that are new, then the deliveries; their states follow before the slice is committed."""
        del run
        made = write_fresh(slice_, fresh)
        return {"batches": made} if made else {}

    def also(self, fresh: Collection[Known]) -> dict[str, int]:
        """The batches among them that are not there yet."""
        batches = {id(one) for known in fresh if (one := known.parts.get("batch")) is not None and one.id is None}
        return {"batches": len(batches)} if batches else {}

    def update(self, slice_: Slice, run: Run, changed: list[tuple[Known, dict[str, Any], dict[str, Any]]]) -> None:
        """Write what a newer plan says."""
        del run
        write_moved(slice_, changed)

    def unseen(self, reader: Reader, run: Run, seen: Collection[int]) -> Iterable[str]:
        """Living deliveries of the batches that the list speaks of, that it does not have."""
        batches = select(Delivery.batch_id).where(col(Delivery.id).in_(seen), col(Delivery.batch_id).is_not(None))
        query = (
            select(Delivery.id, Building.code, Unit.entrance, Unit.room)
            .join(Unit, col(Unit.id) == col(Delivery.unit_id))
            .join(Building, col(Building.id) == col(Unit.building_id))
            .join(HandoverBatch, col(HandoverBatch.id) == col(Delivery.batch_id))
            .where(col(Delivery.batch_id).in_(batches), col(Delivery.ended_on).is_(None))
        )
        if run.project_id is not None:
            query = query.where(Delivery.project_id == run.project_id)
        for number, building, entrance, room in reader.session.exec(query.order_by(col(Delivery.id))):
            if number not in seen:
                yield unit_code(building, entrance, room)
