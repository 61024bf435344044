"""Complaints of a sample as the register of another program has them: times in two forms, formulas that are words.

A quarter was closed there. Some callers left no name, some homes are written as nobody knows them, some orders came
from 12345 with the number of that house.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from sampledata.habits import spread, written_phone
from sampledata.people import Person
from sampledata.table import Cell, Table
from sampledata.units import PROJECT, Unit

HEADINGS: Final = (
    "投诉编号", "受理时间", "投诉人", "电话", "房号", "投诉内容", "级别", "来源", "12345工单号", "诉求",
    "结案时间", "处理结果", "序号",
)  # fmt: skip
RECEIVED, PHONE, LEVEL, CLOSED, SAID = HEADINGS[1], HEADINGS[3], HEADINGS[6], HEADINGS[10], HEADINGS[5]
TEXTS: Final = (
    "卫生间顶棚渗水，楼上住户不配合", '电梯经常停运 =HYPERLINK("http://x")', "交房延期[/b]三个月，要求赔偿",
    "墙面空鼓、开裂", "=1+1 物业费重复收取", "车位被占，保安不处理", "合同约定面积与实测面积不符",
    "<b>楼道</b>灯坏了 & 没人修", "@夜里施工太吵",
)  # fmt: skip
"""Markup and formulas are words here, and stay words in every list, workbook and CSV."""
REPAIR_HEADINGS: Final = (
    "维修单号", "报修时间", "报修人", "电话", "房号", "报修内容", "紧急程度", "承担方", "完工时间", "备注",
)  # fmt: skip
REPORTED, URGENCY, FINISHED = REPAIR_HEADINGS[1], REPAIR_HEADINGS[6], REPAIR_HEADINGS[8]
REPAIRS: Final = (
    "厨房水槽漏水", "入户门锁打不开", "主卧窗户关不严", "卫生间地漏堵塞",
    "客厅插座没电", "阳台栏杆松动", "=SUM(A1) 灯不亮",
)  # fmt: skip


def complaints_table(seed: int, stock: Sequence[Unit], people: Sequence[Person], count: int, today: date) -> Table:
    """The register, the oldest first."""
    rng = Random(f"{seed}/complaints file")
    table = Table("complaints", HEADINGS)
    fates = {"no_day": 37, "future": 41, "no_level": 43, "bad_phone": 47, "early": 53, "no_text": 59}
    mishaps = spread(rng, count, **fates, repeated=29, conflicting=31)
    closed = unknown = 0
    people = [one for one in people if one.phone.isdigit()]
    for at in range(count):
        received = datetime.combine(today - timedelta(days=1 + at * 120 // count), time(8, 30)) - timedelta(minutes=at)
        caller, home = rng.choice(people), rng.choice(stock)
        channel = rng.choice(("来访", "来电", "12345", "微信", "来信"))
        cells: list[Cell] = [
            f"TS26{at + 1:04}", received if at % 2 else f"{received:%Y/%-m/%-d %H:%M:%S}",
            caller.name, written_phone(rng, caller.phone), _written_home(rng, home), TEXTS[at % len(TEXTS)],
            rng.choice(("一般", "重要", "热点", "重大")), channel, f"CQ{2026000 + at}" if channel == "12345" else None,
            rng.choice(("维修", "赔偿", "解释", "退房")), None, None, at + 1,
        ]  # fmt: skip
        if at % 11 == 5:
            cells[2] = cells[3] = None
        if at % 13 == 7:
            cells[4] = "小区东门外"
        if at % 4 == 0:
            cells[10], cells[11] = (
                min(received + timedelta(days=3), datetime.combine(today, time(8))),
                "已处理，业主认可",
            )
        mishap = mishaps.get(at, "")
        if mishap in fates:
            _spoil(table, mishap, cells, today)
            continue
        closed += cells[10] is not None
        unknown += cells[4] == "小区东门外"
        table.create(*cells)
        if mishap == "repeated":
            table.repeat(*cells)
        elif mishap == "conflicting":
            table.refuse(SAID, "the same number says something else", *cells[:5], "另一件事", *cells[6:])
    table.beside("合计", None, count)
    table.facts = {"project": PROJECT, "closed": closed, "unknown_homes": unknown}
    return table


def repairs_table(seed: int, stock: Sequence[Unit], people: Sequence[Person], count: int, today: date) -> Table:
    """The list of repairs that the property company keeps."""
    rng = Random(f"{seed}/repairs file")
    table = Table("repairs", REPAIR_HEADINGS)
    fates = {"no_day": 29, "no_urgency": 31}
    mishaps = spread(rng, count, **fates, repeated=23)
    finished = 0
    people = [one for one in people if one.phone.isdigit()]
    for at in range(count):
        reported = datetime.combine(today - timedelta(days=1 + at * 60 // count), time(9, 15)) - timedelta(minutes=at)
        caller, home = rng.choice(people), rng.choice(stock)
        cells: list[Cell] = [
            f"WX26{at + 1:04}", reported if at % 2 else f"{reported:%Y-%m-%d %H:%M}", caller.name,
            written_phone(rng, caller.phone), _written_home(rng, home), REPAIRS[at % len(REPAIRS)],
            rng.choice(("一般", "紧急", "特急")), rng.choice(("开发商", "业主", None)), None, None,
        ]  # fmt: skip
        if at % 3 == 0:
            cells[8] = min(reported + timedelta(days=2), datetime.combine(today, time(8)))
        mishap = mishaps.get(at, "")
        if mishap == "no_day":
            cells[1] = "2026-02-30 09:00"
            table.refuse(REPORTED, "no such day", *cells)
            continue
        if mishap == "no_urgency":
            cells[6] = "尽快"
            table.refuse(URGENCY, "no such urgency", *cells)
            continue
        finished += cells[8] is not None
        table.create(*cells)
        if mishap == "repeated":
            table.repeat(*cells)
    table.facts = {"project": PROJECT, "finished": finished}
    return table


def _written_home(rng: Random, home: Unit) -> str:
    if not home.entrance:
        return f"{home.building}-{home.room}"
    place = home.building, home.entrance, home.room
    forms = ("{}-{}-{}", "{}栋{}单元{}", "{}幢{}单元{}室", "{}#-{}-{}") if home.building.isdigit() else ("{}-{}-{}",)
    return rng.choice(forms).format(*place)


def _spoil(table: Table, mishap: str, cells: list[Cell], today: date) -> None:
    """A row that cannot be taken."""
    if mishap == "no_day":
        cells[1] = "2026-02-30 10:00"
        table.refuse(RECEIVED, "no such day", *cells)
    elif mishap == "future":
        cells[1], cells[10] = datetime.combine(today + timedelta(days=60), time(10)), None
        table.refuse(RECEIVED, "a day to come", *cells)
    elif mishap == "no_level":
        cells[6] = "很急"
        table.refuse(LEVEL, "no such level", *cells)
    elif mishap == "bad_phone":
        cells[2], cells[3] = "王某", "12345"
        table.refuse(PHONE, "no such phone", *cells)
    elif mishap == "early":
        cells[10] = datetime.combine(today - timedelta(days=400), time(10))
        table.refuse(CLOSED, "closed before it came", *cells)
    else:
        cells[5] = None
        table.refuse(SAID, "nothing was said", *cells)
