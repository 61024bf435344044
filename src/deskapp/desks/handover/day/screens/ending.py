"""How an owner's way ends at the counter: signed, with a list or without one; refused; on another day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from deskapp.cases.gates import GateResult
from deskapp.casework.screens.papers_parts import take_newest
from deskapp.desks.handover.day.actions_end import lateness, refuse, reschedule_visit, sign
from deskapp.desks.handover.day.drafts import NAME_LIMIT, RefusalDraft, SignDraft
from deskapp.desks.handover.day.gates import gates_at, is_passable
from deskapp.desks.handover.day.look import join_few, join_names, say_gates
from deskapp.desks.handover.day.rules import SIGNATURE, stops_left
from deskapp.desks.handover.day.screens.printing import print_of
from deskapp.desks.handover.day.screens.visit_form import WIDE, YES_NO, VisitForm, code_of
from deskapp.desks.handover.day.station import Slot, country_of, free_slots, overridden
from deskapp.desks.handover.giving.letters import DEED
from deskapp.desks.handover.inspecting.lists import recheck_on
from deskapp.desks.handover.inspecting.queries import defects_of
from deskapp.desks.handover.planning.model import Delivery
from deskapp.desks.handover.planning.plans import RefusalReason, refusals_on
from deskapp.office.checking import NOTE_LIMIT
from deskapp.papers.actions import attach_file
from deskapp.store.base import record_id
from deskapp.store.reasons import parse_reason
from deskapp.store.work import Reader, Work
from deskapp.ui import fields
from deskapp.ui.commands import Command, bindings
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field, Option
from deskapp.ui.form import Form
from deskapp.ui.lines import Run, shell_of

PRINT_DEED: Final = Command("station.deed", "f8", "station", priority=True)
MOST_NAMED: Final = 4
"""Defects that the form names."""
USUAL_TIME: Final = time(9, 30)


class SignForm(VisitForm):
    """Both signed the deed: who, the consent to what is still open, when they come again, the scan of the deed."""

    FORM: ClassVar[str] = "handover.sign"
    TITLE_KEY = "sign_form.title"
    SAVED = "sign_form.saved"
    BINDINGS: ClassVar[list[BindingType]] = bindings(PRINT_DEED)

    def __init__(self, visit_id: int = 0, number: str = "", draft: Draft | None = None) -> None:
        super().__init__(visit_id, number, draft)
        self._shut: tuple[GateResult, ...] = ()
        self._runs: list[Run] = []
        self._listed = 0

    def fields(self) -> Sequence[Field]:
        """The usual is filled in: Enter and save are enough where nothing is open."""
        page = self.page
        assert page is not None
        listed = self._listed > 0
        return (
            fields.text("signed_by", cells=WIDE, most=NAME_LIMIT, required=True, label="sign_form.signed_by"),
            *(
                (
                    fields.text("consent", cells=WIDE, most=NOTE_LIMIT, required=True, label="sign_form.consent",
                                hint="sign_form.hint_consent"),
                    self.moment_field("recheck_at", label="sign_form.recheck_at", hint="sign_form.hint_recheck"),
                )
                if listed
                else ()
            ),
            *((self._why(),) if self._shut and self._may_pass() else ()),
            fields.choice("scan", YES_NO, "answer", cells=WIDE, label="sign_form.scan", hint="sign_form.hint_scan"),
            fields.text("signed_as", cells=WIDE, most=NAME_LIMIT, optional=True, label="sign_form.signed_as"),
            fields.day("signed_on", self.read_day, optional=True, label="sign_form.signed_on"),
        )  # fmt: skip

    def _why(self) -> Field:
        return fields.text(
            "why",
            parse_reason,
            cells=WIDE,
            most=NOTE_LIMIT,
            label="station_page.why_pass",
            hint="station_page.hint_pass",
        )

    def _may_pass(self) -> bool:
        """Whether this clerk may let them sign although something is missing; nobody passes a danger."""
        rights = shell_of(self).opened().clerk.rights
        return all(is_passable(one) and rights.may(f"override.handover.{one.id}") for one in self._shut)

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Who came signs; with defects open the usual words of consent, and the day on which owners come again."""
        data.store.read(self.read)
        page = self.page
        assert page is not None
        told: dict[str, Any] = {"signed_by": page.row.name, "scan": "no"}
        if self._listed:
            told["consent"] = self.text("sign_form.usual_consent", count=self._listed)
            told["recheck_at"] = self._recheck
        return told

    def read(self, reader: Reader) -> None:
        """Gates, stations left, defects, the penalty."""
        super().read(reader)
        page = self.page
        assert page is not None
        words, row, now = self.words, page.row, shell_of(self).now()
        delivery = reader.get(Delivery, row.delivery_id)
        passed = overridden(page)
        gates = [gate for gate in gates_at(reader, row.delivery_id, SIGNATURE, self.today) if gate.id not in passed]
        self._shut = tuple(gate for gate in gates if gate.blocks and not gate.is_open)
        open_ones = [one for one in defects_of(reader, row.unit_id, closed=False) if not one.wish]
        listed = [one for one in open_ones if one.severity != "safety"]
        self._listed = len(listed)
        runs: list[Run] = []
        left = stops_left(page.route, row.passed, row.station)
        if left:
            names = join_names((words.text(f"station.{code}") for code in left), words)
            runs.append((words.text("sign_form.left", stations=names), "error"))
        runs += self._late(*lateness(reader, delivery, self.today), delivery.currency)
        if listed:
            said = join_few([one.said(words.language) for one in listed], words, MOST_NAMED)
            runs.append((words.text("sign_form.defects", count=len(listed), said=said), "warning"))
        runs += say_gates(sorted(gates, key=lambda one: not one.blocks), words)
        self._runs = runs or [(words.text("sign_form.all_done"), "good")]
        day = recheck_on(self.today, country_of(reader, delivery))
        self._recheck = datetime.combine(day, USUAL_TIME, now.tzinfo)

    def _late(self, days: int, penalty: Decimal | None, currency: str) -> list[Run]:
        if not days:
            return []
        if penalty is None:
            return [(self.text("sign_form.late", days=days), "warning")]
        amount = self.words.money(penalty, currency)
        return [(self.text("sign_form.penalty", days=days, amount=amount), "warning")]

    def runs(self) -> tuple[Run, ...]:
        """What holds the signature, and what it does."""
        return tuple(self._runs)

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Sign; a scan that is there is kept first, and stands or falls with it."""
        app = shell_of(self)
        kept = None
        if values["scan"] == "yes":
            kept, _ = take_newest(app.settings.camera_folder, data.home.files, app.now())
        number, why = self.visit_id, values.get("why")
        overrides = {gate.id: why for gate in self._shut} if why else {}

        def do(work: Work) -> int:
            file_id = record_id(attach_file(work, kept)) if kept is not None else None
            draft = SignDraft(
                values["signed_by"],
                values["signed_as"] or "",
                values.get("consent") or "",
                file_id,
                values.get("recheck_at"),
                values["signed_on"],
            )
            sign(work, number, draft, overrides)
            return number

        return self.write(data, "delivery.sign", do)

    def action_deed(self) -> None:
        """The form that both sign."""
        print_of(self, DEED, self.visit_id, self.delivery_id)


class RefuseForm(VisitForm):
    """The owner does not take the home: why, whether that is a good reason, and from when the risk is theirs."""

    FORM: ClassVar[str] = "handover.refuse"
    TITLE_KEY = "refuse_form.title"
    SAVED = "refuse_form.saved"

    def __init__(self, visit_id: int = 0, number: str = "", draft: Draft | None = None) -> None:
        super().__init__(visit_id, number, draft)
        self.reasons: tuple[RefusalReason, ...] = ()

    def fields(self) -> Sequence[Field]:
        """The reason decides; who thinks otherwise says so."""
        language = self.words.language
        names = {one.code: one.name.say(language) for one in self.reasons}
        return (
            fields.chosen("code", names, required=True, cells=WIDE, label="refuse_form.code"),
            fields.text("note", cells=WIDE, most=NOTE_LIMIT, label="refuse_form.note", hint="refuse_form.hint_note"),
            fields.choice("justified", YES_NO, "answer", cells=WIDE, optional=True, label="refuse_form.justified",
                          hint="refuse_form.hint_justified"),
            fields.day("risk_on", self.read_day, optional=True, label="refuse_form.risk_on",
                       hint="refuse_form.hint_risk"),
        )  # fmt: skip

    def read(self, reader: Reader) -> None:
        """The reasons of the country."""
        super().read(reader)
        delivery = reader.get(Delivery, self.delivery_id)
        self.reasons = refusals_on(self.today, country_of(reader, delivery))

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Nothing is usual about a refusal."""
        data.store.read(self.read)
        return {}

    def runs(self) -> tuple[Run, ...]:
        """What the reason means for the risk."""
        if not self.query(Form) or "code" not in self.form.rows:
            return ()
        typed = self.form.typed
        reason = next((one for one in self.reasons if one.code == code_of(typed["code"])), None)
        if reason is None:
            return ()
        said = code_of(typed["justified"])
        justified = reason.justified if said not in YES_NO else said == "yes"
        key = "refuse_form.is_justified" if justified else "refuse_form.is_unjustified"
        source = self.text("refuse_form.source", source=reason.validity.source)
        return ((self.text(key), "plain" if justified else "warning"), (source, "muted"))

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it."""
        number = self.visit_id
        said = values["justified"]
        draft = RefusalDraft(
            values["code"], None if not said else said == "yes", values["note"] or "", values["risk_on"]
        )

        def do(work: Work) -> int:
            refuse(work, number, draft)
            return number

        return self.write(data, "delivery.refuse", do)


class RescheduleForm(VisitForm):
    """They come again at another time; the places that are left stand there."""

    FORM: ClassVar[str] = "handover.reschedule"
    TITLE_KEY = "reschedule_form.title"
    SAVED = "reschedule_form.saved"

    def fields(self) -> Sequence[Field]:
        """When, and why."""
        return (
            fields.lookup("slot", self._slots, required=True, cells=WIDE, label="reschedule_form.slot",
                          hint="reschedule_form.hint_slot"),
            fields.text("reason", cells=WIDE, most=NOTE_LIMIT, required=True, label="case_form.reason"),
        )  # fmt: skip

    def fill(self, data: Any) -> Mapping[str, Any]:
        """The next time that has a place."""
        data.store.read(self.read)
        page = self.page
        assert page is not None
        batch, today = page.row.batch_id, self.today
        found: list[Slot] = data.store.read(lambda reader: free_slots(reader, batch, today, limit=1))
        return {"slot": self._option(found[0])} if found else {}

    def _slots(self, data: Any, text: str) -> Sequence[Option]:
        page = self.page
        if page is None:
            return []
        batch, today = page.row.batch_id, self.today
        found: list[Slot] = data.store.read(lambda reader: free_slots(reader, batch, today))
        options = [self._option(slot) for slot in found]
        return [one for one in options if text.strip() in one.label][:9]

    def _option(self, slot: Slot) -> Option:
        return Option(
            slot.id, f"{self.words.day(slot.day)} {slot.starts}", self.text("reschedule_form.left", count=slot.left)
        )

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Another day."""
        number, slot, reason = self.visit_id, int(values["slot"]), values["reason"]

        def do(work: Work) -> int:
            reschedule_visit(work, number, slot, reason)
            return number

        return self.write(data, "delivery.reschedule", do)


FORMS = (SignForm, RefuseForm, RescheduleForm)
