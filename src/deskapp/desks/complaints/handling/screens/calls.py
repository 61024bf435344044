"""Follow-up calls in a list: a figure for the result, one for how content they are; the next has the cursor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from deskapp.casework.screens.read_list import ReadList
from deskapp.desks.complaints.handling.call_rows import CallRow, list_calls
from deskapp.desks.complaints.handling.calls import CallDraft, make_call
from deskapp.desks.complaints.handling.saying import due_said
from deskapp.desks.complaints.handling.screens.call_form import CallForm
from deskapp.errors import DeskError
from deskapp.store.reasons import note_reason, parse_reason
from deskapp.store.work import Reader
from deskapp.ui.columns import Column
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import AskText, Choose
from deskapp.ui.fields import Option
from deskapp.ui.lines import Run, shell_of
from deskapp.ui.listing import Listing
from deskapp.ui.work import run
from deskapp.values.phones import mask_phone

SATISFIED: Final = Command("calls.satisfied", "1", "calls", priority=True)
NEUTRAL: Final = Command("calls.neutral", "2", "calls", priority=True)
UNSATISFIED: Final = Command("calls.unsatisfied", "3", "calls", priority=True)
NO_ANSWER: Final = Command("calls.no-answer", "4", "calls", priority=True)
REFUSED: Final = Command("calls.refused", "5", "calls", priority=True)
OWN: Final = Command("calls.own", "f4", "calls", priority=True)
PHONES: Final = Command("calls.phones", "f8", "calls", priority=True)
SCORES: Final = (1, 2, 3, 4, 5)


class CallsScreen(ReadList):
    """1 satisfied, 2 so-so, each with a figure from 1 to 5; 3 asks for their words and opens the matter again."""

    TITLE_KEY = "calls.title"
    TOPIC = "calls"
    EMPTY = "calls.empty"
    COLUMNS = (
        Column("due", 12, "calls.due"),
        Column("room", 10),
        Column("who", 8, "calls.who", weight="strong"),
        Column("phone", 11, "calls.phone"),
        Column("about", 9, "calls.about"),
        Column("number", label="calls.number", weight="muted"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(SATISFIED, NEUTRAL, UNSATISFIED, NO_ANSWER, REFUSED, OWN, PHONES)

    def __init__(self, *, every: bool = False) -> None:
        super().__init__()
        self.every = every
        self._clerk_id: int | None = None
        self._whole: set[int] = set()

    def title_text(self) -> str:
        """How many, and whose."""
        count = self.text("calls.count", count=len(self.rows))
        return self.titled(count, self.text("calls.every") if self.every else "")

    def read(self, reader: Reader) -> Sequence[CallRow]:
        """What is to be asked; about one's own work others ask."""
        self._clerk_id = shell_of(self).opened().clerk.id
        return list_calls(reader, not_by=None if self.every else self._clerk_id)

    def cells(self, row: CallRow) -> tuple[str, ...]:
        """When, where, who, about what."""
        phone = row.phone if row.case_id in self._whole else mask_phone(row.phone) if row.phone else ""
        about = self.text(f"call_about.{row.about}")
        again = f" {row.round}" if row.round > 1 else ""
        due, _ = due_said(row.due_at, self.words, shell_of(self).now())
        return due, row.place, row.who, phone, f"{about}{again}", row.number

    def weight(self, row: CallRow) -> Any:
        """What is late stands out; one's own is grey."""
        if row.is_own(self._clerk_id):
            return "muted"
        return "error" if row.due_at < shell_of(self).now() else "plain"

    def told(self, row: CallRow) -> Iterable[Run]:
        """What they had said, and what was done."""
        yield row.words, "plain"
        if row.result:
            yield f"{self.text('complaint_page.result')}  {row.result}", "strong"
        if row.unsatisfied:
            yield self.text("complaint_page.unsatisfied", count=row.unsatisfied), "error"
        if row.attempts:
            yield self.text("complaint_page.tried", count=row.attempts), "muted"
        if row.is_own(self._clerk_id):
            yield self.text("calls.is_own"), "warning"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what works on this row."""
        row: CallRow | None = self.current
        if action in ("satisfied", "neutral", "unsatisfied", "no_answer", "refused"):
            return row is not None and not row.is_own(self._clerk_id)
        if action == "phones":
            return any(one.case_id not in self._whole for one in self.rows)
        return super().check_action(action, parameters)

    def on_listing_opened(self) -> None:
        """The matter itself."""
        row: CallRow = self.current
        if row.about == "complaint":
            from deskapp.desks.complaints.handling.screens.complaint import ComplaintScreen

            self.app.push_screen(ComplaintScreen(row.case_id), self._came_back)
        else:
            self.app.push_screen(shell_of(self).wiring.page(self, "order", row.case_id), self._came_back)

    def _came_back(self, _: object) -> None:
        self.load()

    # ---- keys

    def action_satisfied(self) -> None:
        """They are content: how much is one more key."""
        self._scored("satisfied")

    def action_neutral(self) -> None:
        """So-so."""
        self._scored("neutral")

    def _scored(self, result: str) -> None:
        row: CallRow = self.current
        options = [Option(score, self.text(f"call_score.{score}")) for score in SCORES]

        def chosen(answer: Option | None) -> None:
            if answer is not None:
                self._make(row, CallDraft(result, int(answer.code)))

        self.app.push_screen(Choose("calls.how_content", options, values={"who": row.who}), chosen)

    def action_unsatisfied(self) -> None:
        """They are not: their words, and it goes on under its number."""
        row: CallRow = self.current
        self.app.push_screen(CallForm(row.case_id, row.number, call=row.id), self.returned)

    def action_no_answer(self) -> None:
        """Nobody answered: it stays to be made."""
        row: CallRow = self.current
        self._make(row, CallDraft("no_answer"))

    def action_refused(self) -> None:
        """They do not want to be asked."""
        row: CallRow = self.current
        self._make(row, CallDraft("refused"))

    def _make(self, row: CallRow, draft: CallDraft) -> None:
        """Write it; the cursor stands on the next, so that the list is done top down."""
        if draft.result == "no_answer":
            self.query_one(Listing).move(1)
        told = self.text(f"call_result.{draft.result}")
        self.write(
            "call.make",
            lambda work, engine: make_call(work, row.id, draft, engine=engine),
            lambda _: self.tell("calls.noted", who=row.who, result=told),
        )

    def action_own(self) -> None:
        """Those about one's own work, too; they are for others."""
        self.every = not self.every
        self.load()

    def action_phones(self) -> None:
        """Whole numbers, with a reason that stands in the trail of each."""
        rows: list[CallRow] = [one for one in self.rows if one.case_id not in self._whole]
        now = shell_of(self).now()

        def answered(reason: str | None) -> None:
            if reason is None:
                return

            def note(data: Any) -> set[int]:
                for one in rows:
                    note_reason(data.store, data.clerk, "reveal.case", reason, "case", one.case_id, now)
                return {one.case_id for one in rows}

            run(self, note, self._shown, keep=True)

        try:
            shell_of(self).opened().clerk.rights.refuse("reveal.case")
        except DeskError as error:
            self.tell_error(error)
            return
        self.app.push_screen(AskText("reveal.why", "calls.phones_what", parse=parse_reason), answered)

    def _shown(self, cases: set[int]) -> None:
        self._whole |= cases
        self.load()
