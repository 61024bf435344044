"""Synthetic records in bulk, up to millions: customers with awkward names, units with residents, parcels.

Nobody in it exists: names, numbers and phones are drawn from a seeded generator. The database is made by the
program's own migration; rows and search keys are written straight to it, because this is no test of the importers.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from deskapp.office.customer.keys import customer_keys
from deskapp.office.land.keys import parcel_keys
from deskapp.office.property.keys import unit_keys
from deskapp.store.migrate import prepare_database
from deskapp.store.search_sources import CUSTOMER, PARCEL, UNIT

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
POLYPHONES = "单仇曾解区查朴乐尉缪翟任盖"
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰梅鹏辉建国志文博雅欣怡子涵浩然宇轩梓晨曦佳琪"
    "嘉思远乐重长行朝调和都少会"
)
PLACES = ("重庆", "长沙", "成都", "上海", "厦门", "六安", "滨江", "长乐")
TRADES = ("商贸有限公司", "置业有限公司", "科技（集团）股份有限公司", "银行股份有限公司", "物业服务有限公司")
VI_LAST = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Đoàn",
)
VI_MID = ("Văn", "Thị", "Hữu", "Đức", "Minh", "Ngọc", "Quang", "Thanh", "Xuân", "Thị Kim", "")
VI_FIRST = (
    "Ánh", "Bình", "Cường", "Dũng", "Đạt", "Giang", "Hằng", "Hoà", "Hoa", "Khánh", "Lan", "Mỹ", "Nghĩa", "Phượng",
    "Quyên", "Sơn", "Thảo", "Uyên", "Vỹ", "Yến", "Đông",
)  # fmt: skip
FOREIGN = (
    "Maria García",
    "Jean-Luc Brontë",
    "O'Neill Seán",
    "山田 太郎",
    "Kim Min Jun",
    "Søren Ångström",
    "Nguyễn阮文达",
)
MIXED = ("李Peter", "Anna 王", "A1装饰", "陈 David")
REGIONS = ("500103", "500108", "310115", "110105", "440306", "330106", "510107", "610113", "370102")
PROVINCES = ("001", "048", "079", "075", "038", "092", "031")
COMMUNES = ("26000", "26001", "Xã Đông Anh", "Phường Tân Định", "Xã Cần Đước")
CHECK = "10X98765432"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
PART = 20_000

INSERT_KEYS = "INSERT INTO fresh_key (kind, key, id) VALUES (?, ?, ?)"


@dataclass
class Person:
    """A customer to be: documents are (kind, country, number), the first of phones and documents the main one."""

    name: str
    country: str
    kind: str = "person"
    phones: list[str] = field(default_factory=list)
    documents: list[tuple[str, str, str]] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    merged_into: int | None = None


class Maker:
    """Draws records from one seed; document numbers never come twice."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self._given_out: set[str] = set()

    def person(self) -> Person:
        """Anybody: three in four Chinese, one in seven Vietnamese, companies, names in two scripts."""
        fate = self.rng.random()
        if fate < 0.80:
            person = self._chinese()
        elif fate < 0.94:
            person = self._vietnamese()
        elif fate < 0.98:
            person = self._company()
        else:
            name = self.rng.choice((*FOREIGN, *MIXED))
            person = Person(name, "CN", phones=[self.cn_phone()], documents=[("passport", "CN", self.passport())])
        self._awkward(person)
        return person

    def _chinese(self) -> Person:
        surname = self.rng.choice(POLYPHONES if self.rng.random() < 0.08 else SURNAMES)
        name = surname + "".join(self.rng.choices(GIVEN, k=self.rng.choice((1, 2, 2))))
        phone = self.cn_phone() if self.rng.random() < 0.97 else self.landline()
        return Person(name, "CN", phones=[phone], documents=[("cn-id", "CN", self.cn_id())])

    def _vietnamese(self) -> Person:
        parts = (self.rng.choice(VI_LAST), self.rng.choice(VI_MID), self.rng.choice(VI_FIRST))
        documents = [("vn-cccd", "VN", self.cccd())]
        return Person(" ".join(filter(None, parts)), "VN", phones=[self.vi_phone()], documents=documents)

    def _company(self) -> Person:
        if self.rng.random() < 0.2:
            name = f"Công ty TNHH {self.rng.choice(VI_FIRST)} {self.rng.choice(VI_FIRST)}"
            return Person(name, "VN", "company", [self.vi_phone()], [("vn-mst", "VN", self.mst())])
        name = self.rng.choice(PLACES) + "".join(self.rng.choices(GIVEN, k=2)) + self.rng.choice(TRADES)
        return Person(name, "CN", "company", [self.landline()], [("uscc", "CN", self.uscc())])

    def _awkward(self, person: Person) -> None:
        if self.rng.random() < 0.10:
            person.phones.append(self.vi_phone() if person.country == "VN" else self.cn_phone())
        if self.rng.random() < 0.05:
            person.documents.append(("passport", person.country, self.passport()))
        if self.rng.random() < 0.03:
            person.documents.pop(0)
        if self.rng.random() < 0.03:
            person.phones.clear()
        if self.rng.random() < 0.02:
            person.aliases.append(self._vietnamese().name if person.country == "VN" else self._chinese().name)

    def _new(self, draw: Any) -> str:
        while (number := str(draw())) in self._given_out:
            pass
        self._given_out.add(number)
        return number

    def _figures(self, count: int) -> str:
        return f"{self.rng.randrange(10**count):0{count}}"

    def cn_phone(self) -> str:
        return "1" + self.rng.choice("3456789") + self._figures(9)

    def landline(self) -> str:
        return f"0{self.rng.choice(('10', '23', '571'))}-{self._figures(8)}"

    def vi_phone(self) -> str:
        return "0" + self.rng.choice("35789") + self._figures(8)

    def cn_id(self) -> str:
        def draw() -> str:
            birth = date(1950, 1, 1) + timedelta(days=self.rng.randrange(20_000))
            body = self.rng.choice(REGIONS) + birth.strftime("%Y%m%d") + self._figures(3)
            return body + CHECK[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]

        return self._new(draw)

    def cccd(self) -> str:
        return self._new(lambda: self.rng.choice(PROVINCES) + self.rng.choice("0123") + self._figures(8))

    def passport(self) -> str:
        return self._new(lambda: self.rng.choice("EGHK") + self._figures(8))

    def uscc(self) -> str:
        return self._new(lambda: "91" + self.rng.choice(REGIONS) + "".join(self.rng.choices(USCC, k=10)))

    def mst(self) -> str:
        return self._new(lambda: self._figures(10) + self.rng.choice(("", "-001")))


