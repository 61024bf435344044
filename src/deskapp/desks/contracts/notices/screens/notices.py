"""Notices to buyers: the list, and of each who was told and what they answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar, Final

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from deskapp.casework.screens.facts import Facts
from deskapp.casework.screens.long_list import OfficeSource, RecordTable
from deskapp.desks.contracts.arrears.model import NOTICE_KINDS
from deskapp.desks.contracts.arrears.screens.bulk import print_all, progress_on, tell_all
from deskapp.desks.contracts.arrears.screens.chase import ChaseScreen
from deskapp.desks.contracts.notices.actions import Sent, answer_notice
from deskapp.desks.contracts.notices.queries import (
    STATES,
    AnswerRow,
    NoticePage,
    NoticeRow,
    count_answers,
    count_notices,
    find_affected,
    get_notice,
    list_answers,
    list_notices,
)
from deskapp.locale import Words
from deskapp.settings import SavedView
from deskapp.store.work import Reader
from deskapp.ui import commands
from deskapp.ui.bars import TopLine
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import AskText
from deskapp.ui.lines import Run, shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.table import Table
from deskapp.ui.work import run

ACCEPTS: Final = Command("notice.accepts", "1", "notice", priority=True, argument="accepts", verb="answer")
RETURNS: Final = Command("notice.returns", "2", "notice", priority=True, argument="returns", verb="answer")
ASKS: Final = Command("notice.asks", "3", "notice", priority=True, argument="asks", verb="answer")
OTHER: Final = Command("notice.other", "4", "notice", priority=True, argument="other", verb="answer")
LETTERS: Final = Command("notice.letters", "6", "notice", priority=True)
REST: Final = Command("notice.rest", "f8", "notice", priority=True)
WAITING: Final = Command("notice.waiting", "f5", "notice", priority=True)
LATE: Final = "late"
"""Somebody should have answered by now."""
_WITH_WORDS: Final = ("returns", "asks", "other")


class NoticeSource(OfficeSource[NoticeRow, tuple[str, date | None]]):
    """Notices, the newest first."""

    def __init__(self, words: Words, today: date) -> None:
        self.today = today
        super().__init__(words)

    def told(self) -> Iterable[Column]:
        """What each was, and how it stands."""
        yield self.column("number", 16, "notices.number")
        yield self.column("made_on", 10, "notices.made_on")
        yield self.codes("kind", "notice_kind", NOTICE_KINDS, "notices.kind")
        yield Column("title", label="notices.title", least=16, weight="strong")
        yield self.column("sent", 6, "notices.sent", align="right")
        yield self.column("waits", 6, "notices.waits", align="right")
        yield self.column("answer_by", 10, "notices.answer_by")
        yield self.column("project", 10, weight="muted")
        yield self.column("clerk", 8, "notices.clerk", weight="muted")
        yield self.codes("stand", "notice_stand", (LATE,), "notices.state")

    def only(self, reader: Reader, filters: Mapping[str, str]) -> tuple[str, date | None]:
        """A kind, or all; and those whose answer is late."""
        del reader
        return filters.get("kind", ""), self.today if filters.get("stand") == LATE else None

    def fetch(self, reader: Reader, only: tuple[str, date | None], n: int, after: Any, before: Any) -> list[NoticeRow]:
        """A page of them."""
        ahead = None if before is None else before[0] if before else 0
        behind = after[0] if after else None
        return list_notices(reader, kind=only[0], late_on=only[1], after=behind, before=ahead, limit=n)

    def size(self, reader: Reader, only: tuple[str, date | None], ahead_of: Any) -> int:
        """How many."""
        return count_notices(reader, kind=only[0], late_on=only[1], ahead_of=ahead_of[0] if ahead_of else None)

    def cells(self, record: NoticeRow) -> tuple[str, ...]:
        """The columns' texts."""
        words = self.words
        return (
            record.number,
            words.day(record.made_on),
            words.text(f"notice_kind.{record.kind}"),
            record.title,
            words.number(record.sent),
            words.number(record.waits) if record.waits else "",
            words.day(record.answer_by) if record.answer_by else "",
            record.project,
            record.clerk,
            words.text(f"notice_stand.{LATE}") if self._is_late(record) else "",
        )

    def _is_late(self, record: NoticeRow) -> bool:
        return bool(record.waits) and record.answer_by is not None and record.answer_by <= self.today


