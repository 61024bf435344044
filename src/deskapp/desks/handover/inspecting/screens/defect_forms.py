"""Forms about defects: one found without an inspection, one put right, an order to a contractor, who is liable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, cast

from deskapp.casework.screens.fields_form import CaseForm
from deskapp.casework.screens.finding import find_places, named_place
from deskapp.casework.screens.money_form import MoneyForm
from deskapp.desks.handover.inspecting.actions_defect import (
    TEXT_LIMIT,
    assign_defects,
    edit_defect,
    find_defect,
    set_contractor,
)
from deskapp.desks.handover.inspecting.drafts import DefectDraft, DefectEdit
from deskapp.desks.handover.inspecting.lists import say_fault, say_item, say_room, shipped_lists
from deskapp.desks.handover.inspecting.model import ORIGINS, SEVERITIES
from deskapp.desks.handover.inspecting.queries import DefectPage, get_defect, get_defects
from deskapp.desks.handover.inspecting.queries_orders import list_contractors
from deskapp.office.organisation.queries import find_organisations
from deskapp.store.base import record_id
from deskapp.store.reasons import checked_reason
from deskapp.store.work import Reader, Work
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field, Load, Option
from deskapp.ui.here import Place
from deskapp.values.text import fold

CELLS: Final = 34
MOST: Final = 9
YES_NO: Final = ("yes", "no")


def find_contractors(data: Any, text: str) -> Sequence[Option]:
    """Contractors on record, names that defects stand under, and what was typed itself."""

    def read(reader: Reader) -> list[Option]:
        known = find_organisations(reader, text, kind="contractor", limit=MOST)
        options = [Option(["organisation", one.id], one.name, one.phone) for one in known]
        names = {one.name for one in known}
        wanted = fold(text)
        named = [name for name in list_contractors(reader) if wanted in fold(name) and name not in names]
        options += [Option(["name", name], name) for name in named]
        typed = text.strip()
        if typed and typed not in (*names, *named):
            options.append(Option(["name", typed], typed))
        return options[:MOST]

    return cast("Sequence[Option]", data.store.read(read))


def contractor_of(value: Any) -> tuple[str, int | None]:
    """A chosen contractor as a name or a record."""
    if not value:
        return "", None
    kind, told = value
    return ("", int(told)) if kind == "organisation" else (str(told), None)


def find_points(language: str) -> Load:
    """Room, item and fault by any of their words, as the checklists have them."""

    def load(_: Any, text: str) -> Sequence[Option]:
        lists, wanted = shipped_lists(), fold(text).split()
        found = []
        for room in lists.rooms.values():
            for item in room.items:
                for fault in lists.items[item].faults:
                    said = " ".join((say_room(room.code, language), say_item(item, language)))
                    told = f"{said} {say_fault(fault, language)}"
                    if all(word in fold(told) for word in wanted):
                        found.append(Option([room.code, item, fault], told))
                    if len(found) == MOST:
                        return found
        return found

    return load


class AboutDefects(CaseForm):
    """A form of this desk about a home; ``about`` names it."""

    TOPIC = "defect_form"

    def text_field(self, name: str, **more: Any) -> Field:
        """A line of words."""
        return fields.text(name, **{"cells": CELLS, "most": TEXT_LIMIT, "label": f"defects.{name}", **more})

    def unit_field(self) -> Field:
        """Which home."""
        found = find_places("unit", self.today, lambda: None)
        return fields.lookup("unit", found, required=True, cells=CELLS, label="defects.room")

    def contractor_field(self, **more: Any) -> Field:
        """Who mends it."""
        return fields.lookup("contractor", find_contractors, cells=CELLS, label="defects.contractor", **more)


class DefectForm(AboutDefects):
    """A defect without an inspection: from a round, a call, a sheet of paper. Dismisses with its id."""

    FORM: ClassVar[str] = "defect.find"
    TITLE_KEY = "defect_form.title"
    SAVED = "defect_form.saved"

    def __init__(
        self,
        unit_id: int = 0,
        code: str = "",
        draft: Draft | None = None,
        *,
        origin: str = "",
        text: str = "",
        **about: Any,
    ) -> None:
        super().__init__(0, code, draft, unit=unit_id, origin=origin, text=text, **about)

    def places(self) -> Sequence[Place]:
        """The home, where the form knows it."""
        return (("unit", int(self.about["unit"])),) if self.about.get("unit") else ()

    def fields(self) -> Sequence[Field]:
        """Where and what in one line; the rest follows unless it is said."""
        return (
            self.unit_field(),
            fields.lookup("point", find_points(self.words.language), required=True, cells=CELLS, label="defects.what",
                          hint="defect_form.hint_point"),
            self.text_field("text"),
            fields.choice("severity", SEVERITIES, "severity", optional=True, label="defects.severity"),
            fields.choice("wish", YES_NO, "answer", optional=True, label="defects.wish"),
            self.contractor_field(optional=True),
            fields.day("agreed_on", self.read_day, optional=True, label="defects.agreed_on"),
            fields.choice("origin", ORIGINS, "defect_origin", optional=True, label="defects.origin"),
            fields.day("found_on", self.read_day, optional=True, label="defects.found_on"),
        )  # fmt: skip

    def fill(self, data: Any) -> Mapping[str, Any]:
        """The home that it was opened for, and what is known already."""
        unit, known = int(self.about.get("unit") or 0), {"text": self.about.get("text") or None}
        known["origin"] = self.about.get("origin") or None
        if unit:
            option = data.store.read(lambda reader: named_place(reader, "unit", unit))
            return {"unit": option, **known}
        return known

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Write it down."""
        (_, unit), (room, item, fault) = values["unit"], values["point"]
        contractor, organisation = contractor_of(values["contractor"])
        draft = DefectDraft(
            room, item, fault,
            unit_id=int(unit), text=values["text"] or "", severity=values["severity"] or "",
            wish=values["wish"] == "yes", contractor=contractor, organisation_id=organisation,
            agreed_on=values["agreed_on"], origin=values["origin"] or "", found_on=values["found_on"],
        )  # fmt: skip
        return self.write(data, "defect.find", lambda work: record_id(find_defect(work, draft)))


