"""The page of a contract: where it stands in its life, what holds its filing, and every key that moves it on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from deskapp.cases.rows import CaseRow
from deskapp.casework.look import Door
from deskapp.casework.screens.panes import PanesScreen
from deskapp.desks.contracts.sale.actions_filing import REVEAL, reveal_filing_password
from deskapp.desks.contracts.sale.case_deals import cases_of_deal
from deskapp.desks.contracts.sale.life import life_of, next_step
from deskapp.desks.contracts.sale.look import contract_look
from deskapp.desks.contracts.sale.queries import ContractPage, get_contract_page
from deskapp.desks.contracts.sale.rules import PAID, REVIEWED, SEALED
from deskapp.desks.contracts.sale.screens import contract_steps as steps
from deskapp.desks.contracts.sale.screens.filing_form import FileForm
from deskapp.errors import DeskError
from deskapp.store.reasons import parse_reason
from deskapp.store.work import Reader
from deskapp.ui import commands
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import AskText, Choose, Confirm
from deskapp.ui.fields import Option
from deskapp.ui.here import Place
from deskapp.ui.lines import shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run

NEXT: Final = Command("sale.next", "1", "sale", priority=True)
FILE: Final = Command("sale.file", "2", "sale", priority=True)
LOANS: Final = Command("sale.loans", "3", "sale", priority=True)
MONEY: Final = Command("sale.money", "4", "sale", priority=True)
PLAN: Final = Command("sale.plan", "5", "sale", priority=True)
PASSWORD: Final = Command("sale.password", "8", "sale", priority=True)
MORE: Final = Command("sale.more", "f4", "sale", priority=True)
PROBLEM: Final = Command("sale.problem", "6", "sale", priority=True)
CHANGE: Final = Command("sale.change", "7", "sale", priority=True)
ANSWER: Final = Command("sale.answer", "f9", "sale", priority=True)
FORMER: Final = Command("sale.former", "f5", "sale")

_STEPS: Final[Mapping[str, type[steps.ContractStep]]] = {
    "online": steps.OnlineForm,
    "sign": steps.SignForm,
    "seals": steps.SealsForm,
    "pre_register": steps.PreRegisterForm,
}


class ContractScreen(PanesScreen):
    """Everything known of a contract; what cannot be done now has no key."""

    TOPIC = "contract"
    BINDINGS: ClassVar[list[BindingType]] = bindings(
        commands.EDIT, MORE, FORMER, NEXT, FILE, LOANS, MONEY, PLAN, PROBLEM, CHANGE, PASSWORD, ANSWER
    )

    def __init__(self, contract_id: int) -> None:
        super().__init__()
        self.contract_id = contract_id
        self.page: ContractPage | None = None
        self.cases: Sequence[CaseRow] = ()
        self.unfolded = False

    # ---- reading and showing

    def title_text(self) -> str:
        """Its number, and its home."""
        if self.page is None:
            return ""
        return f" {shell_of(self).glyphs.dot} ".join(filter(None, (self.page.row.number, self.page.row.room)))

    def places(self) -> Sequence[Place]:
        """The contract."""
        return (("contract", self.contract_id),)

    def load(self) -> None:
        """Read it again."""
        number, today = self.contract_id, shell_of(self).now().date()

        def read(reader: Reader) -> tuple[ContractPage, Sequence[CaseRow]]:
            page = get_contract_page(reader, number, today)
            return page, cases_of_deal(reader, page.row.deal_id)

        run(self, lambda data: data.store.read(read), self._loaded, failed=self.unavailable, group="page")

    def _loaded(self, found: tuple[ContractPage, Sequence[CaseRow]]) -> None:
        self.page, self.cases = found
        self.show()
        self.refresh_top()
        self.release()
        shell_of(self).presence.glance()

    def show(self) -> None:
        """Its lines."""
        if self.page is not None and self.query("#main"):
            today = shell_of(self).now().date()
            self.show_look(contract_look(self.page, self.cases, self.words, today, unfolded=self.unfolded))

    def on_resize(self) -> None:
        """One column or two."""
        self.show()

    # ---- what works now

    @property
    def next_step(self) -> str:
        """The step to do next."""
        if self.page is None:
            return ""
        facts = self.page.facts
        life = life_of(facts, shell_of(self).now().date())
        return next_step(life, cancelled=facts.cancelled_on is not None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done with it now."""
        page = self.page
        lives = page is not None and page.facts.cancelled_on is None
        drafted = lives and page is not None and not page.facts.is_reservation
        if action == "next":
            return bool(self.next_step)
        if action in ("edit", "more"):
            return lives
        if action == "file":
            return page is not None and page.row.filing_due_on is not None
        if action in ("plan", "loans", "problem", "change"):
            return drafted
        if action in ("money", "answer"):
            return page is not None
        if action == "password":
            return page is not None and page.has_password
        if action == "former":
            return page is not None and bool(page.deal.former or len(page.filings) > 1)
        return super().check_action(action, parameters)

    def open(self, screen: DeskScreen[Any]) -> None:
        """A screen over the page, which is read again when that closes."""
        self.app.push_screen(screen)

    # ---- Enter on a line

    def enter(self, door: Door) -> None:
        """What a line is about: its list, its form or its page."""
        what, about = door
        if what == "gate":
            self._mend(str(about))
        elif what == "step":
            self._do_step(str(about))
        elif what == "money":
            self.action_money()
        elif what == "plan":
            self.action_plan()

    def _mend(self, gate: str) -> None:
        """What opens a shut gate."""
        if gate == PAID:
            if self.page is not None and self.page.plan:
                self.action_money()
            else:
                self.action_plan()
        elif gate == REVIEWED:
            self._do_step("review")
        elif gate == SEALED:
            self._do_step("seals" if self.page is not None and self.page.row.signed_on else "sign")

    # ---- keys

    def action_next(self) -> None:
        """The next step of its life."""
        self._do_step(self.next_step)

    def _do_step(self, step: str) -> None:
        page = self.page
        if page is None:
            return
        number = page.row.number
        if step == "draft":
            from deskapp.desks.contracts.sale.screens.contract_form import ContractForm

            self.open(ContractForm(reservation=self.contract_id))
        elif step == "review":
            own = page.facts.drafted_by_id is not None and page.facts.drafted_by_id == shell_of(self).opened().clerk.id
            self.open(steps.ReviewForm(self.contract_id, number, own=own))
        elif step == "file":
            self.open(FileForm(self.contract_id, number))
        elif step:
            self.open(_STEPS[step](self.contract_id, number))

    def action_edit(self) -> None:
        """What was agreed; of a reservation, until when it holds."""
        page = self.page
        if page is None:
            return
        if page.facts.is_reservation:
            self.open(steps.ExtendForm(self.contract_id, page.row.number))
            return
        from deskapp.desks.contracts.sale.screens.contract_form import ContractForm

        self.open(ContractForm(self.contract_id, page.row.number))

    def action_file(self) -> None:
        """The authority has filed it."""
        self._do_step("file")

    def action_money(self) -> None:
        """What is to be paid and was paid, and taking money in."""
        from deskapp.desks.contracts.paying.screens.cashier import CashierScreen

        if self.page is not None:
            self.open(CashierScreen(self.page.row.deal_id))

    def action_loans(self) -> None:
        """Its loan; where there is none yet, one begins."""
        from deskapp.desks.contracts.loans.queries import mortgages_of
        from deskapp.desks.contracts.loans.screens.mortgage import MortgageScreen
        from deskapp.desks.contracts.loans.screens.mortgage_forms import MortgageForm

        page = self.page
        if page is None:
            return
        deal_id, number = page.row.deal_id, page.row.number

        def show(loans: Sequence[Any]) -> None:
            self.open(MortgageScreen(loans[-1].id) if loans else MortgageForm(deal_id, number))
            self.release()

        self.hold()
        run(self, lambda data: data.store.read(lambda reader: mortgages_of(reader, deal_id)), show, group="loans")

    def action_plan(self) -> None:
        """How the price is paid."""
        from deskapp.desks.contracts.sale.screens.plan_form import PlanForm

        if self.page is not None:
            self.open(PlanForm(self.contract_id, self.page.row.number))

    def action_problem(self) -> None:
        """Somebody has to mend what was found."""
        from deskapp.desks.contracts.sale.screens.problem_form import ProblemForm

        if self.page is not None:
            self.open(ProblemForm(self.contract_id, self.page.row.number))

    def action_change(self) -> None:
        """Its parties change, or its home comes back: which way, and the case is open."""
        from deskapp.desks.contracts.sale.screens.deal_cases import ask_for_case

        if self.page is not None:
            ask_for_case(self, self.page.row.deal_id, self.page.row.number)

    def action_answer(self) -> None:
        """What the waiting buyer is told."""
        from deskapp.desks.contracts.sale.screens.answer import ContractAnswer

        self.open(ContractAnswer(self.contract_id))

    def action_more(self) -> None:
        """Everything that is done more rarely."""
        page = self.page
        if page is None:
            return
        deeds = self._deeds(page)
        options = [Option(code, self.text(f"sale_deed.{code}"), self.text(f"sale_deed.{code}_what")) for code in deeds]

        def chosen(answer: Option | None) -> None:
            if answer is not None:
                deeds[answer.code]()

        self.app.push_screen(Choose("sale_deed.title", options, values={"number": page.row.number}), chosen)

    def _deeds(self, page: ContractPage) -> Mapping[str, Callable[[], None]]:
        facts = page.facts
        found: dict[str, Callable[[], None]] = {}
        if not facts.is_reservation:
            found |= {step: lambda step=step: self._do_step(step) for step in ("review", "online", "sign", "seals")}  # type: ignore[misc]
        if facts.signed_on is not None:
            found["pre_register"] = lambda: self._do_step("pre_register")
        if page.row.filing_number:
            found["password"] = lambda: self.open(steps.PasswordForm(self.contract_id, page.row.number))
            found["cancel_filing"] = lambda: self.open(steps.CancelFilingForm(self.contract_id, page.row.number))
        found["cancel"] = lambda: self.open(steps.CancelContractForm(self.contract_id, page.row.number))
        return found

    def action_former(self) -> None:
        """Show what is of the past, or fold it away."""
        self.unfolded = not self.unfolded
        self.show()

    # ---- the password of its filing

    def action_password(self) -> None:
        """Why is in the trail before it is on the screen; it goes with the dialog."""
        app, page = shell_of(self), self.page
        if page is None:
            return
        try:
            app.opened().clerk.rights.refuse(REVEAL)
        except DeskError as error:
            self.tell_error(error)
            return
        number, now = self.contract_id, app.now()

        def show(password: str) -> None:
            values = {"number": page.row.number, "password": password}
            self.app.push_screen(Confirm("sale_password.shown", "sale_password.shown_what", values=values))

        def asked(reason: str | None) -> None:
            if reason:
                run(
                    self,
                    lambda data: reveal_filing_password(data.store, data.clerk, number, reason, now),
                    show,
                )

        values = {"number": page.row.number}
        self.app.push_screen(
            AskText("sale_password.why", "sale_password.what", parse=parse_reason, values=values), asked
        )
