"""The figures as bars of text: rows of coloured runs, each exactly as wide as it is told.

Four charts of a few bars each need no library that draws: bars of our own follow the theme and the signs that the
terminal can show, and say every figure in words beside the bar, so that nothing rests on colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from deskapp.casework.look import Said, Tone
from deskapp.desks.complaints.figures.queries import AGES, Figures, MonthFigures
from deskapp.desks.complaints.taking.model import CRISIS
from deskapp.locale import Words
from deskapp.ui.cells import fit, width

Rows = tuple[tuple[Said, ...], ...]
AGE_TONES: Final[Mapping[str, Tone]] = {
    "day": "good", "three": "accent", "week": "plain", "month": "warning", "older": "error",
}  # fmt: skip
CALL_TONES: Final[Mapping[str, Tone]] = {"satisfied": "good", "neutral": "plain", "unsatisfied": "error"}
GOOD: Final = 90
"""Per cent from which a month is good; below ``FAIR`` it is bad."""
FAIR: Final = 75
MOST_CAUSES: Final = 6
SIGNS: Final = "█▓▒░"
ASCII_SIGNS: Final = "#=+-"
"""Signs of the parts of a bar, so that they differ where colours do not."""


def stacked(parts: Sequence[tuple[int, Tone]], whole: int, cells: int, signs: str = SIGNS) -> tuple[Said, ...]:
    """A bar of parts, ``whole`` as wide as ``cells``; what is there has a cell at least, wherever there is room."""
    told = [(count, tone, signs[index % len(signs)]) for index, (count, tone) in enumerate(parts)]
    if whole <= 0 or cells <= 0:
        return ((" " * max(cells, 0), "plain"),)
    total = sum(count for count, _, _ in told)
    bar = min(cells, max(round(cells * total / whole), sum(1 for count, _, _ in told if count)))
    sizes = _shares([count for count, _, _ in told], bar)
    runs: list[Said] = [(sign * size, tone) for size, (_, tone, sign) in zip(sizes, told, strict=True) if size]
    return (*runs, (" " * (cells - sum(sizes)), "plain"))


def _shares(counts: Sequence[int], cells: int) -> list[int]:
    """Cells to counts by the largest rest; what is there gets one before others get more."""
    total = sum(counts)
    if not total or not cells:
        return [0] * len(counts)
    exact = [count * cells / total for count in counts]
    sizes = [max(int(share), 1 if count else 0) for share, count in zip(exact, counts, strict=True)]
    while sum(sizes) > cells:
        sizes[max(range(len(sizes)), key=lambda index: (sizes[index] > 1, sizes[index] - exact[index]))] -= 1
    while sum(sizes) < cells:
        sizes[max(range(len(sizes)), key=lambda index: exact[index] - sizes[index])] += 1
    return sizes


def open_chart(figures: Figures, words: Words, cells: int, signs: str = SIGNS) -> Rows:
    """Open ones by level, each bar in its ages; the worst level on top, and what the parts mean below."""
    labels = {level: words.text(f"complaint_level.{level}") for level in figures.open}
    side, number = _side(labels.values(), cells), 5
    whole = max((sum(ages.values()) for ages in figures.open.values()), default=0)
    rows: list[tuple[Said, ...]] = [_head(words.text("figures.open"), words.number(figures.open_total), cells)]
    for level in sorted(figures.open, reverse=True):
        ages = figures.open[level]
        count = sum(ages.values())
        tone: Tone = "muted" if not count else "error" if level >= CRISIS else "plain"
        bar = stacked([(ages[age], AGE_TONES[age]) for age in AGES], whole, cells - side - number - 2, signs)
        rows.append(((f"{fit(labels[level], side)} ", tone), (f"{words.number(count):>{number}} ", tone), *bar))
    rows.append(_legend(((words.text(f"figures.age.{age}"), AGE_TONES[age]) for age in AGES), cells, signs))
    return tuple(rows)


def month_chart(figures: Figures, words: Words, cells: int, *, calls: bool, signs: str = SIGNS) -> Rows:
    """Month by month: how many per cent were on time, or are satisfied, and of how many."""
    name = "satisfied" if calls else "on_time"
    latest = next((share for one in reversed(figures.months) if (share := _share(one, calls)) is not None), None)
    told = words.text("figures.percent", count=latest) if latest is not None else ""
    rows: list[tuple[Said, ...]] = [_head(words.text(f"figures.{name}"), told, cells)]
    for one in figures.months:
        share, of = _share(one, calls), one.answered if calls else one.closed
        if share is None:
            rows.append(((f"{one.month} ", "muted"), (fit(words.text("figures.none"), cells - 8), "muted")))
            continue
        tail = f" {words.text('figures.of', percent=share, count=words.number(of))}"
        tone: Tone = "good" if share >= GOOD else "warning" if share >= FAIR else "error"
        if calls:
            parts = [(one.calls.get(result, 0), CALL_TONES[result]) for result in CALL_TONES]
        else:
            parts = [(one.closed - one.late, tone), (one.late, "muted")]
        bar = stacked(parts, of, max(cells - 8 - width(tail), 0), signs)
        rows.append(((f"{one.month} ", "plain"), *bar, (tail, tone)))
    if calls:
        legend = ((words.text(f"call_result.{result}"), tone) for result, tone in CALL_TONES.items())
        rows.append(_legend(legend, cells, signs))
    return tuple(rows)


def cause_chart(figures: Figures, words: Words, cells: int, signs: str = SIGNS) -> Rows:
    """The commonest causes of what was closed in these months; the others together."""
    counts = figures.causes
    shown = counts.most_common(MOST_CAUSES if len(counts) <= MOST_CAUSES else MOST_CAUSES - 1)
    rest = counts.total() - sum(count for _, count in shown)
    named = [
        (words.text(f"complaint_cause.{code}") if code else words.text("figures.no_cause"), n) for code, n in shown
    ]
    named += [(words.text("figures.other_causes"), rest)] if rest else []
    rows: list[tuple[Said, ...]] = [_head(words.text("figures.causes"), words.number(counts.total()), cells)]
    if not named:
        rows.append(((fit(words.text("figures.none"), cells), "muted"),))
    side, number = _side((name for name, _ in named), cells), 5
    whole = max((count for _, count in named), default=0)
    for name, count in named:
        bar = stacked([(count, "accent")], whole, cells - side - number - 2, signs)
        rows.append(((f"{fit(name, side)} ", "plain"), (f"{words.number(count):>{number}} ", "plain"), *bar))
    return tuple(rows)


def _share(one: MonthFigures, calls: bool) -> int | None:
    return one.satisfied if calls else one.on_time


def _head(title: str, told: str, cells: int) -> tuple[Said, ...]:
    return ((fit(title, max(cells - width(told) - 1, 1)), "strong"), (f" {told}", "strong"))


def _side(names: Iterable[str], cells: int) -> int:
    return min(max((width(name) for name in names), default=4), cells // 2)


def _legend(parts: Iterable[Said], cells: int, signs: str) -> tuple[Said, ...]:
    return tuple(_cut(((f"{signs[i % len(signs)]}{name} ", tone) for i, (name, tone) in enumerate(parts)), cells))


def _cut(runs: Iterable[Said], cells: int) -> Iterator[Said]:
    left = cells
    for text, tone in runs:
        if width(text) > left:
            yield " " * left, "plain"
            return
        yield text, tone
        left -= width(text)
    yield " " * left, "plain"
