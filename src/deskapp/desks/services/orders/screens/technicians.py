"""维修人员: who mends what, how much they have; one of the staff is added, Enter changes trades."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from deskapp.casework.screens.fields_form import CaseForm
from deskapp.casework.screens.read_list import ReadList
from deskapp.desks.services.orders.actions_work import end_technician, set_technician
from deskapp.desks.services.orders.queries import TechnicianRow, list_technicians
from deskapp.desks.services.orders.screens.sending import short_moment
from deskapp.desks.services.orders.screens.technician import TechnicianScreen
from deskapp.desks.services.orders.trades import read_trades, say_trades, trades
from deskapp.errors import DeskError, Fault
from deskapp.office.checking import NOTE_LIMIT
from deskapp.office.staff.queries import list_staff
from deskapp.store.base import record_id
from deskapp.store.work import Reader
from deskapp.ui import commands, fields
from deskapp.ui.columns import Column
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import Confirm
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field, Option
from deskapp.ui.lines import Run, shell_of
from deskapp.values.text import fold

LIST: Final = Command("technicians.list", "f8", "technician", priority=True)
END: Final = Command("technicians.end", "delete", "technician")
WIDE: Final = 34


class TechniciansScreen(ReadList):
    """Enter changes one, F8 shows what they have to do."""

    TITLE_KEY = "technicians.title"
    TOPIC = "technicians"
    EMPTY = "technicians.none"
    COLUMNS = (
        Column("name", 14, weight="strong", label="technicians.name"),
        Column("trades", label="technicians.trades", least=20),
        Column("load", 8, label="technicians.load", align="right"),
        Column("next", 11, label="technicians.next"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.NEW, LIST, END)

    def read(self, reader: Reader) -> Sequence[TechnicianRow]:
        """Everybody, those who did behind."""
        return list_technicians(reader)

    def cells(self, row: TechnicianRow) -> tuple[str, ...]:
        """Who, what, how much, when next."""
        said = say_trades(row.trades, self.words.language) or self.text("dispatch.all_trades")
        following = short_moment(row.next_at, self.words, shell_of(self).now()) if row.next_at is not None else ""
        return row.name, said, str(row.load), following

    def weight(self, row: TechnicianRow) -> Any:
        """Who did and does no more steps back."""
        return "muted" if row.until is not None else "warning" if row.waiting else "plain"

    def told(self, row: TechnicianRow) -> Iterable[Run]:
        """Until when, what they did not take yet, a note."""
        if row.until is not None:
            yield self.text("technicians.until", day=row.until), "muted"
        if row.waiting:
            yield self.text("dispatch.untaken", count=row.waiting), "warning"
        yield row.note, "plain"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only where there is somebody."""
        if action in ("list", "end"):
            return self.current is not None and (action == "list" or self.current.until is None)
        return super().check_action(action, parameters)

    def action_new(self) -> None:
        """One of the staff mends things from now on."""
        self.app.push_screen(TechnicianForm(), self.returned)

    def on_listing_opened(self) -> None:
        """What they can do."""
        row: TechnicianRow = self.current
        self.app.push_screen(TechnicianForm(row.staff_id, row.name), self.returned)

    def action_list(self) -> None:
        """What they have to do."""
        row: TechnicianRow = self.current
        self.app.push_screen(TechnicianScreen(row.staff_id, row.name), lambda _: self.load())

    def action_end(self) -> None:
        """They mend nothing any more."""
        row: TechnicianRow = self.current

        def sure(answer: bool | None) -> None:
            if answer:
                self.write("technician.end", lambda work, _: record_id(end_technician(work, row.staff_id, work.today)))

        self.app.push_screen(Confirm("technicians.end_title", "technicians.end_what", values={"who": row.name}), sure)


class TechnicianForm(CaseForm):
    """Who of the staff, and their trades; without any they do everything."""

    FORM: ClassVar[str] = "technician.set"
    TITLE_KEY = "technician_form.title"
    TOPIC = "technicians"
    SAVED = "technician_form.saved"

    def __init__(self, staff_id: int = 0, name: str = "", draft: Draft | None = None) -> None:
        super().__init__(0, name, draft, staff=staff_id)

    def fields(self) -> Sequence[Field]:
        """Who, what; the hint lists the trades with their figures."""
        language = self.words.language
        known = "  ".join(f"{place} {one.text.say(language)}" for place, one in enumerate(trades().values(), 1))
        return (
            fields.lookup("staff", _find_staff, required=True, cells=WIDE, label="technicians.name"),
            fields.text("trades", self._read_trades, cells=WIDE, label="technicians.trades", hint=known,
                        show=lambda value, words: say_trades(str(value), words.language)),
            fields.text("note", cells=WIDE, most=NOTE_LIMIT, label="technicians.note", optional=True),
        )  # fmt: skip

    def _read_trades(self, text: str) -> tuple[str | None, Fault | None]:
        try:
            return read_trades(text, self.words.language), None
        except DeskError as error:
            return None, Fault(error.code, dict(error.values))

    def fill(self, data: Any) -> Mapping[str, Any]:
        """As they are known now."""
        number = int(self.about["staff"])
        if not number:
            return {}
        row = next((one for one in data.store.read(list_technicians) if one.staff_id == number), None)
        if row is None:
            return {}
        return {"staff": Option(row.staff_id, row.name), "trades": row.trades or None, "note": row.note or None}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """From now on."""
        staff, told, note = int(values["staff"]), values["trades"] or "", values["note"] or ""
        return self.write(data, "technician.set", lambda work: record_id(set_technician(work, staff, told, note)))


def _find_staff(data: Any, text: str) -> Sequence[Option]:
    wanted = fold(text)
    rows = data.store.read(list_staff)
    return [Option(row.id, row.name, row.login) for row in rows if wanted in fold(f"{row.name} {row.login}")][:9]


FORMS: Final = (TechnicianForm,)
"""What may be parked."""
