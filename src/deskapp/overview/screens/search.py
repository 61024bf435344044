"""The counter's first screen: one box that finds anybody, any home and any parcel as the clerk hears it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeAlias

from textual import events, on
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from deskapp.casework.screens.holding import HoldingScreen
from deskapp.casework.screens.pane import WIDE, Pane
from deskapp.errors import DeskError
from deskapp.overview.recent import Recent
from deskapp.overview.screens.clock_watch import ClockWatch
from deskapp.overview.screens.crisis_watch import CrisisWatch
from deskapp.overview.screens.day_count import count_day, keep_places
from deskapp.overview.screens.fast_opening import code_hit, open_fast
from deskapp.overview.screens.hits import HitList
from deskapp.overview.screens.keys import CLEAR, CODES, IMPORT, LISTS, TODAY, pressed_as
from deskapp.overview.screens.opening import page_of
from deskapp.ui import commands
from deskapp.ui.cells import fit
from deskapp.ui.commands import bindings
from deskapp.ui.dialogs import Choose
from deskapp.ui.fields import Option
from deskapp.ui.inputs import DeskInput
from deskapp.ui.lines import Lines, Run, shell_of
from deskapp.ui.listing import Listing
from deskapp.ui.work import run

if TYPE_CHECKING:
    # the box is drawn before the database's modules are loaded; the work in threads loads them
    from deskapp.casework.look import Look
    from deskapp.overview.fast import Fast
    from deskapp.overview.search import Hit


MOST: Final = 20
"""Hits that are listed."""
_EXAMPLES: Final = ("name", "room", "number", "code")

Answer: TypeAlias = "tuple[Fast | None, bool, list[Hit]]"
"""What the code at the beginning stands for, whether something stands behind it, and what that finds."""


class SearchBox(DeskInput):
    """The box: figures are text here, the arrows walk in what was found, Enter opens it."""

    DEFAULT_CSS = """
    SearchBox.-textual-compact { margin: 1 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        # with priority, so that it is known before the key behind it is given out
        replace(commands.OPEN.binding, priority=True),
        # an Enter pressed before the program had the terminal to itself comes as a line feed
        Binding("ctrl+j", "open", show=False, priority=True),
        *bindings(CLEAR),
    ]
    STEPS: ClassVar[Mapping[str, int]] = {"up": -1, "down": 1, "pageup": -10, "pagedown": 10}

    class Walked(Message):
        """The cursor of the list is to move."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    def on_key(self, event: events.Key) -> None:
        """Arrow and page keys, in one line with the letters before them."""
        if event.key in self.STEPS:
            event.stop()
            self.post_message(self.Walked(self.STEPS[event.key]))

    def action_open(self) -> None:
        """Enter; letters typed just before are still on their way into the box, so they go first."""
        if isinstance(self.screen, SearchScreen):
            self.screen.hold()
        self.call_later(lambda: self.post_message(self.Submitted(self, self.value)))

    def action_clear(self) -> None:
        """Escape: an empty box for the next caller."""
        self.value = ""


class Hint(Lines):
    """How to search, or that there is more than the list shows."""

    DEFAULT_CSS = "Hint { padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__(id="hint")
        self._text = ""

    def tell(self, text: str) -> None:
        """Say this."""
        self._text = text
        self.refresh()

    def line(self, y: int) -> Iterable[Run]:
        """One line."""
        return [(fit(self._text, self.size.width, ellipsis=self.glyphs.ellipsis), "muted")]


class Detail(Pane, can_focus=False):
    """The hit under the cursor in full, where the screen is wide enough."""

    DEFAULT_CSS = "Detail { width: 38%; padding: 0 0 0 2; display: none; }"


class SearchScreen(HoldingScreen):
    """Draws without the database, which opens behind it; what is typed meanwhile is searched when it is open."""

    DEFAULT_CSS = """
    SearchScreen HitList { width: 1fr; }
    SearchScreen.-wide Detail { display: block; }
    """

    TITLE_KEY = "search.title"
    TOPIC = "search"
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.NEW, CODES, TODAY, LISTS, commands.ANSWER, IMPORT)

    def __init__(self) -> None:
        super().__init__()
        self.recent = Recent()
        self._crises = CrisisWatch(self)
        self.clocks = ClockWatch(self)
        self._turn = 0
        self._pending = False
        self._searched = ""
        self._open_first = False
        self._owed = 0
        self._is_new = False
        self._fast: Fast | None = None
        self._has_argument = False

    def body(self) -> Iterable[Widget]:
        """The box, what was found, and how to search."""
        yield SearchBox(id="box")
        with Horizontal():
            yield HitList(id="found")
            yield Detail(id="detail")
        yield Hint()

    def on_mount(self) -> None:
        """Tell a new office what to do first."""
        self._crises.begin()
        self.clocks.begin()
        keep_places(self)
        run(self, _is_empty, self._judged, failed=self._unavailable, group="empty")
        self._find()

    async def retranslate(self) -> None:
        """The rows are words, too; whoever comes back finds what holds now."""
        await super().retranslate()
        if self.query(SearchBox):
            self._find(stay=True)

    async def on_screen_resume(self) -> None:
        """Typing begins the next search at once."""
        for box in self.query(SearchBox):
            box.mark()
        count_day(self)
        self._crises.look()
        if self._is_new:
            run(self, _is_empty, self._judged, group="empty")

    def _judged(self, is_empty: bool) -> None:
        self._is_new = is_empty
        if not self.query_one(SearchBox).value.strip():
            self._find()

    def _unavailable(self, error: DeskError) -> None:
        self._pending = self._open_first = False
        self.query_one(HitList).show_hits((), blank="search.unavailable")
        self.tell_error(error)
        self.release()

    # ---- finding

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """Enter is offered only where it opens something, though it is always taken: the hit may be on its way."""
        found = super().active_bindings
        if any(hits.hit is None for hits in self.query(HitList)):
            return {key: binding for key, binding in found.items() if binding.binding.id != commands.OPEN.id}
        return found

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        """A key; also the same text put back after a change of language."""
        self._open_first, self._owed = False, 0
        self._find(stay=event.value == self._searched)

    def _find(self, *, stay: bool = False) -> None:
        """Search for what stands in the box, which cuts off the search before; ``stay`` on the hit of now."""
        text = self.query_one(SearchBox).value
        self._turn += 1
        turn, today = self._turn, shell_of(self).now().date()
        self._pending = bool(text.strip())
        if not self._pending:
            self._show_recent()
            return

        def look(data: Any) -> Answer:
            from deskapp.overview.fast import cut_fast, find_fast
            from deskapp.overview.search import search

            code, argument = cut_fast(text)
            fast = find_fast(code, data, today) if code else None
            asked = argument if fast and argument else text
            hits = search(data.store, asked, MOST, today=today, cancelled=lambda: turn != self._turn)
            return fast, bool(argument), hits

        run(self, look, partial(self._found, turn, stay), failed=self._unavailable, group="search")

    def _found(self, turn: int, stay: bool, answer: Answer) -> None:
        if turn != self._turn:
            return
        self._pending, self._searched = False, self.query_one(SearchBox).value
        self._fast, self._has_argument, hits = answer
        heading = ""
        if self._fast is not None:
            name = f"{self._fast.code}  {self._fast.says(self.words)}"
            if self._has_argument and hits:
                heading = self.text("fast.for_whom", name=name)
            else:
                hits = [code_hit(self._fast, name), *(() if self._has_argument else hits)]
        self.query_one(HitList).show_hits(hits, heading, blank="search.none", stay=stay)
        self.query_one(Hint).tell(self.text("search.more", count=MOST) if len(hits) == MOST else self._how())
        self.refresh_bindings()
        if self._owed:
            self.query_one(HitList).move(self._owed)
            self._owed = 0
        if self._open_first:
            self._open_first = False
            self._open()

    def _show_recent(self) -> None:
        """An empty box: what was opened before, else what to do first."""
        found = self.query_one(HitList)
        self._searched, self._fast = self.query_one(SearchBox).value, None
        if any(self.recent):
            found.show_hits(self.recent, self.text("search.recent"))
        elif self._is_new:
            found.show_texts(
                self.text("search.new_office"),
                (pressed_as(self, IMPORT), self.text("search.bring")),
                (pressed_as(self, commands.NEW), self.text("search.enter_one")),
                self.text("search.bring_how"),
            )
        else:
            examples = ((self.text(f"search.like_{what}"), self.text(f"search.by_{what}")) for what in _EXAMPLES)
            found.show_texts(self.text("search.first"), *examples)
        self.query_one(Hint).tell("" if self._is_new else self._how())
        self.refresh_bindings()

    def _how(self) -> str:
        return self.text("search.how")

    @on(Listing.Moved)
    def _detail(self) -> None:
        """What is known of the hit under the cursor, beside the list."""
        hit = self.query_one(HitList).hit
        detail = self.query_one(Detail)
        if hit is None or hit.kind in ("code", "receipt", "defect", "key_set") or not self.has_class("-wide"):
            detail.show(())
            return
        record, words, now = (hit.kind, hit.id), self.words, shell_of(self).now()

        def look(data: Any) -> Look:
            from deskapp.overview.looks import get_look

            found: Look = data.store.read(lambda reader: get_look(reader, record, words, now))
            return found

        run(self, look, lambda found: detail.show(found.main), group="detail")

    def on_resize(self) -> None:
        """One column or two."""
        self.set_class(self.size.width >= WIDE, "-wide")
        self._detail()

    # ---- keys

    @on(SearchBox.Walked)
    def _walk(self, event: SearchBox.Walked) -> None:
        """Steps that come before the answer are taken in it."""
        if self._pending:
            self._owed += event.step
        else:
            self.query_one(HitList).move(event.step)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        """A fast clerk presses Enter before the hits are there: the first of them opens as it comes."""
        if self._pending:
            self._open_first = True
        else:
            self._open()

    @on(Listing.Opened)
    def _open(self) -> None:
        hit = self.query_one(HitList).hit
        if hit is not None and self._fast is not None and (self._has_argument or hit.kind == "code"):
            open_fast(self, self._fast, None if hit.kind == "code" else hit, self.recent)
        elif hit is not None:
            self.app.push_screen(page_of((hit.kind, hit.id), self.recent))
        self.release()

    def action_new(self) -> None:
        """A new customer, whose page opens when they are saved."""
        from deskapp.desks.reception.screens.customer_form import CustomerForm

        def entered(number: int | None) -> None:
            if number is not None:
                self.app.push_screen(page_of(("customer", number), self.recent))

        self.app.push_screen(CustomerForm(None), entered)

    def action_lists(self) -> None:
        """Which list."""
        from deskapp.overview.screens.list_choice import ask_for_list

        ask_for_list(self, self.recent)

    def action_codes(self) -> None:
        """All codes by name; a procedure's goes into the box, where it waits for whom."""

        def asked(codes: list[Fast]) -> None:
            options = [Option(fast, fast.says(self.words), fast.code) for fast in codes]
            self.app.push_screen(Choose("fast.choose", options, search=True), chosen)

        def chosen(answer: Option | None) -> None:
            if answer is not None and not answer.code.waits:
                open_fast(self, answer.code, None, self.recent)
            elif answer is not None:
                box = self.query_one(SearchBox)
                box.value = f"{answer.code.code} "
                box.mark(whole=False)

        today = shell_of(self).now().date()

        def look(data: Any) -> list[Fast]:
            from deskapp.overview.fast import list_fast

            return list(list_fast(data, today))

        run(self, look, asked, group="codes")

    def action_today(self) -> None:
        """What waits for somebody today."""
        from deskapp.overview.screens.today import TodayScreen

        self.app.push_screen(TodayScreen(self.recent))

    def action_answer(self) -> None:
        """The answer for whoever asks about the case, the complaint or the handover under the cursor."""
        from deskapp.overview.screens.answer import AnswerScreen

        hit = self.query_one(HitList).hit
        if hit is not None and hit.kind == "complaint":
            from deskapp.overview.screens.complaint_doors import answer as of_complaint

            self.app.push_screen(of_complaint(hit.id))
        elif hit is not None and hit.kind in ("case", "order"):
            self.app.push_screen(AnswerScreen(hit.id))
        elif hit is not None and hit.kind == "delivery":
            from deskapp.overview.screens.handover_doors import answer

            self.app.push_screen(answer(hit.id))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """An answer only to what somebody waits for."""
        if action == "answer":
            answered = ("case", "complaint", "order", "delivery")
            return any(hits.hit is not None and hits.hit.kind in answered for hits in self.query(HitList))
        return super().check_action(action, parameters)

    def action_import(self) -> None:
        """Workbooks in."""
        from deskapp.desks.reception.screens.imports import ImportScreen

        self.app.push_screen(ImportScreen())


def _is_empty(data: Any) -> bool:
    from deskapp.overview.looks import is_empty

    return bool(data.store.read(is_empty))
