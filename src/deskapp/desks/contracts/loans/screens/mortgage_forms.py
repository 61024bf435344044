"""Forms about a buyer's loan: begin one or a combined one, note a step with its day, correct it, reckon it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar, Final

from textual.widget import Widget

from deskapp.casework.screens.facts import Facts
from deskapp.casework.screens.finding import find_customers
from deskapp.casework.screens.money_form import MoneyForm
from deskapp.desks.contracts.loans.actions import (
    begin_combined,
    choose_next_way,
    disburse_loan,
    edit_mortgage,
    note_loan,
)
from deskapp.desks.contracts.loans.drafts import LINE_LIMIT, LoanNote, MortgageDraft, judge_months, judge_rate
from deskapp.desks.contracts.loans.model import REPAYMENTS
from deskapp.desks.contracts.loans.papers import has_papers_list, open_papers, tell_case
from deskapp.desks.contracts.loans.queries import MortgagePage, get_mortgage, mortgages_of
from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.desks.contracts.sale.plan import plan_of
from deskapp.errors import DeskError, Fault
from deskapp.office.deal.queries import get_deal
from deskapp.office.tariffs.loans import METHODS, reckon_loan
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field, Option
from deskapp.ui.here import Place
from deskapp.ui.reading import stands_in
from deskapp.values.figures import read_figure

CHOICES: Final = ("commercial", "fund", "combined")
CELLS: Final = 26
_KINDS: Final[Mapping[str, str]] = {"equal_principal": "equal-principal"}


def read_months(text: str) -> tuple[int | None, Fault | None]:
    """A term: months, or years with 年, năm or y behind them."""
    figures, times = text.strip().lower(), 1
    for sign in ("年", "năm", "nam", "y"):
        if figures.endswith(sign):
            figures, times = figures.removesuffix(sign).strip(), 12
    if not figures.isascii() or not figures.isdigit():
        return None, Fault("loan.months", {"value": text, "most": 1200})
    months = int(figures[:6]) * times
    return (None, fault) if (fault := judge_months(months)) else (months, None)


def read_rate(text: str) -> tuple[Decimal | None, Fault | None]:
    """Percent a year."""
    figure = read_figure(text.strip().removesuffix("%"), "CN")
    if figure is None:
        return None, Fault("calc.figure", {"value": text})
    return (None, fault) if (fault := judge_rate(figure)) else (figure, None)


class LoanForm(MoneyForm):
    """A form about a loan or about the deal that it is for; ``about`` names both."""

    TOPIC = "loan_form"

    def places(self) -> Sequence[Place]:
        """The loan."""
        number = int(self.about.get("mortgage") or 0)
        return (("mortgage", number),) if number else ()

    def line(self, name: str, **more: Any) -> Field:
        """A short text of a loan."""
        return fields.text(name, **{"cells": CELLS, "most": LINE_LIMIT, "label": f"column.loan_{name}", **more})

    def agreed_fields(self) -> tuple[Field, ...]:
        """What else is agreed of a loan; folded away until it is asked for."""
        return (
            self.line("branch", optional=True),
            fields.text("months", read_months, optional=True, cells=10, label="column.loan_months",
                        hint="loan_form.hint_months"),
            fields.text("rate", read_rate, optional=True, cells=10, label="column.loan_rate"),
            fields.choice("repayment", REPAYMENTS, "repayment", optional=True, label="column.loan_repayment"),
            fields.choice("direct", ("no", "yes"), "answer", optional=True, label="column.loan_direct"),
            fields.lookup("co_borrower", find_customers(self.today), optional=True, label="column.loan_co_borrower"),
            self.money_field("deposit", optional=True, label="column.loan_deposit", hint="loan_form.hint_deposit"),
            self.line("loan_number", optional=True),
            self.line("note", optional=True, label="loan_form.note"),
        )  # fmt: skip


class MortgageForm(LoanForm):
    """A loan begins with what the contract says of it; a combined one is two. Dismisses with the first one's id."""

    FORM: ClassVar[str] = "mortgage.begin"
    TITLE_KEY = "loan_form.begin"
    SAVED = "loan_form.begun"

    def __init__(
        self, deal_id: int = 0, number: str = "", replaces: int | None = None, draft: Draft | None = None
    ) -> None:
        super().__init__(0, number, draft, deal=deal_id, replaces=replaces)

    def fields(self) -> Sequence[Field]:
        """Kind, bank and amount stand there; the fund's share is asked for a combined loan alone."""
        return (
            fields.choice("kind", CHOICES, "loan_choice", required=True, label="column.loan_kind"),
            self.line("bank", required=True, label="column.bank"),
            self.money_field("amount", required=True, label="column.loan_amount"),
            self.line("fund_bank", label="loan_form.fund_bank", when=_combined),
            self.money_field("fund_amount", label="loan_form.fund_amount", when=_combined),
            *self.agreed_fields(),
            fields.day("begun_on", self.read_day, optional=True, label="column.loan_begun_on"),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """What the contract, or the refused loan, says."""
        deal_id, replaces = int(self.about["deal"]), self.about.get("replaces")

        def read(reader: Reader) -> tuple[str, str, dict[str, Any]]:
            deal = get_deal(reader, deal_id)
            contract = _contract(reader, deal_id)
            number = contract.number if contract else ""
            known: dict[str, Any] = {"kind": "commercial"}
            if replaces:
                old = get_mortgage(reader, int(replaces))
                known |= {"kind": old.row.kind, "amount": old.row.amount, "months": old.months}
            elif contract is not None:
                living = sum((row.amount for row in mortgages_of(reader, deal_id) if row.is_living), Decimal())
                asked = sum((line.amount for line in plan_of(reader, deal_id) if line.part == "loan"), -living)
                known |= {"bank": contract.bank or None, "amount": asked if asked > 0 else None}
            return number, deal.currency, known

        number, currency, known = data.store.read(read)
        found: dict[str, Any] = known
        self.note(number=number, currency=currency)
        return found

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """One loan or two, each with the case that gathers its papers."""
        kind, deal_id, replaces = values["kind"], int(self.about["deal"]), self.about.get("replaces")
        same = {name: values[name] for name in ("months", "rate", "co_borrower")}
        same["co_borrower_id"] = same.pop("co_borrower")
        same |= {"repayment": values["repayment"] or "annuity", "begun_on": values["begun_on"]}
        same |= {"note": values["note"] or "", "replaces_id": replaces}
        first = MortgageDraft(
            deal_id, "fund" if kind == "fund" else "commercial", values["bank"], values["amount"],
            branch=values["branch"] or "", direct=values["direct"] == "yes", deposit=values["deposit"],
            loan_number=values["loan_number"] or "", **same,
        )  # fmt: skip
        drafts = [first]
        if kind == "combined":
            for name in ("fund_bank", "fund_amount"):
                if not values[name]:
                    raise DeskError("form.required", name)
            drafts.append(MortgageDraft(deal_id, "fund", values["fund_bank"], values["fund_amount"], **same))

        def act(work: Work) -> int:
            if replaces:
                choose_next_way(work, int(replaces), "other_bank")
            begun = [record_id(one) for one in begin_combined(work, drafts)]
            for number, draft in zip(begun, drafts, strict=True):
                if has_papers_list(data.engine, draft.kind, work, data.region):
                    open_papers(work, data.engine, number, data.region)
            return begun[0]

        return self.write(data, "mortgage.begin", act)


class OneLoanForm(LoanForm):
    """About one loan."""

    def __init__(self, mortgage_id: int = 0, number: str = "", draft: Draft | None = None, **about: Any) -> None:
        super().__init__(0, number, draft, mortgage=mortgage_id, **about)

    @property
    def mortgage_id(self) -> int:
        """The loan."""
        return int(self.about["mortgage"])

    def read_page(self, data: Any) -> MortgagePage:
        """The loan as it is now."""
        page: MortgagePage = data.store.read(lambda reader: get_mortgage(reader, self.mortgage_id))
        return page


class NoteForm(OneLoanForm):
    """A step of a loan, with its day; today stands in it, so that Enter alone is enough for most."""

    FORM: ClassVar[str] = "mortgage.note"
    SAVED = "loan_form.noted"

    def title_text(self) -> str:
        """Which step, of which contract."""
        return f"{self.text('loan_note.' + str(self.about['what']))} {self.about['number']}".strip()

    def fields(self) -> Sequence[Field]:
        """The day, and what comes with this step."""
        what = str(self.about["what"])
        day = fields.day("day", self.read_day, required=True, label="loan_form.day")
        amount = self.money_field("amount", label=f"loan_form.amount_{what}")
        more: dict[str, tuple[Field, ...]] = {
            "approved": (amount,),
            "refused": (self.line("reason", required=True, label="column.loan_refused_reason"),),
            "disbursed": (
                self.line("number", label="column.loan_voucher", hint="loan_form.hint_voucher"),
                amount,
                self.line("account", optional=True, label="cash.account"),
                fields.choice("supervised", ("no", "yes"), "answer", optional=True, label="cash.supervised"),
            ),
            "registered": (self.line("number", label="column.loan_certificate_number"),),
            "deposit_released": (amount,),
            "withdrawn": (self.line("reason", label="case_form.reason"),),
        }
        return (day, *more.get(what, ()))

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Today, and the amount that is usual."""
        page = self.read_page(data)
        self.note(currency=page.row.currency)
        usual = {"deposit_released": page.row.deposit_left, "disbursed": page.row.last, "approved": page.row.amount}
        known = {"day": self.today, "amount": usual.get(str(self.about["what"]))}
        return {name: value for name, value in known.items() if name in self.form.rows}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it; a voucher's money is received."""
        what, number, day = str(self.about["what"]), self.mortgage_id, values["day"]
        note = LoanNote(
            values.get("amount"), values.get("reason") or "", values.get("number") or "", values.get("account") or "",
            values.get("supervised") == "yes",
        )  # fmt: skip
        said = " ".join(part for part in (self.text(f"loan_note.{what}"), self.words.day(day), note.reason) if part)

        def act(work: Work) -> None:
            if what == "disbursed" and note.number:
                disburse_loan(work, number, day, note)
            else:
                note_loan(work, number, what, day, note)
            tell_case(work, number, what, said)

        self.write(data, "mortgage.disburse" if what == "disbursed" and note.number else "mortgage.note", act)
        return number


class LoanEditForm(OneLoanForm):
    """What was agreed of a loan."""

    FORM: ClassVar[str] = "mortgage.edit"
    TITLE_KEY = "loan_form.edit"
    SAVED = "loan_form.saved"

    def fields(self) -> Sequence[Field]:
        """All of it."""
        return (
            self.line("bank", required=True, label="column.bank"),
            self.money_field("amount", required=True, label="column.loan_amount"),
            *self.agreed_fields(),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """As it is stored."""
        page = self.read_page(data)
        self.note(currency=page.row.currency, seen=page.version)
        co = None if page.co_borrower_id is None else Option(page.co_borrower_id, page.co_borrower)
        return {
            "bank": page.row.bank, "amount": page.row.amount, "branch": page.row.branch or None, "months": page.months,
            "rate": page.rate, "repayment": page.repayment, "direct": "yes" if page.row.direct else "no",
            "co_borrower": co, "deposit": page.deposit, "loan_number": page.row.loan_number or None,
            "note": page.note or None,
        }  # fmt: skip

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Write what differs."""
        changes = {name: values[name] for name in ("bank", "amount", "months", "rate", "deposit")}
        changes |= {name: values[name] or "" for name in ("branch", "loan_number", "note")}
        changes |= {"repayment": values["repayment"] or "annuity", "direct": values["direct"] == "yes"}
        changes["co_borrower_id"] = values["co_borrower"]
        seen = int(self.about["seen"])
        self.write(data, "mortgage.edit", lambda work: edit_mortgage(work, self.mortgage_id, changes, seen))
        return self.mortgage_id


class LoanCalculator(LoanForm):
    """What a loan costs by the month; nothing of it is kept."""

    FORM: ClassVar[str] = ""
    TITLE_KEY = "loan_form.calculator"
    TOPIC = "loan_calculator"

    def __init__(self, amount: Decimal | None = None, page: MortgagePage | None = None) -> None:
        super().__init__()
        self._page, self._amount = page, amount

    def body(self) -> Iterable[Widget]:
        """The figures, and below them what follows."""
        yield from super().body()
        yield Facts()

    def fields(self) -> Sequence[Field]:
        """Principal, rate, term and way."""
        return (
            self.money_field("amount", required=True, label="column.loan_amount"),
            fields.text("rate", read_rate, required=True, cells=10, label="column.loan_rate"),
            fields.text("months", read_months, required=True, cells=10, label="column.loan_months",
                        hint="loan_form.hint_months"),
            fields.choice("method", REPAYMENTS, "repayment", required=True, label="column.loan_repayment"),
        )  # fmt: skip

    def fill(self, data: Any) -> Mapping[str, Any]:
        """What is known of the loan."""
        page = self._page
        if page is None:
            return {"amount": self._amount, "method": "annuity"}
        self.note(currency=page.row.currency)
        return {"amount": page.row.last, "rate": page.rate, "months": page.months, "method": page.repayment}

    def on_form_changed(self) -> None:
        """What is typed so far is reckoned at once; no draft is kept of it."""
        self._reckon()

    def _reckon(self) -> None:
        rows = self.form.rows
        read = {name: row.field.read(row.box.value)[0] for name, row in rows.items() if name != "method"}
        method = stands_in(rows["method"]) or "annuity"
        told: list[tuple[str, Any]] = []
        if all(value is not None for value in read.values()):
            chosen = _KINDS.get(method, method)
            cost = reckon_loan(read["amount"], read["rate"], read["months"], chosen, self.currency)
            names = ("first", "last", "interest", *(("step",) if chosen == METHODS[1] else ()))
            told = [
                (f"{self.text('calc.' + name)}  {self.words.money(getattr(cost, name), self.currency)}", "plain")
                for name in names
            ]
            told.append((self.text("calc.estimate"), "muted"))
        self.query_one(Facts).show(told)

    def action_save(self) -> None:
        """Nothing is saved; Enter after the last field reckons again."""
        self._reckon()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing to save or to park."""
        if action in ("save", "park", "copy", "repeat"):
            return False
        offered: bool | None = super().check_action(action, parameters)
        return offered


def _combined(typed: Mapping[str, Any]) -> bool:
    said = typed.get("kind", "")
    return str(said[0] if isinstance(said, list) and said else said) == "combined"


def _contract(reader: Reader, deal_id: int) -> SaleContract | None:
    from sqlmodel import select

    return reader.session.exec(select(SaleContract).where(SaleContract.deal_id == deal_id)).first()


FORMS: Final = (MortgageForm, NoteForm, LoanEditForm)
