"""The forms of a complaint's steps: spoken with, assessed, agreed, answered, closed, opened again, an opinion."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final

from textual.widget import Widget

from deskapp.cases.engine import Missing, say_missing
from deskapp.cases.gates import judge_step
from deskapp.cases.model import Case
from deskapp.cases.pinned import procedure_of
from deskapp.cases.waiting import WAYS
from deskapp.casework.screens.facts import Facts
from deskapp.casework.screens.fields import LONG_TEXT
from deskapp.casework.screens.fields_form import FittedForm
from deskapp.desks.complaints.handling import actions
from deskapp.desks.complaints.handling.actions import AGREED, CloseDraft
from deskapp.desks.complaints.handling.model import WISHES
from deskapp.desks.complaints.handling.opinions import OpinionDraft, record_opinion
from deskapp.desks.complaints.handling.queries import ComplaintFacts, get_facts
from deskapp.desks.complaints.taking.model import VALIDITY
from deskapp.desks.complaints.taking.phrases import load_phrases, phrases_of
from deskapp.desks.complaints.taking.rules import causes
from deskapp.store.work import Reader, Work
from deskapp.ui import fields
from deskapp.ui.cells import typed
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field, Option
from deskapp.ui.lines import Run

CELLS: Final = 30
MOST: Final = 9
"""Phrases that are offered at once."""


class ComplaintForm(FittedForm):
    """About one complaint; what is known of it is read before its fields are there."""

    TOPIC: ClassVar[str] = "complaint_forms"

    def __init__(self, case_id: int = 0, number: str = "", draft: Draft | None = None, **about: Any) -> None:
        super().__init__(case_id, number, draft, **about)
        self.facts: ComplaintFacts | None = None

    def body(self) -> Iterable[Widget]:
        """The fields, and what they are about."""
        yield from super().body()
        yield Facts()

    def fill(self, data: Any) -> Mapping[str, Any]:
        """What is stored."""
        self.facts = data.store.read(lambda reader: get_facts(reader, self.case_id))
        return self.stored(self.facts)

    def stored(self, facts: ComplaintFacts) -> Mapping[str, Any]:
        """What stands in the fields."""
        del facts
        return {}

    def filled(self) -> None:
        """What was known before stands below."""
        super().filled()
        for facts in self.query(Facts):
            facts.show(tuple(self.told()))

    def told(self) -> Iterable[Run]:
        """What the clerk reads while filling in."""
        return ()

    def words_field(self, name: str, **more: Any) -> Field:
        """A line of words as long as they come."""
        return fields.text(name, most=LONG_TEXT, cells=CELLS, **more)

    def phrase_field(self, name: str, kind: str, **more: Any) -> Field:
        """Words of one's own, or a canned phrase that fits what is typed."""

        def offer(data: Any, text: str) -> Sequence[Option]:
            known = load_phrases(data.home.root)
            said = typed(text).strip()
            found = phrases_of(known, kind, self.today, self.words.language, text)[:MOST]
            offered = [one.text.say(self.words.language) for one in found]
            return [Option(one, one) for one in dict.fromkeys([*offered, *([said] if said else [])])]

        return fields.lookup(name, offer, own=str, most=LONG_TEXT, cells=CELLS, **more)

    def do(self, data: Any, action: str, act: Callable[[Work, int], object]) -> int:
        """Write it of this complaint."""
        facts = self.facts
        assert facts is not None

        def write(work: Work) -> int:
            act(work, facts.id)
            return facts.case_id

        return self.write(data, action, write)


def said_before(text: str) -> Option | None:
    """What stands in a field of words already."""
    return Option(text, text) if text else None


