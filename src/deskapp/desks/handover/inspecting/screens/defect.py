"""A defect's page: where it stands, whose it is, its photos and everything that happened; one key a deed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from deskapp.casework.look import Door
from deskapp.casework.screens.panes import PanesScreen
from deskapp.casework.screens.papers_parts import take_newest
from deskapp.desks.handover.inspecting.actions_defect import (
    accept_defect,
    add_photo,
    note_defect,
    note_fixed,
    reopen_defect,
    take_back,
    void_defect,
)
from deskapp.desks.handover.inspecting.look import defect_look
from deskapp.desks.handover.inspecting.queries import DefectPage, get_defect
from deskapp.desks.handover.inspecting.rules import judge_event
from deskapp.desks.handover.inspecting.screens.defect_forms import EditDefectForm, OrderForm
from deskapp.desks.handover.inspecting.screens.defect_list import ACCEPT, FIXED, REOPEN
from deskapp.papers.files import Newest, copy_out
from deskapp.store.base import record_id
from deskapp.store.reasons import parse_reason
from deskapp.store.work import Work
from deskapp.ui import commands
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import AskText
from deskapp.ui.here import Place
from deskapp.ui.lines import shell_of
from deskapp.ui.work import run

GIVE: Final = Command("defect.give", "4", "defect")
NOTE: Final = Command("defect.note", "5", "defect")
VOID: Final = Command("defect.void", "6", "defect")
BACK: Final = Command("defect.take-back", "7", "defect")
INSPECTION: Final = Command("defect.inspection", "8", "defect")
PHOTO: Final = Command("defect.photo", "f5", "defect", priority=True)
_EVENTS: Final = {
    "accept": "accepted", "reopen": "reopened", "fixed": "fixed", "give": "assigned", "void": "void",
    "take_back": "taken_back",
}  # fmt: skip


class DefectScreen(PanesScreen):
    """What cannot be done with it now has no key."""

    TOPIC = "defect"
    BINDINGS: ClassVar[list[BindingType]] = bindings(
        commands.EDIT, ACCEPT, REOPEN, FIXED, GIVE, NOTE, VOID, BACK, INSPECTION, PHOTO
    )

    def __init__(self, defect_id: int) -> None:
        super().__init__()
        self.defect_id = defect_id
        self.page: DefectPage | None = None

    def title_text(self) -> str:
        """Its number and home."""
        row = self.page.row if self.page else None
        parts = (self.text("defects.one"), row.number if row else "", row.unit if row else "")
        return f" {shell_of(self).glyphs.dot} ".join(part for part in parts if part)

    def places(self) -> list[Place]:
        """The defect."""
        return [("defect", self.defect_id)]

    @property
    def today(self) -> date:
        """The day of the counter's clock."""
        return shell_of(self).now().date()

    def load(self) -> None:
        """Read it again."""
        number = self.defect_id
        run(
            self,
            lambda data: data.store.read(lambda reader: get_defect(reader, number)),
            self._loaded,
            failed=self.unavailable,
            group="page",
        )

    def _loaded(self, page: DefectPage) -> None:
        self.page = page
        self.show()
        self.refresh_top()
        self.release()

    def show(self) -> None:
        """Its lines."""
        if self.page is not None and self.query("#main"):
            self.show_look(defect_look(self.page, self.words, self.today))

    def on_resize(self) -> None:
        """One column or two."""
        self.show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what its state allows."""
        page = self.page
        if action in _EVENTS:
            return page is not None and judge_event(page.row.state, _EVENTS[action]) is None
        if action in ("edit", "note", "photo"):
            return page is not None
        if action == "inspection":
            return page is not None and page.row.inspection_id is not None
        return super().check_action(action, parameters)

    def enter(self, door: Door) -> None:
        """An order opens; a photo is laid out to be looked at."""
        if door[0] == "order":
            from deskapp.desks.handover.inspecting.screens.orders import OrderScreen

            self.app.push_screen(OrderScreen(int(door[1])))
        else:
            self._show_photo(str(door[1]))

    def _show_photo(self, digest: str) -> None:
        assert self.page is not None
        name = next((event.file for event in self.page.events if event.digest == digest), digest)
        run(
            self,
            lambda data: copy_out(data.home.files, digest, data.home.exports / "photos" / name),
            lambda file: self.tell("defects.photo_out", file=str(file)),
        )

    # ---- deeds

    def _do(self, action: str, do: Callable[[Work], Any]) -> None:
        now = shell_of(self).now
        run(
            self, lambda data: data.write(action, lambda work: record_id(do(work)), now()), lambda _: self._done(action)
        )

    def _done(self, action: str) -> None:
        if self.page is not None:
            self.tell(f"defects.told_{action.rpartition('.')[2]}", number=self.page.row.number)
        self.load()

    def action_accept(self) -> None:
        """It was looked at and is right."""
        self._do("defect.accept", lambda work: accept_defect(work, self.defect_id))

    def action_reopen(self) -> None:
        """It was looked at and is not right."""
        self._do("defect.reopen", lambda work: reopen_defect(work, self.defect_id))

    def action_fixed(self) -> None:
        """The contractor says that it is mended."""
        self._do("defect.fixed", lambda work: note_fixed(work, self.defect_id))

    def action_give(self) -> None:
        """To a contractor, on a sheet of its own, which opens to be printed."""

        def given(order_id: int | None) -> None:
            if order_id is not None:
                self.enter(("order", order_id))

        self.app.push_screen(OrderForm([self.defect_id]), given)

    def action_edit(self) -> None:
        """How bad, whose, by when, what is charged."""
        if self.page is not None:
            self.app.push_screen(EditDefectForm(self.defect_id, self.page.row.number))

    def action_note(self) -> None:
        """Something is said about it."""
        self._ask("note", lambda work, text: note_defect(work, self.defect_id, text), reason=False)

    def action_void(self) -> None:
        """It is none."""
        self._ask("void", lambda work, text: void_defect(work, self.defect_id, text))

    def action_take_back(self) -> None:
        """The last that happened was noted by mistake."""
        self._ask("take_back", lambda work, text: take_back(work, self.defect_id, text))

    def _ask(self, what: str, do: Callable[[Work, str], Any], *, reason: bool = True) -> None:
        def answered(text: str | None) -> None:
            if text:
                self._do(f"defect.{what}", lambda work: do(work, text))

        values = {"number": self.page.row.number if self.page else ""}
        if reason:
            self.app.push_screen(AskText(f"defects.ask_{what}", parse=parse_reason, values=values), answered)
        else:
            self.app.push_screen(AskText(f"defects.ask_{what}", values=values), answered)

    def action_photo(self) -> None:
        """The newest picture of the camera's folder shows it."""
        folder, now, number = shell_of(self).settings.camera_folder, shell_of(self).now, self.defect_id
        page = self.page
        if page is None:
            return

        def attach(data: Any) -> Newest:
            kept, newest = take_newest(folder, data.home.files, now())
            data.write("defect.photo", lambda work: record_id(add_photo(work, kept, number)), now())
            return newest

        def attached(newest: Newest) -> None:
            self.tell("defects.photo_added", file=newest.name, number=page.row.number)
            self.load()

        run(self, attach, attached)

    def action_inspection(self) -> None:
        """The inspection that found it."""
        from deskapp.desks.handover.inspecting.screens.inspection import InspectionScreen

        if self.page is not None and self.page.row.inspection_id is not None:
            self.app.push_screen(InspectionScreen(self.page.row.inspection_id))
