"""Somebody asks something: the canned answer is found as the clerk types, read aloud, and logged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, get_args

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from deskapp.desks.intake.actions_enquiry import log_enquiry
from deskapp.desks.intake.answers import Answer, find_answers, get_answer, load_answers
from deskapp.desks.intake.drafts import EnquiryDraft
from deskapp.desks.intake.rules import TOPICS
from deskapp.errors import Fault
from deskapp.locale import Language
from deskapp.office.customer.finding import find_people
from deskapp.office.customer.model import CHANNELS
from deskapp.office.customer.queries import get_customer_draft
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.ui import commands, fields
from deskapp.ui.cells import typed, wrap
from deskapp.ui.commands import Command, bindings
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field, Option
from deskapp.ui.form import Form
from deskapp.ui.form_screen import FormScreen
from deskapp.ui.inputs import PickInput
from deskapp.ui.lines import Lines, Run, shell_of
from deskapp.ui.work import run

TO_CASE: Final = Command("enquiry.to-case", "f8", "enquiry")
_LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
_MOST: Final = 9
_LABEL_MOST: Final = 60


@dataclass(frozen=True, slots=True)
class Logged:
    """What was logged; ``to_case`` where the clerk wants a case of it at once."""

    id: int
    number: str
    question: str
    customer_id: int | None
    caller_name: str
    caller_phone: str
    channel: str
    language: str
    to_case: bool


class Spoken(Lines):
    """The answer to read aloud, in the caller's language, and what it rests on."""

    DEFAULT_CSS = "Spoken { height: auto; margin: 1 0 0 0; }"

    def __init__(self) -> None:
        super().__init__(id="spoken")
        self.answer: Answer | None = None
        self.language: str = ""

    def show(self, answer: Answer | None, language: str) -> None:
        """This answer; none leaves the place empty."""
        if (answer, language) != (self.answer, self.language):
            self.answer, self.language = answer, language
            self.refresh(layout=True)

    def line_count(self, width: int) -> int:
        """As long as the answer is."""
        return len(self._lines(width))

    def line(self, y: int) -> Iterable[Run]:
        """The answer, then its source."""
        lines = self._lines(self.size.width)
        return [lines[y]] if y < len(lines) else []

    def _lines(self, cells: int) -> list[Run]:
        if self.answer is None or not cells:
            return []
        said: list[Run] = [(text, "plain") for text in wrap(self.answer.says(self.language), cells)[:_MOST]]
        source = self.words.text("enquiry.source", source=self.answer.source)
        return [*said, *((text, "muted") for text in wrap(source, cells)[:2])]


