"""What a form asks for: one ``Field`` a column, by kind; parsers come from deskapp.values, words from the catalogue.

    FIELDS = (
        text("name", parse_name, required=True),
        phone("phone", parse_phone_cn),
        choice("category", ("resident", "company"), key="customer.category"),
        lookup("unit", find_units, optional=True),
    )

The name is the column's; its label is ``column.NAME`` and its hint ``hint.KIND`` unless another key is given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

from deskapp.errors import Fault
from deskapp.locale import Words

Kind = Literal["text", "phone", "identity", "day", "money", "area", "choice", "lookup", "secret"]
Parse = Callable[[str], tuple[Any, Fault | None]]
Say = Callable[[Any, Words], str]
MOST_CHARACTERS: Final = 500


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: ``code`` is stored (JSON's types), ``label`` shown, ``note`` tells it from others."""

    code: Any
    label: str
    note: str = ""


Load = Callable[[Any, str], Sequence[Option]]
"""``load(data, text)``: the options that fit what is typed, at most some twenty; runs in a thread."""


def as_typed(text: str) -> tuple[str, Fault | None]:
    """The parser of a free text."""
    return text, None


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a form. ``show`` puts a stored value into the field, ``echo`` says what was understood.

    ``optional`` folds the field away until it is asked for or has a value. ``when``, given what is typed by name, says
    whether there is anything to ask. ``hide`` says how much of a stored number may be seen without a reason: the field
    shows that until it is revealed (``field_row.py``). ``cells`` is the field's width. A label or hint that is no key
    of the catalogue stands for itself, and ``labels`` has the words of codes that the catalogue does not know: an
    office's own words. ``own`` says what a text stands for that no option of the list was taken for.
    """

    name: str
    kind: Kind = "text"
    parse: Parse = as_typed
    label: str = ""
    hint: str = ""
    show: Say = lambda value, _: str(value)
    echo: Say | None = None
    required: bool = False
    optional: bool = False
    cells: int = 28
    most: int = MOST_CHARACTERS
    codes: tuple[str, ...] = ()
    code_key: str = ""
    labels: Mapping[str, str] | None = None
    load: Load | None = None
    when: Callable[[Mapping[str, Any]], bool] | None = None
    hide: Callable[[str], str] | None = None
    own: Callable[[str], Any] | None = None

    @property
    def label_key(self) -> str:
        """The catalogue key of the label."""
        return self.label or f"column.{self.name}"

    @property
    def hint_key(self) -> str:
        """The catalogue key that says how a value may be typed; a kind that needs no hint has no such text."""
        return self.hint or f"hint.{self.kind}"

    @property
    def dom_id(self) -> str:
        """The id of the field's widget: its name in kebab case."""
        return self.name.replace("_", "-")

    def option(self, code: Any, words: Words) -> Option:
        """One of the codes with its word."""
        return Option(code, self.labels[code] if self.labels else words.text(f"{self.code_key}.{code}"))

    def read(self, typed: str) -> tuple[Any, Fault | None]:
        """The value of a text, or what is wrong with it; nothing typed is None, which a required field refuses."""
        if not typed.strip():
            return None, Fault("form.required") if self.required else None
        if len(typed) > self.most:
            return None, Fault("form.too_long", {"most": self.most})
        return self.parse(typed.strip())


def text(name: str, parse: Parse = as_typed, **more: Any) -> Field:
    """A line of text."""
    return Field(name, "text", parse, **more)


def secret(name: str, **more: Any) -> Field:
    """A password or PIN: dots on the screen. It belongs on no form that is kept as a draft."""
    return Field(name, "secret", **_with({"required": True, "cells": 24}, more))


def phone(name: str, parse: Parse, **more: Any) -> Field:
    """A phone number, spaces and country codes welcome."""
    return Field(name, "phone", parse, **_with({"cells": 20}, more))


def identity(name: str, parse: Parse, **more: Any) -> Field:
    """An identity number."""
    return Field(name, "identity", parse, **_with({"cells": 22}, more))


def day(name: str, parse: Parse, **more: Any) -> Field:
    """A day, however people write it; the day understood is told with its weekday."""
    return Field(name, "day", parse, **_with({"cells": 14, "show": _day, "echo": _day_and_weekday}, more))


def money(name: str, parse: Parse, currency: str, **more: Any) -> Field:
    """An amount; what was understood is told at once, in figures and in words."""

    def echo(value: Decimal, words: Words) -> str:
        return say_amount(value, currency, words)

    return Field(name, "money", parse, **_with({"cells": 20, "show": _number, "echo": echo}, more))


def area(name: str, parse: Parse, **more: Any) -> Field:
    """An area in square metres."""
    return Field(name, "area", parse, **_with({"cells": 14, "show": _number, "echo": _area}, more))


def choice(name: str, codes: Sequence[str], key: str, **more: Any) -> Field:
    """One of a few codes, whose words are ``KEY.CODE``: by number, by the first letters or from a list (F4)."""
    return Field(name, "choice", codes=tuple(codes), code_key=key, **_with({"cells": 20}, more))


def chosen(name: str, labels: Mapping[str, str], **more: Any) -> Field:
    """One of a few codes with words of their own."""
    return Field(name, "choice", codes=tuple(labels), labels=labels, **_with({"cells": 20}, more))


def lookup(name: str, load: Load, **more: Any) -> Field:
    """One of many records, found as the clerk types. A stored value is given to the form as an ``Option``."""
    return Field(name, "lookup", load=load, **more)


def _with(usual: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    return {**usual, **told}


def _day(value: date, words: Words) -> str:
    return words.day(value)


def _day_and_weekday(value: date, words: Words) -> str:
    return f"{words.day(value)} {words.text(f'weekday.{value.weekday()}')}"


def _number(value: Decimal, words: Words) -> str:
    return words.number(value)


def say_amount(value: Decimal, currency: str, words: Words) -> str:
    """An amount as it was understood: in figures, and in words, in which a zero too many is heard."""
    from deskapp.values.money_words import money_in_words

    return f"{words.money(value, currency)}  {money_in_words(value, currency, words.language)}"


def _area(value: Decimal, words: Words) -> str:
    return words.area(value)
