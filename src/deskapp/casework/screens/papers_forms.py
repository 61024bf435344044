"""Forms about one paper: its state with everything that goes with it, lending an original out, missing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from deskapp.cases.papers import add_paper_line, set_paper
from deskapp.casework.actions_papers import lend_paper, lose_paper
from deskapp.casework.case_papers import get_case_papers
from deskapp.casework.screens.fields import LONG_TEXT
from deskapp.casework.screens.fields_form import CaseForm
from deskapp.errors import Fault
from deskapp.papers.drafts import COUNT_LIMIT, LINE_LIMIT, MoveDraft
from deskapp.papers.model import HOLDERS
from deskapp.papers.queries import get_papers
from deskapp.store.base import record_id
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field
from deskapp.ui.lines import shell_of

STATES: Final = ("original", "copy", "promised", "checked", "waived", "not_applicable", "returned", "missing")
"""``PAPER_STATES`` in the order of their figures, on the checklist and in the form."""
BORROWERS: Final = tuple(holder for holder in HOLDERS if holder not in ("us", "customer"))


class PaperForm(CaseForm):
    """About one paper of a case, which ``about`` names by code and words."""

    TOPIC = "paper_form"

    def __init__(
        self, case_id: int = 0, number: str = "", code: str = "", name: str = "", draft: Draft | None = None
    ) -> None:
        super().__init__(case_id, number, draft, code=code, name=name)

    def title_text(self) -> str:
        """What, of which paper."""
        return f"{self.text(self.TITLE_KEY)} {shell_of(self).glyphs.dot} {self.about['name']}"


class StateForm(PaperForm):
    """Everything that can be said of a paper of the checklist, at its time."""

    FORM: ClassVar[str] = "paper.state"
    TITLE_KEY = "papers.state"
    SAVED = "papers.saved"

    def fields(self) -> Sequence[Field]:
        """What goes with the state is asked only where it does."""
        return (
            fields.choice("state", STATES, "paper_state", required=True, label="papers.state"),
            fields.day("promised_on", self.read_day, label="papers.promised_on", when=_when("promised")),
            fields.text(
                "reason", most=LONG_TEXT, cells=40, label="case_form.reason", when=_when("waived", "not_applicable")
            ),
            fields.text("number", most=LINE_LIMIT, label="papers.number", when=_when("original")),
            fields.text("shelf", most=LINE_LIMIT, cells=14, label="papers.shelf", when=_when("original")),
            self._count("originals", "original"),
            self._count("copies", "copy", "original", "checked"),
            self.happened_field(),
        )

    def _count(self, name: str, *states: str) -> Field:
        return fields.text(name, _read_count, cells=6, label=f"papers.{name}", when=_when(*states))

    def fill(self, data: Any) -> Mapping[str, Any]:
        """What is known of it."""
        found = data.store.read(lambda reader: get_case_papers(reader, self.case_id, self.words.language, self.today))
        line = next(line for line in found.lines if line.code == self.about["code"])
        known = {"state": line.state, "promised_on": line.promised_on, "reason": line.reason or None}
        if line.paper is not None:
            known |= {"number": line.paper.number or None, "shelf": line.paper.shelf or None}
        return known

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """As the checklist takes it."""
        code, state = self.about["code"], values["state"]
        told = {
            "promised_on": values["promised_on"],
            "happened_at": values["happened_at"],
            "originals": values["originals"] or 0,
            "copies": values["copies"] or 0,
        } | {name: values[name] or "" for name in ("reason", "number", "shelf")}
        return self.write(
            data,
            "case.paper",
            lambda work: record_id(set_paper(work, self.case_id, code, state, **told, engine=data.engine)),
        )


class AddPaperForm(CaseForm):
    """A paper that the procedure does not know but this case needs."""

    FORM: ClassVar[str] = "paper.add"
    TITLE_KEY = "papers.add"
    TOPIC = "paper_form"
    SAVED = "papers.added"

    def fields(self) -> Sequence[Field]:
        """What it is called, and whether the case waits for it."""
        return (
            fields.text("name", most=LINE_LIMIT, cells=40, required=True, label="column.paper"),
            fields.choice("required", ("yes", "no"), "answer", required=True, label="papers.required"),
            self.happened_field(),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Most are needed."""
        return {"required": "yes"}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """A line of its own."""
        name, required, at = values["name"], values["required"] == "yes", values["happened_at"]
        return self.write(
            data,
            "case.add_paper",
            lambda work: record_id(add_paper_line(work, self.case_id, name, required=required, happened_at=at)),
        )


