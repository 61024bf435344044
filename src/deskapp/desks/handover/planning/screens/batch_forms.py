"""Forms of a batch: its frame, its buildings, times by a pattern, a training, an edition of a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from deskapp.casework.screens.papers_parts import take_newest
from deskapp.desks.handover.planning.actions import (
    edit_batch,
    edit_training,
    note_training,
    plan_batch,
    publish_batch,
    set_buildings,
)
from deskapp.desks.handover.planning.actions_parts import add_form_edition, set_slots
from deskapp.desks.handover.planning.drafts import LINE_LIMIT, BatchDraft, FormDraft, TrainingDraft, judge_rate
from deskapp.desks.handover.planning.plans import routes_on
from deskapp.desks.handover.planning.queries import get_batch
from deskapp.desks.handover.planning.screens.plan_form import WIDE, PlanForm, find_project_options
from deskapp.desks.handover.planning.slots import Pattern, days_between, parse_pattern, slots_of
from deskapp.errors import DeskError, Fault
from deskapp.office.checking import NOTE_LIMIT
from deskapp.office.property.queries import list_buildings
from deskapp.papers.actions import attach_file
from deskapp.store.base import record_id
from deskapp.store.reasons import parse_reason
from deskapp.store.work import Work
from deskapp.ui import fields
from deskapp.ui.fields import Field, Option
from deskapp.ui.lines import shell_of
from deskapp.values.figures import read_figure
from deskapp.values.rooms import strip_building

_PARTING = str.maketrans("，、；;/ ", ",,,,,,")
YES_NO = ("no", "yes")


def read_rate(text: str) -> tuple[Any, Fault | None]:
    """Percent a day; a per-mille or per-myriad sign behind it is understood (万分之一 is 0.01 %)."""
    plain = text.strip()
    if plain.endswith("‱") or plain.startswith("万分之"):
        figure = read_figure(plain.removesuffix("‱").removeprefix("万分之"), "CN")
        figure = None if figure is None else figure / 100
    else:
        figure = read_figure(plain.removesuffix("%"), "CN")
    if figure is None:
        return None, Fault("calc.figure", {"value": text})
    return (None, fault) if (fault := judge_rate(figure)) else (figure, None)


class BatchForm(PlanForm):
    """A batch: whose homes, when, where, by which way."""

    ENTITY = "handover_batch"
    FORM: ClassVar[str] = "handover.batch"
    TOPIC = "handover_batch"
    SAVED = "batch_form.saved"

    def title_text(self) -> str:
        """New, or what is edited."""
        if not self.about.get(self.ENTITY):
            return self.text("batch_form.new")
        return f"{self.text('batch_form.edit')} {self.about.get('name') or ''}".strip()

    def fields(self) -> Sequence[Field]:
        """What everybody knows first; what the contracts say of being late is asked for when it is wanted."""
        routes = {one.code: one.name.say(self.words.language) for one in routes_on(self.today, "*")}
        return (
            fields.lookup("project", find_project_options, required=True, label="column.project"),
            fields.text("batch_name", required=True, cells=30, most=LINE_LIMIT, label="batch_form.name"),
            self.day_field("begins_on", required=True, label="batch_form.begins_on"),
            self.day_field("ends_on", required=True, label="batch_form.ends_on"),
            fields.chosen("route", routes, required=True, cells=30, label="batch_form.route"),
            fields.text("place", cells=30, most=LINE_LIMIT, label="batch_form.place"),
            fields.text("contact", cells=30, most=LINE_LIMIT, label="batch_form.contact"),
            self.day_field("due_on", label="batch_form.due_on", hint="batch_form.hint_due_on"),
            self.day_field("risk_on", label="batch_form.risk_on", hint="batch_form.hint_risk_on"),
            fields.text("late_rate", read_rate, cells=12, optional=True, label="batch_form.late_rate",
                        hint="batch_form.hint_late_rate"),
            fields.text("note", cells=WIDE, most=NOTE_LIMIT, optional=True, label="batch_form.note"),
        )  # fmt: skip

    def fill(self, data: Any) -> Mapping[str, Any]:
        """As it is stored; a new one has the only project, and the usual way."""
        number = self.about.get(self.ENTITY)
        if not number:
            projects = find_project_options(data, "")
            return {"route": "pay_first", **({"project": projects[0]} if len(projects) == 1 else {})}
        batch = self.read(data, lambda reader: get_batch(reader, int(number)))
        self.seen(batch.version)
        found: dict[str, Any] = {
            name: getattr(batch, name) for name in ("begins_on", "ends_on", "route", "due_on", "risk_on", "late_rate")
        }
        found |= {name: getattr(batch, name) or None for name in ("place", "contact", "note")}
        return {**found, "project": Option(batch.project_id, batch.project), "batch_name": batch.name}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Begin it, or edit it."""
        draft = BatchDraft(
            int(values["project"]),
            values["batch_name"],
            values["begins_on"],
            values["ends_on"],
            values["place"] or "",
            values["contact"] or "",
            values["route"],
            values["risk_on"],
            values["due_on"],
            values["late_rate"],
            values["note"] or "",
        )
        number, version = self.about.get(self.ENTITY), self.about.get("version")
        self.note(name=draft.name)

        def act(work: Work) -> int:
            if number:
                return record_id(edit_batch(work, int(number), draft, version))
            return record_id(plan_batch(work, draft))

        try:
            return self.write(data, "handover.batch", act)
        except DeskError as error:
            if error.field == "name":
                raise DeskError(error.code, "batch_name", **error.values) from None
            raise


