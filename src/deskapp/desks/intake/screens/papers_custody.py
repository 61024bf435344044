"""Where originals are, of a case or of a customer: put away, lent out, given back, missed, found by one key each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, ClassVar, Final

from textual.binding import BindingType
from textual.widget import Widget

from deskapp.casework.actions_papers import bring_back, find_paper, hand_back
from deskapp.casework.case_papers import CasePapers, get_case_papers, name_of, where
from deskapp.casework.screens.papers_forms import LendForm, LostForm
from deskapp.casework.screens.papers_moves import MovesScreen
from deskapp.casework.screens.papers_parts import PapersList, Told, take_newest, tell
from deskapp.casework.screens.printing import print_ordered
from deskapp.desks.intake.letters_custody import print_back_slip, print_lending_slip
from deskapp.papers.actions import attach_newest, correct_shelf
from deskapp.papers.files import Newest
from deskapp.papers.queries import PaperRow, held_of
from deskapp.store.work import Reader
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import AskText
from deskapp.ui.lines import shell_of
from deskapp.ui.listing import Listing
from deskapp.ui.work import run

SHELF: Final = Command("custody.shelf", "1", "custody", priority=True)
SHELF_ALL: Final = Command("custody.shelf-all", "0", "custody", priority=True)
LEND: Final = Command("custody.lend", "2", "custody", priority=True)
IN: Final = Command("custody.in", "3", "custody", priority=True)
GIVE_ALL: Final = Command("custody.give-all", "4", "custody", priority=True)
GIVE: Final = Command("custody.give", "5", "custody", priority=True)
SLIP: Final = Command("custody.slip", "9", "custody", priority=True)
LOST: Final = Command("custody.lost", "6", "custody", priority=True)
FOUND: Final = Command("custody.found", "7", "custody", priority=True)
NEWEST: Final = Command("custody.newest", "f5", "custody", priority=True)


class CustodyList(PapersList):
    """Originals with where they are; Enter shows what happened to one. What cannot be done now is not offered."""

    TOPIC = "custody"
    BINDINGS: ClassVar[list[BindingType]] = bindings(SHELF, LEND, IN, GIVE, LOST, FOUND, SLIP, NEWEST)

    def __init__(self) -> None:
        super().__init__()
        self.papers: Sequence[PaperRow] = ()

    def body(self) -> Iterable[Widget]:
        """The originals, and everything about the one under the cursor."""
        yield Listing(
            (
                Column("paper", least=16, weight="strong"),
                Column("customer", 10, weight="muted"),
                Column("where", 28),
                Column("register_number", 17, weight="muted"),
            ),
            blank="papers.no_originals",
            id="originals",
        )
        yield Told()

    def on_mount(self) -> None:
        """Keys wait until they are there."""
        self.load()

    # ---- reading

    def read(self, reader: Reader) -> Sequence[PaperRow]:
        """The papers of this list; in a thread."""
        return ()

    def called(self, paper: PaperRow) -> str:
        """What a paper is called here."""
        return paper.name or paper.code

    def load(self) -> None:
        """Read them."""
        run(self, lambda data: data.store.read(self.read), self._show, group="originals")

    def _show(self, papers: Sequence[PaperRow]) -> None:
        self.papers = papers
        listing = self.query_one(Listing)
        before = listing.current
        listing.show(
            Row(
                paper.id,
                (self.called(paper), paper.customer, where(paper, self.words, self.today), paper.register_number),
                weight="warning" if paper.lost_at is not None or paper.days_late(self.today) else "plain",
            )
            for paper in papers
        )
        keys = [row.key for row in listing.rows]
        if before is not None and before.key in keys:
            listing.move(keys.index(before.key) - listing.cursor)
        self.loaded()

    @property
    def today(self) -> date:
        """The day of the counter's clock."""
        return shell_of(self).now().date()

    @property
    def current(self) -> PaperRow | None:
        """The paper under the cursor."""
        row = next((listing.current for listing in self.query(Listing)), None)
        return next((paper for paper in self.papers if row is not None and paper.id == row.key), None)

    def on_listing_moved(self) -> None:
        """Everything about this one."""
        paper = self.current
        self.query_one(Told).show(tell(paper, self.words, self.today, shell_of(self).now().tzinfo) if paper else ())
        self.refresh_bindings()

    def on_listing_opened(self) -> None:
        """What happened to it."""
        if paper := self.current:
            self.app.push_screen(MovesScreen(paper, self.called(paper)), self.returned)

    # ---- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done with the one under the cursor."""
        paper = self.current
        if action in ("shelf", "give"):
            return paper is not None and paper.is_here
        if action == "lend":
            return paper is not None and paper.lost_at is None and paper.holder != "customer"
        if action == "in":
            return paper is not None and paper.lost_at is None and paper.holder != "us"
        if action in ("lost", "found"):
            return paper is not None and (paper.lost_at is None) == (action == "lost")
        if action == "newest":
            return paper is not None
        if action == "slip":
            return paper is not None and paper.is_out and paper.lost_at is None
        return super().check_action(action, parameters)

    def _ask(self, question: str, value: str, action: str, do: Any) -> None:
        """Ask for a shelf or a name, then do it with the answer."""
        paper = self.current
        if paper is None:
            return

        def answered(answer: str | None) -> None:
            if answer is not None:
                self.write(action, lambda work, engine: do(work, paper.id, answer, engine))

        values = {"paper": self.called(paper)}
        self.app.push_screen(AskText(question, value=value, values=values), answered)

    def action_shelf(self) -> None:
        """It lies elsewhere."""
        if paper := self.current:
            self._ask(
                "papers.ask_shelf",
                paper.shelf,
                "paper.shelf",
                lambda work, number, shelf, _: correct_shelf(work, number, shelf),
            )

    def action_in(self) -> None:
        """It came back."""
        self._ask(
            "papers.ask_shelf",
            "",
            "paper.in",
            lambda work, number, shelf, engine: bring_back(work, number, shelf, engine=engine),
        )

    def action_found(self) -> None:
        """It is there after all."""
        if paper := self.current:
            self._ask("papers.ask_shelf", paper.shelf, "paper.found", find_paper)

    def action_give(self) -> None:
        """This one goes back to its owner, who signs for it."""
        paper = self.current
        if paper is None:
            return

        def answered(name: str | None) -> None:
            if name is not None:
                self.write(
                    "paper.give",
                    lambda work, engine: hand_back(work, [paper.id], name, engine=engine),
                    lambda _: self.print_back([paper.id], name),
                )

        question = AskText(
            "papers.ask_receiver", value=self.receiver or paper.customer, values={"paper": self.called(paper)}
        )
        self.app.push_screen(question, answered)

    @property
    def receiver(self) -> str:
        """Who stands at the counter, where that is known."""
        return ""

    def action_lend(self) -> None:
        """To somebody for a while."""
        if paper := self.current:
            form = LendForm(paper.id, self.called(paper), paper.register_number)
            self.app.push_screen(form, self.returned)

    def action_lost(self) -> None:
        """Nobody finds it."""
        if paper := self.current:
            form = LostForm(paper.id, self.called(paper), paper.register_number)
            self.app.push_screen(form, self.returned)

    def action_slip(self) -> None:
        """The slip that the borrower signs."""
        if paper := self.current:
            today, counter = self.today, shell_of(self).settings.counter
            print_ordered(
                self,
                lambda work, data: print_lending_slip(work, data.engine, data.home, paper.id, today, counter),
            )

    def print_back(self, numbers: Sequence[int], name: str) -> None:
        """The slip that whoever gets them back signs."""
        today, counter = self.today, shell_of(self).settings.counter
        print_ordered(
            self,
            lambda work, data: print_back_slip(work, data.engine, data.home, numbers, name, today, counter),
        )

    def action_newest(self) -> None:
        """The newest picture of the document camera shows it."""
        paper = self.current
        if paper is None:
            return
        folder, now = shell_of(self).settings.camera_folder, shell_of(self).now

        def attach(data: Any) -> Newest:
            kept, newest = take_newest(folder, data.home.files, now())
            data.write("paper.attach", lambda work: attach_newest(work, kept, paper.id), now())
            return newest

        self.change(
            attach,
            lambda newest: self.tell(
                "papers.attached", file=newest.name, moment=newest.changed, paper=self.called(paper)
            ),
        )