def make_records(database: Path, customers: int, seed: int = 7) -> None:
    """A database of ``customers`` people and companies, two units for five of them, a parcel for twenty."""
    prepare_database(database, NOW)
    maker = Maker(seed)
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        for pragma in ("journal_mode = WAL", "synchronous = OFF", "cache_size = -400000", "temp_store = FILE"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        connection.execute("CREATE TEMP TABLE fresh_key (kind INTEGER, key TEXT, id INTEGER)")
        connection.execute(
            "INSERT INTO office (id, name, country, language, version) VALUES (1, '滨江', 'CN', 'zh', 1)"
        )
        _write_customers(connection, maker, customers)
        _write_units(connection, maker, max(20, customers * 2 // 5), customers)
        _write_parcels(connection, max(20, customers // 20))
        connection.execute("INSERT INTO search_key SELECT DISTINCT kind, key, id FROM fresh_key ORDER BY kind, key, id")
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _write_customers(connection: sqlite3.Connection, maker: Maker, count: int) -> None:
    merged: dict[int, list[Person]] = {}
    for start in range(1, count + 1, PART):
        people = {number: maker.person() for number in range(start, min(start + PART, count + 1))}
        for number, person in people.items():
            # one in a hundred turned out to be somebody known: merged into a record shortly before
            is_known = number > 10 and maker.rng.random() < 0.01
            if is_known and number > start and people.get(number - 5, person).merged_into is None:
                person.merged_into = max(number - 5, start)
        _write_people(connection, people)
        for number, person in people.items():
            if person.merged_into not in (None, number):
                merged.setdefault(int(person.merged_into or 0), []).append(person)
        connection.executemany(INSERT_KEYS, _customer_rows(people, merged))


def _customer_rows(people: dict[int, Person], merged: dict[int, list[Person]]) -> Iterator[tuple[int, str, int]]:
    for number, person in people.items():
        if person.merged_into is not None:
            continue
        keys = set()
        for each in (person, *merged.get(number, ())):
            keys |= customer_keys(each.name, each.phones, [paper[2] for paper in each.documents], each.aliases)
        yield from ((CUSTOMER, key, number) for key in keys)


def _write_people(connection: sqlite3.Connection, people: dict[int, Person]) -> None:
    run = connection.executemany
    run(
        "INSERT INTO customer (id, office_id, version, edited, number, country, kind, name, category, channel,"
        " language, address, note, merged_into, created_at) VALUES (?, 1, 1, '', ?, ?, ?, ?, 'owner', '', '', '',"
        " '', ?, ?)",
        (
            (number, f"KH-20261122-{number:04}", each.country, each.kind, each.name, each.merged_into, str(NOW)[:19])
            for number, each in people.items()
        ),
    )
    run(
        "INSERT INTO customer_phone (office_id, version, edited, customer_id, number, is_main, is_former)"
        " VALUES (1, 1, '', ?, ?, ?, 0)",
        ((number, phone, n == 0) for number, each in people.items() for n, phone in enumerate(each.phones)),
    )
    run(
        "INSERT INTO customer_document (office_id, version, edited, customer_id, kind, country, number, is_main)"
        " VALUES (1, 1, '', ?, ?, ?, ?, ?)",
        ((number, *paper, n == 0) for number, each in people.items() for n, paper in enumerate(each.documents)),
    )
    run(
        "INSERT INTO customer_name (office_id, version, edited, customer_id, name, kind)"
        " VALUES (1, 1, '', ?, ?, 'alias')",
        ((number, alias) for number, each in people.items() for alias in each.aliases),
    )


def _write_units(connection: sqlite3.Connection, maker: Maker, count: int, customers: int) -> None:
    places = list(_places(count))
    projects = sorted({place[0] for place in places})
    buildings = {key: n for n, key in enumerate(sorted({place[:2] for place in places}), 1)}
    run = connection.executemany
    run(
        "INSERT INTO project (id, office_id, version, edited, name, country, place) VALUES (?, 1, 1, '', ?, 'CN', '')",
        ((project, f"滨江{project}号") for project in projects),
    )
    run(
        "INSERT INTO building (id, office_id, project_id, version, edited, code) VALUES (?, 1, ?, 1, '', ?)",
        ((number, project, code) for (project, code), number in buildings.items()),
    )
    run(
        "INSERT INTO unit (id, office_id, project_id, version, edited, building_id, entrance, floor, room, kind,"
        " sale_number, surveyed_number, door_number, sale_state, delivery_state, occupation_state, decoration_state,"
        " area, currency) VALUES (?, 1, ?, 1, '', ?, ?, 1, ?, ?, '', '', '', 'sold', 'delivered', 'occupied', 'bare',"
        " 9876, 'CNY')",
        (
            (n, project, buildings[project, code], entrance, room, "dwelling" if entrance else "parking")
            for n, (project, code, entrance, room) in enumerate(places, 1)
        ),
    )
    run(INSERT_KEYS, ((UNIT, key, n) for n, place in enumerate(places, 1) for key in unit_keys(*place[1:])))
    run(
        "INSERT INTO unit_person (office_id, project_id, version, edited, unit_id, customer_id, role, until)"
        " VALUES (1, ?, 1, '', ?, ?, ?, ?)",
        _residents(maker, places, customers),
    )


def _places(count: int) -> Iterator[tuple[int, str, str, str]]:
    """Project, building, entrance, room: twenty buildings a project, 33 floors, each thirtieth space in the garage."""
    for n in range(count):
        if n % 30 == 29:
            yield n // 5280 + 1, "地下车库", "", f"B1-{n // 30 % 1000:03}" if n // 30 < 1000 else f"B2-{n // 30:05}"
            continue
        rest, room = divmod(n, 4)
        rest, floor = divmod(rest, 33)
        rest, entrance = divmod(rest, 2)
        yield rest // 20 + 1, str(rest % 20 + 1), str(entrance + 1), f"{floor + 1}{room + 1:02}"


def _residents(maker: Maker, places: list[tuple[int, str, str, str]], customers: int) -> Iterator[tuple[Any, ...]]:
    for n, place in enumerate(places, 1):
        for role in maker.rng.choice((("owner",), ("owner",), ("owner", "owner"), ("owner", "tenant"), ())):
            fate = maker.rng.random()
            until = "2024-05-01" if fate < 0.1 else "2027-06-30" if fate < 0.15 else None
            yield place[0], n, maker.rng.randrange(1, customers + 1), role, until


def _write_parcels(connection: sqlite3.Connection, count: int) -> None:
    parcels = [(COMMUNES[n % 5], str(n // 5 // 150 + 1), str(n // 5 % 150 + 1)) for n in range(count)]
    connection.executemany(
        "INSERT INTO parcel (id, office_id, version, edited, commune, map_sheet, parcel, area, land_use, legal_status)"
        " VALUES (?, 1, 1, '', ?, ?, ?, 12050, 'ONT', 'clear')",
        ((n, *parcel) for n, parcel in enumerate(parcels, 1)),
    )
    rows = ((PARCEL, key, n) for n, parcel in enumerate(parcels, 1) for key in parcel_keys(*parcel))
    connection.executemany(INSERT_KEYS, rows)
