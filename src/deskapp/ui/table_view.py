"""What a list shows, in words and by questions: filters, order, and filters saved under a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from deskapp.settings import SavedView
from deskapp.ui.columns import Column
from deskapp.ui.dialogs import AskText, Choose
from deskapp.ui.fields import Option
from deskapp.ui.lines import Lines
from deskapp.ui.source import Source

MOST_SAVED = 9


class ViewChooser(Lines):
    """The part of a list that asks what to show; the list gives ``source``, ``view`` and ``show_view``."""

    source: Source
    view: SavedView

    def show_view(self, view: SavedView) -> None:
        """Another filter or order."""

    def save_views(self, views: tuple[SavedView, ...]) -> None:
        """Keep the saved filters."""

    def jump(self, prefix: str) -> None:
        """Go to the first row that begins so."""

    @property
    def saved_views(self) -> tuple[SavedView, ...]:
        """The saved filters."""
        return ()

    def sort_column(self) -> Column | None:
        """The column that the rows are ordered by."""
        columns = self.source.columns
        named = next((column for column in columns if column.name == self.view.sort), None)
        return named or next((column for column in columns if column.sortable), None)

    def view_words(self) -> str:
        """The filter and the order, in words."""
        filters = self.glyphs.dot.join(f" {self._filter_words(name, value)} " for name, value in self.view.filters)
        told = self.words.text("table.filtered", filters=filters.strip()) if filters else self.words.text("table.all")
        if self.view.name:
            told = f"{self.view.name}  {told}"
        sort = self.sort_column()
        order = self.words.text("table.sorted", column=self._label(sort)) if sort else ""
        return f"{told} {self.glyphs.dot} {order}" if order else told

    def _filter_words(self, name: str, value: str) -> str:
        column = next((column for column in self.source.columns if column.name == name), None)
        if column is None:
            return f"{name}={value}"
        word = self.words.text(f"{column.choice_key}.{value}") if value in column.choices else value
        return f"{self._label(column)}={word}"

    def _label(self, column: Column) -> str:
        return self.words.text(column.label_key)

    def action_choose(self) -> None:
        """F4: saved filters first, then what else can be asked of the list."""
        options: list[tuple[Option, Callable[[], Any]]] = [
            (Option(index, view.name), partial(self.show_view, view)) for index, view in enumerate(self.saved_views)
        ]
        for column in self.source.columns:
            if column.filterable:
                label = self.words.text("table.filter_by", column=self._label(column))
                options.append((Option(f"filter.{column.name}", label), partial(self._ask_filter, column)))
        for column in self.source.columns:
            if column.sortable:
                label = self.words.text("table.sort_by", column=self._label(column))
                options.append((Option(f"sort.{column.name}", label), partial(self._sort, column)))
        if self.view.filters:
            options.append((Option("all", self.words.text("table.show_all")), self._show_all))
            if len(self.saved_views) < MOST_SAVED:
                options.append((Option("save", self.words.text("table.save_view")), self._ask_name))
        if self.saved_views:
            options.append((Option("forget", self.words.text("table.forget_view")), self._ask_forget))
        self._ask(Choose("table.choose", [option for option, _ in options]), options)

    def _ask(self, question: Choose, options: Sequence[tuple[Option, Callable[[], Any]]]) -> None:
        def answered(answer: Option | None) -> None:
            if answer is not None:
                next(act for option, act in options if option is answer)()

        self.app.push_screen(question, answered)

    def _show_all(self) -> None:
        self.show_view(replace(self.view, name="", filters=()))

    def _sort(self, column: Column) -> None:
        """By that column; by the same one again, the other way round."""
        sort = self.sort_column()
        again = sort is not None and sort.name == column.name
        self.show_view(replace(self.view, name="", sort=column.name, descending=again and not self.view.descending))

    def _ask_filter(self, column: Column) -> None:
        values = {"column": self._label(column)}
        if column.choices:
            options = [Option(code, self.words.text(f"{column.choice_key}.{code}")) for code in column.choices]

            def chosen(answer: Option | None) -> None:
                if answer is not None:
                    self._filter(column, answer.code)

            self.app.push_screen(Choose("table.filter_by", options, values=values), chosen)
        else:
            question = AskText("table.filter_title", values=values)
            self.app.push_screen(question, lambda text: self._filter(column, text) if text else None)

    def _filter(self, column: Column, value: str) -> None:
        others = tuple(told for told in self.view.filters if told[0] != column.name)
        self.show_view(replace(self.view, name="", filters=(*others, (column.name, value))))

    def _ask_name(self) -> None:
        def named(name: str | None) -> None:
            if name:
                view = replace(self.view, name=name)
                self.save_views((*self.saved_views, view))
                self.view = view
                self.refresh()

        self.app.push_screen(AskText("table.view_name"), named)

    def _ask_forget(self) -> None:
        options = [(Option(view.name, view.name), partial(self._forget, view)) for view in self.saved_views]
        self._ask(Choose("table.forget_title", [option for option, _ in options]), options)

    def _forget(self, gone: SavedView) -> None:
        self.save_views(tuple(view for view in self.saved_views if view is not gone))

    def action_jump(self) -> None:
        """Ask how the row begins."""
        sort = self.sort_column()
        if sort is not None:
            question = AskText("table.jump_title", values={"column": self._label(sort)})
            self.app.push_screen(question, lambda text: self.jump(text) if text else None)
