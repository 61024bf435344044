"""The three languages say the same things, and every text that is asked for is there."""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from tests.house.ground import PACKAGE, REPOSITORY, calls, literal, modules, nothing

from deskapp.wiring import sheet_kinds

LANGUAGES = ("zh", "vi", "en")
KEY = re.compile(r"[a-z][a-z0-9_]*(\.[A-Za-z0-9_-]+)+")
SAME_WORDS = REPOSITORY / "tests" / "house" / "same_words.txt"
# Calls whose first text is a key, and keyword arguments that are keys, wherever they stand.
SAYING = {"text", "DeskError", "Fault", "WrongCall"}
KEYWORDS = {"label_key", "code", "title_key", "hint_key", "help_key"}


def entries(language: str) -> Iterator[tuple[str, str, str]]:
    """File name, key and text, as they stand in the files: doubles are seen twice."""
    for path in sorted((PACKAGE / "locale" / language).glob("*.json")):
        pairs: list[tuple[str, str]] = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=list)
        for key, text in pairs:
            yield path.name, key, text


CATALOGUES = {language: {key: text for _, key, text in entries(language)} for language in LANGUAGES}


def places(text: str) -> set[str]:
    return {place for _, place, _, _ in Formatter().parse(text) if place is not None}


def listed_same() -> list[str]:
    lines = SAME_WORDS.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_key_is_said_once(language: str) -> None:
    counted = Counter(key for _, key, _ in entries(language))
    nothing(key for key, times in counted.items() if times > 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_are_flat_and_texts_are_texts(language: str) -> None:
    nothing(
        key
        for _, key, text in entries(language)
        if not KEY.fullmatch(key) or not isinstance(text, str) or not text.strip()
    )


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_language_has_the_same_keys_in_the_same_files(language: str) -> None:
    here, chinese = ({(file, key) for file, key, _ in entries(which)} for which in (language, "zh"))
    nothing(sorted(here ^ chinese))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_language_fills_the_same_places(language: str) -> None:
    chinese = CATALOGUES["zh"]
    nothing(
        key for key, text in CATALOGUES[language].items() if key in chinese and places(text) != places(chinese[key])
    )


def untranslated() -> list[str]:
    """``LANGUAGE KEY`` where the text is the English one although it has words in it."""
    return [
        f"{language} {key}"
        for language in ("zh", "vi")
        for key, text in CATALOGUES[language].items()
        if text == CATALOGUES["en"].get(key) and re.search(r"[^\W\d_]", re.sub(r"\{[^}]*\}", "", text))
    ]


def test_what_is_the_same_in_english_is_meant_to_be() -> None:
    nothing(sorted(set(untranslated()) - set(listed_same())))


def test_the_list_of_same_words_has_nothing_to_spare() -> None:
    nothing(sorted(set(listed_same()) - set(untranslated())))


def asked(path: Path) -> Iterator[tuple[int, str]]:
    """Keys that a file asks for, with their line; of a key that is put together only the beginning, with a ``*``."""
    for called, node in calls(path):
        wanted: list[ast.expr] = [keyword.value for keyword in node.keywords if keyword.arg in KEYWORDS]
        if called in SAYING and node.args:
            wanted.append(node.args[0])
        if called == "Problem" and len(node.args) > 3:
            wanted.append(node.args[3])
        for expression in wanted:
            key = literal(expression)
            if isinstance(expression, ast.JoinedStr):
                key = f"{literal(expression.values[0]) or ''}*"
            if key is not None and KEY.fullmatch(key.replace("*", "any")):
                yield node.lineno, key


def is_said(key: str) -> bool:
    said = CATALOGUES["zh"]
    return key in said if not key.endswith("*") else any(known.startswith(key[:-1]) for known in said)


def test_every_text_asked_for_exists() -> None:
    all_asked = [(str(path.relative_to(PACKAGE)), line, key) for path in modules("src") for line, key in asked(path)]
    assert len(all_asked) > 20
    nothing(f"{file}:{line} {key}" for file, line, key in all_asked if not is_said(key))


def test_every_column_and_choice_of_a_sheet_has_its_word() -> None:
    columns = [column for kind in sheet_kinds().values() for column in kind.layout.columns]
    assert len(columns) > 30
    wanted = {column.label_key for column in columns}
    # a column of words of its own, as those of the checklists, brings them with its data
    own = [(column.own.choices, code) for column in columns if column.own is not None for code in column.choices]
    nothing(code for words, code in own if code not in words)
    listed = (column for column in columns if column.own is None)
    wanted |= {f"{column.choice_key}.{code}" for column in listed for code in column.choices}
    nothing(sorted(wanted - CATALOGUES["zh"].keys()))
