"""The result is handed over: who takes it, by what right, which originals go with it, what is still to be paid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final

from textual.widget import Widget

from deskapp.cases.gates import GateResult, judge_gate, judge_step
from deskapp.cases.model import Case
from deskapp.casework.screens.facts import Facts
from deskapp.casework.screens.step import GatedForm
from deskapp.desks.intake.actions_result import Handover, Receiver, deliver_result, get_handover, list_receivers
from deskapp.desks.intake.drafts import DeliveryDraft
from deskapp.desks.intake.model import WAYS
from deskapp.office.customer.finding import find_people
from deskapp.store.base import record_id
from deskapp.store.work import Reader
from deskapp.ui import fields
from deskapp.ui.cells import typed
from deskapp.ui.fields import Field, Option
from deskapp.ui.lines import Run

_BY_ITSELF: Final = ("result.delivered", "originals.back")
"""Gates that the handover itself opens; of originals that are elsewhere it says so when it is saved."""


class DeliveryForm(GatedForm):
    """Dismisses with the id of the delivery; the customer in person is filled in already."""

    FORM: ClassVar[str] = "case.deliver"
    TITLE_KEY = "delivery_form.title"
    TOPIC = "delivery_form"
    SAVED = "delivery_form.saved"

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._receivers: tuple[Receiver, ...] = ()
        self._handover = Handover((), (), ())

    def body(self) -> Iterable[Widget]:
        """What is missing, the form, and what goes with the result."""
        yield from super().body()
        yield Facts(self._facts())

    def gates(self, reader: Reader, engine: Any, case: Case, clerk_id: int) -> Sequence[GateResult]:
        """Those of the step that the handover does not open by itself, and the result."""
        assert self.procedure is not None
        if not case.step:
            return ()
        results = judge_step(reader, engine, case, self.procedure.step(case.step), clerk_id)
        elsewhere = bool(get_handover(reader, self.case_id).elsewhere)
        opened = {"result.delivered"} if elsewhere else set(_BY_ITSELF)
        received = judge_gate(reader, engine, case, "result.received")
        return [received, *(result for result in results if result.id not in (*opened, received.id))]

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Who may take it, and what goes with it."""
        super().fill(data)
        today = self.today

        def read(reader: Reader) -> None:
            self._receivers = tuple(list_receivers(reader, self.case_id, today))
            self._handover = get_handover(reader, self.case_id)

        data.store.read(read)
        first = self._receivers[0] if self._receivers else None
        return {"receiver_id": self._option(first) if first else None, "way": "in_person"}

    def fields(self) -> Sequence[Field]:
        """Who and how; a slip where it is sent."""
        return (
            fields.lookup("receiver_id", self._load, required=True, cells=36, label="delivery_form.receiver"),
            fields.choice("way", WAYS, "way", cells=36, label="delivery_form.way", required=True),
            fields.text("slip", cells=36, most=200, label="delivery_form.slip", when=_is_sent),
            fields.text("signed_by", cells=36, most=200, label="delivery_form.signed_by", optional=True),
            *self.override_fields(),
            self.happened_field(),
        )

    def _load(self, data: Any, text: str) -> Sequence[Option]:
        """Those with a right first, then anybody: who has none is refused when it is saved."""
        told = [one for one in self._receivers if text.casefold() in one.name.casefold()]
        known = {one.id for one in told}
        others = [Option(one.id, typed(one.name), one.phone) for one in find_people(data.store, text, self.today)]
        return [*(self._option(one) for one in told), *(one for one in others if one.code not in known)]

    def _option(self, receiver: Receiver) -> Option:
        note = self.text(f"right.{receiver.right}") if receiver.right else self.text("delivery_form.own")
        return Option(receiver.id, typed(receiver.name), note)

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Hand it over."""
        draft = DeliveryDraft(
            self.case_id,
            values["receiver_id"],
            values["way"],
            values["slip"] or "",
            values["signed_by"] or "",
            values["happened_at"],
        )
        given = self.overrides(values)
        return self.write(
            data,
            "case.deliver",
            lambda work: record_id(deliver_result(work, data.engine, draft, overrides=given)),
        )

    def _facts(self) -> Iterable[Run]:
        here, elsewhere, owed = self._handover.here, self._handover.elsewhere, self._handover.owed
        for receiver in self._receivers:
            if receiver.fault is not None:
                why = self.words.say(receiver.fault)
                yield self.text("delivery_form.may_not", name=receiver.name, why=why), "warning"
        between = "、" if self.words.language == "zh" else ", "
        if here:
            yield self.text("delivery_form.originals", papers=between.join(_name(row) for row in here)), "strong"
        if elsewhere:
            told = between.join(f"{_name(row)} ({self.text(f'paper_holder.{row.holder}')})" for row in elsewhere)
            yield self.text("delivery_form.elsewhere", papers=told), "warning"
        if any(gate.id.startswith("fees.") for gate in self.shut):
            return
        for row in owed:
            what = row.text or self.text(f"purpose.{row.purpose}")
            yield self.text("delivery_form.owed", what=what, amount=self.words.money(row.open, row.currency)), "warning"


def _name(row: Any) -> str:
    return str(row.name or row.code)


def _is_sent(told: Mapping[str, Any]) -> bool:
    said = told.get("way")
    return isinstance(said, list) and said[0] in WAYS[1:]
