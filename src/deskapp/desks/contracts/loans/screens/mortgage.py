"""The page of a buyer's loan: its steps with their days, its papers, the deposit, and the next step in two keys."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from deskapp.casework.case_papers import get_case_papers, is_missing, name_of
from deskapp.casework.look import Door
from deskapp.casework.screens.panes import PanesScreen
from deskapp.desks.contracts.loans.actions import choose_next_way, take_back_note
from deskapp.desks.contracts.loans.look import LoanPapers, loan_look
from deskapp.desks.contracts.loans.model import NEXT_WAYS
from deskapp.desks.contracts.loans.papers import note_bank_contact, open_papers
from deskapp.desks.contracts.loans.queries import MortgagePage, MortgageRow, get_mortgage, mortgages_of
from deskapp.desks.contracts.loans.screens.mortgage_forms import LoanCalculator, LoanEditForm, MortgageForm, NoteForm
from deskapp.store.base import record_id
from deskapp.store.reasons import parse_reason
from deskapp.store.work import Reader
from deskapp.ui import commands
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import AskText, Choose
from deskapp.ui.fields import Option
from deskapp.ui.here import Place
from deskapp.ui.lines import shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run

NEXT: Final = Command("loan.next", "1", "loan", priority=True)
OTHER: Final = Command("loan.other", "2", "loan", priority=True)
PAPERS: Final = Command("loan.papers", "3", "loan", priority=True)
BANK: Final = Command("loan.bank", "4", "loan", priority=True)
MONEY: Final = Command("loan.money", "5", "loan", priority=True)
WAY: Final = Command("loan.way", "6", "loan", priority=True)
BACK: Final = Command("loan.take-back", "7", "loan", priority=True)
CALC: Final = Command("loan.calc", "8", "loan", priority=True)
CONTRACT: Final = Command("loan.contract", "9", "loan", priority=True)


class MortgageScreen(PanesScreen):
    """Everything known of a loan; what cannot be done now has no key."""

    TOPIC = "loan"
    BINDINGS: ClassVar[list[BindingType]] = bindings(
        commands.EDIT, commands.NEW, NEXT, OTHER, PAPERS, BANK, MONEY, WAY, BACK, CALC, CONTRACT
    )

    def __init__(self, mortgage_id: int) -> None:
        super().__init__()
        self.mortgage_id = mortgage_id
        self.page: MortgagePage | None = None
        self.papers: LoanPapers | None = None

    def title_text(self) -> str:
        """Of which contract and home."""
        row = self.page.row if self.page else None
        parts = (self.text("loan_page.title"), row.contract if row else "", row.room if row else "")
        return f" {shell_of(self).glyphs.dot} ".join(part for part in parts if part)

    def places(self) -> list[Place]:
        """The loan."""
        return [("mortgage", self.mortgage_id)]

    @property
    def today(self) -> date:
        """The day of the counter's clock."""
        return shell_of(self).now().date()

    def load(self) -> None:
        """Read it again."""
        number, today, language = self.mortgage_id, self.today, self.words.language

        def read(reader: Reader) -> tuple[MortgagePage, LoanPapers | None]:
            page = get_mortgage(reader, number)
            if page.row.case_id is None:
                return page, None
            found = get_case_papers(reader, page.row.case_id, language, today)
            asked = [line for line in found.lines if line.required]
            missing = tuple(name_of(line, language) for line in asked if is_missing(line))
            return page, LoanPapers(found.number, len(asked) - len(missing), len(asked), missing)

        run(self, lambda data: data.store.read(read), self._loaded, failed=self.unavailable, group="page")

    def _loaded(self, found: tuple[MortgagePage, LoanPapers | None]) -> None:
        self.page, self.papers = found
        self.show()
        self.refresh_top()
        self.release()
        shell_of(self).presence.glance()

    def show(self) -> None:
        """Its lines."""
        if self.page is not None and self.query("#main"):
            self.show_look(loan_look(self.page, self.papers, self.words, self.today))

    def on_resize(self) -> None:
        """One column or two."""
        self.show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done with it now."""
        page = self.page
        if action == "next":
            return page is not None and bool(page.next) and page.row.is_living
        if action == "other":
            return page is not None and len(page.next) > (1 if page.row.is_living else 0)
        if action == "way":
            return page is not None and page.row.state == "refused"
        if action == "take_back":
            return page is not None and bool(page.facts)
        if action == "new":
            return page is not None and not any(row.is_living for row in (page.row, *page.others))
        if action == "contract":
            return page is not None and page.row.contract_id is not None
        if action in ("edit", "papers", "bank", "money", "calc"):
            return page is not None
        return super().check_action(action, parameters)

    # ---- Enter on a line

    def enter(self, door: Door) -> None:
        """Another loan, a step, the papers, the contract."""
        what, about = door
        if what == "loan":
            self.app.push_screen(MortgageScreen(int(about)))
        elif what == "note":
            self._note(str(about))
        elif what == "papers":
            self.action_papers()
        elif what == "contract":
            self.action_contract()

    # ---- keys

    def _note(self, what: str) -> None:
        if self.page is not None:
            self.app.push_screen(NoteForm(self.mortgage_id, self.page.row.contract, what=what))

    def action_next(self) -> None:
        """The usual next step: its form has today's day, Enter saves."""
        if self.page is not None and self.page.next:
            self._note(self.page.next[0])

    def action_other(self) -> None:
        """Another step than the usual one."""
        page = self.page
        if page is None:
            return
        left = page.next[1:] if page.row.is_living else page.next

        def chosen(option: Option | None) -> None:
            if option is not None:
                self._note(str(option.code))

        options = [Option(what, self.text(f"loan_note.{what}")) for what in left]
        self.app.push_screen(Choose("loan_page.which_step", options, values={"number": page.row.contract}), chosen)

    def action_edit(self) -> None:
        """What was agreed."""
        if self.page is not None:
            self.app.push_screen(LoanEditForm(self.mortgage_id, self.page.row.contract))

    def action_new(self) -> None:
        """Another loan of the deal, where none is living."""
        if self.page is not None:
            self._begin(None)

    def _begin(self, replaces: int | None) -> None:
        assert self.page is not None

        def begun(number: int | None) -> None:
            if number is not None:
                self.mortgage_id = number
                self.load()

        self.app.push_screen(MortgageForm(self.page.row.deal_id, self.page.row.contract, replaces), begun)

    def action_papers(self) -> None:
        """The case that gathers its papers; it begins where there is none."""
        page = self.page
        if page is None:
            return
        if page.row.case_id is not None:
            self._show_case(page.row.case_id)
            return
        now = shell_of(self).now

        def begin(data: Any) -> int:
            number: int = data.write(
                "mortgage.papers",
                lambda work: record_id(open_papers(work, data.engine, self.mortgage_id, data.region)),
                now(),
            )
            return number

        run(self, begin, self._show_case)

    def _show_case(self, case_id: int) -> None:
        self.app.push_screen(shell_of(self).wiring.page(self, "case", case_id))

    def action_bank(self) -> None:
        """What was said with the bank."""
        page, now = self.page, shell_of(self).now

        def noted(text: str | None) -> None:
            if text:
                run(
                    self,
                    lambda data: data.write(
                        "mortgage.contact",
                        lambda work: note_bank_contact(work, data.engine, self.mortgage_id, text),
                        now(),
                    ),
                    lambda _: self._done("loan_page.bank_noted"),
                )

        if page is not None:
            self.app.push_screen(
                AskText("loan_page.ask_bank", "loan_page.ask_bank_what", values={"bank": page.row.bank}), noted
            )

    def _done(self, key: str) -> None:
        self.tell(key)
        self.load()

    def action_money(self) -> None:
        """The money of its deal."""
        from deskapp.desks.contracts.paying.screens.cashier import CashierScreen

        if self.page is not None:
            self.app.push_screen(CashierScreen(self.page.row.deal_id))

    def action_contract(self) -> None:
        """Its contract, where the plan changes too."""
        from deskapp.desks.contracts.sale.screens.contract import ContractScreen

        if self.page is not None and self.page.row.contract_id is not None:
            self.app.push_screen(ContractScreen(self.page.row.contract_id))

    def action_way(self) -> None:
        """After a refusal: another bank at once, more down payment in the plan, or an end of the contract."""
        page, now = self.page, shell_of(self).now
        if page is None:
            return

        def chosen(option: Option | None) -> None:
            if option is None:
                return
            if option.code == "other_bank":
                self._begin(self.mortgage_id)
                return
            way = str(option.code)
            run(
                self,
                lambda data: data.write(
                    "mortgage.way", lambda work: choose_next_way(work, self.mortgage_id, way), now()
                ),
                lambda _: self._gone(way),
            )

        ways = [
            Option(way, self.text(f"next_way.{way}"), self.text(f"loan_page.way_{way}")) for way in NEXT_WAYS if way
        ]
        self.app.push_screen(Choose("loan_page.which_way", ways, values={"number": page.row.contract}), chosen)

    def _gone(self, way: str) -> None:
        self._done(f"loan_page.way_{way}")
        self.action_contract()

    def action_take_back(self) -> None:
        """A step was noted by mistake."""
        page, now = self.page, shell_of(self).now
        if page is None:
            return

        def chosen(option: Option | None) -> None:
            if option is None:
                return
            what = str(option.code)

            def answered(reason: str | None) -> None:
                if reason:
                    run(
                        self,
                        lambda data: data.write(
                            "mortgage.take_back",
                            lambda work: take_back_note(work, self.mortgage_id, what, reason),
                            now(),
                        ),
                        lambda _: self._done("loan_page.taken_back"),
                    )

            values = {"step": self.text(f"loan_note.{what}")}
            self.app.push_screen(AskText("loan_page.why_back", parse=parse_reason, values=values), answered)

        options = [
            Option(what, self.text(f"loan_note.{what}"), self.words.day(day)) for what, day in reversed(page.facts)
        ]
        self.app.push_screen(Choose("loan_page.which_back", options, values={"number": page.row.contract}), chosen)

    def action_calc(self) -> None:
        """What it costs by the month."""
        self.app.push_screen(LoanCalculator(page=self.page))


def open_loans(screen: DeskScreen[Any], deal_id: int) -> None:
    """The loan of a deal, the newest living one first; the form of a new one where there is none."""

    def opened(rows: list[MortgageRow]) -> None:
        living = [row for row in rows if row.is_living] or rows
        screen.app.push_screen(MortgageScreen(living[-1].id) if living else MortgageForm(deal_id))

    run(screen, lambda data: data.store.read(lambda reader: mortgages_of(reader, deal_id)), opened, group="loans")
