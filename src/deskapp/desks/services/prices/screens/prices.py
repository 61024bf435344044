"""价目表: what each service costs today; a new price begins a new row, so that what was agreed stays as it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from deskapp.casework.screens.money_form import MoneyForm
from deskapp.casework.screens.read_list import ReadList
from deskapp.desks.services.orders.trades import say_trade, trades
from deskapp.desks.services.prices.actions import PriceDraft, end_price, set_price
from deskapp.desks.services.prices.queries import PriceRow, list_prices
from deskapp.errors import Fault
from deskapp.store.base import record_id
from deskapp.store.work import Reader
from deskapp.ui import commands, fields
from deskapp.ui.columns import Column
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import Confirm
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field
from deskapp.ui.lines import Run, shell_of

HISTORY: Final = Command("prices.history", "f8", "order", priority=True)
END: Final = Command("prices.end", "delete", "order")
WIDE: Final = 30
SHORT: Final = 80


class PricesScreen(ReadList):
    """What holds today, or every row there was."""

    TITLE_KEY = "prices.title"
    TOPIC = "prices"
    EMPTY = "prices.none"
    COLUMNS = (
        Column("code", 12, label="prices.code"),
        Column("name", weight="strong", least=16, label="prices.name"),
        Column("price", 14, label="prices.price", align="right"),
        Column("unit", 6, label="prices.unit"),
        Column("minutes", 6, label="prices.minutes", align="right"),
        Column("valid_from", 10, label="prices.valid_from"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.NEW, HISTORY, END)

    def __init__(self) -> None:
        super().__init__()
        self.all_rows = False

    def read(self, reader: Reader) -> Sequence[PriceRow]:
        """The list."""
        return list_prices(reader, None if self.all_rows else shell_of(self).now().date())

    def cells(self, row: PriceRow) -> tuple[str, ...]:
        """Code, name, price."""
        price = self.words.money(row.price, row.currency)
        return row.code, row.name, price, row.unit, str(row.minutes), self.day(row.valid_from)

    def weight(self, row: PriceRow) -> Any:
        """What was and what will be steps back."""
        today = shell_of(self).now().date()
        held = row.valid_from <= today and (row.valid_to is None or today <= row.valid_to)
        return "plain" if held else "muted"

    def told(self, row: PriceRow) -> Iterable[Run]:
        """Whose work, until when."""
        yield say_trade(row.trade, self.words.language), "plain"
        if row.valid_to is not None:
            yield self.text("prices.until", day=row.valid_to), "muted"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is offered can end."""
        if action == "end":
            return self.current is not None and self.current.valid_to is None
        return super().check_action(action, parameters)

    def action_new(self) -> None:
        """A service more."""
        self.app.push_screen(PriceForm(), self.returned)

    def on_listing_opened(self) -> None:
        """Another price of it."""
        self.app.push_screen(PriceForm(self.current.code, self.current.name), self.returned)

    def action_history(self) -> None:
        """Every row there was, or what holds today."""
        self.all_rows = not self.all_rows
        self.load()

    def action_end(self) -> None:
        """It is offered until today."""
        row: PriceRow = self.current

        def sure(answer: bool | None) -> None:
            if answer:
                self.write("price.end", lambda work, _: record_id(end_price(work, row.id, work.today)))

        self.app.push_screen(Confirm("prices.end_title", "prices.end_what", values={"service": row.name}), sure)


class PriceForm(MoneyForm):
    """A price from a day on; of a service that is known the row before it ends the day before."""

    FORM: ClassVar[str] = "price.set"
    TITLE_KEY = "price_form.title"
    TOPIC = "prices"
    SAVED = "price_form.saved"

    def __init__(self, service: str = "", name: str = "", draft: Draft | None = None) -> None:
        super().__init__(0, name, draft, service=service)

    def fields(self) -> Sequence[Field]:
        """Code, name, price, for how much of it, how long it takes."""
        language = self.words.language
        known = {code: one.text.say(language) for code, one in trades().items()}
        return (
            fields.text("code", cells=WIDE, most=SHORT, required=True, label="prices.code"),
            fields.text("name", cells=WIDE, most=SHORT, required=True, label="prices.name"),
            self.money_field("price", required=True, label="prices.price"),
            fields.text("unit", cells=12, most=SHORT, label="prices.unit"),
            fields.text("minutes", _minutes, required=True, cells=6, label="prices.minutes"),
            fields.chosen("trade", known, label="order.trade_word"),
            fields.day("valid_from", self.read_day, required=True, label="prices.valid_from"),
            self.currency_field(),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """As it is today."""
        code, today = str(self.about["service"]), self.today
        currency = "VND" if data.clerk.country == "VN" else "CNY"
        rows = data.store.read(lambda reader: list_prices(reader, today)) if code else []
        row = next((one for one in rows if one.code == code), None)
        self.note(currency=row.currency if row is not None else currency)
        usual = {"minutes": 60, "valid_from": today, "currency": self.about["currency"]}
        if row is None:
            return usual
        known = {name: getattr(row, name) or None for name in ("code", "name", "price", "unit", "minutes", "trade")}
        return {**usual, **known}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """From that day on."""
        draft = PriceDraft(
            values["code"], values["name"], values["price"], values["valid_from"], values["unit"] or "",
            values["currency"] or self.about["currency"], values["trade"] or "", int(values["minutes"]),
        )  # fmt: skip
        return self.write(data, "price.set", lambda work: record_id(set_price(work, draft)))


def _minutes(text: str) -> tuple[int | None, Fault | None]:
    if not text.isdigit() or not 1 <= int(text) <= 24 * 60:
        return None, Fault("price.minutes")
    return int(text), None


FORMS: Final = (PriceForm,)
"""What may be parked."""
