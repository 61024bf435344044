"""Forms about fund, tax and fees: work out, paid by the owner, relieved; an area difference paid back, a settlement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar, Final

from textual.widget import Widget

from deskapp.casework.screens.facts import Facts
from deskapp.desks.handover.settling.actions_area import refund_area, settle_resettled
from deskapp.desks.handover.settling.actions_dues import add_due, note_paid_by_owner, relieve_due
from deskapp.desks.handover.settling.deed_tax import reliefs_of
from deskapp.desks.handover.settling.drafts import FundDraft, RefundedDraft, ReliefDraft, TaxDraft
from deskapp.desks.handover.settling.fund import tariffs_of
from deskapp.desks.handover.settling.reckoning import final_area, final_price, last_class, work_out_fund, work_out_tax
from deskapp.desks.handover.settling.resettlement import settle_tiers, tiers_on
from deskapp.desks.handover.settling.screens.delivery_form import DeliveryForm
from deskapp.errors import DeskError, Fault
from deskapp.money.model import METHODS
from deskapp.ui import fields
from deskapp.ui.fields import Field
from deskapp.ui.lines import Run

CELLS: Final = 26
FUND_CELLS: Final = 34
OWN: Final = "own"
"""A tariff that no row has: typed, with its reason."""


def read_home(text: str) -> tuple[int | None, Fault | None]:
    """Which home of the family it is."""
    known = text.strip()
    if not known.isdecimal() or not 1 <= int(known[:3]) <= 99:
        return None, Fault("settle.home_number", {"value": text})
    return int(known), None


class FundForm(DeliveryForm):
    """The maintenance fund by a class of the place; the building's last class stands there."""

    FORM: ClassVar[str] = "delivery.fund"
    TITLE_KEY = "fund_form.title"
    SAVED = "fund_form.saved"

    def body(self) -> Iterable[Widget]:
        """The class, and what it goes by."""
        yield from super().body()
        yield Facts()

    def fields(self) -> Sequence[Field]:
        """The class; of an own tariff its figure and the reason."""
        labels = {str(code): str(label) for code, label in (self.about.get("classes") or {}).items()}
        return (
            fields.chosen("tariff_class", {**labels, OWN: self.text("fund_form.own")}, required=True, cells=FUND_CELLS,
                          label="fund_form.class"),
            self.money_field("tariff", label="fund_form.tariff", when=_is_own),
            fields.text("reason", label="case_form.reason", when=_is_own),
            self.percent_field("vat_percent", optional=True, label="settling_form.vat_percent"),
        )  # fmt: skip

    def fill(self, data: Any) -> Mapping[str, Any]:
        """The classes of the place, and the one that was taken last."""
        fact, words = self.read_fact(data), self.words
        known = tariffs_of(fact.country, fact.place, fact.unit_kind, self.today)
        unit = "fund_form.per_m2" if not known or known[0].unit == "m2" else ""
        labels = {
            one.code: f"{one.name.say(words.language)} {words.text(unit, tariff=one.value) if unit else ''}".strip()
            for one in known
        }
        last = data.store.read(lambda reader: last_class(reader, fact))
        due = fact.due("fund")
        before = str(due.basis.get("class", "")) if due is not None else ""
        price = final_price(fact)
        told = words.money(price, fact.currency) if price is not None else ""
        self.note(classes=labels, area=str(final_area(fact) or ""), price=told)
        chosen = next((code for code in (before, last) if code in labels), "")
        return {"tariff_class": chosen or (next(iter(labels)) if len(labels) == 1 else None)}

    def filled(self) -> None:
        """What it goes by."""
        super().filled()
        told: list[Run] = [
            (self.text(f"settling_form.by_{name}", figure=str(self.about[name])), "muted")
            for name in ("area", "price")
            if self.about.get(name)
        ]
        for facts in self.query(Facts):
            facts.show(told)

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Work it out."""
        code = values["tariff_class"]
        own = code == OWN
        if own and values.get("tariff") is None:
            raise DeskError("form.required", "tariff")
        draft = FundDraft(
            "" if own else code, values.get("tariff") if own else None, (values.get("reason") or "") if own else "",
            values.get("vat_percent"),
        )  # fmt: skip
        self.write(data, "delivery.dues", lambda work: work_out_fund(work, self.delivery, draft))
        return self.delivery


class TaxForm(DeliveryForm):
    """Deed tax: which home of the family, by which proof; in Vietnam the registration fee, which asks nothing."""

    FORM: ClassVar[str] = "delivery.tax"
    TITLE_KEY = "tax_form.title"
    SAVED = "tax_form.saved"

    def fields(self) -> Sequence[Field]:
        """What the rate depends on; an own rate with its reason is folded away."""
        if self.about.get("country") == "VN":
            return (fields.day("declared_on", self.read_day, label="tax_form.declared_on"),)
        return (
            fields.text("home", read_home, required=True, cells=6, label="tax_form.home", hint="tax_form.hint_home"),
            fields.text("proof", label="tax_form.proof", hint="tax_form.hint_proof"),
            self.percent_field("vat_percent", label="settling_form.vat_percent", hint="settling_form.hint_vat"),
            fields.day("declared_on", self.read_day, label="tax_form.declared_on"),
            fields.choice("tier1", ("no", "yes"), "answer", optional=True, label="tax_form.tier1"),
            self.percent_field("rate", optional=True, label="tax_form.rate"),
            fields.text("reason", optional=True, label="case_form.reason"),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """The first home, declared today, or what was told before."""
        fact = self.read_fact(data)
        self.note(country=fact.country)
        if fact.country == "VN":
            return {"declared_on": self.today}
        due = fact.due("deed_tax")
        basis = due.basis if due is not None else {}
        vat = basis.get("vat")
        return {
            "home": int(basis.get("home", 1)),
            "proof": str(basis.get("proof", "")) or None,
            "declared_on": self.today,
            "tier1": "yes" if basis.get("tier1") else "no",
            "vat_percent": None if vat is None else Decimal(str(vat)),
        }

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Work it out."""
        draft = TaxDraft(
            values.get("home") or 1, values.get("proof") or "", values.get("vat_percent"), values.get("tier1") == "yes",
            values["declared_on"], values.get("rate"), values.get("reason") or "",
        )  # fmt: skip
        self.write(data, "delivery.dues", lambda work: work_out_tax(work, self.delivery, draft))
        return self.delivery


