"""The form of an area difference: both kinds of areas, what follows at once below, and the buyer's choice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar, Final

from textual.widget import Widget

from deskapp.casework.screens.facts import Facts
from deskapp.desks.handover.settling.actions_area import choose_area, settle_area
from deskapp.desks.handover.settling.area import AreaResult, Clause, Pair, refund_due, settle_difference
from deskapp.desks.handover.settling.clauses import clause_for, set_area_clause
from deskapp.desks.handover.settling.drafts import PRICED_BY, AreaDraft, ClauseDraft
from deskapp.desks.handover.settling.facts import Settled, load_settled
from deskapp.desks.handover.settling.model import AREA_CLAUSES, CHOICES
from deskapp.desks.handover.settling.queries import has_loan, priced_by
from deskapp.desks.handover.settling.screens.delivery_form import DeliveryForm
from deskapp.errors import DeskError
from deskapp.store.work import Reader, Work
from deskapp.ui import fields
from deskapp.ui.fields import Field
from deskapp.ui.lines import Run

AREAS: Final = ("contract_area", "surveyed_area", "contract_inner_area", "surveyed_inner_area")
_FIGURES: Final = (*AREAS, "unit_price")


class AreaForm(DeliveryForm):
    """Work the difference out; where it is beyond the limit, the owner's choice is asked in the same form."""

    FORM: ClassVar[str] = "delivery.area"
    TITLE_KEY = "area_form.title"
    SAVED = "area_form.saved"

    def body(self) -> Iterable[Widget]:
        """The figures, and below them what follows."""
        yield from super().body()
        yield Facts()

    def fields(self) -> Sequence[Field]:
        """Areas of both kinds, the price, the choice where there is one."""
        return (
            fields.choice("priced_by", PRICED_BY, "priced_by", required=True, cells=24, label="area_form.priced_by"),
            *(self.area_field(name, label=f"area_form.{name}") for name in AREAS),
            self.money_field("unit_price", label="area_form.unit_price"),
            fields.choice("choice", CHOICES[1:], "area_choice", label="area_form.choice", when=self._has_choice),
            fields.text("note", optional=True, label="area_form.note"),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """What the deal, the survey and the settlement before say."""
        fact, today = self.read_fact(data), self.today

        def read(reader: Reader) -> tuple[Clause, str, bool]:
            return clause_for(reader, fact, today), priced_by(reader, fact.deal_id), has_loan(reader, fact.deal_id)

        clause, by, loan = data.store.read(read)
        area = fact.area
        self.note(
            clause=clause.clause, percent=str(clause.percent), source=clause.source, loan=loan, country=fact.country,
            state=area.state if area is not None else "",
        )  # fmt: skip
        known = {name: getattr(fact, name) for name in _FIGURES}
        if area is not None:
            known |= {name: getattr(area, name) for name in _FIGURES if getattr(area, name) is not None}
            # a survey of a later day is what counts
            known["surveyed_area"] = fact.surveyed_area or area.surveyed_area
            known["surveyed_inner_area"] = fact.surveyed_inner_area or area.surveyed_inner_area
        choice = area.choice if area is not None else ""
        return known | {
            "priced_by": area.priced_by if area is not None else by,
            "choice": choice or None,
            "note": (area.agreed or None) if area is not None else None,
        }

    def filled(self) -> None:
        """What stands there is reckoned at once."""
        super().filled()
        self._reckon()

    def on_form_changed(self) -> None:
        """Every key is reckoned."""
        super().on_form_changed()
        self._reckon()

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Work it out, and note the choice where there is one."""
        draft = AreaDraft(values["priced_by"], **{name: values[name] for name in _FIGURES}, note=values["note"] or "")
        delivery, choice = self.delivery, values.get("choice") or ""

        def act(work: Work) -> None:
            row = settle_area(work, delivery, draft)
            if choice and row.may_cancel:
                choose_area(work, delivery, choice, values["note"] or "")

        self.write(data, "delivery.area", act)
        return delivery

    # ---- what follows

    def _has_choice(self, typed: Mapping[str, Any]) -> bool:
        result = self._result(typed)
        return result is not None and result.may_cancel

    def _result(self, typed: Mapping[str, Any]) -> AreaResult | None:
        """What is typed so far, reckoned; None while something is missing or wrong."""
        rows = self.form.rows
        if not rows or "clause" not in self.about:
            return None
        read = {name: rows[name].field.read(str(typed.get(name) or ""))[0] for name in _FIGURES if name in rows}
        said = typed.get("priced_by") or "gross"
        by = said[0] if isinstance(said, list) else said
        gross = (read.get("contract_area"), read.get("surveyed_area"))
        inner = (read.get("contract_inner_area"), read.get("surveyed_inner_area"))
        priced, other = (inner, gross) if by == "inner" else (gross, inner)
        price = read.get("unit_price")
        if not priced[0] or not priced[1] or price is None or (by == "unit" and self.about["clause"] == "law"):
            return None
        others: list[Pair] = [(other[0], other[1])] if other[0] and other[1] else []
        clause = Clause(str(self.about["clause"]), Decimal(str(self.about["percent"])))
        return settle_difference(priced[0], priced[1], price, clause, others, self.currency)

    def _reckon(self) -> None:
        found = self.query(Facts)
        if found and self.is_open:
            found.first().show(self._told(self._result(self.form.typed)))

    def _told(self, result: AreaResult | None) -> Iterable[Run]:
        if result is None:
            yield self.text("area_form.not_yet"), "muted"
            return
        money = self.words.money(abs(result.amount), self.currency)
        way = "pays" if result.amount > 0 else "gets" if result.amount < 0 else "even"
        ratio = f"{self.words.number(result.ratio_percent)} %"
        yield self.text(f"area_form.{way}", ratio=ratio, amount=money), "strong"
        yield self.text(f"calc.area_{result.branch}"), "muted"
        if result.may_cancel:
            day = refund_due(self.today, str(self.about["country"]))
            yield self.text("area_form.may_cancel", day=day), "warning"
        if self.about.get("loan") and (result.amount < 0 or result.may_cancel):
            yield self.text("area_form.loan"), "warning"
        yield str(self.about.get("source") or ""), "muted"


class ClauseForm(DeliveryForm):
    """What the contracts of the project say of differences, or this deal's own."""

    FORM: ClassVar[str] = "delivery.clause"
    TITLE_KEY = "clause_form.title"
    SAVED = "clause_form.saved"

    def fields(self) -> Sequence[Field]:
        """For whom, which rule, since when."""
        return (
            fields.choice("whose", ("project", "deal"), "clause_of", required=True, label="clause_form.whose"),
            fields.choice("clause", AREA_CLAUSES, "area_clause", required=True, label="clause_form.clause"),
            self.percent_field("percent", label="clause_form.percent", when=_is_threshold),
            fields.day("valid_from", self.read_day, required=True, label="clause_form.valid_from"),
            fields.text("note", label="clause_form.note"),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """For the project, from today."""
        self.read_fact(data)
        return {"whose": "project", "clause": "threshold", "valid_from": self.today}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it."""
        draft = ClauseDraft(values["clause"], values.get("percent"), values["valid_from"], values["note"] or "")

        def act(work: Work) -> None:
            fact: Settled = load_settled(work, self.delivery, work.today)
            if fact.project_id is None:
                raise DeskError("store.gone", entity="Project", number=0)
            deal = fact.deal_id if values["whose"] == "deal" else None
            set_area_clause(work, fact.project_id, draft, deal)

        self.write(data, "handover.clause", act)
        return self.delivery


def _is_threshold(typed: Mapping[str, Any]) -> bool:
    said = typed.get("clause", "")
    return str(said[0] if isinstance(said, list) and said else said) == "threshold"


FORMS: Final = (AreaForm, ClauseForm)
