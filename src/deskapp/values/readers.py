"""What a card reader or barcode reader types: the code of a Vietnamese identity card, a Chinese card, our own letters.

A reader is a keyboard: its burst goes through whatever input method is switched on. Telex turns ``dd`` into ``đ``, VNI
takes figures for tones, pinyin eats letters; a burst that does not parse is told as that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal
from unicodedata import normalize

from deskapp.errors import Fault
from deskapp.values.days import parse_day
from deskapp.values.identity import IdentityKind, parse_identity
from deskapp.values.names import is_chinese, parse_name
from deskapp.values.text import clean, fold

Sex = Literal["", "male", "female"]

SEPARATORS: Final = "|^~;,#*/"
"""What stands between the fields of a Chinese reader, where the office has not said it; in this order."""

_SEXES: Final[dict[str, Sex]] = {"nam": "male", "nu": "female", "男": "male", "女": "female"}
_CCCD: Final = re.compile(r"(?a)\d{12}")
_RESIDENT: Final = re.compile(r"(?a)\d{17}[\dXx]")
_EIGHT: Final = re.compile(r"(?a)(\d{2})[/.-]?(\d{2})[/.-]?(\d{4})")
_LETTERS: Final = re.compile(r"[^\W\d_]+(?:[ .'’·-]+[^\W\d_]+)*\.?")
_LABEL: Final = re.compile(
    r"^(姓名|性别|民族|出生日期|出生|住址|地址|公民身份号码|身份证号码?|签发机关|有效期限?)[:：]\s*"
)
_PERIOD: Final = re.compile(r"(.{8,11}?)\s*[-–~至]\s*(长期|.{8,11})")
_OFFICES: Final = ("局", "总队", "委员会")
_FOREVER: Final = "长期"
_FEWEST: Final = 3
_SCAN_LENGTH: Final = 20


@dataclass(frozen=True, slots=True)
class CardScan:
    """An identity card as a reader types it; ``old_number`` the CMND before it; no ``valid_until`` may be for ever."""

    kind: IdentityKind
    number: str
    name: str
    birth: date | None = None
    sex: Sex = ""
    address: str = ""
    old_number: str = ""
    nation: str = ""
    issuer: str = ""
    issued_on: date | None = None
    valid_until: date | None = None

    @property
    def country(self) -> Literal["CN", "VN"]:
        """Whose card it is."""
        return "VN" if self.kind == "vn-cccd" else "CN"


@dataclass(frozen=True, slots=True)
class CodeScan:
    """The figures of a barcode that we printed."""

    digits: str


Scan = CardScan | CodeScan
Read = tuple[Scan | None, Fault | None]


def read_burst(
    text: str, *, today: date, separator: str = "", is_code: Callable[[str], bool] = lambda _: False
) -> Read:
    """What a burst of keys says; ``(None, None)`` is no scan but a fast hand, a fault a scan that cannot be read.

    ``separator`` is what the office's reader puts between fields; ``is_code`` knows our own barcodes.
    """
    bare = normalize("NFKC", text).strip()
    if bare.isascii() and bare.isdigit():
        return (CodeScan(bare), None) if is_code(bare) else (None, None)
    card = _read_vietnamese(bare, today) or _read_chinese(bare, today, separator)
    if card is not None:
        return card, None
    signs = {"|", separator} - {""}
    scrambled = len(bare) >= _SCAN_LENGTH and any(bare.count(sign) >= _FEWEST for sign in signs)
    return None, Fault("reader.input_method") if scrambled else None


def _read_vietnamese(text: str, today: date) -> CardScan | None:
    """``number|old number|name|ddmmyyyy|sex|address|issued``: the old number may be missing, further fields follow."""
    number, *rest = (clean(part) for part in text.split("|"))
    if not _CCCD.fullmatch(number) or len(rest) < _FEWEST:
        return None
    old = rest.pop(0) if not rest[0] or rest[0].isdigit() else ""
    name, birth, sex, address, issued = (*rest, "", "", "", "", "")[:5]
    born = _day_first(birth)
    known = _SEXES.get(fold(sex), "")
    if born is None or not _LETTERS.fullmatch(name) or (sex and not known) or (old and not old.isascii()):
        return None
    if parse_identity(number, "vn-cccd", today=today, birth=born)[0] is None:
        return None
    return CardScan("vn-cccd", number, name, born, known, address, old, issued_on=_day_first(issued))


def _day_first(text: str) -> date | None:
    found = _EIGHT.fullmatch(text)
    return parse_day(f"{found[1]}/{found[2]}/{found[3]}", "VN")[0] if found else None


def _read_chinese(text: str, today: date, separator: str) -> CardScan | None:
    """Name, sex, nation, birth, address, number, issuer, validity: by what the fields are, not where they stand."""
    for sign in separator or SEPARATORS:
        parts = [_LABEL.sub("", clean(part)) for part in text.split(sign)]
        numbers = [part.upper() for part in parts if _RESIDENT.fullmatch(part)]
        if len(parts) >= _FEWEST and len(numbers) == 1:
            rest = [part for part in parts if part and part.upper() != numbers[0]]
            return _chinese_card(numbers[0], rest, today)
    return None


def _chinese_card(number: str, rest: Sequence[str], today: date) -> CardScan | None:
    kind: IdentityKind = "foreign-pr" if number.startswith("9") else "cn-id"
    name = parse_name(rest[0])[0] if rest else None
    if name is None or not _LETTERS.fullmatch(name) or _is_mixed(name):
        return None
    if parse_identity(number, kind, today=today)[0] is None:
        return None
    others, days, period = list(rest[1:]), list[date](), ("", "")
    sex = next((part for part in others if part in _SEXES), "")
    place = others.index(sex) if sex else -1
    nation = others[place + 1] if sex and place + 1 < len(others) and len(others[place + 1]) <= 6 else ""
    nation = nation if is_chinese(nation) else ""
    for part in others:
        if found := _PERIOD.fullmatch(part):
            period = found[1], found[2]
        elif day := parse_day(part, "CN")[0]:
            days.append(day)
    words = [part for part in others if part not in (sex, nation, _FOREVER) and is_chinese(part)]
    words = [part for part in words if parse_day(part, "CN")[0] is None and not _PERIOD.fullmatch(part)]
    issuer = next((part for part in reversed(words) if part.endswith(_OFFICES)), "")
    address = max((part for part in words if part != issuer), key=len, default="")
    birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    later = [day for day in days if day != birth]
    return CardScan(
        kind, number, name, birth, _SEXES.get(sex, ""), address, "", nation.removesuffix("族"), issuer,
        parse_day(period[0], "CN")[0] or (later[0] if later else None),
        parse_day(period[1], "CN")[0] or (later[1] if len(later) > 1 else None),
    )  # fmt: skip


def _is_mixed(name: str) -> bool:
    """Chinese signs among Latin letters are what pinyin left of a burst."""
    return is_chinese(name) and any(char.isascii() and char.isalpha() for char in name)
