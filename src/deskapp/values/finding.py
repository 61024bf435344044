"""Finding by what people type: the keys of names, numbers and codes, the words of a query, and what matches what.

Keys and matches are two sides of one rule. Keys find candidates in the key table and begin with the letter of their
class, so that a tail of a phone is never taken for a room; matches look at the record itself and have the last word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, groupby
from typing import Final
from unicodedata import normalize

from deskapp.values.names import KEY_LIMIT, fold_name, is_chinese, readings
from deskapp.values.rooms import fold_code, parse_unit_code, room_keys, unit_code
from deskapp.values.text import clean, fold

EQUAL, PREFIX, REST = range(3)
"""How well a word matches, in the order of results."""

BEGINS: Final = "a"
"""Key of a whole name, its reading or initials, or of a whole code: a query may be its beginning."""
INSIDE: Final = "b"
"""Key from within a name, or of the last parts of a code."""
JOINED: Final = "c"
"""Key of the last parts of a code without dashes, which may be the room of another entrance: ``1501`` for 1-501."""
BARE: Final = "n"
"""Key of a number that is kept with other signs than letters and figures."""
TAIL: Final = "t"
"""Key of the end of a number, written backwards."""

TAIL_SHORTEST: Final = 4
TAIL_KEPT: Final = 8
_QUERY_LIMIT: Final = 400
_NOT_IN_NUMBER: Final = re.compile(r"[^0-9A-Z]")
_BETWEEN_FIGURES: Final = re.compile(r"[\s.\-·/()_‐‑–—−]+")
_ABROAD: Final = re.compile(r"^(?:\+|00(?=8[46]\d{9}))(86|84)")
_NUMBER: Final = re.compile(r"(?a)(?=.*\d)[0-9A-Z]+")
_OWN_NUMBER: Final = re.compile(r"(?a)([A-Z]{1,6})-?(\d{4})?(\d{4})-(\d{1,9})")
_COMMON_HAN: Final = re.compile("[\u4e00-\u9fff]+")
_FIGURES: Final = re.compile(r"\d+")
_FIGURES_ONLY: Final = re.compile(r"[\W\d_]+")
_SHEET_FIRST: Final = re.compile(r"\bto (?:ban do )?(?:so )?(\w+)\W+thua (?:dat )?(?:so )?(\w+)")
_PARCEL_FIRST: Final = re.compile(r"\bthua (?:dat )?(?:so )?(\w+)\W+to (?:ban do )?(?:so )?(\w+)")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a query by all that it may be: a name, a number (bare, '' when it is none), codes of a unit."""

    text: str
    name: str
    number: str
    codes: frozenset[str]

    @property
    def is_han(self) -> bool:
        """Whether it is written in Chinese characters alone, which no reading has in it."""
        return bool(_COMMON_HAN.fullmatch(self.name))


def parse_query(text: str) -> list[tuple[Word, ...]]:
    """The ways to cut a query into words: as one word, at its blanks, and at its blanks with figures together.

    ``'zsf 3 2 1501'`` is ``zsf321501``, four words, or ``zsf`` and ``321501``. Empty where nothing can match.
    """
    text = clean(text)
    if len(text) > _QUERY_LIMIT:
        return []
    parts = text.split()
    runs = [
        " ".join(run) if figures else part for figures, run in _runs(parts) for part in run[: 1 if figures else None]
    ]
    cuts = (tuple({word.name: word for part in cut if (word := _word(part))}.values()) for cut in ([text], parts, runs))
    return [cut for cut in dict.fromkeys(cuts) if cut]


def _runs(parts: Iterable[str]) -> list[tuple[bool, list[str]]]:
    return [(is_run, list(run)) for is_run, run in groupby(parts, lambda part: bool(_FIGURES_ONLY.fullmatch(part)))]


def _word(text: str) -> Word | None:
    name = fold(text).replace(" ", "")
    return Word(text, name, _query_number(text), unit_codes(text)) if name else None


def own_numbers(text: str, prefix: str, years: Iterable[int]) -> list[str]:
    """The numbers of one of our series that a text may stand for: ``KH-20261122-0007``, without its year ``KH1122-7``.

    The prefix is always said: a day and a number alone may be a room.
    """
    found = _OWN_NUMBER.fullmatch(_BETWEEN_FIGURES.sub("-", normalize("NFKC", clean(text))).upper())
    if found is None or found[1] != prefix:
        return []
    days = [f"{found[2]}{found[3]}"] if found[2] else [f"{year}{found[3]}" for year in years]
    return [f"{prefix}-{day}-{int(found[4]):04}" for day in days]


def bare_number(number: str) -> str:
    """The letters and figures of a phone or document number, in capitals."""
    if number.isascii() and number.isalnum() and number == number.upper():
        return number  # most of them
    return _NOT_IN_NUMBER.sub("", number if number.isascii() else normalize("NFKC", number).upper()).upper()


def _query_number(text: str) -> str:
    bare = _BETWEEN_FIGURES.sub("", normalize("NFKC", text)).upper()
    bare = _ABROAD.sub(lambda match: "0" if match[1] == "84" else "", bare).removeprefix("+")
    return bare if _NUMBER.fullmatch(bare) else ""


