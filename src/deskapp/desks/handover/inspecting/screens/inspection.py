"""Going through a unit: defects by digits, rooms that are right by one key, what is open from before by one key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, ClassVar, Final

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from deskapp.casework.screens.papers_parts import PapersList, Told, take_newest
from deskapp.desks.handover.inspecting.actions import (
    begin_inspection,
    choose_list,
    country_of_project,
    end_inspection,
    mark_point,
    mark_rooms,
)
from deskapp.desks.handover.inspecting.actions_defect import (
    add_photo,
    find_defect,
)
from deskapp.desks.handover.inspecting.drafts import DefectDraft, InspectionDraft
from deskapp.desks.handover.inspecting.lists import agree_by, say_place, say_trade, shipped_lists
from deskapp.desks.handover.inspecting.model import Inspection
from deskapp.desks.handover.inspecting.phrases import phrases_for
from deskapp.desks.handover.inspecting.queries import (
    InspectionPage,
    contractors_of,
    get_inspection,
    inspection_to_open,
)
from deskapp.desks.handover.inspecting.rules import result_of
from deskapp.desks.handover.inspecting.screens.defect_list import DefectListing
from deskapp.desks.handover.inspecting.screens.entry import Entry, Points
from deskapp.desks.handover.inspecting.screens.inspection_parts import Head, do_deed
from deskapp.desks.handover.planning.model import Delivery
from deskapp.errors import DeskError
from deskapp.papers.files import Newest
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.ui import commands
from deskapp.ui.columns import Column
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import Choose, Confirm
from deskapp.ui.fields import Option
from deskapp.ui.here import Place
from deskapp.ui.lines import Run, shell_of
from deskapp.ui.listing import Listing
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run
from deskapp.values import Country

PHOTO: Final = Command("inspection.photo", "f5", "inspection", priority=True)
REST: Final = Command("inspection.rest", "f8", "inspection", priority=True)
END: Final = Command("inspection.end", "f9", "inspection", priority=True)
WISH: Final = Command("inspection.wish", "ctrl+w", "inspection", priority=True)
OTHER: Final = Command("inspection.other", "tab", "inspection", priority=True)
RECHECK: Final = "recheck"


class InspectionScreen(PapersList):
    """Three digits and Enter write a defect down; Space on a room: the rest of it is right. Tab goes to the list."""

    TOPIC = "inspection"
    EDITS = True
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.EDIT, commands.CHOOSE, PHOTO, REST, END, OTHER, WISH)

    def __init__(self, inspection_id: int) -> None:
        super().__init__()
        self.inspection_id = inspection_id
        self.page: InspectionPage | None = None
        self.country: Country = "CN"
        self.liable: dict[str, tuple[str, int | None]] = {}
        self._wish = False
        self._text = ""
        self._last = 0

    def title_text(self) -> str:
        """Of which home."""
        unit = self.page.row.unit if self.page is not None else ""
        return f"{self.text('inspection.title')} {unit}".rstrip()

    def places(self) -> Iterable[Place]:  # type: ignore[override]
        """The unit that somebody goes through."""
        return (("unit", self.page.row.unit_id),) if self.page is not None else ()

    def body(self) -> Iterable[Widget]:
        """How far it is, the digits, what they mean, and what was found."""
        yield Head()
        yield Entry()
        yield Told()
        yield DefectListing((Column("what", label="defects.what"),), blank="inspection.nothing_yet", id="defects")

    def on_mount(self) -> None:
        """Keys wait until it is there."""
        self.load()

    def load(self) -> None:
        """The inspection as it is now."""

        def read(reader: Reader) -> tuple[InspectionPage, Country, dict[str, tuple[str, int | None]]]:
            page = get_inspection(reader, self.inspection_id)
            project = reader.get(Inspection, self.inspection_id).project_id
            return page, country_of_project(reader, project), contractors_of(reader, project)

        run(self, lambda data: data.store.read(read), self._show, failed=self._unread, group="inspection")

    def _unread(self, error: DeskError) -> None:
        self.tell_error(error)
        self.loaded()

    def _show(self, found: tuple[InspectionPage, Country, dict[str, tuple[str, int | None]]]) -> None:
        first = self.page is None
        self.page, self.country, self.liable = found
        page = self.page
        self.query_one(Head).show(page)
        counts = Counter((row.room, row.item) for row in (*page.found, *page.before) if row.is_open)
        self.entry.show(Points(page.row.list_code, page.marks, counts))
        listed = (
            (*page.before, *reversed(page.found)) if page.row.kind == RECHECK else (*reversed(page.found), *page.before)
        )
        self.listing.show_defects(listed)
        over = page.row.done_at is not None
        self.entry.display = not over
        if first:
            self.set_focus(self.listing if over or (page.row.kind == RECHECK and listed) else self.entry)
        for line in self.query("TopLine"):
            line.refresh()
        self._tell_chosen()
        self.loaded()

    @property
    def entry(self) -> Entry:
        """The digits."""
        return self.query_one(Entry)

    @property
    def listing(self) -> DefectListing:
        """What was found."""
        return self.query_one(DefectListing)

    # ---- what is chosen

    @on(Entry.Moved)
    def _moved(self) -> None:
        if not self.entry.is_whole:
            self._text = ""
        self._tell_chosen()
        self.refresh_bindings()

    @on(Listing.Moved)
    def _row_moved(self) -> None:
        self._tell_chosen()

    def _tell_chosen(self) -> None:
        """What Enter would write down; in the list, what is known of the row."""
        told, words = self.query_one(Told), self.words
        if self.page is None:
            return
        if self.focused is self.listing:
            row = self._current()
            told.show(() if row is None else self._about(row))
            return
        if self.page.row.done_at is not None:
            told.show(())
            return
        if not self.entry.is_whole:
            key = "inspection.hint_wish" if self._wish else "inspection.hint"
            told.show(((words.text(key), "accent" if self._wish else "muted"),))
            return
        room, item, fault = self.entry.chosen
        lists = shipped_lists()
        severity, trade = lists.faults[fault].severity, lists.trade_of(item, fault)
        who = self.liable.get(trade, ("", None))[0] or words.text("defects.nobody_liable")
        day = agree_by(severity, shell_of(self).now().date(), self.country)
        place = say_place(room, item, fault, words.language)
        if self._text:
            place = f"{place}: {self._text}"
        kind = words.text("defects.wish" if self._wish else f"severity.{severity}")
        told.show(
            (
                (f"{place}  {words.text('inspection.enter')}", "strong"),
                (
                    f"{kind} {self.app_glyph} {say_trade(trade, words.language)} {self.app_glyph} {who} "
                    f"{self.app_glyph} {words.text('defects.until', day=day)}",
                    "error" if severity == "safety" and not self._wish else "plain",
                ),
            )
        )

    @property
    def app_glyph(self) -> str:
        """What parts words on a line."""
        return shell_of(self).glyphs.dot

    def _about(self, row: Any) -> Iterable[Run]:
        words, dot = self.words, self.app_glyph
        parts = [row.number, say_trade(row.trade, words.language), row.contractor, row.order]
        parts.append(words.text("defects.until", day=row.agreed_on))
        yield f" {dot} ".join(part for part in parts if part), "plain"
        yield row.said(words.language), "muted"

    def _current(self) -> Any:
        row = self.listing.current
        if row is None or self.page is None:
            return None
        return next((one for one in (*self.page.found, *self.page.before) if one.id == row.key), None)

    # ---- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is over is only looked at."""
        open_ = self.page is not None and self.page.row.done_at is None
        if action in ("rest", "end", "wish", "choose", "other"):
            return open_
        if action in ("edit", "photo"):
            return self._target() is not None
        return super().check_action(action, parameters)

    def _target(self) -> Any:
        """The defect that words or a photo go to: under the cursor, else the last one written down."""
        if self.page is None:
            return None
        if self.focused is self.listing:
            return self._current()
        if not self.page.found:
            return None
        return next((row for row in self.page.found if row.id == self._last), self.page.found[-1])

    def action_other(self) -> None:
        """From the digits to the list and back."""
        self.set_focus(self.entry if self.focused is self.listing else self.listing)
        self.call_after_refresh(self._tell_chosen)
        self.refresh_bindings()

    @on(Entry.Stuck)
    def _stuck(self) -> None:
        self.tell("inspection.stuck", "warning")

    @on(Entry.Taken)
    def _taken(self, event: Entry.Taken) -> None:
        """Written down at once; the next digits wait for nothing but the database."""
        draft = DefectDraft(
            event.room, event.item, event.fault, inspection_id=self.inspection_id, text=self._text, wish=self._wish
        )
        place = say_place(event.room, event.item, event.fault, self.words.language)
        self._wish, self._text = False, ""

        def done(found: tuple[int, str]) -> None:
            self._last = found[0]
            self.tell("inspection.written", number=found[1], place=place)

        def write(work: Work, _: Any) -> tuple[int, str]:
            defect = find_defect(work, draft)
            return record_id(defect), defect.number

        self.write("defect.find", write, done)

    @on(Entry.Right)
    def _right(self, event: Entry.Right) -> None:
        """A point, or the rest of a room, is right."""
        if event.item:
            self.write("inspection.mark", lambda work, _: mark_point(work, self.inspection_id, event.room, event.item))
        else:
            self.write("inspection.mark", lambda work, _: mark_rooms(work, self.inspection_id, event.room))

    def action_rest(self) -> None:
        """Everything that was not looked at by itself is right."""
        self.write(
            "inspection.mark",
            lambda work, _: mark_rooms(work, self.inspection_id),
            lambda count: self.tell("inspection.rest_right", count=count),
        )

    def action_wish(self) -> None:
        """What comes next is a wish of the owner, no defect; once more: it is one after all."""
        self._wish = not self._wish
        self._tell_chosen()

    def action_choose(self) -> None:
        """A sentence to what is chosen; with nothing chosen, another checklist."""
        page = self.page
        if page is None:
            return
        language, today = self.words.language, shell_of(self).now().date()
        if self.entry.is_whole:
            offered = phrases_for(self.entry.chosen[2], today, self.country)
            options = [Option(one.text.say(language), one.text.say(language)) for one in offered]

            def added(option: Option | None) -> None:
                if option is not None:
                    self._text = ", ".join(part for part in (self._text, str(option.code)) if part)
                    self._tell_chosen()

            # keys pressed behind the answer wait until it has arrived
            self.is_open = False
            self.app.push_screen(Choose("inspection.which_phrase", options), added)
            return
        lists = [
            Option(one.code, one.text.say(language))
            for one in shipped_lists().offered(page.unit_kind, today, self.country)
        ]

        def chosen(option: Option | None) -> None:
            if option is not None:
                code = str(option.code)
                self.write("inspection.list", lambda work, _: choose_list(work, self.inspection_id, code))

        self.app.push_screen(Choose("inspection.which_list", lists), chosen)

    def action_edit(self) -> None:
        """More words, another severity, who is liable, by when."""
        from deskapp.desks.handover.inspecting.screens.defect_forms import EditDefectForm

        if (row := self._target()) is not None:
            self.app.push_screen(EditDefectForm(row.id, row.number), self.returned)

    def action_photo(self) -> None:
        """The newest picture of the camera's folder shows the defect."""
        row, folder, now = self._target(), shell_of(self).settings.camera_folder, shell_of(self).now
        if row is None:
            return

        def attach(data: Any) -> Newest:
            kept, newest = take_newest(folder, data.home.files, now())
            data.write("defect.photo", lambda work: record_id(add_photo(work, kept, row.id)), now())
            return newest

        self.change(attach, lambda newest: self.tell("defects.photo_added", file=newest.name, number=row.number))

    @on(DefectListing.Opened)
    def _opened(self, event: DefectListing.Opened) -> None:
        from deskapp.desks.handover.inspecting.screens.defect import DefectScreen

        assert isinstance(event.row.key, int)
        self.app.push_screen(DefectScreen(event.row.key), lambda _: self.load())

    @on(DefectListing.Deed)
    def _deed(self, event: DefectListing.Deed) -> None:
        """One key each: accepted, not right, mended."""
        assert isinstance(event.row.key, int)
        do_deed(self, event.what, event.row.key)

    def action_end(self) -> None:
        """How it ends follows from what is open; the clerk sees it before saying so."""
        page = self.page
        if page is None:
            return
        points = shipped_lists().points(page.row.list_code)
        left = sum(point not in page.marks for point in points)
        values = {
            "unit": page.row.unit,
            "result": self.text(f"inspection_result.{result_of(page.counts)}"),
            "left": left,
            "open": page.counts.open,
        }

        def answered(sure: bool | None) -> None:
            if sure:
                self.write(
                    "inspection.end",
                    lambda work, _: end_inspection(work, self.inspection_id).result,
                    lambda result: self.tell("inspection.ended", result=self.text(f"inspection_result.{result}")),
                )

        what = "inspection.end_what" if page.row.kind != RECHECK else "inspection.end_recheck"
        self.app.push_screen(Confirm("inspection.end_title", what, values=values), answered)


def open_inspection(screen: DeskScreen[Any], delivery_id: int) -> None:
    """The inspection of a delivery with its owner: the one that runs or is planned, else a new one.

    After the first it is a recheck.
    """
    now = shell_of(screen).now

    def open_(data: Any) -> int:
        known: tuple[int | None, str] = data.store.read(lambda reader: inspection_to_open(reader, delivery_id))
        if known[0] is not None:
            return known[0]

        def begin(work: Work) -> int:
            unit = work.get(Delivery, delivery_id).unit_id
            return record_id(begin_inspection(work, InspectionDraft(unit, known[1], owner_present=True)))

        number: int = data.write("inspection.begin", begin, now())
        return number

    def opened(number: int) -> None:
        screen.app.push_screen(InspectionScreen(number))

    run(screen, open_, opened, group="inspection")
