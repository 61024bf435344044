"""CSV as offices send it: encodings, delimiters, quotes, protections, and lengths without end."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sheets.reading_ground import refusal, rows_of

from deskapp.errors import DeskError
from deskapp.sheets import csvfile
from deskapp.sheets.cells import unprotect
from deskapp.sheets.column import Country

CHINESE = "客户姓名,证件号码\r\n王伟,11010519491231002X\r\n"
VIETNAMESE = "Họ và tên,Địa chỉ\r\nNguyễn Văn Đạt,Phường Bến Nghé\r\nTrần Thị Mỹ Phượng,Quận Bình Thạnh\r\n"
TONES = "\u0300\u0301\u0303\u0309\u0323"


def as_cp1258(text: str) -> bytes:
    """Windows writes Vietnamese as a letter with its hat, then the tone."""
    written = []
    for char in normalize("NFC", text):
        marks = normalize("NFD", char)
        hats = "".join(mark for mark in marks if mark not in TONES)
        tones = "".join(mark for mark in marks if mark in TONES)
        written.append(normalize("NFC", hats) + tones)
    return "".join(written).encode("cp1258")


def table(text: str) -> list[list[str | None]]:
    return [list(line.split(",")) for line in text.split("\r\n") if line]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-32"])
@pytest.mark.parametrize("country", ["CN", "VN"])
def test_chinese_in_every_encoding(tmp_path: Path, encoding: str, country: Country) -> None:
    (tmp_path / "a.csv").write_bytes(CHINESE.encode(encoding))
    assert rows_of(tmp_path / "a.csv", country) == table(CHINESE)


@pytest.mark.parametrize("country", ["CN", "VN"])
def test_vietnamese_of_old_windows_is_composed(tmp_path: Path, country: Country) -> None:
    (tmp_path / "a.csv").write_bytes(as_cp1258(VIETNAMESE))
    assert rows_of(tmp_path / "a.csv", country) == table(VIETNAMESE)


def test_decomposed_vietnamese_is_composed(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(normalize("NFD", VIETNAMESE), encoding="utf-8", newline="")
    assert rows_of(tmp_path / "a.csv", "VN") == table(VIETNAMESE)


def test_rare_characters_of_gb18030_and_the_byte_order_of_big_machines(tmp_path: Path) -> None:
    text = "姓名,手机\r\n䶮𠮷,138\r\n"
    for encoded in (text.encode("gb18030"), b"\xfe\xff" + text.encode("utf-16-be")):
        (tmp_path / "a.csv").write_bytes(encoded)
        assert rows_of(tmp_path / "a.csv") == table(text)


def test_a_declared_encoding_is_taken_for_what_is_no_utf8(tmp_path: Path) -> None:
    text = "姓名,地址\r\n陳大文,臺北市\r\n"
    (tmp_path / "a.csv").write_bytes(text.encode("big5"))
    assert rows_of(tmp_path / "a.csv", encoding="big5") == table(text)
    (tmp_path / "a.csv").write_bytes(text.encode("utf-16-le"))
    assert rows_of(tmp_path / "a.csv", encoding="utf-16-le") == table(text)
    for name in ("klingon", "base64"):
        assert refusal(tmp_path / "a.csv", encoding=name) == "file.encoding_name"
    (tmp_path / "a.csv").write_bytes(b"a,b\n1,\x81\x20\n")
    assert refusal(tmp_path / "a.csv", encoding="gb18030") == "file.encoding_wrong"


def test_utf8_with_a_broken_character_is_not_taken_for_something_else(tmp_path: Path) -> None:
    lines = [f"王伟{n},重庆市江北区" for n in range(50)]
    broken = "\n".join(lines).encode()
    place = broken.find("王伟30".encode())
    (tmp_path / "a.csv").write_bytes(broken[:place] + b"\xe7" + broken[place:])
    with pytest.raises(DeskError) as caught:
        csvfile.find_encoding(tmp_path / "a.csv", None, "CN")
    assert (caught.value.code, caught.value.values["row"]) == ("file.encoding_damaged", "31")


def test_bytes_of_no_encoding(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a,b\n" + bytes(range(0x80, 0xFF)) * 3)
    assert refusal(tmp_path / "a.csv") in ("file.encoding_unknown", "file.unknown_format")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_that_which_cuts_evenly(tmp_path: Path, delimiter: str) -> None:
    rows = [
        ["Mã xã", "Số tờ", "Diện tích (m²)", "Ghi chú"],
        *([str(n), "1", "60,5", "a, b; c, d; e"] for n in range(9)),
    ]
    lines = [delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row) for row in rows]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    assert rows_of(tmp_path / "a.csv", "VN") == rows


def test_a_title_above_and_a_sep_line_do_not_mislead(tmp_path: Path) -> None:
    body = "Mã xã;Số tờ;Diện tích\n26000;1;60,5\n26001;2;71,3\n"
    (tmp_path / "a.csv").write_text("Danh sách, tháng 10, năm 2026\n" + body, encoding="utf-8")
    assert rows_of(tmp_path / "a.csv", "VN")[1] == ["Mã xã", "Số tờ", "Diện tích"]
    (tmp_path / "a.csv").write_text("sep=;\n" + body[:22], encoding="utf-8")
    assert rows_of(tmp_path / "a.csv", "VN")[1] == ["Mã xã", "Số tờ", "Diện tích"]
    (tmp_path / "a.csv").write_text("姓名\n王伟\n李娜\n", encoding="utf-8")
    assert rows_of(tmp_path / "a.csv") == [["姓名"], ["王伟"], ["李娜"]]


def test_quoted_lines_count_once_and_blank_lines_count(tmp_path: Path) -> None:
    text = '姓名,地址\r\n王伟,"江北区\r\n滨江路, ""1""号"\r\n\r\n,\r\n李娜,x'
    (tmp_path / "a.csv").write_text(text, encoding="utf-8", newline="")
    assert rows_of(tmp_path / "a.csv") == [
        ["姓名", "地址"], ["王伟", '江北区\n滨江路, "1"号'], [None, None], [None, None], ["李娜", "x"],
    ]  # fmt: skip


def test_nuls_and_control_characters_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("姓\0名,手机\n王\0\0伟,1\x00388\x07\u200e\n\0".encode())
    assert rows_of(tmp_path / "a.csv")[:2] == [["姓名", "手机"], ["王伟", "1388"]]


def test_the_protections_of_exports_are_taken_off(tmp_path: Path) -> None:
    cells = ["'=1+1", "'+8613800138000", "'-5", "'@x", "'abc", "=1+1", "'", "O'Neil"]
    quoted = ",".join(f'"{cell}"' for cell in cells)
    (tmp_path / "a.csv").write_text(f'{quoted},="001085012345"\n', encoding="utf-8")
    row = rows_of(tmp_path / "a.csv")[0]
    assert row == ["=1+1", "+8613800138000", "-5", "@x", "'abc", "=1+1", "'", "O'Neil", "001085012345"]


@settings(deadline=None)
@given(st.text())
def test_only_a_protection_is_taken_off(text: str) -> None:
    protected = f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
    if not text.startswith(("'", '="')):
        assert unprotect([protected]) == [text]


def test_a_quote_left_open_never_swallows_rows_in_silence(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('a,b\n1,2\n3,"4\n5,6\n7,8\n', encoding="utf-8")
    assert refusal(tmp_path / "a.csv") == "file.quote_open"
    (tmp_path / "a.csv").write_text('a,b\n1,x"2\n3,"4" inch\n', encoding="utf-8")
    assert rows_of(tmp_path / "a.csv") == [["a", "b"], ["1", 'x"2'], ["3", "4 inch"]]


def test_a_line_without_end_and_a_row_without_end(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a,b\n" + b"x" * (17 << 20))
    assert refusal(tmp_path / "a.csv") == "file.line_too_long"
    (tmp_path / "a.csv").write_bytes(b"a,b\n" + b"," * 20_000)
    assert refusal(tmp_path / "a.csv") == "file.too_wide"


def test_a_long_text_is_for_the_row_to_answer(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("姓名,备注\n王伟," + "长" * 40_000 + "\n", encoding="utf-8")
    assert len(rows_of(tmp_path / "a.csv")[1][1] or "") == 40_000


def test_rows_of_different_length_are_filled_up(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b,c\n1\n1,2,3\n1,2\n", encoding="utf-8")
    assert rows_of(tmp_path / "a.csv") == [["a", "b", "c"], ["1", None, None], ["1", "2", "3"], ["1", "2", None]]


def test_reading_takes_no_more_memory_for_a_longer_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("姓名,手机\n" + "王伟,13800138000\n" * 100_000, encoding="gb18030")
    tracemalloc.start()
    count = sum(1 for _ in csvfile.records(path, csvfile.find_encoding(path, None, "CN")))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 100_001
    assert peak < 20 << 20
