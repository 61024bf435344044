"""One line of a form: the label, the field, and beside it the hint that turns into the error."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from textual.app import ComposeResult

from deskapp.errors import Fault
from deskapp.ui.cells import fit, wrap
from deskapp.ui.fields import Field, Option
from deskapp.ui.inputs import DeskInput, PickInput
from deskapp.ui.lines import Lines, Run, Weight

ERROR_LEAST = 20
"""Cells beside a field in which an error can be read; where there are fewer, it stands below the field."""

STARS: Final = frozenset("*＊•●")
"""What hides figures; alone in a field they mean the stored number."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A stored value, its text, and as much of it as may be seen without a reason."""

    value: Any
    text: str
    masked: str


class FieldRow(Lines):
    """Label, field and hint in one row; the row grows where an error needs more lines.

    A stored number of a field that hides it stands there masked until it is revealed: left alone it is the stored one,
    typed over a new one, and half of each is refused.
    """

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
        if isinstance(self.box, DeskInput):
            self.box.password = field.kind == "secret"
        self.label_cells = self.field_cells = 0
        self.fault: Fault | None = None
        self._said: tuple[str, Weight] = ("", "plain")
        self.note: Fault | None = None
        self._loaded: Loaded | None = None
        self.is_whole = False

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
        """What a draft keeps: the text, and for a pick also its code; of a number left alone what may be seen of it."""
        if isinstance(self.box, PickInput):
            return [self.box.option.code if self.box.option else None, self.box.value]
        return self._loaded.masked if self._loaded is not None and self.is_left_alone else self.box.value

    @typed.setter
    def typed(self, kept: Any) -> None:
        if not isinstance(self.box, PickInput):
            text, loaded = str(kept), self._loaded
            is_stored = loaded is not None and bool(text) and text in (loaded.masked, loaded.text)
            self.box.value = self._standing if is_stored else text
            return
        code, text = kept
        if text and (code is None or (self.field.codes and code not in self.field.codes)):
            self.box.input.value = text  # what fits no option, or none any more, waits as it was typed
        else:
            self.box.take((self._option(code) if self.field.codes else Option(code, text)) if text else None)

    def load(self, value: Any) -> None:
        """Show a stored value; None empties the field."""
        self.fault = self.note = None
        if isinstance(self.box, PickInput):
            self.box.take(value if isinstance(value, Option) or value is None else self._option(value))
            return
        text = "" if value is None else self.box.validate_value(self.field.show(value, self.words))
        self._loaded = Loaded(value, text, self.masked(text))
        self.box.value = self._standing
        self.box.mark()

    def masked(self, text: str) -> str:
        """As much of a stored text as may be seen without a reason."""
        return self.field.hide(text) if text and self.field.hide is not None else text

    def shown(self, text: str) -> str:
        """As much of it as may be seen here and now."""
        return text if self.is_whole else self.masked(text)

    @property
    def _standing(self) -> str:
        """How the stored value stands in the field."""
        return "" if self._loaded is None else self._loaded.text if self.is_whole else self._loaded.masked

    @property
    def is_left_alone(self) -> bool:
        """Whether what stands here means the stored value: as it was loaded, or stars alone."""
        text, loaded = self.box.value.strip(), self._loaded
        if loaded is None or not text:
            return False
        return self.box.value == self._standing or (self.is_masking and STARS.issuperset(text))

    @property
    def is_masking(self) -> bool:
        """Whether the stored number is kept from view."""
        loaded = self._loaded
        return loaded is not None and loaded.masked != loaded.text and not self.is_whole

    @property
    def is_kept_back(self) -> bool:
        """Whether this is a stored number left alone, of which a draft or a copy gets no more than may be seen."""
        loaded = self._loaded
        return loaded is not None and loaded.masked != loaded.text and self.is_left_alone

    @property
    def told(self) -> str:
        """What stands here, for a title that others may see."""
        return self.box.value if isinstance(self.box, PickInput) else str(self.typed)

    @property
    def is_half_masked(self) -> bool:
        """Whether a number was changed and part of its mask is left: nobody knows what was meant."""
        if self.field.hide is None or self._loaded is None or self.is_left_alone:
            return False
        return not STARS.isdisjoint(self.box.value)

    @property
    def meant(self) -> str:
        """The text that what stands here stands for: the whole number of one that was left alone."""
        return self._loaded.text if self._loaded is not None and self.is_left_alone else self.box.value

    def reveal(self, whole: bool = True) -> None:
        """Show the stored number whole, or masked again; what was typed over it stays."""
        is_stored = self.is_left_alone
        self.is_whole = whole
        if isinstance(self.box, DeskInput) and is_stored:
            self.box.value = self._standing
            self.box.mark()
        self.refresh(layout=True)

    def read(self) -> tuple[Any, Fault | None]:
        """The value, or what is wrong; a text left as it was loaded is the stored value, to the last digit."""
        if isinstance(self.box, PickInput):
            return self.box.read()
        if self._loaded is not None and self.is_left_alone:
            return self._loaded.value, None
        if self.is_half_masked:
            return None, Fault("form.half_masked", {"value": self._standing or "-"})
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

    def reword(self) -> bool:
        """Typing: an error that is mended goes at once, a new one waits until the field is left.

        True where what is said beside the field changed.
        """
        if self.fault is not None:
            fault = self.read()[1]
            self.fault = fault if fault is not None and fault.code == self.fault.code else None
            self.set_class(self.fault is not None and not self.fault.warning, "-wrong")
        changed = self._hint_text() != self._said
        if changed:
            self.refresh(layout=True)
        return changed

    def line_count(self, width: int) -> int:
        """As many lines as the hint or error needs."""
        beside, below, _ = self._hint(width)
        return max(1, len(beside)) if not below else 1 + len(below)

    def line(self, y: int) -> Iterable[Run]:
        """The label, a gap for the field, and the hint; an error that finds no room there stands below the field."""
        beside, below, weight = self._hint(self.size.width)
        # What is painted, and not what was only measured for a layout.
        self._said = self._hint_text()
        label = self.words.text(self.field.label_key) if y == 0 else ""
        focused = self.has_focus_within
        yield (self.glyphs.bar if focused and y == 0 else " "), "accent"
        yield fit(label, self.label_cells, ellipsis=self.glyphs.ellipsis), "strong" if focused else "plain"
        yield ("*" if self.field.required and y == 0 else " "), "accent"
        if below:
            yield " " + (below[y - 1] if 0 < y <= len(below) else ""), weight
            return
        yield " " * (self.field_cells + 2), "plain"
        yield (beside[y] if y < len(beside) else ""), weight

    def _hint(self, cells: int) -> tuple[list[str], list[str], Weight]:
        """The lines beside the field, or those below it."""
        text, weight = self._hint_text()
        room = self._room(cells)
        if weight == "muted":
            # a hint may be cut: the whole of it is whispered while the field is in hand
            return [fit(text, room, ellipsis=self.glyphs.ellipsis)], [], weight
        lines = wrap(text, max(1, room))
        if len(lines) == 1 or room >= ERROR_LEAST:
            return lines, [], weight
        return [], wrap(text, max(1, cells - self.label_cells - 3)), weight

    def _room(self, cells: int) -> int:
        return max(0, cells - self.label_cells - self.field_cells - 4)

    @property
    def cut_hint(self) -> str:
        """The whole hint where it does not fit beside the field; else an empty text."""
        text, weight = self._hint_text()
        return text if weight == "muted" and len(wrap(text, max(1, self._room(self.size.width)))) > 1 else ""

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
            offered = (self.field.option(code, self.words).label for code in self.field.codes)
            return "  ".join(f"{number} {label}" for number, label in enumerate(offered, 1)), "muted"
        if self.is_masking and self.is_left_alone:
            return self.words.text("form.masked"), "muted"
        key = self.field.hint_key
        return self.words.text(key) if key in self.words else self.field.hint, "muted"

    def _option(self, code: Any) -> Option:
        return self.field.option(code, self.words) if self.field.codes else Option(code, str(code))

    @property
    def has_focus_within(self) -> bool:
        """Whether the clerk types here."""
        return self.screen.focused is self.focus_target
