"""What the case page opens: by a key, by Enter on a line, or from the list of rarer deeds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from deskapp.cases.gates import ANOTHER
from deskapp.cases.page import CasePage
from deskapp.cases.procedure import Heading
from deskapp.casework.look import Door
from deskapp.casework.screens.appointment import CancelAppointmentForm, MoveAppointmentForm, keep_or_miss
from deskapp.casework.screens.holding import HoldingScreen
from deskapp.casework.screens.step import EndCaseForm, EndStepForm, GoBackForm, SkipStepForm
from deskapp.casework.screens.step_forms import Make
from deskapp.casework.screens.task import CancelTaskForm, EndTaskForm, MoveTaskForm, take
from deskapp.casework.screens.waiting import CorrectForm, EndWaitingForm
from deskapp.desks.contracts.sale.case_deals import deal_of_case
from deskapp.desks.contracts.sale.queries import contract_of_deal
from deskapp.desks.intake.screens.fields_edit import EditCaseForm
from deskapp.desks.intake.screens.new_case import NewCaseForm
from deskapp.desks.intake.screens.new_case_choice import ChooseProcedure
from deskapp.desks.intake.screens.new_case_known import Known
from deskapp.desks.intake.screens.papers import PapersScreen
from deskapp.errors import DeskError
from deskapp.overview.case_trail import event_text
from deskapp.overview.recent import Recent
from deskapp.overview.screens.answer import AnswerScreen
from deskapp.overview.screens.case_forms import DEEDS, OF_GATE, OWN_FORMS, RARE, forms_of, own_of
from deskapp.overview.screens.opening import page_of
from deskapp.ui.dialogs import Choose
from deskapp.ui.fields import Option
from deskapp.ui.lines import shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run

if TYPE_CHECKING:
    from deskapp.overview.screens.case import CaseScreen

_GATES: Final = {
    "papers.complete": "papers",
    "papers.no_missing": "papers",
    "originals.back": "papers",
    "fees.paid": "money",
    "fees.settled": "money",
    "held.passed_on": "money",
    "fields.complete": "fields",
    "tasks.done": "task",
    "children.closed": "child",
    "papers.scanned": "papers",
    "deal.mortgage_free": "papers",
    "deal.no_arrears": "contract",
    "deal.bank_settled": "contract",
    "filing.cancelled": "contract",
    "deal.refunded": "contract",
    "deal.taxes_back": "contract",
    "deal.invoices_reversed": "fields",
    "leader.agreed": "fields",
    ANOTHER: "end_step",
}
"""What mends a gate of the cases themselves; those of a desk have its forms (``case_forms``)."""


class Doors:
    """The ways out of a case page as it is shown now."""

    def __init__(self, screen: CaseScreen, page: CasePage, recent: Recent) -> None:
        self.screen, self.page, self.recent = screen, page, recent
        self.id, self.number = page.row.id, page.row.number

    def enter(self, door: Door) -> None:
        """What Enter does on a line."""
        what, key = door
        if what == "gate" and str(key) in OF_GATE:
            self.screen.show_form(OF_GATE[str(key)](self.id, self.number))
        elif what == "gate":
            self._open(_GATES.get(str(key), "end_step"), "")
        else:
            self._open(what, key)

    def _open(self, what: str, key: int | str) -> None:
        deeds: dict[str, Callable[[int | str], None]] = {
            "papers": lambda _: self.papers(),
            "money": lambda _: self.money(),
            "fields": lambda _: self.screen.show_form(EditCaseForm(self.id, self.number)),
            "end_step": lambda _: self.screen.show_form(EndStepForm(self.id, self.number)),
            "task": self.task,
            "appointment": self.appointment,
            "event": self.event,
            "child": lambda _: self._child(),
            "contract": lambda _: self._contract(),
        }
        if what in deeds:
            deeds[what](key)
        elif what in OWN_FORMS:
            self.open_form(what)

    # ---- lines

    def task(self, key: int | str) -> None:
        """Take, end, hand on or cancel a task; without a number the first that is not done."""
        left = [task for task in self.page.tasks if task.state in ("open", "taken") and key in (task.id, "")]
        if not left:
            return
        task = left[0]
        deeds: dict[str, Callable[[], Any]] = {
            "take": lambda: self.screen.do(
                lambda data: take(data, task.id, shell_of(self.screen).now()),
                lambda _: self.screen.tell("task_form.taken"),
            ),
            "end_task": lambda: self.screen.show_form(EndTaskForm(task.id, task.title, self.number)),
            "move": lambda: self.screen.show_form(MoveTaskForm(task.id, task.title, self.number)),
            "cancel": lambda: self.screen.show_form(CancelTaskForm(task.id, task.title, self.number)),
        }
        if task.state != "open":
            del deeds["take"]
        self._ask("case_deeds.task", deeds, task=task.title)

    def appointment(self, key: int | str) -> None:
        """They came, did not come; it moves, or is off."""
        one = next((one for one in self.page.appointments if one.id == key), None)
        if one is None:
            return
        said = self.screen.words.moment(one.starts_at.astimezone(shell_of(self.screen).now().tzinfo))

        def close(state: str) -> None:
            now = shell_of(self.screen).now()
            self.screen.do(
                lambda data: keep_or_miss(data, one.id, state, now),
                lambda _: self.screen.tell(f"appointment_form.{state}"),
            )

        deeds: dict[str, Callable[[], Any]] = {
            "kept": lambda: close("kept"),
            "missed": lambda: close("missed"),
            "move_appointment": lambda: self.screen.show_form(MoveAppointmentForm(one.id, said, self.number)),
            "cancel_appointment": lambda: self.screen.show_form(CancelAppointmentForm(one.id, said, self.number)),
        }
        self._ask("case_deeds.appointment", deeds, when=said)

    def event(self, key: int | str) -> None:
        """Take an entry of the timeline back."""
        row = next((row for row in self.page.timeline if row.id == key), None)
        if row is not None:
            said = event_text(self.page, row, self.screen.words, shell_of(self.screen).now().tzinfo)
            self.screen.show_form(CorrectForm(row.id, said, self.number))

    def _child(self) -> None:
        left = next((child for child in self.page.children if child.is_open), None)
        if left is not None:
            self.screen.app.push_screen(page_of(("case", left.id), self.recent))

    # ---- keys

    def papers(self) -> None:
        """The checklist."""
        self.screen.app.push_screen(PapersScreen(self.id, self.number))

    def money(self) -> None:
        """Charges and receipts."""
        from deskapp.casework.screens.cash import CashScreen

        self.screen.app.push_screen(CashScreen(self.id, number=self.number))

    def answer(self) -> None:
        """The answer sheet."""
        self.screen.app.push_screen(AnswerScreen(self.id))

    def open_form(self, form: str) -> None:
        """One of the forms that belong to a kind of step."""
        self.screen.show_form(OWN_FORMS[form].make(self.id, self.number))

    def choose(self) -> None:
        """What is done more rarely."""
        own = own_of(self.page)
        forms: dict[str, Callable[[], Any]] = {
            form: partial(self.open_form, form) for form in forms_of(self.page) if form != own
        }
        forms["guide"] = self._guide
        for name, make in DEEDS.items():
            forms[name] = partial(self._show, make)
        for form in RARE:
            if form.is_of_use(self.page.procedure):
                forms[form.name] = partial(self._show, form.make)
        forms["end_step_at"] = lambda: self.screen.show_form(EndStepForm(self.id, self.number))
        if self.page.row.waiting:
            forms["go_on_at"] = lambda: self.screen.show_form(EndWaitingForm(self.id, self.number))
        if self.page.back:
            forms["back"] = lambda: self.screen.show_form(GoBackForm(self.id, self.number))
        if self.page.skippable:
            forms["skip"] = lambda: self.screen.show_form(SkipStepForm(self.id, self.number))
        forms["child"] = self._new_child
        forms["end"] = lambda: self.screen.show_form(EndCaseForm(self.id, self.number))
        self._ask("case_deeds.title", forms, number=self.number)

    def _show(self, make: Make) -> None:
        self.screen.show_form(make(self.id, self.number))

    def _guide(self) -> None:
        from deskapp.overview.screens.procedure import ProcedureScreen

        kept = {line.rule.code: line.value for line in self.page.fields if line.value}
        self.screen.app.push_screen(ProcedureScreen(self.page.procedure, kept))

    def _contract(self) -> None:
        """The contract that the case is about: its loans, money and filing are there."""

        def find(data: Any) -> int | None:
            linked = data.store.read(lambda reader: deal_of_case(reader, self.id))
            found: int | None = None
            if linked is not None:
                found = data.store.read(lambda reader: contract_of_deal(reader, linked.deal_id))
            return found

        def show(number: int | None) -> None:
            from deskapp.desks.contracts.sale.screens.contract import ContractScreen

            if number is not None:
                self.screen.app.push_screen(ContractScreen(number))

        run(self.screen, find, show, keep=True)

    def _new_child(self) -> None:
        row = self.page.row
        place = ("unit", row.unit_id) if row.unit_id is not None else None
        if row.parcel_id is not None:
            place = ("parcel", row.parcel_id)
        known = Known("", row.customer_id, place, language=self.page.language, parent_id=row.id)
        open_new_case(self.screen, self.recent, known)

    def _ask(self, title: str, deeds: dict[str, Callable[[], Any]], **values: object) -> None:
        options = [Option(code, self.screen.text(f"case_deed.{code}")) for code in deeds]

        def chosen(answer: Option | None) -> None:
            if answer is not None:
                deeds[answer.code]()

        self.screen.app.push_screen(Choose(title, options, values=values), chosen)


def open_new_case(screen: DeskScreen[Any], recent: Recent, known: Known) -> None:
    """Ask which procedure, open its form, and then the page of the new case."""
    app, today = shell_of(screen), shell_of(screen).now().date()

    def opened(number: int | None) -> None:
        if number is not None:
            app.push_screen(page_of(("case", number), recent))

    def chosen(answer: Option | None) -> None:
        if answer is not None:
            app.push_screen(NewCaseForm(replace(known, procedure=answer.code)), opened)

    def found(headings: list[Heading]) -> None:
        app.push_screen(ChooseProcedure(headings, screen.words), chosen)
        release()

    def failed(error: DeskError) -> None:
        screen.tell_error(error)
        release()

    def release() -> None:
        if isinstance(screen, HoldingScreen):
            screen.release()

    if known.procedure:
        app.push_screen(NewCaseForm(known), opened)
    else:
        place = known.place[0] if known.place else ""
        run(screen, lambda data: in_force(data, today, place), found, failed=failed, group="procedures")


def in_force(data: Any, today: date, place: str = "") -> list[Heading]:
    """The procedures of today: from a home's or a parcel's page first those about one, then the office's country."""

    def far(heading: Heading) -> tuple[bool, bool]:
        return bool(place) and heading.subject not in (place, "either"), heading.country != data.clerk.country

    return sorted(data.engine.procedures.in_force(today, "", *data.region), key=far)