class EnquiryForm(FormScreen[Logged]):
    """Dismisses with what was logged; a caller whom nobody knows stays without a customer."""

    FORM = "enquiry"
    TITLE_KEY = "enquiry.title"
    TOPIC = "enquiry"
    BINDINGS: ClassVar[list[BindingType]] = bindings(TO_CASE, commands.ANSWER)

    def __init__(self, customer_id: int | None = None, draft: Draft | None = None) -> None:
        super().__init__({"customer": customer_id}, draft)
        self._answers: tuple[Answer, ...] = ()
        self._shown = ""
        self._to_case = False

    def body(self) -> Iterable[Widget]:
        """The form, and under it what to say."""
        yield from super().body()
        yield Spoken()

    def fields(self) -> Sequence[Field]:
        """What is asked comes first: with it most of the rest is known."""
        new: dict[str, Any] = {"optional": True, "cells": 40}
        return (
            fields.lookup(
                "question", self._offer, required=True, cells=40, label="enquiry.asked", hint="enquiry.hint_asked"
            ),
            fields.choice("topic", TOPICS, "topic", required=True, cells=40),
            fields.lookup("customer_id", self._people, cells=40, label="enquiry.who", hint="enquiry.hint_who"),
            fields.choice("channel", CHANNELS, "channel", cells=40),
            fields.choice("language", _LANGUAGES, "language", required=True, label="enquiry.language", cells=40),
            fields.text("caller_phone", **new),
            fields.text("answer", label="enquiry.own_answer", hint="enquiry.hint_answer", most=10_000, **new),
            fields.text("outside_number", label="enquiry.outside_number", **new),
        )

    # ---- finding

    def _offer(self, data: Any, text: str) -> Sequence[Option]:
        """Canned answers that fit, and last the question in the clerk's words; in a thread."""
        found = find_answers(load_answers(data.home.root), text, self.today, country=data.clerk.country, limit=_MOST)
        asked = typed(text).strip()
        offered = [
            Option(answer.code, answer.asks(self.words.language), self._topic(answer, data.clerk.country))
            for answer in found
        ]
        return [*offered, *([Option({"asked": asked}, asked, self.text("enquiry.other"))] if asked else [])]

    def _topic(self, answer: Answer, country: str) -> str:
        """The topic; the law of another country says whose it is."""
        topic = self.text(f"topic.{answer.topic}")
        return topic if answer.country in ("", country) else f"{self.text(f'country.{answer.country}')} {topic}"

    def _people(self, data: Any, text: str) -> Sequence[Option]:
        """Customers that fit, and last a caller of that name or phone."""
        found = [
            Option(person.id, typed(f"{person.name[:_LABEL_MOST]}  {' '.join(person.units[:1])}").strip(), person.phone)
            for person in find_people(data.store, text, self.today)
        ]
        name = typed(text).strip()
        return [*found, *([Option({"caller": name}, name, self.text("enquiry.caller"))] if name else [])]

    def take_customer(self, number: int) -> None:
        """Whose card was read is who asks."""

        def named(data: Any) -> Option:
            draft, _ = data.store.read(lambda reader: get_customer_draft(reader, number))
            return Option(number, typed(draft.name[:_LABEL_MOST]))

        def put(customer: Option) -> None:
            self.form.rows["customer_id"].typed = [customer.code, customer.label]

        run(self, named, put, group="card")

    # ---- stored and saved

    def fill(self, data: Any) -> Mapping[str, Any]:
        """The customer that the form was opened for, and the language and way that are usual."""
        self._answers = load_answers(data.home.root)
        known: dict[str, Any] = {"language": self.words.language, "channel": "walk_in"}
        customer = self.about["customer"]
        if customer is not None:
            draft, _ = data.store.read(lambda reader: get_customer_draft(reader, customer))
            known["customer_id"] = Option(customer, typed(draft.name[:_LABEL_MOST]))
            known["language"] = draft.language or self.words.language
        return known

    def filled(self) -> None:
        """A draft may have its answer already."""
        self._changed()

    def save(self, data: Any, values: dict[str, Any]) -> Logged:
        """Log it; what was said is kept as the caller heard it."""
        answer = self._picked(values["question"])
        who, language = values["customer_id"], values["language"]
        caller = who["caller"] if isinstance(who, dict) else ""
        as_phone = caller if any(figure.isdigit() for figure in caller) else ""
        draft = EnquiryDraft(
            topic=values["topic"],
            question=answer.asks(language) if answer else values["question"]["asked"],
            answer_code=answer.code if answer else "",
            answer=values["answer"] or (answer.says(language) if answer else ""),
            language=language,
            channel=values["channel"] or "",
            customer_id=who if isinstance(who, int) else None,
            caller_name="" if as_phone else caller,
            caller_phone=values["caller_phone"] or as_phone,
            outside_number=values["outside_number"] or "",
        )

        def enter(work: Work) -> Logged:
            made = log_enquiry(work, draft)
            return Logged(
                record_id(made), made.number, made.question, made.customer_id, made.caller_name, made.caller_phone,
                made.channel, made.language, self._to_case,
            )  # fmt: skip

        logged: Logged = data.write("enquiry.log", enter, shell_of(self).now())
        return logged

    def saved(self, result: Logged) -> None:
        """Say so on the screen below."""
        app = shell_of(self)
        super().saved(result)
        app.tell("enquiry.saved", number=result.number)

    # ---- the answer

    @on(Form.Changed)
    def _changed(self) -> None:
        """An answer that was taken brings its topic, and is shown in the language of the caller."""
        rows = self.form.rows
        answer = self._picked(rows["question"].typed[0])
        if answer is not None and answer.code != self._shown:
            self.form.load({"topic": answer.topic})
        self._shown = answer.code if answer else ""
        self.query_one(Spoken).show(answer, rows["language"].typed[0] or self.words.language)
        self.refresh_bindings()

    def _picked(self, code: Any) -> Answer | None:
        return get_answer(self._answers, code) if isinstance(code, str) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Another language only where there is something to say."""
        if action == "answer":
            return bool(self._shown)
        return super().check_action(action, parameters)

    def action_answer(self) -> None:
        """The answer in the next language."""
        now = self.form.rows["language"].typed[0]
        following = (_LANGUAGES.index(now) + 1) % len(_LANGUAGES) if now in _LANGUAGES else 0
        self.form.load({"language": _LANGUAGES[following]})

    def action_save(self) -> None:
        """Words that no answer was taken for are the question itself."""
        box = self.form.rows["question"].box
        asked = box.value.strip()
        if isinstance(box, PickInput) and asked and box.option is None and not self.form.is_looking:
            box.take(Option({"asked": asked}, asked))
        super().action_save()

    def action_to_case(self) -> None:
        """Log it and make a case of it."""
        self._to_case = True
        self.action_save()

    def refused(self, error: Any) -> None:
        """A caller's phone typed with the name belongs to that field."""
        self._to_case = False
        if error.field in ("caller_name", "caller_phone") and not self.form.rows["caller_phone"].box.value:
            self.form.rows["customer_id"].tell(Fault(error.code, error.values))
        super().refused(error)
