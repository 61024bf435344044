"""The page of one deal's asking: what is late, what was said, what comes next; figures note an attempt."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from deskapp.casework.look import Door
from deskapp.casework.screens.panes import PanesScreen
from deskapp.casework.screens.printing import print_ordered
from deskapp.desks.contracts.arrears.actions import agree_penalty, end_formality, resume_chasing
from deskapp.desks.contracts.arrears.look import chase_look
from deskapp.desks.contracts.arrears.queries import ChasePage, get_chase_page
from deskapp.desks.contracts.arrears.rules import shipped_limits
from deskapp.desks.contracts.arrears.screens import attempt
from deskapp.desks.contracts.arrears.screens.chase_forms import FormalityForm, StopForm
from deskapp.desks.contracts.notices.letters import demand_letter
from deskapp.desks.contracts.paying.routing import ABOUT
from deskapp.errors import Fault
from deskapp.messages.model import PrintJob
from deskapp.store.reasons import parse_reason
from deskapp.store.work import Work
from deskapp.ui import commands
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import AskText, Choose, Confirm
from deskapp.ui.fields import Option
from deskapp.ui.here import Place
from deskapp.ui.lines import shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run

WRITE: Final = Command("chase.write", "6", "chase", priority=True)
STOP: Final = Command("chase.stop", "7", "chase", priority=True)
RESUME: Final = Command("chase.resume", "7", "chase", priority=True)
MONEY: Final = Command("chase.money", "8", "chase", priority=True)
PENALTY: Final = Command("chase.penalty", "9", "chase", priority=True)


class ChaseScreen(PanesScreen):
    """Enter opens the customer, the contract or the money, and ends a formality that a clerk noted; F2 notes one."""

    TOPIC = "chase"
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.NEW, *attempt.WAYS, WRITE, STOP, RESUME, MONEY, PENALTY)

    def __init__(self, deal_id: int) -> None:
        super().__init__()
        self.deal_id = deal_id
        self.page: ChasePage | None = None

    # ---- reading and showing

    def title_text(self) -> str:
        """Whose asking."""
        if self.page is None:
            return self.text("chase_page.title")
        return f" {shell_of(self).glyphs.dot} ".join((self.text("chase_page.title"), self.page.place.room))

    def places(self) -> Sequence[Place]:
        """The deal."""
        return (("deal", self.deal_id),)

    def load(self) -> None:
        """Read it again."""
        now = shell_of(self).now()
        run(
            self,
            lambda data: data.store.read(lambda reader: get_chase_page(reader, self.deal_id, now)),
            self._loaded,
            failed=self.unavailable,
            group="page",
        )

    def _loaded(self, page: ChasePage) -> None:
        self.page = page
        self.show()
        self.refresh_top()
        self.release()

    def show(self) -> None:
        """Its lines."""
        if self.page is not None and self.query("#main"):
            self.show_look(chase_look(self.page, self.words, shell_of(self).now()))

    def on_resize(self) -> None:
        """One column or two."""
        self.show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Stopping and going on share a key; a penalty belongs to a contract, a letter to what is late."""
        page = self.page
        stopped = page is not None and page.standing.stopped
        if action == "stop":
            return page is not None and not stopped
        if action == "resume":
            return bool(stopped) and stopped != "hold"
        if action == "penalty":
            return page is not None and page.place.contract_id is not None
        if action == "write":
            return not stopped and bool(self._late())
        return super().check_action(action, parameters)

    def _late(self) -> list[str]:
        """What is late of it, as a letter names it."""
        page = self.page
        if page is None:
            return []
        kinds = {one.kind for one in page.formalities if one.late}
        return [one for one in ABOUT if one in kinds or (one == "money" and page.owed)]

    # ---- Enter on a line

    def enter(self, door: Door) -> None:
        """What a line is about: its list, its form or its page."""
        what, about = door
        if what == "contract":
            from deskapp.desks.contracts.sale.screens.contract import ContractScreen

            self.open(ContractScreen(int(about)))
        elif what == "cash":
            self.action_money()
        elif what == "formality":
            self._end(int(about))

    def open(self, screen: DeskScreen[Any]) -> None:
        """A screen over the page, which is read again when that closes."""
        self.app.push_screen(screen)

    def _end(self, number: int) -> None:
        """A formality is done: what a clerk noted a clerk ends."""
        one = next((one for one in self.page.formalities if one.id == number), None) if self.page else None
        if one is None or one.done_on is not None:
            return
        if not one.by_hand:
            self.tell_error(Fault("formality.follows"))
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._write("chase.formality", lambda work: end_formality(work, number) and None, "chase_form.ended")

        what = {"what": self.text(f"formality.{one.kind}"), "room": one.place.room}
        self.app.push_screen(Confirm("chase_form.end", values=what), answered)

    # ---- keys

    def action_way(self, way: str) -> None:
        """An attempt: about what is late first, money before formalities."""
        page = self.page
        if page is None:
            return
        about = next(iter(self._late()), "money")
        who = f"{page.place.names} {page.place.room}"
        attempt.ask_attempt(self, self.deal_id, about, way, page.currency, who, self.load)

    def action_new(self) -> None:
        """A formality that no loan and no list tells of."""
        if self.page is not None:
            self.open(FormalityForm(self.deal_id, self.page.place.room))

    def action_write(self) -> None:
        """The letter: of money or of a formality; where several are late it is asked which."""
        late = self._late()
        if len(late) == 1:
            self._letter(late[0])
            return

        def chosen(answer: Option | None) -> None:
            if answer is not None:
                self._letter(answer.code)

        options = [Option(one, self.text(f"chase_about.{one}")) for one in late]
        self.app.push_screen(Choose("chase_page.which_letter", options), chosen)

    def _letter(self, about: str) -> None:
        counter, deal = shell_of(self).settings.counter, self.deal_id

        def order(work: Work, data: Any) -> PrintJob:
            return demand_letter(work, data.home, deal, about, counter)

        print_ordered(self, order, lambda _: self.load())

    def action_stop(self) -> None:
        """Nobody asks any more."""
        if self.page is not None:
            self.open(StopForm(self.deal_id, self.page.place.room))

    def action_resume(self) -> None:
        """They may be asked again, for a reason."""

        def given(reason: str | None) -> None:
            if reason is not None:
                deal = self.deal_id
                self._write(
                    "chase.resume", lambda work: resume_chasing(work, deal, reason) and None, "chase_form.goes_on"
                )

        self.app.push_screen(AskText("chase_form.resume", parse=parse_reason), given)

    def action_money(self) -> None:
        """Taking money in for this deal."""
        from deskapp.desks.contracts.paying.screens.cashier import CashierScreen

        self.open(CashierScreen(self.deal_id))

    def action_penalty(self) -> None:
        """What the contract says that late payment costs; what is usual stands there where it says nothing yet."""
        page = self.page
        if page is None or page.place.contract_id is None:
            return
        contract, country = page.place.contract_id, "VN" if page.currency == "VND" else "CN"
        usual = shipped_limits().rate("penalty_percent_a_day", shell_of(self).now().date(), country)
        known = "" if page.penalty_rate is None else str(Decimal(page.penalty_rate) / 1000)

        def given(text: str | None) -> None:
            if text is not None:
                percent = read_percent(text)[0]
                self._write(
                    "chase.penalty",
                    lambda work: agree_penalty(work, contract, percent or None) and None,
                    "chase_form.agreed",
                )

        question = AskText(
            "chase_form.penalty", "chase_form.hint_penalty", value=known or str(usual), parse=read_percent
        )
        self.app.push_screen(question, given)

    def _write(self, action: str, do: Any, told: str) -> None:
        moment = shell_of(self).now()

        def done(_: object) -> None:
            self.tell(told)
            self.load()

        run(self, lambda data: data.write(action, do, moment), done, keep=True)


def read_percent(text: str) -> tuple[Decimal | None, Fault | None]:
    """Percent a day, with a comma or a point; nothing is 0, where the contract agrees on none."""
    try:
        percent = Decimal(text.replace(",", ".").removesuffix("%").strip())
    except InvalidOperation:
        return None, Fault("chase.percent_form", {"value": text})
    return (
        (percent, None)
        if percent.is_finite() and percent >= 0
        else (None, Fault("chase.percent_form", {"value": text}))
    )
