"""交房清单: the homes of a batch, or all that are to be delivered; several rows noted at once, all shown told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar, Final

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from deskapp.casework.screens.finding import NOWHERE
from deskapp.casework.screens.long_list import OfficeSource, OrderedTable
from deskapp.desks.handover.planning.actions_delivery import note_absent, note_ready
from deskapp.desks.handover.planning.model import DELIVERY_STATES
from deskapp.desks.handover.planning.queries import (
    VIEWS,
    DeliveryFilter,
    count_deliveries,
    find_delivery_ids,
    list_deliveries,
)
from deskapp.desks.handover.planning.rows import DeliveryRow
from deskapp.desks.handover.planning.screens.delivery_forms import DeemForm, RescheduleForm
from deskapp.locale import Words
from deskapp.office.property.queries import list_buildings
from deskapp.settings import SavedView
from deskapp.store.work import Reader
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import Command, bindings
from deskapp.ui.lines import shell_of
from deskapp.ui.reading import read_typed_day
from deskapp.ui.screen import DeskScreen
from deskapp.ui.table import Table, TableOption
from deskapp.ui.work import run
from deskapp.values.rooms import strip_building

NOTICES: Final = Command("deliveries.notices", "f9", "deliveries", priority=True)
STATES: Final = (*VIEWS, *DELIVERY_STATES)
READY, NOTICE, LATER, ABSENT, DEEM, SHOW = "1", "2", "3", "4", "6", "5"


class DeliverySource(OfficeSource[DeliveryRow, DeliveryFilter]):
    """Deliveries in the order of buildings and rooms."""

    def __init__(
        self, words: Words, today: date, batch_id: int | None, slot_id: int | None, project: int | None
    ) -> None:
        self.today, self.batch_id, self.slot_id, self.project = today, batch_id, slot_id, project
        super().__init__(words)

    def told(self) -> Iterable[Column]:
        """Which home, whose, how it stands, when they are to come, what was sent."""
        yield self.column("room", 14, weight="strong")
        yield Column("buyer", label="deliveries.buyer", least=8)
        yield self.codes("state", "delivery_state", STATES, "deliveries.state")
        yield self.column("slot", 16, "deliveries.slot")
        yield self.column("since", 10, "deliveries.since")
        yield self.column("notices", 6, "deliveries.notices")
        yield self.column("building", 6, "deliveries.building", filterable=True, weight="muted")
        yield self.column("day", 10, "deliveries.day", filterable=True, weight="muted")

    def only(self, reader: Reader, filters: Mapping[str, str]) -> DeliveryFilter:
        """What is still to be delivered, unless another state is chosen."""
        building = None
        if code := filters.get("building", ""):
            building = self._building(reader, strip_building(code))
        day, _ = (
            read_typed_day(filters.get("day", ""), self.words.language, self.today)
            if filters.get("day")
            else (None, None)
        )
        state = filters.get("state") or ("all" if self.slot_id else "open")
        return DeliveryFilter(self.batch_id, self.project, building, self.slot_id, day, state)

    def _building(self, reader: Reader, code: str) -> int:
        from deskapp.desks.handover.planning.queries import get_batch

        if self.batch_id is not None:
            known = {one.code: one.id for one in get_batch(reader, self.batch_id).buildings}
        else:
            known = {name: number for number, name in list_buildings(reader, self.project or 0)}
        return known.get(code, NOWHERE)

    def fetch(self, reader: Reader, only: DeliveryFilter, n: int, after: Any, before: Any) -> list[DeliveryRow]:
        """A page of them."""
        ahead = None if before is None else before[0] if before else 2**62
        behind = after[0] if after else None
        return list_deliveries(reader, self.today, only, after=behind, before=ahead, limit=n)

    def size(self, reader: Reader, only: DeliveryFilter, ahead_of: Any) -> int:
        """How many."""
        return count_deliveries(reader, self.today, only, ahead_of=ahead_of[0] if ahead_of else None)

    def row(self, record: DeliveryRow) -> Row:
        """What went wrong stands out."""
        bad = record.state in ("absent", "refused_justified", "refused_unjustified") or _came_back(record)
        weight = "warning" if bad else "muted" if record.is_over else "plain"
        return Row(record.id, self.cells(record), (record.id,), weight=weight)  # type: ignore[arg-type]

    def cells(self, record: DeliveryRow) -> tuple[str, ...]:
        """The columns' texts."""
        words = self.words
        slot = f"{words.day(record.slot_day)} {record.starts}" if record.slot_day else ""
        notices = str(record.notices) if record.notices else ""
        return (
            record.room,
            record.buyer,
            words.text(f"delivery_state.{record.state}"),
            slot,
            words.day(record.state_since) if record.state_since else "",
            f"{notices} ↩" if _came_back(record) else notices,
            record.room.partition("-")[0],
            "",
        )


