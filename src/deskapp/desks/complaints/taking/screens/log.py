"""Somebody complains: their words, who and where; what is open already stands below before anything is saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final, cast

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from deskapp.cases.model import Case
from deskapp.casework.screens.facts import Facts
from deskapp.desks.complaints.taking.actions import add_words, crisis, log_complaint, propose
from deskapp.desks.complaints.taking.drafts import ComplaintDraft
from deskapp.desks.complaints.taking.model import CRISIS, Complaint
from deskapp.desks.complaints.taking.paging import contacts_for
from deskapp.desks.complaints.taking.screens.log_fields import LABEL_MOST, ComplaintFields
from deskapp.desks.complaints.taking.screens.log_words import (
    HOTLINE,
    HOUSE,
    THIRD_PARTY,
    Found,
    Join,
    category_of,
    join_after,
    tell_found,
)
from deskapp.desks.complaints.taking.similar import find_similar, place_of
from deskapp.errors import DeskError
from deskapp.office.property.model import Unit
from deskapp.office.property.queries import UnitPage, get_unit_page
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import Choose
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Option
from deskapp.ui.form import Form
from deskapp.ui.form_screen import FormScreen
from deskapp.ui.inputs import PickInput
from deskapp.ui.lines import shell_of
from deskapp.ui.work import run

JOIN: Final = Command("complaint.join-similar", "f8", "complaint_log", priority=True)
CRISIS_KEY: Final = Command("complaint.crisis", "ctrl+n", "complaint_log", priority=True)
_ROLES: Final = {"owner": "owner", "tenant": "tenant", "family": "family"}


@dataclass(frozen=True, slots=True)
class Logged:
    """What was logged; ``is_joined`` where the words went to a complaint of the same home that is open already."""

    id: int
    case_id: int
    number: str
    level: int
    next_clock: str
    next_due_at: datetime | None
    is_joined: bool = False
    paged: tuple[str, ...] | None = None


class LogForm(ComplaintFields):
    """Dismisses with the case's id; ``logged`` says what was made of it."""

    FORM: ClassVar[str] = "complaint.log"
    TITLE_KEY = "complaint_log.title"
    TOPIC = "complaint_log"
    BINDINGS: ClassVar[list[BindingType]] = bindings(JOIN, CRISIS_KEY)

    def __init__(self, customer_id: int = 0, unit_id: int = 0, draft: Draft | None = None, **known: Any) -> None:
        super().__init__(customer_id, unit_id, draft, **known)
        self.logged: Logged | None = None
        self._asked: Any = None
        self._crisis = 0
        self._brought: Any = None

    def body(self) -> Iterable[Widget]:
        """The form, and under it what is open already."""
        yield from super().body()
        yield Facts()

    def draft_title(self) -> str:
        """The words, or who said them."""
        rows = self.form.rows
        said = rows["words"].box.value or rows["who"].box.value
        return f"{self.title_text()} {shell_of(self).glyphs.dot} {said[:LABEL_MOST]}" if said else self.title_text()

    # ---- what is open already

    def filled(self) -> None:
        """Look at once for what is open about this home."""
        self._look()

    @on(Form.Changed)
    def _changed(self) -> None:
        """Canned words bring their category; every change may bring others that are like it."""
        rows = self.form.rows
        option = rows["words"].box.option if isinstance(rows["words"].box, PickInput) else None
        code = option.code if option is not None else None
        if isinstance(code, dict) and code.get("category") and code != self._brought:
            self._brought = code
            brought = {"category": code["category"]} | ({"safety": "yes"} if code.get("safety") else {})
            self.form.load(brought)
        self._look()

    def _look(self) -> None:
        """Read the proposal and what is like it, where what they follow from has changed."""
        known = self._known()
        asked = (known.words, known.category, known.unit_id, known.households, known.amount, known.outside,
                 known.relation, known.safety, known.mass_event_id, self.form.rows["language"].typed[0])  # fmt: skip
        if asked == self._asked:
            return
        self._asked = asked
        now = shell_of(self).now()

        def read(reader: Reader) -> Found:
            level, reasons = propose(reader, known, known.received_at or now)
            place = place_of(reader, known.unit_id, known.building_id, known.entrance)
            is_told = known.unit_id is not None or bool(known.words)
            return Found(level, reasons, find_similar(reader, place, known.category)) if is_told else Found(level)

        run(self, lambda data: data.store.read(read), self._show, failed=lambda _: None, group="similar")

    def _known(self) -> ComplaintDraft:
        """What stands in the form so far, whatever is wrong with it."""
        rows = self.form.rows
        read = {name: rows[name].read()[0] for name in ("words", "place", "category", "channel", "relation")}
        read |= {name: rows[name].read()[0] for name in ("households", "amount", "safety", "received_at")}
        words, (kind, place) = rows["words"].box.value, read["place"] or ("", None)
        join = self.join
        return ComplaintDraft(
            words,
            relation=read["relation"] or "owner",
            unit_id=place if kind == "unit" else None,
            category=read["category"] or "other",
            safety=read["safety"] == "yes",
            households=read["households"] or 1,
            amount=read["amount"],
            currency=self.currency,
            outside=HOUSE if read["channel"] == HOTLINE else "",
            received_at=read["received_at"],
            mass_event_id=join[1] if join is not None and join[0] == "event" else None,
        )

    def _show(self, found: Found) -> None:
        self.found = found
        if self.join is not None and join_after(found.similar, self.join) == join_after(found.similar, None):
            # what it was joined to is not like it any more
            self.note(join=None)
        self._tell_found()

    def _tell_found(self) -> None:
        if not self.is_attached or not self.query(Facts):
            return
        app = shell_of(self)
        spoken = self.form.rows["language"].typed[0] or ""
        said = tell_found(self.found, self.join, self.words, app.glyphs.fold, app.now().tzinfo, spoken)
        self.query_one(Facts).show(said)
        self.form._refold()
        self.refresh_bindings()

    async def retranslate(self) -> None:
        """What is open already is told in words, too."""
        await super().retranslate()
        self._tell_found()

    @property
    def join(self) -> Join | None:
        """What it is joined to."""
        join = self.about.get("join")
        return (str(join[0]), int(join[1])) if join else None

    def action_join_similar(self) -> None:
        """The next that it may belong to; behind the last it belongs to none."""
        self.note(join=join_after(self.found.similar, self.join))
        category = category_of(self.found.similar, self.join)
        if category and not self.form.rows["category"].box.value:
            self.form.load({"category": category})
        self._tell_found()
        self._look()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Joined only where there is something like it."""
        if action == "join_similar":
            return bool(self.found.similar)
        return super().check_action(action, parameters)

    # ---- saved

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Log it, page people, or add the words to what is open already; in a thread."""
        draft, join, level = self._draft(data, values), self.join, self._crisis
        engine = data.engine

        def enter(work: Work) -> Logged:
            paged: tuple[str, ...] | None = None
            if join is not None and join[0] == "same" and not level:
                complaint = add_words(work, join[1], draft.words, way=_way(draft.channel), engine=engine)
            elif level:
                complaint, paged = crisis(work, draft, engine=engine)
            else:
                complaint = log_complaint(work, draft, engine=engine)
            return _logged(work, record_id(complaint), join is not None and join[0] == "same" and not level, paged)

        action = "complaint.crisis" if level else "complaint.log"
        made = self.write(data, action, enter)
        # its clocks are worked out when the transaction ends
        logged: Logged = data.store.read(lambda reader: _logged(reader, made.id, made.is_joined, made.paged))
        self.logged = logged
        return logged.case_id

    def _draft(self, data: Any, values: dict[str, Any]) -> ComplaintDraft:
        who, join = values["who"], self.join
        kind, place = values["place"] or ("", None)
        customer = who if isinstance(who, int) else None
        caller = who.get("caller", "") if isinstance(who, dict) else ""
        is_phone = bool(caller) and not any(one.isalpha() for one in caller)
        words = values["words"]["said"]
        house, number = self._order(values)
        level = self._crisis or (int(values["level"]) if values["level"] else None)
        return ComplaintDraft(
            words,
            relation=values["relation"] or self._relation(data, who, place if kind == "unit" else None),
            customer_id=customer,
            caller_name="" if is_phone else caller,
            caller_phone=values["caller_phone"] or (caller if is_phone else ""),
            unit_id=place if kind == "unit" else None,
            unit_text=str(place) if kind == "text" else "",
            place=values["spot"] or "",
            category=values["category"],
            remedy=values["remedy"] or "",
            channel=values["channel"],
            level=level,
            level_reason=values["level_reason"] or "",
            safety=values["safety"] == "yes",
            households=values["households"] or 1,
            amount=values["amount"],
            currency=self.currency,
            outside=house,
            outside_number=number,
            outside_due_at=values["outside_due_at"],
            received_at=values["received_at"],
            mass_event_id=join[1] if join is not None and join[0] == "event" else None,
            join_id=join[1] if join is not None and join[0] == "other" else None,
            language=values["language"] or self.words.language,
        )

    def _order(self, values: Mapping[str, Any]) -> tuple[str, str]:
        """The house whose order it is, and its number there."""
        if values["channel"] == HOTLINE:
            return HOUSE, values["outside_number"] or ""
        return values["house"] or "", values["house_number"] or ""

    def _relation(self, data: Any, who: Any, unit_id: int | None) -> str:
        """What they are to the home, where nobody said: as the register has it."""
        if isinstance(who, dict):
            return "anonymous" if who.get("anonymous") else "other"
        if who is None:
            return "anonymous"
        if unit_id is None:
            return "owner"
        page: UnitPage = data.store.read(lambda reader: get_unit_page(reader, unit_id, self.today))
        roles = [one.role for one in page.people if one.customer.id == who]
        return next((_ROLES[role] for role in roles if role in _ROLES), "other")

    def saved(self, result: int) -> None:
        """What was logged and by when somebody answers, which the clerk tells them."""
        app, logged = shell_of(self), self.logged
        FormScreen.saved(self, result)
        if logged is None:
            return
        words = app.words
        values: dict[str, Any] = {
            "number": logged.number,
            "level": words.text(f"complaint_level.{logged.level}"),
        }
        if logged.paged is not None:
            comma = "、" if words.language == "zh" else ", "
            key, weight = ("paged", "good") if logged.paged else ("paged_nobody", "warning")
            app.tell(f"complaint_log.{key}", weight=weight, names=comma.join(logged.paged), **values)
        elif logged.is_joined:
            app.tell("complaint_log.added", **values)
        elif logged.next_due_at is not None:
            clock = words.text(f"complaint_clock.{logged.next_clock}")
            when = words.moment(logged.next_due_at.astimezone(app.now().tzinfo))
            app.tell("complaint_log.saved_due", clock=clock, when=when, **values)
        else:
            app.tell("complaint_log.saved", **values)

    def refused(self, error: DeskError) -> None:
        """The next save is an ordinary one again; what belongs to a field of another name stands there."""
        self._crisis = 0
        third = self.form.rows["channel"].typed[0] == THIRD_PARTY
        numbers = {"outside": "house", "outside_number": "house_number"} if third else {}
        names = numbers | {"caller_name": "who", "customer_id": "who", "unit_id": "place", "unit_text": "place"}
        if error.field in names:
            error = DeskError(error.code, names[error.field], **error.values)
        super().refused(error)

    # ---- the crisis key

    def action_crisis(self) -> None:
        """Who is going to be paged, at level 4 and at 5; one more key and it is done."""
        if self.form.values() is None:
            return
        unit, day = self._known().unit_id, self.today

        def read(reader: Reader) -> list[Option]:
            project = reader.get(Unit, unit).project_id if unit is not None else None
            comma = "、" if self.words.language == "zh" else ", "
            return [
                Option(
                    level,
                    self.text(f"complaint_level.{level}"),
                    comma.join(one.name for one in contacts_for(reader, level, project, day))
                    or self.text("complaint_log.nobody_named"),
                )
                for level in (CRISIS, CRISIS + 1)
            ]

        def ask(options: list[Option]) -> None:
            self.app.push_screen(Choose("complaint_log.crisis", options, "complaint_log.crisis_what"), chosen)

        def chosen(answer: Option | None) -> None:
            if answer is not None:
                self._crisis = cast("int", answer.code)
                self.action_save()

        run(self, lambda data: data.store.read(read), ask, group="crisis")


def _logged(reader: Reader, number: int, is_joined: bool, paged: tuple[str, ...] | None) -> Logged:
    one = reader.get(Complaint, number)
    case = reader.get(Case, one.case_id)
    return Logged(
        number, one.case_id, case.number, one.level, one.next_clock, one.next_due_at, is_joined, paged
    )  # fmt: skip


def _way(channel: str) -> str:
    return {"visit": "visit", "letter": "letter", "app": "message"}.get(channel, "phone")


FORMS: Final = (LogForm,)
