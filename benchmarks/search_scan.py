"""What a query should find, by a scan of every record; it imports nothing from the program, so that both can be wrong.

The rule: a customer matches if the folded query is a substring of the name (Chinese), or a prefix at any word
(Vietnamese and pinyin, blanks optional); a prefix of the initials under any reading of the name; a prefix, or a tail
of 4 or more digits, of a phone or a document number. A unit or parcel matches by any written form or tail of its
number. Several words: each must match the same customer, one of them may be a unit in which the customer owns or
lives; figures that stand together may be one number. Folding: NFKC, lower case, no tones, đ as d, blanks dropped for
Chinese; pinyin in full and initials under all readings of the first character and phrase readings of the rest; digits
only for numbers (and the letters of a document). What was merged into a customer is the customer's.
"""

from __future__ import annotations

import re
import sqlite3
from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from unicodedata import category, normalize

from pypinyin import Style, lazy_pinyin, pinyin

Key = tuple[str, int]

HAN = "[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
TOKENS = re.compile(rf"{HAN}+|(?:(?!{HAN})[^\W_])+")


def fold(text: str) -> str:
    """NFKC, lower case, no tones, đ as d, single blanks."""
    bare = "".join(char for char in normalize("NFD", normalize("NFKC", text).lower()) if category(char) != "Mn")
    return " ".join(bare.replace("đ", "d").split())


@cache
def name_forms(name: str) -> tuple[str, ...]:
    """Everything of which a query may be a prefix: the name from any word on, and its initials, in every reading."""
    folded = fold(name)
    rows = list(readings(folded.replace(" ", ""))) if re.search(HAN, folded) else [folded.split()]
    forms = {"".join(row[start:]) for row in rows for start in range(len(row))}
    return tuple(forms | {"".join(word[0] for word in row) for row in rows})


def readings(folded: str) -> Iterator[list[str]]:
    """The ways to read a name with Chinese characters, as rows of words."""
    runs = TOKENS.findall(folded)
    if not re.match(HAN, folded):
        yield [word for run in runs for word in run_words(run)]
        return
    rest = [word for run in runs[1:] for word in run_words(run)]
    for first in pinyin(runs[0][0], style=Style.NORMAL, heteronym=True)[0]:
        yield [first, *lazy_pinyin(runs[0][1:]), *rest]
        yield [first, *lazy_pinyin(runs[0])[1:], *rest]


def run_words(run: str) -> list[str]:
    return list(lazy_pinyin(run)) if re.match(HAN, run) else [run]


def number_form(number: str) -> str:
    return re.sub("[^0-9A-Z]", "", normalize("NFKC", number).upper())


def number_word(word: str) -> str:
    bare = re.sub(r"[\s.\-·/()+_]", "", normalize("NFKC", word)).upper()
    return bare if re.fullmatch("(?=.*[0-9])[0-9A-Z]+", bare) else ""


def code_word(text: str) -> str:
    """A written number of a unit or parcel with dashes between its parts."""
    folded = fold(text)
    folded = re.sub(r"thua (?:dat )?(?:so )?(\w+)\W+to (?:ban do )?(?:so )?(\w+)", r"\2-\1", folded)
    folded = re.sub(r"\bto (?:ban do )?(?:so )?(\w+)\W+thua (?:dat )?(?:so )?(\w+)", r"\1-\2", folded)
    folded = re.sub("号楼|[栋幢座#]|单元", "-", re.sub(r"(?<=\d)[室房号]$", "", folded))
    return re.sub(r"[\s.·/,-]+", "-", folded).strip("-")


def code_forms(*parts: str) -> set[str]:
    """A number in full and its tails, with dashes and without."""
    places = code_word("-".join(filter(None, parts))).split("-")
    tails = [places[start:] for start in range(len(places))]
    return {form for tail in tails for form in ("-".join(tail), "".join(tail))}


