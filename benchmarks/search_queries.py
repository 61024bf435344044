"""Queries made from records by a rule per kind of key: single words, two words, and near misses."""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from unicodedata import category, normalize

from pypinyin import Style, lazy_pinyin, pinyin

HAN = re.compile("[\u4e00-\u9fff]")
DIGITS = "0123456789"


@dataclass(frozen=True)
class Seen:
    """What a clerk may have before them of one record; parts that it lacks are empty."""

    name: str
    phone: str = ""
    document: str = ""
    home: str = ""
    parcel: str = ""


Rule = Callable[[Seen, random.Random], str]


def _bare(text: str) -> str:
    """Without tones."""
    marks = "".join(char for char in normalize("NFD", text) if category(char) != "Mn")
    return marks.replace("đ", "d").replace("Đ", "D")


def _is_chinese(seen: Seen) -> bool:
    return bool(HAN.match(seen.name)) and all(map(HAN.match, seen.name))


def _syllables(seen: Seen) -> list[str]:
    return list(lazy_pinyin(seen.name)) if _is_chinese(seen) else []


def _words(seen: Seen) -> list[str]:
    return [] if HAN.search(seen.name) else seen.name.split()


def _cut(text: str, rng: random.Random, least: int) -> str:
    return text[: rng.randint(least, len(text))] if len(text) > least else ""


def _tail(text: str, rng: random.Random) -> str:
    return text[-rng.randint(4, 7) :] if len(text) >= 8 else ""


def _inside(text: str, rng: random.Random) -> str:
    start = rng.randrange(1, len(text)) if len(text) > 2 else 0
    return text[start : start + rng.randint(2, 4)]


def _other_reading(seen: Seen, rng: random.Random) -> str:
    if not _is_chinese(seen):
        return ""
    firsts = pinyin(seen.name[0], style=Style.NORMAL, heteronym=True)[0]
    return "".join([rng.choice(firsts), *_syllables(seen)[1:]]) if len(firsts) > 1 else ""


def _spaced(number: str) -> str:
    return f"{number[:3]} {number[3:7]} {number[7:]}" if len(number) == 11 else ""


def _room(seen: Seen, form: str) -> str:
    parts = seen.home.split("-")
    return form.format(*parts) if len(parts) == 3 and parts[0].isdigit() else ""


def _parcel(seen: Seen, form: str) -> str:
    return form.format(*seen.parcel.split("|")) if seen.parcel else ""


SINGLE: dict[str, Rule] = {
    "name": lambda seen, _: seen.name,
    "name, no tones": lambda seen, _: _bare(seen.name).lower(),
    "name, decomposed": lambda seen, _: normalize("NFD", seen.name),
    "characters inside": lambda seen, rng: _inside(seen.name, rng) if HAN.search(seen.name) else "",
    "pinyin": lambda seen, _: "".join(_syllables(seen)),
    "pinyin with blanks": lambda seen, _: " ".join(_syllables(seen)),
    "pinyin, beginning": lambda seen, rng: _cut("".join(_syllables(seen)), rng, 5),
    "pinyin, given name": lambda seen, _: "".join(_syllables(seen)[1:]),
    "pinyin, other reading": _other_reading,
    "initials": lambda seen, _: "".join(word[0] for word in _syllables(seen)),
    "initials, other reading": lambda seen, _: "".join(
        pinyin(char, style=Style.FIRST_LETTER, heteronym=not n)[0][-1]
        for n, char in enumerate(seen.name if _is_chinese(seen) else "")
    ),
    "words from within": lambda seen, _: " ".join(_words(seen)[1:]),
    "words without blanks": lambda seen, _: _bare("".join(_words(seen)[:3])).lower(),
    "last word, no tones": lambda seen, _: _bare(_words(seen)[-1]).lower() if len(_words(seen)) > 1 else "",
    "initials of words": lambda seen, _: _bare("".join(word[0] for word in _words(seen))).lower(),
    "phone": lambda seen, _: seen.phone,
    "phone with blanks": lambda seen, _: _spaced(seen.phone),
    "phone, beginning": lambda seen, rng: _cut(seen.phone, rng, 5),
    "phone, tail": lambda seen, rng: _tail(seen.phone, rng),
    "document": lambda seen, _: seen.document,
    "document, small letters": lambda seen, _: seen.document.lower() if seen.document[-1:] == "X" else "",
    "document, beginning": lambda seen, rng: _cut(seen.document, rng, 7),
    "document, tail": lambda seen, rng: _tail(seen.document, rng),
    "unit": lambda seen, _: seen.home,
    "unit with blanks": lambda seen, _: _room(seen, "{} {} {}"),
    "unit with dots": lambda seen, _: _room(seen, "{}.{}.{}"),
    "unit in figures": lambda seen, _: _room(seen, "{}{}{}"),
    "unit in words": lambda seen, rng: _room(seen, rng.choice(("{}号楼{}单元{}室", "{}栋{}单元{}", "{}#{}单元{}室"))),
    "unit, tail": lambda seen, rng: _room(seen, rng.choice(("{1}-{2}", "{2}"))),
    "parcel": lambda seen, rng: _parcel(
        seen, rng.choice(("{} {} {}", "{1}/{2}", "tờ {1} thửa {2}", "thửa {2}, tờ {1}"))
    ),
}


