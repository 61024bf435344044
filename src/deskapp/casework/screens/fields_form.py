"""What the forms about a case have in common: when it happened, who is told, and fields that come with what is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from textual.widget import Widget

from deskapp.errors import DeskError, Fault
from deskapp.locale import Words
from deskapp.store.trail import hands_since
from deskapp.store.work import Work
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field
from deskapp.ui.form import Form
from deskapp.ui.form_screen import FormScreen
from deskapp.ui.here import Place
from deskapp.ui.lines import shell_of
from deskapp.ui.reading import read_typed_day
from deskapp.ui.record_form import Hands
from deskapp.ui.versions import Hand
from deskapp.values.moments import parse_typed_moment

T = TypeVar("T")


class CaseForm(FormScreen[int]):
    """A form about one case: ``about`` holds its id and its number; dismisses with an id. ``SAVED`` is told below."""

    SAVED: ClassVar[str] = ""

    def __init__(self, case_id: int = 0, number: str = "", draft: Draft | None = None, **about: Any) -> None:
        super().__init__({"case": case_id, "number": number, **about}, draft)

    @property
    def case_id(self) -> int:
        """The case that it is about."""
        return int(self.about["case"])

    def places(self) -> Sequence[Place]:
        """The case, where the form knows it."""
        return (("case", self.case_id),) if self.case_id else ()

    def title_text(self) -> str:
        """What is done, to which case."""
        parts = (self.text(self.TITLE_KEY), str(self.about["number"]))
        return f" {shell_of(self).glyphs.dot} ".join(part for part in parts if part)

    def draft_title(self) -> str:
        """The number tells two drafts apart."""
        return self.title_text()

    def happened_field(self) -> Field:
        """When it was, for what is entered later; folded away until it is asked for."""
        return self.moment_field(
            "happened_at", label="case_form.happened_at", hint="case_form.hint_happened", optional=True
        )

    def moment_field(self, name: str, **more: Any) -> Field:
        """A day with a time, or a time of today."""
        return fields.text(name, self.read_moment, cells=20, show=_show_moment, echo=_show_moment, **more)

    def read_moment(self, text: str) -> tuple[datetime | None, Fault | None]:
        """A moment as the clerk's language writes days."""
        language, now = self.words.language, shell_of(self).now()
        return parse_typed_moment(text, lambda day: read_typed_day(day, language, now.date()), now)

    def read_day(self, text: str) -> tuple[Any, Fault | None]:
        """A day as the clerk's language writes it."""
        return read_typed_day(text, self.words.language, self.today)

    def write(self, data: Any, action: str, do: Callable[[Work], T]) -> T:
        """Do it as this clerk, now."""
        done: T = data.write(action, do, shell_of(self).now())
        return done

    def saved(self, result: int) -> None:
        """Say so on the screen below."""
        app, told, number = shell_of(self), self.SAVED, self.about["number"]
        super().saved(result)
        if told:
            app.tell(told, number=number)


class FittedForm(CaseForm):
    """Its fields are known only when ``fill`` has read what they follow from; keys wait until they are there."""

    def __init__(self, case_id: int = 0, number: str = "", draft: Draft | None = None, **about: Any) -> None:
        super().__init__(case_id, number, draft, **about)
        self._is_there = self._is_fitted = False

    @property
    def is_open(self) -> bool:
        """Whether keys may come: the fields are those that will stay."""
        return self._is_there and self._is_fitted

    @is_open.setter
    def is_open(self, there: bool) -> None:
        self._is_there = there

    def body(self) -> Iterable[Widget]:
        """An empty form, until it is known what to ask."""
        yield Form(self.fields() if self._is_fitted else ())

    def _fill(self, values: Mapping[str, Any]) -> None:
        self._is_fitted = True
        self.run_worker(self._fit(values), group="fit")

    async def _fit(self, values: Mapping[str, Any]) -> None:
        await self.recompose()
        self._blank = self._last = self.form.typed
        super()._fill(values)
        if not self.form.focused_field:
            self.begin()
        self.refresh_title()
        shell_of(self).release_keys()

    def begin(self) -> None:
        """Where the clerk begins: the first field."""
        self.set_focus(next((row.focus_target for row in self.form.rows.values() if row.display), None))

    def unfilled(self, error: DeskError) -> None:
        """What it is about cannot be read: only leaving is left."""
        super().unfilled(error)
        self._is_fitted = True
        shell_of(self).release_keys()


def hands_of(data: Any, entity: str, number: int, steps: int) -> Hands:
    """Who made the last so many changes of a record, by the trail; in a thread."""
    found = data.store.read(lambda reader: hands_since(reader, entity, number, steps))
    return {name: Hand(clerk, at) for name, (clerk, at) in found.items()}


def _show_moment(value: datetime, words: Words) -> str:
    return words.moment(value)
