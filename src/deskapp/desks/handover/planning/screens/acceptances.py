"""楼栋验收: which acceptances each building needs and has, whose they are, and what stands before a handover."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from deskapp.casework.screens.read_list import ReadList
from deskapp.desks.handover.planning.screens.plan_form import WIDE, PlanForm, find_department_options
from deskapp.office.acceptance.actions import note_acceptance, receive_builder_keys, take_back_acceptance
from deskapp.office.acceptance.drafts import LINE_LIMIT, AcceptanceDraft
from deskapp.office.acceptance.model import ACCEPTANCE_RESULTS
from deskapp.office.acceptance.queries import AcceptanceFilter, AcceptanceRow, get_acceptance, list_acceptances
from deskapp.office.checking import NOTE_LIMIT
from deskapp.store.base import record_id
from deskapp.store.reasons import parse_reason
from deskapp.store.work import Reader
from deskapp.ui import fields
from deskapp.ui.columns import Column
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import AskText
from deskapp.ui.fields import Field, Option
from deskapp.ui.lines import Run, shell_of

PASSED: Final = Command("acceptances.passed", "1", "acceptances", priority=True)
KEYS: Final = Command("acceptances.keys", "2", "acceptances", priority=True)
TAKE_BACK: Final = Command("acceptances.take_back", "3", "acceptances", priority=True)
OPEN_ONES: Final = Command("acceptances.open_ones", "f4", "acceptances")


class AcceptancesScreen(ReadList):
    """Building by building; Enter notes one, 1 that it was passed today, 2 that the builder's keys came today."""

    TITLE_KEY = "acceptances.title"
    TOPIC = "acceptances"
    EMPTY = "acceptances.empty"
    COLUMNS = (
        Column("building", 10, weight="strong"),
        Column("kind", 26, "acceptances.kind"),
        Column("result", 8, "acceptances.result"),
        Column("day", 10, "acceptances.day"),
        Column("department", 11, "acceptances.department"),
        Column("number", label="acceptances.number", weight="muted"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(PASSED, KEYS, TAKE_BACK, OPEN_ONES)

    def __init__(self, project_id: int | None = None, building_id: int | None = None) -> None:
        super().__init__()
        self.only = AcceptanceFilter(project_id, building_id)
        self.open_only = False

    def title_text(self) -> str:
        """All of them, or what is open."""
        return self.titled(self.text("acceptances.open_part") if self.open_only else "")

    def read(self, reader: Reader) -> Sequence[AcceptanceRow]:
        """The rows."""
        only = AcceptanceFilter(self.only.project_id, self.only.building_id, self.open_only)
        return list_acceptances(reader, shell_of(self).now().date(), only)

    def cells(self, row: AcceptanceRow) -> tuple[str, ...]:
        """Which building, what, how it stands, when, whose, under which number."""
        result = self.text(f"acceptance_result.{row.result}") if row.result else ""
        if not row.result and row.planned_on is not None:
            result = self.text("acceptances.planned")
        return (
            row.building,
            self.text(f"acceptance.{row.kind}"),
            result or "—",
            self.day(row.decided_on or row.planned_on),
            row.department_name or (self.text(f"acceptance_owner.{row.owner}") if row.owner else ""),
            row.number,
        )

    def weight(self, row: AcceptanceRow) -> Any:
        """What failed or is late stands out, what is passed steps back."""
        if row.result == "failed" or row.is_late(self.today):
            return "warning"
        return "muted" if row.result == "passed" else "plain"

    def told(self, row: AcceptanceRow) -> Iterable[Run]:
        """What it holds up, who sees to it, what was found."""
        if row.result != "passed" and row.handover:
            yield self.text("acceptances.holds_up", building=row.building), "warning"
        elif row.result != "passed" and row.kind == "initial_registration":
            yield self.text("acceptances.registration"), "warning"
        if row.result == "passed" and row.keys_received_on is not None:
            yield self.text("acceptances.keys_on", day=row.keys_received_on), "good"
        if row.is_late(self.today) and row.planned_on is not None:
            yield self.text("acceptances.late", day=row.planned_on), "error"
        yield "  ".join(part for part in (row.department_name, row.authority, row.number) if part), "plain"
        yield row.remarks, "plain"
        yield row.project, "muted"

    @property
    def today(self) -> date:
        """The day."""
        return shell_of(self).now().date()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what works on this row."""
        row: AcceptanceRow | None = self.current
        if action == "passed":
            return row is not None and row.result != "passed"
        if action == "keys":
            return row is not None and row.result == "passed" and row.keys_received_on is None
        if action == "take_back":
            return row is not None and bool(row.result)
        return super().check_action(action, parameters)

    def on_listing_opened(self) -> None:
        """All of it in a form."""
        row = self.current
        name = f"{row.building} {self.text('acceptance.' + row.kind)}"
        self.app.push_screen(AcceptanceForm(building=row.building_id, kind=row.kind, name=name), self.returned)

    def action_passed(self) -> None:
        """Passed today."""
        row = self.current
        draft = AcceptanceDraft(
            row.building_id, row.kind, row.department_id, row.authority, row.planned_on, "passed", self.today,
            row.number, row.keys_received_on, row.remarks, row.stored_file_id,
        )  # fmt: skip
        told = partial(self.tell, "acceptances.is_passed", building=row.building)
        self.write("acceptance.note", lambda work, _: note_acceptance(work, draft, row.version), lambda _: told())

    def action_keys(self) -> None:
        """The builder's keys came over today."""
        row = self.current
        told = partial(self.tell, "acceptances.keys_came", building=row.building)
        self.write(
            "acceptance.keys",
            lambda work, _: receive_builder_keys(work, row.acceptance_id, work.today),
            lambda _: told(),
        )

    def action_take_back(self) -> None:
        """A result was a slip, or was withdrawn; with a reason."""
        row = self.current

        def given(reason: str | None) -> None:
            if reason is not None:
                self.write(
                    "acceptance.take_back", lambda work, _: take_back_acceptance(work, row.acceptance_id, reason)
                )

        what = f"{row.building} {self.text('acceptance.' + row.kind)}"
        self.app.push_screen(AskText("acceptances.ask_back", values={"what": what}, parse=parse_reason), given)

    def action_open_ones(self) -> None:
        """What is open, or all."""
        self.open_only = not self.open_only
        self.load()


class AcceptanceForm(PlanForm):
    """One acceptance of one building."""

    FORM: ClassVar[str] = "acceptance.note"
    TITLE_KEY = "acceptance_form.title"
    TOPIC = "acceptances"
    SAVED = "acceptance_form.saved"

    def fields(self) -> Sequence[Field]:
        """What is known of it; what comes with a result stands behind it."""
        results = tuple(code for code in ACCEPTANCE_RESULTS if code)
        return (
            fields.lookup("department", find_department_options, label="acceptances.department"),
            self.day_field("planned_on", label="acceptance_form.planned_on"),
            fields.choice("result", results, "acceptance_result", label="acceptances.result"),
            self.day_field("decided_on", label="acceptance_form.decided_on"),
            fields.text("number", cells=30, most=LINE_LIMIT, label="acceptances.number"),
            fields.text("authority", cells=30, most=LINE_LIMIT, optional=True, label="acceptance_form.authority"),
            self.day_field("keys_received_on", optional=True, label="acceptance_form.keys_received_on"),
            fields.text("remarks", cells=WIDE, most=NOTE_LIMIT, label="acceptance_form.remarks"),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """As it is stored."""
        row = self._row(data)
        if row is None:
            return {}
        if row.version is not None:
            self.seen(row.version)
        self.note(file=row.stored_file_id)
        found: dict[str, Any] = {
            name: getattr(row, name) or None
            for name in ("planned_on", "result", "decided_on", "number", "authority", "keys_received_on", "remarks")
        }
        if row.department_id is not None:
            found["department"] = Option(row.department_id, row.department_name)
        return found

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it."""
        draft = AcceptanceDraft(
            self.number("building"),
            str(self.about["kind"]),
            values["department"],
            values["authority"] or "",
            values["planned_on"],
            values["result"] or "",
            # a result that is typed without its day is today's
            values["decided_on"] or (self.today if values["result"] else None),
            values["number"] or "",
            values["keys_received_on"],
            values["remarks"] or "",
            self.about.get("file"),
        )
        version = self.about.get("version")
        return self.write(data, "acceptance.note", lambda work: record_id(note_acceptance(work, draft, version)))

    def _row(self, data: Any) -> AcceptanceRow | None:
        building, kind, today = self.number("building"), str(self.about["kind"]), self.today
        return self.read(data, lambda reader: get_acceptance(reader, building, kind, today))
