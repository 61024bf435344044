"""A case about a deal on screen: which deal, who its parties will be, and a hold while they dispute."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final

from textual.widget import Widget

from deskapp.cases.model import Case
from deskapp.cases.pinned import procedure_of
from deskapp.casework.screens.facts import Facts
from deskapp.casework.screens.fields_form import FittedForm
from deskapp.casework.screens.finding import find_places, named_customer, named_place
from deskapp.desks.contracts.parties.actions import draft_change, hold_for_case, release_for_case
from deskapp.desks.contracts.parties.facts import find_change, parties_now, read_parties
from deskapp.desks.contracts.sale.case_deals import deal_of_case, link_case
from deskapp.desks.contracts.sale.changes import shipped_changes
from deskapp.desks.contracts.sale.screens.deal_form import BUYERS, DealForm, picked
from deskapp.errors import DeskError
from deskapp.office.customer.rules import RELATIONS
from deskapp.office.deal.queries import DealRow, get_deal, living_deal
from deskapp.office.property.rules import show_share
from deskapp.store.base import record_id
from deskapp.store.reasons import parse_reason
from deskapp.store.work import Reader, Work
from deskapp.ui import fields
from deskapp.ui.fields import Field
from deskapp.ui.lines import Run

CELLS: Final = 30
KIN: Final = "kin"


class PartiesForm(FittedForm, DealForm):
    """Who the parties will be once the case is through; those of now stand in the form."""

    FORM: ClassVar[str] = "case.parties"
    TITLE_KEY = "parties_form.title"
    TOPIC = "parties_form"
    SAVED = "parties_form.saved"

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._deal: DealRow | None = None
        self._kind = ""

    def body(self) -> Iterable[Widget]:
        """The form, and who it is now."""
        yield from super().body()
        yield Facts(self._facts())

    def fields(self) -> Sequence[Field]:
        """Buyers with their shares; among kin, what a newcomer is to the first who stays."""
        lines: list[Field] = []
        for line in self.buyer_fields():
            lines.append(line)
            place = line.name.rpartition("_")[2]
            if self._kind == KIN and line.name.startswith("share_") and place != "1":
                lines.append(self._relation(f"relation_{place}", f"buyer_{place}"))
        if self._kind == KIN:
            lines.append(self._relation("relation_left", "", label="parties_form.relation_left", optional=True))
        return lines

    def _relation(self, name: str, buyer: str, **more: Any) -> Field:
        told: dict[str, Any] = {"label": "parties_form.relation", "hint": "parties_form.hint_relation", **more}
        if buyer:
            told["when"] = lambda typed: bool(picked(typed, buyer))
        return fields.choice(name, RELATIONS, "relation", cells=CELLS, **told)

    def fill(self, data: Any) -> Mapping[str, Any]:
        """What was said before, else the parties of now."""
        today = self.today

        def read(reader: Reader) -> Mapping[str, Any]:
            case, linked = reader.get(Case, self.case_id), deal_of_case(reader, self.case_id)
            if linked is None:
                raise DeskError("case_deal.none", number=case.number)
            self._deal = get_deal(reader, linked.deal_id)
            change = find_change(reader, self.case_id)
            self._kind = change.kind if change else shipped_changes().kind_of(case.procedure, today)
            parties = read_parties(change.after) if change else parties_now(self._deal)
            buyers = [one for one in parties if one.role == "buyer"][:BUYERS]
            found: dict[str, Any] = {}
            for place, party in enumerate(buyers, 1):
                found[f"buyer_{place}"] = named_customer(reader, party.customer_id, today).option
                found[f"share_{place}"] = party.share
            for party in parties:
                if party.role != "buyer":
                    found[party.role] = named_customer(reader, party.customer_id, today).option
            return found

        known: Mapping[str, Any] = data.store.read(read)
        return known

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note them; they become parties when the case gets there."""
        parties = self.party_drafts(values)
        kin = {
            values[f"buyer_{place}"]: values[f"relation_{place}"]
            for place in range(1, BUYERS + 1)
            if values.get(f"relation_{place}") and values.get(f"buyer_{place}") is not None
        }
        if values.get("relation_left") and self._deal is not None:
            after = {one.customer_id for one in parties}
            left = [one.customer.id for one in self._deal.buyers if one.customer.id not in after]
            kin |= dict.fromkeys(left, values["relation_left"])

        def note(work: Work) -> int:
            return draft_change(work, self.case_id, parties, kin=kin, engine=data.engine).case_id

        return self.write(data, "case.parties", note)

    def refused(self, error: Any) -> None:
        """What is said of the parties stands at the first of them."""
        super().refused(self.placed(error))

    def _facts(self) -> Iterable[Run]:
        deal = self._deal
        if deal is None:
            return
        said = "、" if self.words.language == "zh" else ", "
        now = said.join(
            f"{one.customer.name} {show_share(one.share) if one.share else ''}".strip() for one in deal.buyers
        )
        yield self.text("parties_form.now", room=deal.units[0].code if deal.units else "", names=now), "strong"
        if self._kind:
            yield self.text(f"parties_form.about_{self._kind}"), "plain"
        if deal.is_held:
            yield self.text("parties_form.held", reason=deal.hold_reason), "warning"


