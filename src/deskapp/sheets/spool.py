"""The spool: what a reader took out of a file, as text, waiting on disk until the whole file has been judged.

It is a row of marshalled chunks, each up to 5,000 rows as columns, and at its end what there is to know about the
sheets. Only our own reader writes it and only the run that started that reader reads it.
"""

from __future__ import annotations

import marshal
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, BinaryIO, Final, NamedTuple, Self

from deskapp.sheets.scan import Area

CHUNK_ROWS: Final = 5_000
CSV_SHEET: Final = ""
"""The name of the only sheet of a CSV file."""
_INDEX_PLACE: Final = struct.Struct("<Q")

Cells = list[str | None]


class Chunk(NamedTuple):
    """Rows from ``first`` on (the sheet's own numbers, from 1), as ``columns`` of equal height.

    ``lost`` are the cells, as (place in the chunk, column), whose number is longer than a spreadsheet can keep;
    ``widths`` are how many cells each row had of its own, if not all had the same.
    """

    first: int
    columns: list[Cells]
    lost: list[tuple[int, int]]
    widths: list[int]

    @property
    def height(self) -> int:
        """How many rows these are."""
        return len(self.columns[0]) if self.columns else 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the spool: its merged ranges, and where its chunks lie (place and length in bytes)."""

    name: str
    merges: tuple[Area, ...]
    places: tuple[tuple[int, int], ...]


class Spool:
    """The text of a file's sheets; a temporary file without a name, readable by its owner alone."""

    def __init__(self, stream: BinaryIO, digest: str) -> None:
        """``stream`` holds what a ``SpoolWriter`` wrote; ``digest`` is the SHA-256 of the file that was read."""
        self._stream = stream
        self.digest = digest
        stream.seek(-_INDEX_PLACE.size, 2)
        (place,) = _INDEX_PLACE.unpack(stream.read(_INDEX_PLACE.size))
        stream.seek(place)
        index: dict[str, Any] = marshal.load(stream)
        self.refusal: tuple[str, dict[str, Any]] | None = index["refusal"]
        self._sheets = {name: Sheet(name, tuple(merges), tuple(places)) for name, merges, places in index["sheets"]}

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of the sheets that were read, in the file's order; hidden ones only if asked for by name."""
        return tuple(self._sheets)

    def merges(self, sheet: str) -> tuple[Area, ...]:
        """The merged ranges of a sheet."""
        return self._sheets[sheet].merges

    def chunks(self, sheet: str | None = None) -> Iterator[Chunk]:
        """The chunks of a sheet, the first one unless it is said which."""
        for place, length in self._sheets[sheet or self.sheets[0]].places:
            self._stream.seek(place)
            yield Chunk(*marshal.loads(self._stream.read(length)))

    def rows(self, sheet: str | None = None) -> Iterator[tuple[int, list[str | None]]]:
        """The rows of a sheet with their number; blank lines count. Merged ranges hold their first cell only."""
        for chunk in self.chunks(sheet):
            for number, row in enumerate(zip(*chunk.columns, strict=True), chunk.first):
                yield number, list(row)

    def width(self, sheet: str, row: int) -> int:
        """How many cells a row has of its own; 0 for a row that is not there."""
        for chunk in self.chunks(sheet):
            if row < chunk.first + chunk.height:
                return chunk.widths[row - chunk.first] if chunk.widths else len(chunk.columns)
        return 0

    def close(self) -> None:
        """Gives the disk back."""
        self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class SpoolWriter:
    """Writes a spool to a stream that need not be seekable: sheet by sheet, chunk by chunk, the index at the end."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._place = 0
        self._sheets: list[tuple[str, list[Area], list[tuple[int, int]]]] = []

    def begin(self, sheet: str, merges: Sequence[Area] = ()) -> None:
        """The chunks that follow belong to this sheet."""
        self._sheets.append((sheet, list(merges), []))

    def add(self, chunk: Chunk) -> None:
        """The next rows."""
        content = marshal.dumps(tuple(chunk), 2)
        self._sheets[-1][2].append((self._place, len(content)))
        self._write(content)

    def close(self, refusal: tuple[str, dict[str, Any]] | None = None) -> None:
        """Writes the index; with a refusal (code and values) instead of what came before."""
        place = self._place
        self._write(marshal.dumps({"sheets": [] if refusal else self._sheets, "refusal": refusal}))
        self._write(_INDEX_PLACE.pack(place))
        self._stream.flush()

    def _write(self, content: bytes) -> None:
        self._stream.write(content)
        self._place += len(content)


def as_columns(rows: Sequence[Sequence[Any]], filler: Any) -> list[list[Any]]:
    """Rows of any length as columns of one height."""
    try:
        return [list(column) for column in zip(*rows, strict=True)]
    except ValueError:
        width = max(map(len, rows))
    return [list(column) for column in zip(*(chain(row, [filler] * (width - len(row))) for row in rows), strict=True)]