def make_queries(database: Path, count: int, seed: int) -> list[tuple[str, str]]:
    """Rule and query: two thirds one word by every rule in turn, the rest two words and near misses."""
    rng = random.Random(seed)
    records = list(_records(database, count * 8, rng))
    made: list[tuple[str, str]] = []
    rules = list(SINGLE.items())
    turn = 0
    while len(made) < count:
        turn += 1
        if turn % 3:
            title, rule = rules[turn * 2 // 3 % len(rules)]
            said = (rule(rng.choice(records), rng) for _ in range(200))
        elif turn % 2:
            title, said = "two words", (_two_words(rng.choice(records), rng) for _ in range(200))
        else:
            title, said = "near miss", (_near_miss(records, rng) for _ in range(200))
        made += [(title, query) for query in islice(filter(str.strip, said), 1)]
    return made


def _sayings(seen: Seen) -> list[str]:
    """Short ways to say a record, of which two make a query."""
    syllables, words = _syllables(seen), _words(seen)
    said = [
        "".join(word[0] for word in syllables),
        syllables[0] if syllables else "",
        seen.name[:1] if syllables else "",
        _bare(words[0]).lower() if words else "",
        words[-1] if words else "",
        seen.phone[-4:],
        seen.phone[:3],
        seen.document[-4:],
        seen.home.split("-")[-1],
        seen.home,
    ]
    return [text for text in said if text]


def _two_words(seen: Seen, rng: random.Random) -> str:
    said = _sayings(seen)
    return " ".join(rng.sample(said, 2)) if len(said) > 1 else ""


def _near_miss(records: list[Seen], rng: random.Random) -> str:
    one, other = rng.sample(records, 2)
    said, elsewhere = _sayings(one), _sayings(other)
    way = rng.randrange(4)
    if way == 0 and said and elsewhere:
        return f"{rng.choice(said)} {rng.choice(elsewhere)}"
    if way == 1 and one.phone:
        place = rng.randrange(len(one.phone))
        return one.phone[:place] + rng.choice(DIGITS) + one.phone[place + 1 :]
    if way == 2:
        return one.document[-rng.randint(3, 6) : -1]
    return "".join(reversed("".join(word[0] for word in _syllables(one)))) or one.home[:-1]


def _records(database: Path, count: int, rng: random.Random) -> Iterator[Seen]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:

        def first(query: str, number: int) -> str:
            row = connection.execute(query, (number,)).fetchone()
            return str(row[0]) if row else ""

        last, parcels = (
            connection.execute(f"SELECT max(id) FROM {table}").fetchone()[0] for table in ("customer", "parcel")
        )
        for _ in range(count):
            number = rng.randrange(1, last + 1)
            name = first("SELECT name FROM customer WHERE id = ?", number)
            alias = first("SELECT name FROM customer_name WHERE customer_id = ? ORDER BY id DESC", number)
            yield Seen(
                alias or name,
                first("SELECT number FROM customer_phone WHERE customer_id = ? ORDER BY id DESC", number),
                first("SELECT number FROM customer_document WHERE customer_id = ? ORDER BY id DESC", number),
                first(
                    "SELECT building.code || '-' || CASE entrance WHEN '' THEN '' ELSE entrance || '-' END || room"
                    " FROM unit_person JOIN unit ON unit.id = unit_id JOIN building ON building.id = building_id"
                    " WHERE customer_id = ?",
                    number,
                ),
                first(
                    "SELECT commune || '|' || map_sheet || '|' || parcel FROM parcel WHERE id = ?", number % parcels + 1
                ),
            )
