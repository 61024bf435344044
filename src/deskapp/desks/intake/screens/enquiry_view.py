"""One enquiry as it was logged: who asked what, what was said; it may still become a case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Final

from textual.binding import BindingType
from textual.widget import Widget

from deskapp.casework.screens.facts import Facts
from deskapp.casework.screens.revealing import ask_to_reveal
from deskapp.desks.intake.queries import EnquiryRow, get_enquiry
from deskapp.desks.intake.screens.enquiry import TO_CASE, Logged
from deskapp.ui.commands import Command, bindings
from deskapp.ui.lines import Run, shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run
from deskapp.values.phones import mask_phone

REVEAL: Final = Command("enquiry.reveal", "8", "enquiry", priority=True)


class LongFacts(Facts):
    """A question and an answer may be long."""

    DEFAULT_CSS = "LongFacts { height: 1fr; }"
    MOST = 200


class EnquiryView(DeskScreen[Logged]):
    """Dismisses with the enquiry where a case is to be made of it; the caller's phone is shown whole for a reason."""

    TITLE_KEY = "enquiry.title"
    TOPIC = "enquiry_view"
    BINDINGS: ClassVar[list[BindingType]] = bindings(TO_CASE, REVEAL)

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        self.row: EnquiryRow | None = None
        self.is_whole = False

    def body(self) -> Iterable[Widget]:
        """What was noted."""
        yield LongFacts(self._facts())

    def title_text(self) -> str:
        """Which one."""
        number = self.row.number if self.row else ""
        return f" {shell_of(self).glyphs.dot} ".join(part for part in (self.text(self.TITLE_KEY), number) if part)

    def on_mount(self) -> None:
        """Read it."""
        number = self.number

        def read(data: Any) -> EnquiryRow:
            row: EnquiryRow = data.store.read(lambda reader: get_enquiry(reader, number))
            return row

        run(self, read, self._loaded, group="enquiry")

    def _loaded(self, row: EnquiryRow) -> None:
        self.row = row
        self.query_one(LongFacts).show(self._facts())
        self.refresh_bindings()
        for line in self.query("TopLine"):
            line.refresh()

    async def retranslate(self) -> None:
        """The labels are words, too."""
        await super().retranslate()
        if self.row is not None:
            self.query_one(LongFacts).show(self._facts())

    def _facts(self) -> Iterable[Run]:
        row = self.row
        if row is None:
            return
        now = shell_of(self).now()
        when = self.words.moment(row.asked_at.astimezone(now.tzinfo))
        phone = row.phone if self.is_whole else mask_phone(row.phone)
        told = (when, row.who or self.text("enquiry.anonymous"), phone, self._word("channel", row.channel))
        yield "  ".join(part for part in told if part), "strong"
        yield f"{self.text(f'topic.{row.topic}')}  {self.text('enquiry.by', clerk=row.clerk)}", "muted"
        yield "", "plain"
        yield row.question, "strong"
        yield "", "plain"
        yield row.answer or self.text("enquiry.no_answer"), "plain" if row.answer else "muted"
        if row.case_id is not None:
            yield "", "plain"
            yield self.text("enquiry.became"), "good"

    def _word(self, area: str, code: str) -> str:
        return self.text(f"{area}.{code}") if code else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """One that is a case already becomes no other; a reason is asked only for a phone that is masked."""
        if action == "reveal":
            return self.row is not None and bool(self.row.phone) and not self.is_whole
        if action == "to_case":
            return self.row is not None and self.row.case_id is None
        return super().check_action(action, parameters)

    def action_reveal(self) -> None:
        """Why, and then the whole phone."""
        row = self.row
        if row is not None:
            ask_to_reveal(self, "enquiry", row.id, row.who or row.number, self._show_whole)

    def _show_whole(self) -> None:
        self.is_whole = True
        self.query_one(LongFacts).show(self._facts())
        self.refresh_bindings()
        self.tell("reveal.shown")

    def action_to_case(self) -> None:
        """Make a case of it."""
        row = self.row
        if row is not None:
            self.dismiss(
                Logged(
                    row.id,
                    row.number,
                    row.question,
                    row.customer_id,
                    row.caller_name,
                    row.phone,
                    row.channel,
                    row.language,
                    to_case=True,
                )
            )