class DueForm(DeliveryForm):
    """About one due of a delivery; ``about`` holds its id and kind."""

    def title_text(self) -> str:
        """What is done, about which due of which home."""
        kind = str(self.about.get("kind") or "")
        return f"{super().title_text()} {self.text(f'due_kind.{kind}') if kind else ''}".strip()


class VoucherForm(DueForm):
    """The owner paid it themselves: the number of the voucher."""

    FORM: ClassVar[str] = "delivery.voucher"
    TITLE_KEY = "voucher_form.title"
    SAVED = "voucher_form.saved"

    def fields(self) -> Sequence[Field]:
        """Number and day."""
        return (
            fields.text("voucher", required=True, cells=CELLS, label="voucher_form.voucher"),
            fields.day("voucher_on", self.read_day, label="voucher_form.voucher_on"),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Today."""
        self.read_fact(data)
        return {"voucher_on": self.today}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it."""
        due = int(self.about["due"])
        self.write(
            data, "delivery.dues", lambda work: note_paid_by_owner(work, due, values["voucher"], values["voucher_on"])
        )
        return self.delivery


class ReliefForm(DueForm):
    """Relieved or not owed: by which reason, and which proof was seen."""

    FORM: ClassVar[str] = "delivery.relief"
    TITLE_KEY = "relief_form.title"
    SAVED = "relief_form.saved"

    def fields(self) -> Sequence[Field]:
        """The reason, its proof, the exempt amount where only the excess is owed."""
        reasons = {str(code): str(label) for code, label in (self.about.get("reasons") or {}).items()}
        excess = set(self.about.get("excess") or ())

        def is_excess(typed: Mapping[str, Any]) -> bool:
            said = typed.get("code", "")
            return str(said[0] if isinstance(said, list) and said else said) in excess

        return (
            fields.chosen("code", reasons, required=True, cells=CELLS, label="relief_form.code"),
            fields.text("proof", required=True, cells=CELLS, label="relief_form.proof", hint="relief_form.hint_proof"),
            self.money_field("exempt", label="relief_form.exempt", when=is_excess),
            fields.text("note", optional=True, label="area_form.note"),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """The reasons that the law has for this due."""
        fact, language = self.read_fact(data), self.words.language
        rows = reliefs_of(str(self.about["kind"]), fact.country, self.today)
        self.note(
            reasons={one.code: one.name.say(language) for one in rows},
            excess=[one.code for one in rows if one.effect == "excess"],
        )
        return {}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it."""
        draft = ReliefDraft(values["code"], values["proof"], values.get("exempt"), values["note"] or "")
        kind = str(self.about["kind"])
        self.write(data, "delivery.relief", lambda work: relieve_due(work, self.delivery, kind, draft))
        return self.delivery


class FeeForm(DeliveryForm):
    """Another amount that goes with this handover."""

    FORM: ClassVar[str] = "delivery.fee"
    TITLE_KEY = "fee_form.title"
    SAVED = "fee_form.saved"

    def fields(self) -> Sequence[Field]:
        """What for, and how much."""
        return (
            fields.choice("kind", ("property_fee", "certificate_fee", "other"), "due_kind", required=True,
                          label="fee_form.kind"),
            self.money_field("amount", required=True, label="fee_form.amount"),
            fields.text("text", cells=CELLS, label="fee_form.text"),
        )  # fmt: skip

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Nothing yet."""
        self.read_fact(data)
        return {}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Add it."""
        self.write(
            data,
            "delivery.dues",
            lambda work: add_due(work, self.delivery, values["kind"], values["amount"], values["text"] or ""),
        )
        return self.delivery


class RefundForm(DeliveryForm):
    """An area difference goes back to the owner."""

    FORM: ClassVar[str] = "delivery.refund"
    TITLE_KEY = "area_refund.title"
    SAVED = "area_refund.saved"

    def fields(self) -> Sequence[Field]:
        """How it goes."""
        return (
            fields.choice("method", METHODS, "method", required=True, label="cash.method"),
            fields.text("account", cells=CELLS, label="cash.account"),
            fields.text("slip", cells=CELLS, label="cash.slip"),
            fields.text("payee_name", optional=True, label="cash.payee_name"),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """A transfer, mostly."""
        self.read_fact(data)
        return {"method": "transfer"}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Pay it back."""
        told = RefundedDraft(*(values[name] or "" for name in ("method", "account", "slip", "payee_name")))
        self.write(data, "delivery.refund", lambda work: refund_area(work, self.delivery, told))
        return self.delivery


class ResettledForm(DeliveryForm):
    """The resettlement department's settlement with a household, by its agreement and its tiers of area."""

    FORM: ClassVar[str] = "delivery.settlement"
    TITLE_KEY = "resettled_form.title"
    SAVED = "resettled_form.saved"

    def fields(self) -> Sequence[Field]:
        """The area of the agreement with the prices of its tiers; what comes of it may be another amount."""
        tiers = [str(code) for code in self.about.get("tiers") or ()]
        return (
            self.area_field("entitled", label="resettled_form.entitled"),
            self.area_field("final", label="resettled_form.final"),
            *(self.money_field(f"price_{code}", label=self.text(f"resettled_tier.{code}")) for code in tiers),
            self.money_field("amount", label="resettled_form.amount", hint="resettled_form.hint_amount"),
            fields.text("note", required=True, cells=CELLS, label="resettled_form.note"),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """The final area, and the tiers of the country."""
        fact = self.read_fact(data)
        self.note(tiers=[tier.code for tier in tiers_on(fact.country, self.today)], country=fact.country)
        return {"entitled": fact.contract_area, "final": final_area(fact)}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Settle it by the tiers, unless an amount is told."""
        amount = values["amount"]
        if amount is None:
            if values["entitled"] is None or values["final"] is None:
                raise DeskError("form.required", "amount")
            tiers = tiers_on(str(self.about["country"]), self.today)
            prices = {tier.code: values.get(f"price_{tier.code}") for tier in tiers}
            amount = settle_tiers(values["entitled"], values["final"], tiers, prices, self.currency)
        note = values["note"]
        self.write(data, "delivery.settlement", lambda work: settle_resettled(work, self.delivery, amount, note))
        return self.delivery


def _is_own(typed: Mapping[str, Any]) -> bool:
    said = typed.get("tariff_class", "")
    return str(said[0] if isinstance(said, list) and said else said) == OWN


FORMS: Final = (FundForm, TaxForm, VoucherForm, ReliefForm, FeeForm, RefundForm, ResettledForm)
