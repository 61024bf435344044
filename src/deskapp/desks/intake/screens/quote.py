"""A quotation: the procedure's fees with what can be worked out of them, more lines, an advance, how long it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar, Final

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from deskapp.casework.screens.facts import Facts
from deskapp.casework.screens.fields import LONG_TEXT
from deskapp.casework.screens.fields_form import FittedForm
from deskapp.desks.intake.actions_offer import accept_quotation, decline_quotation, quote
from deskapp.desks.intake.drafts import QuoteDraft, QuoteLine
from deskapp.desks.intake.offers import Offer, get_offer
from deskapp.errors import DeskError
from deskapp.money.purposes import find_purpose, purposes
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.ui import fields
from deskapp.ui.commands import Command, bindings
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field
from deskapp.ui.form import Form
from deskapp.ui.lines import Run
from deskapp.values.money import parse_typed_money

ACCEPT: Final = Command("quote.accept", "f8", "quote")
HOLDS: Final = timedelta(days=30)
FEE: Final = "fee_"
EXTRA: Final = 2
"""Lines that the procedure does not know."""
_CELLS: Final = 22


class QuoteForm(FittedForm):
    """Dismisses with the quotation's id; F8 notes too that the customer agrees, which makes the charges."""

    FORM: ClassVar[str] = "case.quote"
    TITLE_KEY = "quote_form.title"
    TOPIC = "quote_form"
    SAVED = "quote_form.saved"
    BINDINGS: ClassVar[list[BindingType]] = bindings(ACCEPT)

    def __init__(self, case_id: int = 0, number: str = "", draft: Draft | None = None) -> None:
        super().__init__(case_id, number, draft)
        self._offer: Offer | None = None
        self._accept = False

    def body(self) -> Iterable[Widget]:
        """The form, and what it comes to."""
        yield from super().body()
        yield Facts()

    @property
    def offer(self) -> Offer:
        """What is suggested, and what stands."""
        assert self._offer is not None
        return self._offer

    def fields(self) -> Sequence[Field]:
        """A line a fee, then how long it holds; what is seldom wanted folds away."""
        money = partial(fields.money, parse=self._read_money, currency=self.offer.currency, cells=_CELLS)
        lines = [money(f"{FEE}{one.fee}", label=one.text[:40]) for one in self.offer.suggested]
        extra: list[Field] = []
        for place in range(1, EXTRA + 1):
            extra += [
                fields.text(f"text_{place}", label="quote_form.extra", cells=_CELLS, most=200, optional=True),
                fields.choice(f"purpose_{place}", tuple(purposes()), "purpose", cells=_CELLS, optional=True,
                              label="quote_form.purpose"),
                money(f"amount_{place}", label="quote_form.amount", optional=True),
            ]  # fmt: skip
        return (
            *lines,
            money("advance", label="quote_form.advance"),
            fields.choice("collects", ("all", "own"), "collects", label="quote_form.collects", cells=_CELLS),
            fields.day("valid_until", self.read_day, label="quote_form.valid_until", required=True),
            fields.text("package", label="quote_form.package", cells=_CELLS, most=200, optional=True),
            *extra,
            fields.text(
                "declined",
                label="quote_form.declined",
                hint="quote_form.hint_declined",
                cells=_CELLS,
                most=LONG_TEXT,
                optional=True,
                when=lambda _: self._is_open,
            ),
            fields.text("note", label="quote_form.note", cells=40, most=LONG_TEXT, optional=True),
        )

    @property
    def _is_open(self) -> bool:
        """Whether a quotation waits for the customer's answer."""
        stands = self.offer.quotation
        return stands is not None and stands.state in ("open", "expired")

    def _read_money(self, text: str) -> Any:
        return parse_typed_money(text, self.offer.currency)  # type: ignore[arg-type]

    # ---- stored and saved

    def fill(self, data: Any) -> Mapping[str, Any]:
        """What stands, else what the procedure suggests."""
        today, language = self.today, self.words.language
        self._offer = offer = data.store.read(lambda reader: get_offer(reader, self.case_id, today, language))
        known: dict[str, Any] = {f"{FEE}{one.fee}": one.amount for one in offer.suggested}
        known |= {"valid_until": today + HOLDS, "collects": "all"}
        stands = offer.quotation
        if stands is not None:
            known |= {f"{FEE}{line.fee}": line.amount for line in stands.lines if line.fee}
            known |= {"advance": stands.advance or None, "package": stands.package or None}
            held = [line for line in stands.lines if find_purpose(line.purpose).holding != "own"]
            known["collects"] = "all" if any(line.through_us for line in held) or not held else "own"
            others = [line for line in stands.lines if not line.fee][:EXTRA]
            for place, line in enumerate(others, 1):
                told = {"text": line.text, "purpose": line.purpose, "amount": line.amount}
                known |= {f"{name}_{place}": value for name, value in told.items()}
        return known

    def filled(self) -> None:
        """What it comes to."""
        self._add_up()

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Make it, and where the clerk says so note that it is accepted."""
        draft = QuoteDraft(
            self.case_id,
            self.offer.currency,
            self._lines(values),
            values["valid_until"],
            values["package"] or "",
            values["advance"] or Decimal(0),
            values["note"] or "",
        )
        accept, stands, said = self._accept, self.offer.quotation, values["declined"]
        if said and stands is not None:
            return self.write(
                data,
                "case.quote",
                lambda work: record_id(decline_quotation(work, stands.id, said, engine=data.engine)),
            )

        def make(work: Work) -> int:
            number = record_id(quote(work, draft, engine=data.engine))
            if accept:
                accept_quotation(work, number, engine=data.engine)
            return number

        return self.write(data, "case.quote", make)

    def _lines(self, values: Mapping[str, Any]) -> tuple[QuoteLine, ...]:
        all_through_us = values.get("collects") != "own"

        def line(purpose: str, amount: Decimal, text: str, payer: str = "customer", fee: str = "") -> QuoteLine:
            own = find_purpose(purpose).holding == "own"
            return QuoteLine(purpose, amount, text, payer, own or all_through_us, fee)

        found = [
            line(one.purpose, amount, one.text, one.payer, one.fee)
            for one in self.offer.suggested
            if (amount := values.get(f"{FEE}{one.fee}"))
        ]
        for place in range(1, EXTRA + 1):
            amount = values.get(f"amount_{place}")
            if amount:
                purpose = values.get(f"purpose_{place}") or "other"
                found.append(line(purpose, amount, values.get(f"text_{place}") or ""))
        return tuple(found)

    def refused(self, error: DeskError) -> None:
        """A line that is wrong is one of the fees."""
        self._accept = False
        if error.field and error.field.startswith("lines"):
            error.field = next(iter(self.form.rows), None)
        super().refused(error)

    # ---- what it comes to

    @on(Form.Changed)
    def _add_up(self) -> None:
        rows = self.form.rows
        values: dict[str, Any] = {name: self._amount(name) for name in rows if name.startswith((FEE, "amount_"))}
        values |= {name: rows[name].typed[0] for name in ("collects", "purpose_1", "purpose_2") if name in rows}
        self.query_one(Facts).show(self._facts(self._lines(values)))

    def _amount(self, name: str) -> Decimal | None:
        value, _ = self.form.rows[name].read()
        return value if isinstance(value, Decimal) else None

    def _facts(self, lines: Sequence[QuoteLine]) -> Iterable[Run]:
        currency = self.offer.currency
        own = sum((one.amount for one in lines if find_purpose(one.purpose).holding == "own"), Decimal(0))
        held = sum((one.amount for one in lines if one.through_us), Decimal(0)) - own
        total = sum((one.amount for one in lines), Decimal(0))
        said = {
            "own": self.words.money(own, currency),
            "held": self.words.money(held, currency),
            "elsewhere": self.words.money(total - own - held, currency),
            "total": self.words.money(total, currency),
        }
        yield self.text("quote_form.sums", **said), "strong"
        if not self.offer.checked:
            yield self.text("quote_form.subject_to_check"), "warning"
        unknown = [one.text for one in self.offer.suggested if one.amount is None]
        if unknown:
            between = "、" if self.words.language == "zh" else ", "
            yield self.text("quote_form.unknown", fees=between.join(unknown)), "muted"
        stands = self.offer.quotation
        if stands is not None:
            state = self.text(f"quotation_state.{stands.state}")
            yield self.text("quote_form.stands", number=stands.number, state=state), "muted"

    def action_accept(self) -> None:
        """The customer agrees on the spot."""
        self._accept = True
        self.action_save()