class ContactForm(ComplaintForm):
    """Whoever handles it spoke with them: it ends every pause."""

    FORM: ClassVar[str] = "complaint.contact"
    TITLE_KEY = "complaint_form.contact"
    SAVED = "complaint_form.contact_saved"

    def fields(self) -> Sequence[Field]:
        """The words, the way, when."""
        return (
            self.words_field("text", required=True, label="complaint_form.said"),
            fields.choice("way", WAYS, "contact_way", required=True, label="waiting_form.way"),
            self.happened_field(),
        )

    def stored(self, facts: ComplaintFacts) -> Mapping[str, Any]:
        """By phone, mostly."""
        return {"way": "phone"}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it."""
        text, way, at, engine = values["text"], values["way"], values["happened_at"], data.engine
        return self.do(
            data,
            "complaint.contact",
            lambda work, number: actions.note_contact(work, number, text, way, engine=engine, happened_at=at),
        )


class AssessForm(ComplaintForm):
    """How grave it is and what was found: one of both, or both."""

    FORM: ClassVar[str] = "complaint.assess"
    TITLE_KEY = "complaint_form.assess"
    SAVED = "complaint_form.assess_saved"

    def fields(self) -> Sequence[Field]:
        """Both texts."""
        return (
            self.words_field("assessment", label="complaint_page.assessment", hint="complaint_form.hint_assessment"),
            self.words_field("findings", label="complaint_page.findings", hint="complaint_form.hint_findings"),
        )

    def stored(self, facts: ComplaintFacts) -> Mapping[str, Any]:
        """What was said before."""
        return {"assessment": facts.assessment or None, "findings": facts.findings or None}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note what is new."""
        before, engine = self.facts, data.engine
        assert before is not None
        assessment, findings = values["assessment"] or "", values["findings"] or ""

        def act(work: Work, number: int) -> None:
            changed = False
            if assessment and assessment != before.assessment:
                actions.assess(work, number, assessment, engine=engine)
                changed = True
            if findings and findings != before.findings:
                actions.note_findings(work, number, findings, engine=engine)
                changed = True
            if not changed:
                actions.assess(work, number, "", engine=engine)

        return self.do(data, "complaint.assess", act)


class PlanForm(ComplaintForm):
    """What is going to be done by when, and how they agreed."""

    FORM: ClassVar[str] = "complaint.plan"
    TITLE_KEY = "complaint_form.plan"
    SAVED = "complaint_form.plan_saved"

    def fields(self) -> Sequence[Field]:
        """The plan and their word on it."""
        return (
            self.phrase_field(
                "plan", "plan", required=True, label="complaint_page.plan", hint="complaint_form.hint_plan"
            ),
            fields.choice("agreed", AGREED, "plan_agreed", required=True, label="complaint_form.agreed"),
        )

    def stored(self, facts: ComplaintFacts) -> Mapping[str, Any]:
        """The plan before."""
        return {"plan": said_before(facts.plan), "agreed": facts.plan_agreed or "by_phone"}

    def told(self) -> Iterable[Run]:
        """What they want."""
        facts = self.facts
        if facts is not None and facts.remedy:
            yield f"{self.text('complaint_page.remedy')}  {facts.remedy}", "muted"
        if facts is not None and facts.findings:
            yield f"{self.text('complaint_page.findings')}  {facts.findings}", "muted"

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Agree it."""
        plan, agreed, engine = values["plan"], values["agreed"], data.engine
        return self.do(
            data, "complaint.plan", lambda work, number: actions.agree_plan(work, number, plan, agreed, engine=engine)
        )


class AnswerForm(ComplaintForm):
    """What they were told in the end."""

    FORM: ClassVar[str] = "complaint.answer"
    TITLE_KEY = "complaint_form.answer"
    SAVED = "complaint_form.answer_saved"

    def fields(self) -> Sequence[Field]:
        """The words."""
        return (
            self.phrase_field(
                "answer", "answer", required=True, label="complaint_page.answer", hint="complaint_form.hint_answer"
            ),
        )

    def stored(self, facts: ComplaintFacts) -> Mapping[str, Any]:
        """What was told before."""
        return {"answer": said_before(facts.answer)}

    def told(self) -> Iterable[Run]:
        """The plan."""
        if self.facts is not None and self.facts.plan:
            yield f"{self.text('complaint_page.plan')}  {self.facts.plan}", "muted"

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it."""
        text, engine = values["answer"], data.engine
        return self.do(data, "complaint.answer", lambda work, number: actions.answer(work, number, text, engine=engine))


