"""The number in a letter's footer: what a scanner types leads to one record or to none."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskapp.messages.barcode import KINDS, code128, draw_barcode, make_number, parse_number

# 12, 34 and 56 in set C by hand from the standard's table: start, three signs, the check sign, stop.
# The check sign is (105 + 1 * 12 + 2 * 34 + 3 * 56) % 103 = 44.
EXAMPLE = "211232" + "112232" + "131123" + "331121" + "132131" + "2331112"


@given(st.integers(1, 10**10))
def test_a_number_is_read_back(record: int) -> None:
    digits = make_number(record)
    assert digits.isdigit()
    assert len(digits) % 2 == 0
    assert parse_number(f" {digits}\n") == record


@given(st.integers(1, 10**9), st.integers(0, 20), st.integers(1, 9))
def test_one_wrong_digit_opens_nothing(record: int, place: int, more: int) -> None:
    digits = make_number(record)
    place %= len(digits)
    wrong = f"{digits[:place]}{(int(digits[place]) + more) % 10}{digits[place + 1 :]}"
    assert parse_number(wrong) is None


@given(st.integers(1, 10**9), st.integers(0, 20))
def test_two_neighbours_changed_open_nothing(record: int, place: int) -> None:
    digits = make_number(record)
    place %= len(digits) - 1
    wrong = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    assert wrong == digits or parse_number(wrong) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "13800138000",
        "0912345678",
        "001099012345",
        "9",
        "9000000",
        "９００００００１８０",
        "-900000018",
        "9" * 40,
        "TS-1",
    ],
)
def test_other_numbers_are_none(text: str) -> None:
    assert parse_number(text) is None


def test_the_same_record_has_one_number() -> None:
    assert make_number(1) == "9000000180"
    assert parse_number("900000000146") is None
    assert parse_number("9000000097") is None


def test_the_bars_are_code_128() -> None:
    assert code128("123456") == EXAMPLE


@given(st.integers(1, 10**9))
def test_every_sign_is_eleven_modules(record: int) -> None:
    widths = code128(make_number(record))
    assert len(widths) % 6 == 1
    for start in range(0, len(widths) - 7, 6):
        sign = [int(width) for width in widths[start : start + 6]]
        assert sum(sign) == 11
        assert sum(sign[::2]) % 2 == 0


def test_the_picture_holds_the_bars() -> None:
    digits = make_number(42)
    picture = draw_barcode(digits, scale=3, height=5)
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, depth, kind = struct.unpack(">IIBB", picture[16:26])
    modules = sum(map(int, code128(digits)))
    assert (width, height, depth, kind) == ((modules + 20) * 3, 5, 1, 0)
    start = picture.index(b"IDAT")
    length = struct.unpack(">I", picture[start - 4 : start])[0]
    lines = zlib.decompress(picture[start + 4 : start + 4 + length])
    step = 1 + -(-width // 8)
    assert len(lines) == step * height
    dots = bin(int.from_bytes(b"\1" + lines[1:step], "big"))[3:][:width]
    assert dots.startswith("1" * 30 + "0" * 6)
    bars = "".join("01"[place % 2] * 3 * int(module) for place, module in enumerate(code128(digits)))
    assert dots == "1" * 30 + bars + "1" * 30


@pytest.mark.parametrize("kind", KINDS)
@given(st.integers(10**6, 10**8))
def test_an_identity_number_is_no_code_of_ours_whatever_it_begins_with(kind: str, middle: int) -> None:
    plain = f"{kind}{middle:015}"
    assert parse_number(f"{plain}{98 - int(plain) * 100 % 97:02}", kind) is None