class BuildingsForm(PlanForm):
    """Which buildings are handed over in a batch; typed by number, all of them by a star."""

    ENTITY = "batch"
    FORM: ClassVar[str] = "handover.buildings"
    TITLE_KEY = "batch_form.buildings"
    TOPIC = "handover_batch"
    SAVED = "batch_form.saved"

    def fields(self) -> Sequence[Field]:
        """One line."""
        known = str(self.about.get("known") or "")
        hint = self.text("batch_form.hint_buildings", known=known) if known else ""
        return (fields.text("buildings", required=True, cells=WIDE, label="batch_form.which_buildings", hint=hint),)

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Those that it has."""
        batch = self.read(data, lambda reader: get_batch(reader, self.number("batch")))
        return {"buildings": ",".join(one.code for one in batch.buildings) or None}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Set them."""
        number = self.number("batch")
        batch = self.read(data, lambda reader: get_batch(reader, number))
        known = {code: one for one, code in self.read(data, lambda reader: list_buildings(reader, batch.project_id))}
        text = str(values["buildings"]).translate(_PARTING)
        if text.strip() in ("*", "＊"):
            wanted = list(known.values())
        else:
            codes = [strip_building(code) for code in text.split(",") if code.strip()]
            for code in codes:
                if code not in known:
                    raise DeskError("batch.no_such_building", "buildings", building=code, known=", ".join(known))
            wanted = [known[code] for code in codes]
        self.write(data, "handover.batch", lambda work: set_buildings(work, number, wanted))
        return number


