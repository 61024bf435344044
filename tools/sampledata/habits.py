"""How people write things into workbooks."""

from __future__ import annotations

import unicodedata
from datetime import date
from random import Random

from sampledata.table import Cell


def full_width(text: str) -> str:
    """Digits as an input method in full-width mode writes them."""
    return "".join(chr(ord(sign) + 0xFEE0) if sign.isdigit() else sign for sign in text)


def decomposed(text: str) -> str:
    """Vietnamese letters and tones apart, as some keyboards and systems store them."""
    return unicodedata.normalize("NFD", text)


def written_day(rng: Random, day: date) -> Cell:
    """A day in one of five forms: a real date, 2026/3/5, 20260305, 2026年3月5日, 2026-3-5."""
    return rng.choice(
        (
            day,
            f"{day.year}/{day.month}/{day.day}",
            f"{day:%Y%m%d}",
            f"{day.year}年{day.month}月{day.day}日",
            f"{day.year}-{day.month}-{day.day}",
        )
    )


def written_money(rng: Random, fen: int) -> Cell:
    """An amount of fen as a figure, with thousands signs, with the currency sign."""
    yuan = fen / 100
    return rng.choice((yuan, f"{yuan:,.2f}", f"{yuan:.2f}", f"￥{yuan:,.2f}"))


def written_area(rng: Random, hundredths: int) -> Cell:
    """An area in 0.01 m² as a figure, as text, in full-width digits."""
    figure = hundredths / 100
    return rng.choice((figure, figure, figure, f"{figure:.2f}", full_width(f"{figure:.2f}")))


def written_room(rng: Random, room: str) -> Cell:
    """A room as text, as the number a spreadsheet makes of it, with its word, in full-width digits."""
    return rng.choice((room, room, int(room), float(room), f"{room}室", full_width(room)))


def written_building(rng: Random, building: str) -> str:
    return rng.choice((building, f"{building}栋", f"{building}号楼", f"{building}#", f"{building}幢"))


def written_phone(rng: Random, phone: str) -> Cell:
    """A mobile number as text, as a number, grouped with the country code, in full-width digits."""
    return rng.choice((phone, phone, phone, int(phone), f"+86 {phone[:3]} {phone[3:7]} {phone[7:]}", full_width(phone)))


def masked(phone: str) -> str:
    return f"{phone[:3]}****{phone[-4:]}"


def spread(rng: Random, count: int, **one_in: int) -> dict[int, str]:
    """Which of ``count`` lines go wrong, and how: ``wrong_check=100`` befalls one in a hundred, and at least one.

    No line has two mishaps.
    """
    wanted = [name for name, every in one_in.items() for _ in range(max(1, count // every))]
    return dict(zip(rng.sample(range(count), len(wanted)), wanted, strict=True))
