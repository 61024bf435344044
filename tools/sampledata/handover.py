"""The handover of a sample: acceptances, the survey of finished buildings, a plan of days, and what was found before.

Every building but the last is accepted. Homes that were sold in the last weeks come in one batch, whose first day is
the day of the sample; our own people went through them before, and contractors have mended most of what they found.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from sampledata.contracts import Sale
from sampledata.habits import spread, written_area, written_building, written_day, written_room
from sampledata.table import Cell, Table
from sampledata.units import PROJECT, Unit

ACCEPTANCE_HEADINGS = (
    "序号", "楼栋", "验收类别", "责任部门", "验收单位", "计划验收日期", "验收结论", "验收日期", "验收备案号", "备注",
)  # fmt: skip
BUILDING, KIND, PLANNED, DECIDED = (ACCEPTANCE_HEADINGS[at] for at in (1, 2, 5, 7))
KINDS = (
    ("竣工验收", "工程部", "参建五方", 120, "JG"),
    ("规划验收", "前期部", "市规划和自然资源局", 100, "GH"),
    ("消防验收", "工程部", "区住建委", 95, "XF"),
    ("综合验收", "前期部", "区住建委", 60, "ZH"),
    ("承接查验", "物业公司", "云澜物业", 45, ""),
    ("首次登记", "客户中心", "不动产登记中心", 30, "DJ"),
)
"""Kind, department, authority, how many days before the day of the sample, what its number begins with."""
SURVEY_HEADINGS = ("楼号", "单元号", "房号", "测绘房号", "实测建筑面积(㎡)", "实测套内面积(㎡)", "备注")
SURVEYED, INNER, SURVEY_ROOM = SURVEY_HEADINGS[4], SURVEY_HEADINGS[5], SURVEY_HEADINGS[2]
PLAN_HEADINGS = ("序号", "楼栋", "单元", "房号", "业主", "交房批次", "交房日期", "交房时间", "合同交付日期", "备注")
PLAN_ROOM, PLAN_DAY, PLAN_TIME = PLAN_HEADINGS[3], PLAN_HEADINGS[6], PLAN_HEADINGS[7]
TIMES = (
    "9:00-9:30", "9:30-10:00", "10:00-10:30", "10:30-11:00", "14:00-14:30", "14:30-15:00", "15:00-15:30", "15:30-16:00",
)  # fmt: skip
PLACES = 5
DEFECT_HEADINGS = (
    "楼栋", "单元", "房号", "部位", "检查项目", "问题", "问题描述", "责任单位", "检查日期", "整改期限",
    "整改完成日期", "复验日期", "来源",
)  # fmt: skip
DEFECT_ROOM, DEFECT_PLACE, FOUND, FIXED = (DEFECT_HEADINGS[at] for at in (2, 3, 8, 10))
POINTS = (
    ("主卧", "墙面", "空鼓", "渝建装饰"), ("客餐厅", "地面", "裂缝", "渝建装饰"), ("厨房", "窗", "关不严", "宏远门窗"),
    ("阳台", "栏杆", "栏杆松动", "宏远门窗"), ("主卫", "地漏下水", "堵塞", "川渝机电"),
    ("公卫", "瓷砖", "空鼓", "渝建装饰"),
    ("次卧", "开关插座", "不通电", "川渝机电"), ("入户玄关", "入户门", "划伤", "宏远门窗"),
    ("厨房", "水槽龙头", "漏水", "川渝机电"), ("客厅", "顶棚", "污渍", "渝建装饰"),
    ("主卧", "窗", "密封胶缺陷", "宏远门窗"),
)  # fmt: skip
"""Room, item, fault in the words of the checklists or of the trade, and whose work it is."""


def buildings_of(stock: Sequence[Unit]) -> list[str]:
    """The numbered buildings, in their order."""
    return sorted({unit.building for unit in stock if unit.building.isdigit()}, key=int)


def accepted_buildings(stock: Sequence[Unit]) -> set[str]:
    """Every building but the last; a single one is accepted."""
    numbered = buildings_of(stock)
    return set(numbered[:-1] or numbered)


def acceptances_table(seed: int, stock: Sequence[Unit], today: date) -> Table:
    """The ledger of acceptances: of the last building some are still to come, and one was failed."""
    rng = Random(f"{seed}/acceptances file")
    table = Table("acceptances", ACCEPTANCE_HEADINGS, above=((f"{PROJECT}竣工及专项验收台账",), ()))
    accepted = accepted_buildings(stock)
    passed = number = 0
    for building in buildings_of(stock):
        for at, (kind, department, authority, before, letters) in enumerate(KINDS):
            number += 1
            planned = today - timedelta(days=before + 7)
            cells: list[Cell] = [
                number, written_building(rng, building), kind, department, authority, written_day(rng, planned),
            ]  # fmt: skip
            if building in accepted:
                passed += 1
                filed = f"{letters}2026-{int(building):03}" if letters else None
                cells += ["合格", written_day(rng, planned + timedelta(days=rng.randrange(3))), filed, None]
            elif at == 2:
                cells += ["不合格", written_day(rng, planned), None, "三层消火栓压力不足"]
            else:
                cells[5] = written_day(rng, today + timedelta(days=30 * at - 10))
                cells += [None, None, None, None]
            table.create(*cells)
    first = table.lines[0].cells
    table.repeat(*first)
    table.refuse(BUILDING, "no such building", number + 1, "99栋", *first[2:])
    table.refuse(KIND, "no kind of acceptance", number + 2, first[1], "园林验收", *first[3:])
    street = ("商业街", "消防", *first[3:5])
    table.refuse(DECIDED, "a result without its day", number + 3, *street, first[5], "合格", None, None, None)
    table.refuse(PLANNED, "no such day", number + 4, *street, "2026-02-30", None, None, None, None)
    table.facts = {"project": PROJECT, "passed": passed, "buildings": len(accepted)}
    return table


def survey_table(seed: int, stock: Sequence[Unit]) -> Table:
    """The survey of every accepted building: most homes a little off, some by more than three percent."""
    rng = Random(f"{seed}/survey file")
    table = Table("survey-areas", SURVEY_HEADINGS)
    accepted = accepted_buildings(stock)
    units = [unit for unit in stock if unit.building in accepted]
    fates = {"no_unit": 250, "inner_over": 300, "worded": 280}
    mishaps = spread(rng, len(units), **fates, repeated=120, conflicting=200)
    beyond = 0
    total = 0
    for at, unit in enumerate(units):
        share = rng.choice((0, 0, 4, 7, -5, -8, 12, -11)) if rng.random() < 0.985 else rng.choice((34, 38, -35, 41))
        area = unit.area + unit.area * share // 1000
        inner = unit.inner_area + unit.inner_area * share // 1000
        cells: list[Cell] = [
            written_building(rng, unit.building), unit.entrance, written_room(rng, unit.room), unit.room,
            written_area(rng, area), inner / 100, None,
        ]  # fmt: skip
        mishap = mishaps.get(at, "")
        if mishap in fates:
            spoil_survey(table, mishap, cells)
            continue
        beyond += abs(area - unit.area) * 100 > 3 * unit.area
        total += area
        table.create(*cells)
        if mishap == "repeated":
            table.repeat(*cells)
        elif mishap == "conflicting":
            table.refuse(SURVEYED, "the same unit with another area", *cells[:4], (area + 90) / 100, *cells[5:])
    table.facts = {"project": PROJECT, "sum_area": f"{total / 100:.2f}", "beyond_three_percent": beyond}
    return table


def spoil_survey(table: Table, mishap: str, cells: list[Cell]) -> None:
    """The line of a unit that cannot be taken."""
    if mishap == "no_unit":
        table.refuse(SURVEY_ROOM, "no such unit", "99栋", *cells[1:])
    elif mishap == "inner_over":
        table.refuse(INNER, "more inside than in all", *cells[:5], 999.5, cells[6])
    else:
        table.refuse(SURVEYED, "an area in words", *cells[:4], "壹佰平方米", *cells[5:])


def planned_sales(sales: Sequence[Sale], stock: Sequence[Unit]) -> list[Sale]:
    """Whose handover is planned: homes of accepted buildings that nobody lives in yet."""
    accepted = accepted_buildings(stock)
    return [sale for sale in sales if sale.unit.building in accepted and not sale.long_ago][:240]


def batch_name(today: date) -> str:
    return f"{today.year}年{today.month}月首批"


def plan_table(seed: int, planned: Sequence[Sale], today: date) -> Table:
    """The days of the batch: half hours of five homes each, the first on the day of the sample."""
    rng = Random(f"{seed}/plan file")
    table = Table("handover-plan", PLAN_HEADINGS, above=((f"{PROJECT}{batch_name(today)}交房排期表",), ()))
    mishaps = spread(rng, len(planned), no_unit=60, no_day=80, impossible=90, repeated=50, conflicting=70)
    name: str | None = batch_name(today)
    for at, sale in enumerate(planned):
        unit, (days, time) = sale.unit, divmod(at // PLACES, len(TIMES))
        day = today + timedelta(days=days)
        due = today - timedelta(days=20) if rng.random() < 0.1 else date(today.year, 12, 31)
        cells: list[Cell] = [
            at + 1, written_building(rng, unit.building), unit.entrance, written_room(rng, unit.room),
            "、".join(one.name for one in sale.buyers), name, written_day(rng, day), TIMES[time], written_day(rng, due),
            rng.choice(("", "", "按揭", "委托办理")),
        ]  # fmt: skip
        table.create(*cells)
        name = None  # stands once, and holds for the rows below
        match mishaps.get(at):
            case "repeated":
                table.repeat(*cells)
            case "conflicting":
                later = today + timedelta(days=days + 1)
                table.refuse(PLAN_DAY, "the same home on another day", *cells[:6], later, *cells[7:])
            case "no_unit":
                table.refuse(PLAN_ROOM, "no such unit", cells[0], "99栋", *cells[2:])
            case "no_day":
                table.refuse(PLAN_DAY, "a time without a day", *cells[:6], None, *cells[7:])
            case "impossible":
                table.refuse(PLAN_TIME, "no such time", *cells[:7], "25:30", *cells[8:])
    table.facts = {"project": PROJECT, "also": {"batches": 1}, "batch": batch_name(today)}
    return table


def defects_table(seed: int, planned: Sequence[Sale], today: date) -> Table:
    """What our own inspection found, and how far contractors are with it."""
    rng = Random(f"{seed}/defects file")
    table = Table("defects", DEFECT_HEADINGS)
    found = [
        (sale.unit, point, today - timedelta(days=rng.randrange(6, 22)))
        for sale in planned
        for point in rng.sample(POINTS, rng.choice((0, 1, 1, 2, 3, 4)))
    ]
    mishaps = spread(rng, len(found), no_unit=90, no_word=80, too_early=100, future=110, repeated=60)
    left = 0
    for at, (unit, (room, item, fault, contractor), day) in enumerate(found):
        fixed = day + timedelta(days=rng.randrange(2, 8)) if rng.random() < 0.8 else None
        fixed = fixed if fixed is not None and fixed <= today else None
        again = fixed + timedelta(days=rng.randrange(3)) if fixed is not None and rng.random() < 0.85 else None
        again = again if again is not None and again <= today else None
        cells: list[Cell] = [
            written_building(rng, unit.building), unit.entrance, written_room(rng, unit.room), room, item, fault,
            rng.choice(("", "", "约 20cm", "靠窗一侧", "=1+1", "[/b]")), contractor, written_day(rng, day),
            written_day(rng, day + timedelta(days=10)), fixed and written_day(rng, fixed),
            again and written_day(rng, again), "内部预验",
        ]  # fmt: skip
        left += again is None
        table.create(*cells)
        match mishaps.get(at):
            case "repeated":
                table.repeat(*cells)
            case "no_unit":
                table.refuse(DEFECT_ROOM, "no such unit", "99栋", *cells[1:])
            case "no_word":
                table.refuse(DEFECT_PLACE, "no room of the checklists", *cells[:3], "飞船舱", *cells[4:])
            case "too_early":
                before = day - timedelta(days=3)
                table.refuse(FIXED, "mended before it was found", *cells[:10], before, None, cells[12])
            case "future":
                later = today + timedelta(days=400)
                table.refuse(FOUND, "a day to come", *cells[:8], later, cells[9], None, None, cells[12])
    table.facts = {"project": PROJECT, "not_accepted": left}
    return table
