"""Names of people and companies: how they are cut out of a cell, read aloud, and found again.

The rule of finding, as the search box promises it:

- A name with at least one Chinese character is a *Chinese name*. Its blanks are dropped; it is found by any substring
  of the folded name.
- Every name is also a row of *words*. In a Chinese name each Chinese character is a word (its pinyin without tone, ü as
  v), and so is each run of other letters and figures; in any other name the words are what blanks separate, folded.
  A name is found by a prefix of its words written together from any word on (``vandat`` in ``nguyen van dat``),
  and by a prefix of the initials of all its words (``nvd``, ``zsf``).
- When a name begins with a Chinese character, that character, the surname, is read in all its ways (单 dan, shan,
  chan), the rest as pypinyin reads it alone and as it reads it within the whole name.

So a name matches a folded query without blanks exactly when one of its keys begins with the query.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from typing import Final

from deskapp.errors import Fault
from deskapp.values.text import clean, fold

NAME_LIMIT: Final = 200
KEY_LIMIT: Final = 40
"""Keys are cut at this length; so must be a query before it is compared."""

_SHORT: Final = 4
"""Up to this length the phrase dictionary is asked first, which is faster than cutting the text into phrases."""

_HAN: Final = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_HAS_HAN: Final = re.compile(f"[{_HAN}]")
_ALL_COMMON_HAN: Final = re.compile("[\u4e00-\u9fff]+")
_RUNS: Final = re.compile(rf"[{_HAN}]+|[^\W{_HAN}]+")
_PEOPLE: Final = re.compile(r"[、;；,，]")

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a name sounds: the ways to read it, each a row of words, and the initials of each way, none twice."""

    words: tuple[Words, ...]
    initials: tuple[str, ...]


def split_people(cell: str) -> list[str]:
    """The people that one cell names: ``'张三、李四'`` -> ``['张三', '李四']``; empty parts are none."""
    if _PEOPLE.search(cell) is None:
        return [name] if (name := clean(cell)) else []
    return [name for part in _PEOPLE.split(cell) if (name := clean(part))]


def parse_name(text: str) -> tuple[str | None, Fault | None]:
    """A name as it is kept (``text.clean``); refused when empty or over 200 characters."""
    name = clean(text)
    if not name:
        return None, Fault("name.empty")
    if len(name) > NAME_LIMIT:
        return None, Fault("name.long", {"length": len(name), "limit": NAME_LIMIT})
    return name, None


def is_chinese(name: str) -> bool:
    """Whether a name has a Chinese character, and so is read by pinyin."""
    return _HAS_HAN.search(name) is not None


def fold_name(name: str) -> str:
    """The folded name; blanks are dropped in a Chinese one."""
    if _ALL_COMMON_HAN.fullmatch(name):
        return name
    folded = fold(name)
    return folded.replace(" ", "") if is_chinese(folded) else folded


@lru_cache(maxsize=8192)
def readings(name: str) -> Reading:
    """All readings of a name by the rule of this module; words are folded, pinyin has no tones."""
    return _reading(fold_name(name))


@lru_cache(maxsize=1024)
def _reading(folded: str) -> Reading:
    words = tuple(dict.fromkeys(_read(folded)))
    return Reading(words, tuple(dict.fromkeys(["".join([word[0] for word in row]) for row in words])))


def name_keys(name: str) -> frozenset[str]:
    """All search keys of a name by the rule of this module, at most 40 characters each.

    ``'Nguyễn Văn Đạt'`` -> ``{'nguyenvandat', 'vandat', 'dat', 'nvd'}``; ``'单伟'`` -> ``{'单伟', '伟', 'danwei',
    'shanwei', 'chanwei', 'wei', 'dw', 'sw', 'cw'}``.
    """
    folded = fold_name(name)
    reading = _reading(folded)
    keys = {_tail(row, start) for row in reading.words for start in range(len(row))}
    keys.update(initials[:KEY_LIMIT] for initials in reading.initials)
    if is_chinese(folded):
        keys.update(folded[start : start + KEY_LIMIT] for start in range(len(folded)))
    keys.discard("")
    return frozenset(keys)


def _tail(words: Words, start: int) -> str:
    """The words from ``start`` on in one; no more of them than a key can hold."""
    return "".join(words[start : start + KEY_LIMIT])[:KEY_LIMIT]


def _read(folded: str) -> Iterator[Words]:
    if _ALL_COMMON_HAN.fullmatch(folded):
        surname, given = folded[0], folded[1:]
        givens = _given_readings(surname, given)
        yield from [(first, *rest) for first in _char_readings(surname) for rest in givens]
        return
    if not is_chinese(folded):
        yield tuple(folded.split())
        return
    runs = _RUNS.findall(folded)
    if not is_chinese(folded[0]):
        yield tuple(word for run in runs for word in _run_words(run))
        return
    surname, given = runs[0][0], runs[0][1:]
    after = tuple(word for run in runs[1:] for word in _run_words(run))
    for first, rest in product(_char_readings(surname), _given_readings(surname, given)):
        yield (first, *rest, *after)


def _given_readings(surname: str, given: str) -> set[Words]:
    """How the rest of a name is read: alone, and within the whole name; mostly the same, and then looked up once."""
    whole = surname + given
    if len(whole) <= _SHORT and not _holds_phrase(whole):
        return {tuple(_char_readings(char)[0] for char in given)}
    return {_phrase(given), _phrase(whole)[1:]}


def _run_words(run: str) -> Words:
    return _phrase(run) if is_chinese(run) else (run,)


@lru_cache(maxsize=65_536)
def _phrase(text: str) -> Words:
    """Chinese text as read in its phrases (长江 chang jiang, 行长 hang zhang)."""
    if len(text) <= _SHORT and not _holds_phrase(text):
        return tuple(_char_readings(char)[0] for char in text)
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(text))


def _holds_phrase(text: str) -> bool:
    return not _phrases().isdisjoint([text[span] for span in _spans(len(text))])


@cache
def _spans(length: int) -> tuple[slice, ...]:
    """All parts of a text that are longer than one character."""
    return tuple(slice(i, j) for i in range(length - 1) for j in range(i + 2, length + 1))


@cache
def _phrases() -> frozenset[str]:
    from pypinyin.constants import PHRASES_DICT

    return frozenset(PHRASES_DICT)


@cache
def _char_readings(char: str) -> Words:
    """All readings of one character, the commonest first; a character without a reading stands for itself."""
    from pypinyin import Style, pinyin

    return tuple(dict.fromkeys(pinyin(char, style=Style.NORMAL, heteronym=True)[0]))
