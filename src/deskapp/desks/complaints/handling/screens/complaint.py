"""The page of a complaint: what is due next, what was said and done, a key for each step; Enter mends what holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, Final

from textual.binding import BindingType
from textual.screen import Screen

from deskapp.cases.waiting import end_waiting
from deskapp.casework.look import Door
from deskapp.casework.screens.appointment import AppointmentForm
from deskapp.casework.screens.panes import PanesScreen
from deskapp.casework.screens.task import CancelTaskForm, EndTaskForm, MoveTaskForm, TasksForm, take
from deskapp.casework.screens.waiting import BeginWaitingForm, NoteForm
from deskapp.desks.complaints.handling.actions import acknowledge
from deskapp.desks.complaints.handling.claims import agree_claim, refuse_claim, withdraw_claim
from deskapp.desks.complaints.handling.look import complaint_look
from deskapp.desks.complaints.handling.model import WISHES
from deskapp.desks.complaints.handling.opinions import start_chain
from deskapp.desks.complaints.handling.queries import ClaimRow, ComplaintPage, get_complaint
from deskapp.desks.complaints.handling.screens import complaint_forms as forms
from deskapp.desks.complaints.handling.screens.claim_forms import ClaimForm, OfferForm, SettleForm
from deskapp.desks.complaints.handling.screens.printing import choose_complaint_letter
from deskapp.desks.complaints.taking.model import CRISIS
from deskapp.desks.complaints.taking.screens import deeds
from deskapp.store.base import record_id
from deskapp.store.reasons import parse_reason
from deskapp.store.work import Work
from deskapp.ui import commands
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import AskText, Choose
from deskapp.ui.fields import Option
from deskapp.ui.here import Place
from deskapp.ui.lines import shell_of
from deskapp.ui.work import run

ACKNOWLEDGE: Final = Command("complaint.acknowledge", "1", "complaint", priority=True)
CONTACT: Final = Command("complaint.contact", "2", "complaint", priority=True)
ASSESS: Final = Command("complaint.assess", "3", "complaint", priority=True)
PLAN: Final = Command("complaint.plan", "4", "complaint", priority=True)
TASKS: Final = Command("complaint.tasks", "5", "complaint", priority=True)
REPAIR: Final = Command("complaint.repair", "6", "complaint", priority=True)
CLAIM: Final = Command("complaint.claim", "7", "complaint", priority=True)
TELL: Final = Command("complaint.tell", "8", "complaint", priority=True)
CLOSE: Final = Command("complaint.close", "9", "complaint", priority=True)
REOPEN: Final = Command("complaint.reopen", "9", "complaint", priority=True)
WAIT: Final = Command("complaint.wait", "f5", "complaint", priority=True)
GO_ON: Final = Command("complaint.go-on", "f5", "complaint", priority=True)
MORE: Final = Command("complaint.more", "f4", "complaint", priority=True)
CLOCKS: Final = Command("complaint.clocks", "f8", "complaint", priority=True)
LETTERS: Final = Command("complaint.letters", "f10", "complaint", priority=True)
_OPEN_DEEDS: Final = ("contact", "assess", "plan", "tasks", "repair", "claim", "tell", "close")


class ComplaintScreen(PanesScreen):
    """Everything known of a complaint; what cannot be done now has no key."""

    TOPIC = "complaint"
    BINDINGS: ClassVar[list[BindingType]] = bindings(
        commands.ANSWER, MORE, ACKNOWLEDGE, CONTACT, ASSESS, PLAN, TASKS, REPAIR, CLAIM, TELL, CLOSE, REOPEN, WAIT,
        GO_ON, CLOCKS, LETTERS,
    )  # fmt: skip

    def __init__(self, case_id: int) -> None:
        super().__init__()
        self.case_id = case_id
        self.page: ComplaintPage | None = None

    # ---- reading and showing

    def title_text(self) -> str:
        """Of which number."""
        parts = (self.text("complaint_page.title"), self.number)
        return f" {shell_of(self).glyphs.dot} ".join(part for part in parts if part)

    def places(self) -> Sequence[Place]:
        """The case."""
        return (("case", self.case_id),)

    @property
    def number(self) -> str:
        """Its number."""
        return self.page.number if self.page is not None else ""

    def load(self) -> None:
        """Read it again."""
        case_id, now = self.case_id, shell_of(self).now()

        def read(data: Any) -> ComplaintPage:
            engine, clerk = data.engine, data.clerk.id
            page: ComplaintPage = data.store.read(lambda reader: get_complaint(reader, engine, case_id, now, clerk))
            return page

        run(self, read, self._loaded, failed=self.unavailable, group="page")

    def _loaded(self, page: ComplaintPage) -> None:
        self.page = page
        self.show()
        self.refresh_top()
        self.release()
        shell_of(self).presence.glance()

    def show(self) -> None:
        """Its lines."""
        if self.page is not None and self.query("#main"):
            self.show_look(complaint_look(self.page, self.words, shell_of(self).now()))

    def on_resize(self) -> None:
        """One column or two."""
        self.show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done now."""
        page = self.page
        if action in ("more", "clocks", "letters", "answer"):
            return page is not None
        is_open = page is not None and page.case.row.is_open and not page.facts.is_closed
        if action == "acknowledge":
            return is_open and page is not None and page.facts.acknowledged_at is None
        if action in _OPEN_DEEDS:
            return is_open
        if action == "reopen":
            return page is not None and page.facts.is_closed
        if action == "wait":
            return is_open and page is not None and not page.case.row.waiting
        if action == "go_on":
            return is_open and page is not None and bool(page.case.row.waiting)
        return super().check_action(action, parameters)

    # ---- Enter on a line

    def enter(self, door: Door) -> None:
        """What mends what holds the end; a task, a claim, a complaint like it."""
        what, about = door
        ways: dict[str, Callable[[], Any]] = {
            "clocks": self.action_clocks,
            "gate": lambda: self._mend(str(about)),
            "do": lambda: getattr(self, f"action_{'tell' if about == 'answer' else about}")(),
            "claim": lambda: self._claim(int(about)),
            "task": lambda: self._about_task(int(about)),
            **{name: partial(self._list, name) for name in ("calls", "event", "improvements")},
            "complaint": lambda: self._open(ComplaintScreen(int(about))),
        }
        if what == "do" and self.page is not None and self.page.facts.is_closed:
            return
        if what in ways:
            ways[what]()

    def _mend(self, gate: str) -> None:
        page = self.page
        assert page is not None
        if gate == "tasks.done":
            left = [task.id for task in page.case.tasks if task.state in ("open", "taken")]
            if left:
                self._about_task(left[0])
        elif gate == "claims.decided":
            undecided = [claim.id for claim in page.claims if claim.state in ("asked", "offered")]
            if undecided:
                self._claim(undecided[0])
        elif gate == "children.closed":
            child = next((row.id for row in page.case.children if not row.outcome), None)
            if child is not None:
                self._open(shell_of(self).wiring.page(self, "case", child))

    # ---- keys of the steps

    def _open(self, screen: Screen[Any]) -> None:
        self.app.push_screen(screen)

    def _form(self, form: type[forms.ComplaintForm], **about: Any) -> None:
        self._open(form(self.case_id, self.number, **about))

    def action_acknowledge(self) -> None:
        """It is taken up: one key."""
        page = self.page
        assert page is not None
        number = page.facts.id
        self.do("complaint.acknowledge", lambda work, engine: acknowledge(work, number, engine=engine))

    def action_contact(self) -> None:
        """They were spoken with."""
        self._form(forms.ContactForm)

    def action_assess(self) -> None:
        """Assessment and findings."""
        self._form(forms.AssessForm)

    def action_plan(self) -> None:
        """What is going to be done."""
        self._form(forms.PlanForm)

    def action_tell(self) -> None:
        """What they are told in the end."""
        self._form(forms.AnswerForm)

    def action_close(self) -> None:
        """The result in words."""
        self._form(forms.CloseForm)

    def action_reopen(self) -> None:
        """It goes on."""
        self._form(forms.ReopenForm)

    def action_tasks(self) -> None:
        """Tasks for departments."""
        self._open(TasksForm(self.case_id, self.number))

    def action_repair(self) -> None:
        """A repair comes out of it: the services desk's form, with what is known."""
        self._open(shell_of(self).wiring.page(self, "repair_of", self.case_id))

    def action_claim(self) -> None:
        """Compensation is asked for."""
        self._open(ClaimForm(self.case_id, self.number))

    def action_wait(self) -> None:
        """It waits for somebody, and why."""
        self._open(BeginWaitingForm(self.case_id, self.number))

    def action_go_on(self) -> None:
        """What was waited for is there."""
        case_id = self.case_id
        self.do("case.wait_end", lambda work, engine: end_waiting(work, case_id, engine=engine))

    def action_clocks(self) -> None:
        """Every counted interval of its clocks."""
        self._open(shell_of(self).wiring.page(self, "clocks", self.case_id))

    def action_letters(self) -> None:
        """The reply or the slip, or any other letter of a case."""
        if self.page is not None:
            choose_complaint_letter(self, self.page)

    def action_answer(self) -> None:
        """What somebody who asks is told."""
        from deskapp.desks.complaints.handling.screens.answer import ComplaintAnswer

        self._open(ComplaintAnswer(self.case_id))

    # ---- what is done with a claim, a task

    def _claim(self, claim_id: int) -> None:
        page = self.page
        row = next((one for one in page.claims if one.id == claim_id), None) if page is not None else None
        if row is None:
            return
        self._ask("claim_deed", self._claim_deeds(row), claim=row.about)

    def _claim_deeds(self, row: ClaimRow) -> dict[str, Callable[[], Any]]:
        """Only what comes next of it."""
        number, found = row.id, dict[str, Callable[[], Any]]()
        if row.state in ("asked", "offered"):
            found["offer"] = lambda: self._open(OfferForm(self.case_id, self.number, claim=number))
        if row.state == "offered":
            found["agree"] = lambda: self.do(
                "claim.agree", lambda work, engine: agree_claim(work, number, engine=engine)
            )
        if row.state == "agreed":
            found["settle"] = lambda: self._open(SettleForm(self.case_id, self.number, claim=number))
        if row.state in ("asked", "offered", "agreed"):
            found["refuse"] = lambda: self._why(
                "claim.refuse", lambda work, engine, why: refuse_claim(work, number, why, engine=engine)
            )
            found["withdraw"] = lambda: self._why(
                "claim.withdraw", lambda work, engine, why: withdraw_claim(work, number, why, engine=engine)
            )
        return found

    def _about_task(self, task_id: int) -> None:
        page = self.page
        task = next((one for one in page.case.tasks if one.id == task_id), None) if page is not None else None
        if task is None:
            return
        now = shell_of(self).now
        ways: dict[str, Callable[[], Any]] = {
            "take": lambda: self._run(lambda data: take(data, task.id, now())),
            "end_task": lambda: self._open(EndTaskForm(task.id, task.title, self.number)),
            "move": lambda: self._open(MoveTaskForm(task.id, task.title, self.number)),
            "cancel": lambda: self._open(CancelTaskForm(task.id, task.title, self.number)),
        }
        if task.state != "open":
            del ways["take"]
        self._ask("case_deeds", ways, title="case_deeds.task", word="case_deed", task=task.title)

    # ---- what is done more rarely

    def action_more(self) -> None:
        """Which of them."""
        if self.page is not None:
            self._ask("complaint_more", self._deeds(self.page), number=self.number)

    def _deeds(self, page: ComplaintPage) -> dict[str, Callable[[], Any]]:
        found: dict[str, Callable[[], Any]] = {}
        if page.case.row.is_open:
            found["note"] = lambda: self._open(NoteForm(self.case_id, self.number))
        if page.case.row.is_open and not page.facts.is_closed:
            found["appoint"] = lambda: self._open(AppointmentForm(self.case_id, self.number))
            found |= {name: partial(self._deed, form) for name, form in self._taken(page).items()}
            found["opinion"] = lambda: self._form(forms.OpinionForm)
            found |= {wish: partial(self._start, wish) for wish in WISHES}
            found["outside"] = lambda: self._form(forms.OutsideForm)
        found["improvement"] = self._propose
        found["case"] = lambda: self._open(shell_of(self).wiring.page(self, "case", self.case_id))
        return found

    def _taken(self, page: ComplaintPage) -> dict[str, type[deeds.DeedForm]]:
        """The deeds of whoever takes complaints: what they say again, level, crisis, mass event, 12345."""
        facts = page.facts
        found: dict[str, type[deeds.DeedForm]] = {"words": deeds.WordsForm}
        if facts.level < CRISIS:
            found |= {"level": deeds.LevelForm, "crisis": deeds.CrisisForm}
        found |= {"leave": deeds.LeaveEventForm} if facts.mass_event_id else {"join": deeds.JoinEventForm}
        if facts.outside_number and facts.returned_at is None:
            found |= {"send_back": deeds.ReturnOrderForm, "extend": deeds.ExtendOrderForm}
        return found

    def _deed(self, form: type[deeds.DeedForm]) -> None:
        self._open(form(self.case_id, self.number))

    def _start(self, wish: str) -> None:
        """The contracts desk's procedure begins; without an agreeing opinion it is refused in words."""
        case_id, now = self.case_id, shell_of(self).now()

        def begin(data: Any) -> int:
            region = data.region
            number: int = data.write(
                "complaint.chain",
                lambda work: record_id(start_chain(work, case_id, wish, engine=data.engine, region=region)),
                now,
            )
            return number

        def begun(chain: int) -> None:
            self.tell("complaint_page.chain_begun", wish=self.text(f"wish.{wish}"))
            self._open(shell_of(self).wiring.page(self, "case", chain))

        run(self, begin, begun, keep=True)

    def _propose(self) -> None:
        from deskapp.desks.complaints.handling.screens.improvement_forms import ImprovementForm

        page = self.page
        cause = page.facts.cause if page is not None else ""
        self._open(ImprovementForm(self.case_id, self.number, cause=cause))

    def _list(self, what: str) -> None:
        """A list that a line leads to."""
        from deskapp.desks.complaints.handling.screens.calls import CallsScreen
        from deskapp.desks.complaints.handling.screens.improvements import ImprovementsScreen
        from deskapp.desks.complaints.taking.screens.events import EventsScreen

        lists = {"calls": CallsScreen, "event": EventsScreen, "improvements": ImprovementsScreen}
        self._open(lists[what]())

    # ---- writing

    def _ask(
        self, area: str, ways: dict[str, Callable[[], Any]], *, title: str = "", word: str = "", **values: object
    ) -> None:
        if not ways:
            return
        options = [Option(name, self.text(f"{word or area}.{name}")) for name in ways]

        def chosen(answer: Option | None) -> None:
            if answer is not None:
                ways[str(answer.code)]()

        self.app.push_screen(Choose(title or f"{area}.title", options, values=values), chosen)

    def _why(self, action: str, act: Callable[[Work, Any, str], Any]) -> None:
        def answered(reason: str | None) -> None:
            if reason:
                self.do(action, lambda work, engine: act(work, engine, reason))

        self.app.push_screen(AskText("complaint_page.why", parse=parse_reason), answered)

    def do(self, action: str, act: Callable[[Work, Any], Any]) -> None:
        """Write, tell, and read again; keys wait meanwhile."""
        moment: datetime = shell_of(self).now()
        self._run(lambda data: data.write(action, lambda work: act(work, data.engine), moment))

    def _run(self, work: Callable[[Any], Any]) -> None:
        def done(_: Any) -> None:
            if self.is_attached:
                self.tell("complaint_page.noted")
                self.load()

        self.hold()
        run(self, work, done, failed=self.unavailable, keep=True)
