"""The form of a movement of keys: begins with what mostly comes next, and asks only what that needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final

from textual.widget import Widget

from deskapp.casework.screens.facts import Facts
from deskapp.casework.screens.fields_form import FittedForm
from deskapp.desks.handover.giving.actions import give_sets
from deskapp.desks.handover.giving.holders import Holder, find_holders, owners_of
from deskapp.desks.handover.giving.look import say_set
from deskapp.errors import DeskError, Fault
from deskapp.office.checking import NOTE_LIMIT
from deskapp.papers.drafts import LINE_LIMIT
from deskapp.papers.keys.actions import move_keys
from deskapp.papers.keys.drafts import BY_CLERK, PIECES, KeyMoveDraft
from deskapp.papers.keys.model import KEY_PURPOSES
from deskapp.papers.keys.queries import KeyRow, get_keys
from deskapp.store.work import Reader
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field, Load, Option
from deskapp.ui.here import Place
from deskapp.ui.lines import Run

USUAL: Final = {"here": "out", "kept": "out", "out": "back", "given": "kept", "lost": "found"}
"""What mostly comes next, by where a set is."""
POSSIBLE: Final = {
    "here": ("out", "given", "kept", "lost"),
    "kept": ("out", "given", "lost"),
    "out": ("back", "given", "lost"),
    "given": ("kept", "back", "lost"),
    "lost": ("found",),
}
WIDE: Final = 34


class KeyMoveForm(FittedForm):
    """A set, or several, go out, come back, are handed over, kept or missed; begins with what mostly comes next."""

    FORM: ClassVar[str] = "keys.move"
    TITLE_KEY = "key_form.move"
    TOPIC = "key_cabinet"
    SAVED = "key_form.moved"

    def __init__(
        self, key_set_id: int = 0, label: str = "", draft: Draft | None = None, *, keys: Sequence[int] = (),
        kind: str = "",
    ) -> None:  # fmt: skip
        numbers = list(keys) or [key_set_id]
        super().__init__(0, label, draft, keys=numbers, kind=kind)
        self.rows: Sequence[KeyRow] = ()

    def places(self) -> Sequence[Place]:
        """The first set."""
        return (("key_set", int(self.about["keys"][0])),)

    def body(self) -> Iterable[Widget]:
        """The form, and which sets it is about."""
        yield from super().body()
        yield Facts(self._told())

    def fields(self) -> Sequence[Field]:
        """Who and what for where they go out, how many where they come back; what it is stands last."""
        one = self.rows[0] if len(self.rows) == 1 else None
        kinds = tuple(kind for kind in BY_CLERK if all(kind in POSSIBLE[row.state] for row in self.rows))
        out, back = _when("out"), _when("back", "found")
        return (
            fields.lookup(
                "holder", self._load(), cells=WIDE, label="key_form.holder", hint="key_form.hint_holder", when=out
            ),
            fields.choice("purpose", KEY_PURPOSES, "key_purpose", label="key_form.purpose", when=out),
            fields.day("due_back", self.read_day, label="column.due_back", hint="key_form.hint_due", when=out),
            *(
                (fields.text("count", read_pieces, cells=6, label="key_form.count_back", when=back),)
                if one is not None
                else ()
            ),
            *(
                (fields.text("to_name", most=LINE_LIMIT, cells=WIDE, label="key_form.to_name", when=_when("given")),)
                if self._is_one_home()
                else ()
            ),
            fields.text(
                "consent", most=LINE_LIMIT, cells=WIDE, label="key_form.consent", hint="key_form.hint_consent",
                when=_when("kept"),
            ),
            fields.text(
                "note", most=NOTE_LIMIT, cells=WIDE, label="key_form.note", when=_when("lost", "back", "found")
            ),
            fields.choice("kind", kinds, "key_move", required=True, label="key_form.kind"),
            fields.text("witness", most=LINE_LIMIT, label="key_form.witness", optional=True),
            self.happened_field(),
        )  # fmt: skip

    def fill(self, data: Any) -> Mapping[str, Any]:
        """The sets, and what mostly comes next."""
        numbers = [int(number) for number in self.about["keys"]]

        def read(reader: Reader) -> tuple[list[KeyRow], list[Holder]]:
            rows = get_keys(reader, numbers)
            return rows, owners_of(reader, rows[0].unit_id) if rows else []

        self.rows, owners = data.store.read(read)
        if not self.rows:
            raise DeskError("keys.gone")
        first = self.rows[0]
        self.note(number=", ".join(row.label for row in self.rows[:3]))
        wanted = str(self.about["kind"])
        kind = wanted if wanted in POSSIBLE[first.state] else USUAL[first.state]
        purpose = "repair" if first.state in ("kept", "given") else "inspection"
        return {
            "kind": kind,
            "purpose": purpose,
            "count": first.count - first.missing if len(self.rows) == 1 else None,
            "to_name": owners[0].name if owners and self._is_one_home() else None,
        }

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """All of them, or none."""
        kind = values["kind"]
        holder, name, staff, firm, customer = values.get("holder") or ("", "", None, None, None)
        if kind == "out" and not holder:
            raise DeskError("keys.to_whom", "holder")
        draft = KeyMoveDraft(
            kind,
            holder=holder if kind == "out" else "",
            holder_name=name if kind == "out" else (values.get("to_name") or "") if kind == "given" else "",
            staff_id=staff if kind == "out" else None,
            organisation_id=firm if kind == "out" else None,
            holder_id=customer if kind == "out" else None,
            purpose=values.get("purpose") or "" if kind == "out" else "",
            count=values.get("count") if kind in ("back", "found") else None,
            due_back=values.get("due_back") if kind == "out" else None,
            consent=values.get("consent") or "",
            witness=values.get("witness") or "",
            note=values.get("note") or "",
            happened_at=values.get("happened_at"),
        )
        numbers = [row.id for row in self.rows]
        move = give_sets if kind == "given" else move_keys
        self.write(data, "keyset.move", lambda work: move(work, numbers, draft))
        return numbers[0]

    def _is_one_home(self) -> bool:
        """Whether all sets are of one home; those of several each go to their own owner."""
        return len({row.unit_id for row in self.rows}) == 1

    def _load(self) -> Load:
        unit = self.rows[0].unit_id if self.rows else None

        def load(data: Any, text: str) -> Sequence[Option]:
            clerk = data.clerk.name
            found = data.store.read(lambda reader: find_holders(reader, text, unit, clerk))
            return [
                Option(
                    [one.holder, one.name, one.staff_id, one.organisation_id, one.holder_id],
                    one.name,
                    self.text(f"key_holder.{one.holder}"),
                )
                for one in found
            ]

        return load

    def _told(self) -> Iterable[Run]:
        for row in self.rows:
            yield say_set(row, self.text, self.words.day), "warning" if row.missing else "plain"


FORMS = (KeyMoveForm,)
"""What may be parked."""


def read_pieces(text: str) -> tuple[int | None, Fault | None]:
    """A count of pieces."""
    if text.isascii() and text.isdigit() and int(text) <= PIECES:
        return int(text), None
    return None, Fault("keys.count", {"most": PIECES})


def _when(*kinds: str) -> Any:
    """Asked only for these moves; what is typed in a choice is its code and its word."""

    def holds(typed: Mapping[str, Any]) -> bool:
        said = typed.get("kind", "")
        return (said[0] if isinstance(said, list) else said) in kinds

    return holds
