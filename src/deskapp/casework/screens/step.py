"""A step ends although something is missing, is skipped or gone back to; a case ends before its time: with reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final

from textual.widget import Widget

from deskapp.cases.engine import say_missing
from deskapp.cases.gates import ANOTHER, GateResult, judge_step
from deskapp.cases.model import Case
from deskapp.cases.pinned import procedure_of
from deskapp.cases.procedure import Procedure
from deskapp.cases.steps import AT_ANY_TIME, end_case, end_step, go_back, judge_ending, judge_held_money, skip_step
from deskapp.casework.screens.fields import LONG_TEXT
from deskapp.casework.screens.fields_form import FittedForm
from deskapp.locale import Words
from deskapp.store.base import record_id
from deskapp.store.rights import EVERYTHING
from deskapp.store.work import Reader
from deskapp.ui import fields
from deskapp.ui.cells import wrap
from deskapp.ui.fields import Field
from deskapp.ui.lines import Lines, Run

OVERRIDE: Final = "override_"
_SHOWN: Final = 8


class Shut(Lines):
    """What is missing at each shut gate, who can clear it, and what to do where nobody can."""

    DEFAULT_CSS = "Shut { height: auto; margin: 1 0 0 0; }"

    def __init__(self, shut: Iterable[GateResult], who: Iterable[str] = ()) -> None:
        super().__init__(id="shut")
        self.shut, self.who = tuple(shut), tuple(who)

    def line_count(self, width: int) -> int:
        """As many lines as the sentences need."""
        return len(self._lines(width))

    def line(self, y: int) -> Iterable[Run]:
        """A sentence, or a part of it."""
        lines = self._lines(self.size.width)
        return [lines[y]] if y < len(lines) else []

    def _lines(self, cells: int) -> list[Run]:
        lines: list[Run] = []
        for result in self.shut:
            for sentence in gate_sentences(result, self.words):
                sign = self.glyphs.bad if result.blocks else "!"
                parts = wrap(f"{sign} {sentence}", max(8, cells - 1))
                lines += [(f" {part}", "warning") for part in parts]
        if any(result.id == ANOTHER for result in self.shut):
            lines += [(f" {part}", "plain") for part in wrap(self.words.text("step_form.another"), max(8, cells - 1))]
        if self.who:
            who = self.words.text("step_form.and").join(self.words.text(f"role.{code}") for code in self.who)
            lines += [
                (f" {part}", "plain") for part in wrap(self.words.text("step_form.who_may", who=who), max(8, cells - 1))
            ]
        return lines


def gate_sentences(result: GateResult, words: Words) -> list[str]:
    """What a shut gate misses, one sentence each; of very many the first, and how many more."""
    told = [say_missing(words, missing) for missing in result.missing[:_SHOWN]]
    more = len(result.missing) - len(told)
    return [*told, words.text("step_form.more", count=more)] if more > 0 else told


class GatedForm(FittedForm):
    """A form with what is missing above it and a line for the reason of each gate that is to be passed."""

    TOPIC = "step_form"

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.shut: tuple[GateResult, ...] = ()
        self.procedure: Procedure | None = None
        self.step = ""
        self.rights = EVERYTHING

    def body(self) -> Iterable[Widget]:
        """What is missing, and the form."""
        yield Shut(self.shut, self._who_may_pass())
        yield from super().body()

    def fill(self, data: Any) -> Mapping[str, Any]:
        """What the gates say now."""
        clerk = data.clerk.id

        def read(reader: Reader) -> None:
            self.rights = reader.rights
            case = reader.get(Case, self.case_id)
            self.procedure, self.step = procedure_of(reader, case), case.step
            self.shut = tuple(gate for gate in self.gates(reader, data.engine, case, clerk) if not gate.is_open)

        data.store.read(read)
        return {}

    def gates(self, reader: Reader, engine: Any, case: Case, clerk_id: int) -> Sequence[GateResult]:
        """The gates that this form has to pass; in a thread."""
        return ()

    def override_fields(self) -> Sequence[Field]:
        """The reason for each gate that blocks."""
        return tuple(
            fields.text(
                _name(result.id),
                most=LONG_TEXT,
                cells=32,
                label="step_form.exception" if result.id == ANOTHER else f"gate.{result.id}",
                hint="step_form.hint_exception" if result.id == ANOTHER else "step_form.hint_override",
            )
            for result in self.shut
            if result.blocks and self.rights.may(f"override.{result.id}")
        )

    def _who_may_pass(self) -> Sequence[str]:
        """The roles that may let pass all that blocks, where this clerk may not: whom to ask."""
        blocked = [f"override.{result.id}" for result in self.shut if result.blocks]
        if not blocked or all(self.rights.may(action) for action in blocked):
            return ()
        who = [self.rights.who_may(action) for action in blocked]
        return [code for code in who[0] if all(code in codes for codes in who)]

    def overrides(self, values: Mapping[str, Any]) -> dict[str, str]:
        """The reasons that were given, by gate."""
        return {result.id: reason for result in self.shut if (reason := values.get(_name(result.id)))}


def _name(gate_id: str) -> str:
    return OVERRIDE + gate_id.replace(".", "_")


class EndStepForm(GatedForm):
    """The current step ends, at another time or past shut gates."""

    FORM: ClassVar[str] = "case.end_step"
    TITLE_KEY = "step_form.end"
    SAVED = "step_form.ended"

    def gates(self, reader: Reader, engine: Any, case: Case, clerk_id: int) -> Sequence[GateResult]:
        """Those of the current step."""
        assert self.procedure is not None
        return judge_step(reader, engine, case, self.procedure.step(case.step), clerk_id)

    def fields(self) -> Sequence[Field]:
        """Reasons, and when it was; with nothing to explain only the time is asked."""
        happened = self.moment_field(
            "happened_at",
            label="case_form.happened_at",
            hint="case_form.hint_happened",
            optional=bool(self.override_fields()),
        )
        return (*self.override_fields(), happened)

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """End it."""
        given = self.overrides(values)
        exception = given.pop(ANOTHER, "")
        at = values["happened_at"]
        return self.write(
            data,
            "case.end_step",
            lambda work: record_id(
                end_step(
                    work,
                    data.engine,
                    self.case_id,
                    step=self.step,
                    happened_at=at,
                    overrides=given,
                    exception=exception,
                )
            ),
        )


class EndCaseForm(GatedForm):
    """Refused or withdrawn: why, and nothing of the customer's stays here."""

    FORM: ClassVar[str] = "case.end"
    TITLE_KEY = "step_form.end_case"
    SAVED = "step_form.case_ended"

    def gates(self, reader: Reader, engine: Any, case: Case, clerk_id: int) -> Sequence[GateResult]:
        """The originals; money that is open, or still held for the state, is told."""
        return judge_ending(reader, engine, case)

    def fields(self) -> Sequence[Field]:
        """How it ends, and why."""
        return (
            fields.choice("outcome", tuple(reversed(AT_ANY_TIME)), "outcome", required=True, label="step_form.outcome"),
            fields.text("reason", most=LONG_TEXT, cells=32, required=True, label="case_form.reason"),
            *self.override_fields(),
            self.happened_field(),
        )

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """End it."""
        outcome, reason, at, given = values["outcome"], values["reason"], values["happened_at"], self.overrides(values)
        return self.write(
            data,
            "case.end",
            lambda work: record_id(
                end_case(work, data.engine, self.case_id, outcome, reason, happened_at=at, overrides=given)
            ),
        )


