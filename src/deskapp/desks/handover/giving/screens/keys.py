"""钥匙: every set of keys and cards, what is out first; lent and taken back by a figure before rows, or by a scan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from deskapp.casework.screens.facts import Facts
from deskapp.casework.screens.finding import NOWHERE, find_building_id
from deskapp.casework.screens.long_list import OfficeSource, OrderedTable
from deskapp.casework.screens.printing import print_ordered
from deskapp.desks.handover.giving.letters import key_slip
from deskapp.desks.handover.giving.look import say_place
from deskapp.desks.handover.giving.screens.key_forms import KeyMoveForm
from deskapp.desks.handover.giving.screens.key_moves import KeyMovesScreen
from deskapp.desks.handover.giving.screens.key_set_forms import KeyLabelsForm, KeySetForm
from deskapp.locale import Words
from deskapp.office.property.queries import find_projects
from deskapp.papers.keys.actions import move_keys
from deskapp.papers.keys.drafts import KeyMoveDraft
from deskapp.papers.keys.model import KEY_HOLDERS
from deskapp.papers.keys.queries import LAST, VIEWS, KeyFilter, KeyRow, count_keys, find_key, list_keys
from deskapp.papers.keys.rules import is_evening
from deskapp.settings import SavedView
from deskapp.store.work import Reader
from deskapp.ui import commands
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import AskText
from deskapp.ui.lines import Weight, shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.table import Table, TableOption
from deskapp.ui.work import run
from deskapp.values.readers import CodeScan, Scan

FIND: Final = Command("keys.find", "f5", "keys", priority=True)
LABELS: Final = Command("keys.labels", "f8", "keys", priority=True)
LATE: Final = Command("keys.late", "f9", "keys", priority=True)
OUT, BACK, GIVE, SLIP = "1", "2", "3", "8"
COUNTED: Final = ("out", "late", "kept", "lost")
_END: Final = (LAST, 2**62)


class KeySource(OfficeSource[KeyRow, KeyFilter]):
    """Sets that are out, the first due back leading; then those that hang here or were handed over."""

    def __init__(self, words: Words, now: datetime) -> None:
        self.today = now.date()
        self.evening = is_evening(now)
        super().__init__(words)

    def told(self) -> Iterable[Column]:
        """Which set, of which home, what it is, and where."""
        yield self.column("label", 16, "key_form.label", weight="strong")
        yield self.column("room", 11, "column.contract_unit")
        yield Column("where", label="keys.where", least=26)
        yield self.column("contents", 11, "key_form.contents")
        yield self.column("count", 4, "key_form.count_short", align="right")
        yield self.codes("view", "key_state", VIEWS, "keys.state")
        yield self.codes("holder", "key_holder", KEY_HOLDERS, "key_form.holder")
        yield self.column("building", 8, filterable=True)

    def only(self, reader: Reader, filters: Mapping[str, str]) -> KeyFilter:
        """What was chosen."""
        code = filters.get("building", "")
        projects = [number for number, _ in find_projects(reader)] if code else []
        building = (find_building_id(reader, projects, code) if projects else NOWHERE) if code else None
        return KeyFilter(filters.get("view", ""), building, filters.get("holder", ""), evening=self.evening)

    def fetch(self, reader: Reader, only: KeyFilter, n: int, after: Any, before: Any) -> list[KeyRow]:
        """A page of them."""
        ahead = None if before is None else before or _END
        return list_keys(reader, self.today, only, after=after or None, before=ahead, limit=n)

    def size(self, reader: Reader, only: KeyFilter, ahead_of: Any) -> int:
        """How many."""
        return count_keys(reader, self.today, only, ahead_of=ahead_of or None)

    def row(self, record: KeyRow) -> Row:
        """What is late or lost stands out."""
        bad = record.lost_at is not None or record.is_late(self.today, evening=self.evening)
        weight: Weight = "warning" if bad else "muted" if record.is_given else "plain"
        return Row(record.id, self.cells(record), record.place, weight=weight)

    def cells(self, record: KeyRow) -> tuple[str, ...]:
        """The columns' texts."""
        say = self.words.text
        late = record.is_late(self.today, evening=self.evening)
        return (
            record.label,
            record.room,
            say_place(record, say, self.words.day),
            f"{say(f'key_kind.{record.kind}')} {record.contents}".strip(),
            f"{record.count - record.missing}/{record.count}" if record.missing else str(record.count),
            say(f"key_state.{'late' if late else record.state}"),
            say(f"key_holder.{record.holder}"),
            record.room.partition("-")[0],
        )