class OriginalForm(CaseForm):
    """About one original, by its number of the register."""

    TOPIC = "paper_form"

    def __init__(self, paper_id: int = 0, name: str = "", number: str = "", draft: Draft | None = None) -> None:
        super().__init__(0, number, draft, paper=paper_id, name=name)

    def title_text(self) -> str:
        """What, of which paper."""
        return f"{self.text(self.TITLE_KEY)} {shell_of(self).glyphs.dot} {self.about['name']} {self.about['number']}"


class LendForm(OriginalForm):
    """An original goes to somebody for a while."""

    FORM: ClassVar[str] = "paper.lend"
    TITLE_KEY = "papers.lend"
    SAVED = "papers.lent"

    def fields(self) -> Sequence[Field]:
        """To whom, and until when."""
        return (
            fields.choice("to", BORROWERS, "paper_holder", required=True, label="column.holder"),
            fields.text("to_name", most=LINE_LIMIT, required=True, label="column.holder_name"),
            fields.day("due_back", self.read_day, label="column.due_back"),
            fields.text("note", most=LONG_TEXT, cells=40, label="papers.purpose"),
            fields.text("slip", most=LINE_LIMIT, label="papers.slip_number", optional=True),
            self.happened_field(),
        )

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note where it goes."""
        texts = {name: values[name] or "" for name in ("note", "slip")}
        draft = MoveDraft(
            values["to"],
            values["to_name"],
            due_back=values["due_back"],
            happened_at=values["happened_at"],
            **texts,
        )
        number = self.about["paper"]
        return self.write(data, "paper.lend", lambda work: record_id(lend_paper(work, number, draft, data.engine)))


class LostForm(OriginalForm):
    """Nobody finds it: who answers for it, what happened, what gets another one."""

    FORM: ClassVar[str] = "paper.lost"
    TITLE_KEY = "papers.lose"
    SAVED = "papers.lost"

    def fields(self) -> Sequence[Field]:
        """Who, how, and what then."""
        return (
            fields.text("responsible", most=LINE_LIMIT, required=True, label="column.responsible"),
            fields.text("note", most=LINE_LIMIT, cells=40, required=True, label="papers.how_lost"),
            fields.text(
                "next_procedure", most=LINE_LIMIT, label="column.next_procedure", hint="papers.hint_next_procedure"
            ),
            self.happened_field(),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Whoever has it answers for it, else who works here."""
        paper = data.store.read(lambda reader: get_papers(reader, [self.about["paper"]]))[0]
        return {"responsible": paper.holder_name if paper.is_out else data.clerk.name}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note the loss."""
        number, at = self.about["paper"], values["happened_at"]
        texts = (values["responsible"], values["note"], values["next_procedure"] or "")
        return self.write(data, "paper.lose", lambda work: record_id(lose_paper(work, number, *texts, at, data.engine)))


def _when(*states: str) -> Any:
    """Asked only for these states; what is typed in a choice is its code and its word."""

    def holds(typed: Mapping[str, Any]) -> bool:
        said = typed.get("state", "")
        return (said[0] if isinstance(said, list) else said) in states

    return holds


def _read_count(text: str) -> tuple[int | None, Fault | None]:
    if text.isascii() and text.isdigit() and 0 < int(text) <= COUNT_LIMIT:
        return int(text), None
    return None, Fault("paper.count", {"most": COUNT_LIMIT})