class SlotsForm(PlanForm):
    """Times of a batch's days, made by one pattern for all of them."""

    ENTITY = "batch"
    FORM: ClassVar[str] = "handover.slots"
    TITLE_KEY = "slots_form.title"
    TOPIC = "handover_slots"
    SAVED = "slots_form.saved"

    def fields(self) -> Sequence[Field]:
        """Which times, as they are typed; the days stand there already."""
        return (
            fields.text("pattern", parse_pattern, required=True, cells=WIDE, label="slots_form.pattern",
                        hint="slots_form.hint", echo=_said),
            self.day_field("first", required=True, label="batch_form.begins_on"),
            self.day_field("last", required=True, label="batch_form.ends_on"),
            fields.choice("weekends", ("yes", "no"), "answer", required=True, label="slots_form.weekends"),
        )  # fmt: skip

    def fill(self, data: Any) -> Mapping[str, Any]:
        """The batch's days."""
        batch = self.read(data, lambda reader: get_batch(reader, self.number("batch")))
        return {"first": batch.begins_on, "last": batch.ends_on, "weekends": "yes"}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Make them; the times of other days stay."""
        number, first, last = self.number("batch"), values["first"], values["last"]
        if last < first:
            raise DeskError("draft.ends_before_start", "last")
        days = days_between(first, last, weekends=values["weekends"] == "yes")
        pattern: Pattern = values["pattern"]
        self.write(data, "handover.batch", lambda work: set_slots(work, number, slots_of(days, pattern), days))
        return number


class TrainingForm(PlanForm):
    """A training for the handover."""

    ENTITY = "batch"
    FORM: ClassVar[str] = "handover.training"
    TITLE_KEY = "training_form.title"
    TOPIC = "handover_training"
    SAVED = "training_form.saved"

    def fields(self) -> Sequence[Field]:
        """About what, when, who was there."""
        return (
            fields.text("topic", required=True, cells=WIDE, most=LINE_LIMIT, label="training_form.topic"),
            self.day_field("held_on", required=True, label="training_form.held_on"),
            fields.text("people", cells=WIDE, most=NOTE_LIMIT, label="training_form.people"),
            fields.text("note", cells=WIDE, most=NOTE_LIMIT, label="training_form.note"),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Today, or what is stored."""
        number, batch = self.about.get("training"), self.number("batch")
        held = self.read(data, lambda reader: get_batch(reader, batch)).trainings
        row = next((one for one in held if number and one.id == int(number)), None)
        if row is None:
            return {"held_on": self.today}
        return {"held_on": row.held_on, "topic": row.topic, "people": row.people or None, "note": row.note or None}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it, or put it right."""
        draft = TrainingDraft(values["held_on"], values["topic"], values["people"] or "", values["note"] or "")
        batch, number = self.number("batch"), self.about.get("training")

        def act(work: Work) -> int:
            if number:
                return record_id(edit_training(work, int(number), draft))
            return record_id(note_training(work, batch, draft))

        return self.write(data, "handover.training", act)


class PublishForm(PlanForm):
    """A batch is announced although something is missing; with a reason that the trail keeps."""

    ENTITY = "batch"
    FORM: ClassVar[str] = "handover.publish"
    TITLE_KEY = "publish_form.title"
    TOPIC = "handover_batch"
    SAVED = "publish_form.saved"

    def fields(self) -> Sequence[Field]:
        """Why."""
        return (fields.text("reason", parse_reason, required=True, cells=WIDE, label="case_form.reason"),)

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Announce it."""
        number = self.number("batch")
        self.write(data, "handover.publish", lambda work: publish_batch(work, number, values["reason"]))
        return number


class FormEditionForm(PlanForm):
    """An edition of one of the centre's own forms, with its file from the scanner's folder."""

    FORM: ClassVar[str] = "handover.form"
    TITLE_KEY = "form_library.new"
    TOPIC = "form_library"
    SAVED = "form_library.saved"

    def fields(self) -> Sequence[Field]:
        """Which form, which edition, from when on, what is new in it."""
        return (
            fields.text("form_name", required=True, cells=WIDE, most=LINE_LIMIT, label="form_library.name"),
            fields.text("edition", required=True, cells=16, most=LINE_LIMIT, label="form_library.edition"),
            self.day_field("valid_from", required=True, label="form_library.valid_from"),
            fields.text("changes", cells=WIDE, most=NOTE_LIMIT, label="form_library.changes"),
            fields.choice("newest", YES_NO, "answer", label="form_library.newest", hint="form_library.hint_newest"),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Today; the form whose edition was under the cursor."""
        return {"valid_from": self.today, "form_name": self.about.get("of") or None, "newest": "no"}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Keep the file where one is wanted, and enter the edition."""
        app = shell_of(self)
        kept = None
        if values["newest"] == "yes":
            kept, _ = take_newest(app.settings.camera_folder, data.home.files, app.now())

        def act(work: Work) -> int:
            file_id = None if kept is None else record_id(attach_file(work, kept))
            draft = FormDraft(
                values["form_name"], values["edition"], values["valid_from"], file_id, values["changes"] or ""
            )
            return record_id(add_form_edition(work, draft))

        return self.write(data, "handover.form", act)


def _said(pattern: Pattern, words: Any) -> str:
    """How many times and places a pattern makes."""
    return str(
        words.text(
            "slots_form.told",
            count=len(pattern),
            places=sum(places for _, _, places in pattern),
            first=pattern[0][0],
            last=pattern[-1][1],
        )
    )


FORMS = (BatchForm, BuildingsForm, SlotsForm, TrainingForm, PublishForm, FormEditionForm)
