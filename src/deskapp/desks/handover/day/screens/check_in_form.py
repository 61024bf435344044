"""Who came for a home: an owner, somebody with a right to act for one, or another; with all that is still missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final

from textual.widget import Widget

from deskapp.cases.engine import say_missing
from deskapp.casework.look import word
from deskapp.casework.screens.facts import Facts
from deskapp.casework.screens.fields_form import FittedForm
from deskapp.casework.screens.finding import find_customers, named_customer
from deskapp.desks.handover.day.actions import check_in, name_who, pass_station
from deskapp.desks.handover.day.drafts import NAME_LIMIT, CheckInDraft
from deskapp.desks.handover.day.finding import CheckInFacts, read_check_in
from deskapp.desks.handover.day.letters import FLOW
from deskapp.desks.handover.day.look import join_names
from deskapp.desks.handover.day.model import Visit
from deskapp.desks.handover.day.queries import get_visit, ticket_of
from deskapp.desks.handover.day.rules import RECEPTION
from deskapp.desks.handover.day.screens.printing import print_of
from deskapp.desks.handover.planning.plans import item_name
from deskapp.errors import DeskError, Fault
from deskapp.messages.printing import PrintRow
from deskapp.office.checking import NOTE_LIMIT
from deskapp.office.customer.drafts import RepresentationDraft
from deskapp.office.customer.rules import RIGHTS
from deskapp.office.customer.ties import add_representation
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field, Option
from deskapp.ui.here import Place
from deskapp.ui.lines import Run, shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run

NEW: Final = "new"
OTHER: Final = "other"
OWNER: Final = "owner:0"
"""Where no deal is known here: whoever says that the home is theirs, by name."""
WIDE: Final = 30


class PersonForm(FittedForm):
    """Who came, chosen among those who are known: ``about`` holds the delivery."""

    TOPIC = "check_in"

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.facts: CheckInFacts | None = None

    @property
    def delivery_id(self) -> int:
        """The delivery."""
        return int(self.about["delivery"])

    def places(self) -> Sequence[Place]:
        """The delivery."""
        return (("delivery", self.delivery_id),) if self.about.get("delivery") else ()

    def fields(self) -> Sequence[Field]:
        """Known people by a figure; a new representative with the paper by which they act."""

        def is_new(typed: Mapping[str, Any]) -> bool:
            return _code(typed["who"]) == NEW

        def is_other(typed: Mapping[str, Any]) -> bool:
            return _code(typed["who"]) in (OTHER, OWNER)

        return (
            fields.chosen("who", self._people(), required=True, cells=WIDE, label="check_in.who"),
            fields.lookup(
                "person", find_customers(self.today), required=True, cells=WIDE, label="check_in.person", when=is_new,
                hint="check_in.hint_person",
            ),
            fields.choice("right", RIGHTS, "right", required=True, cells=WIDE, label="right_form.right", when=is_new),
            fields.text("document", cells=WIDE, most=200, label="right_form.document", when=is_new),
            fields.day("valid_until", self.read_day, label="right_form.valid_until", when=is_new),
            fields.text("name", cells=WIDE, most=NAME_LIMIT, required=True, label="check_in.name", when=is_other),
        )  # fmt: skip

    def _people(self) -> dict[str, str]:
        facts = self.facts
        assert facts is not None
        found = {f"owner:{number}": self._called(name, "owner") for number, name in facts.row.owners}
        if not found:
            found[OWNER] = self.text("comes_as.owner")
        for one in facts.representatives:
            right = self.text(f"right.{one.right}")
            found[f"representative:{one.customer_id}"] = f"{one.name}  {right}"
        return {**found, NEW: self.text("check_in.new_representative"), OTHER: self.text("comes_as.other")}

    def _called(self, name: str, as_what: str) -> str:
        return f"{name}  {self.text(f'comes_as.{as_what}')}"

    def read_facts(self, reader: Reader) -> CheckInFacts:
        """The delivery as the check-in sees it."""
        return read_check_in(reader, self.delivery_id, self.today)

    def fill(self, data: Any) -> Mapping[str, Any]:
        """The first owner, mostly."""
        self.facts = data.store.read(self.read_facts)
        self.note(number=self.facts.row.code)
        return {"who": next(iter(self._people()))}

    def drafted(self, work: Work, values: Mapping[str, Any]) -> CheckInDraft:
        """Who came; the right of a new representative is written down in the same go."""
        facts = self.facts
        assert facts is not None
        who = str(values["who"])
        if who in (OTHER, OWNER):
            return CheckInDraft(comes_as="other" if who == OTHER else "owner", name=values["name"] or "")
        if who == NEW:
            person = int(values["person"])
            if not facts.row.owners:
                raise DeskError("check_in.no_owner", "who")
            owner = facts.row.owners[0][0]
            right = RepresentationDraft(
                person, values["right"], document=values["document"] or "", valid_until=values["valid_until"]
            )
            add_representation(work, owner, right)
            return CheckInDraft(person, "representative")
        as_what, _, number = who.partition(":")
        return CheckInDraft(int(number), as_what)

    def take_customer(self, number: int) -> None:
        """A card was read: if it is one of those who may come, it is they; else a new representative."""
        form, today = self.form, self.today
        code = next((code for code in self._people() if code.endswith(f":{number}")), "")
        if code:
            form.load({"who": code})
            return

        def put(person: Option) -> None:
            form.load({"who": NEW, "person": person})
            self.tell_error(Fault("check_in.not_known", warning=True))

        run(
            self, lambda data: data.store.read(lambda reader: named_customer(reader, number, today).option), put,
            group="card",
        )  # fmt: skip


class CheckInForm(PersonForm):
    """Dismisses with the visit. Where nothing is shut at the reception they go on to the next station at once."""

    FORM: ClassVar[str] = "handover.check_in"
    TITLE_KEY = "check_in.title"

    def __init__(self, delivery_id: int = 0, draft: Draft | None = None) -> None:
        super().__init__(0, "", draft, delivery=delivery_id)
        self._told: tuple[str, Mapping[str, object]] = ("", {})

    def body(self) -> Iterable[Widget]:
        """The form, and what is missing."""
        yield from super().body()
        yield Facts(self._runs())

    def fields(self) -> Sequence[Field]:
        """Who, and which papers they forgot."""
        missing = fields.text(
            "note", cells=WIDE, most=NOTE_LIMIT, label="check_in.missing", hint="check_in.hint_missing", optional=True
        )
        return (*super().fields(), missing)

    def filled(self) -> None:
        """What is missing, and what is to be paid."""
        super().filled()
        for facts in self.query(Facts):
            facts.show(self._runs())

    def _runs(self) -> tuple[Run, ...]:
        facts = self.facts
        if facts is None:
            return ()
        words, row = self.words, facts.row
        runs: list[Run] = []
        if row.queue_number is not None:
            runs.append((words.text("check_in.has_number", ticket=ticket_of(row.queue_number)), "warning"))
        state = word(words, "delivery_state", row.state)
        at = words.text("check_in.at", at=row.at) if row.at else words.text("check_in.no_time")
        runs.append((f"{row.code}  {state}  {at}", "strong"))
        if facts.bring:
            papers = (name or item_name(code, words.language) or code for code, name in facts.bring)
            runs.append((words.text("check_in.bring", papers=join_names(papers, words)), "plain"))
        # what holds them comes first: the list is cut where the screen ends
        for gate in sorted(facts.shut, key=lambda one: not one.blocks):
            for missing in gate.missing:
                who = word(words, "clears", missing.clears or gate.clears)
                runs.append((f"✗ {say_missing(words, missing)}  {who}", "error" if gate.blocks else "warning"))
        return tuple(runs)

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """A number, and on to the next station where nothing holds them here."""
        counter = shell_of(self).settings.counter

        def do(work: Work) -> int:
            draft = self.drafted(work, values)
            visit = check_in(
                work,
                self.delivery_id,
                CheckInDraft(draft.customer_id, draft.comes_as, draft.name, counter, values["note"] or ""),
            )
            if visit.station == RECEPTION and visit.counter == counter:
                _go_on(work, visit)
            station = self.text(f"station.{visit.station}")
            key = "check_in.stays" if visit.station == RECEPTION else "check_in.saved"
            self._told = (key, {"ticket": ticket_of(visit.queue_number), "station": station})
            return record_id(visit)

        return self.write(data, "delivery.check_in", do)

    def saved(self, result: int) -> None:
        """The number, and where to go; it stands there still when the flow sheet is printed."""
        app, (key, values) = shell_of(self), self._told
        below = self.app.screen_stack[-2:][0]
        super().saved(result)
        app.tell(key, **values)
        if isinstance(below, DeskScreen):
            print_of(below, FLOW, result, self.delivery_id, lambda row: _say_again(app, row, key, values))


class WhoForm(PersonForm):
    """Somebody else came than was written down."""

    FORM: ClassVar[str] = "handover.who"
    TITLE_KEY = "check_in.who_title"
    SAVED = "check_in.who_saved"

    def __init__(self, visit_id: int = 0, number: str = "", draft: Draft | None = None) -> None:
        super().__init__(0, number, draft, visit=visit_id, delivery=0)

    def read_facts(self, reader: Reader) -> CheckInFacts:
        """Of the visit's delivery."""
        self.note(delivery=get_visit(reader, int(self.about["visit"])).row.delivery_id)
        return super().read_facts(reader)

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Name them."""
        number = int(self.about["visit"])
        return self.write(
            data, "delivery.check_in", lambda work: record_id(name_who(work, number, self.drafted(work, values)))
        )


def _say_again(app: Any, row: PrintRow, key: str, values: Mapping[str, object]) -> None:
    """A print that went wrong is told; of one that went well the number is worth more than the file's name."""
    if row.fault is None:
        app.tell(key, **values)


def _go_on(work: Work, visit: Visit) -> None:
    """The check-in is what the reception does: who has everything is sent on."""
    try:
        pass_station(work, record_id(visit), station=RECEPTION)
    except DeskError as error:
        if error.code not in ("visit.gates_shut", "visit.last"):
            raise


def _code(typed: Any) -> str:
    return str(typed[0] if isinstance(typed, list) else typed)


FORMS = (CheckInForm, WhoForm)
