from unicodedata import is_normalized, normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskapp.values.text import clean, compact, digits, fold, is_masked, width


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  张三 \u3000 丰 ", "张三 丰"),
        (normalize("NFD", "Nguyễn Văn Đạt"), "Nguyễn Văn Đạt"),
        ("a\x00b\u200bc\ufeffd", "abcd"),
        ("one\ntwo\tthree", "one two three"),
        ("half \ud800 pair", "half pair"),
        ("", ""),
        ("[/b][@click=app.quit]x[/]", "[/b][@click=app.quit]x[/]"),
    ],
)
def test_clean(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("NGUYỄN VĂN ĐẠT", "nguyen van dat"),
        ("Huỳnh  Thị Mỹ", "huynh thi my"),
        ("ＡＢＣ１２", "abc12"),
        ("重庆ABC 商贸", "重庆abc 商贸"),
        ("ÊĂÔƠƯ", "eaoou"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@settings(deadline=None)
@given(st.text())
def test_clean_and_fold_have_a_rest(text: str) -> None:
    cleaned, folded = clean(text), fold(text)
    assert clean(cleaned) == cleaned
    assert is_normalized("NFC", cleaned)
    assert fold(folded) == folded
    assert fold(cleaned) == folded
    assert fold(normalize("NFD", text)) == fold(normalize("NFC", text))


def test_digits_and_compact() -> None:
    assert digits("+86 １３８-0013.8000") == "8613800138000"
    assert compact(" １３８ 0013 8000.0 ") == "13800138000"
    assert compact("b1-044") == "B1-044"
    assert compact("S1.0") == "S1.0"


def test_masked() -> None:
    assert is_masked("138****8000")
    assert is_masked("＊＊8000")
    assert not is_masked("3*4")


def test_width() -> None:
    assert width("张三 A") == 6
    assert width(normalize("NFD", "Đạt")) == 3
    assert width("㎡") == 2 or width("㎡") == 1
    assert width("") == 0
