"""A screen with one form on it: saving, the draft behind it, parking it and coming back.

    class CustomerEdit(FormScreen[int]):
        FORM = "customer.edit"                       # wiring maps this name to a function that makes the screen again
        TITLE_KEY = "customer.edit"

        def fields(self): return FIELDS
        def fill(self, data): return stored values by name        # in a thread; {} for a new record
        def save(self, data, values): return action(data, self.about["id"], values)    # in a thread; raises DeskError

``about`` is what the screen was opened for, in JSON's types (``{"id": 12}``); it comes back with the draft.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.binding import BindingType
from textual.widget import Widget

from deskapp.errors import DeskError, Fault, StaleEdit
from deskapp.ui import commands
from deskapp.ui.bars import TopLine
from deskapp.ui.commands import bindings
from deskapp.ui.dialogs import Choose
from deskapp.ui.drafts import Draft, new_draft_id
from deskapp.ui.fields import Field, Option
from deskapp.ui.form import Form
from deskapp.ui.lines import shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run

if TYPE_CHECKING:
    from deskapp.values.readers import Scan

Saved = TypeVar("Saved")


class FormScreen(DeskScreen[Saved]):
    """Dismisses with what ``save`` gave, or None where the clerk left; a form returned to later has no caller."""

    FORM: ClassVar[str] = ""
    EDITS = True
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.SAVE, commands.PARK, commands.COPY, commands.REPEAT)

    def __init__(self, about: Mapping[str, Any] | None = None, draft: Draft | None = None) -> None:
        super().__init__()
        self.draft = draft or Draft(new_draft_id(), self.FORM, about=dict(about or {}))
        self._returned = draft is not None
        self._blank: Mapping[str, Any] = {}
        self._last: Mapping[str, Any] = {}
        self._touched = draft is not None
        self._saving = self._save_asked = self._is_filled = self._is_over = False

    @property
    def about(self) -> Mapping[str, Any]:
        """What the form was opened for."""
        return self.draft.about

    def note(self, **about: Any) -> None:
        """Change what the form was opened for."""
        self.draft = replace(self.draft, about={**self.about, **about})

    @property
    def today(self) -> date:
        """The day of the counter's clock."""
        return shell_of(self).now().date()

    def refresh_title(self) -> None:
        """The top line says what was read meanwhile."""
        for line in self.query(TopLine):
            line.refresh()

    @property
    def form(self) -> Form:
        """The form."""
        return self.query_one(Form)

    def fields(self) -> Sequence[Field]:
        """The lines of the form."""
        return ()

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Stored values by field name, read in a thread; lookups as an ``Option``. ``about`` may be changed."""
        return {}

    def save(self, data: Any, values: dict[str, Any]) -> Saved:
        """Do it, in a thread, and give what the caller of the screen wants; ``DeskError`` is shown at its field."""
        raise DeskError("form.no_save")

    def draft_title(self) -> str:
        """How the clerk knows the draft again: the screen's title and the first thing typed."""
        first = next((row.told for row in self.form.rows.values() if row.told), "")
        return f"{self.title_text()} {shell_of(self).glyphs.dot} {first}" if first else self.title_text()

    def body(self) -> Iterable[Widget]:
        """The form and nothing else; screens with more wrap ``super().body()``."""
        yield Form(self.fields())

    def on_mount(self) -> None:
        """Read what is stored, then put what was typed over it."""
        self._blank = self._last = self.form.typed
        run(self, self.fill, self._fill, failed=self._unfilled, group="fill")

    def _unfilled(self, error: DeskError) -> None:
        self._is_filled = True
        self.unfilled(error)

    def unfilled(self, error: DeskError) -> None:
        """What is stored cannot be read."""
        self.tell_error(error)

    def _fill(self, values: Mapping[str, Any]) -> None:
        form = self.form
        # Keys that came before the stored values stay.
        early = {name for name, typed in form.typed.items() if typed != self._blank[name]}
        form.load({name: value for name, value in values.items() if name not in early})
        if self._returned:
            form.typed = self.draft.typed
            form.focus_field(self.draft.cursor)
        self._last = {name: typed for name, typed in form.typed.items() if name not in early}
        if self._returned:
            self._returned = False
            self._put()
        self.on_form_changed()
        self.filled()
        shell_of(self).presence.glance()
        self._is_filled = True
        if self._save_asked:
            # a fast hand saved before the stored values were there
            self.action_save()

    def filled(self) -> None:
        """The stored values, and what a draft had over them, stand in the fields; called once for each opening."""

    def on_form_changed(self) -> None:
        """Every key goes to the draft, some 100 ms behind."""
        typed = self.form.typed
        if not self._returned and typed != self._last:
            self._last = typed
            self._put()
            if not self._touched:
                self._touched = True
                self.refresh_bindings()

    def on_form_submitted(self) -> None:
        """Enter after the last field."""
        self.action_save()

    def _put(self, parked: bool = False) -> None:
        if self._is_over:
            # a change that was on its way when the save was confirmed must not bring the draft back
            return
        app = shell_of(self)
        self.draft = replace(
            self.draft,
            title=self.draft_title(),
            typed=self.form.typed,
            cursor=self.form.focused_field or self.draft.cursor,
            parked=parked,
            clerk=app.user,
            at=app.now(),
        )
        app.put_draft(self.draft)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing to park before something is typed, nothing to copy before something was saved."""
        if action == "park":
            return self._touched
        if action in ("copy", "repeat"):
            return self.FORM in shell_of(self).last_saved
        return super().check_action(action, parameters)

    def action_save(self) -> None:
        """Check every field; save, once, and not before a lookup has its answer."""
        self._save_asked = not self._is_filled or self.form.is_looking
        values = None if self._saving or self._save_asked else self.form.values()
        if values is None:
            return
        self._saving = True
        self.hush()
        # no copy of a secret goes into the next form
        rows = {
            name: row for name, row in self.form.rows.items() if not row.is_kept_back and row.field.kind != "secret"
        }
        typed = {name: row.typed for name, row in rows.items()}

        def save(data: Any) -> Saved:
            result = self.save(data, values)
            shell_of(self).last_saved[self.FORM] = typed
            return result

        run(self, save, self.saved, failed=self.refused, keep=True)

    def on_pick_input_found(self) -> None:
        """The clerk was faster than a lookup."""
        if self._save_asked:
            self.action_save()

    def saved(self, result: Saved) -> None:
        """The save is confirmed: only now the draft goes."""
        self._saving, self._is_over = False, True
        shell_of(self).drop_draft(self.draft.id)
        if self.is_attached:
            self.dismiss(result)

    def refused(self, error: DeskError) -> None:
        """The save was refused: at the field it belongs to, and in the notice line."""
        self._saving = False
        if not self.is_attached:
            shell_of(self).tell_error(error)
            return
        if isinstance(error, StaleEdit):
            self.stale(error)
        elif not self.form.refuse(error):
            self.tell_error(error)

    def stale(self, error: StaleEdit) -> None:
        """Somebody saved before: what is stored now stands beside each field; nothing typed is lost.

        Screens take the new version from ``error.current`` into ``about``; the next save then means it.
        """
        for name, row in self.form.rows.items():
            if name in error.current:
                now = "" if error.current[name] is None else row.shown(row.field.show(error.current[name], self.words))
                if now != row.box.value:
                    row.remark(Fault("form.stored_now", {"value": now or "-"}, warning=True))
        self.tell_error(error)

    def action_park(self) -> None:
        """Put the form aside and go to the first screen, where the box for the next caller is."""
        self._put(parked=True)
        shell_of(self).parked(self.draft)

    # ---- from the last record, from a card

    def action_copy(self) -> None:
        """The field in hand as in the form of this kind that was saved last."""
        self._take_last(self.form.focused_field)

    def action_repeat(self) -> None:
        """Every field that is still empty as in the form of this kind that was saved last."""
        self._take_last(*(name for name, row in self.form.rows.items() if not row.box.value))

    def _take_last(self, *names: str) -> None:
        last = shell_of(self).last_saved[self.FORM]
        self.form.typed = {name: last[name] for name in names if name in last}
        self.form.focus_field(self.form.focused_field)
        if len(names) == 1 and names[0] not in last:
            self.tell("form.copy_masked", "warning")

    def scanned(self, scan: Scan) -> bool:
        """A card fills the fields that it knows; a form that asks for no identity number leaves it to others."""
        from deskapp.values.readers import CardScan

        if not isinstance(scan, CardScan) or "id_number" not in self.form.rows:
            return False
        told = {
            "name": scan.name,
            "id_number": scan.number,
            "id_kind": [scan.kind, scan.kind],
            "country": [scan.country, scan.country],
            "kind": ["person", "person"],
            "address": scan.address,
            "birth": self.words.day(scan.birth) if scan.birth else "",
        }
        self.form.typed = {name: typed for name, typed in told.items() if typed}
        blank = next((name for name, row in self.form.rows.items() if row.display and not row.box.value), "")
        self.form.focus_field(blank)
        self.tell("reader.filled", name=scan.name)
        return True

    def put_aside(self) -> None:
        """Park what was typed; a save on its way takes the draft away when it is confirmed."""
        if self._touched:
            self._put(parked=True)

    async def action_back(self) -> None:
        """Leave; what was typed is not lost without a word."""
        if not self._touched:
            await super().action_back()
            return
        options = [Option(code, self.text(f"leave.{code}")) for code in ("park", "discard", "save")]
        self.app.push_screen(Choose("leave.title", options), self._leave)

    def _leave(self, answer: Option | None) -> None:
        if answer is None:
            return
        if answer.code == "park":
            self._put(parked=True)
            shell_of(self).drafts_changed()
            self.dismiss(None)
            shell_of(self).tell("draft.parked", title=self.draft.title)
        elif answer.code == "discard":
            shell_of(self).drop_draft(self.draft.id)
            self.dismiss(None)
        else:
            self.action_save()
