"""Trades of technicians as data (``trades.toml``): their words, and whose work an item of the warranties usually is."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from deskapp.cases.procedure import Texts
from deskapp.errors import DeskError

FILE: Final = Path(__file__).parent / "trades.toml"


@dataclass(frozen=True, slots=True)
class Trade:
    """A trade, and the warranty items that are its work."""

    code: str
    text: Texts
    items: tuple[str, ...]


@cache
def trades() -> Mapping[str, Trade]:
    """Every trade by its code."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["trade"]
    found = {row["code"]: Trade(row["code"], Texts(**row["text"]), tuple(row["items"])) for row in rows}
    return MappingProxyType(found)


def trade_of(item: str) -> str:
    """Whose work an item usually is; nobody's in particular where no trade has it."""
    return next((one.code for one in trades().values() if item in one.items), "")


def say_trade(code: str, language: str) -> str:
    """A trade's word; an office's own stands for itself."""
    known = trades().get(code)
    return known.text.say(language) if known is not None else code


def say_trades(told: str, language: str) -> str:
    """Several, as a technician has them (codes, comma between)."""
    said = [say_trade(one, language) for one in split_trades(told)]
    return ("、" if language == "zh" else ", ").join(said)


def split_trades(told: str) -> tuple[str, ...]:
    """The codes of a technician."""
    return tuple(one.strip() for one in told.split(",") if one.strip())


def read_trades(typed: str, language: str) -> str:
    """Trades as they are typed, by code, word or place in the list; ``order.trade_unknown`` names what is none."""
    return ", ".join(dict.fromkeys(_codes(typed.replace("、", ",").replace("，", ",").split(","), language)))


def _codes(parts: Iterable[str], language: str) -> Iterable[str]:
    known = list(trades().values())
    for part in (one.strip() for one in parts):
        if not part:
            continue
        if part.isdigit() and 1 <= int(part) <= len(known):
            yield known[int(part) - 1].code
            continue
        fold = part.casefold()
        found = next((one.code for one in known if fold in (one.code, one.text.say(language).casefold())), None)
        begun = [one.code for one in known if one.text.say(language).casefold().startswith(fold)]
        if found is None and len(begun) != 1:
            raise DeskError("order.trade_unknown", "trades", trade=part)
        yield found or begun[0]
