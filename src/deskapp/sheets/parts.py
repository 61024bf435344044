"""Which parts of a packed workbook are its sheets, and what no XML part may hold."""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
from collections.abc import Iterator
from typing import Final, NamedTuple
from xml.etree import ElementTree

from deskapp.errors import DeskError

BLOCK: Final = 1 << 20
"""Bytes unpacked at a time; one text or tag of this length is no cell of an honest workbook."""
_MAX_INDEX: Final = 8 << 20
_DECLARATION: Final = re.compile(rb"<!(?:[Dd][Oo][Cc][Tt]|[Ee][Nn][Tt][Ii])")
_WIDE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff", b"\0<", b"<\0")
_BUNDLE_SHEET: Final = 156


class Part(NamedTuple):
    """A sheet's name, and whether people see it."""

    sheet: str
    hidden: bool


def check_markup(block: bytes) -> None:
    """Refuses document types, entities and texts of a megabyte; none of them is found in honest workbooks."""
    if block.startswith(_WIDE_MARKS) or _DECLARATION.search(block):
        raise DeskError("file.doctype")
    if len(block) >= BLOCK and (b"<" not in block or b">" not in block):
        raise DeskError("file.text_too_long")


def xlsx_parts(package: zipfile.ZipFile) -> dict[str, Part]:
    """The sheets of an xlsx or xlsm by the path of their part."""
    targets = _targets(package, "xl/_rels/workbook.xml.rels")
    parts = {}
    for element in _tree(package, "xl/workbook.xml").iter():
        if element.tag.rpartition("}")[2] == "sheet":
            relation = next((value for key, value in element.items() if key.endswith("}id")), "")
            if target := targets.get(relation):
                parts[target] = Part(element.get("name", ""), element.get("state", "visible") != "visible")
    return parts


def xlsb_parts(package: zipfile.ZipFile) -> dict[str, Part]:
    """The sheets of an xlsb by the path of their part."""
    targets = _targets(package, "xl/_rels/workbook.bin.rels")
    parts = {}
    for kind, record in records(_read(package, "xl/workbook.bin")):
        if kind == _BUNDLE_SHEET and len(record) >= 16:
            (state,) = struct.unpack_from("<I", record)
            relation, start = _wide_text(record, 8)
            name, _ = _wide_text(record, start)
            if target := targets.get(relation):
                parts[target] = Part(name, state != 0)
    return parts


def ods_parts(package: zipfile.ZipFile) -> dict[str, Part]:
    """The one part that holds all sheets of an OpenDocument table; a locked one is refused."""
    if "META-INF/manifest.xml" in package.namelist() and b"encryption-data" in _read(package, "META-INF/manifest.xml"):
        raise DeskError("file.encrypted")
    return {"content.xml": Part("", False)}


def records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a binary part: kind and content; ends at the first that is cut off."""
    place, end = 0, len(content)
    while place < end:
        kind, place = _variable(content, place, 2)
        size, place = _variable(content, place, 4)
        if place + size > end:
            return
        yield kind, content[place : place + size]
        place += size


def _variable(content: bytes, place: int, most: int) -> tuple[int, int]:
    value = 0
    for step in range(most):
        if place >= len(content):
            break
        byte = content[place]
        place += 1
        value |= (byte & 0x7F) << (7 * step)
        if byte < 0x80:
            break
    return value, place


def _wide_text(record: bytes, place: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<I", record, place)
    end = place + 4 + 2 * length
    return record[place + 4 : end].decode("utf-16-le"), end


def _targets(package: zipfile.ZipFile, rels: str) -> dict[str, str]:
    """The paths of the worksheets by the id of their relation."""
    found = {}
    for element in _tree(package, rels):
        if element.get("Type", "").endswith("/worksheet"):
            target = posixpath.join("xl", element.get("Target", "").replace("\\", "/"))
            found[element.get("Id", "")] = posixpath.normpath(target).lstrip("/")
    return found


def _tree(package: zipfile.ZipFile, name: str) -> ElementTree.Element:
    content = _read(package, name)
    check_markup(content)
    try:
        return ElementTree.fromstring(content)
    except ElementTree.ParseError:
        raise DeskError("file.damaged") from None


def _read(package: zipfile.ZipFile, name: str) -> bytes:
    if package.getinfo(name).file_size > _MAX_INDEX:
        raise DeskError("file.bomb")
    return package.read(name)
