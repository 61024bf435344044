"""The number in a letter's footer that a scanner types back: digits only, with check digits, drawn as Code 128.

Digits, because an input method scrambles letters; two check digits (ISO 7064, MOD 97-10), because a wrong case must
not open. It begins with the kind of record, which no zero does: Vietnamese phones and identity numbers begin with one.
"""

from __future__ import annotations

import struct
import zlib
from typing import Final

CASE: Final = "9"
"""The kind of record that a case's number begins with."""
RECEIPT: Final = "8"
"""The same of a receipt."""
DELIVERY: Final = "7"
"""The handover of a unit, on the notice that its owner brings."""
KEY_SET: Final = "6"
"""A set of keys, on its label."""
KINDS: Final = (CASE, RECEIPT, DELIVERY, KEY_SET)

_ID_DIGITS: Final = 7
_LONGEST: Final = 14
"""Shorter than a Chinese identity number, which may begin with any of the kinds."""
# widths of bars and gaps in modules, values 0 to 102, then start C; ISO/IEC 15417
_PATTERNS: Final = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 "
    "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 "
    "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
    "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 "
    "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 "
    "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
    "114311 411113 411311 113141 114131 311141 411131"
)
_START_C: Final = 105
_START_PATTERN: Final = "211232"
_STOP_PATTERN: Final = "2331112"
_QUIET: Final = 10


def make_number(record_id: int, kind: str = CASE) -> str:
    """The digits of a record, an even count of them: kind, number, check digits."""
    plain = f"{kind}{record_id:0{_ID_DIGITS}}"
    if len(plain) % 2:
        plain = f"{kind}{record_id:0{len(plain)}}"
    return f"{plain}{98 - int(plain) * 100 % 97:02}"


def parse_number(text: str, kind: str = CASE) -> int | None:
    """The record that a scanned number names; None for anything else."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and digits.startswith(kind) and _ID_DIGITS < len(digits) <= _LONGEST):
        return None
    if len(digits) % 2 or int(digits) % 97 != 1:
        return None
    record_id = int(digits[1:-2])
    return record_id if record_id and make_number(record_id, kind) == digits else None


def code128(digits: str) -> str:
    """Widths of bars and gaps in turn, beginning with a bar, for an even count of digits (set C, two a sign)."""
    values = [int(digits[place : place + 2]) for place in range(0, len(digits), 2)]
    check = (_START_C + sum(place * value for place, value in enumerate(values, 1))) % 103
    return "".join((_START_PATTERN, *(_PATTERNS[7 * value :][:6] for value in (*values, check)), _STOP_PATTERN))


def draw_barcode(digits: str, scale: int = 4, height: int = 96) -> bytes:
    """A black and white PNG of the number with its quiet zones; ``scale`` dots a module, ``height`` dots high."""
    bars = "".join("01"[place % 2 == 0] * int(width) for place, width in enumerate(code128(digits)))
    dots = "".join(dot * scale for dot in f"{'0' * _QUIET}{bars}{'0' * _QUIET}")
    row = int(dots.translate(str.maketrans("01", "10")).ljust(-(-len(dots) // 8) * 8, "1"), 2)
    line = b"\0" + row.to_bytes(-(-len(dots) // 8), "big")
    header = struct.pack(">IIBBBBB", len(dots), height, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(line * height, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
