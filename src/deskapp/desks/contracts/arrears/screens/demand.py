"""Asking many buyers at once for what is late: by when, a sentence more, letters too; to how many is said before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from textual.widget import Widget

from deskapp.casework.screens.facts import Facts
from deskapp.casework.screens.finding import NOWHERE, find_project_ids
from deskapp.desks.contracts.arrears.queries import ChaseFilter
from deskapp.desks.contracts.arrears.screens.bulk import preview_lines, print_all, progress_on, tell_all
from deskapp.desks.contracts.notices.actions import NoticeDraft, make_notice
from deskapp.desks.contracts.notices.queries import Preview, find_late, preview
from deskapp.errors import DeskError
from deskapp.locale import LANGUAGES
from deskapp.store.base import record_id
from deskapp.store.work import Reader
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field
from deskapp.ui.form_screen import FormScreen
from deskapp.ui.lines import shell_of
from deskapp.ui.reading import read_typed_day
from deskapp.values.rooms import strip_building

YES_NO = ("no", "yes")


class DemandForm(FormScreen[int]):
    """Dismisses with the notice; ``about`` holds what is asked for, the deals that were marked, the list's filter."""

    FORM: ClassVar[str] = "notice.demand"
    TOPIC = "demand_form"

    def __init__(
        self,
        about: str = "money",
        deals: Sequence[int] = (),
        filters: Mapping[str, str] | None = None,
        draft: Draft | None = None,
    ) -> None:
        super().__init__({"about": about, "deals": list(deals), "filters": dict(filters or {})}, draft)
        self.found: Preview | None = None

    def title_text(self) -> str:
        """Money, or which formality."""
        return self.text("demand_form.title", what=self.text(f"chase_about.{self.about['about']}"))

    def body(self) -> Iterable[Widget]:
        """The form, and what it would come to."""
        yield from super().body()
        yield Facts()

    def fields(self) -> Sequence[Field]:
        """Nothing has to be typed; a sentence is added in the language that it is written in."""
        return (
            fields.day("answer_by", self._read_day, label="demand_form.pay_by", hint="demand_form.hint_pay_by"),
            fields.choice("letters", YES_NO, "notice_form.letters_are", label="notice_form.letters"),
            *(
                fields.text(
                    f"text_{language}",
                    cells=36,
                    most=2_000,
                    label=self.text("demand_form.sentence", language=self.text(f"language.{language}")),
                    optional=language != self.words.language,
                )
                for language in (self.words.language, *(one for one in LANGUAGES if one != self.words.language))
            ),
        )

    def _read_day(self, text: str) -> Any:
        return read_typed_day(text, self.words.language, self.today)

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Whom it goes to."""
        today, about = self.today, str(self.about["about"])

        def read(reader: Reader) -> Preview:
            deals = list(self.about["deals"]) or find_late(reader, today, about, self._filter(reader))
            return preview(reader, deals, about, today)

        self.found = data.store.read(read)
        return {"letters": "no"}

    def _filter(self, reader: Reader) -> ChaseFilter:
        """What the list was narrowed to."""
        filters: Mapping[str, str] = self.about["filters"]
        project, building = filters.get("project", ""), filters.get("building", "")
        known = find_project_ids(reader, project) if project else []
        names = ("payer_class", "department", "bucket", "asked")
        chosen: dict[str, Any] = {name: filters.get(name, "") for name in names}
        return ChaseFilter(
            (known[0] if known else NOWHERE) if project else None,
            strip_building(building) if building else "",
            **chosen,
        )

    def filled(self) -> None:
        """It is said before it is done."""
        if self.found is not None:
            self.query_one(Facts).show(preview_lines(self.found, self.words))

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Make the notice, tell them, print where letters are wanted."""
        found, app = self.found, shell_of(self)
        if found is None or not found.deals:
            raise DeskError("notice_form.goes_to_nobody")
        texts: dict[str, str] = {language: values[f"text_{language}"] or "" for language in LANGUAGES}
        whom = {"filters": dict(self.about["filters"]), "deals": list(self.about["deals"])}
        draft = NoticeDraft("overdue", None, {}, texts, str(self.about["about"]), values["answer_by"], whom)
        notice: int = data.write("notice.make", lambda work: record_id(make_notice(work, draft)), app.now())
        tell_all(data, notice, found.deal_ids, app.now, progress_on(self, found.deals))
        if values["letters"] == "yes":
            print_all(data, notice, found.deal_ids, app.settings.counter, app.now)
        return notice

    def saved(self, result: int) -> None:
        """Say to how many it goes."""
        app, count = shell_of(self), self.found.deals if self.found is not None else 0
        super().saved(result)
        app.tell("notice_form.saved", count=count)
