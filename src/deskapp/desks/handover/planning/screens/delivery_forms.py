"""Forms about one delivery: another time, what was agreed of it, deemed delivered, its end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from textual.widget import Widget

from deskapp.casework.screens.facts import Facts
from deskapp.desks.handover.planning.actions import edit_delivery
from deskapp.desks.handover.planning.actions_delivery import deem_delivered, end_delivery, reschedule
from deskapp.desks.handover.planning.drafts import DeliveryDraft
from deskapp.desks.handover.planning.queries import get_delivery
from deskapp.desks.handover.planning.queries_batch import slots_of
from deskapp.desks.handover.planning.rows import DeliveryRow, SlotRow
from deskapp.desks.handover.planning.rules import NoticeFact, judge_deemed
from deskapp.desks.handover.planning.screens.batch_forms import read_rate
from deskapp.desks.handover.planning.screens.plan_form import WIDE, PlanForm
from deskapp.errors import Fault
from deskapp.office.checking import NOTE_LIMIT
from deskapp.store.base import record_id
from deskapp.store.reasons import parse_reason
from deskapp.store.work import Reader
from deskapp.ui import fields
from deskapp.ui.fields import Field, Option
from deskapp.ui.lines import Run

MOST_SLOTS = 9


class DeliveryForm(PlanForm):
    """``about`` names the delivery; its room stands in the title."""

    ENTITY = "delivery"
    TOPIC = "delivery_forms"
    SAVED = "one_delivery.saved"

    @property
    def delivery_id(self) -> int:
        """Which one."""
        return self.number("delivery")

    def row(self, data: Any) -> DeliveryRow:
        """As it is now; in a thread."""
        found = self.read(data, lambda reader: get_delivery(reader, self.delivery_id))
        self.note(name=found.room)
        self.seen(found.version)
        return found

    def slot_field(self, **more: Any) -> Field:
        """A time of the batch, found by day and hour."""
        return fields.lookup("slot", self._find_slots, **more)

    def _find_slots(self, data: Any, text: str) -> Sequence[Option]:
        """Times from today on that have a place left, the earliest first."""

        def read(reader: Reader) -> Sequence[SlotRow]:
            batch = get_delivery(reader, self.delivery_id).batch_id
            return slots_of(reader, batch) if batch is not None else ()

        wanted = text.replace(" ", "")
        found = [one for one in self.read(data, read) if one.day >= self.today and one.left]
        options = [self.slot_option(one) for one in found]
        return [one for one in options if wanted in one.label.replace(" ", "")][:MOST_SLOTS]

    def slot_option(self, slot: SlotRow) -> Option:
        """A time as it is chosen."""
        weekday = self.text(f"weekday.{slot.day.weekday()}")
        label = f"{self.words.day(slot.day)} {weekday} {slot.starts}-{slot.ends}"
        return Option(slot.id, label, self.text("one_delivery.places_left", count=slot.left))


class RescheduleForm(DeliveryForm):
    """The owner comes at another time, or says when later."""

    FORM: ClassVar[str] = "handover.reschedule"
    TITLE_KEY = "one_delivery.reschedule"
    SAVED = "one_delivery.rescheduled"

    def fields(self) -> Sequence[Field]:
        """When, and why."""
        return (
            self.slot_field(label="one_delivery.slot", hint="one_delivery.hint_slot"),
            fields.text("reason", parse_reason, required=True, cells=WIDE, label="case_form.reason"),
        )

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it."""
        slot = None if values["slot"] is None else int(values["slot"])
        return self.write(
            data,
            "handover.reschedule",
            lambda work: record_id(reschedule(work, self.delivery_id, slot, reason=values["reason"])),
        )