class KeysScreen(DeskScreen[None]):
    """A scanned label opens what mostly comes next; 1 lends, 2 takes back, 3 hands over, 8 prints the slip of rows."""

    TITLE_KEY = "keys.title"
    TOPIC = "key_cabinet"
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.NEW, FIND, LABELS, LATE)
    OPTIONS: ClassVar[tuple[TableOption, ...]] = (
        TableOption(OUT, "key_move.out"),
        TableOption(BACK, "key_move.back"),
        TableOption(GIVE, "key_move.given"),
        TableOption(SLIP, "keys.slip"),
    )

    def __init__(self, **filters: str) -> None:
        super().__init__()
        self.filters = filters

    def body(self) -> Iterable[Widget]:
        """How many are where, and the list."""
        yield Facts()
        source = KeySource(self.words, shell_of(self).now())
        view = SavedView("", filters=tuple(self.filters.items()))
        yield OrderedTable(source, options=self.OPTIONS, view=view, blank="keys.none", id="keys")

    def on_mount(self) -> None:
        """The counts."""
        self._count()

    async def retranslate(self) -> None:
        """In the language of now, the counts too."""
        await super().retranslate()
        self._count()

    def _count(self) -> None:
        now = shell_of(self).now()

        def read(reader: Reader) -> list[int]:
            evening = is_evening(now)
            return [count_keys(reader, now.date(), KeyFilter(view, evening=evening)) for view in COUNTED]

        run(self, lambda data: data.store.read(read), self._counted, group="sum")

    def _counted(self, found: list[int]) -> None:
        dot = f" {shell_of(self).glyphs.dot} "
        said = dot.join(
            self.text("keys.count", state=self.text(f"key_state.{view}"), count=count)
            for view, count in zip(COUNTED, found, strict=True)
            if count
        )
        late = found[COUNTED.index("late")] > 0
        for facts in self.query(Facts):
            facts.show([(said, "warning" if late else "muted")] if said else [])

    def reload(self, _: object = None) -> None:
        """Read again what may have been changed."""
        for table in self.query(Table):
            table.reload()
        self._count()

    def scanned(self, scan: Scan) -> bool:
        """A label was read: its form, which mostly needs one key more."""
        if isinstance(scan, CodeScan):
            self._find(scan.digits)
            return True
        return False

    def action_find(self) -> None:
        """A label as it is typed, or its tail."""

        def answered(text: str | None) -> None:
            if text:
                self._find(text)

        self.app.push_screen(AskText("keys.ask_label", "keys.ask_label_what"), answered)

    def _find(self, text: str) -> None:
        def found(row: KeyRow | None) -> None:
            if row is None:
                self.tell("keys.unknown", label=text)
            else:
                self.app.push_screen(KeyMoveForm(row.id, row.label), self.reload)

        run(self, lambda data: data.store.read(lambda reader: find_key(reader, text)), found, group="find")

    @on(Table.Opened)
    def _opened(self, event: Table.Opened) -> None:
        self.app.push_screen(KeyMovesScreen(int(str(event.row.key))), self.reload)

    @on(Table.Chosen)
    def _chosen(self, event: Table.Chosen) -> None:
        """What comes back does so at once; what goes out is asked for once for all of them."""
        chosen = {sign: [int(str(row.key)) for one, row in event.choices if one == sign] for sign, _ in event.choices}
        for sign, kind in ((GIVE, "given"), (OUT, "out")):
            if numbers := chosen.get(sign):
                self.app.push_screen(KeyMoveForm(keys=numbers, kind=kind), self.reload)
        if numbers := chosen.get(BACK):
            self._back(numbers)
        if numbers := chosen.get(SLIP):
            self._slip(numbers)

    def _back(self, numbers: Sequence[int]) -> None:
        now = shell_of(self).now
        run(
            self,
            lambda data: data.write("keyset.move", lambda work: move_keys(work, numbers, KeyMoveDraft("back")), now()),
            lambda rows: self._told("keys.are_back", labels=", ".join(row.label for row in rows)),
        )

    def _slip(self, numbers: Sequence[int]) -> None:
        counter = shell_of(self).settings.counter
        print_ordered(self, lambda work, data: key_slip(work, data.home, numbers, counter))

    def action_new(self) -> None:
        """A set of its own."""
        self.app.push_screen(KeySetForm(), self.reload)

    def action_labels(self) -> None:
        """A set for every unit of a building."""
        self.app.push_screen(KeyLabelsForm(), self.reload)

    def action_late(self) -> None:
        """Only what should be back."""
        self.app.push_screen(KeysScreen(view="late"), self.reload)

    def _told(self, key: str, **values: Any) -> None:
        self.tell(key, **values)
        self.reload()
