"""The parts of a batch that are lists: its way of stations, what owners are told and given, trainings; and forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from deskapp.casework.screens.read_list import ReadList
from deskapp.desks.handover.planning.actions_parts import mark_ready, set_items, set_stations
from deskapp.desks.handover.planning.drafts import LINE_LIMIT, ItemDraft, StationDraft
from deskapp.desks.handover.planning.model import ITEM_KINDS, STATIONS
from deskapp.desks.handover.planning.plans import routes_on
from deskapp.desks.handover.planning.queries import get_batch, stations_of
from deskapp.desks.handover.planning.rows import BatchRow, ItemRow, StationRow, say_item
from deskapp.desks.handover.planning.screens.plan_form import WIDE, PlanForm
from deskapp.errors import Fault
from deskapp.money.purposes import purposes
from deskapp.store.work import Reader
from deskapp.ui import commands, fields
from deskapp.ui.columns import Column
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import AskText, Choose
from deskapp.ui.fields import Field, Option
from deskapp.ui.lines import Run, shell_of
from deskapp.ui.listing import Listing
from deskapp.values import Currency
from deskapp.values.money import parse_typed_money

UP: Final = Command("plan_list.up", "1", "plan_list", priority=True)
DOWN: Final = Command("plan_list.down", "2", "plan_list", priority=True)
OPTIONAL: Final = Command("way.optional", "3", "way", priority=True)
REMOVE: Final = Command("plan_list.remove", "4", "plan_list", priority=True)
READY: Final = Command("items.ready", "3", "items", priority=True)
WHICH: Final = Command("items.which", "f4", "items", priority=True)
ROUTE: Final = Command("way.route", "f4", "way", priority=True)
FORMER: Final = Command("form_library.former", "f4", "form_library", priority=True)


class PartList(ReadList):
    """A list of a batch's parts in an order that two keys change."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.NEW, UP, DOWN, REMOVE)

    def __init__(self, batch_id: int, name: str) -> None:
        super().__init__()
        self.batch_id, self.name_of_batch = batch_id, name

    def title_text(self) -> str:
        """Of which batch."""
        return self.titled(self.name_of_batch)

    def place(self) -> int:
        """Where the row under the cursor stands."""
        row = self.current
        return next((place for place, one in enumerate(self.rows) if row is not None and one.id == row.id), -1)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what works on this row."""
        place = self.place()
        if action == "up":
            return place > 0
        if action == "down":
            return 0 <= place < len(self.rows) - 1
        if action == "remove":
            return place >= 0
        return super().check_action(action, parameters)

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Write the list in this order."""

    def action_up(self) -> None:
        """One place nearer to the beginning."""
        self._swap(-1)

    def action_down(self) -> None:
        """One place nearer to the end."""
        self._swap(1)

    def _swap(self, step: int) -> None:
        rows, place = list(self.rows), self.place()
        rows[place], rows[place + step] = rows[place + step], rows[place]
        self.set_rows(rows)

    def action_remove(self) -> None:
        """Without it."""
        row = self.current
        self.set_rows([one for one in self.rows if one.id != row.id])


