"""Files as the importer walks them: any workbook or CSV by its headings, and the official calendar of a year."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from unicodedata import normalize

from deskapp.errors import DeskError
from deskapp.sheets.cleaning import CleanChunk, clean
from deskapp.sheets.column import Context, Country
from deskapp.sheets.importing import Part, Source
from deskapp.sheets.judge import Kind, Row
from deskapp.sheets.mapping import find_headings
from deskapp.sheets.reading import read_file
from deskapp.values.calendar import read_official


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is to be taken in; every field is what the option of the same name says.

    A pair of ``maps`` without a field names a saved mapping.
    """

    project: str | None = None
    country: Country | None = None
    sheet: str | None = None
    header: int | None = None
    maps: tuple[tuple[str, str], ...] = ()
    save_map: str = ""
    encoding: str | None = None
    dry_run: bool = False
    update: bool = False
    complete: bool = False
    rejects: Path | None = None


_VIETNAMESE: Final = re.compile("[ăâđêôơưàảãáạèẻẽéẹìỉĩíịòỏõóọùủũúụỳỷỹýỵ]", re.IGNORECASE)
_CHINESE: Final = re.compile("[\u4e00-\u9fff]")


def likely_country(headings: Iterable[str]) -> Country | None:
    """The country whose language most of a file's headings are written in; None where neither is."""
    texts = [normalize("NFC", heading) for heading in headings]
    chinese = sum(1 for text in texts if _CHINESE.search(text))
    vietnamese = sum(1 for text in texts if not _CHINESE.search(text) and _VIETNAMESE.search(text))
    return None if chinese == vietnamese else "CN" if chinese > vietnamese else "VN"


@contextmanager
def open_source(path: Path, kind: Kind, options: Options, country: Country, spool_dir: Path) -> Iterator[Source]:
    """A file read whole and mapped; what is wrong with it as a file is raised here, before anything is written."""
    if kind.layout.kind == "calendar" and path.suffix.lower() == ".json":
        yield _official_calendar(path)
        return
    with read_file(path, spool_dir=spool_dir, sheet=options.sheet, encoding=options.encoding, country=country) as spool:
        mapping = find_headings(spool, kind.layout, header_row=options.header, maps=dict(options.maps))
        headings = {column.name: mapping.headings[index] for index, column in mapping.columns}

        def parts() -> Iterator[Part]:
            for chunk in clean(spool, mapping, Context(country)):
                yield _part(chunk)

        yield Source(path, spool.digest, parts, headings, list(mapping.unknown), mapping.kept_headings)


def _part(chunk: CleanChunk) -> Part:
    fields = list(chunk.values)
    columns = list(chunk.values.values())
    rows = []
    for number, *cells in zip(chunk.rows, *columns, strict=True):
        if number not in chunk.problems:
            said = {name: cell for name, cell in zip(fields, cells, strict=True) if cell is not None}
            rows.append(Row(number, said))
    warnings = [warning for found in chunk.warnings.values() for warning in found]
    return Part(rows, chunk.problems, warnings, chunk.raw)


def _official_calendar(path: Path) -> Source:
    """The yearly JSON of the State Council's plan; a file without days leaves its year unpublished."""
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
    except FileNotFoundError:
        raise DeskError("file.missing", file=path.name) from None
    except (OSError, UnicodeDecodeError):
        raise DeskError("file.unreadable", file=path.name) from None
    try:
        _, days = read_official(text)
    except DeskError:
        raise DeskError("file.no_calendar", file=path.name) from None
    fields = ("country", "day", "kind", "name", "source")
    rows = [
        Row(number, {"country": "CN", **{name: getattr(day, name) for name in (*fields[1:], "official")}})
        for number, day in enumerate(days, 1)
    ]

    def raw(number: int) -> list[str | None]:
        return [str(rows[number - 1].values[name]) for name in fields]

    headings = {name: name for name in fields}
    digest = hashlib.sha256(content).hexdigest()
    return Source(path, digest, lambda: iter([Part(rows, {}, [], raw)]), headings, [], fields)
