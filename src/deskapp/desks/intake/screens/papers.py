"""The checklist of a case: a line a paper; a figure says what there is of it, one key that all the others are here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Final

from textual.binding import Binding, BindingType
from textual.widget import Widget

from deskapp.cases.page import PaperLine
from deskapp.cases.papers import receive_all_papers, set_paper
from deskapp.casework.actions_papers import show_paper
from deskapp.casework.case_papers import CasePapers, get_case_papers, is_missing, name_of, where
from deskapp.casework.screens.letters import print_letter_of
from deskapp.casework.screens.papers_forms import STATES, AddPaperForm, StateForm
from deskapp.casework.screens.papers_parts import Legend, PapersList, Told, take_newest, tell
from deskapp.errors import Fault
from deskapp.papers.files import Newest
from deskapp.ui import commands
from deskapp.ui.bars import TopLine
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import AskText
from deskapp.ui.fields import Parse, as_typed
from deskapp.ui.lines import Lines, Run, Weight, shell_of
from deskapp.ui.listing import Listing
from deskapp.ui.reading import read_typed_day
from deskapp.ui.work import run

SIGNS: Final = ("1", "2", "3", "4", "5", "6", "7", "0")
"""The figures of ``STATES``; 0 for what is missing after all."""
ALL: Final = Command("papers.all", "f8", "papers", priority=True)
NEWEST: Final = Command("papers.newest", "f5", "papers", priority=True)
ORIGINALS: Final = Command("papers.originals", "8", "papers", priority=True)
SLIP: Final = Command("papers.slip", "9", "papers", priority=True)
RECEIPT: Final = Command("papers.receipt", "9", "papers", priority=True)
"""One key prints what there is to say: what is missing, or that everything is here."""


class Head(Lines):
    """Whose papers, for what, and how many are still missing."""

    def __init__(self) -> None:
        super().__init__(id="head")
        self.papers: CasePapers | None = None

    def show(self, papers: CasePapers) -> None:
        """These."""
        self.papers = papers
        self.refresh()

    def line(self, y: int) -> Iterable[Run]:
        """One line; everything there is a good sign."""
        if self.papers is None:
            return []
        missing, promised = self.papers.missing, self.papers.promised
        key = "papers.promises" if promised else "papers.count" if missing else "papers.complete"
        counts = self.words.text(key, count=len(self.papers.lines), missing=missing, promised=promised)
        sign = "" if missing else f"{self.glyphs.good} "
        return [
            (f"{sign}{counts}   ", "warning" if missing else "good"),
            (f"{self.papers.customer}  ", "strong"),
            (self.papers.procedure, "muted"),
        ]


class PapersScreen(PapersList):
    """Enter on a line opens everything that can be said of a paper."""

    TITLE_KEY = "papers.title"
    TOPIC = "papers"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(commands.NEW, NEWEST, ALL, ORIGINALS, SLIP, RECEIPT),
        *(
            Binding(sign, f"state({state!r})", show=False, priority=True)
            for sign, state in zip(SIGNS, STATES, strict=True)
        ),
    ]

    def __init__(self, case_id: int, number: str = "") -> None:
        super().__init__()
        self.case_id, self.number = case_id, number
        self.papers: CasePapers | None = None
        self._just_set = ""

    def title_text(self) -> str:
        """Of which case."""
        return f"{self.text(self.TITLE_KEY)} {shell_of(self).glyphs.dot} {self.number}"

    def body(self) -> Iterable[Widget]:
        """Counts, the lines, the one under the cursor, the figures."""
        yield Head()
        yield Listing(
            (
                Column("sign", 1),
                Column("name", least=24, weight="strong"),
                Column("wanted", 9, weight="muted"),
                Column("state", 16),
                Column("note", 17, weight="muted"),
            ),
            blank="papers.none",
            id="papers",
        )
        yield Told()
        yield Legend([(sign, f"paper_state.{state}") for sign, state in zip(SIGNS, STATES, strict=True)])

    def on_mount(self) -> None:
        """Keys wait until the lines are there."""
        self.load()

    # ---- reading

    def load(self) -> None:
        """Read the checklist."""
        language, case_id, today = self.words.language, self.case_id, self.today
        run(
            self,
            lambda data: data.store.read(lambda reader: get_case_papers(reader, case_id, language, today)),
            self._show,
            group="papers",
        )

    def _show(self, papers: CasePapers) -> None:
        first = self.papers is None
        self.papers, self.number = papers, papers.number
        self.query_one(Head).show(papers)
        listing = self.query_one(Listing)
        codes = [line.code for line in papers.lines]
        before = listing.current.key if listing.current else ""
        here = codes.index(str(before)) if before in codes else 0
        if first or self._just_set in codes:
            # on to the next that is missing
            start = codes.index(self._just_set) + 1 if self._just_set in codes else 0
            here = next((n for n in range(start, len(codes)) if is_missing(papers.lines[n])), here)
        self._just_set = ""
        listing.show(Row(line.code, self._cells(line), weight=self._weight(line)) for line in papers.lines)
        listing.move(here - listing.cursor)
        self.query_one(TopLine).refresh()
        self.loaded()

    def _cells(self, line: PaperLine) -> tuple[str, ...]:
        glyphs = shell_of(self).glyphs
        sign = glyphs.good if line.here else "!" if line.state in ("promised", "copy") else glyphs.bad
        if not line.required and line.state == "missing":
            sign = glyphs.dot
        wanted = self.text(f"paper_wanted.{line.rule.copies if line.rule else 'any'}")
        count = f" {line.rule.count}" if line.rule and line.rule.count > 1 else ""
        state = self.text(f"paper_state.{line.state}")
        return sign, name_of(line, self.words.language), wanted + count, state, self._note(line)

    def _note(self, line: PaperLine) -> str:
        if line.state == "promised" and line.promised_on is not None:
            return self.text("papers.by", day=line.promised_on)
        if line.paper is not None and line.paper.kind == "original" and line.state in ("original", "checked"):
            return where(line.paper, self.words, self.today)
        if line.state == "missing" and line.slips:
            return self.text("papers.asked", count=line.slips)
        return line.reason

    def _weight(self, line: PaperLine) -> Weight:
        return "warning" if line.late else "plain"

    @property
    def today(self) -> date:
        """The day of the counter's clock."""
        return shell_of(self).now().date()

    @property
    def current(self) -> PaperLine | None:
        """The paper under the cursor."""
        row = next((listing.current for listing in self.query(Listing)), None)
        lines = self.papers.lines if self.papers else ()
        return next((line for line in lines if row is not None and line.code == row.key), None)

    def on_listing_moved(self) -> None:
        """Everything about this one."""
        line = self.current
        said: list[Run] = []
        if line is not None:
            form, hint = (line.rule.form, line.rule.hint.say(self.words.language)) if line.rule else ("", "")
            name = name_of(line, self.words.language)
            said.append(("  ".join(part for part in (name, form, hint) if part), "strong"))
            said += tell(line.paper, self.words, self.today, shell_of(self).now().tzinfo) if line.paper else []
            said.append((line.reason, "muted"))
        self.query_one(Told).show(said)
        self.refresh_bindings()

    # ---- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """An ended case is only looked at; its originals may still be given back."""
        papers = self.papers
        if action in ("state", "newest", "new"):
            return papers is not None and papers.is_open
        if action == "all":
            return papers is not None and papers.is_open and (papers.still_out or papers.promised > 0)
        if action == "slip":
            return papers is not None and papers.is_open and papers.missing > 0
        if action == "receipt":
            return papers is not None and papers.is_open and papers.missing == 0 and bool(papers.lines)
        if action == "originals":
            return papers is not None and any(line.paper is not None for line in papers.lines)
        return super().check_action(action, parameters)

    def action_state(self, state: str) -> None:
        """Say what there is of the paper under the cursor; a promise needs its day, a waiver its reason."""
        line = self.current
        if line is None:
            return
        if state == "promised":
            self._ask(line, state, "promised_on", "papers.ask_day", lambda text: (text, self._read_day(text)[1]))
        elif state == "waived":
            self._ask(line, state, "reason", "papers.ask_reason")
        else:
            self._set(line, state)

    def _ask(self, line: PaperLine, state: str, name: str, question: str, parse: Parse = as_typed) -> None:
        def answered(answer: str | None) -> None:
            if answer is not None:
                self._set(line, state, **{name: self._read_day(answer)[0] if name == "promised_on" else answer})

        told = {"paper": name_of(line, self.words.language)}
        self.app.push_screen(AskText(question, parse=parse, values=told), answered)

    def _read_day(self, text: str) -> tuple[date | None, Fault | None]:
        return read_typed_day(text, self.words.language, self.today)

    def _set(self, line: PaperLine, state: str, **told: Any) -> None:
        case_id, count = self.case_id, line.rule.count if line.rule else 1
        told |= {"original": {"originals": count}, "copy": {"copies": count}}.get(state, {})
        self.write(
            "case.paper",
            lambda work, engine: set_paper(work, case_id, line.code, state, **told, engine=engine),
            lambda _: self._go_on(line.code),
        )

    def _go_on(self, code: str) -> None:
        """The cursor goes to the next that is missing."""
        self._just_set = code

    def action_all(self) -> None:
        """All that are missing are here; where only promised ones are left, these."""
        papers, case_id = self.papers, self.case_id
        if papers is not None:
            states = ("missing",) if papers.still_out else ("promised",)
            self.write(
                "case.papers",
                lambda work, engine: receive_all_papers(work, case_id, states=states, engine=engine),
                lambda _: self.tell("papers.all_here"),
            )

    def action_newest(self) -> None:
        """The newest picture of the document camera shows this paper."""
        line, case_id = self.current, self.case_id
        if line is None:
            return
        folder, now = shell_of(self).settings.camera_folder, shell_of(self).now
        name = name_of(line, self.words.language)

        def attach(data: Any) -> Newest:
            kept, newest = take_newest(folder, data.home.files, now())
            data.write("paper.attach", lambda work: show_paper(work, case_id, line.code, kept, data.engine), now())
            return newest

        self.change(
            attach, lambda newest: self.tell("papers.attached", file=newest.name, moment=newest.changed, paper=name)
        )

    def action_new(self) -> None:
        """A paper that the procedure does not know."""
        self.app.push_screen(AddPaperForm(self.case_id, self.number), self.returned)

    def on_listing_opened(self) -> None:
        """Everything that can be said of a paper."""
        line = self.current
        if line is not None and self.papers is not None and self.papers.is_open:
            name = name_of(line, self.words.language)
            self.app.push_screen(StateForm(self.case_id, self.number, line.code, name), self.returned)

    def action_originals(self) -> None:
        """Where the originals are: shelf, lending, giving back."""
        from deskapp.desks.intake.screens.papers_custody import CaseOriginals

        self.app.push_screen(CaseOriginals(self.case_id, self.number), self.returned)

    def action_receipt(self) -> None:
        """The receipt for the papers that were taken in, with the day on which the result is promised."""
        print_letter_of(self, self.case_id, "receipt_slip")

    def action_slip(self) -> None:
        """The slip of all that is missing; the lines then say that they were asked for."""
        print_letter_of(self, self.case_id, "supplement", lambda _: self.load() if self.is_attached else None)