class NoticesScreen(DeskScreen[None]):
    """Enter opens a notice; F2 writes one."""

    TITLE_KEY = "notices.head"
    TOPIC = "notices"
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.NEW)

    def __init__(self, **filters: str) -> None:
        super().__init__()
        self.filters = filters

    def body(self) -> Iterable[Widget]:
        """The list."""
        source = NoticeSource(self.words, shell_of(self).now().date())
        view = SavedView("", filters=tuple(self.filters.items()))
        yield RecordTable(source, view=view, blank="notices.none", id="notices")

    def reload(self, _: object = None) -> None:
        """Read again."""
        for table in self.query(RecordTable):
            table.reload()

    @on(Table.Opened)
    def _opened(self, event: Table.Opened) -> None:
        self.app.push_screen(NoticeScreen(int(str(event.row.key))), self.reload)

    def action_new(self) -> None:
        """Another notice."""
        from deskapp.desks.contracts.notices.screens.notice_form import NoticeForm

        self.app.push_screen(NoticeForm(), self.reload)


class AnswerSource(OfficeSource[AnswerRow, str]):
    """The deals that a notice went to."""

    def __init__(self, words: Words, notice_id: int, today: date) -> None:
        self.notice_id, self.today = notice_id, today
        super().__init__(words)

    def told(self) -> Iterable[Column]:
        """Who, and what they said."""
        yield self.column("room", 12, weight="strong")
        yield Column("buyer", label="arrears.buyer", least=12)
        yield self.codes("state", "notice_state", STATES, "notices.state")
        yield self.column("answer", 12, "notices.answer")
        yield self.column("answered_on", 10, "notices.answered_on")
        yield self.column("note", 20, "notices.note", weight="muted")

    def only(self, reader: Reader, filters: Mapping[str, str]) -> str:
        """How the answer stands, or all."""
        del reader
        return filters.get("state", "")

    def fetch(self, reader: Reader, only: str, n: int, after: Any, before: Any) -> list[AnswerRow]:
        """A page of them."""
        ahead = None if before is None else before[0] if before else 2**62
        behind = after[0] if after else None
        return list_answers(reader, self.notice_id, self.today, state=only, after=behind, before=ahead, limit=n)

    def size(self, reader: Reader, only: str, ahead_of: Any) -> int:
        """How many."""
        at = ahead_of[0] if ahead_of else None
        return count_answers(reader, self.notice_id, self.today, state=only, ahead_of=at)

    def row(self, record: AnswerRow) -> Row:
        """The deal goes with it."""
        return Row((record.id, record.place.deal_id), self.cells(record), (record.id,))

    def cells(self, record: AnswerRow) -> tuple[str, ...]:
        """The columns' texts."""
        words = self.words
        return (
            record.place.room,
            record.place.names,
            words.text(f"notice_state.{record.state}"),
            words.text(f"notice_answer.{record.answer}") if record.answer else "",
            words.day(record.answered_on) if record.answered_on else "",
            record.note if record.is_told else words.text("notices.not_told"),
        )


