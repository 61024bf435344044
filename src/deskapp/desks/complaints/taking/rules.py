"""Which level a complaint is proposed, and what complaints are about: dated rows, pure rules."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final
from unicodedata import normalize

from deskapp.office.tariffs.rates import CERTAINTIES

HERE: Final = Path(__file__).parent
KINDS: Final = ("households", "amount", "repeats", "words", "outside", "relation", "safety")


@dataclass(frozen=True, slots=True)
class LevelRule:
    """A row of ``levels.toml``."""

    level: int
    what: str
    valid_from: date
    valid_to: date | None
    source: str
    least: Decimal = Decimal(0)
    currency: str = ""
    days: int = 0
    words: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelFacts:
    """What a level is proposed by: ``repeats`` are earlier ones of the same home about the same."""

    received_on: date
    words: str = ""
    relation: str = "owner"
    households: int = 1
    amount: Decimal | None = None
    currency: str = "CNY"
    repeats: int = 0
    outside: str = ""
    safety: bool = False


@cache
def categories() -> tuple[str, ...]:
    """What complaints may be about."""
    return tuple(_listed()["categories"])


@cache
def causes() -> tuple[str, ...]:
    """Why complaints come up."""
    return tuple(_listed()["causes"])


@cache
def level_rules() -> tuple[LevelRule, ...]:
    """Every row of ``levels.toml``."""
    rows = tomllib.loads((HERE / "levels.toml").read_text(encoding="utf-8"))["rule"]
    return tuple(_rule(row) for row in rows)


def repeat_days(day: date) -> int:
    """Within how many days a complaint of the same home about the same is a repeated one."""
    return max((rule.days for rule in level_rules() if rule.what == "repeats" and _holds(rule, day)), default=0)


def propose_level(facts: LevelFacts) -> tuple[int, tuple[str, ...]]:
    """The level that the facts ask for, 1 to 3, and by which rows (``what``), the highest first."""
    fitting = [rule for rule in level_rules() if _holds(rule, facts.received_on) and _fits(rule, facts)]
    level = max((rule.level for rule in fitting), default=1)
    reasons = dict.fromkeys(rule.what for rule in sorted(fitting, key=lambda rule: -rule.level))
    return level, tuple(reasons)


def _fits(rule: LevelRule, facts: LevelFacts) -> bool:
    if rule.what == "households":
        return facts.households >= rule.least
    if rule.what == "amount":
        return facts.amount is not None and facts.currency == rule.currency and facts.amount >= rule.least
    if rule.what == "repeats":
        return facts.repeats >= rule.least
    if rule.what == "words":
        return any(_says(facts.words, word) for word in rule.words)
    if rule.what == "relation":
        return facts.relation in rule.relations
    return bool(facts.outside) if rule.what == "outside" else facts.safety


def _says(text: str, word: str) -> bool:
    """Whether a word stands in a text, tones and all: ``chạy`` is no ``cháy``, and ``rồi`` no ``rơi``."""
    said, wanted = (normalize("NFC", one).casefold() for one in (text, word))
    if not wanted.isascii() and not any(one.isascii() and one.isalpha() for one in wanted):
        # Chinese has no blanks between words
        return wanted in said
    return re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", said) is not None


def _holds(rule: LevelRule, day: date) -> bool:
    return rule.valid_from <= day and (rule.valid_to is None or day <= rule.valid_to)


def _rule(row: Mapping[str, Any]) -> LevelRule:
    if row["what"] not in KINDS or row["certainty"] not in CERTAINTIES:
        raise ValueError(row)
    return LevelRule(
        row["level"],
        row["what"],
        row["valid_from"],
        row.get("valid_to"),
        row["source"],
        Decimal(str(row.get("least", 0))),
        row.get("currency", ""),
        row.get("days", 0),
        tuple(row.get("words", ())),
        tuple(row.get("relations", ())),
    )


@cache
def _listed() -> dict[str, Any]:
    return tomllib.loads((HERE / "categories.toml").read_text(encoding="utf-8"))
