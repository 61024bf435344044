"""The day-book: a day by method and currency, its entries, and the close with what was counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar, Final, cast

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from deskapp.casework.screens.facts import Facts
from deskapp.casework.screens.fields_form import FittedForm
from deskapp.casework.screens.papers_parts import PapersList
from deskapp.errors import Fault
from deskapp.money.daybook import DayBook, DayLine, close_day, get_daybook, next_to_close
from deskapp.money.drafts import LINE_LIMIT, CloseDraft, counted_field
from deskapp.money.entries import DayEntry, list_entries
from deskapp.store.base import record_id
from deskapp.store.work import Reader
from deskapp.ui import fields
from deskapp.ui.bars import TopLine
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import Command, bindings
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field
from deskapp.ui.form import Form
from deskapp.ui.lines import Run, shell_of
from deskapp.ui.listing import Listing
from deskapp.ui.reading import figures_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run
from deskapp.values import Currency
from deskapp.values.money import parse_typed_money

BEFORE: Final = Command("daybook.before", "1", "daybook", priority=True)
AFTER: Final = Command("daybook.after", "2", "daybook", priority=True)
CLOSE: Final = Command("daybook.close", "f8", "daybook", priority=True)


class DayBookScreen(PapersList):
    """Opens with the day that is to be closed next; one key walks by days, one closes. ``money_of`` a customer."""

    TITLE_KEY = "daybook.title"
    TOPIC = "daybook"
    BINDINGS: ClassVar[list[BindingType]] = bindings(BEFORE, AFTER, CLOSE)

    def __init__(self, money_of: Callable[[int], DeskScreen[Any]]) -> None:
        super().__init__()
        self.money_of = money_of
        self.day: date | None = None
        self.book: DayBook | None = None
        self.entries: Sequence[DayEntry] = ()

    def title_text(self) -> str:
        """Which day."""
        if self.day is None:
            return self.text(self.TITLE_KEY)
        weekday = self.text(f"weekday.{self.day.weekday()}")
        return f"{self.text(self.TITLE_KEY)} {self.words.day(self.day)} {weekday}"

    def body(self) -> Iterable[Widget]:
        """The sums, and the entries under them."""
        yield Facts()
        yield Listing(
            (
                Column("number", 17, weight="strong"),
                Column("what", least=12),
                Column("method", 13, weight="muted"),
                Column("amount", 19, align="right"),
            ),
            blank="daybook.nothing",
            id="entries",
        )

    def on_mount(self) -> None:
        """Keys wait until it is there."""
        self.load()

    def load(self) -> None:
        """Read the day."""
        today, day = shell_of(self).now().date(), self.day

        def read(data: Any) -> tuple[DayBook, list[DayEntry]]:
            office = data.clerk.office_id

            def find(reader: Reader) -> tuple[DayBook, list[DayEntry]]:
                shown = day or next_to_close(reader, office, today)
                return get_daybook(reader, office, shown), list_entries(reader, office, shown)

            found: tuple[DayBook, list[DayEntry]] = data.store.read(find)
            return found

        run(self, read, self._show, group="daybook")

    def _show(self, found: tuple[DayBook, list[DayEntry]]) -> None:
        self.book, entries = found
        self.day = self.book.day
        self.query_one(Facts).show(self._sums(self.book))
        self.entries = entries
        self.query_one(Listing).show(self._row(place, entry) for place, entry in enumerate(entries))
        self.query_one(TopLine).refresh()
        self.loaded()

    def _sums(self, book: DayBook) -> Iterator[Run]:
        if book.closed_at is not None:
            moment = self.words.moment(book.closed_at.astimezone(shell_of(self).now().tzinfo))
            yield self.text("daybook.closed_by", clerk=book.closed_by, moment=moment), "good"
        else:
            yield self.text("daybook.locked" if book.locked else "daybook.open"), "muted" if book.locked else "strong"
        for line in book.lines:
            yield self._sum(line), "warning" if line.difference else "plain"
        for line in book.elsewhere:
            net = self.words.money(line.net, line.currency)
            method = self.text(f"method.{line.method}")
            yield self.text("daybook.elsewhere", method=method, net=net, receipts=line.receipts), "muted"
        yield book.note, "muted"

    def _sum(self, line: DayLine) -> str:
        said = {
            "method": self.text(f"method.{line.method}"),
            "net": self.words.money(line.net, line.currency),
            "received": self.words.money(line.received, line.currency),
            "paid_out": self.words.money(line.paid_out, line.currency),
            "receipts": line.receipts,
            "voids": line.voids,
        }
        text = self.text("daybook.line", **said)
        if line.counted is None or line.difference is None:
            return text
        counted = self.words.money(line.counted, line.currency)
        difference = self.words.money(line.difference, line.currency)
        return f"{text}   {self.text('daybook.counted', counted=counted, difference=difference)}"

    def _row(self, place: int, entry: DayEntry) -> Row:
        what = self.text(f"daybook_entry.{entry.kind}")
        cells = (
            entry.number,
            f"{what} {entry.name}",
            self.text(f"method.{entry.method}"),
            self.words.money(entry.amount, entry.currency),
        )
        return Row(place, cells, weight="muted" if entry.kind == "reversal" else "plain")

    # ---- keys

    def on_listing_opened(self, event: Listing.Opened) -> None:
        """Everything about this customer's money."""
        entry = self.entries[int(str(event.row.key))]
        self.app.push_screen(self.money_of(entry.customer_id), self.returned)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A closed day is closed; tomorrow has not come."""
        today = shell_of(self).now().date()
        if action == "close":
            return self.book is not None and not self.book.locked and self.book.day <= today
        if action in ("before", "after"):
            return self.day is not None
        return super().check_action(action, parameters)

    def action_before(self) -> None:
        """The day before."""
        self._walk(-1)

    def action_after(self) -> None:
        """The day behind it."""
        self._walk(1)

    def _walk(self, step: int) -> None:
        if self.day is not None:
            self.is_open = False
            self.day += timedelta(days=step)
            self.load()

    def action_close(self) -> None:
        """Count, and close."""
        if self.day is not None:
            self.app.push_screen(CloseForm(self.day), self.returned)


class CloseForm(FittedForm):
    """What was counted of each method and currency; the difference is told while it is typed."""

    FORM: ClassVar[str] = "cash.close"
    TITLE_KEY = "daybook.close"
    TOPIC = "daybook"
    SAVED = "daybook.saved"

    def __init__(self, day: date | None = None, draft: Draft | None = None) -> None:
        super().__init__(0, "", draft, day=day.isoformat() if day else "")
        self._lines: Sequence[DayLine] = ()

    @property
    def day(self) -> date:
        """The day that is closed."""
        return date.fromisoformat(self.about["day"])

    def title_text(self) -> str:
        """Which day."""
        return f"{self.text(self.TITLE_KEY)} {self.words.day(self.day)}"

    def body(self) -> Iterable[Widget]:
        """The counts, and how they differ from the books."""
        yield from super().body()
        yield Facts()

    def fields(self) -> Sequence[Field]:
        """A count for each line of the day, then why it differs."""
        counts = (self._count(line) for line in self._lines)
        return (*counts, fields.text("note", label="daybook.note", cells=40, most=LINE_LIMIT))

    def _count(self, line: DayLine) -> Field:
        def read(text: str) -> tuple[Decimal | None, Fault | None]:
            return parse_typed_money(text, cast("Currency", line.currency), signed=True)

        figures = figures_of("VN" if line.currency == "VND" else "CN")
        return Field(
            counted_field(line.method, line.currency),
            "money",
            read,
            label=f"{self.text(f'method.{line.method}')} {line.currency}",
            hint=" ",
            show=lambda value, _: figures.number(value),
            echo=lambda value, words: words.money(value, line.currency),
            required=line.method == "cash",
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """What is not counted by hand stands there; cash is counted."""
        office, day = data.clerk.office_id, self.day
        book: DayBook = data.store.read(lambda reader: get_daybook(reader, office, day))
        self._lines = book.lines
        return {counted_field(one.method, one.currency): one.net for one in book.lines if one.method != "cash"}

    def filled(self) -> None:
        """How it differs."""
        self._tell_differences()

    @on(Form.Changed)
    def _tell_differences(self) -> None:
        if self.is_open and self.query(Facts):
            self.query_one(Facts).show(self._differences())

    def _differences(self) -> Iterator[Run]:
        for line in self._lines:
            counted, _ = self.form.rows[counted_field(line.method, line.currency)].read()
            said = {"method": self.text(f"method.{line.method}"), "net": self.words.money(line.net, line.currency)}
            if not isinstance(counted, Decimal):
                yield self.text("daybook.to_count", **said), "plain"
            elif counted == line.net:
                yield f"{shell_of(self).glyphs.good} {self.text('daybook.fits', **said)}", "good"
            else:
                difference = self.words.money(counted - line.net, line.currency)
                yield self.text("daybook.differs", **said, difference=difference), "warning"

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Close the day."""
        counted = {
            (line.method, line.currency): amount
            for line in self._lines
            if (amount := values[counted_field(line.method, line.currency)]) is not None
        }
        draft = CloseDraft(self.day, counted, values["note"] or "")
        return self.write(data, "daybook.close", lambda work: record_id(close_day(work, draft)))