class CaseOriginals(CustodyList):
    """The originals of one case; all of them go back with one key."""

    TITLE_KEY = "papers.originals"
    BINDINGS: ClassVar[list[BindingType]] = bindings(GIVE_ALL, SHELF_ALL)

    def __init__(self, case_id: int, number: str = "") -> None:
        super().__init__()
        self.case_id, self.number = case_id, number
        self.case: CasePapers | None = None

    def title_text(self) -> str:
        """Of which case."""
        return f"{self.text(self.TITLE_KEY)} {shell_of(self).glyphs.dot} {self.number}"

    def read(self, reader: Reader) -> Sequence[PaperRow]:
        """Those of the checklist."""
        self.case = get_case_papers(reader, self.case_id, self.words.language, self.today)
        papers = (line.paper for line in self.case.lines)
        return [paper for paper in papers if paper is not None and paper.kind == "original" and paper.holder != "void"]

    def called(self, paper: PaperRow) -> str:
        """As the procedure calls it, in the clerk's language."""
        lines = self.case.lines if self.case else ()
        line = next((line for line in lines if line.paper is not None and line.paper.id == paper.id), None)
        return name_of(line, self.words.language) if line else super().called(paper)

    @property
    def receiver(self) -> str:
        """The representative, else the customer."""
        return self.case.collector if self.case else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """All of them: where one is here."""
        if action == "give_all":
            return bool(self.here)
        if action == "shelf_all":
            return len(self.here) > 1
        return super().check_action(action, parameters)

    @property
    def here(self) -> list[PaperRow]:
        """Those that lie with us."""
        return [paper for paper in self.papers if paper.is_here]

    def action_shelf_all(self) -> None:
        """The whole dossier lies in one place."""
        numbers = [paper.id for paper in self.here]

        def answered(shelf: str | None) -> None:
            if shelf is not None:
                self.write("paper.shelf", lambda work, _: [correct_shelf(work, number, shelf) for number in numbers])

        self.app.push_screen(AskText("papers.ask_shelf_all", values={"count": len(numbers)}), answered)

    def action_give_all(self) -> None:
        """All that lie with us go to who signs for them."""
        here = self.here
        names = ", ".join(self.called(paper) for paper in here)

        def answered(name: str | None) -> None:
            if name is not None:
                self.write(
                    "paper.give",
                    lambda work, engine: hand_back(work, [paper.id for paper in here], name, engine=engine),
                    lambda _: self.print_back([paper.id for paper in here], name),
                )

        question = AskText(
            "papers.give_all", "papers.give_all_what", value=self.receiver, values={"count": len(here), "names": names}
        )
        self.app.push_screen(question, answered)


class CustomerOriginals(CustodyList):
    """What a customer has not got back, whichever case it belongs to."""

    TITLE_KEY = "papers.held"

    def __init__(self, customer_id: int) -> None:
        super().__init__()
        self.customer_id = customer_id

    def read(self, reader: Reader) -> Sequence[PaperRow]:
        """Theirs, and those of merged duplicates."""
        return held_of(reader, [self.customer_id])
