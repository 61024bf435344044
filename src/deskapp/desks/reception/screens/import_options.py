"""How a file is to be taken in: project, country, sheet, headings, and whether it may change what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from deskapp.desks.reception.sources import Options
from deskapp.errors import Fault
from deskapp.office.property.queries import list_projects
from deskapp.ui import commands, fields
from deskapp.ui.commands import bindings
from deskapp.ui.fields import Field, Option
from deskapp.ui.form import Form
from deskapp.ui.screen import DeskScreen
from deskapp.values.text import fold

_MOST_PROJECTS = 20


class ImportOptions(DeskScreen[Options]):
    """Dismisses with the options, None where they stay as they were."""

    TITLE_KEY = "imports.options"
    TOPIC = "import_options"
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.SAVE)

    def __init__(self, options: Options, *, makes_project: bool) -> None:
        super().__init__()
        self.options = options
        self._makes_project = makes_project

    def body(self) -> Iterable[Widget]:
        """The form."""
        yield Form(self._fields())

    def _fields(self) -> Sequence[Field]:
        return (
            fields.lookup("project", self._projects, hint="imports.hint_project"),
            self._yes_or_no("update"),
            self._yes_or_no("complete"),
            fields.choice("country", ("CN", "VN"), "country", hint="imports.hint_country"),
            fields.text("sheet", label="imports.sheet", hint="imports.hint_sheet"),
            fields.text("header", _read_row, label="imports.header", hint="imports.hint_header", cells=14),
            fields.text("maps", _read_maps, label="imports.maps", hint="imports.hint_maps"),
            fields.text("encoding", _read_encoding, label="imports.encoding", hint="imports.hint_encoding", cells=14),
        )

    def _yes_or_no(self, name: str) -> Field:
        return fields.choice(
            name, ("no", "yes"), "imports.is", label=f"imports.{name}", hint=f"imports.hint_{name}", required=True
        )

    def _projects(self, data: Any, text: str) -> Sequence[Option]:
        """The projects there are; the units of a new one make it."""
        found = [
            Option(project.name, project.name)
            for project in data.store.read(list_projects)
            if fold(text) in fold(project.name)
        ][:_MOST_PROJECTS]
        if self._makes_project and text.strip() and all(option.label != text.strip() for option in found):
            found.append(Option(text.strip(), text.strip(), self.text("imports.new_project")))
        return found

    def on_mount(self) -> None:
        """As they are."""
        options = self.options
        self.query_one(Form).load(
            {
                "project": Option(options.project, options.project) if options.project else None,
                "update": "yes" if options.update else "no",
                "complete": "yes" if options.complete else "no",
                "country": options.country,
                "sheet": options.sheet,
                "header": options.header,
                "maps": "; ".join(f"{name}={field}" if field else name for name, field in options.maps) or None,
                "encoding": options.encoding,
            }
        )

    @on(Form.Submitted)
    def action_save(self) -> None:
        """Take them."""
        values = self.query_one(Form).values()
        if values is None:
            return
        maps: Any = values["maps"] or ()
        self.dismiss(
            replace(
                self.options,
                project=values["project"],
                update=values["update"] == "yes",
                complete=values["complete"] == "yes",
                country=values["country"],
                sheet=values["sheet"],
                header=int(values["header"]) if values["header"] else None,
                maps=(_read_maps(maps)[0] or ()) if isinstance(maps, str) else maps,
                encoding=values["encoding"],
            )
        )


def _read_row(text: str) -> tuple[int | None, Fault | None]:
    if text.isascii() and text.isdigit() and 0 < int(text) < 10_000_000:
        return int(text), None
    return None, Fault("imports.row_number")


def _read_maps(text: str) -> tuple[tuple[tuple[str, str], ...] | None, Fault | None]:
    # a part without a sign is the name of a saved mapping
    parts = [part if "=" in part else f"{part}=\0" for part in text.replace("；", ";").split(";") if part.strip()]
    pairs = [part.rpartition("=") for part in parts]
    wrong = next((pair for pair in pairs if not pair[0].strip() or not pair[2].strip()), None)
    if wrong is not None:
        return None, Fault("imports.map_form")
    return tuple((heading.strip(), field.strip().strip("\0")) for heading, _, field in pairs), None


def _read_encoding(text: str) -> tuple[str | None, Fault | None]:
    try:
        "".encode(text)
    except (LookupError, UnicodeError, ValueError):
        return None, Fault("call.encoding", {"value": text})
    return text, None