class CloseForm(ComplaintForm):
    """The result in words [g01], whether it was right, why it came up, who answers for it."""

    FORM: ClassVar[str] = "complaint.close"
    TITLE_KEY = "complaint_form.close"
    SAVED = "complaint_form.close_saved"

    def fields(self) -> Sequence[Field]:
        """Without words it is not closed."""
        return (
            self.words_field("result", required=True, label="complaint_page.result", hint="complaint_form.hint_result"),
            fields.choice("validity", VALIDITY[1:], "validity", required=True, label="complaint_form.validity"),
            fields.choice("cause", causes(), "complaint_cause", required=True, label="complaint_form.cause"),
            fields.text("responsible", cells=CELLS, label="complaint_form.responsible"),
            self.happened_field(),
        )

    def stored(self, facts: ComplaintFacts) -> Mapping[str, Any]:
        """What a closing before said of the cause."""
        return {"cause": facts.cause or None, "responsible": facts.responsible or None}

    _missing: tuple[Missing, ...] = ()

    def fill(self, data: Any) -> Mapping[str, Any]:
        """What is stored, and what still holds the end."""
        case_id, engine = self.case_id, data.engine

        def read(reader: Reader) -> tuple[Missing, ...]:
            case = reader.get(Case, case_id)
            step = next((one for one in procedure_of(reader, case).steps if one.id == actions.HANDLE), None)
            gates = judge_step(reader, engine, case, step) if step is not None else ()
            return tuple(one for gate in gates if not gate.is_open for one in gate.missing)

        self._missing = data.store.read(read)
        return super().fill(data)

    def told(self) -> Iterable[Run]:
        """What still holds the end, by name; the answer and the plan."""
        for missing in self._missing:
            yield f"✗ {say_missing(self.words, missing)}", "warning"
        facts = self.facts
        for name in ("plan", "answer"):
            text = str(getattr(facts, name)) if facts is not None else ""
            if text:
                yield f"{self.text(f'complaint_page.{name}')}  {text}", "muted"

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Close it."""
        draft = CloseDraft(values["result"], values["validity"], values["cause"], values["responsible"] or "")
        at, engine = values["happened_at"], data.engine
        return self.do(
            data,
            "complaint.close",
            lambda work, number: actions.close_complaint(work, number, draft, engine=engine, happened_at=at),
        )


class ReopenForm(ComplaintForm):
    """It goes on under its number."""

    FORM: ClassVar[str] = "complaint.reopen"
    TITLE_KEY = "complaint_form.reopen"
    SAVED = "complaint_form.reopen_saved"

    def fields(self) -> Sequence[Field]:
        """Why."""
        return (self.words_field("reason", required=True, label="case_form.reason"), self.happened_field())

    def told(self) -> Iterable[Run]:
        """What had been the result."""
        if self.facts is not None and self.facts.result:
            yield f"{self.text('complaint_page.result')}  {self.facts.result}", "muted"

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Open it again."""
        why, at, engine = values["reason"], values["happened_at"], data.engine
        return self.do(
            data,
            "complaint.reopen",
            lambda work, number: actions.reopen(work, number, why, engine=engine, happened_at=at),
        )


class OutsideForm(ComplaintForm):
    """They went to an authority or a court."""

    FORM: ClassVar[str] = "complaint.outside"
    TITLE_KEY = "complaint_form.outside"
    SAVED = "complaint_form.outside_saved"

    def fields(self) -> Sequence[Field]:
        """Where."""
        return (self.words_field("where", required=True, label="complaint_form.where"),)

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Our clocks stop."""
        where, engine = values["where"], data.engine
        return self.do(
            data, "complaint.outside", lambda work, number: actions.go_outside(work, number, where, engine=engine)
        )


class OpinionForm(ComplaintForm):
    """What a named leader said about an exchange or return [g09], in their words."""

    FORM: ClassVar[str] = "complaint.opinion"
    TITLE_KEY = "complaint_form.opinion"
    SAVED = "complaint_form.opinion_saved"

    def fields(self) -> Sequence[Field]:
        """Which, who, yes or no, the words, the day."""
        return (
            fields.choice("wish", WISHES, "wish", required=True, label="complaint_form.wish"),
            fields.text("leader", required=True, cells=20, label="complaint_form.leader"),
            fields.choice("agrees", ("yes", "no"), "answer", required=True, label="complaint_form.agrees"),
            self.words_field("opinion", required=True, label="complaint_form.opinion_words"),
            fields.day("said_on", self.read_day, label="complaint_form.said_on"),
        )

    def stored(self, facts: ComplaintFacts) -> Mapping[str, Any]:
        """Today."""
        return {"wish": str(self.about.get("wish") or "") or None, "said_on": self.today}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Record it."""
        draft = OpinionDraft(
            values["wish"], values["leader"], values["agrees"] == "yes", values["opinion"], values["said_on"]
        )
        case_id, engine = self.case_id, data.engine
        return self.do(data, "complaint.opinion", lambda work, _: record_opinion(work, case_id, draft, engine=engine))


FORMS: Final = (
    ContactForm, AssessForm, PlanForm, AnswerForm, CloseForm, ReopenForm, OutsideForm, OpinionForm,
)  # fmt: skip