class DeliveriesScreen(DeskScreen[None]):
    """Enter opens a home's handover; figures typed before rows note several; F9 tells everybody who is shown."""

    TITLE_KEY = "deliveries.title"
    TOPIC = "deliveries"
    BINDINGS: ClassVar[list[BindingType]] = bindings(NOTICES)
    OPTIONS: ClassVar[tuple[TableOption, ...]] = (
        TableOption(READY, "deliveries.note_ready"),
        TableOption(NOTICE, "deliveries.note_notice"),
        TableOption(LATER, "deliveries.note_later"),
        TableOption(ABSENT, "deliveries.note_absent"),
        TableOption(SHOW, "command.screen.open"),
        TableOption(DEEM, "deliveries.note_deemed"),
    )

    def __init__(
        self,
        batch_id: int | None = None,
        *,
        slot_id: int | None = None,
        project_id: int | None = None,
        state: str = "",
        day: str = "",
    ) -> None:
        super().__init__()
        self.batch_id, self.slot_id, self.project_id = batch_id, slot_id, project_id
        self.filters = {name: value for name, value in (("state", state), ("day", day)) if value}

    def body(self) -> Iterable[Widget]:
        """The list."""
        today = shell_of(self).now().date()
        source = DeliverySource(self.words, today, self.batch_id, self.slot_id, self.project_id)
        view = SavedView("", filters=tuple(self.filters.items()))
        yield OrderedTable(source, options=self.OPTIONS, view=view, blank="deliveries.none", id="deliveries")

    def reload(self, _: object = None) -> None:
        """Read again what may have been changed."""
        for table in self.query(Table):
            table.reload()

    @on(Table.Opened)
    def _opened(self, event: Table.Opened) -> None:
        self._show(int(str(event.row.key)))

    def _show(self, number: int) -> None:
        from deskapp.desks.handover.screens.delivery import DeliveryScreen

        self.app.push_screen(DeliveryScreen(number), self.reload)

    @on(Table.Chosen)
    def _chosen(self, event: Table.Chosen) -> None:
        """What needs no form is noted at once for all; forms come one after the other, the first chosen first."""
        by_sign: dict[str, list[tuple[int, str]]] = {}
        for sign, row in event.choices:
            by_sign.setdefault(sign, []).append((int(str(row.key)), row.cells[0]))
        numbers = {sign: [number for number, _ in rows] for sign, rows in by_sign.items()}
        if ready := numbers.get(READY):
            self._write("handover.ready", lambda work: note_ready(work, ready), "deliveries.is_ready", len(ready))
        if absent := numbers.get(ABSENT):

            def away(work: Any) -> None:
                for number in absent:
                    note_absent(work, number)

            self._write("handover.absent", away, "deliveries.is_absent", len(absent))
        for sign, form in ((DEEM, DeemForm), (LATER, RescheduleForm)):
            for number, room in reversed(by_sign.get(sign, [])):
                self.app.push_screen(form(delivery=number, name=room), self.reload)
        for number in reversed(numbers.get(SHOW, [])):
            self._show(number)
        if told := numbers.get(NOTICE):
            self._tell_owners(told)

    def _tell_owners(self, numbers: list[int]) -> None:
        from deskapp.desks.handover.planning.screens.notices import NoticesForm

        self.app.push_screen(NoticesForm(deliveries=numbers, batch=self.batch_id), self.reload)

    def action_notices(self) -> None:
        """Everybody who is shown."""
        table = self.query_one(OrderedTable)
        source = table.source
        assert isinstance(source, DeliverySource)
        filters = dict(table.view.filters)
        today = source.today

        def read(data: Any) -> list[int]:
            found: list[int] = data.store.read(
                lambda reader: find_delivery_ids(reader, today, source.only(reader, filters))
            )
            return found

        run(self, read, self._tell_owners)

    def _write(self, action: str, do: Any, told: str, count: int) -> None:
        moment = shell_of(self).now()

        def done(_: object) -> None:
            shell_of(self).tell(told, count=count)
            self.reload()

        run(self, lambda data: data.write(action, lambda work: do(work) and None, moment), done, keep=True)


def _came_back(record: DeliveryRow) -> bool:
    last = record.last_notice
    return last is not None and last.returned_on is not None and not record.is_over
