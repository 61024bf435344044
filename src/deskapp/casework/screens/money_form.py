"""What every form with amounts has: the amount told in figures and in words, the method, the currency."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final, cast

from deskapp.casework.screens.fields_form import CaseForm
from deskapp.errors import Fault
from deskapp.locale import Words
from deskapp.money.drafts import CURRENCIES, LINE_LIMIT
from deskapp.money.model import METHODS
from deskapp.ui import fields
from deskapp.ui.fields import Field
from deskapp.ui.form import Form
from deskapp.ui.reading import figures_of, stands_in
from deskapp.values import Currency
from deskapp.values.money import parse_typed_money
from deskapp.values.money_words import money_in_words

CELLS: Final = 24
_COUNTRIES: Final = {"CNY": "CN", "VND": "VN"}


class MoneyForm(CaseForm):
    """A form with amounts in one currency, which ``about`` names or a field of the form."""

    TOPIC = "cash_forms"

    @property
    def currency(self) -> Currency:
        """The currency of the amounts."""
        row = self.form.rows.get("currency") if self.query(Form) else None
        typed = stands_in(row) if row is not None else ""
        return cast("Currency", typed if typed in CURRENCIES else self.about.get("currency") or "CNY")

    def money_field(self, name: str, **more: Any) -> Field:
        """An amount: 12w, 20tr; told at once in figures and in words."""
        told = {"cells": CELLS, "show": self._show, "echo": self._echo, **more}
        return Field(name, "money", self._read_amount, **told)

    def line_field(self, name: str, **more: Any) -> Field:
        """A short text."""
        return fields.text(name, **{"cells": CELLS, "most": LINE_LIMIT, "label": f"cash.{name}", **more})

    def method_field(self) -> Field:
        """How the money comes or goes."""
        return fields.choice("method", METHODS, "method", required=True, cells=CELLS, label="cash.method")

    def currency_field(self) -> Field:
        """Seldom another than the usual one."""
        return fields.choice("currency", CURRENCIES, "currency", optional=True, cells=CELLS, label="column.currency")

    def _read_amount(self, text: str) -> tuple[Decimal | None, Fault | None]:
        return parse_typed_money(text, self.currency)

    def _show(self, value: Any, _: Words) -> str:
        return figures_of(_COUNTRIES[self.currency]).number(value)

    def _echo(self, value: Any, words: Words) -> str:
        return f"{words.money(value, self.currency)}  {money_in_words(value, self.currency, words.language)}"
