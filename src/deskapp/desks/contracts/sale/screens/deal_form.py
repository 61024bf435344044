"""Units and buyers as lines of a form: the home first, what is sold along behind it, buyers with their shares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from deskapp.casework.cash import CURRENCY_OF
from deskapp.casework.screens.finding import find_customers, find_places, named_customer, named_place
from deskapp.casework.screens.money_form import MoneyForm
from deskapp.errors import DeskError, Fault
from deskapp.office.deal.drafts import DealUnitDraft, PartyDraft
from deskapp.office.deal.queries import DealRow
from deskapp.office.property.model import Unit
from deskapp.office.property.rules import show_share
from deskapp.store.work import Reader
from deskapp.ui import fields
from deskapp.ui.fields import Field
from deskapp.ui.form import Form
from deskapp.ui.inputs import PickInput
from deskapp.ui.work import run
from deskapp.values.areas import parse_area
from deskapp.values.money import from_minor, round_money
from deskapp.values.shares import parse_share

UNITS: Final = 4
BUYERS: Final = 6
CELLS: Final = 30
_MEASURES: Final = ("area", "inner_area", "unit_price", "price")
_FIELD_OF: Final = {"units": "unit_1", "parties": "buyer_1", "lines": "plan", "price": "price_1"}


class DealForm(MoneyForm):
    """A form about the units and the buyers of a deal; the next line is asked as soon as the one before is filled."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._measured: dict[int, int | None] = {}
        self._listed: dict[str, str] = {}
        """What stands in the lines of a unit because the unit has it, and not because somebody typed it."""

    # ---- lines

    def unit_fields(self) -> Sequence[Field]:
        """The home with what was agreed for it; for what is sold along only its price."""
        load = find_places("unit", self.today, lambda: None)
        home = (
            fields.lookup(
                "unit_1", load, required=True, cells=CELLS, label="sale_form.unit", hint="sale_form.hint_unit"
            ),
            fields.area("area_1", self._area, label="column.area"),
            fields.area("inner_area_1", self._area, label="column.inner_area", optional=True),
            self.money_field("unit_price_1", label="column.unit_price"),
            self.money_field("price_1", label="sale_form.price", hint="sale_form.hint_price"),
        )
        along = [
            line
            for place in range(2, UNITS + 1)
            for line in (
                fields.lookup(
                    f"unit_{place}", load, cells=CELLS, label="sale_form.along", hint="sale_form.hint_along",
                    optional=place == 2, when=_filled(f"unit_{place - 1}") if place > 2 else None,
                ),
                self.money_field(
                    f"price_{place}", label="sale_form.along_price", when=_filled(f"unit_{place}"), required=True
                ),
            )
        ]  # fmt: skip
        return (*home, *along)

    def buyer_fields(self) -> Sequence[Field]:
        """Buyers; shares are asked where there are several."""
        load = find_customers(self.today)
        lines: list[Field] = []
        for place in range(1, BUYERS + 1):
            when = _filled(f"buyer_{place - 1}") if place > 1 else None
            label = "sale_form.buyer" if place == 1 else "sale_form.co_buyer"
            hint = "sale_form.hint_buyer" if place == 1 else "sale_form.hint_co_buyer"
            lines += [
                fields.lookup(
                    f"buyer_{place}", load, required=place == 1, cells=CELLS, label=label, hint=hint, when=when
                ),
                fields.text(
                    f"share_{place}",
                    parse_share,
                    cells=12,
                    label="sale_form.share",
                    hint="sale_form.hint_share",
                    show=lambda share, _: show_share(share),
                    when=_both("buyer_2", f"buyer_{place}"),
                ),
            ]
        for role in ("guardian", "agent"):
            lines.append(
                fields.lookup(
                    role, load, optional=True, cells=CELLS, label=f"party_role.{role}", hint="sale_form.hint_who"
                )
            )
        return lines

    def _area(self, text: str) -> tuple[Decimal | None, Fault | None]:
        return parse_area(text, "VN" if self.currency == "VND" else "CN")

    # ---- what is known of a unit comes into the empty lines

    def on_form_changed(self) -> None:
        """A unit was chosen: its area and its price as they are listed."""
        super().on_form_changed()
        if not self._is_filled:
            return
        for place in range(1, UNITS + 1):
            chosen = self._chosen(f"unit_{place}")
            if chosen != self._measured.get(place):
                self._measured[place] = chosen
                if chosen is not None:
                    self._measure(place, chosen)

    def filled(self) -> None:
        """What stands in the form from the start is not measured anew."""
        super().filled()
        for place in range(1, UNITS + 1):
            self._measured[place] = self._chosen(f"unit_{place}")
        if not self.draft.typed:
            self._note_listed(range(1, UNITS + 1))

    def _note_listed(self, places: Iterable[int]) -> None:
        rows = self.form.rows
        names = [f"{name}_{place}" for place in places for name in _MEASURES]
        self._listed.update({name: rows[name].box.value for name in names if name in rows})

    def _chosen(self, name: str) -> int | None:
        row = self.form.rows.get(name) if self.query(Form) else None
        option = row.box.option if row is not None and isinstance(row.box, PickInput) else None
        return int(option.code[1]) if option is not None else None

    def _measure(self, place: int, unit_id: int) -> None:
        def put(known: Mapping[str, Any]) -> None:
            # what another unit left there goes with it; what was typed stays
            rows = self.form.rows
            names = {f"{name}_{place}": value for name, value in known.items() if f"{name}_{place}" in rows}
            free = [name for name in names if rows[name].box.value in ("", self._listed.get(name))]
            for box in (rows[name].box for name in free):
                if not isinstance(box, PickInput):
                    box.value = ""
            self.form.load({name: names[name] for name in free if names[name] is not None})
            self._listed |= {name: rows[name].box.value for name in free}

        def read(data: Any) -> Mapping[str, Any]:
            found: Mapping[str, Any] = data.store.read(lambda reader: measures_of(reader, unit_id))
            return found

        run(self, read, put, group=f"unit-{place}")

    def usual_currency(self, data: Any) -> str:
        """The office's."""
        return CURRENCY_OF.get(data.clerk.country, "CNY")

    def price(self) -> Decimal | None:
        """The price of all units as far as it is told; None while one of them is open."""
        rows = self.form.rows
        names = [f"{name}_{place}" for place in range(1, UNITS + 1) for name in ("unit", *_MEASURES)]
        prices = [
            unit.price for unit in self.unit_drafts({name: rows[name].read()[0] for name in names if name in rows})
        ]
        if not prices or None in prices:
            return None
        return sum((price for price in prices if price is not None), Decimal(0))

    def placed(self, error: DeskError) -> DeskError:
        """What is said of the deal's parts, at the field where the first of them stands."""
        error.field = _FIELD_OF.get(error.field or "", error.field)
        return error

    # ---- from and to drafts

    def unit_drafts(self, values: Mapping[str, Any]) -> tuple[DealUnitDraft, ...]:
        """The units as typed; a price that was left open is the area times the price of a square metre."""
        found = []
        for place in range(1, UNITS + 1):
            unit = values.get(f"unit_{place}")
            if unit is None:
                continue
            told = {name: values.get(f"{name}_{place}") for name in _MEASURES}
            if told["price"] is None and told["area"] is not None and told["unit_price"] is not None:
                told["price"] = round_money(told["area"] * told["unit_price"], self.currency)
            found.append(DealUnitDraft(int(unit[1]), **told))
        return tuple(found)

    def party_drafts(self, values: Mapping[str, Any]) -> tuple[PartyDraft, ...]:
        """The parties as typed."""
        buyers = [
            PartyDraft(values[f"buyer_{place}"], "buyer", values.get(f"share_{place}"))
            for place in range(1, BUYERS + 1)
            if values.get(f"buyer_{place}") is not None
        ]
        helpers = [PartyDraft(values[role], role) for role in ("guardian", "agent") if values.get(role) is not None]
        return (*buyers, *helpers)


