"""Two records of one person become one: who may be meant, both side by side, which one stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from deskapp.desks.reception.queries import Candidate, find_candidates
from deskapp.desks.reception.screens.beside import Beside, Pair
from deskapp.office.customer.actions import merge_customers
from deskapp.office.customer.page import get_customer_page
from deskapp.store.base import record_id
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import Confirm
from deskapp.ui.inputs import DeskInput
from deskapp.ui.lines import shell_of
from deskapp.ui.listing import Listing
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run

SWAP: Final = Command("merge.swap", "f4", "merge")
CONFIRM: Final = Command("merge.confirm", "enter", "merge")


class Box(DeskInput):
    """Where another record is looked for; the arrows walk in the list below."""

    DEFAULT_CSS = "Box.-textual-compact { margin: 1 0; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(CONFIRM),
        Binding("up", "screen.walk(-1)", show=False),
        Binding("down", "screen.walk(1)", show=False),
    ]

    def action_confirm(self) -> None:
        """Enter."""
        self.post_message(self.Submitted(self, self.value))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only where there are two."""
        if action == "confirm":
            return isinstance(self.screen, MergeScreen) and self.screen.pair is not None
        return super().check_action(action, parameters)


class MergeScreen(DeskScreen[int]):
    """Dismisses with the id of whom both live on in, None where nothing was merged."""

    DEFAULT_CSS = "MergeScreen Listing { height: auto; max-height: 5; }"
    TITLE_KEY = "merging.title"
    TOPIC = "merging"
    BINDINGS: ClassVar[list[BindingType]] = bindings(SWAP)

    def __init__(self, customer_id: int) -> None:
        super().__init__()
        self.customer_id = customer_id
        self._candidates: dict[int, Candidate] = {}
        self._turned = False

    def body(self) -> Iterable[Widget]:
        """The box, who may be meant, and both records."""
        columns = (Column("name", 20, weight="strong"), Column("number", 17), Column("phone", 11), Column("why"))
        box = Box(id="box")
        box.placeholder = self.text("merging.box")
        yield box
        yield Listing(columns, id="candidates")
        yield Beside()

    def on_mount(self) -> None:
        """Who is likely the same."""
        self._find()

    async def retranslate(self) -> None:
        """The lines are words, too."""
        await super().retranslate()
        if self.query(Box):
            self._find()

    # ---- finding

    @on(Input.Changed, "#box")
    def _find(self) -> None:
        text, today, number = self.query_one(Box).value, shell_of(self).now().date(), self.customer_id
        run(self, lambda data: find_candidates(data.store, number, text, today), self._found, group="find")

    def _found(self, found: Sequence[Candidate]) -> None:
        self._candidates = {candidate.person.id: candidate for candidate in found}
        listing = self.query_one(Listing)
        before = listing.current
        listing.show(
            (Row(number, self._cells(candidate)) for number, candidate in self._candidates.items()),
            "merging.none" if self.query_one(Box).value.strip() else "merging.nobody_likely",
        )
        keys = list(self._candidates)
        if before is not None and before.key in keys:
            listing.move(keys.index(int(str(before.key))) - listing.cursor)

    def _cells(self, candidate: Candidate) -> tuple[str, ...]:
        person = candidate.person
        why = self.text(f"duplicate_why.{candidate.why}") if candidate.why else ""
        return person.name, person.number, person.phone, why or "  ".join((*person.units[:1], person.document))

    def action_walk(self, step: int) -> None:
        """Arrow keys of the box."""
        self.query_one(Listing).move(step)

    @on(Listing.Moved)
    def _moved(self) -> None:
        """Both records, as they are now."""
        row, today, own = self.query_one(Listing).current, shell_of(self).now().date(), self.customer_id
        if row is None:
            self._show(None)
            return
        other = int(str(row.key))

        def read(data: Any) -> Pair:
            pair: Pair = data.store.read(
                lambda reader: Pair(get_customer_page(reader, own, today), get_customer_page(reader, other, today))
            )
            return pair

        run(self, read, self._show, group="pair")

    def _show(self, pair: Pair | None) -> None:
        # none where the answer comes while the screen goes
        for beside in self.query(Beside):
            beside.show(pair.turned() if pair and self._turned else pair)
        self.refresh_bindings()

    # ---- merging

    @property
    def pair(self) -> Pair | None:
        """What is shown, and would be merged."""
        return next((beside.pair for beside in self.query(Beside)), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only where there are two."""
        if action == "swap":
            return self.pair is not None
        return super().check_action(action, parameters)

    def action_swap(self) -> None:
        """Let the other record stay."""
        self._turned = not self._turned
        self.query_one(Beside).show(self.pair.turned() if self.pair else None)

    @on(Input.Submitted, "#box")
    @on(Listing.Opened)
    def _ask(self) -> None:
        """Say what will happen, and how to undo it."""
        pair = self.pair
        if pair is None:
            return
        goes, stays = pair.goes.row, pair.stays.row

        def answered(yes: bool | None) -> None:
            if yes:
                self._merge(goes.id, stays.id)

        told = {
            "goes": goes.name, "goes_number": goes.number, "stays": stays.name, "stays_number": stays.number
        }  # fmt: skip
        self.app.push_screen(Confirm("merging.ask", "merging.what", "merging.undo", told), answered)

    def _merge(self, goes: int, stays: int) -> None:
        run(
            self,
            lambda data: data.write(
                "customer.merge", lambda work: record_id(merge_customers(work, goes, stays)), shell_of(self).now()
            ),
            self._merged,
            keep=True,
        )

    def _merged(self, survivor: int) -> None:
        app, pair = shell_of(self), self.pair
        if self.is_attached:
            self.dismiss(survivor)
        if pair is not None:
            app.tell("merging.done", goes=pair.goes.row.name, stays=pair.stays.row.name)
