"""Amounts in words, as receipts and contracts write them: a slip of one zero is heard, not seen."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from deskapp.values.money import PLACES, to_minor

_ZH: Final = "零壹贰叁肆伍陆柒捌玖"
_ZH_PLACES: Final = ("", "拾", "佰", "仟")
_VI: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_VI_GROUPS: Final = (("tỷ", 10**9), ("triệu", 10**6), ("nghìn", 10**3))
_EN: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_EN_TENS: Final = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_EN_GROUPS: Final = ("", "thousand", "million", "billion", "trillion", "quadrillion", "quintillion")
_MINUS: Final = {"zh": "负", "vi": "âm ", "en": "minus "}
_NAMES: Final = {
    "zh": {"CNY": "元", "VND": "越南盾"},
    "vi": {"CNY": "nhân dân tệ", "VND": "đồng"},
    "en": {"CNY": "yuan", "VND": "dong"},
}


def money_in_words(amount: Decimal, currency: str, language: str) -> str:
    """``1006867.00`` yuan -> ``壹佰万陆仟捌佰陆拾柒元整``; ``1500000`` đồng -> ``một triệu năm trăm nghìn đồng``."""
    minor = to_minor(amount, currency)
    whole, part = divmod(abs(minor), 10 ** PLACES[currency])
    sign = _MINUS[language] if minor < 0 else ""
    name = _NAMES[language][currency]
    if language == "zh":
        return sign + _chinese(whole, part, name)
    if language == "vi":
        tail = f" phẩy {' '.join(_VI[int(figure)] for figure in f'{part:02}')}" if part else ""
        return f"{sign}{_vietnamese(whole) or _VI[0]}{tail} {name}"
    return f"{sign}{_english(whole)} {name}" + (f" {_english(part)} fen" if part else "")


def _chinese(whole: int, part: int, name: str) -> str:
    """The capital figures that cannot be forged; ``整`` where nothing follows the yuan or the jiao."""
    jiao, fen = divmod(part, 10)
    head = f"{_chinese_whole(whole) or _ZH[0]}{name}" if whole or not part else ""
    if not part:
        return f"{head}整"
    tens = f"{_ZH[jiao]}角" if jiao else _ZH[0] if head else ""
    return f"{head}{tens}{_ZH[fen]}分" if fen else f"{head}{tens}整"


def _chinese_whole(number: int) -> str:
    for name, size in (("亿", 10**8), ("万", 10**4)):
        if number >= size:
            high, low = divmod(number, size)
            gap = _ZH[0] if 0 < low < size // 10 else ""
            return f"{_chinese_whole(high)}{name}{gap}{_chinese_whole(low)}"
    return _chinese_four(number)


def _chinese_four(value: int) -> str:
    text = ""
    for place in (3, 2, 1, 0):
        figure = value // 10**place % 10
        if figure:
            text += _ZH[figure] + _ZH_PLACES[place]
        elif text and value % 10**place and not text.endswith("零"):
            text += "零"
    return text


def _vietnamese(number: int, *, full: bool = False) -> str:
    for name, size in _VI_GROUPS:
        if number >= size:
            high, low = divmod(number, size)
            rest = f" {_vietnamese(low, full=True)}" if low else ""
            return f"{_vietnamese(high, full=full and high < 1000)} {name}{rest}"
    return _vietnamese_three(number, full=full)


def _vietnamese_three(value: int, *, full: bool) -> str:
    hundreds, tens, ones = value // 100, value // 10 % 10, value % 10
    words = [_VI[hundreds], "trăm"] if hundreds or full else []
    if tens > 1:
        words += [_VI[tens], "mươi"]
    elif tens:
        words.append("mười")
    elif ones and words:
        words.append("linh")
    if ones:
        words.append("mốt" if ones == 1 and tens > 1 else "lăm" if ones == 5 and tens else _VI[ones])
    return " ".join(words)


def _english(number: int) -> str:
    words: list[str] = []
    for name in _EN_GROUPS:
        number, value = divmod(number, 1000)
        if value:
            words = [_english_three(value), name, *words]
    return " ".join(filter(None, words)) or _EN[0]


def _english_three(value: int) -> str:
    hundreds, rest = divmod(value, 100)
    words = [_EN[hundreds], "hundred"] if hundreds else []
    if rest < 20:
        words += [_EN[rest]] if rest else []
    else:
        words.append(_EN_TENS[rest // 10] + (f"-{_EN[rest % 10]}" if rest % 10 else ""))
    return " ".join(words)
