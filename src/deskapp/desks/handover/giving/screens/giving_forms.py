"""Forms of what an owner takes home: the meters as they are read, one thing with count and edition, one of our own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, ClassVar, Final

from deskapp.casework.screens.fields_form import CaseForm, FittedForm
from deskapp.desks.handover.giving.actions import ReadingDraft, give_item, read_meter
from deskapp.desks.handover.giving.queries import MeterRow, given_of, meters_of
from deskapp.desks.handover.giving.rules import judge_reading, parse_reading
from deskapp.errors import DeskError, Fault
from deskapp.locale import Words
from deskapp.papers.drafts import COUNT_LIMIT, LINE_LIMIT
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field

NUMBER: Final = "number_"


class MeterForm(FittedForm):
    """A field a meter; what looks wrong is said while it is typed, what runs backward is refused."""

    FORM: ClassVar[str] = "delivery.meter"
    TITLE_KEY = "meter_form.title"
    TOPIC = "giving"
    SAVED = "meter_form.saved"

    def __init__(
        self, unit_id: int = 0, code: str = "", draft: Draft | None = None, *, delivery_id: int | None = None
    ) -> None:
        super().__init__(0, code, draft, unit=unit_id, delivery=delivery_id)
        self.meters: Sequence[MeterRow] = ()

    def fields(self) -> Sequence[Field]:
        """The readings, then the day; numbers of the meters are asked for where one was changed."""
        readings = [
            fields.text(
                row.meter, self._parser(row), cells=14, label=f"meter.{row.meter}", show=_figure,
                hint=self._hint(row), most=20,
            )
            for row in self.meters
        ]  # fmt: skip
        numbers = [
            fields.text(f"{NUMBER}{row.meter}", most=40, cells=20, optional=True, label=self._number_label(row))
            for row in self.meters
        ]
        day = fields.day("read_on", self.read_day, required=True, label="meter_form.read_on")
        return (*readings, day, *numbers)

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Today; the meters with what they showed last."""
        unit = int(self.about["unit"])
        self.meters = data.store.read(lambda reader: meters_of(reader, unit, self.today))
        numbers = {f"{NUMBER}{row.meter}": row.meter_number or None for row in self.meters}
        today = {row.meter: row.reading for row in self.meters if row.read_on == self.today}
        return {"read_on": self.today, **numbers, **today}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Every reading that was typed, in one go."""
        unit, delivery = int(self.about["unit"]), self.about["delivery"]
        drafts = [
            ReadingDraft(row.meter, values[row.meter], values["read_on"], values.get(f"{NUMBER}{row.meter}") or "")
            for row in self.meters
            if values.get(row.meter) is not None
        ]
        if not drafts:
            raise DeskError("meter.nothing", self.meters[0].meter if self.meters else None)

        def read(work: Work) -> None:
            for draft in drafts:
                try:
                    read_meter(work, unit, draft, delivery)
                except DeskError as error:
                    field = draft.meter if error.field in ("reading", "meter") else error.field
                    raise DeskError(error.code, field, **error.values) from None

        self.write(data, "delivery.meter", read)
        return unit

    def _parser(self, row: MeterRow) -> Callable[[str], tuple[Decimal | None, Fault | None]]:
        def parse(text: str) -> tuple[Decimal | None, Fault | None]:
            value, fault = parse_reading(text)
            if value is None or fault is not None or row.last is None:
                return value, fault
            doubt = judge_reading(row.kind, value, self.today, row.last)
            return value, None if doubt is None else replace(doubt, warning=True)

        return parse

    def _hint(self, row: MeterRow) -> str:
        if row.reading is None or row.read_on is None:
            return self.text("meter_form.hint", unit=row.kind.unit)
        return self.text(
            "meter_form.hint_last", last=_figure(row.reading, self.words), unit=row.kind.unit, day=row.read_on
        )

    def _number_label(self, row: MeterRow) -> str:
        return self.text("meter_form.number", meter=self.text(f"meter.{row.meter}"))


class ItemForm(CaseForm):
    """How many of something were handed over, which edition, on which day."""

    FORM: ClassVar[str] = "delivery.item"
    TITLE_KEY = "item_form.title"
    TOPIC = "giving"
    SAVED = "item_form.saved"

    def __init__(self, delivery_id: int = 0, code: str = "", name: str = "", draft: Draft | None = None) -> None:
        super().__init__(0, name, draft, delivery=delivery_id, code=code)

    def fields(self) -> Sequence[Field]:
        """What it is only where it is the office's own."""
        name = fields.text("name", most=LINE_LIMIT, cells=34, required=True, label="item_form.name")
        return (
            *(() if self.about["code"] else (name,)),
            fields.text("count", _read_count, cells=6, required=True, label="item_form.count"),
            fields.text("edition", most=LINE_LIMIT, cells=24, label="item_form.edition", hint="item_form.hint_edition"),
            fields.day("given_on", self.read_day, required=True, label="item_form.given_on"),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """As it was noted, else one of today."""
        number, code = int(self.about["delivery"]), self.about["code"]
        rows = data.store.read(lambda reader: given_of(reader, number, self.today))
        row = next((one for one in rows if one.code == code and one.is_given), None)
        if row is None:
            return {"count": 1, "given_on": self.today}
        return {"count": row.count, "edition": row.edition or None, "given_on": row.given_on or self.today}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it."""
        number, name = int(self.about["delivery"]), values.get("name") or ""
        code, count, edition = self.about["code"] or name, values["count"], values["edition"] or ""
        self.note(number=name or self.about["number"])

        def give(work: Work) -> int:
            day = values["given_on"]
            return record_id(give_item(work, number, code, count, edition=edition, name=name, given_on=day))

        return self.write(data, "delivery.give", give)


FORMS = (MeterForm, ItemForm)
"""What may be parked."""


def _figure(value: Decimal, words: Words) -> str:
    return words.number(value)


def _read_count(text: str) -> tuple[int | None, Fault | None]:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= COUNT_LIMIT:
        return int(text), None
    return None, Fault("giving.count", {"most": COUNT_LIMIT})
