"""Files that are broken, locked or made to do harm are refused with a reason, quickly, and nothing else happens."""

from __future__ import annotations

import os
import struct
import zipfile
from pathlib import Path

import pytest
from tests.sheets.reading_ground import (
    FILES,
    bend,
    read,
    refusal,
    rows_of,
    save_book,
    save_package,
    save_raw_sheet,
    save_xlsb,
    text_cell,
)

from deskapp.errors import DeskError
from deskapp.locale import LANGUAGES, words
from deskapp.sheets import guard
from deskapp.sheets.reading import read_file

SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = b'<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]>'
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def small(path: Path) -> Path:
    return save_book(path, [["姓名"], ["王伟"]])


@pytest.mark.parametrize("name", ["locked.xlsx", "locked.ods", "locked.xls"])
def test_a_password_is_named(name: str) -> None:
    with pytest.raises(DeskError, match=r"file\.encrypted"):
        read_file(FILES / name, spool_dir=FILES, country="CN")


def test_a_locked_archive_is_refused(tmp_path: Path) -> None:
    path = small(tmp_path / "a.xlsx")
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + offset] |= 1
            place = content.find(mark, place + 1)
    path.write_bytes(content)
    assert refusal(path) == "file.encrypted"


def test_an_empty_file(tmp_path: Path) -> None:
    for content in (b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\n \r\n", b"\0\0\0"):
        (tmp_path / "a.csv").write_bytes(content)
        assert refusal(tmp_path / "a.csv") == "file.empty"


def test_a_file_that_was_not_copied_completely(tmp_path: Path) -> None:
    path = save_book(tmp_path / "a.xlsx", [["姓名"]] * 500)
    whole = path.read_bytes()
    for size in (5, 200, len(whole) // 2, len(whole) - 10):
        path.write_bytes(whole[:size])
        assert refusal(path) == "file.damaged"
    old = (FILES / "homes.xls").read_bytes()
    path.write_bytes(old[:700])
    assert refusal(path) in ("file.damaged", "file.unreadable", "file.unknown_format")


def test_a_wrong_sum_is_found_in_every_part(tmp_path: Path) -> None:
    path = save_book(tmp_path / "a.xlsx", [["姓名"], *([f"王伟{n}"] for n in range(300))])
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for victim in parts:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as package:
            for name, content in parts.items():
                package.writestr(name, content)
            place = package.getinfo(victim).header_offset + 30 + len(victim.encode()) + len(parts[victim]) // 2
        bent = bytearray(path.read_bytes())
        bent[place] ^= 1
        path.write_bytes(bent)
        assert refusal(path) == "file.damaged", victim


def test_a_far_cell_is_named(tmp_path: Path) -> None:
    far = text_cell("A1", "x"), '<c r="XFD1048576"><v>1</v></c>'
    path = save_raw_sheet(tmp_path / "a.xlsx", f'<row r="1">{far[0]}</row><row r="1048576">{far[1]}</row>')
    with pytest.raises(DeskError) as caught:
        read(path)
    assert (caught.value.code, caught.value.values["cell"]) == ("file.far_cell", "XFD1048576")


@pytest.mark.parametrize(
    "row",
    [
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1"><c s="1" r="A1"><v>1</v></c></row><row r="1048576"><c s="1" r="XFD1048576"><v>1</v></c></row>',
        "<row r='1'><c r='A1'><v>1</v></c><c r='XFD1048576'><v>1</v></c></row>",
        '<row r="1"><c r="A1"><v>1</v></c><c r="ZZZ9999999"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="9999999"><c r="ZZ9999999"><v>1</v></c></row>',
    ],
)
def test_a_far_cell_is_found_however_it_is_written(tmp_path: Path, row: str) -> None:
    assert refusal(save_raw_sheet(tmp_path / "a.xlsx", row)) == "file.far_cell"


@pytest.mark.parametrize("reference", ['r="&#88;FD1048576"', 'r\n=\n"XFD1048576"', 'r="xfd1048576"'])
def test_what_the_first_look_misses_the_walled_reader_refuses(tmp_path: Path, reference: str) -> None:
    cells = f'<row r="1"><c r="A1"><v>1</v></c><c {reference}><v>1</v></c></row>'
    path = save_raw_sheet(tmp_path / "a.xlsx", cells)
    assert refusal(path) in ("file.far_cell", "file.unreadable", "file.too_large")


def test_a_far_cell_in_a_binary_workbook(tmp_path: Path) -> None:
    path = save_xlsb(tmp_path / "a.xlsb", [["x"]], (9, 9))

    def far(sheet: bytes) -> bytes:
        row = b"\x00\x19" + struct.pack("<I", 1_048_575) + bytes(21)
        cell = b"\x05\x10" + struct.pack("<II", 16_383, 0) + struct.pack("<d", 1)
        return sheet.replace(b"\x92\x01\x00", row + cell + b"\x92\x01\x00")

    assert refusal(bend(path, "xl/worksheets/sheet1.bin", far)) == "file.far_cell"


def test_a_hidden_sheet_that_is_not_read_may_reach_far(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    assert book.active is not None
    book.active.append(["姓名"])
    hidden = book.create_sheet("旧")
    hidden.sheet_state = "hidden"
    hidden["XFD1048576"] = 1
    book.save(tmp_path / "a.xlsx")
    assert rows_of(tmp_path / "a.xlsx") == [["姓名"]]
    assert refusal(tmp_path / "a.xlsx", sheet="旧") == "file.far_cell"


def test_one_huge_text(tmp_path: Path) -> None:
    path = save_raw_sheet(tmp_path / "a.xlsx", f'<row r="1">{text_cell("A1", "长" * 10_000_000)}</row>')
    assert refusal(path) == "file.text_too_long"
    runs = "".join(f"<r><t>{'x' * 1000}</t></r>" for _ in range(10_000))
    path = save_raw_sheet(tmp_path / "b.xlsx", f'<row r="1"><c r="A1" t="inlineStr"><is>{runs}</is></c></row>')
    assert refusal(path) == "file.text_too_long"


def test_a_document_type_in_any_part(tmp_path: Path) -> None:
    with zipfile.ZipFile(small(tmp_path / "a.xlsx")) as package:
        names = [name for name in package.namelist() if name.endswith((".xml", ".rels"))]
    assert len(names) > 5
    for name in names:
        path = bend(small(tmp_path / "a.xlsx"), name, lambda part: LAUGHS + part)
        assert refusal(path) == "file.doctype", name
    path = bend(small(tmp_path / "a.xlsx"), SHEET, lambda part: part.decode().encode("utf-16"))
    assert refusal(path) == "file.doctype"


def test_a_document_type_across_two_blocks(tmp_path: Path) -> None:
    padding = b"<!--" + b"-- >" * ((1 << 18) - 2)
    path = bend(small(tmp_path / "a.xlsx"), SHEET, lambda part: padding + b"-->" + LAUGHS + part)
    assert refusal(path) == "file.doctype"


def test_a_zip_bomb(tmp_path: Path) -> None:
    path = small(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package, package.open("xl/media/x.xml", "w") as part:
        for _ in range(80):
            part.write(bytes(1 << 20))
    assert refusal(path) == "file.bomb"


def test_more_than_can_be_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MAX_UNPACKED", 2000)
    assert refusal(small(tmp_path / "a.xlsx")) == "file.bomb"


def test_more_cells_than_the_reader_may_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MAX_CELLS", 10)
    assert refusal(save_book(tmp_path / "a.xlsx", [["a", "b"]] * 6)) == "file.too_large"


def test_repeated_cells_of_an_open_workbook(tmp_path: Path) -> None:
    rows = (
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16000" '
        'office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell></table:table-row>'
    )
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {names}><office:body><office:spreadsheet>"
        f'<table:table table:name="t">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    path = save_package(tmp_path / "a.ods", {"mimetype": ODS, "content.xml": content})
    assert refusal(path) in ("file.too_large", "file.far_cell")


def test_a_shared_text_that_is_said_too_often_ends_only_the_reader(tmp_path: Path) -> None:
    path = save_book(tmp_path / "a.xlsx", [["x"]])
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 5001))
    bend(
        path, SHEET, lambda part: part[: part.find(b"<sheetData>") + 11] + cells.encode() + b"</sheetData></worksheet>"
    )
    space = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="1" uniqueCount="1"><si><t>'
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["xl/sharedStrings.xml"] = space + b"x" * 900_000 + b"</t></si></sst>"
    relation = (
        b'<Relationship Id="rId99" Target="sharedStrings.xml" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>'
    )
    rels = "xl/_rels/workbook.xml.rels"
    if b"sharedStrings" not in parts[rels]:
        parts[rels] = parts[rels].replace(b"</Relationships>", relation)
    assert refusal(save_package(path, parts)) == "file.unreadable"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 40, "file.unknown_format"),
        (b"%PDF-1.7\n" + b"text " * 1000, "file.unknown_format"),
        (os.urandom(5000), "file.unknown_format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file.damaged"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "file.web_page"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "file.web_page"),
    ],
)
def test_other_files_under_the_name_of_a_workbook(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    assert refusal(tmp_path / "a.xlsx") == code


def test_an_archive_that_is_no_workbook(tmp_path: Path) -> None:
    assert refusal(save_package(tmp_path / "a.xlsx", {"word/document.xml": "<w/>"})) == "file.unknown_format"
    assert refusal(save_package(tmp_path / "a.xlsx", {"mimetype": "x", "content.xml": "<w/>"})) == "file.unknown_format"


def test_a_sheet_full_of_formulas_without_values(tmp_path: Path) -> None:
    cells = "".join(f"<row><c><f>A{n}</f></c></row>" for n in range(9))
    assert refusal(save_raw_sheet(tmp_path / "a.xlsx", cells)) == "file.formulas"


def test_broken_xml_within_a_whole_archive(tmp_path: Path) -> None:
    path = bend(small(tmp_path / "a.xlsx"), SHEET, lambda part: part[: len(part) // 2])
    assert refusal(path) == "file.damaged"
    path = bend(small(tmp_path / "a.xlsx"), SHEET, lambda part: part.replace(b"</t>", b"</wrong>"))
    assert refusal(path) == "file.unreadable"
    path = bend(small(tmp_path / "a.xlsx"), "xl/workbook.xml", lambda part: part[:-20])
    assert refusal(path) == "file.damaged"


def test_every_refusal_says_what_to_do() -> None:
    codes = [
        "missing", "folder", "denied", "empty", "damaged", "unreadable", "unknown_format", "web_page", "encrypted",
        "bomb", "doctype", "text_too_long", "too_large", "far_cell", "formulas", "too_slow", "no_sheet", "no_rows",
        "encoding_name", "encoding_wrong", "encoding_damaged", "encoding_unknown", "quote_open", "line_too_long",
        "too_wide", "heading_missing", "heading_double", "map_unknown",
    ]  # fmt: skip
    for language in LANGUAGES:
        table = words(language)
        assert all(f"file.{code}" in table for code in codes)