class AgreedForm(DeliveryForm):
    """What was agreed of one delivery, where it is other than of the batch."""

    FORM: ClassVar[str] = "handover.delivery"
    TITLE_KEY = "one_delivery.agreed"

    def fields(self) -> Sequence[Field]:
        """The time, the contract's last day, the penalty, a note."""
        return (
            self.slot_field(label="one_delivery.slot"),
            self.day_field("due_on", label="batch_form.due_on"),
            fields.text("late_rate", read_rate, cells=12, label="batch_form.late_rate",
                        hint="batch_form.hint_late_rate"),
            fields.text("note", cells=WIDE, most=NOTE_LIMIT, label="batch_form.note"),
        )  # fmt: skip

    def fill(self, data: Any) -> Mapping[str, Any]:
        """As it is stored."""
        row = self.row(data)
        slot = None
        if row.slot_id is not None and row.slot_day is not None:
            slot = Option(row.slot_id, f"{self.words.day(row.slot_day)} {row.starts}-{row.ends}")
        return {"slot": slot, "due_on": row.due_on, "late_rate": row.late_rate, "note": row.note or None}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Write it."""
        slot, version = values["slot"], self.about.get("version")
        row = self.row(data)
        draft = DeliveryDraft(
            row.unit_id, row.batch_id, None, None if slot is None else int(slot), values["due_on"],
            values["late_rate"], values["note"] or "",
        )  # fmt: skip
        return self.write(
            data, "handover.delivery", lambda work: record_id(edit_delivery(work, self.delivery_id, draft, version))
        )


class DeemForm(DeliveryForm):
    """视为交付: what still stands against it is said before anything is typed; the letter that it rests on is named."""

    FORM: ClassVar[str] = "handover.deem"
    TITLE_KEY = "one_delivery.deem"
    SAVED = "one_delivery.deemed"

    def body(self) -> Iterable[Widget]:
        """The form, and what stands against it."""
        yield from super().body()
        yield Facts(self.said)

    @property
    def said(self) -> list[Run]:
        """What was read, as it is told."""
        found: list[Run] = getattr(self, "_said", [])
        return found

    def fields(self) -> Sequence[Field]:
        """The day, and the letter."""
        return (
            self.day_field("day", required=True, label="one_delivery.deemed_on"),
            fields.text("number", required=True, cells=24, label="one_delivery.letter"),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Today, and the last notice; what stands against it."""
        row = self.row(data)
        facts = [NoticeFact(one.number, one.round, one.sent_on, one.risk_on, one.returned_on) for one in row.sent]
        faults = judge_deemed(row.state, facts, row.absent_on, self.today)
        self._said = deemed_lines(row, faults, self)
        return {"day": self.today, "number": row.last_notice.number if row.last_notice else None}

    def filled(self) -> None:
        """Told beside the form."""
        self.query_one(Facts).show(self.said)

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it."""
        return self.write(
            data,
            "handover.deem",
            lambda work: record_id(deem_delivered(work, self.delivery_id, values["day"], values["number"].strip())),
        )


class EndForm(DeliveryForm):
    """The delivery is no more; a new one may begin."""

    FORM: ClassVar[str] = "handover.end"
    TITLE_KEY = "one_delivery.end"
    SAVED = "one_delivery.ended"

    def fields(self) -> Sequence[Field]:
        """Why."""
        return (fields.text("reason", parse_reason, required=True, cells=WIDE, label="case_form.reason"),)

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it."""
        return self.write(
            data, "handover.end", lambda work: record_id(end_delivery(work, self.delivery_id, values["reason"]))
        )


def deemed_lines(row: DeliveryRow, faults: Sequence[Fault], screen: Any) -> list[Run]:
    """The notices with their mail, then ✗ for what stands against it, or ✓."""
    said: list[Run] = []
    for one in row.sent:
        mail = screen.text(f"mail.{one.mail}")
        said.append((screen.text("one_delivery.notice", number=one.number, day=one.sent_on, mail=mail), "muted"))
    said += [(f"✗ {screen.text(fault.code, **fault.values)}", "warning") for fault in faults]
    if not faults:
        said.append((f"✓ {screen.text('one_delivery.may_be_deemed')}", "good"))
    return said


FORMS = (RescheduleForm, AgreedForm, DeemForm, EndForm)
