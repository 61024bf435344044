"""A small development on a real database: what the stories of the counter's pages happen in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from shutil import copytree
from typing import Any

from tests.fixtures_store import NOW, Counter, open_counter
from tests.ui.conftest import settle
from textual.pilot import Pilot

from deskapp.errors import DeskError
from deskapp.office.customer import parts, ties
from deskapp.office.customer.actions import add_customer, edit_customer, merge_customers
from deskapp.office.customer.drafts import (
    CustomerDraft,
    DocumentDraft,
    KinshipDraft,
    NameDraft,
    RepresentationDraft,
)
from deskapp.office.customer.queries import get_customer_draft
from deskapp.office.land.actions import add_parcel
from deskapp.office.land.drafts import ParcelDraft
from deskapp.office.property.actions import add_building, add_project, add_resident, add_unit, end_resident
from deskapp.office.property.drafts import ResidentDraft, UnitDraft
from deskapp.settings import Home, Settings, find_home
from deskapp.store.base import record_id
from deskapp.ui.bars import KeyLines, Notice
from deskapp.ui.shell import DeskApp
from deskapp.wiring import CounterWiring, indexers, load_tables, open_home

SIZE = (80, 24)
WIDE = (120, 36)
PEOPLE = {
    "张三丰": CustomerDraft(
        "张三丰", id_number="110105198504121172", phone="13800138000", category="owner", address="重庆市江北区滨江路1号"
    ),
    "李静": CustomerDraft("李静", id_number="110101199003070011", phone="13911112222", category="owner", language="zh"),
    "章水方": CustomerDraft("章水方", phone="13799159915", category="tenant"),
    "Đạt": CustomerDraft("Nguyễn Văn Đạt", "VN", id_number="001085012345", phone="0912345678", category="buyer"),
    "周若岚": CustomerDraft("周若岚", id_number="310115200109232489", phone="13788889999", category="owner"),
    "namesake": CustomerDraft("张三丰", id_number="500108199912313057", phone="13555554120", category="prospect"),
    "duplicate": CustomerDraft("李静", phone="13911112222", note="展厅登记"),
    "absorbed": CustomerDraft("周若兰", phone="13788880000"),
}


def build(home: Home) -> None:
    """Write the development into an empty home."""
    load_tables()
    home.prepare()
    with open_counter(home.database, indexers()) as counter:
        people = {key: record_id(counter.do(add_customer, draft)) for key, draft in PEOPLE.items()}
        project = record_id(counter.do(add_project, "滨江壹号"))
        building = record_id(counter.do(add_building, project, "3"))
        garage = record_id(counter.do(add_building, project, "地下车库"))
        homes = {
            f"{entrance}-{floor}{room:02}": record_id(counter.do(add_unit, building, unit_draft(entrance, floor, room)))
            for entrance in ("1", "2")
            for floor in range(1, 16)
            for room in (1, 2)
        }
        counter.do(add_unit, garage, UnitDraft("B1-044", kind="parking", area=Decimal("12.50")))
        for commune, parcel in (("26734", "118"), ("26740", "97")):
            counter.do(add_parcel, ParcelDraft(commune, "12", parcel, Decimal("120.5"), "ODT", "clear"))
        _tell_of_people(counter, people, homes)


def unit_draft(entrance: str, floor: int, room: int) -> UnitDraft:
    """Homes of the usual kind; 2-1501 is surveyed already."""
    draft = UnitDraft(
        f"{floor}{room:02}",
        entrance,
        floor,
        area=Decimal("98.76"),
        inner_area=Decimal("78.21"),
        land_share=Decimal("12.30"),
        unit_price=Decimal("10195.09"),
        total_price=Decimal("1006867.00"),
    )
    if (entrance, floor, room) == ("2", 15, 1):
        return replace(draft, sale_state="sold", surveyed_area=Decimal("98.91"), door_number="滨江路1号3-2-1501")
    return draft


def _tell_of_people(counter: Counter, people: dict[str, int], homes: dict[str, int]) -> None:
    zhang, li, home = people["张三丰"], people["李静"], homes["2-1501"]
    day = date(2026, 3, 5)
    counter.do(add_resident, home, ResidentDraft(zhang, "owner", (1, 2), day))
    counter.do(add_resident, home, ResidentDraft(li, "owner", (1, 2), day))
    counter.do(add_resident, home, ResidentDraft(people["章水方"], "tenant", since=date(2026, 6, 1)))
    former = counter.do(add_resident, home, ResidentDraft(people["周若岚"], "owner", since=date(2020, 1, 8)))
    counter.do(end_resident, record_id(former), day)
    counter.do(add_resident, homes["1-201"], ResidentDraft(people["namesake"], "contact"))
    counter.do(parts.add_document, zhang, DocumentDraft("E12345678", "passport", valid_until=date(2036, 1, 1)))
    counter.do(parts.add_name, zhang, NameDraft("张君宝", "former"))
    counter.do(ties.add_kinship, zhang, KinshipDraft(li, "spouse"))
    right = RepresentationDraft(
        people["周若岚"], "power_of_attorney", "签约", "渝证字 2026-118", True, date(2026, 1, 1), date(2026, 6, 30)
    )
    counter.do(ties.add_representation, zhang, right)
    draft, _ = counter.ask(get_customer_draft, zhang)
    counter.do(edit_customer, zhang, replace(draft, phone="13912345678", category="buyer"))
    counter.do(merge_customers, people["absorbed"], people["周若岚"])


class Riverside(CounterWiring):
    """The program's own wiring, with the names that the pictures show."""

    def __init__(self, error: DeskError | None = None) -> None:
        self.error = error
        self.opened: Any = None

    def open(self, home: Home) -> Any:
        from deskapp.ui.work import Counter

        if self.error is not None:
            raise self.error
        self.opened = open_home(home, NOW, writes=True)
        return Counter(self.opened, "滨江壹号", "王敏")


def counter_on(folder: Path, language: str = "zh", error: DeskError | None = None, **more: Any) -> DeskApp:
    """The real counter on the home in a folder, its clock a millisecond further at every look."""
    moments: Callable[[], datetime] = iter(NOW + timedelta(milliseconds=passed) for passed in count()).__next__
    return DeskApp(find_home(folder), Riverside(error), Settings(language=language, **more), now=moments)  # type: ignore[arg-type]


def copy_of(built: Path, folder: Path) -> Path:
    """A home of a test's own."""
    return copytree(built, folder / "riverside")


def ask(app: DeskApp, query: Callable[..., Any], *args: Any) -> Any:
    """What the database says now."""
    assert isinstance(app.wiring, Riverside)
    return app.wiring.opened.store.read(lambda reader: query(reader, *args))


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Keys one after the other, then everything that follows from them."""
    await pilot.press(*keys)
    await settle(pilot)


async def write(pilot: Pilot[int], text: str) -> None:
    """A text, key by key."""
    names = {"-": "minus", " ": "space", "/": "slash", "_": "underscore", ".": "full_stop"}
    await press(pilot, *(names.get(character, character) for character in text))


def labels(app: DeskApp) -> list[str]:
    """What the key lines offer."""
    return [hint.label for hint in app.screen.query_one(KeyLines).hints()]


def notice(app: DeskApp) -> str:
    """What was told last."""
    assert app.desk_screen is not None
    return app.desk_screen.query_one(Notice).text