class MoveStepForm(GatedForm):
    """Another step than the next; ``about`` holds which steps can be chosen."""

    def steps(self, procedure: Procedure, case_step: str) -> Sequence[str]:
        """The ids of the steps to choose from."""
        return ()

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Which steps the procedure allows; a single one is chosen already."""
        super().fill(data)
        step = data.store.read(lambda reader: reader.get(Case, self.case_id).step)
        assert self.procedure is not None
        allowed = list(self.steps(self.procedure, step))
        self.note(steps=allowed)
        return {"step": self._option(allowed[0])} if len(allowed) == 1 else {}

    def _option(self, step: str) -> fields.Option:
        assert self.procedure is not None
        return fields.Option(step, self.procedure.step(step).name.say(self.words.language))

    def fields(self) -> Sequence[Field]:
        """Which step, and why."""
        labels = {step: self._option(step).label for step in self.about.get("steps", ())}
        return (
            fields.chosen("step", labels, required=True, cells=32, label="step_form.step"),
            fields.text("reason", most=LONG_TEXT, cells=32, required=True, label="case_form.reason"),
        )


class GoBackForm(MoveStepForm):
    """Back to a step that has ended."""

    FORM: ClassVar[str] = "case.go_back"
    TITLE_KEY = "step_form.back"
    SAVED = "step_form.gone_back"

    def steps(self, procedure: Procedure, case_step: str) -> Sequence[str]:
        """Where the current step may go back to."""
        return procedure.step(case_step).back

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Go back."""
        step, reason = values["step"], values["reason"]
        return self.write(
            data, "case.go_back", lambda work: record_id(go_back(work, data.engine, self.case_id, step, reason))
        )


class SkipStepForm(MoveStepForm):
    """A step that this case does not need."""

    FORM: ClassVar[str] = "case.skip"
    TITLE_KEY = "step_form.skip"
    SAVED = "step_form.skipped"

    def gates(self, reader: Reader, engine: Any, case: Case, clerk_id: int) -> Sequence[GateResult]:
        """With the last step the case ends: money that is still held for the state is told."""
        assert self.procedure is not None
        return [judge_held_money(reader, engine, case)] if case.step == self.procedure.steps[-1].id else []

    def steps(self, procedure: Procedure, case_step: str) -> Sequence[str]:
        """The current one and those behind it that may be left out."""
        places = [step.id for step in procedure.steps]
        return [step.id for step in procedure.steps[places.index(case_step) :] if step.skip]

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Skip it."""
        step, reason = values["step"], values["reason"]
        return self.write(
            data, "case.skip", lambda work: record_id(skip_step(work, data.engine, self.case_id, step, reason))
        )
