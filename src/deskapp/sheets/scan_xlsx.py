"""The first look at a sheet of an xlsx: bytes and patterns, for 200,000 rows are 130 MB of XML."""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from typing import Final, NamedTuple

from deskapp.errors import DeskError
from deskapp.sheets.scan import LETTERS, SheetScan, column_index, column_letters

_MAX_OPEN: Final = 4 << 20
"""Bytes that one cell may take before its end is seen."""
_MAX_ROW: Final = 1_048_576
_MAX_COLUMN: Final = 16_384
_PREFIX: Final = re.compile(rb"<(\w+:)?worksheet[\s>]")
_REFERENCE: Final = re.compile(rb"""\br=["']([A-Za-z]{1,3})(\d{1,7})["']""")
_TYPE: Final = re.compile(rb"""\bt=["'](\w+)["']""")
_FORMULA: Final = re.compile(rb"f\b[^<>]*>([^<]*)")


class _Patterns(NamedTuple):
    row: re.Pattern[bytes]
    reference: re.Pattern[bytes]
    formula: re.Pattern[bytes]
    uncached: re.Pattern[bytes]
    error: re.Pattern[bytes]
    merge: re.Pattern[bytes]


@cache
def _patterns(prefix: bytes) -> _Patterns:
    """Patterns whose every part ends at the next ``<`` or soon: no text, however made, takes more than linear time."""
    p = {b"p": re.escape(prefix), b"any": rb"[^<>]{0,400}", b"few": rb"[^<>]{0,400}?"}
    formula = rb"<%(p)bf(?:\s%(any)b)?(?:/>|>[^<]*</%(p)bf>)" % p
    return _Patterns(
        row=re.compile(rb"<%(p)brow\s%(few)b\br=[\"'](\d{1,7})[\"']" % p),
        reference=re.compile(rb"<%(p)bc\s%(few)b\br=[\"']([A-Za-z]{1,3})(\d{1,7})" % p),
        formula=re.compile(rb"<%(p)bf[\s/>]" % p),
        uncached=re.compile(
            rb"<%(p)bc(\s%(any)b)?>\s*(" % p + formula + rb")\s*(<%(p)bv\s*/>|<%(p)bv>\s*</%(p)bv>)?\s*</%(p)bc>" % p
        ),
        error=re.compile(
            rb"<%(p)bc\s(%(few)b\bt=[\"']e[\"']%(any)b)(?<!/)>\s*(?:" % p
            + formula
            + rb")?\s*(?:<%(p)bv>([^<]{0,40})</)?" % p
        ),
        merge=re.compile(rb"<%(p)bmergeCell\s%(few)bref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})" % p),
    )


@cache
def _beyond(prefix: bytes, column: int, digits: int) -> re.Pattern[bytes]:
    """A cell right of ``column``, or with more digits in its row than ``digits``."""
    letters = column_letters(column)
    later = [f"[A-Z]{{{len(letters) + 1},3}}"] if len(letters) < 3 else []
    for place, letter in enumerate(letters):
        if letter != "Z":
            after = LETTERS[LETTERS.index(letter) + 1]
            later.append(f"{letters[:place]}[{after}-Z][A-Z]{{{len(letters) - place - 1}}}")
    right = rf"(?:{'|'.join(later)})\d" if later else r"(?!)"
    below = rf"[A-Z]{{1,3}}\d{{{digits + 1},}}"
    return re.compile(rb"<%sc r=[\"'](?:%s|%s)" % (re.escape(prefix), right.encode(), below.encode()))


class XlsxScanner:
    """Counts cells, finds the far corner, merged ranges, error cells and formulas without a value."""

    def __init__(self, name: str, hidden: bool) -> None:
        self._scan = SheetScan(name, hidden)
        self._tail = b""
        self._prefix: bytes | None = None
        self._has_merges = False

    def feed(self, block: bytes) -> None:
        """The next bytes; what was not finished waits for more."""
        text = self._tail + block
        if self._prefix is None:
            root = _PREFIX.search(text)
            self._prefix = (root[1] or b"") if root else b""
        p = self._prefix
        merge = text.rfind(b"<%smergeCell " % p)
        self._has_merges = self._has_merges or merge >= 0
        cut = max(text.rfind(b"<%sc " % p), text.rfind(b"<%srow" % p), merge)
        if cut <= 0 and b"</%srow>" % p in text:
            cut = text.rfind(b"<")
        if cut <= 0:
            if len(text) > _MAX_OPEN:
                raise DeskError("file.text_too_long")
            self._tail = text
        else:
            self._tail = text[cut:]
            self._take(text[:cut])

    def close(self) -> list[SheetScan]:
        """What was found; a sheet that does not end as a sheet was cut off, which the reader would not mind."""
        if b"</%sworksheet" % (self._prefix or b"") not in self._tail:
            raise DeskError("file.damaged")
        self._take(self._tail)
        return [self._scan]

    def _take(self, text: bytes) -> None:
        p, scan = self._prefix or b"", self._scan
        patterns = _patterns(p)
        scan.cells += text.count(b"</%sc>" % p)
        if rows := patterns.row.findall(text):
            scan.rows = max(scan.rows, max(map(int, rows)))
        self._find_corner(text, p, patterns)
        if patterns.formula.search(text):
            for found in patterns.uncached.finditer(text):
                self._lose_formula(found)
        if b't="e"' in text or b"t='e'" in text:
            for found in patterns.error.finditer(text):
                self._lose(found[1], unescape((found[2] or b"").decode()) or "#ERROR!")
        if self._has_merges:
            for left, top, right, bottom in patterns.merge.findall(text):
                scan.merge((int(top), column_index(left.decode()), int(bottom), column_index(right.decode())))

    def _find_corner(self, text: bytes, prefix: bytes, patterns: _Patterns) -> None:
        """Looks for cells beyond the corner known so far, which soon are none: one fast search a block."""
        scan = self._scan
        if not scan.columns or b'<%sc r="' % prefix not in text:
            for letters, row in patterns.reference.findall(text):
                self._reach(int(row), column_index(letters.decode()))
        place = 0
        while scan.columns < _MAX_COLUMN or scan.rows < _MAX_ROW:
            found = _beyond(prefix, max(scan.columns - 1, 0), len(str(scan.rows))).search(text, place)
            reference = _REFERENCE.search(text, found.start()) if found else None
            if found is None or reference is None:
                return
            self._reach(int(reference[2]), column_index(reference[1].decode()))
            place = found.end()

    def _reach(self, row: int, column: int) -> None:
        if row > _MAX_ROW or column >= _MAX_COLUMN:
            raise DeskError("file.far_cell", sheet=self._scan.name, cell=f"{column_letters(column)}{row}")
        self._scan.reach(row, column)

    def _lose_formula(self, found: re.Match[bytes]) -> None:
        attributes, formula, value = found[1] or b"", found[2], found[3]
        kind = _TYPE.search(attributes)
        if value and kind and kind[1] == b"str":
            return  # the formula was computed, and its result is an empty text
        text = _FORMULA.search(formula)
        self._lose(attributes, "=" + unescape(text[1].decode() if text else ""))

    def _lose(self, attributes: bytes, text: str) -> None:
        reference = _REFERENCE.search(attributes)
        if reference is None:
            raise DeskError("file.formulas", sheet=self._scan.name)
        self._scan.lose(int(reference[2]), column_index(reference[1].decode()), text)