def deal_values(reader: Reader, deal: DealRow, today: date) -> dict[str, Any]:
    """What a deal's form begins with."""
    found: dict[str, Any] = {}
    for place, unit in enumerate(deal.units[:UNITS], 1):
        found[f"unit_{place}"] = named_place(reader, "unit", unit.unit_id)
        found |= {f"{name}_{place}": getattr(unit, name) for name in _MEASURES}
    for place, party in enumerate(deal.buyers[:BUYERS], 1):
        found[f"buyer_{place}"] = named_customer(reader, party.customer.id, today).option
        found[f"share_{place}"] = party.share
    for party in deal.parties:
        if party.role != "buyer":
            found[party.role] = named_customer(reader, party.customer.id, today).option
    return found


def begin_values(reader: Reader, unit_id: int | None, customer_id: int | None, today: date) -> dict[str, Any]:
    """What is known where a form begins from a unit or from a customer."""
    found: dict[str, Any] = {}
    if unit_id:
        found["unit_1"] = named_place(reader, "unit", unit_id)
        found |= {f"{name}_1": value for name, value in measures_of(reader, unit_id).items()}
    if customer_id:
        found["buyer_1"] = named_customer(reader, customer_id, today).option
    return found


def measures_of(reader: Reader, unit_id: int) -> dict[str, Any]:
    """Area and price of a unit as it is listed: by contract where it had one, else as predicted."""
    unit = reader.get(Unit, unit_id)
    prices = {
        "unit_price": None if unit.unit_price is None else from_minor(unit.unit_price, unit.currency),
        "price": None if unit.total_price is None else from_minor(unit.total_price, unit.currency),
    }
    return {"area": unit.area, "inner_area": unit.inner_area, **prices}


def picked(typed: Mapping[str, Any], name: str) -> str:
    """What stands in a field that takes one of many: the code of a choice, or the text."""
    told = typed.get(name)
    return str(told[0] or told[1] or "") if isinstance(told, (list, tuple)) else str(told or "")


def _filled(name: str) -> Any:
    return lambda typed: bool(picked(typed, name))


def _both(first: str, second: str) -> Any:
    return lambda typed: bool(picked(typed, first)) and bool(picked(typed, second))
