"""The money of a case or a customer: what is owed, what came in, what went out; a figure does what can be done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar, Final

from textual.binding import BindingType
from textual.widget import Widget

from deskapp.cases.money import charges_of, withdraw_case_charge
from deskapp.casework.cash import Cash, get_cash, take_back_money, use_free_money
from deskapp.casework.screens.cash_daybook import DayBookScreen
from deskapp.casework.screens.cash_forms import ChargeForm, LowerForm, PassOnForm, ReceiveForm, RefundForm
from deskapp.casework.screens.cash_lines import money_rows, tell_money, tell_standing
from deskapp.casework.screens.cash_print import print_receipt
from deskapp.casework.screens.papers_parts import PapersList, Told
from deskapp.money.charges import withdraw_charge
from deskapp.money.letter import name_charge
from deskapp.money.payouts import reverse_payout
from deskapp.money.queries import ChargeRow, PayoutRow, ReceiptPage, ReceiptRow, get_receipt
from deskapp.money.receipts import mark_exchanged, mark_lost, release
from deskapp.store.work import Reader, Work
from deskapp.ui import commands
from deskapp.ui.bars import TopLine
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import AskText, Choose
from deskapp.ui.fields import Option
from deskapp.ui.lines import Lines, Run, shell_of
from deskapp.ui.listing import Listing
from deskapp.ui.work import run

RECEIVE: Final = Command("cash.receive", "1", "cash", priority=True)
REFUND: Final = Command("cash.refund", "2", "cash", priority=True)
PASS_ON: Final = Command("cash.pass-on", "3", "cash", priority=True)
TAKE_BACK: Final = Command("cash.take-back", "4", "cash", priority=True)
LOWER: Final = Command("cash.lower", "5", "cash", priority=True)
USE: Final = Command("cash.use", "6", "cash", priority=True)
PRINT: Final = Command("cash.print", "9", "cash", priority=True)
MORE: Final = Command("cash.more", "f4", "cash", priority=True)
DAYBOOK: Final = Command("cash.daybook", "f8", "cash", priority=True)


class Head(Lines):
    """Whose money, and how it stands."""

    def __init__(self) -> None:
        super().__init__(id="head")
        self.runs: tuple[Run, ...] = ()

    def show(self, runs: Iterable[Run]) -> None:
        """This, from now on."""
        self.runs = tuple(runs)
        self.refresh()

    def line(self, y: int) -> Iterable[Run]:
        """One line."""
        return self.runs


class CashScreen(PapersList):
    """Charges, receipts and payouts, with a cursor; of each only what can be done with it has a key.

    A desk with money of its own says which in ``read_cash``, how it is listed in ``COLUMNS`` and ``rows``, and which
    forms it is taken in and given back with.
    """

    TITLE_KEY = "cash.title"
    TOPIC = "cash"
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column("what", least=18, weight="strong"),
        Column("amount", 17, align="right"),
        Column("left", 17, align="right"),
        Column("state", 12, weight="muted"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(
        commands.NEW, RECEIVE, REFUND, PASS_ON, TAKE_BACK, LOWER, USE, PRINT, MORE, DAYBOOK
    )

    def __init__(self, case_id: int = 0, customer_id: int = 0, number: str = "", receipt_id: int = 0) -> None:
        super().__init__()
        self.receipt_id = receipt_id
        self.case_id, self.customer_id, self.number = case_id, customer_id, number
        self.cash: Cash | None = None
        self.page: ReceiptPage | None = None

    def title_text(self) -> str:
        """Of which case or customer."""
        return f"{self.text(self.TITLE_KEY)} {shell_of(self).glyphs.dot} {self.number}"

    def body(self) -> Iterable[Widget]:
        """How it stands, the lines, everything about the one under the cursor."""
        yield Head()
        yield Listing(self.COLUMNS, blank="cash.nothing", id="money")
        yield Told()

    def on_mount(self) -> None:
        """Keys wait until the lines are there."""
        self.load()

    # ---- reading

    def load(self) -> None:
        """Read the money."""

        def read(data: Any) -> Cash:
            cash: Cash = data.store.read(self.read_cash)
            return cash

        run(self, read, self._show, failed=self._unread, group="cash")

    def read_cash(self, reader: Reader) -> Cash:
        """Whose money it is; in a thread."""
        return get_cash(reader, self.case_id, self.customer_id, self.receipt_id)

    def standing(self, cash: Cash) -> Iterable[Run]:
        """Whose it is, and how it stands."""
        return tell_standing(cash, self.words)

    def rows(self, cash: Cash) -> Iterable[Row]:
        """Its lines."""
        return money_rows(cash, self.words, shell_of(self).now().date())

    def _unread(self, error: Any) -> None:
        self.tell_error(error)
        self.loaded()

    def _show(self, cash: Cash) -> None:
        self.cash, self.number = cash, cash.called
        self.query_one(Head).show(self.standing(cash))
        listing = self.query_one(Listing)
        before = listing.current.key if listing.current else ("receipt", self.receipt_id)
        listing.show(self.rows(cash))
        keys = [row.key for row in listing.rows if row.key is not None]
        if before in keys:
            listing.move(keys.index(before))
        self.query_one(TopLine).refresh()
        self.loaded()

    # ---- the one under the cursor

    def _current(self) -> ChargeRow | ReceiptRow | PayoutRow | None:
        """The row under the cursor, whatever it is."""
        row = next((listing.current for listing in self.query(Listing)), None)
        if self.cash is None or row is None or not isinstance(row.key, tuple):
            return None
        rows: dict[str, Sequence[ChargeRow | ReceiptRow | PayoutRow]] = {
            "charge": self.cash.charges,
            "receipt": self.cash.receipts,
            "payout": self.cash.payouts,
        }
        return next((one for one in rows.get(row.key[0], ()) if one.id == row.key[1]), None)

    @property
    def charge(self) -> ChargeRow | None:
        """The charge under the cursor."""
        one = self._current()
        return one if isinstance(one, ChargeRow) else None

    @property
    def receipt(self) -> ReceiptRow | None:
        """The receipt under the cursor."""
        one = self._current()
        return one if isinstance(one, ReceiptRow) else None

    @property
    def payout(self) -> PayoutRow | None:
        """The payout under the cursor."""
        one = self._current()
        return one if isinstance(one, PayoutRow) else None

    def on_listing_moved(self) -> None:
        """Everything about this one; what a receipt pays is read behind it."""
        self.page = None
        self.refresh_bindings()
        self.query_one(Told).show(self._told())
        if receipt := self.receipt:
            run(
                self,
                lambda data: data.store.read(lambda reader: get_receipt(reader, receipt.id)),
                self._paged,
                group="receipt",
            )

    def _paged(self, page: ReceiptPage) -> None:
        if self.receipt is not None and self.receipt.id == page.receipt.id:
            self.page = page
            self.query_one(Told).show(self._told())
            self.refresh_bindings()

    def _told(self) -> Iterable[Run]:
        """About the one under the cursor."""
        one = self._current()
        return () if one is None else tell_money(one, self.page, self.words, shell_of(self).now().tzinfo)

    # ---- keys

    def on_listing_opened(self) -> None:
        """What is done most: take money for a charge, the rarer deeds of a receipt, take a payout back."""
        if self.charge is not None:
            self.action_receive()
        elif self.receipt is not None and self.receipt.state != "void":
            self.action_more()
        elif self.payout is not None and not self.payout.reversed:
            self.action_take_back()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done with the one under the cursor."""
        cash, one = self.cash, self._current()
        charge = one if isinstance(one, ChargeRow) else None
        receipt = one if isinstance(one, ReceiptRow) else None
        payout = one if isinstance(one, PayoutRow) else None
        is_live = receipt is not None and receipt.state != "void"
        # the price of a deal is what its contract says: a plan changes it
        is_own = charge is not None and charge.state != "withdrawn" and not charge.is_of_plan
        can: dict[str, Callable[[], bool]] = {
            "new": lambda: cash is not None and cash.is_open,
            "receive": lambda: cash is not None,
            "refund": lambda: receipt is not None and receipt.free > 0,
            "pass_on": lambda: charge is not None and charge.holding == "held" and charge.paid > charge.passed_on,
            "take_back": lambda: is_live or is_own or (payout is not None and not payout.reversed),
            "lower": lambda: is_own,
            "use": lambda: receipt is not None and receipt.free > 0,
            "print": lambda: is_live,
            "more": lambda: is_live,
        }
        return can[action]() if action in can else super().check_action(action, parameters)

    def action_new(self) -> None:
        """Something more to be paid."""
        assert self.cash is not None
        form = ChargeForm(
            self.case_id, self.cash.customer_id, self.number, self._usual_currency(), deal_id=self.cash.deal_id
        )
        self.app.push_screen(form, self.returned)

    def _usual_currency(self) -> str:
        assert self.cash is not None
        known = [row.currency for row in self.cash.charges]
        return known[0] if known else ""

    def action_receive(self) -> None:
        """Money comes in; under the cursor a charge says in which currency."""
        assert self.cash is not None
        currency = self.charge.currency if self.charge is not None and self.charge.open > 0 else ""
        self.app.push_screen(self.receive_form(currency), self.returned)

    def receive_form(self, currency: str) -> ReceiveForm:
        """The form that takes money in."""
        assert self.cash is not None
        return ReceiveForm(self.case_id, self.cash.customer_id, self.number, currency)

    def action_refund(self) -> None:
        """What a receipt has free goes back."""
        if receipt := self.receipt:
            self.app.push_screen(self.refund_form(receipt), self.returned)

    def refund_form(self, receipt: ReceiptRow) -> RefundForm:
        """The form that gives money back."""
        return RefundForm(receipt.id, receipt.called, self.number, receipt.currency)

    def action_pass_on(self) -> None:
        """Held money goes to the state."""
        if charge := self.charge:
            said = name_charge(charge, self.words)
            self.app.push_screen(PassOnForm(charge.id, said, self.number, charge.currency), self.returned)

    def action_lower(self) -> None:
        """A charge becomes smaller."""
        if charge := self.charge:
            said = name_charge(charge, self.words)
            self.app.push_screen(LowerForm(charge.id, said, self.number, charge.currency), self.returned)

    def action_take_back(self) -> None:
        """Withdraw the charge, reverse the receipt or the payout; with a reason."""
        if charge := self.charge:
            name, number = name_charge(charge, self.words), charge.id
            self._ask("cash.withdraw", name, lambda work, reason: self._withdraw(work, number, reason))
        elif receipt := self.receipt:
            taken = receipt.id
            self._ask(
                "cash.reverse", receipt.called, lambda work, reason: take_back_money(work, self.case_id, taken, reason)
            )
        elif payout := self.payout:
            out = payout.id
            self._ask("cash.reverse", payout.number, lambda work, reason: reverse_payout(work, out, reason))

    def _withdraw(self, work: Work, charge_id: int, reason: str) -> None:
        if self.case_id and any(row.id == charge_id for _, row in charges_of(work, self.case_id)):
            withdraw_case_charge(work, self.case_id, charge_id, reason)
        else:
            withdraw_charge(work, charge_id, reason)

    def _ask(self, question: str, name: str, do: Callable[[Work, str], Any]) -> None:
        """Ask why, or for a number, and do it; ``question`` names the action too."""

        def answered(reason: str | None) -> None:
            if reason is not None:
                self.write(
                    question, lambda work, _: do(work, reason), lambda _: self.tell(f"{question}_done", name=name)
                )

        self.app.push_screen(AskText(question, f"{question}_what", values={"name": name}), answered)

    def action_use(self) -> None:
        """What is free pays what is open, the oldest first."""
        if receipt := self.receipt:
            self.write("cash.use", lambda work, _: use_free_money(work, receipt.id), lambda _: self.tell("cash.used"))

    def action_print(self) -> None:
        """Once more on paper."""
        if receipt := self.receipt:
            print_receipt(self, receipt.id)

    def action_more(self) -> None:
        """What is seldom done with a receipt."""
        receipt, page = self.receipt, self.page
        if receipt is None or page is None:
            return
        number = receipt.id

        def ask(question: str, name: str, do: Callable[[Work, int, str], Any]) -> Callable[[], None]:
            return lambda: self._ask(question, name, lambda work, text: do(work, number, text))

        deeds = {
            self.text("cash.exchange_deed"): ask("cash.exchange", receipt.called, mark_exchanged),
            self.text("cash.lost_deed"): ask("cash.lost", receipt.called, mark_lost),
        }
        if receipt.state == "exchanged":
            deeds[self.text("cash.exchange_back")] = lambda: self.write(
                "cash.exchange", lambda work, _: mark_exchanged(work, number, "")
            )
        for charge, _ in page.shares:
            name = name_charge(charge, self.words)
            deeds[self.text("cash.release_deed", name=name)] = ask("cash.release", name, _release(charge.id))

        def chosen(option: Option | None) -> None:
            if option is not None:
                deeds[option.code]()

        options = [Option(label, label) for label in deeds]
        self.app.push_screen(Choose("cash.more", options, values={"name": receipt.called}), chosen)

    def action_daybook(self) -> None:
        """The day's takings."""
        self.app.push_screen(day_book(), self.returned)


def day_book() -> DayBookScreen:
    """The day's takings, with the way to each customer's money."""
    return DayBookScreen(lambda customer_id: CashScreen(customer_id=customer_id))


def _release(charge_id: int) -> Callable[[Work, int, str], Any]:
    return lambda work, receipt_id, reason: release(work, receipt_id, charge_id, reason)
