"""A real home with a small project, and the counter over it with a plain first screen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from tests.ui.conftest import settle
from textual import events
from textual.pilot import Pilot
from textual.widget import Widget

from deskapp.desks.reception.screens.forms import form_of
from deskapp.office.customer.actions import add_customer
from deskapp.office.customer.drafts import CustomerDraft
from deskapp.office.property.actions import add_building, add_project, add_resident, add_unit
from deskapp.office.property.drafts import ResidentDraft, UnitDraft
from deskapp.settings import Home, Settings, find_home
from deskapp.store.base import record_id
from deskapp.store.seal_drafts import DraftSeal
from deskapp.store.work import Reader, Work
from deskapp.ui.bars import Notice
from deskapp.ui.drafts import Draft, Sealing
from deskapp.ui.form import Form
from deskapp.ui.screen import DeskScreen
from deskapp.ui.shell import DeskApp
from deskapp.ui.work import Counter
from deskapp.values.readers import Scan
from deskapp.wiring import Opened, open_home

NOW = datetime(2026, 11, 22, 9, 41, tzinfo=UTC)
SIZE = (80, 24)

T = TypeVar("T")


class Desk(DeskScreen[None]):
    """Where forms come back to."""

    TITLE_KEY = "column.state"

    def body(self) -> Iterable[Widget]:
        yield Widget(id="nothing")


class DeskWiring:
    """The program's own door to the data, and a first screen without a search."""

    def __init__(self) -> None:
        self.opened: Opened | None = None

    def open(self, home: Home) -> Counter:
        self.opened = open_home(home, NOW, writes=True)
        return Counter(self.opened, "滨江壹号", "王敏")

    def start(self) -> DeskScreen[Any]:
        return Desk()

    def form(self, draft: Draft) -> DeskScreen[Any]:
        return form_of(draft)

    def sealing(self, home: Home) -> Sealing:
        return DraftSeal(home.root, home.drafts)

    def page(self, screen: DeskScreen[Any], kind: str, number: int) -> DeskScreen[Any]:
        return self.start()

    def people(self) -> DeskScreen[Any]:
        return self.start()

    def is_code(self, digits: str) -> bool:
        return False

    def scanned(self, screen: DeskScreen[Any], scan: Scan) -> None:
        return None


@dataclass(frozen=True)
class Ground:
    """The ids of what the stories begin with."""

    home: Home
    unit: int
    zhang: int
    li: int
    owner_row: int


def prepare(folder: Path) -> Ground:
    """A home with unit 3-2-1501, its owner 张三丰, and 李静 who lives nowhere yet."""
    home = find_home(folder)
    opened = open_home(home, NOW, writes=True)

    def begin(work: Work) -> tuple[int, int, int, int]:
        project = record_id(add_project(work, "滨江壹号"))
        building = record_id(add_building(work, project, "3"))
        draft = UnitDraft("1501", "2", 15, area=Decimal("98.76"), total_price=Decimal("1006867.00"))
        unit = record_id(add_unit(work, building, draft))
        zhang = record_id(
            add_customer(
                work,
                CustomerDraft(
                    "张三丰", id_kind="cn-id", id_number="11010519491231002X", phone="13800138000", category="owner"
                ),
            )
        )
        li = record_id(add_customer(work, CustomerDraft("李静", phone="13911112222")))
        row = record_id(add_resident(work, unit, ResidentDraft(zhang, "owner", (1, 2))))
        return unit, zhang, li, row

    try:
        return Ground(home, *opened.write("test.begin", begin, NOW))
    finally:
        opened.close()


def app_of(ground: Ground, language: Any = "zh", **more: Any) -> DeskApp:
    return DeskApp(ground.home, DeskWiring(), Settings(language=language, **more), now=lambda: NOW)


def data_of(app: DeskApp) -> Opened:
    assert isinstance(app.wiring, DeskWiring)
    assert app.wiring.opened is not None
    return app.wiring.opened


@asynccontextmanager
async def counter_at(
    ground: Ground, language: Any = "zh", size: tuple[int, int] = SIZE, **more: Any
) -> AsyncIterator[Pilot[int]]:
    """The counter on the first screen, its database open."""
    app = app_of(ground, language, **more)
    try:
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            yield pilot
    finally:
        data_of(app).close()
    assert app.fault is None


async def show(pilot: Pilot[int], screen: DeskScreen[Any]) -> list[Any]:
    """Open a screen as a page does; the list takes what it dismisses with."""
    answers: list[Any] = []
    pilot.app.push_screen(screen, answers.append)
    await settle(pilot)
    return answers


async def press(pilot: Pilot[int], *keys: str) -> None:
    await pilot.press(*keys)
    await settle(pilot)


async def write(pilot: Pilot[int], text: str) -> None:
    """Type, as a reader does: all at once."""
    assert pilot.app.focused is not None
    pilot.app.focused.post_message(events.Paste(text))
    await settle(pilot)


def ask(pilot: Pilot[int], query: Callable[[Reader], T]) -> T:
    return data_of(pilot.app).store.read(query)  # type: ignore[arg-type]


def notice(pilot: Pilot[int]) -> str:
    assert isinstance(pilot.app, DeskApp)
    screen = pilot.app.desk_screen
    assert screen is not None
    return " ".join(screen.query_one(Notice).text.split())


def form(pilot: Pilot[int]) -> Form:
    return pilot.app.screen.query_one(Form)


def drafts(ground: Ground) -> list[Path]:
    return [path for kind in ("json", "draft") for path in ground.home.drafts.glob(f"*.{kind}")]


def elsewhere(ground: Ground, action: Callable[[Work], Any]) -> None:
    """Another counter saves meanwhile, through a connection of its own."""
    opened = open_home(ground.home, NOW, writes=True)
    try:
        opened.write("test.elsewhere", action, NOW)
    finally:
        opened.close()
