"""A little counter for the stories: a screen to search on, a form of twelve fields, a store that is a dict."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from deskapp.errors import DeskError, Fault
from deskapp.settings import Home, Settings, find_home
from deskapp.store.seal_drafts import DraftSeal
from deskapp.ui import commands, fields
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import bindings
from deskapp.ui.drafts import Draft, DraftBook, Sealing
from deskapp.ui.fields import Field, Option
from deskapp.ui.form_screen import FormScreen
from deskapp.ui.inputs import DeskInput
from deskapp.ui.listing import Listing
from deskapp.ui.screen import DeskScreen
from deskapp.ui.shell import DeskApp
from deskapp.ui.work import Counter, run
from deskapp.values.readers import Scan

NOW = datetime(2026, 11, 22, 9, 41, tzinfo=UTC)
CODE = "02026112200077"
UNITS = [f"3-{entrance}-{floor}0{room}" for entrance in (1, 2) for floor in range(1, 20) for room in (1, 2)]

Person = dict[str, Any]


@dataclass
class Store:
    people: dict[int, Person] = field(default_factory=dict)

    def find(self, text: str) -> list[tuple[int, str, str]]:
        return [(key, p["name"], p["phone"]) for key, p in self.people.items() if text in p["name"] + p["phone"]]


def parse_phone(text: str) -> tuple[str | None, Fault | None]:
    digits = re.sub(r"\D", "", text)
    if len(digits) != 11:
        return None, Fault("phone.test_digits", {"digits": len(digits)})
    return digits, None if digits.startswith("1") else Fault("phone.test_range", {}, warning=True)


def parse_day(text: str) -> tuple[date | None, Fault | None]:
    try:
        return date.fromisoformat(text), None
    except ValueError:
        return None, Fault("day.test_form")


def parse_money(text: str) -> tuple[Decimal | None, Fault | None]:
    figures = text.replace(",", "").replace("万", "0000")
    return (Decimal(figures), None) if figures.isdigit() else (None, Fault("money.test_form"))


FIELDS: tuple[Field, ...] = (
    fields.text("name", required=True),
    fields.phone("phone", parse_phone, required=True),
    fields.choice("category", ("zh", "vi", "en"), "language", required=True),
    fields.identity("id_number", fields.as_typed),
    fields.day("since", parse_day),
    fields.money("total_price", parse_money, "CNY"),
    fields.lookup("room", lambda data, text: [Option(unit, unit) for unit in UNITS if text in unit][:20]),
    fields.area("area", parse_money),
    fields.text("address"),
    fields.text("channel", optional=True),
    fields.text("email", optional=True),
    fields.text("source", optional=True),
)


class PersonForm(FormScreen[int]):
    FORM = "person.edit"
    TITLE_KEY = "column.name"
    TOPIC = "person"

    def fields(self) -> Sequence[Field]:
        return FIELDS

    def fill(self, data: Store) -> Mapping[str, Any]:
        return data.people.get(self.about.get("id", 0), {})

    def save(self, data: Store, values: dict[str, Any]) -> int:
        if values["name"] == "taken":
            raise DeskError("person.test_taken", field="name", name="taken")
        key = self.about.get("id") or max(data.people, default=0) + 1
        data.people[key] = values
        return int(key)


class SearchScreen(DeskScreen[None]):
    TITLE_KEY = "column.number"
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.NEW)

    def body(self) -> Iterable[Widget]:
        yield DeskInput(id="search")
        yield Listing((Column("name"), Column("phone", width=14)), id="found")

    def on_input_changed(self, event: DeskInput.Changed) -> None:
        text = event.value
        run(self, lambda data: data.find(text), self.show, group="search")

    def show(self, found: list[tuple[int, str, str]]) -> None:
        self.query_one(Listing).show(Row(key, (name, phone)) for key, name, phone in found)

    def on_input_submitted(self) -> None:
        self.query_one(Listing).action_open()

    def on_listing_opened(self, event: Listing.Opened) -> None:
        self.app.push_screen(PersonForm({"id": event.row.key}))

    def action_new(self) -> None:
        self.app.push_screen(PersonForm())


class DictWiring:
    def __init__(self, people: dict[int, Person] | None = None, error: Exception | None = None) -> None:
        self.store = Store(people or {})
        self.error = error
        self.scans: list[Scan] = []

    def open(self, home: object) -> Counter:
        if self.error:
            raise self.error
        return Counter(self.store, "滨江壹号", "王敏 客服")

    def start(self) -> DeskScreen[Any]:
        return SearchScreen()

    def form(self, draft: Draft) -> DeskScreen[Any]:
        return {"person.edit": PersonForm}[draft.form](draft=draft)

    def sealing(self, home: Home) -> Sealing:
        return DraftSeal(home.root, home.drafts)

    def page(self, screen: DeskScreen[Any], kind: str, number: int) -> DeskScreen[Any]:
        return self.start()

    def people(self) -> DeskScreen[Any]:
        return self.start()

    def is_code(self, digits: str) -> bool:
        return digits == CODE

    def scanned(self, screen: DeskScreen[Any], scan: Scan) -> None:
        self.scans.append(scan)


def book_of(folder: Path) -> DraftBook:
    """The drafts that lie in a folder, sealed."""
    return DraftBook(folder, DraftSeal(folder.parent, folder))


def counter(folder: Path, language: str = "zh", people: dict[int, Person] | None = None, **more: Any) -> DeskApp:
    settings = Settings(language=language, **more)  # type: ignore[arg-type]
    moments = (NOW + timedelta(milliseconds=passed) for passed in count())
    return DeskApp(find_home(folder), DictWiring(people), settings, now=lambda: next(moments))


ZHANG: dict[str, Any] = {
    "name": "张三丰",
    "phone": "13800138000",
    "category": "zh",
    "total_price": Decimal("1006867.00"),
}