class LinkForm(FittedForm):
    """Which deal the case is about, by its home; with an exchange, into which home it goes over."""

    FORM: ClassVar[str] = "case.link"
    TITLE_KEY = "link_form.title"
    TOPIC = "link_form"
    SAVED = "link_form.saved"

    def fields(self) -> Sequence[Field]:
        """The home of the contract, and the new one."""
        load = find_places("unit", self.today, lambda: None)
        hint = "sale_form.hint_unit"
        new: dict[str, Any] = {"optional": not self.about.get("exchange"), "label": "link_form.new_unit", "hint": hint}
        return (
            fields.lookup("unit", load, required=True, cells=CELLS, label="link_form.unit", hint=hint),
            fields.lookup("new_unit", load, cells=CELLS, **new),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """What is linked already, else the home of the case."""

        def read(reader: Reader) -> Mapping[str, Any]:
            case, linked = reader.get(Case, self.case_id), deal_of_case(reader, self.case_id)
            unit_id, new = case.unit_id, None
            if linked is not None:
                deal = get_deal(reader, linked.deal_id)
                unit_id, new = (deal.units or deal.former_units)[0].unit_id, linked.new_unit_id
            gates = {gate for step in procedure_of(reader, case).steps for gate in step.gates}
            self.note(exchange=any(gate.startswith("exchange.") for gate in gates))
            return {
                "unit": named_place(reader, "unit", unit_id) if unit_id is not None else None,
                "new_unit": named_place(reader, "unit", new) if new is not None else None,
            }

        known: Mapping[str, Any] = data.store.read(read)
        return known

    def begin(self) -> None:
        """Where something is missing."""
        rows = [row for row in self.form.rows.values() if row.display]
        row = next((row for row in rows if not row.box.value), rows[0])
        self.set_focus(row.focus_target)

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Link it."""
        unit_id, new = int(values["unit"][1]), values.get("new_unit")

        def link(work: Work) -> int:
            linked = deal_of_case(work, self.case_id)
            stays = linked is not None and unit_id in {one.unit_id for one in get_deal(work, linked.deal_id).units}
            deal_id = linked.deal_id if linked is not None and stays else living_deal(work, unit_id)
            if deal_id is None:
                raise DeskError("case_deal.unit_free", "unit", unit=named_place(work, "unit", unit_id).label)
            return link_case(
                work, self.case_id, deal_id, new_unit_id=None if new is None else int(new[1]), engine=data.engine
            ).case_id

        return self.write(data, "case.link", link)

    def refused(self, error: Any) -> None:
        """The fields have short names here."""
        error.field = {"new_unit_id": "new_unit", "deal_id": "unit"}.get(error.field, error.field)
        super().refused(error)


class HoldForm(FittedForm):
    """From now on no party may act alone, as while former spouses dispute."""

    FORM: ClassVar[str] = "deal.hold"
    TITLE_KEY = "hold_form.hold"
    TOPIC = "hold_form"
    SAVED = "hold_form.held"

    def fields(self) -> Sequence[Field]:
        """Why."""
        return (fields.text("reason", parse_reason, required=True, cells=40, label="case_form.reason"),)

    def body(self) -> Iterable[Widget]:
        """The form, and what it does."""
        yield from super().body()
        yield Facts([(self.text(f"{self.TITLE_KEY}_about"), "plain")])

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Hold it."""
        reason = values["reason"]
        return self.write(
            data,
            "deal.hold",
            lambda work: record_id(hold_for_case(work, self.case_id, reason, engine=data.engine)),
        )


class ReleaseForm(HoldForm):
    """The dispute is over: by agreement, or by a judgment with its number."""

    FORM: ClassVar[str] = "deal.release"
    TITLE_KEY = "hold_form.release"
    SAVED = "hold_form.released"

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Release it."""
        reason = values["reason"]
        return self.write(
            data,
            "deal.release",
            lambda work: record_id(release_for_case(work, self.case_id, reason, engine=data.engine)),
        )


FORMS: Final[tuple[Any, ...]] = (PartiesForm, LinkForm, HoldForm, ReleaseForm)
"""For drafts that are returned to."""
