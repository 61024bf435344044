"""A form: one column of ``label  field  hint``, where the hint turns into the error, in words, where it stands.

    form = Form(FIELDS)                       # in a screen's body
    form.load({"name": "张三丰", "phone": …})    # stored values; lookups as an Option
    values = form.values()                    # None while something is wrong: the first wrong field has the focus

Enter goes to the next field and posts ``Submitted`` after the last; every change posts ``Changed``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.dom import NoScreen
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from deskapp.errors import DeskError, Fault
from deskapp.ui import commands
from deskapp.ui.bars import Notice
from deskapp.ui.cells import width
from deskapp.ui.commands import bindings
from deskapp.ui.field_row import FieldRow
from deskapp.ui.fields import Field
from deskapp.ui.inputs import PickInput
from deskapp.ui.lines import Lines, Run, shell_of


class Fold(Lines):
    """The line that says how many fields are folded away, and the key that shows them."""

    DEFAULT_CSS = "Fold { height: 1; margin: 1 0 0 0; }"

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def line(self, y: int) -> Iterable[Run]:
        """One sentence."""
        return [(f"{self.glyphs.fold} {self.words.text('form.folded', count=self.count)}", "muted")]

    def on_click(self) -> None:
        """The same as the key."""
        form = self.parent
        if isinstance(form, Form):
            form.action_more()


class Form(VerticalScroll, can_focus=False):
    """The fields of one record. Its id is ``form``; a field's widget has the field's name in kebab case."""

    DEFAULT_CSS = "Form { height: 1fr; padding: 1 0 0 0; scrollbar-size-vertical: 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(commands.MORE),
        # With priority, so that the field changes before the next key of a fast hand or a reader is given out.
        Binding("enter", "enter", show=False, priority=True),
        Binding("tab,down", "step(1)", show=False, priority=True),
        Binding("shift+tab,up", "step(-1)", show=False, priority=True),
    ]

    class Changed(Message):
        """Something was typed or taken."""

    class Submitted(Message):
        """Enter in the last field."""

    def __init__(self, fields: Sequence[Field], *, id: str = "form") -> None:  # noqa: A002
        super().__init__(id=id)
        self.rows = {field.name: FieldRow(field) for field in fields}
        self.fold = Fold()
        self._open = False

    def compose(self) -> ComposeResult:
        """The rows, with labels aligned by display cells."""
        words = shell_of(self).words
        cells = max((width(words.text(row.field.label_key)) for row in self.rows.values()), default=0)
        widest = max((row.field.cells for row in self.rows.values()), default=0)
        for row in self.rows.values():
            row.label_cells, row.field_cells = min(cells, 22), widest
            yield row
        yield self.fold

    def on_mount(self) -> None:
        """Fold away what nobody asked for yet."""
        self._refold()

    def load(self, values: Mapping[str, Any]) -> None:
        """Show stored values; names that the form does not have are passed over."""
        for name in values.keys() & self.rows.keys():
            self.rows[name].load(values[name])
        self._refold()

    @property
    def typed(self) -> dict[str, Any]:
        """What is typed, as a draft keeps it."""
        return {name: row.typed for name, row in self.rows.items()}

    @typed.setter
    def typed(self, kept: Mapping[str, Any]) -> None:
        for name in kept.keys() & self.rows.keys():
            self.rows[name].typed = kept[name]
        self._refold()

    @property
    def is_looking(self) -> bool:
        """Whether a lookup still waits for its answer."""
        return any(isinstance(row.box, PickInput) and row.box.is_looking for row in self.rows.values())

    def values(self) -> dict[str, Any] | None:
        """All values by name (None where nothing is typed), or None after showing every fault."""
        asked = self.asked
        found = {name: row.check() if name in asked else None for name, row in self.rows.items()}
        for row in self.rows.values():
            if row.field.name in asked and row.fault is not None and not row.fault.warning:
                self._show(row)
                return None
        return found

    @property
    def asked(self) -> set[str]:
        """The names of the fields that what is typed elsewhere does not rule out."""
        typed = self.typed
        return {name for name, row in self.rows.items() if row.field.when is None or row.field.when(typed)}

    def refuse(self, error: DeskError) -> bool:
        """Show an action's error at the field it belongs to; False where it belongs to none of these."""
        row = self.rows.get(error.field or "")
        if row is None:
            return False
        row.tell(Fault(error.code, error.values))
        self._show(row)
        return True

    def focus_field(self, name: str) -> None:
        """Put the cursor behind what a field holds; the field unfolds where it was folded away."""
        if name in self.rows:
            self.rows[name].focus_target.select_on_focus = False
            self._show(self.rows[name])

    @property
    def focused_field(self) -> str:
        """The name of the field with the cursor, or an empty text."""
        return next((name for name, row in self.rows.items() if row.has_focus_within), "")

    def action_step(self, step: int) -> None:
        """The field above or below; in an open list of options the row above or below, where there is another."""
        shown = [row for row in self.rows.values() if row.display]
        here = next((index for index, row in enumerate(shown) if row.has_focus_within), 0)
        box = shown[here].box
        if isinstance(box, PickInput) and box.is_choosing:
            box.offers.move(step)
        elif 0 <= here + step < len(shown):
            self._focus(shown[here + step])

    def action_enter(self) -> None:
        """Take the option where a list is open; go to the next field, after the last to the end of the form.

        The focus changes now, so that the next key falls into the next field; what is done with this one waits in
        the field's own queue, until it has read the keys before Enter. Only where an option decides which field is
        next, all of it waits.
        """
        row = next((row for row in self.rows.values() if row.has_focus_within), None)
        if row is None:
            return
        target, box = row.focus_target, row.box
        if not isinstance(box, PickInput):
            self._leave(row)
        elif any(other.field.when for other in self.rows.values()):
            target.call_later(box.call_later, self._finish_and_leave, row)
        else:
            target.call_later(box.call_later, box.finish)
            self._leave(row)

    def _finish_and_leave(self, row: FieldRow) -> None:
        if isinstance(row.box, PickInput):
            row.box.finish()
        self._refold()
        self._leave(row)

    def _leave(self, row: FieldRow) -> None:
        rows = list(self.rows.values())
        # the field in hand may be one that an answer just made needless
        following = next((other for other in rows[rows.index(row) + 1 :] if other.display), None)
        if following is None:
            row.focus_target.call_later(self.post_message, self.Submitted())
        else:
            self._focus(following)

    def _focus(self, row: FieldRow) -> None:
        """At once: ``Widget.focus`` waits until after the keys that have come already."""
        self.screen.set_focus(row.focus_target)

    def action_more(self) -> None:
        """Show the folded fields, or fold the empty ones away again."""
        self._open = not self._open
        self._refold()
        if self._open:
            first = next((row for row in self.rows.values() if row.field.optional and not row.box.value), None)
            if first:
                self._focus(first)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The key for folded fields only where some are optional."""
        if action == "more":
            return any(row.field.optional for row in self.rows.values())
        return super().check_action(action, parameters)

    def _show(self, row: FieldRow) -> None:
        if not row.display:
            self._open = True
            self._refold()
        self._focus(row)

    def _refold(self) -> None:
        folded = 0
        names = self.asked
        for row in self.rows.values():
            asked = row.field.name in names
            fold = row.field.optional and not self._open and not row.box.value and not row.has_focus_within
            row.display = asked and not fold
            folded += asked and fold
        self.fold.count = folded
        self.fold.display = folded > 0
        self.fold.refresh()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Any key."""
        event.stop()
        self._changed(_row_of(event.input))

    def on_pick_input_changed(self, event: PickInput.Changed) -> None:
        """Anything taken."""
        event.stop()
        self._changed(_row_of(event.pick))

    def _changed(self, row: FieldRow) -> None:
        if row.reword():
            self._whisper()
        if any(other.field.when for other in self.rows.values()):
            self._refold()
        self.post_message(self.Changed())

    def on_descendant_focus(self) -> None:
        """The label of the field in hand is bold."""
        self._refresh_rows()

    def on_descendant_blur(self) -> None:
        """A field that is left with something in it is judged; an empty one waits until the clerk saves."""
        for row in self.rows.values():
            if row.box.value and not row.has_focus_within:
                fault = row.read()[1]
                if fault != row.fault:
                    row.tell(fault)
        self._refresh_rows()

    def _refresh_rows(self) -> None:
        for row in self.rows.values():
            row.refresh()
        # whether a hint is cut is known when the rows have their width
        self.call_after_refresh(self._whisper)

    def on_resize(self) -> None:
        """Another width cuts other hints."""
        self.call_after_refresh(self._whisper)

    def _whisper(self) -> None:
        # the screen may have gone before this call came
        with suppress(NoScreen):
            in_hand = next((row for row in self.rows.values() if row.has_focus_within), None)
            for notice in self.screen.query(Notice):
                notice.whisper(in_hand.cut_hint if in_hand is not None else "")

    def keep(self) -> object:
        """Everything typed, and whether the optional fields are open."""
        return self.typed, self._open, {name: (row._loaded, row.note, row.is_whole) for name, row in self.rows.items()}

    def restore(self, kept: object) -> None:
        """Put it back."""
        assert isinstance(kept, tuple)
        typed, self._open, loaded = kept
        for name, row in self.rows.items():
            row._loaded, row.note, row.is_whole = loaded.get(name, (None, None, False))
        self.typed = typed


def _row_of(widget: Widget) -> FieldRow:
    return next(node for node in widget.ancestors if isinstance(node, FieldRow))