class EditDefectForm(MoneyForm, AboutDefects):
    """How bad it is, whose it is, by when, and what is charged to the liable one."""

    FORM: ClassVar[str] = "defect.edit"
    TITLE_KEY = "defect_form.edit"
    TOPIC = "defect_form"
    SAVED = "defect_form.edited"

    def __init__(self, defect_id: int = 0, number: str = "", draft: Draft | None = None, **about: Any) -> None:
        super().__init__(0, number, draft, defect=defect_id, **about)

    def places(self) -> Sequence[Place]:
        """The defect."""
        return (("defect", int(self.about["defect"])),)

    def fields(self) -> Sequence[Field]:
        """What may be put right."""
        trades = {one.code: one.text.say(self.words.language) for one in shipped_lists().trades.values()}
        return (
            self.text_field("text"),
            fields.choice("severity", SEVERITIES, "severity", required=True, label="defects.severity"),
            fields.text("why", most=TEXT_LIMIT, cells=CELLS, label="defects.why_milder", hint="defects.hint_why",
                        when=self._is_milder),
            fields.choice("wish", YES_NO, "answer", label="defects.wish"),
            fields.chosen("trade", trades, required=True, label="defects.trade"),
            self.contractor_field(),
            fields.day("agreed_on", self.read_day, required=True, label="defects.agreed_on"),
            self.money_field("charged_back", label="defects.charged_back", optional=True),
            self.text_field("remark", optional=True),
        )  # fmt: skip

    def _is_milder(self, typed: Mapping[str, Any]) -> bool:
        return self.about.get("severity") == "safety" and typed.get("severity") not in ("safety", "", None)

    def fill(self, data: Any) -> Mapping[str, Any]:
        """As it is now."""
        number = int(self.about["defect"])
        page: DefectPage = data.store.read(lambda reader: get_defect(reader, number))
        row = page.row
        self.note(currency=row.currency, severity=row.severity, seen=row.version)
        named = ["organisation", row.organisation_id] if row.organisation_id else ["name", row.contractor]
        return {
            "text": row.text or None,
            "severity": row.severity,
            "wish": "yes" if row.wish else "no",
            "trade": row.trade,
            "contractor": Option(named, row.contractor) if row.contractor else None,
            "agreed_on": row.agreed_on,
            "charged_back": row.charged_back,
            "remark": row.remark or None,
        }

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Put it right; a danger becomes milder only with a reason."""
        number, seen = int(self.about["defect"]), self.about.get("seen")
        contractor, organisation = contractor_of(values["contractor"])
        edit = DefectEdit(
            values["severity"], values["trade"], values["text"] or "", values["wish"] == "yes", organisation,
            contractor, values["agreed_on"], values["remark"] or "", values["charged_back"],
        )  # fmt: skip

        def act(work: Work) -> int:
            if values.get("why"):
                work.reason = checked_reason(values["why"])
            return record_id(edit_defect(work, number, edit, seen))

        return self.write(data, "defect.edit", act)


class OrderForm(AboutDefects):
    """Defects go to a contractor on one sheet, which is printed. Dismisses with the order's id."""

    FORM: ClassVar[str] = "defect.order"
    TITLE_KEY = "order_form.title"
    TOPIC = "order_form"
    SAVED = "order_form.saved"

    def __init__(self, defect_ids: Sequence[int] = (), draft: Draft | None = None) -> None:
        super().__init__(0, "", draft, defects=list(defect_ids))

    def fields(self) -> Sequence[Field]:
        """Whose, by when."""
        return (
            self.contractor_field(required=True),
            fields.day("agreed_on", self.read_day, label="order_form.due_on", hint="order_form.hint_due"),
            self.text_field("note", label="order_form.note"),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Who is liable for most of them."""
        numbers = [int(one) for one in self.about["defects"]]
        rows = data.store.read(lambda reader: get_defects(reader, numbers))
        named = [row for row in rows if row.contractor]
        if not named:
            return {}
        first = max(named, key=lambda row: sum(one.contractor == row.contractor for one in named))
        code = ["organisation", first.organisation_id] if first.organisation_id else ["name", first.contractor]
        return {"contractor": Option(code, first.contractor)}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Give them, in one go."""
        numbers = [int(one) for one in self.about["defects"]]
        contractor, organisation = contractor_of(values["contractor"])

        def act(work: Work) -> int:
            order = assign_defects(
                work, numbers, contractor, values["agreed_on"], organisation_id=organisation, note=values["note"] or ""
            )
            return record_id(order)

        return self.write(data, "defect.assign", act)


class ContractorForm(AboutDefects):
    """Who is liable for a trade in a project; emptied: nobody in particular."""

    FORM: ClassVar[str] = "defect.liable"
    TITLE_KEY = "contractors.title"
    TOPIC = "contractors"
    SAVED = "contractors.saved"

    def __init__(
        self, project_id: int = 0, trade: str = "", word: str = "", contractor: str = "", draft: Draft | None = None
    ) -> None:
        super().__init__(0, word, draft, project=project_id, trade=trade, contractor=contractor)

    def fields(self) -> Sequence[Field]:
        """Who it is."""
        return (self.contractor_field(),)

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Who it is now."""
        name = str(self.about.get("contractor") or "")
        return {"contractor": Option(["name", name], name)} if name else {}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """From now on; defects that were found already keep who was named."""
        project, trade = int(self.about["project"]), str(self.about["trade"])
        contractor, organisation = contractor_of(values["contractor"])
        self.write(
            data, "defect.liable", lambda work: set_contractor(work, project, trade, contractor, organisation) and 1
        )
        return project


FORMS: Final = (DefectForm, EditDefectForm, OrderForm, ContractorForm)
"""What may be parked."""