class Lines:
    """Many short texts in one, each with the number of its record."""

    def __init__(self, pairs: Iterable[tuple[int, str]]) -> None:
        self.starts, self.ids = array("q"), array("q")
        texts, at = [], 0
        for number, text in pairs:
            self.starts.append(at)
            self.ids.append(number)
            texts.append(text)
            at += len(text) + 1
        self.text = "\n" + "\n".join(texts) + "\n"

    def find(self, needle: str) -> set[int]:
        """Records with a line that holds ``needle``, in which a line break stands for the line's beginning or end."""
        found: set[int] = set()
        text, starts, at = self.text, self.starts, 0
        while (at := text.find(needle, at)) >= 0:
            found.add(self.ids[bisect_right(starts, at - (not needle.startswith("\n"))) - 1])
            at += 1
        return found


class Scan:
    """All records of a database as the rule sees them; ``today`` as ISO."""

    def __init__(self, database: Path, today: str) -> None:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            run = connection.execute
            above = dict(run("SELECT id, merged_into FROM customer WHERE merged_into IS NOT NULL"))

            def root(number: int) -> int:
                while number in above:
                    number = above[number]
                return number

            named = run("SELECT id, name FROM customer UNION ALL SELECT customer_id, name FROM customer_name")
            names = [(root(number), name) for number, name in named]
            numbers = [
                (root(number), number_form(text))
                for table in ("customer_phone", "customer_document")
                for number, text in run(f"SELECT customer_id, number FROM {table}")
            ]
            self.units: dict[str, set[int]] = defaultdict(set)
            self.parcels: dict[str, set[int]] = defaultdict(set)
            for number, *parts in run(
                "SELECT unit.id, building.code, entrance, room FROM unit JOIN building ON building.id = building_id"
            ):
                for form in code_forms(*parts):
                    self.units[form].add(number)
            for number, *parts in run("SELECT id, commune, map_sheet, parcel FROM parcel"):
                for form in code_forms(*parts):
                    self.parcels[form].add(number)
            self.people: dict[int, set[int]] = defaultdict(set)
            for unit, customer in run(
                "SELECT unit_id, customer_id FROM unit_person WHERE until IS NULL OR until > ?", (today,)
            ):
                self.people[unit].add(root(customer))
        self.chinese = Lines((n, fold(name).replace(" ", "")) for n, name in names if re.search(HAN, fold(name)))
        self.words = Lines((n, form) for n, name in names for form in name_forms(name))
        self.numbers = Lines(numbers)

    def find(self, text: str) -> set[Key]:
        """Kind and id of everything that a query should find."""
        whole, parts = code_word(text), text.split()
        found = {("unit", n) for n in self.units.get(whole, ())} | {("parcel", n) for n in self.parcels.get(whole, ())}
        for cut in ([text], parts, joined(parts)):
            if fold(text):
                found |= {("customer", n) for n in self._customers(cut)}
        return found

    def _customers(self, words: list[str]) -> set[int]:
        by_self = [self._by_self(word) for word in words]
        if len(words) == 1:
            return by_self[0]
        found = set.intersection(*by_self)
        for place, word in enumerate(words):
            home = set().union(*(self.people[unit] for unit in self.units.get(code_word(word), ())))
            found |= home.intersection(*by_self[:place], *by_self[place + 1 :])
        return found

    def _by_self(self, word: str) -> set[int]:
        folded = fold(word).replace(" ", "")
        found = self.chinese.find(folded) | self.words.find("\n" + folded)
        number = number_word(word)
        if number:
            found |= self.numbers.find("\n" + number)
        if len(number) >= 4:
            found |= self.numbers.find(number + "\n")
        return found


def joined(parts: list[str]) -> list[str]:
    """The words with figures that stand together as one."""
    runs: list[str] = []
    for part in parts:
        figures = bool(re.fullmatch(r"[\W\d_]+", part))
        if figures and runs and re.fullmatch(r"[\W\d_]+", runs[-1]):
            runs[-1] += " " + part
        else:
            runs.append(part)
    return runs
