"""Numbers of buildings, entrances and rooms: bared of the words around them, joined to a code, found again.

``3-2-1501`` is building 3, entrance 2, room 1501. Parking spaces and villas have no entrance: ``地下车库-B1-044``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple
from unicodedata import normalize

from deskapp.values.text import clean, fold

_BEFORE_BUILDING: Final = re.compile(
    r"^(第|(tòa|toà|toa)( nhà| nha)?|nhà|building|bldg\.?|block|lô|no\.?|#)\s*", re.IGNORECASE
)
_AFTER_BUILDING: Final = re.compile(r"\s*(号楼|號樓|栋|棟|幢|座|楼|#|号)$")
_BEFORE_ENTRANCE: Final = re.compile(r"^(第|đơn nguyên|don nguyen|đn|entrance|stair)\s*", re.IGNORECASE)
_AFTER_ENTRANCE: Final = re.compile(r"\s*(单元|單元|门|梯)$")
_BEFORE_ROOM: Final = re.compile(
    r"^(căn( hộ)?|can( ho)?|phòng|phong|room|apt\.?|flat|unit|no\.?|p\.)\s*", re.IGNORECASE
)
_AFTER_ROOM: Final = re.compile(r"\s*(号房|房|室|号|號)$")
_NUMERAL: Final = re.compile(r"[一二三四五六七八九]?十?[一二三四五六七八九]?")
_ZEROS: Final = re.compile(r"^0+(?=\d+$)")

_MARKS: Final = (
    (re.compile(r"第|号楼|號樓|栋|棟|幢|座|#|单元|單元"), "-"),
    (re.compile(r"(?<=[0-9a-z])(号房|房|室|号)(?=$|[\s-])"), ""),
    (re.compile(r"\b(toa nha|toa|building|block|don nguyen|entrance|can ho|can|phong|room)\b"), "-"),
    (re.compile(r"[\s.·/\\_,，、‐‑–—−-]+"), "-"),
)
_WORDS: Final = re.compile(
    r"第|号楼|號樓|栋|棟|幢|座|#|单元|單元"
    r"|\b(tòa nhà|toà nhà|tòa|toà|building|block|đơn nguyên|entrance|căn hộ|căn|phòng|room)\b",
    re.IGNORECASE,
)
_PARTS: Final = re.compile(r"[^\s.·/\\_,，、‐‑–—−-]+")
_FIGURES: Final = re.compile(r"\d{4,8}")


class Place(NamedTuple):
    """One way to understand a written unit number; ``entrance`` is None where the text names none."""

    building: str
    entrance: str | None
    room: str


def strip_building(text: str) -> str:
    """The bare number of a building: ``3栋``, ``3#``, ``3号楼``, ``Tòa 3`` -> ``3``; free text (地下车库) stays."""
    return _strip(text, _BEFORE_BUILDING, _AFTER_BUILDING)


def strip_entrance(text: str) -> str:
    """The bare number of an entrance: ``2单元``, ``二单元``, ``Đơn nguyên 2`` -> ``2``; nothing stays ``''``."""
    return _strip(text, _BEFORE_ENTRANCE, _AFTER_ENTRANCE)


def strip_room(text: str) -> str:
    """The bare number of a room: ``1501室``, ``Căn 1501`` -> ``1501``; leading zeros stay, letters are capitals."""
    bare = _plain(text)
    return _AFTER_ROOM.sub("", _BEFORE_ROOM.sub("", bare)).upper() or bare.upper()


def unit_code(building: str, entrance: str, room: str) -> str:
    """The code that everybody says: ``3-2-1501``; without an entrance ``3-1501``.

    A room whose number has a lettered building in it already (``A-1205`` of building A) says it once.
    """
    if building[:1].isalpha() and room.startswith((building + "-", building + ".")):
        return room
    return _join(building, entrance, room)


def _join(*parts: str) -> str:
    return "-".join(part for part in parts if part)


@lru_cache(maxsize=8192)
def fold_code(text: str) -> str:
    """A unit number as written, folded for search: ``3号楼2单元1501室``, ``3.2.1501``, ``3 2 1501`` -> ``3-2-1501``."""
    folded = fold(text)
    for mark, instead in _MARKS:
        folded = mark.sub(instead, folded)
    return re.sub("-{2,}", "-", folded).strip("-")


def parse_unit_code(text: str) -> list[Place]:
    """All the units that a written number can mean, the likeliest first; empty where it names no building and room.

    ``3-2-1501`` is one entrance and a room, or building ``3`` with room ``2-1501``; ``321501`` several more.
    """
    code = _coded(text)
    if _FIGURES.fullmatch(code):
        return _split_figures(code)
    spans = [match.span() for match in _PARTS.finditer(code)]
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    places = []
    for cut in range(1, len(spans)):
        building = strip_building(code[: ends[cut - 1]])
        if cut + 1 < len(spans):
            entrance = strip_entrance(code[starts[cut] : ends[cut]])
            places.append(Place(building, entrance, strip_room(code[starts[cut + 1] :])))
        places.append(Place(building, None, strip_room(code[starts[cut] :])))
    if len(spans) > 1 and code[0].isalpha():
        # lists of Vietnam write the whole number as the room: A-1205 of building A
        places.append(Place(strip_building(code[: ends[0]]), None, strip_room(code)))
    return places


def room_keys(building: str, entrance: str, room: str) -> frozenset[str]:
    """Search keys of a unit: its folded code and the tails of it by part, each with dashes and without.

    ``3-2-1501`` -> ``3-2-1501``, ``321501``, ``2-1501``, ``21501``, ``1501``. Compare with ``fold_code`` of a query.
    """
    parts = fold_code(_join(building, entrance, room)).split("-")
    tails = [parts[start:] for start in range(len(parts))]
    return frozenset(key for tail in tails for key in ("-".join(tail), "".join(tail)) if key)


def _plain(text: str) -> str:
    plain = clean(normalize("NFKC", text))
    return plain.removesuffix(".0") if plain[:-2].isdigit() else plain


def _strip(text: str, before: re.Pattern[str], after: re.Pattern[str]) -> str:
    plain = _plain(text)
    bare = after.sub("", before.sub("", plain)) or plain
    if _NUMERAL.fullmatch(bare):
        return _numeral(bare)
    return _ZEROS.sub("", bare.upper() if bare.isascii() else bare)


def _numeral(text: str) -> str:
    """A Chinese numeral to ninety-nine in figures: ``十二`` -> ``12``."""
    value = {char: n for n, char in enumerate("〇一二三四五六七八九")}
    tens, ten, ones = text.rpartition("十")
    return str((value.get(tens, 1) * 10 if ten else 0) + value.get(ones, 0)) if text else ""


def _coded(text: str) -> str:
    """The text with the words for building, entrance and room as dashes, its own dots and blanks kept."""
    return re.sub(r"\s*-[\s-]*", "-", _WORDS.sub("-", _plain(text))).strip(" -")


def _split_figures(figures: str) -> list[Place]:
    """Ways to cut a row of figures: the room has the last three or four, the entrance one figure or none."""
    places = []
    for room in (4, 3):
        rest, number = figures[:-room], figures[-room:]
        if not rest or rest[0] == "0":
            continue
        if len(rest) > 1 and rest[-1] != "0":
            places.append(Place(rest[:-1], rest[-1], number))
        if len(rest) <= 3:
            places.append(Place(rest, None, number))
    return places