@lru_cache(maxsize=65_536)
def keys_of_name(name: str) -> frozenset[str]:
    """Keys of a person's or company's name: those from its beginning, and those from within."""
    folded = fold_name(name)
    reading = readings(folded)
    starts, inside = set(reading.initials), set()
    for row in reading.words:
        tail = ""
        for word in reversed(row):
            tail = word + tail
            inside.add(tail)
        starts.add(tail)
    if is_chinese(folded):
        starts.add(folded)
        inside.update([folded[place:] for place in range(1, len(folded))])
    starts.discard("")
    begins = {key[:KEY_LIMIT] for key in starts}
    within = {key[:KEY_LIMIT] for key in inside} - begins
    return frozenset(chain(map(BEGINS.__add__, begins), map(INSIDE.__add__, within)))


def keys_of_number(number: str) -> set[str]:
    """Keys of a phone or document number; its beginning is found by the index of its own table."""
    bare = bare_number(number)
    keys = {TAIL + bare[: -TAIL_KEPT - 1 : -1]} if len(bare) >= TAIL_SHORTEST else set()
    if bare != number:
        keys.add(BARE + bare)
    return keys


def keys_of_unit(building: str, entrance: str, room: str, *others: str) -> set[str]:
    """Keys of a unit by its code and its other numbers (sale, surveyed, door): whole forms, and tails."""
    keys = _code_keys(building, entrance, room)
    for other in filter(None, others):
        keys |= _code_keys("", "", other)
    return keys


def keys_of_parcel(commune: str, map_sheet: str, parcel: str) -> set[str]:
    """Keys of a parcel: commune, sheet and parcel with and without dashes, and its tails."""
    return _code_keys(commune, map_sheet, parcel)


def _code_keys(*parts: str) -> set[str]:
    whole = fold_code("-".join(filter(None, parts)))
    starts = {whole, whole.replace("-", "")} - {""}
    tails = room_keys(*parts) - starts
    inside = {tail for tail in tails if whole.endswith("-" + tail)}
    return {
        *(BEGINS + key for key in starts),
        *(INSIDE + key for key in inside),
        *(JOINED + key for key in tails - inside),
    }


def unit_codes(text: str) -> frozenset[str]:
    """The folded codes that a written unit number may stand for."""
    codes = {fold_code(text)}
    # figures without a sign between them are found by the joined keys
    if not _FIGURES.fullmatch(text) and any(char.isdigit() for char in text):
        for place in parse_unit_code(text):
            codes.add(fold_code(unit_code(place.building, place.entrance or "", place.room)))
    return frozenset(codes - {""})


def parcel_codes(text: str) -> frozenset[str]:
    """The folded codes that a written parcel may stand for: ``12/345``, ``012-345``, ``thửa 345, tờ 12``."""
    code = fold_code(_PARCEL_FIRST.sub(r"\2 \1", _SHEET_FIRST.sub(r"\1 \2", fold(text))))
    *commune, sheet, parcel = ["", *code.split("-")]
    if not sheet:
        return frozenset({code} - {""})
    bare = "-".join([*filter(None, commune), *(part.lstrip("0") or "0" for part in (sheet, parcel))])
    return frozenset({code, bare})


def match_name(word: str, name: str) -> int | None:
    """How a folded word without blanks matches a name: EQUAL, PREFIX, REST, or None."""
    if len(word) > KEY_LIMIT:
        return _match_long(word, name)
    if _COMMON_HAN.fullmatch(word):
        # no reading has such a character in it
        folded = fold_name(name)
        return (EQUAL if folded == word else PREFIX if folded.startswith(word) else REST) if word in folded else None
    keys = keys_of_name(name)
    if BEGINS + word in keys:
        return EQUAL
    begins = [key[0] for key in keys if key.startswith(word, 1)]
    return None if not begins else PREFIX if BEGINS in begins else REST


def _match_long(word: str, name: str) -> int | None:
    """The same beyond the length of keys."""
    folded = fold_name(name)
    reading = readings(folded)
    starts = (
        {"".join(row) for row in reading.words} | set(reading.initials) | ({folded} if is_chinese(folded) else set())
    )
    if any(start.startswith(word) for start in starts):
        return EQUAL if word in starts else PREFIX
    inside = is_chinese(folded) and word in folded
    inside = inside or any("".join(row[n:]).startswith(word) for row in reading.words for n in range(1, len(row)))
    return REST if inside else None


def match_number(word: str, number: str) -> int | None:
    """How a bare number matches one that is kept: EQUAL, PREFIX, REST (a tail of four or more signs), or None."""
    bare = bare_number(number)
    if not word or not bare:
        return None
    if bare.startswith(word):
        return EQUAL if bare == word else PREFIX
    return REST if len(word) >= TAIL_SHORTEST and bare.endswith(word) else None


def match_code(codes: frozenset[str], keys: Iterable[str]) -> int | None:
    """How codes match the keys of a unit or parcel: EQUAL, PREFIX, REST, or None.

    A unit is said by its room: a tail of its code stands with the beginnings of other things, a joined one below.
    """
    letter = min((key[0] for key in keys if key[1:] in codes), default=None)
    return None if letter is None else (BEGINS, INSIDE, JOINED).index(letter)


def as_typed(text: str) -> str:
    """A name or query with its tones and characters, letter case and blanks apart: the one within the other or not."""
    return text.lower().replace(" ", "")
