"""The case page: where a matter stands, what holds it, and every key that moves it on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from textual.binding import BindingType
from textual.screen import Screen

from deskapp.cases.page import CasePage, get_case_page
from deskapp.cases.secret_fields import Opened, reveal_fields
from deskapp.cases.steps import end_step
from deskapp.cases.waiting import end_waiting
from deskapp.casework.look import Door, Look
from deskapp.casework.screens.appointment import AppointmentForm
from deskapp.casework.screens.letters import choose_letter
from deskapp.casework.screens.prints import reprint_of_case
from deskapp.casework.screens.revealing import ask_to_reveal
from deskapp.casework.screens.step import EndStepForm
from deskapp.casework.screens.task import TasksForm
from deskapp.casework.screens.waiting import BeginWaitingForm, NoteForm
from deskapp.desks.intake.screens.fields_edit import EditCaseForm
from deskapp.errors import DeskError
from deskapp.overview.case_deal import CaseDeal, case_deal_lines, read_case_deal
from deskapp.overview.case_look import case_look, hides_something
from deskapp.overview.complaint_facts import kind_of_case
from deskapp.overview.screens import case_keys as keys
from deskapp.overview.screens.case_doors import Doors
from deskapp.overview.screens.case_forms import OWN_FORMS, own_of
from deskapp.overview.screens.page import PageScreen
from deskapp.overview.search import Hit, case_hit
from deskapp.store.base import record_id
from deskapp.store.work import Reader
from deskapp.ui import commands
from deskapp.ui.commands import bindings
from deskapp.ui.lines import shell_of
from deskapp.ui.work import run


class CaseScreen(PageScreen[CasePage]):
    """Everything known of a case; what cannot be done now has no key."""

    TOPIC = "case"
    BINDINGS: ClassVar[list[BindingType]] = bindings(
        commands.EDIT,
        commands.ANSWER,
        keys.DESK,
        keys.DEEDS,
        keys.END_STEP,
        keys.PAPERS,
        keys.TASKS,
        keys.MONEY,
        *(form.command for form in OWN_FORMS.values()),
        keys.WAIT,
        keys.GO_ON,
        keys.APPOINT,
        keys.NOTE,
        keys.LETTERS,
        keys.REPRINT,
        keys.REVEAL,
    )
    opened: Mapping[str, Opened] | None = None
    """Secrets that are shown, with whole numbers, for which a reason was given; until the page is read again."""
    deal: CaseDeal | None = None
    """What the case is about, where it is about a deal."""
    kind: str = ""
    """A complaint or an order, where the case has a page of its own."""

    # ---- reading

    def read(self, data: Any, number: int) -> CasePage:
        """In a thread."""
        today, clerk = shell_of(self).now().date(), data.clerk.id

        def every(reader: Reader) -> tuple[CasePage, CaseDeal | None, str]:
            page = get_case_page(reader, data.engine, number, today, clerk)
            return page, read_case_deal(reader, number), kind_of_case(reader, number)

        page: CasePage
        page, self.deal, self.kind = data.store.read(every)
        return page

    def load(self) -> None:
        """Whoever comes back to the page sees no secret and no whole number."""
        self.opened = None
        super().load()

    def look(self, page: CasePage) -> Look:
        """In words."""
        now = shell_of(self).now()
        about = case_deal_lines(self.deal, self.words)
        return case_look(
            page, self.words, now.date(), now.tzinfo, unfolded=self.unfolded, opened=self.opened, about=about
        )

    def hit(self, page: CasePage) -> Hit:
        """Among the last opened."""
        return case_hit(page.row)

    def called(self, page: CasePage) -> str:
        """The number that everybody says."""
        return page.row.number

    def has_former(self, page: CasePage) -> bool:
        """Whether tasks, appointments or the clock have something folded away."""
        over = any(task.state in ("done", "cancelled") for task in page.tasks)
        return over or any(one.state != "planned" for one in page.appointments) or bool(page.ours.spans)

    # ---- what works now

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A case that has ended takes notes and answers only."""
        page = self.page
        if action in ("note", "answer", "money", "papers", "letters", "reprint"):
            return page is not None
        if action in ("edit", "end_step", "tasks", "appoint", "deeds"):
            return page is not None and page.row.is_open
        if action == "reveal":
            return page is not None and hides_something(page)
        if action == "own_form":
            return page is not None and own_of(page) == parameters[0]
        if action == "desk":
            return page is not None and bool(self.kind)
        if action == "wait":
            return page is not None and page.row.is_open and not page.row.waiting and bool(page.procedure.waits)
        if action == "go_on":
            return page is not None and page.row.is_open and bool(page.row.waiting)
        return super().check_action(action, parameters)

    def action_desk(self) -> None:
        """The page that its desk works at."""
        from deskapp.overview.screens.complaint_doors import PAGES

        self.app.push_screen(PAGES[self.kind](self.number))

    def doors(self) -> Doors:
        """The forms and screens that this case opens."""
        assert self.page is not None
        return Doors(self, self.page, self.recent)

    def enter(self, door: Door) -> None:
        """Enter on a line: what mends it, or what is done with it."""
        if self.page is not None:
            self.doors().enter(door)

    def show_form(self, form: Screen[Any]) -> None:
        """A form over the page; what it did is read when it closes."""
        self.app.push_screen(form)

    def do(self, work: Callable[[Any], Any], told: Callable[[Any], None]) -> None:
        """Something that needs no form: done, told, read anew; keys behind it wait for that."""
        self.hold()
        self.hush()

        def done(result: Any) -> None:
            told(result)
            self.load()

        def refused(error: DeskError) -> None:
            self.tell_error(error)
            self.load()

        run(self, work, done, failed=refused, keep=True)

    # ---- keys

    def action_end_step(self) -> None:
        """At once where nothing is missing, else the form that says what is and takes a reason."""
        page = self.page
        assert page is not None
        if any(gate.blocks and not gate.is_open for gate in page.gates):
            self.show_form(EndStepForm(self.number, page.row.number))
            return
        number, now, step = self.number, shell_of(self).now(), page.row.step_name.say(self.words.language)
        seen = page.row.step

        def work(data: Any) -> Any:
            return data.write(
                "case.end_step", lambda work: record_id(end_step(work, data.engine, number, step=seen)), now
            )

        self.do(work, lambda _: self.tell("case_page.step_ended", step=step))

    def action_papers(self) -> None:
        """The checklist."""
        self.doors().papers()

    def action_money(self) -> None:
        """What is owed, and taking money in."""
        self.doors().money()

    def action_tasks(self) -> None:
        """Tasks for departments."""
        assert self.page is not None
        self.show_form(TasksForm(self.number, self.page.row.number))

    def action_own_form(self, name: str) -> None:
        """The form of the step that the case stands at."""
        self.doors().open_form(name)

    def action_wait(self) -> None:
        """It waits for somebody."""
        assert self.page is not None
        self.show_form(BeginWaitingForm(self.number, self.page.row.number))

    def action_go_on(self) -> None:
        """What was waited for is there."""
        number, now = self.number, shell_of(self).now()

        def work(data: Any) -> Any:
            return data.write(
                "case.wait_end", lambda work: record_id(end_waiting(work, number, engine=data.engine)), now
            )

        self.do(work, lambda _: self.tell("waiting_form.ended", number=self.called_now))

    def action_appoint(self) -> None:
        """An appointment."""
        assert self.page is not None
        self.show_form(AppointmentForm(self.number, self.page.row.number))

    def action_note(self) -> None:
        """A note or a contact."""
        assert self.page is not None
        self.show_form(NoteForm(self.number, self.page.row.number))

    def action_edit(self) -> None:
        """Who and what it is about, and its fields."""
        assert self.page is not None
        self.show_form(EditCaseForm(self.number, self.page.row.number, whole=self.opened is not None))

    def action_letters(self) -> None:
        """Print one of its letters."""
        assert self.page is not None
        choose_letter(self, self.page)

    def action_reprint(self) -> None:
        """The last letter of it once more."""
        reprint_of_case(self, self.number)

    def action_reveal(self) -> None:
        """Show its secrets and whole numbers: why is in the trail before they are on the screen."""
        words = "reveal.secret_why", "reveal.secret_what"
        ask_to_reveal(self, "case", self.number, self.called_now, self._open_secrets, words)

    def _open_secrets(self) -> None:
        number = self.number

        def shown(opened: Mapping[str, Opened]) -> None:
            self.opened = opened
            self.show()
            self.tell("reveal.secrets_shown")

        run(self, lambda data: data.store.read(lambda reader: reveal_fields(reader, number)), shown)

    def action_answer(self) -> None:
        """What the waiting customer is told."""
        self.doors().answer()

    def action_deeds(self) -> None:
        """Everything that is done more rarely."""
        self.doors().choose()

    @property
    def called_now(self) -> str:
        """Its number."""
        return self.page.row.number if self.page is not None else ""
