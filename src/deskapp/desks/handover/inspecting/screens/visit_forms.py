"""Forms about going through homes: begun or planned, and the owner comes again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, ClassVar, Final, cast

from sqlmodel import col, select

from deskapp.cases.clock import zone_of
from deskapp.casework.screens.finding import named_place
from deskapp.desks.handover.inspecting.actions import begin_inspection, country_of_project, plan_many, plan_recheck
from deskapp.desks.handover.inspecting.drafts import InspectionDraft
from deskapp.desks.handover.inspecting.lists import recheck_on
from deskapp.desks.handover.inspecting.model import INSPECTION_KINDS
from deskapp.desks.handover.inspecting.screens.defect_forms import YES_NO, AboutDefects
from deskapp.desks.handover.planning.model import Delivery
from deskapp.errors import DeskError
from deskapp.office.property.model import Unit
from deskapp.office.property.queries import unit_code
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field

_HOUR: Final = time(10)


class RecheckForm(AboutDefects):
    """When the owner comes again; the message to them goes with it."""

    FORM: ClassVar[str] = "inspection.recheck"
    TITLE_KEY = "recheck_form.title"
    TOPIC = "recheck_form"
    SAVED = "recheck_form.saved"

    def __init__(self, delivery_id: int = 0, code: str = "", draft: Draft | None = None) -> None:
        super().__init__(0, code, draft, delivery=delivery_id)

    def fields(self) -> Sequence[Field]:
        """When and where."""
        return (
            self.moment_field("starts_at", required=True, label="recheck_form.starts_at"),
            self.text_field("place", label="recheck_form.place"),
            fields.choice("tell", YES_NO, "answer", label="recheck_form.tell"),
            self.text_field("note", label="order_form.note", optional=True),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """In as many days as are usual."""
        number, today = int(self.about["delivery"]), self.today

        def read(reader: Reader) -> tuple[str, datetime]:
            delivery = reader.get(Delivery, number)
            country = country_of_project(reader, delivery.project_id)
            day = recheck_on(today, country)
            return unit_code(reader, delivery.unit_id), datetime.combine(day, _HOUR, zone_of(country))

        code, starts_at = data.store.read(read)
        self.note(number=code)
        return {"starts_at": starts_at, "place": code, "tell": "yes"}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Plan it."""
        number, at = int(self.about["delivery"]), values["starts_at"].astimezone(UTC)
        told = {"place": values["place"] or "", "note": values["note"] or "", "tell": values["tell"] != "no"}
        return self.write(
            data, "inspection.recheck", lambda work: record_id(plan_recheck(work, number, at, None, **told))
        )


class BeginForm(AboutDefects):
    """An inspection: of one home now, or planned for a day, of a home or of a whole building. Dismisses with an id."""

    FORM: ClassVar[str] = "inspection.begin"
    TITLE_KEY = "begin_form.title"
    TOPIC = "begin_form"

    def __init__(self, unit_id: int = 0, code: str = "", draft: Draft | None = None, kind: str = "pre") -> None:
        super().__init__(0, code, draft, unit=unit_id, kind=kind)

    def fields(self) -> Sequence[Field]:
        """Which home, what kind, who goes."""
        return (
            self.unit_field(),
            fields.choice("kind", INSPECTION_KINDS, "inspection_kind", required=True, label="inspection.kind"),
            fields.day("planned_on", self.read_day, required=True, label="inspection.planned_on"),
            fields.choice("building", YES_NO, "answer", label="begin_form.building", hint="begin_form.hint_building"),
            self.text_field("inspector", label="inspection.inspector"),
            fields.choice("owner_present", YES_NO, "answer", optional=True, label="inspection.owner_present"),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Today, the home alone."""
        unit = int(self.about.get("unit") or 0)
        known = {"kind": self.about["kind"], "planned_on": self.today, "building": "no"}
        if unit:
            return {"unit": data.store.read(lambda reader: named_place(reader, "unit", unit)), **known}
        return known

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Of today it begins; of a later day, or of a building, it is planned. 0 where nobody goes in now."""
        unit, day = int(values["unit"][1]), cast("date", values["planned_on"])
        kind, inspector = values["kind"], values["inspector"] or ""
        if day < self.today:
            raise DeskError("inspection.planned_past", "planned_on", day=day)

        def act(work: Work) -> int:
            if values["building"] == "yes":
                plan_many(work, _of_building(work, unit), kind, day, inspector)
                return 0
            begins = day == self.today
            draft = InspectionDraft(
                unit, kind, owner_present=values["owner_present"] == "yes", inspector=inspector, planned_on=day,
                begin=begins,
            )  # fmt: skip
            number = record_id(begin_inspection(work, draft))
            return number if begins else 0

        return self.write(data, "inspection.begin", act)


def _of_building(work: Work, unit_id: int) -> list[int]:
    building = work.get(Unit, unit_id).building_id
    query = select(Unit.id).where(Unit.building_id == building).order_by(col(Unit.id))
    return [number for number in work.session.exec(query) if number is not None]


FORMS: Final = (RecheckForm, BeginForm)
"""What may be parked."""
