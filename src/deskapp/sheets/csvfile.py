"""CSV of any length in bounded memory: its encoding, its delimiter, its records."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from functools import partial
from io import BytesIO, TextIOWrapper
from pathlib import Path
from statistics import median_low
from typing import Final, TextIO
from unicodedata import normalize

from deskapp.errors import DeskError
from deskapp.sheets.column import Country

MAX_LINE: Final = 16 << 20
"""Characters of one line, and of one cell: beyond it a quote was never closed, or this is no table."""
MAX_COLUMNS: Final = 16_384

_BLOCK: Final = 1 << 20
_SAMPLE: Final = 1 << 18
_SAMPLE_LINES: Final = 100
_DELIMITERS: Final = ",;\t"
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_BY_COUNTRY: Final[dict[Country, tuple[str, str]]] = {"CN": ("gb18030", "cp1258"), "VN": ("cp1258", "gb18030")}
_PROOF: Final = 8
"""So many letters beyond ASCII that are sound UTF-8 are no accident: the file is UTF-8, and damaged further on."""
_END: Final = "\0end"


def find_encoding(path: Path, declared: str | None, country: Country) -> str:
    """The encoding: byte-order mark, strict UTF-8, the declared one, the country's own, the likeliest of all.

    Raises ``file.encoding_name``, ``file.encoding_wrong``, ``file.encoding_damaged``, ``file.encoding_unknown``.
    """
    if declared is not None:
        _check_name(declared)
    with path.open("rb") as stream:
        head = stream.read(4)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if declared and declared.lower().startswith(("utf-16", "utf-32", "utf_16", "utf_32")):
        return declared
    fault = _first_fault(path, "utf-8")
    if fault is None:
        return "utf-8"
    if declared:
        return declared
    if _is_utf8_until(path, fault):
        raise DeskError("file.encoding_damaged", row=str(_line_of(path, fault)))
    return _guess(path, country)


def _check_name(encoding: str) -> None:
    try:
        TextIOWrapper(BytesIO(), encoding=encoding)
    except LookupError:
        raise DeskError("file.encoding_name", encoding=encoding) from None


def _guess(path: Path, country: Country) -> str:
    """The encoding of a file that is no UTF-8; where both countries' fit, the library breaks the tie."""
    from charset_normalizer import from_bytes

    fitting = [encoding for encoding in _BY_COUNTRY[country] if _first_fault(path, encoding) is None]
    if len(fitting) == 1 or (fitting and country == "CN"):
        return fitting[0]
    with path.open("rb") as stream:
        sample = stream.read(_SAMPLE)
    sample = sample[: sample.rfind(b"\n") + 1] or sample
    best = from_bytes(sample, cp_isolation=fitting or None).best()
    if best is not None and (fitting or _first_fault(path, best.encoding) is None):
        return best.encoding
    if fitting:
        return fitting[0]
    raise DeskError("file.encoding_unknown")


def _first_fault(path: Path, encoding: str) -> int | None:
    """The place, in bytes, of the first thing that ``encoding`` cannot be; None if the whole file can."""
    decoder = codecs.getincrementaldecoder(encoding)()
    place = 0
    with path.open("rb") as stream:
        while True:
            block = stream.read(_BLOCK)
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                return place - pending + error.start
            if not block:
                return None
            place += len(block)


def _is_utf8_until(path: Path, fault: int) -> bool:
    start = max(0, fault - _BLOCK)
    with path.open("rb") as stream:
        stream.seek(start)
        before = stream.read(fault - start)
    return sum(not char.isascii() for char in before.decode("utf-8", errors="ignore")) >= _PROOF


def _line_of(path: Path, place: int) -> int:
    lines = 1
    with path.open("rb") as stream:
        while place > 0 and (block := stream.read(min(_BLOCK, place))):
            lines += block.count(b"\n")
            place -= len(block)
    return lines


def records(path: Path, encoding: str) -> Iterator[list[str]]:
    """The records of a CSV file, blank lines as empty ones; NUL bytes are dropped, quoted line ends kept.

    Raises ``file.encoding_wrong``, ``file.quote_open``, ``file.line_too_long``, ``file.too_wide``.
    """
    csv.field_size_limit(MAX_LINE)
    delimiter = _sniff(path, encoding)
    with path.open(encoding=encoding, newline="") as stream:
        reader = csv.reader(_lines(stream), delimiter=delimiter)
        number = started = 0
        try:
            for number, record in enumerate(reader, 1):
                if len(record) > MAX_COLUMNS:
                    raise DeskError("file.too_wide", row=str(number))
                if record and record[-1].endswith(_END):
                    if record != [_END]:
                        raise DeskError("file.quote_open", row=str(number))
                    return
                started = number
                yield record
        except csv.Error:
            raise DeskError("file.quote_open", row=str(started + 1)) from None
        except UnicodeDecodeError:
            raise DeskError("file.encoding_wrong", encoding=encoding, row=str(number + 1)) from None


def _lines(stream: TextIO) -> Iterator[str]:
    """Lines without NULs, and a last one that shows, by where it lands, whether a quote was left open."""
    for line in iter(partial(stream.readline, MAX_LINE), ""):
        if len(line) >= MAX_LINE and line[-1] not in "\r\n":
            raise DeskError("file.line_too_long")
        yield line.replace("\0", "") if "\0" in line else line
    yield _END


def _sniff(path: Path, encoding: str) -> str:
    """The delimiter that most evenly cuts the first lines into cells; ``sep=;`` in the first line says it."""
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        sample = stream.read(_SAMPLE).replace("\0", "").splitlines(keepends=True)[:_SAMPLE_LINES]
    first = normalize("NFKC", "".join(sample[:1])).strip('" \r\n\ufeff').lower()
    if first.startswith("sep=") and len(first) == 5:
        return first[-1]

    def evenness(delimiter: str) -> int:
        try:
            widths = [len(record) for record in csv.reader(sample, delimiter=delimiter) if any(record)]
        except csv.Error:
            return 0
        typical = median_low(widths or [1])
        return (typical - 1) * widths.count(typical)

    return max(_DELIMITERS, key=evenness)