class NoticeScreen(DeskScreen[None]):
    """Figures note the answer of the row under the cursor; Enter opens its deal's asking."""

    TOPIC = "notice"
    BINDINGS: ClassVar[list[BindingType]] = bindings(ACCEPTS, RETURNS, ASKS, OTHER, LETTERS, WAITING, REST)

    def __init__(self, notice_id: int) -> None:
        super().__init__()
        self.notice_id = notice_id
        self.page: NoticePage | None = None

    def title_text(self) -> str:
        """Its number and title."""
        if self.page is None:
            return self.text("notices.head")
        return f" {shell_of(self).glyphs.dot} ".join((self.page.row.number, self.page.row.title))

    def body(self) -> Iterable[Widget]:
        """How it stands, and who was told."""
        yield Facts()
        source = AnswerSource(self.words, self.notice_id, shell_of(self).now().date())
        yield RecordTable(source, blank="notices.nobody", id="answers")

    def on_mount(self) -> None:
        """Read the head."""
        self.load()

    def load(self) -> None:
        """The notice with its counts."""
        run(
            self,
            lambda data: data.store.read(lambda reader: get_notice(reader, self.notice_id)),
            self._loaded,
            group="notice",
        )

    def _loaded(self, page: NoticePage) -> None:
        self.page = page
        row, words = page.row, self.words
        said = [
            words.text("notices.of", kind=words.text(f"notice_kind.{row.kind}"), day=row.made_on, count=row.sent),
            words.text("notices.by", day=row.answer_by) if row.answer_by else "",
            *(words.text(f"notice_answer.{one}") + f" {count}" for one, count in sorted(page.answers.items()) if one),
            words.text("notices.waiting", count=row.waits) if row.waits else "",
        ]
        head = "  ".join(part for part in said if part)
        said_of: list[Run] = [(head, "strong")]
        if page.text:
            said_of.append((" ".join(page.text.split())[:200], "muted"))
        self.query_one(Facts).show(said_of)
        for line in self.query(TopLine):
            line.refresh()
        self.refresh_bindings()

    def reload(self, _: object = None) -> None:
        """Read again."""
        self.load()
        for table in self.query(RecordTable):
            table.reload()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Who was only reminded has nothing to answer; the rest can be told where there may be one."""
        page = self.page
        if action == "answer":
            return page is not None and page.row.kind != "overdue"
        if action == "rest":
            return page is not None and page.row.kind != "overdue"
        return super().check_action(action, parameters)

    @on(Table.Opened)
    def _opened(self, event: Table.Opened) -> None:
        assert isinstance(event.row.key, tuple)
        self.app.push_screen(ChaseScreen(int(event.row.key[1])), self.reload)

    # ---- keys

    def action_answer(self, answer: str) -> None:
        """What the buyer said; what is more than a yes needs words."""
        row = self.query_one(RecordTable).window.current
        if row is None or not isinstance(row.key, tuple):
            return
        number = int(row.key[0])

        def given(note: str | None) -> None:
            if note is not None:
                self._answer(number, answer, note)

        if answer in _WITH_WORDS:
            told = {"answer": self.text(f"notice_answer.{answer}"), "who": f"{row.cells[1]} {row.cells[0]}"}
            self.app.push_screen(AskText("notices.ask_words", values=told), given)
        else:
            self._answer(number, answer, "")

    def _answer(self, number: int, answer: str, note: str) -> None:
        moment = shell_of(self).now()

        def write(data: Any) -> None:
            data.write("notice.answer", lambda work: answer_notice(work, number, answer, None, note) and None, moment)

        run(self, write, self.reload, keep=True)

    def action_waiting(self) -> None:
        """Those who have not answered, or all."""
        table = self.query_one(RecordTable)
        now = dict(table.view.filters).get("state", "")
        late = self.page is not None and self.page.row.answer_by is not None
        late = late and self.page.row.answer_by < shell_of(self).now().date()  # type: ignore[union-attr, operator]
        table.show_view(SavedView("", filters=() if now else (("state", "overdue" if late else "open"),)))

    def action_letters(self) -> None:
        """The letters of those who are shown."""
        table, counter, now = self.query_one(RecordTable), shell_of(self).settings.counter, shell_of(self).now
        state = dict(table.view.filters).get("state", "")

        def work(data: Any) -> int:
            today = now().date()
            rows = data.store.read(lambda reader: list_answers(reader, self.notice_id, today, state=state, limit=5_000))
            return print_all(data, self.notice_id, [one.place.deal_id for one in rows], counter, now)

        run(self, work, lambda count: shell_of(self).tell("notices.printed", count=count), keep=True)

    def action_rest(self) -> None:
        """Whoever it is about and has not been told: bought since, or left over by a power cut."""
        page, now = self.page, shell_of(self).now
        if page is None:
            return
        whom = page.whom

        def work(data: Any) -> Sent:
            def read(reader: Reader) -> list[int]:
                return find_affected(reader, int(whom["project"]), whom.get("buildings", ()), whom.get("units", ()))

            deals = data.store.read(read)
            return tell_all(data, self.notice_id, deals, now, progress_on(self, len(deals)))

        def done(sent: Sent) -> None:
            shell_of(self).tell("notices.rest_told", count=sent.deals)
            self.reload()

        run(self, work, done, keep=True)
