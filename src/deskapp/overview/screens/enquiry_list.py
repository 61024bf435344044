"""The log of enquiries, latest first: by topic, by the way they came, by whether they became a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, Final

from textual import on
from textual.binding import BindingType

from deskapp.casework.screens.long_list import OfficeSource, RecordTable
from deskapp.desks.intake.queries import EnquiryFilter, EnquiryRow, count_enquiries, list_enquiries
from deskapp.desks.intake.rules import TOPICS
from deskapp.desks.intake.screens.enquiry_view import EnquiryView
from deskapp.locale import Words
from deskapp.office.customer.model import CHANNELS
from deskapp.overview.screens.fast_opening import make_case, open_enquiry
from deskapp.overview.screens.lists import ListScreen
from deskapp.store.work import Reader
from deskapp.ui import commands
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import bindings
from deskapp.ui.lines import shell_of
from deskapp.ui.table import Table, TableOption

_END: Final = datetime(1970, 1, 1, tzinfo=UTC), 0


class EnquirySource(OfficeSource[EnquiryRow, EnquiryFilter]):
    """Enquiries."""

    def __init__(self, words: Words, zone: Any) -> None:
        self.zone = zone
        super().__init__(words)

    def told(self) -> Iterable[Column]:
        """What tells them apart."""
        yield self.column("asked_at", 16, "enquiry_list.asked_at")
        yield self.column("who", 14, "enquiry_list.who", weight="strong")
        yield self.codes("topic", "topic", TOPICS)
        yield Column("question", label="enquiry_list.question", least=20)
        yield self.codes("open", "enquiry_list.is", ("yes", "no"), "enquiry_list.open")
        yield self.codes("channel", "channel", CHANNELS)
        yield self.column("clerk", 8, "enquiry_list.clerk", weight="muted")

    def only(self, reader: Reader, filters: Mapping[str, str]) -> EnquiryFilter:
        """What was chosen."""
        del reader
        chosen = {name: filters.get(name, "") for name in ("topic", "channel", "open")}
        return EnquiryFilter(None, **chosen)

    def fetch(self, reader: Reader, only: EnquiryFilter, n: int, after: Any, before: Any) -> list[EnquiryRow]:
        """A page of them."""
        behind = (after[0], after[1]) if after else None
        ahead = None if before is None else (before[0], before[1]) if before else _END
        return list_enquiries(reader, only, after=behind, before=ahead, limit=n)

    def size(self, reader: Reader, only: EnquiryFilter, ahead_of: Any) -> int:
        """How many."""
        return count_enquiries(reader, only, ahead_of=(ahead_of[0], ahead_of[1]) if ahead_of else None)

    def row(self, record: EnquiryRow) -> Row:
        """Its place is when it was asked."""
        return Row(record.id, self.cells(record), (record.asked_at, record.id))

    def cells(self, record: EnquiryRow) -> tuple[str, ...]:
        """The columns' texts."""
        return (
            self.words.moment(record.asked_at.astimezone(self.zone)),
            record.who,
            self.words.text(f"topic.{record.topic}"),
            record.question,
            self.words.text(f"enquiry_list.is.{'no' if record.case_id else 'yes'}"),
            self.words.text(f"channel.{record.channel}") if record.channel else "",
            record.clerk,
        )


class EnquiryList(ListScreen):
    """Enter shows an enquiry, of which a case may be made; F2 logs a new one."""

    KIND = "case"
    TITLE_KEY = "lists.enquiry_log"
    TOPIC = "enquiry_list"
    OPTIONS: ClassVar[tuple[TableOption, ...]] = ()
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.NEW)

    def source(self) -> OfficeSource[Any, Any]:
        """Enquiries."""
        return EnquirySource(self.words, shell_of(self).now().tzinfo)

    def table(self) -> RecordTable:
        """The list as it opens."""
        return RecordTable(self.source(), blank="lists.no_enquiry", id="enquiry")

    @on(Table.Opened)
    def _opened(self, event: Table.Opened) -> None:
        """The enquiry; where a case is wanted of it, that case's form."""
        event.stop()
        event.prevent_default()

        def shown(answer: Any) -> None:
            if answer is not None:
                make_case(self, self.recent, answer)
            self.reload()

        self.app.push_screen(EnquiryView(int(str(event.row.key))), shown)

    def action_new(self) -> None:
        """Somebody asks."""
        open_enquiry(self, self.recent, then=self.reload)
