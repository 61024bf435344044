"""What every form about what an owner settles has: the delivery it is about, its room in the title."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from deskapp.casework.screens.fields_form import FittedForm
from deskapp.casework.screens.money_form import MoneyForm
from deskapp.desks.handover.settling.facts import Settled, load_settled
from deskapp.errors import Fault
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field
from deskapp.ui.here import Place
from deskapp.ui.reading import figures_of
from deskapp.values import Country
from deskapp.values.areas import parse_area
from deskapp.values.figures import read_figure


class DeliveryForm(FittedForm, MoneyForm):
    """A form about one delivery; ``number`` is how everybody says its home."""

    TOPIC = "settling_form"

    def __init__(self, delivery_id: int = 0, number: str = "", draft: Draft | None = None, **about: Any) -> None:
        super().__init__(0, number, draft, delivery=delivery_id, **about)

    @property
    def delivery(self) -> int:
        """The delivery."""
        return int(self.about["delivery"])

    def places(self) -> Sequence[Place]:
        """The delivery."""
        return (("delivery", self.delivery),) if self.delivery else ()

    def read_fact(self, data: Any) -> Settled:
        """The delivery as it is now; the form's title and its currency follow."""
        today = self.today
        fact: Settled = data.store.read(lambda reader: load_settled(reader, self.delivery, today))
        self.note(number=fact.code, currency=fact.currency)
        return fact

    def area_field(self, name: str, **more: Any) -> Field:
        """An area in m²."""
        country: Country = "VN" if self.about.get("currency") == "VND" else "CN"
        figures = figures_of(country)
        return fields.area(
            name, lambda text: parse_area(text, country), show=lambda value, _: figures.number(value), **more
        )

    def percent_field(self, name: str, **more: Any) -> Field:
        """A percentage."""
        return fields.text(name, read_percent, cells=10, show=lambda value, _: f"{value.normalize():f}", **more)


def read_percent(text: str) -> tuple[Decimal | None, Fault | None]:
    """A percentage, with or without its sign."""
    figure = read_figure(text.strip().removesuffix("%"), "CN")
    if figure is None:
        return None, Fault("calc.figure", {"value": text})
    return (figure, None) if 0 <= figure <= 100 else (None, Fault("settle.percent"))
