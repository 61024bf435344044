"""What an owner has to pay before the key: one key charges everything that is open and opens the cashier's page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from deskapp.casework.look import Door
from deskapp.casework.screens.panes import PanesScreen
from deskapp.casework.screens.printing import print_ordered
from deskapp.desks.handover.settling.actions_area import settle_by_word
from deskapp.desks.handover.settling.actions_dues import collect_all, collect_due, drop_due, reopen_due
from deskapp.desks.handover.settling.facts import Settled, load_settled
from deskapp.desks.handover.settling.letters import area_slip
from deskapp.desks.handover.settling.look import dues_look
from deskapp.desks.handover.settling.model import DeliveryDue
from deskapp.desks.handover.settling.queries import contract_of_deal, has_loan
from deskapp.desks.handover.settling.rows import DueRow
from deskapp.desks.handover.settling.screens import due_forms as forms
from deskapp.desks.handover.settling.screens.area import AreaForm, ClauseForm
from deskapp.store.reasons import parse_reason
from deskapp.store.work import Reader, Work
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import AskText, Choose
from deskapp.ui.fields import Option
from deskapp.ui.here import Place
from deskapp.ui.lines import shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run

COLLECT: Final = Command("dues.collect", "1", "dues", priority=True)
FUND: Final = Command("dues.fund", "2", "dues", priority=True)
TAX: Final = Command("dues.tax", "3", "dues", priority=True)
AREA: Final = Command("dues.area", "4", "dues", priority=True)
FEE: Final = Command("dues.fee", "5", "dues", priority=True)
REFUND: Final = Command("dues.refund", "6", "dues", priority=True)
SETTLE: Final = Command("dues.settle", "7", "dues", priority=True)
PRINT: Final = Command("dues.print", "8", "dues", priority=True)
CASHIER: Final = Command("dues.cashier", "9", "dues", priority=True)
MORE: Final = Command("dues.more", "f4", "dues", priority=True)


class DuesScreen(PanesScreen):
    """Price, area, fund, tax and fees of one delivery; Enter on a line says what can be done about it."""

    TOPIC = "dues"
    BINDINGS: ClassVar[list[BindingType]] = bindings(
        COLLECT, FUND, TAX, AREA, FEE, REFUND, SETTLE, PRINT, CASHIER, MORE
    )

    def __init__(self, delivery_id: int) -> None:
        super().__init__()
        self.delivery_id = delivery_id
        self.fact: Settled | None = None
        self._loan = False
        self._contract: int | None = None

    # ---- reading and showing

    def title_text(self) -> str:
        """Of which home."""
        parts = (self.text("dues_page.title"), self.fact.code if self.fact is not None else "")
        return f" {shell_of(self).glyphs.dot} ".join(part for part in parts if part)

    def places(self) -> Sequence[Place]:
        """The delivery."""
        return (("delivery", self.delivery_id),)

    def load(self) -> None:
        """Read it again."""
        number, today = self.delivery_id, shell_of(self).now().date()

        def read(reader: Reader) -> tuple[Settled, bool, int | None]:
            fact = load_settled(reader, number, today)
            contract = None if fact.deal_id is None else contract_of_deal(reader, fact.deal_id)
            return fact, has_loan(reader, fact.deal_id), contract

        run(self, lambda data: data.store.read(read), self._loaded, failed=self.unavailable, group="page")

    def _loaded(self, found: tuple[Settled, bool, int | None]) -> None:
        self.fact, self._loan, self._contract = found
        self.show()
        self.refresh_top()
        self.release()
        shell_of(self).presence.glance()

    def show(self) -> None:
        """Its lines."""
        if self.fact is not None and self.query("#main"):
            self.show_look(dues_look(self.fact, self.words, loan=self._loan))

    def on_resize(self) -> None:
        """One column or two."""
        self.show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done now."""
        fact = self.fact
        area = fact.area if fact is not None else None
        if action == "refund":
            return area is not None and area.state == "to_refund"
        if action == "print":
            return area is not None and area.rule != "resettlement" and area.amount is not None
        if action == "settle":
            return fact is not None and (fact.is_resettled or (area is not None and area.state in _OPEN_AREA))
        if action == "area":
            return fact is not None and not fact.is_resettled
        if action == "cashier":
            return fact is not None and fact.deal_id is not None
        if action in ("collect", "fund", "tax", "fee", "more"):
            return fact is not None
        return super().check_action(action, parameters)

    # ---- Enter on a line

    def enter(self, door: Door) -> None:
        """The cashier, the area, or what can be done about a due."""
        what, about = door
        if what == "cashier":
            self.action_cashier()
        elif what == "area":
            self._open_area()
        elif what == "due" and isinstance(about, str):
            self.action_fund() if about == "fund" else self.action_tax()
        elif what == "due":
            self._choose(int(about))

    def _open_area(self) -> None:
        """The difference; of a household that was resettled its settlement, of a buyer who cancels the contract."""
        fact = self.fact
        if fact is None:
            return
        if fact.is_resettled:
            self.action_settle()
        elif fact.area is not None and fact.area.state == "cancelled" and self._contract is not None:
            self._open_contract()
        else:
            self.action_area()

    def _open_contract(self) -> None:
        """Its contract, from where a home is returned."""
        if self._contract is not None:
            self.app.push_screen(shell_of(self).wiring.page(self, "contract", self._contract))

    def _choose(self, due_id: int) -> None:
        """What can be done about a due now."""
        fact = self.fact
        due = next((one for one in fact.dues if one.id == due_id), None) if fact is not None else None
        if fact is None or due is None:
            return
        deeds = self._deeds(fact, due)

        def chosen(answer: Option | None) -> None:
            if answer is not None:
                deeds[str(answer.code)]()

        options = [Option(code, self.text(f"due_deed.{code}")) for code in deeds]
        values = {"due": self.text(f"due_kind.{due.kind}"), "room": fact.code}
        self.app.push_screen(Choose("due_deed.title", options, values=values), chosen)

    def _deeds(self, fact: Settled, due: DueRow) -> dict[str, Callable[[], Any]]:
        about: dict[str, Any] = {"due": due.id, "kind": due.kind}
        found: dict[str, Callable[[], Any]] = {}
        if due.state == "open":
            found["collect"] = lambda: self.do(
                "delivery.dues", lambda work: collect_due(work, due.id), "dues_page.charged"
            )
        if due.state in ("open", "charged", "unknown"):
            found["own"] = lambda: self.open(forms.VoucherForm(self.delivery_id, fact.code, **about))
            if due.kind in ("fund", "deed_tax", "registration_fee"):
                found["relieve"] = lambda: self.open(forms.ReliefForm(self.delivery_id, fact.code, **about))
        if due.kind == "fund":
            found["anew"] = self.action_fund
        elif due.kind in ("deed_tax", "registration_fee"):
            found["anew"] = self.action_tax
        if due.is_settled or due.state == "charged":
            found["reopen"] = lambda: self._why(due.id, reopen_due, "dues_page.reopened")
        if not due.is_settled:
            found["drop"] = lambda: self._why(due.id, drop_due, "dues_page.dropped")
        return found

    def _why(self, due_id: int, act: Callable[[Work, int, str], DeliveryDue], told: str) -> None:
        def answered(reason: str | None) -> None:
            if reason:
                self.do("delivery.dues", lambda work: act(work, due_id, reason), told)

        self.app.push_screen(AskText("dues_page.why", parse=parse_reason), answered)

    # ---- writing

    def do(self, action: str, act: Callable[[Work], Any], told: str) -> None:
        """Write, tell, and read again; keys wait meanwhile."""
        moment = shell_of(self).now()

        def done(_: Any) -> None:
            if self.is_attached:
                self.tell(told)
                self.load()

        self.hold()
        run(self, lambda data: data.write(action, act, moment), done, failed=self.unavailable, keep=True)

    def open(self, screen: DeskScreen[Any]) -> None:
        """A form over the page, which is read again when it closes."""
        self.app.push_screen(screen)

    # ---- keys

    def action_collect(self) -> None:
        """Everything that is open becomes charges, announced fees among it; the cashier's page opens."""
        number, moment = self.delivery_id, shell_of(self).now()

        def done(charged: int) -> None:
            if self.is_attached:
                self.tell("dues_page.charged" if charged else "dues_page.none_open", "good" if charged else "plain")
                self.release()
                self.action_cashier() if self.fact is not None and self.fact.deal_id is not None else self.load()

        self.hold()
        run(
            self,
            lambda data: data.write("delivery.dues", lambda work: len(collect_all(work, number)), moment),
            done,
            failed=self.unavailable,
            keep=True,
        )

    def action_fund(self) -> None:
        """Work the fund out."""
        self.open(forms.FundForm(self.delivery_id, self._code))

    def action_tax(self) -> None:
        """Work the tax out."""
        self.open(forms.TaxForm(self.delivery_id, self._code))

    def action_area(self) -> None:
        """Work the area difference out, or note the choice."""
        self.open(AreaForm(self.delivery_id, self._code))

    def action_fee(self) -> None:
        """Another amount."""
        self.open(forms.FeeForm(self.delivery_id, self._code))

    def action_refund(self) -> None:
        """Pay an area difference back."""
        self.open(forms.RefundForm(self.delivery_id, self._code))

    def action_settle(self) -> None:
        """The resettlement department's settlement; of others, an area difference settled in another way."""
        if self.fact is not None and self.fact.is_resettled:
            self.open(forms.ResettledForm(self.delivery_id, self._code))
            return

        def answered(note: str | None) -> None:
            if note:
                self.do("delivery.area", lambda work: settle_by_word(work, self.delivery_id, note), "dues_page.settled")

        self.app.push_screen(AskText("dues_page.how_settled", parse=parse_reason), answered)

    def action_print(self) -> None:
        """The slip of the area settlement, for both to sign."""
        number, counter = self.delivery_id, shell_of(self).settings.counter
        print_ordered(self, lambda work, data: area_slip(work, data.home, number, counter))

    def action_cashier(self) -> None:
        """The money of its deal, where receipts are written."""
        if self.fact is not None and self.fact.deal_id is not None:
            self.app.push_screen(shell_of(self).wiring.page(self, "cashier", self.fact.deal_id))

    def action_more(self) -> None:
        """What is done more rarely: the contract's clause, the returned home of who cancels, the gates' modes."""
        fact = self.fact
        if fact is None:
            return
        deeds: dict[str, Callable[[], Any]] = {"clause": lambda: self.open(ClauseForm(self.delivery_id, fact.code))}
        if self._contract is not None:
            deeds["contract"] = self._open_contract

        def chosen(answer: Option | None) -> None:
            if answer is not None:
                deeds[str(answer.code)]()

        options = [Option(code, self.text(f"dues_deed.{code}"), self.text(f"dues_deed.{code}_what")) for code in deeds]
        self.app.push_screen(Choose("due_deed.more", options, values={"room": fact.code}), chosen)

    @property
    def _code(self) -> str:
        return self.fact.code if self.fact is not None else ""


_OPEN_AREA: Final = ("unpriced", "to_choose", "to_pay", "to_refund")