class StationsScreen(PartList):
    """The owner's way, station by station; Enter gives one the office's own word."""

    TITLE_KEY = "way.title"
    TOPIC = "handover_stations"
    EMPTY = "way.empty"
    COLUMNS = (
        Column("position", 4, "way.position", align="right"),
        Column("station", 20, "way.station", weight="strong"),
        Column("name", label="way.name"),
        Column("required", 12, "way.required"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(OPTIONAL, ROUTE)

    def read(self, reader: Reader) -> Sequence[StationRow]:
        """The stations."""
        return stations_of(reader, self.batch_id)

    def cells(self, row: StationRow) -> tuple[str, ...]:
        """Which, in which place, whether it may be skipped."""
        needed = "needed" if row.required else "optional"
        return str(row.position), self.text(f"station.{row.code}"), row.name, self.text(f"way.{needed}")

    def told(self, row: StationRow) -> Iterable[Run]:
        """What is done there."""
        if f"station_what.{row.code}" in self.words:
            yield self.text(f"station_what.{row.code}"), "plain"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without the signature there is no handover."""
        row: StationRow | None = self.current
        if action in ("remove", "optional") and (row is None or row.code == "signature"):
            return False
        if action == "new":
            return len(self.rows) < len(STATIONS)
        return super().check_action(action, parameters)

    def set_rows(self, rows: Sequence[StationRow]) -> None:
        """Write them."""
        drafts = [StationDraft(one.code, one.name, one.required) for one in rows]
        self._write_all(drafts)

    def _write_all(self, drafts: Sequence[StationDraft]) -> None:
        self.write("handover.batch", lambda work, _: set_stations(work, self.batch_id, drafts))

    def action_new(self) -> None:
        """One more, before the signature."""
        there = {one.code for one in self.rows}
        options = [Option(code, self.text(f"station.{code}")) for code in STATIONS if code not in there]

        def chosen(answer: Option | None) -> None:
            if answer is None:
                return
            drafts = [StationDraft(one.code, one.name, one.required) for one in self.rows]
            last = len(drafts) - (bool(drafts) and drafts[-1].code == "signature")
            drafts.insert(last, StationDraft(str(answer.code), required=False))
            self._write_all(drafts)

        self.app.push_screen(Choose("way.add", options), chosen)

    def action_optional(self) -> None:
        """May be skipped, or not."""
        row = self.current
        self.set_rows([replace(one, required=not one.required) if one.id == row.id else one for one in self.rows])

    def on_listing_opened(self) -> None:
        """What the office calls it."""
        row: StationRow = self.current

        def given(name: str | None) -> None:
            if name is not None:
                self.set_rows([replace(one, name=name) if one.id == row.id else one for one in self.rows])

        what = self.text(f"station.{row.code}")
        self.app.push_screen(AskText("way.ask_name", value=row.name or what, values={"station": what}), given)

    def action_route(self) -> None:
        """Begin again with one of the shipped ways."""
        routes = {one.code: one for one in routes_on(shell_of(self).now().date(), "*")}
        options = [
            Option(
                code, one.name.say(self.words.language), " → ".join(self.text(f"station.{it}") for it in one.stations)
            )
            for code, one in routes.items()
        ]

        def chosen(answer: Option | None) -> None:
            if answer is not None:
                route = routes[str(answer.code)]
                self._write_all([StationDraft(code, required=code not in route.optional) for code in route.stations])

        self.app.push_screen(Choose("way.which_route", options), chosen)


class ItemsScreen(PartList):
    """Papers to bring, fees announced, or the document pack; F4 turns from one to the next."""

    TOPIC = "handover_items"
    TITLE_KEY = "items.title"
    EMPTY = "items.empty"
    COLUMNS = (
        Column("name", label="items.name", weight="strong"),
        Column("amount", 14, "items.amount", align="right"),
        Column("ready", 12, "items.ready_on"),
        Column("note", 8, "items.note", weight="muted"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(READY, WHICH)

    def __init__(self, batch_id: int, name: str, kind: str = "paper") -> None:
        super().__init__(batch_id, name)
        self.kind = kind
        self.plan: BatchRow | None = None

    def title_text(self) -> str:
        """Which kind, of which batch."""
        return f" {shell_of(self).glyphs.dot} ".join((self.text(f"item_kind.{self.kind}"), self.name_of_batch))

    def read(self, reader: Reader) -> Sequence[ItemRow]:
        """Those of the kind."""
        self.plan = get_batch(reader, self.batch_id)
        return self.plan.items_of(self.kind)

    def cells(self, row: ItemRow) -> tuple[str, ...]:
        """What, how much, whether it is here."""
        currency = self.plan.currency if self.plan else "CNY"
        amount = "" if row.amount is None else self.words.money(row.amount, currency)
        if row.kind == "fee" and row.amount is None:
            amount = self.text("items.by_home")
        ready = ""
        if row.kind == "pack":
            ready = f"✓ {self.words.day(row.ready_on)}" if row.ready_on else f"✗ {self.text('items.missing')}"
        return say_item(row, self.words), amount, ready, row.note

    def weight(self, row: ItemRow) -> Any:
        """What is missing stands out."""
        return "warning" if row.kind == "pack" and row.ready_on is None else "plain"

    def told(self, row: ItemRow) -> Iterable[Run]:
        """All of it, and why it matters."""
        yield say_item(row, self.words), "plain"
        yield row.note, "plain"
        yield self.text(f"items.why_{row.kind}"), "muted"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only the pack is ready or not."""
        if action == "ready":
            return self.kind == "pack" and self.current is not None
        return super().check_action(action, parameters)

    def set_rows(self, rows: Sequence[ItemRow]) -> None:
        """Write them."""
        drafts = [draft_of(one) for one in rows]
        self.write("handover.batch", lambda work, _: set_items(work, self.batch_id, self.kind, drafts))

    def action_new(self) -> None:
        """One more."""
        self._form(None)

    def on_listing_opened(self) -> None:
        """Change it."""
        self._form(self.current)

    def _form(self, row: ItemRow | None) -> None:
        code = row.code if row is not None else ""
        name = say_item(row, self.words) if row is not None else ""
        form = ItemForm(batch=self.batch_id, kind=self.kind, code=code, name=name)
        self.app.push_screen(form, self.returned)

    def action_ready(self) -> None:
        """Here since today, or not after all; the cursor goes on, so that a pack is ticked top down."""
        row: ItemRow = self.current
        day = None if row.ready_on is not None else shell_of(self).now().date()
        self.query_one(Listing).move(1)
        self.write("handover.pack", lambda work, _: mark_ready(work, row.id, day))

    def action_which(self) -> None:
        """The next kind."""
        self.kind = ITEM_KINDS[(ITEM_KINDS.index(self.kind) + 1) % len(ITEM_KINDS)]
        self.load()


def draft_of(row: ItemRow) -> ItemDraft:
    """An item as it is."""
    return ItemDraft(row.kind, row.code, row.name, row.amount, row.note, row.ready_on, row.stored_file_id)


class ItemForm(PlanForm):
    """A paper, a fee or a piece of the pack."""

    ENTITY = "batch"
    FORM: ClassVar[str] = "handover.item"
    TOPIC = "handover_items"
    SAVED = "items.saved"

    def title_text(self) -> str:
        """Which kind."""
        return f"{self.text('item_kind.' + str(self.about['kind']))} {self.about.get('name') or ''}".strip()

    def fields(self) -> Sequence[Field]:
        """A fee by its purpose and amount, anything else by its words."""
        note = fields.text("note", cells=WIDE, most=LINE_LIMIT, label="items.note")
        if self.about["kind"] != "fee":
            return (fields.text("item", required=True, cells=WIDE, most=LINE_LIMIT, label="items.name"), note)
        return (
            fields.choice("purpose", tuple(purposes()), "purpose", required=True, label="items.name"),
            fields.text("item", cells=WIDE, most=LINE_LIMIT, label="items.own_name", optional=True),
            fields.money("amount", self._read_amount, self.currency, label="items.amount", hint="items.hint_amount"),
            note,
        )

    @property
    def currency(self) -> Currency:
        """The project's."""
        return "VND" if self.about.get("currency") == "VND" else "CNY"

    def _read_amount(self, text: str) -> tuple[Any, Fault | None]:
        return parse_typed_money(text, self.currency)

    def fill(self, data: Any) -> Mapping[str, Any]:
        """As it is stored."""
        batch = self._plan(data)
        self.note(currency=batch.currency)
        row = self._row(batch)
        if row is None:
            return {}
        found: dict[str, Any] = {"note": row.note or None}
        if row.kind == "fee":
            return found | {"purpose": row.code, "item": row.name or None, "amount": row.amount}
        return found | {"item": say_item(row, self.words)}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Write the list with it."""
        batch, kind = self._plan(data), str(self.about["kind"])
        row = self._row(batch)
        item = values["item"] or ""
        code = str(values.get("purpose") or (row.code if row else item)).strip()
        before = draft_of(row) if row is not None else ItemDraft(kind, code)
        if kind != "fee" and row is not None and item == say_item(row, self.words):
            # the shipped words stay in three languages
            item = row.name
        draft = replace(before, code=code, name=item, amount=values.get("amount"), note=values["note"] or "")
        drafts = [draft if row is not None and one.id == row.id else draft_of(one) for one in batch.items_of(kind)]
        if row is None:
            drafts.append(draft)
        self.write(data, "handover.batch", lambda work: set_items(work, batch.id, kind, drafts))
        return batch.id

    def _plan(self, data: Any) -> BatchRow:
        number = self.number("batch")
        return self.read(data, lambda reader: get_batch(reader, number))

    def _row(self, batch: BatchRow) -> ItemRow | None:
        code = str(self.about.get("code") or "")
        return next((one for one in batch.items_of(str(self.about["kind"])) if code and one.code == code), None)


FORMS = (ItemForm,)
