"""A form: one column of ``label  field  hint``, where the hint turns into the error, in words, where it stands.

    form = Form(FIELDS)                       # in a screen's body
    form.load({"name": "张三丰", "phone": …})    # stored values; lookups as an Option
    values = form.values()                    # None while something is wrong: the first wrong field has the focus

Enter goes to the next field and posts ``Submitted`` after the last; every change posts ``Changed``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from deskapp.errors import DeskError, Fault
from deskapp.ui import commands
from deskapp.ui.cells import fit, width, wrap
from deskapp.ui.commands import bindings
from deskapp.ui.fields import Field, Option
from deskapp.ui.inputs import DeskInput, PickInput
from deskapp.ui.lines import Lines, Run, Weight, shell_of

HINT_LEAST = 20


class FieldRow(Lines):
    """Label, field and hint in one row; the row grows where an error needs more lines."""

    DEFAULT_CSS = """
    FieldRow { height: auto; }
    FieldRow > DeskInput, FieldRow > PickInput { height: 1; }
    """

    def __init__(self, field: Field) -> None:
        super().__init__(id=f"row-{field.dom_id}")
        self.field = field
        self.box: DeskInput | PickInput = (
            PickInput(field, id=field.dom_id) if field.kind in ("choice", "lookup") else DeskInput(id=field.dom_id)
        )
        self.label_cells = self.field_cells = 0
        self.fault: Fault | None = None
        self._said: tuple[str, Weight] = ("", "plain")
        self.note: Fault | None = None
        self._loaded: tuple[str, Any] | None = None

    def compose(self) -> ComposeResult:
        """Only the field is a widget of its own; label and hint are drawn."""
        yield self.box

    def on_mount(self) -> None:
        """Leave room for the label."""
        self.box.styles.margin = (0, 0, 0, self.label_cells + 3)
        self.box.styles.width = self.field.cells

    @property
    def focus_target(self) -> DeskInput:
        """What takes the focus."""
        return self.box.input if isinstance(self.box, PickInput) else self.box

    @property
    def typed(self) -> Any:
        """What a draft keeps: the text, and for a pick also its code."""
        if isinstance(self.box, PickInput):
            return [self.box.option.code if self.box.option else None, self.box.value]
        return self.box.value

    @typed.setter
    def typed(self, kept: Any) -> None:
        if not isinstance(self.box, PickInput):
            self.box.value = str(kept)
            return
        code, text = kept
        option = self._option(code) if text and self.field.codes else Option(code, text)
        if code is None and text:
            self.box.input.value = text
        else:
            self.box.take(option if text else None)

    def load(self, value: Any) -> None:
        """Show a stored value; None empties the field."""
        self.fault = self.note = None
        if isinstance(self.box, PickInput):
            self.box.take(value if isinstance(value, Option) or value is None else self._option(value))
            return
        self.box.value = "" if value is None else self.field.show(value, self.words)
        self.box.mark()
        self._loaded = (self.box.value, value)

    def read(self) -> tuple[Any, Fault | None]:
        """The value, or what is wrong; a text left as it was loaded is the stored value, to the last digit."""
        if isinstance(self.box, PickInput):
            return self.box.read()
        if self._loaded is not None and self.box.value == self._loaded[0] and self.box.value:
            return self._loaded[1], None
        return self.field.read(self.box.value)

    def check(self) -> Any:
        """Read, and show or clear the error; gives the value."""
        value, fault = self.read()
        self.tell(fault)
        return value

    def tell(self, fault: Fault | None) -> None:
        """Show what is wrong with the value, or that nothing is."""
        self.fault = fault
        self.set_class(fault is not None and not fault.warning, "-wrong")
        self.refresh(layout=True)

    def remark(self, note: Fault | None) -> None:
        """Stand beside the field until it is loaded anew, such as what somebody else saved meanwhile."""
        self.note = note
        self.refresh(layout=True)

    def reword(self) -> None:
        """Typing: an error that is mended goes at once, a new one waits until the field is left."""
        if self.fault is not None:
            fault = self.read()[1]
            self.fault = fault if fault is not None and fault.code == self.fault.code else None
            self.set_class(self.fault is not None and not self.fault.warning, "-wrong")
        hint = self._hint_text()
        if hint != self._said:
            self.refresh(layout=True)

    def line_count(self, width: int) -> int:
        """As many lines as the hint or error needs."""
        return max(1, len(self._hint(width)[0]))

    def line(self, y: int) -> Iterable[Run]:
        """The label, a gap for the field, and the hint."""
        lines, weight = self._hint(self.size.width)
        # What is painted, and not what was only measured for a layout.
        self._said = self._hint_text()
        label = self.words.text(self.field.label_key) if y == 0 else ""
        focused = self.has_focus_within
        yield (self.glyphs.bar if focused and y == 0 else " "), "accent"
        yield fit(label, self.label_cells, ellipsis=self.glyphs.ellipsis), "strong" if focused else "plain"
        yield ("*" if self.field.required and y == 0 else " "), "accent"
        yield " " * (self.field_cells + 2), "plain"
        yield (lines[y] if y < len(lines) else ""), weight

    def _hint(self, cells: int) -> tuple[list[str], Weight]:
        room = max(HINT_LEAST, cells - self.label_cells - self.field_cells - 4)
        text, weight = self._hint_text()
        lines = wrap(text, room)
        # A hint may be cut; what is wrong is always said in full.
        return (
            [fit(text, room, ellipsis=self.glyphs.ellipsis)] if weight == "muted" and len(lines) > 1 else lines
        ), weight

    def _hint_text(self) -> tuple[str, Weight]:
        fault = self.fault or self.note
        if fault is not None:
            sign = "!" if fault.warning else self.glyphs.bad
            return f"{sign} {self.words.say(fault)}", "warning" if fault.warning else "error"
        if self.field.echo and not isinstance(self.box, PickInput) and self.box.value.strip():
            value, fault = self.read()
            if fault is None and value is not None:
                return f"= {self.field.echo(value, self.words)}", "plain"
        if self.field.kind == "choice" and not self.field.hint:
            offered = (self.words.text(f"{self.field.code_key}.{code}") for code in self.field.codes)
            return "  ".join(f"{number} {label}" for number, label in enumerate(offered, 1)), "muted"
        return self.words.text(self.field.hint_key), "muted"

    def _option(self, code: Any) -> Option:
        return Option(code, self.words.text(f"{self.field.code_key}.{code}") if self.field.codes else str(code))

    @property
    def has_focus_within(self) -> bool:
        """Whether the clerk types here."""
        return self.screen.focused is self.focus_target


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
        """The field above or below; in an open list of options the row above or below."""
        shown = [row for row in self.rows.values() if row.display]
        here = next((index for index, row in enumerate(shown) if row.has_focus_within), 0)
        box = shown[here].box
        if isinstance(box, PickInput) and box.is_open:
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
        shown = [other for other in self.rows.values() if other.display]
        if row is shown[-1]:
            row.focus_target.call_later(self.post_message, self.Submitted())
        else:
            self._focus(shown[shown.index(row) + 1])

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
        row.reword()
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

    def keep(self) -> object:
        """Everything typed, and whether the optional fields are open."""
        return self.typed, self._open, {name: (row._loaded, row.note) for name, row in self.rows.items()}

    def restore(self, kept: object) -> None:
        """Put it back."""
        assert isinstance(kept, tuple)
        typed, self._open, loaded = kept
        for name, row in self.rows.items():
            row._loaded, row.note = loaded.get(name, (None, None))
        self.typed = typed


def _row_of(widget: Widget) -> FieldRow:
    return next(node for node in widget.ancestors if isinstance(node, FieldRow))
