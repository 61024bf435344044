"""One stream out of a compound file, the container of workbooks before 2007 and of those locked by a password.

Source: [MS-CFB]. Chains of sectors that run in a circle or out of the file end as a broken file.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import islice
from typing import Final

from deskapp.errors import DeskError

_LAST: Final = 0xFFFFFFFA
"""From here on a sector number is a mark, not a place."""
_ENTRY: Final = 128
_MINI_LIMIT: Final = 4096
_MINI_SECTOR: Final = 64


class CompoundFile:
    """The streams of a compound file, by name."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        shift, _ = struct.unpack_from("<HH", content, 30)
        if shift not in (9, 12):
            raise DeskError("file.damaged")
        self._size = 1 << shift
        first_directory, _, _, first_mini, _, first_table, table_count = struct.unpack_from("<7I", content, 48)
        most = len(content) // self._size
        self._table = self._numbers(islice(self._table_sectors(first_table, table_count), most))
        self._mini_table = self._numbers(self._chain(first_mini, self._table))
        directory = b"".join(map(self._sector, self._chain(first_directory, self._table)))
        self._entries = dict(_entries(directory))
        root = next(iter(self._entries.values()), (_LAST, 0))
        self._mini = b"".join(map(self._sector, self._chain(root[0], self._table)))

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    def read(self, name: str) -> bytes:
        """The whole stream."""
        start, size = self._entries[name.lower()]
        if size >= _MINI_LIMIT:
            parts = [self._sector(number) for number in self._chain(start, self._table)]
        else:
            chain = self._chain(start, self._mini_table)
            parts = [self._mini[number * _MINI_SECTOR :][:_MINI_SECTOR] for number in chain]
        return b"".join(parts)[:size]

    def _sector(self, number: int) -> bytes:
        place = (number + 1) * self._size
        return self._content[place : place + self._size]

    def _numbers(self, sectors: Iterator[int]) -> tuple[int, ...]:
        content = b"".join(map(self._sector, sectors))
        return struct.unpack_from(f"<{len(content) // 4}I", content)

    def _table_sectors(self, number: int, count: int) -> Iterator[int]:
        """The sectors of the allocation table: the first 109 in the header, the others in a chain of their own."""
        yield from (sector for sector in struct.unpack_from("<109I", self._content, 76) if sector < _LAST)
        per_sector = self._size // 4
        for _ in range(min(count, len(self._content) // self._size)):
            if number >= _LAST:
                return
            *sectors, number = struct.unpack(f"<{per_sector}I", self._sector(number))
            yield from (sector for sector in sectors if sector < _LAST)

    def _chain(self, number: int, table: tuple[int, ...]) -> Iterator[int]:
        for _ in range(len(table)):
            if number >= _LAST:
                return
            yield number
            if number >= len(table):
                break
            number = table[number]
        if table and number < _LAST:
            raise DeskError("file.damaged")


def _entries(directory: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
    for place in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        (length,) = struct.unpack_from("<H", directory, place + 64)
        start, size = struct.unpack_from("<II", directory, place + 116)
        if 2 <= length <= 64:
            yield directory[place : place + length - 2].decode("utf-16-le", "replace").lower(), (start, size)
