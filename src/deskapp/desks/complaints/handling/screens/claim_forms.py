"""The forms of a claim: asked, offered, settled through a charge of theirs or by somebody else's payment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar, Final, cast

from textual.widget import Widget

from deskapp.cases.model import Case
from deskapp.cases.pinned import procedure_of
from deskapp.cases.projection import country_of
from deskapp.casework.screens.facts import Facts
from deskapp.casework.screens.fields import LONG_TEXT
from deskapp.casework.screens.fields_form import FittedForm
from deskapp.desks.complaints.handling.claims import ClaimDraft, SettleDraft, ask_claim, offer_claim, settle_claim
from deskapp.desks.complaints.handling.queries import ClaimRow, get_claim
from deskapp.errors import Fault
from deskapp.money.model import METHODS
from deskapp.money.queries import ChargeRow, list_charges, whole_family
from deskapp.store.base import record_id
from deskapp.store.work import Reader
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field
from deskapp.ui.lines import Run
from deskapp.values import Currency
from deskapp.values.money import parse_typed_money

CELLS: Final = 36
VOUCHER: Final = "voucher"
"""Settled by no charge of ours: finance or an insurer paid, and gives a number."""


class MoneyOfClaim(FittedForm):
    """About one claim of a complaint, or a new one; amounts in the currency of its country."""

    TOPIC: ClassVar[str] = "claim_forms"

    def __init__(self, case_id: int = 0, number: str = "", draft: Draft | None = None, **about: Any) -> None:
        super().__init__(case_id, number, draft, **about)
        self.claim: ClaimRow | None = None
        self.currency: Currency = "CNY"
        self.charges: tuple[ChargeRow, ...] = ()

    def body(self) -> Iterable[Widget]:
        """The fields, and what they are about."""
        yield from super().body()
        yield Facts()

    def fill(self, data: Any) -> Mapping[str, Any]:
        """The claim, and what its customer owes."""

        def read(reader: Reader) -> Mapping[str, Any]:
            case = reader.get(Case, self.case_id)
            claim = int(self.about.get("claim") or 0)
            self.claim = get_claim(reader, claim) if claim else None
            usual = "VND" if country_of(procedure_of(reader, case)) == "VN" else "CNY"
            self.currency = cast("Currency", self.claim.currency if self.claim is not None else usual)
            if case.customer_id is not None:
                family = whole_family(reader, [case.customer_id])
                known = list_charges(reader, family)
                self.charges = tuple(one for one in known if one.state != "withdrawn" and self._is_enough(one))
            return self.stored()

        found: Mapping[str, Any] = data.store.read(read)
        return found

    def _is_enough(self, one: ChargeRow) -> bool:
        wanted = self.claim.amount if self.claim is not None else None
        return one.currency == self.currency and (wanted is None or one.amount >= wanted)

    def stored(self) -> Mapping[str, Any]:
        """What stands in the fields."""
        return {}

    def filled(self) -> None:
        """What the claim is."""
        super().filled()
        claim, told = self.claim, list[Run]()
        if claim is not None:
            told.append((claim.about, "plain"))
            for name in ("asked", "offered"):
                amount: Decimal | None = getattr(claim, name)
                if amount is not None:
                    figure = self.words.money(amount, claim.currency)
                    told.append((f"{self.text(f'claim_state.{name}')} {figure}", "muted"))
        for facts in self.query(Facts):
            facts.show(told)

    def money_field(self, name: str, **more: Any) -> Field:
        """An amount, told in words."""
        return fields.money(name, self._read_amount, self.currency, **more)

    def _read_amount(self, text: str) -> tuple[Decimal | None, Fault | None]:
        return parse_typed_money(text, self.currency)


class ClaimForm(MoneyOfClaim):
    """Somebody asks for compensation."""

    FORM: ClassVar[str] = "claim.ask"
    TITLE_KEY = "claim_form.ask"
    SAVED = "claim_form.asked"

    def fields(self) -> Sequence[Field]:
        """What for, how much."""
        return (
            fields.text("about", most=LONG_TEXT, cells=CELLS, required=True, label="claim_form.about"),
            self.money_field("amount", label="claim_form.amount", hint="claim_form.hint_amount"),
            fields.day("asked_on", self.read_day, optional=True, label="claim_form.asked_on"),
        )

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it."""
        draft = ClaimDraft(values["about"], values["amount"], self.currency, values["asked_on"])
        case_id, engine = self.case_id, data.engine
        return self.write(data, "claim.ask", lambda work: record_id(ask_claim(work, case_id, draft, engine=engine)))


class OfferForm(MoneyOfClaim):
    """We offer so much."""

    FORM: ClassVar[str] = "claim.offer"
    TITLE_KEY = "claim_form.offer"
    SAVED = "claim_form.offered"

    def fields(self) -> Sequence[Field]:
        """The amount, and why."""
        return (
            self.money_field("amount", required=True, label="claim_form.amount"),
            fields.text("note", most=LONG_TEXT, cells=CELLS, label="claim_form.note"),
        )

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it."""
        claim, amount, note, engine = int(self.about["claim"]), values["amount"], values["note"] or "", data.engine
        return self.write(
            data, "claim.offer", lambda work: record_id(offer_claim(work, claim, amount, note, engine=engine))
        )


class SettleForm(MoneyOfClaim):
    """A charge of theirs becomes smaller, and what was paid on it goes back; or somebody else paid."""

    FORM: ClassVar[str] = "claim.settle"
    TITLE_KEY = "claim_form.settle"
    SAVED = "claim_form.settled"

    def fields(self) -> Sequence[Field]:
        """Which charge, or the number of the payment."""
        labels = {str(one.id): self._charge(one) for one in self.charges}
        return (
            fields.chosen("from", {**labels, VOUCHER: self.text("claim_form.by_voucher")}, required=True, cells=CELLS,
                          label="claim_form.from"),
            fields.choice("method", METHODS, "method", label="cash.method", when=_by_charge),
            fields.text("account", cells=CELLS, label="cash.account", optional=True, when=_by_charge),
            fields.text("voucher", cells=CELLS, label="claim_form.voucher", when=lambda said: not _by_charge(said)),
        )  # fmt: skip

    def _charge(self, one: ChargeRow) -> str:
        what = one.text or self.text(f"purpose.{one.purpose}")
        paid = self.text("claim_form.is_paid") if one.paid >= one.amount else ""
        return f"{what} {self.words.money(one.amount, one.currency)} {paid}".strip()

    def stored(self) -> Mapping[str, Any]:
        """The first charge that is large enough; a transfer, mostly."""
        return {"from": str(self.charges[0].id) if self.charges else VOUCHER, "method": "transfer"}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Settle it."""
        chosen = values["from"]
        draft = SettleDraft(
            None if chosen == VOUCHER else int(chosen),
            values.get("method") or "transfer",
            values.get("account") or "",
            values.get("voucher") or "",
        )
        claim, engine = int(self.about["claim"]), data.engine
        return self.write(data, "claim.settle", lambda work: record_id(settle_claim(work, claim, draft, engine=engine)))


def _by_charge(typed: Mapping[str, Any]) -> bool:
    said = typed.get("from", "")
    return str(said[0] if isinstance(said, list) and said else said) not in (VOUCHER, "")


FORMS: Final = (ClaimForm, OfferForm, SettleForm)
