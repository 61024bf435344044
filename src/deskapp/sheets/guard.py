"""What a file must pass before anything opens it: it is there, whole, of a known kind, and not made to do harm.

Everything is read by streaming, so that a file of any size or malice costs little. What a spreadsheet reader would
lose without a word (formulas without a value, error cells, merged ranges) is noted on the way.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from deskapp.errors import DeskError
from deskapp.sheets.compound import CompoundFile
from deskapp.sheets.parts import BLOCK, Part, check_markup, ods_parts, xlsb_parts, xlsx_parts
from deskapp.sheets.scan import MAX_BOX, MAX_CELLS, Form, Inspection, Scanner, SheetScan, same_sheet
from deskapp.sheets.scan_ods import OdsScanner
from deskapp.sheets.scan_xls import scan_xls
from deskapp.sheets.scan_xlsb import XlsbScanner
from deskapp.sheets.scan_xlsx import XlsxScanner

MAX_FILE: Final = 256 << 20
"""Bytes of a workbook on disk; CSV has no limit."""
MAX_OLD_FILE: Final = 64 << 20
"""Bytes of an xls, which holds 65,536 rows a sheet at most and is looked at as a whole."""
MAX_UNPACKED: Final = 768 << 20
"""Bytes of all parts of a workbook when unpacked; 200,000 rows of 12 cells take about 130 MB."""
MAX_PARTS: Final = 10_000
MAX_RATIO: Final = 400
RATIO_FROM: Final = 64 << 20
"""Parts below this size may be packed as well as they like."""

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WEB: Final = (b"<!doctype", b"<html", b"<table", b"<head", b"<meta", b"<?xml", b"<mso", b"<workbook", b"mime-version")
_OTHERS: Final = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\x1f\x8b",
    b"{\\rtf",
    b"SQLite",
)
_UNICODE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_FEW: Final = 8
_TEXT_CONTROLS: Final = bytes({*range(1, 32)} - {*b"\t\n\v\f\r\x1a\x1b\x1f\x1e\x1d\x1c"}) + b"\x7f"


def inspect(path: Path, sheet: str | None = None, encoding: str | None = None) -> Inspection:
    """What kind of file this is and what its sheets hold; ``sheet`` is the one that will be read, if it is said.

    A text whose ``encoding`` is said need not look like text.

    Raises ``DeskError`` ``file.*`` for whatever is missing, broken, locked, hostile or larger than can be read.
    """
    with refusing(path):
        head = _head(path)
        if head.startswith(_ZIP):
            inspection = _inspect_package(path, sheet)
        elif head.startswith(_OLE):
            inspection = _inspect_compound(path, sheet)
        else:
            inspection = _inspect_text(path, head, encoding)
    return inspection


@contextmanager
def refusing(path: Path) -> Iterator[None]:
    """Turns what Python says of a broken file into a refusal that names the file."""
    try:
        yield
    except DeskError as error:
        error.values.setdefault("file", path.name)
        raise
    except FileNotFoundError:
        raise DeskError("file.missing", file=path.name) from None
    except IsADirectoryError:
        raise DeskError("file.folder", file=path.name) from None
    except PermissionError:
        raise DeskError("file.denied", file=path.name) from None
    except (zipfile.BadZipFile, zlib.error, EOFError):
        raise DeskError("file.damaged", file=path.name) from None
    except (OSError, ValueError, NotImplementedError, RuntimeError, LookupError, struct.error):
        raise DeskError("file.unreadable", file=path.name) from None


def _head(path: Path) -> bytes:
    if path.is_dir():
        raise DeskError("file.folder")
    if path.exists() and not path.is_file():
        raise DeskError("file.unreadable")
    with path.open("rb") as stream:
        head = stream.read(1 << 16)
    if not head:
        raise DeskError("file.empty")
    return head


def _inspect_text(path: Path, head: bytes, encoding: str | None) -> Inspection:
    lowered = head.lstrip(b"\xef\xbb\xbf \t\r\n\0").lower()
    if lowered.startswith(_WEB):
        raise DeskError("file.web_page")
    controls = len(head) - len(head.translate(None, _TEXT_CONTROLS))
    is_binary = controls > max(_FEW, 0.02 * len(head)) and not encoding and not head.startswith(_UNICODE_MARKS)
    if is_binary or head.startswith(_OTHERS):
        raise DeskError("file.unknown_format")
    if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0") and path.stat().st_size <= len(head):
        raise DeskError("file.empty")
    return Inspection("text")


def _inspect_compound(path: Path, sheet: str | None) -> Inspection:
    """The old container: a workbook of before 2007, or a newer one that is locked by a password."""
    _check_size(path.stat().st_size, MAX_OLD_FILE)
    container = CompoundFile(path.read_bytes())
    if "EncryptedPackage" in container:
        raise DeskError("file.encrypted")
    name = next((name for name in ("Workbook", "Book") if name in container), None)
    if name is None:
        raise DeskError("file.unknown_format")
    return _checked(Inspection("xls", scan_xls(container.read(name))), sheet)


def _check_size(size: int, limit: int) -> None:
    if size > limit:
        raise DeskError("file.too_large")


def _inspect_package(path: Path, sheet: str | None) -> Inspection:
    _check_size(path.stat().st_size, MAX_FILE)
    with zipfile.ZipFile(path) as package:
        _check_directory(package)
        form, parts = _parts(package)
        scans = [_scan(package, entry, form, parts) for entry in package.infolist()]
    return _checked(Inspection(form, tuple(scan for part in scans for scan in part)), sheet)


def _check_directory(package: zipfile.ZipFile) -> None:
    entries = package.infolist()
    if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise DeskError("file.bomb")
    for entry in entries:
        if entry.flag_bits & 0x41 or entry.compress_type == 99:
            raise DeskError("file.encrypted")
        if entry.file_size > max(RATIO_FROM, MAX_RATIO * entry.compress_size):
            raise DeskError("file.bomb")
    if len({entry.filename.lower() for entry in entries}) < len(entries):
        raise DeskError("file.damaged")


def _parts(package: zipfile.ZipFile) -> tuple[Form, dict[str, Part]]:
    names = set(package.namelist())
    if "xl/workbook.xml" in names:
        return "xlsx", xlsx_parts(package)
    if "xl/workbook.bin" in names:
        return "xlsb", xlsb_parts(package)
    if "content.xml" in names and b"spreadsheet" in package.read("mimetype")[:100]:
        return "ods", ods_parts(package)
    raise DeskError("file.unknown_format")


def _scan(package: zipfile.ZipFile, entry: zipfile.ZipInfo, form: Form, parts: dict[str, Part]) -> list[SheetScan]:
    """Reads one part to its end, which also checks its sum; returns what the sheets in it hold."""
    scanner = _scanner(form, parts.get(entry.filename))
    markup = entry.filename.lower().endswith((".xml", ".rels")) or isinstance(scanner, XlsxScanner)
    tail = b""
    with package.open(entry) as stream:
        while block := stream.read(BLOCK):
            if markup:
                check_markup(tail + block)
                tail = block[-32:]
            if scanner:
                scanner.feed(block)
    return scanner.close() if scanner else []


def _scanner(form: Form, part: Part | None) -> Scanner | None:
    if part is None:
        return None
    if form == "ods":
        return OdsScanner()
    return (XlsxScanner if form == "xlsx" else XlsbScanner)(part.sheet, part.hidden)


def _checked(inspection: Inspection, sheet: str | None) -> Inspection:
    """Refuses sheets that are too large to be read, if they are to be read."""
    for scan in inspection.sheets:
        if scan.hidden if sheet is None else not same_sheet(scan.name, sheet):
            continue
        if scan.cells > MAX_CELLS:
            raise DeskError("file.too_large", sheet=scan.name)
        if scan.rows * scan.columns > MAX_BOX:
            raise DeskError("file.far_cell", sheet=scan.name, cell=scan.corner)
    return inspection
