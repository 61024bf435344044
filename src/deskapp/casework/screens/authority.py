"""A step of the dossier at the authority: submitted, sent back, taxed, moved, answered; only what may come next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final

from textual.widget import Widget

from deskapp.cases.fields import CURRENCIES
from deskapp.cases.model import Case
from deskapp.cases.pinned import procedure_of
from deskapp.cases.procedure import Procedure
from deskapp.casework.actions_authority import COME_BACK, AuthorityDraft, next_steps, note_authority
from deskapp.casework.actions_papers import originals_at
from deskapp.casework.screens.facts import Facts
from deskapp.casework.screens.fields import LONG_TEXT
from deskapp.casework.screens.fields_form import FittedForm
from deskapp.office.organisation.queries import find_organisations
from deskapp.store.work import Reader
from deskapp.ui import fields
from deskapp.ui.cells import typed
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field, Option
from deskapp.ui.lines import Run
from deskapp.values.money import parse_typed_money

TAXES: Final = ("income_tax", "registration_fee", "land_use_fee", "deed_tax", "state_fee")
"""What a tax notice may ask for."""
_NUMBERED: Final = ("submit", "tax_notice", "result")
_MOVES: Final = (("us", "originals_out", ("submit",)), ("authority", "originals_back", COME_BACK))
"""Who has originals, which field asks whether they move, and with which steps."""
_DATED: Final = ("submit", "tax_notice", "move")


class AuthorityForm(FittedForm):
    """Dismisses with the event's id. The first choice is what comes next most often."""

    FORM: ClassVar[str] = "case.authority"
    TITLE_KEY = "authority_form.title"
    TOPIC = "authority_form"
    SAVED = "authority_form.saved"

    def __init__(self, case_id: int = 0, number: str = "", draft: Draft | None = None) -> None:
        super().__init__(case_id, number, draft)
        self._case: Case | None = None
        self._procedure: Procedure | None = None
        self._at = {"us": 0, "authority": 0}

    def body(self) -> Iterable[Widget]:
        """The form, and where the dossier is."""
        yield from super().body()
        yield Facts(self._facts())

    def fields(self) -> Sequence[Field]:
        """What happened, and what belongs to it."""
        assert self._case is not None
        assert self._procedure is not None
        labels = {step: self.text(f"authority_step.{step}") for step in next_steps(self._case)}
        return (
            fields.chosen("step", labels, required=True, cells=28, label="authority_form.step"),
            fields.text("number", label="authority_form.number", most=100, when=_of(*_NUMBERED)),
            fields.day("day", self.read_day, label="authority_form.day", when=_of(*_DATED)),
            fields.money(
                "amount", self._read_money, self.currency, label="authority_form.amount", when=_of("tax_notice")
            ),
            fields.choice(
                "purpose", TAXES, "purpose", label="authority_form.purpose", cells=28, when=_of("tax_notice")
            ),
            fields.lookup("organisation_id", _offices, label="authority_form.organisation", cells=28, optional=True,
                          when=_of("submit")),
            fields.choice("remote", ("no", "yes"), "answer", label="authority_form.remote", optional=True,
                          when=_of("submit")),
            fields.text("text", label="authority_form.text", cells=40, most=LONG_TEXT, when=_takes_words),
            *self._originals(),
            self.happened_field(),
        )  # fmt: skip

    def _originals(self) -> Iterable[Field]:
        """Whether they go along, or come back: asked where there are any, and answered already."""
        for holder, name, steps in _MOVES:
            if self._at[holder]:
                hint = self.text("authority_form.hint_originals", count=self._at[holder])
                label = f"authority_form.{name}"
                yield fields.choice(name, ("yes", "no"), "answer", label=label, hint=hint, when=_of(*steps))

    @property
    def currency(self) -> str:
        """The currency of the procedure's country."""
        return CURRENCIES[self._procedure.country] if self._procedure else "VND"

    def _read_money(self, text: str) -> Any:
        return parse_typed_money(text, self.currency)  # type: ignore[arg-type]

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Where the dossier is; what comes next most often is chosen."""

        def read(reader: Reader) -> tuple[Case, Procedure]:
            case = reader.get(Case, self.case_id)
            self._at = {holder: len(originals_at(reader, self.case_id, holder)) for holder in self._at}
            return case, procedure_of(reader, case)

        self._case, self._procedure = data.store.read(read)
        steps = next_steps(self._case)
        if not steps:
            return {}
        first = fields.Option(steps[0], self.text(f"authority_step.{steps[0]}"))
        return {"step": first, **{name: "yes" for holder, name, _ in _MOVES if self._at[holder]}}

    def filled(self) -> None:
        """What happened is asked first, although the likeliest stands there."""
        super().filled()
        self.set_focus(self.form.rows["step"].focus_target)

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it."""
        step = values["step"]
        draft = AuthorityDraft(
            self.case_id,
            step,
            number=values["number"] or "",
            day=values["day"],
            amount=values["amount"],
            currency=self.currency,
            purpose=values["purpose"] or "",
            text=values["text"] or "",
            remote=values["remote"] == "yes",
            organisation_id=values["organisation_id"],
            originals=values.get("originals_out" if step == "submit" else "originals_back") == "yes",
            happened_at=values["happened_at"],
        )
        event = self.write(data, "case.authority", lambda work: note_authority(work, draft, engine=data.engine).id)
        return int(event or 0)

    def refused(self, error: Any) -> None:
        """The engine calls the reason and the day by other names."""
        error.field = {"reason": "text", "appointed_on": "day", "how": "step"}.get(error.field, error.field)
        super().refused(error)

    def _facts(self) -> Iterable[Run]:
        case, procedure = self._case, self._procedure
        if case is None or procedure is None:
            return
        state = self.text(f"authority_state.{case.authority_state or 'none'}")
        name = procedure.authority.name.say(self.words.language) if procedure.authority else ""
        yield self.text("authority_form.now", authority=name, state=state), "strong"
        if case.authority_number:
            yield self.text("authority_form.receipt", number=case.authority_number), "plain"
        if case.authority_due_on:
            yield self.text("authority_form.due", day=case.authority_due_on), "plain"
        if case.submissions > 1:
            yield self.text("authority_form.times", count=case.submissions), "warning"
        if not next_steps(case):
            yield self.text("authority_form.over"), "good"


def _offices(data: Any, text: str) -> Sequence[Option]:
    """The organisations that the office knows, by name; each may have a calendar of its own. In a thread."""
    rows = data.store.read(lambda reader: find_organisations(reader, text, limit=9))
    return [Option(row.id, typed(row.name), row.alias) for row in rows]


def _of(*steps: str) -> Any:
    """Asked only where one of these steps is chosen."""
    return lambda told: _step(told) in steps


def _takes_words(told: Mapping[str, Any]) -> bool:
    """Most steps take words; those with a reason need them, which the action says."""
    return _step(told) != "tax_notice"


def _step(told: Mapping[str, Any]) -> str:
    said = told.get("step")
    return str(said[0]) if isinstance(said, list) else ""
