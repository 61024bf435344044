"""Legal news for everybody who wants its tag: written once, queued for each in the way that reaches them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from textual import on
from textual.widget import Widget

from deskapp.casework.screens.facts import Facts
from deskapp.desks.intake.actions_care import NewsDraft, count_interested, send_news
from deskapp.locale import LANGUAGES
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field, Option
from deskapp.ui.form import Form
from deskapp.ui.form_screen import FormScreen
from deskapp.ui.lines import shell_of
from deskapp.values.text import fold


class NewsForm(FormScreen[int]):
    """Dismisses with how many it goes to; the outbox sends it, or a clerk by hand."""

    FORM = "news"
    TITLE_KEY = "news_form.title"
    TOPIC = "news_form"

    def __init__(self, draft: Draft | None = None) -> None:
        super().__init__(draft=draft)
        self._tags: dict[str, int] = {}

    def body(self) -> Iterable[Widget]:
        """The form, and to how many it would go."""
        yield from super().body()
        yield Facts()

    def fields(self) -> Sequence[Field]:
        """The tag, then subject and text in each language that the office writes."""
        texts: list[Field] = []
        for language in LANGUAGES:
            folded: dict[str, Any] = {"optional": language != self.words.language, "cells": 46}
            name = self.text(f"language.{language}")
            texts += [
                fields.text(f"subject_{language}", label=self.text("news_form.subject", language=name), **folded),
                fields.text(
                    f"body_{language}", label=self.text("news_form.body", language=name), most=10_000, **folded
                ),
            ]
        return (
            fields.lookup("tag", self._offer, required=True, cells=30, label="news_form.tag"),
            *texts,
        )

    def _offer(self, data: Any, text: str) -> Sequence[Option]:
        """Tags that somebody wants, with how many."""
        del data
        wanted = fold(text)
        return [
            Option(tag, tag, self.text("news_form.readers", count=count))
            for tag, count in self._tags.items()
            if wanted in fold(tag)
        ]

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Which tags are wanted, and by how many."""
        self._tags = data.store.read(count_interested)
        return {}

    def filled(self) -> None:
        """With nobody to write to there is nothing to write."""
        self._count()

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Queue it."""
        draft = NewsDraft(
            values["tag"],
            {language: values[f"subject_{language}"] or "" for language in LANGUAGES},
            {language: values[f"body_{language}"] or "" for language in LANGUAGES},
        )
        count: int = data.write("news.send", lambda work: send_news(work, draft), shell_of(self).now())
        return count

    def refused(self, error: Any) -> None:
        """Subject and text are asked in the clerk's language first."""
        if error.field in ("subject", "body"):
            error.field = f"{error.field}_{self.words.language}"
        super().refused(error)

    def saved(self, result: int) -> None:
        """Say to how many it goes."""
        app = shell_of(self)
        super().saved(result)
        app.tell("news_form.saved", count=result)

    @on(Form.Changed)
    def _count(self) -> None:
        tag = self.form.rows["tag"].typed[0]
        if not self._tags:
            self.query_one(Facts).show([(self.text("news_form.nobody"), "muted")])
        elif tag in self._tags:
            self.query_one(Facts).show([(self.text("news_form.goes_to", count=self._tags[tag]), "strong")])
        else:
            self.query_one(Facts).show([("  ".join(f"{name} {count}" for name, count in self._tags.items()), "muted")])
