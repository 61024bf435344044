"""What a rehearsal or an import says, in words: sentences above, the refused and doubtful cells row by row below."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from deskapp.errors import DeskError, Problem
from deskapp.locale import Words
from deskapp.sheets.importing import Outcome
from deskapp.ui.cells import wrap
from deskapp.ui.columns import Row
from deskapp.ui.lines import Glyphs, Lines, Run, Weight
from deskapp.ui.listing import Listing

Told = tuple[str, Weight]
MOST_PROBLEMS = 200
_NAMED = 5
_ON_SCREEN = {
    "import.conflict": "imports.conflict",
    "file.project_needed": "imports.project_needed",
    "file.project_unknown": "imports.project_unknown",
    "file.heading_missing": "imports.heading_missing",
    "file.heading_double": "imports.heading_double",
    "file.encoding_wrong": "imports.encoding_wrong",
    "file.encoding_unknown": "imports.encoding_unknown",
    "file.no_rows": "imports.no_rows",
}
"""Sentences that name an option of the command line, and those that name the options of the screen instead."""


class Report(Lines):
    """Sentences with a weight each, wrapped."""

    DEFAULT_CSS = "Report { height: auto; margin: 1 0; }"

    def __init__(self) -> None:
        super().__init__(id="report")
        self._told: tuple[Told, ...] = ()

    def tell(self, told: Iterable[Told]) -> None:
        """Say this."""
        self._told = tuple(told)
        self.refresh(layout=True)

    def line_count(self, width: int) -> int:
        """As many lines as the sentences need."""
        return len(self._wrapped(width))

    def line(self, y: int) -> Iterable[Run]:
        """A line of a sentence."""
        lines = self._wrapped(self.size.width)
        return [lines[y]] if y < len(lines) else []

    def _wrapped(self, cells: int) -> list[Told]:
        return [(f" {line}", weight) for text, weight in self._told for line in wrap(text, max(8, cells - 2))]


class ReadList(Listing):
    """A list to read: its rows open nothing."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter is not offered."""
        return False if action == "open" else super().check_action(action, parameters)


def say(told: DeskError | Problem, words: Words) -> str:
    """What is wrong, and what to do about it here."""
    return words.text(_ON_SCREEN.get(told.code, told.code), **told.values)


def counts(outcome: Outcome, words: Words) -> str:
    """New, changed, unchanged, refused; and what came with them."""
    told = words.text(
        "import.counts",
        rows=outcome.rows,
        created=outcome.created,
        updated=outcome.updated,
        unchanged=outcome.unchanged,
        rejected=outcome.rejected,
    )
    also = (
        words.text("import.also", kind=words.text(f"kind.{kind}") if f"kind.{kind}" in words else kind, count=count)
        for kind, count in outcome.also.items()
    )
    return told + "".join(also)


def report(outcome: Outcome, words: Words, ellipsis: str) -> list[Told]:
    """Everything but the problems."""
    comma = "、" if words.language == "zh" else ", "
    told: list[Told] = [(counts(outcome, words), "strong")]
    if outcome.batch is not None:
        told.append((words.text("imports.done", batch=outcome.batch, seconds=f"{outcome.seconds:.1f}"), "good"))
    if outcome.rejects_file is not None:
        file = str(outcome.rejects_file)
        told.append((words.text("imports.rejects_at", count=outcome.rejected, file=file), "warning"))
    if outcome.unknown_headings:
        told.append((words.text("imports.unknown", headings=comma.join(outcome.unknown_headings)), "warning"))
    if outcome.kept:
        told.append((words.text("imports.kept", count=len(outcome.kept)), "plain"))
    if outcome.unseen:
        names = comma.join(outcome.unseen[:_NAMED]) + (ellipsis if len(outcome.unseen) > _NAMED else "")
        told.append((words.text("imports.unseen", count=len(outcome.unseen), names=names), "plain"))
    if outcome.headings and outcome.batch is None:
        known = (f"{heading} = {_column(name, words)}" for name, heading in outcome.headings.items())
        told.append((words.text("imports.mapped", headings=comma.join(known)), "muted"))
    return told


def _column(name: str, words: Words) -> str:
    return words.text(f"column.{name}") if f"column.{name}" in words else name


def problems(outcome: Outcome) -> list[Problem]:
    """The first problems in the order of the sheet, refusals before warnings."""
    refused = (problem for row in sorted(outcome.refused) for problem in outcome.refused[row])
    found = list(islice(refused, MOST_PROBLEMS))
    return found + outcome.warnings[: MOST_PROBLEMS - len(found)]


def rows(found: Sequence[Problem], words: Words, glyphs: Glyphs) -> list[Row]:
    """Problems as the list shows them."""

    def cells(problem: Problem) -> tuple[str, ...]:
        sign = "!" if problem.warning else glyphs.bad
        return sign, str(problem.row), problem.column, problem.value, say(problem, words)

    return [Row(index, cells(problem)) for index, problem in enumerate(found)]
