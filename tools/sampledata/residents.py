"""Who owns and who lives in the homes: four of five are lived in, some parking spaces and shops have owners."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from sampledata.habits import masked, spread, written_building, written_day, written_room
from sampledata.numbers import spoilt
from sampledata.people import Crowd, Person
from sampledata.table import Cell, Table
from sampledata.units import PROJECT, Unit

HEADINGS = ("序号", "楼栋", "单元", "房号", "姓名", "证件号码", "联系电话", "身份", "产权份额", "入住日期", "备注")
ROOM, NUMBER, SHARE, SINCE = HEADINGS[3], HEADINGS[5], HEADINGS[8], HEADINGS[9]
SHOWN = ("3", "2", "1501")
OWNER, TENANT, FAMILY = "业主", "租户", "家属"
SHARES = (("1/2", "1/2"), ("50%", "50%"), ("60%", "40%"), ("2/3", "1/3"))
REMARKS = ("", "", "", "", "宠物登记", "=1+1", "[/b]", "长期出差")

Row = list[Cell]


class Roster:
    """Writes the residents line by line; ``new`` counts people whom the customers' file did not have."""

    def __init__(self, seed: int, crowd: Crowd) -> None:
        self.rng = Random(f"{seed}/residents file")
        self.adults, self.children = crowd.adults(), crowd.children()
        self.table = Table("residents", HEADINGS, above=((f"{PROJECT}住户登记表",),))
        self.new = 0

    def row(self, unit: Unit, people: list[Person], role: str, share: str, since: date | None) -> Row:
        rng = self.rng
        phone = people[0].phone
        if len(phone) == 11:
            phone = rng.choice((phone, phone, masked(phone), ""))
        return [
            None,
            written_building(rng, unit.building) if unit.building.isdigit() else unit.building,
            rng.choice((unit.entrance, f"{unit.entrance}单元")) if unit.entrance else None,
            written_room(rng, unit.room) if unit.room.isdigit() else unit.room,
            rng.choice(("、", ";", "，")).join(person.name for person in people),
            "、".join(person.number for person in people),
            phone, role, share, since and written_day(rng, since), rng.choice(REMARKS),
        ]  # fmt: skip

    def household(self, unit: Unit, owners: list[Person]) -> Iterator[Row]:
        """The lines of one home: its owners, perhaps a tenant, else perhaps a family."""
        rng, since = self.rng, self.day()
        if len(owners) == 2 and rng.random() < 0.5:
            yield self.row(unit, owners, OWNER, "", since)
        else:
            shares = rng.choice(SHARES) if len(owners) == 2 else (rng.choice(("", "100%")),)
            for owner, share in zip(owners, shares, strict=True):
                yield self.row(unit, [owner], OWNER, share, since)
        if rng.random() < 0.18:
            self.new += 1
            tenant = self.row(unit, [next(self.adults)], TENANT, "", self.day())
            yield tenant
            return
        for _ in range(rng.choice((0, 0, 1, 1, 2))):
            self.new += 1
            relative = next(self.children if rng.random() < 0.6 else self.adults)
            yield self.row(unit, [relative], FAMILY, "", None)

    def day(self) -> date:
        return date(2024, 3, 1) + timedelta(days=self.rng.randrange(960))

    def add(self, row: Row, mishap: str) -> None:
        """A line that is right, and after it one that is not, made from the same words."""
        table = self.table
        row[0] = len(table.lines) + 1
        table.create(*row)
        again = list(row)
        if mishap == "repeated":
            table.repeat(*again)
        elif mishap == "no_unit":
            again[1] = "99栋"
            table.refuse(ROOM, "no such unit", *again)
        elif mishap == "wrong_check":
            again[4], again[5] = "冯宇轩", spoilt(str(row[5]).partition("、")[0])
            table.refuse(NUMBER, "check digit", *again)
        elif mishap == "unequal":
            again[4] = f"{row[4]}、冯宇轩"
            table.refuse(NUMBER, "more names than documents", *again)
        elif mishap == "no_day":
            again[9] = "2026/2/30"
            table.refuse(SINCE, "no such day", *again)
        elif mishap == "large_share":
            again[8] = "3/2"
            table.refuse(SHARE, "more than the whole", *again)
        elif mishap == "blank_after":
            table.beside()


def residents_table(
    seed: int, units: list[Unit], customers: list[Person], crowd: Crowd
) -> tuple[Table, dict[Unit, list[Person]]]:
    """The file, and who owns what. Owners are customers who got in; tenants and relatives are seen here first."""
    roster = Roster(seed, crowd)
    rng = roster.rng
    homes = [unit for unit in units if unit.use == "住宅"]
    shown = [at for at, home in enumerate(homes) if (home.building, home.entrance, home.room) == SHOWN]
    others = [at for at in range(len(homes)) if at not in shown]
    lived_in = [*shown, *rng.sample(others, len(homes) * 4 // 5 - len(shown))]
    buyers = iter([person for person in customers if person.document == "身份证"])
    owners = {at: [next(buyers) for _ in range(2 if at in shown or rng.random() < 0.4 else 1)] for at in lived_in}
    rows = [row for at in sorted(owners) for row in roster.household(homes[at], owners[at])]
    spaces = [unit for unit in units if unit.use == "车位"][::2]
    shops = [unit for unit in units if unit.use == "商铺"]
    companies = [person for person in customers if person.is_company]
    owned = [*zip(spaces, [some[-1] for some in owners.values()], strict=False), *zip(shops, companies, strict=False)]
    rows.extend(roster.row(unit, [owner], OWNER, "", roster.day()) for unit, owner in owned)
    rate = {"repeated": 120, "no_unit": 260, "wrong_check": 200, "unequal": 500, "no_day": 500, "large_share": 700}
    mishaps = spread(rng, len(rows), **rate, blank_after=90)
    for position, row in enumerate(rows):
        roster.add(row, mishaps.get(position, ""))
    roster.table.facts = {
        "project": PROJECT,
        "also": {"customers": roster.new},
        "homes": len(lived_in),
        "note": "two people in one cell are two people; without a kind the document is known by its form",
    }
    return roster.table, {homes[at]: some for at, some in owners.items()} | {unit: [owner] for unit, owner in owned}
