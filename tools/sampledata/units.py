"""The sales office's list of homes, shops, parking spaces and store rooms."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from random import Random

from sampledata.habits import spread, written_area, written_money, written_room
from sampledata.table import Cell, Table

PROJECT = "云澜江岸"
ROOMS_A_FLOOR, FLOORS, ENTRANCES = 4, 18, 2
HEADINGS = (
    "序号", "楼栋", "单元", "楼层", "房号", "用途", "建筑面积\n(㎡)", "套内面积", "分摊土地面积",
    "单价(元/㎡)", "总价（元）", "销售状态", "备注",
)  # fmt: skip
AREA, ROOM, TOTAL = HEADINGS[6], HEADINGS[4], HEADINGS[10]
SALE_STATE = HEADINGS.index("销售状态")
SALES = ("已售", "已认购", "未售", "自持")
REMARKS = ("", "", "", "", "样板间", "=1+1", "[/b]特价房[b]", "[@click=app.quit]抵押中[/]", "团购预留")


@dataclass(frozen=True)
class Unit:
    """Areas in 0.01 m², prices in fen."""

    building: str
    entrance: str
    floor: int
    room: str
    use: str
    area: int
    inner_area: int = 0
    price: int = 0

    @property
    def total(self) -> int:
        return round(self.area * self.price / 100)


def make_units(seed: int, count: int) -> list[Unit]:
    """About five in six are homes; shops, parking spaces and store rooms make up the count."""
    rng = Random(f"{seed}/units")
    parking, stores, shops = count // 6, count // 40, count // 50
    homes = [make_home(rng, position) for position in range(count - parking - stores - shops)]
    street = [make_shop(rng, number) for number in range(1, shops + 1)]
    garage = [Unit("地下车库", "", -1, f"B1-{n:03}", "车位", 1250, 0, 960_000) for n in range(1, parking + 1)]
    cellar = [Unit("地下车库", "", -2, f"C{n:03}", "储藏室", 680, 0, 450_000) for n in range(1, stores + 1)]
    return [*homes, *street, *garage, *cellar]


def make_home(rng: Random, position: int) -> Unit:
    position, place = divmod(position, ROOMS_A_FLOOR)
    position, floor = divmod(position, FLOORS)
    building, entrance = divmod(position, ENTRANCES)
    area = rng.randrange(6200, 18600)
    room, price = f"{floor + 1}{place + 1:02}", rng.randrange(720_000, 1_580_000, 5_000)
    return Unit(str(building + 1), str(entrance + 1), floor + 1, room, "住宅", area, area * 79 // 100, price)


def make_shop(rng: Random, number: int) -> Unit:
    area = rng.randrange(3500, 16000)
    return Unit(
        "商业街", "", 1, f"S-{number:03}", "商铺", area, area * 9 // 10, rng.randrange(1_800_000, 2_600_000, 10_000)
    )


def units_table(seed: int, units: list[Unit]) -> Table:
    """Buildings stand once, in merged cells; each ends with a subtotal and a blank line, the file with a total."""
    rng = Random(f"{seed}/units file")
    mishaps = spread(rng, len(units), repeated=150, conflicting=400, worded=500, roomless=600)
    table = Table("units", HEADINGS, above=((f"{PROJECT}项目房源一览表（截至2026年10月31日）",), ()))
    number = 0
    for building, block in groupby(enumerate(units), key=lambda entry: entry[1].building):
        start = len(table.lines)
        for position, unit in block:
            shown = f"{building}栋" if building.isdigit() else building
            cells = write_unit(rng, number := number + 1, shown if len(table.lines) == start else None, unit)
            table.create(*cells)
            add_mishap(table, mishaps.get(position, ""), unit, cells)
        table.merge_since(1, start)
        area = sum(unit.area for unit in units if unit.building == building)
        table.beside("小计", None, None, None, None, None, area / 100)
        table.beside()
    table.beside("合计", None, None, None, None, None, sum(unit.area for unit in units) / 100)
    table.facts = {
        "project": PROJECT,
        "sum_area": f"{sum(unit.area for unit in units) / 100:.2f}",
        "sum_total_price": f"{sum(unit.total for unit in units) / 100:.2f}",
        "note": "building once in merged cells; parking, store rooms and shops have no entrance; titles, subtotals, "
        "blank lines and the total are no data",
    }
    return table


def write_unit(rng: Random, number: int, building: str | None, unit: Unit) -> list[Cell]:
    entrance: Cell = rng.choice((unit.entrance, int(unit.entrance), f"{unit.entrance}单元")) if unit.entrance else None
    room = written_room(rng, unit.room) if unit.room.isdigit() else unit.room
    is_home = unit.use == "住宅"
    return [
        number, building, entrance, unit.floor, room, unit.use, written_area(rng, unit.area),
        unit.inner_area / 100 if unit.inner_area else None, round(unit.area * 0.21) / 100 if is_home else None,
        unit.price / 100, written_money(rng, unit.total), rng.choices(SALES, (72, 6, 20, 2))[0], rng.choice(REMARKS),
    ]  # fmt: skip


def add_mishap(table: Table, mishap: str, unit: Unit, cells: list[Cell]) -> None:
    """The line after a unit's own: the same once more, or something that cannot be taken."""
    again = [cells[0], None, *cells[2:]]
    if mishap == "repeated":
        table.repeat(*again)
    elif mishap == "conflicting":
        again[6] = (unit.area + 137) / 100
        table.refuse(AREA, "the same unit with another area", *again)
    elif mishap == "worded":
        again[4], again[10] = f"{unit.room}A", "壹佰万元整"
        table.refuse(TOTAL, "an amount in words", *again)
    elif mishap == "roomless":
        again[4] = None
        table.refuse(ROOM, "no room", *again)
