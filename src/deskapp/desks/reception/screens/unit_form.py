"""A unit: kind, areas, prices, the four states, the numbers it has with other offices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from typing import Any, Final

from deskapp.desks.reception.screens.record_form import StoredForm
from deskapp.errors import Fault
from deskapp.locale import Words
from deskapp.office.property.actions import edit_unit
from deskapp.office.property.drafts import AREAS, NUMBERS, PRICES, UnitDraft, read_unit
from deskapp.office.property.model import (
    DECORATION_STATES,
    DELIVERY_STATES,
    OCCUPATION_STATES,
    SALE_STATES,
    UNIT_KINDS,
)
from deskapp.office.property.queries import get_unit_page
from deskapp.store.base import record_id
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field, Parse
from deskapp.ui.lines import shell_of
from deskapp.ui.reading import figures_of, stands_in
from deskapp.ui.record_form import Stored
from deskapp.values import Country
from deskapp.values.money import PLACES

_STATES: Final = {
    "sale_state": SALE_STATES,
    "delivery_state": DELIVERY_STATES,
    "occupation_state": OCCUPATION_STATES,
    "decoration_state": DECORATION_STATES,
}
CURRENCIES: Final[dict[Country, str]] = {"CN": "CNY", "VN": "VND"}
_FIRST_AREAS: Final = ("area", "inner_area")


class UnitForm(StoredForm):
    """Dismisses with the unit's id when it was saved."""

    FORM = "unit"
    ENTITY = "unit"
    TOPIC = "unit_form"

    def __init__(self, unit_id: int = 0, draft: Draft | None = None) -> None:
        super().__init__(unit_id, draft)
        self._country: Country = "CN"
        self._code = ""

    def title_text(self) -> str:
        """Which unit."""
        return self.text("unit_form.edit", unit=self._code)

    def fields(self) -> Sequence[Field]:
        """What is asked most comes first; the other areas and the numbers fold away."""
        return (
            fields.choice("kind", UNIT_KINDS, "unit_kind", required=True),
            *(self._area(name) for name in _FIRST_AREAS),
            *(self._price(name) for name in PRICES),
            *(fields.choice(name, codes, name, required=True, cells=28) for name, codes in _STATES.items()),
            fields.text("entrance", self._reads("entrance"), optional=True, cells=14),
            fields.text("room", self._reads("room"), required=True, cells=14, hint="unit_form.hint_room"),
            fields.text("floor", self._reads("floor"), optional=True, cells=14),
            *(self._area(name, optional=True) for name in AREAS if name not in _FIRST_AREAS),
            *(fields.text(name, self._reads(name), label=f"trail.{name}", optional=True) for name in NUMBERS),
            fields.choice("currency", tuple(PLACES), "currency", label="trail.currency", required=True),
        )

    def _area(self, name: str, *, optional: bool = False) -> Field:
        return fields.area(
            name, self._reads(name), label=f"unit_form.{name}", show=self._show_figure, optional=optional
        )

    def _price(self, name: str) -> Field:
        return fields.money(name, self._reads(name), "", show=self._show_figure, echo=self._say_money)

    # ---- reading the fields

    def _show_figure(self, value: Any, _: Words) -> str:
        return figures_of(self._country).number(value)

    def _say_money(self, value: Any, words: Words) -> str:
        return fields.say_amount(value, self._currency(), words)

    def _currency(self) -> str:
        typed = stands_in(self.form.rows["currency"])
        return typed if typed in PLACES else CURRENCIES[self._country]

    def _reads(self, name: str) -> Parse:
        return partial(self._read_field, name)

    def _read_field(self, name: str, text: str) -> tuple[Any, Fault | None]:
        """One field as the action will judge it, with the country and the currency of the unit."""
        texts = {"room": "1", "currency": self._currency(), name: text}
        pair = {"inner_area": "area"}.get(name) or name.replace("_inner_area", "_area")
        if pair != name:
            texts[pair] = stands_in(self.form.rows[pair])
        draft, faults = read_unit(texts, self._country)
        fault = faults.get(name)
        if fault is not None and not fault.warning:
            return None, fault
        return (None if draft is None else getattr(draft, name)), fault

    # ---- stored and saved

    def stored(self, data: Any) -> Stored:
        """The unit's fields; its country says how they are written."""
        number, today = self.number or 0, self.today
        page = data.store.read(lambda reader: get_unit_page(reader, number, today))
        self._country, self._code = page.country, page.code
        return {name: None if value == "" else value for name, value in asdict(page.draft).items()}, page.version

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Edit the unit."""
        number, version = self.number or 0, self.version
        told: dict[str, Any] = {
            name: "" if value is None and name in (*NUMBERS, "entrance") else value for name, value in values.items()
        }
        draft = UnitDraft(**told)
        return int(
            data.write(
                "unit.edit", lambda work: record_id(edit_unit(work, number, draft, seen=version)), shell_of(self).now()
            )
        )

    def saved(self, result: int) -> None:
        """Say so on the screen below."""
        app, code = shell_of(self), self._code
        super().saved(result)
        app.tell("unit_form.saved", unit=code)
