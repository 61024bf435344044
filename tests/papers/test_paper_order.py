"""Whatever the order of entry, a paper is where its moves say in the order they happened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from shutil import copyfile

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select
from tests.fixtures_store import NOW, TODAY, Counter, open_counter
from tests.papers.test_paper_custody import ARRIVED, nobody_drifted, paper

from deskapp.papers.actions import (
    move_paper,
)
from deskapp.papers.drafts import MoveDraft
from deskapp.papers.model import HOLDERS, Paper, PaperMove
from deskapp.papers.rules import Custody, find_custody

NUMBERS = count()


@contextmanager
def another_counter(begun: Path, folder: Path) -> Iterator[Counter]:
    database = folder / f"{next(NUMBERS)}.db"
    with open_counter(copyfile(begun, database)) as counter:
        yield counter


moves = st.builds(
    lambda kind, holder, days, shelf: (kind, holder, days, shelf),
    st.sampled_from(["moved", "moved", "shelf", "lost", "found"]),
    st.sampled_from(HOLDERS),
    st.integers(1, 29),
    st.sampled_from(["", "A-1", "B-2"]),
)


def as_row(number: int, told: tuple[str, str, int, str]) -> PaperMove:
    kind, holder, days, shelf = told
    moved = kind in ("moved", "found")
    return PaperMove(
        id=number,
        office_id=1,
        paper_id=1,
        kind=kind,
        holder=("us" if kind == "found" else holder) if moved else "",
        shelf=shelf if moved or kind == "shelf" else "",
        note="x" if kind == "lost" else "",
        happened_at=ARRIVED + timedelta(days=days),
        entered_at=NOW,
    )


FIRST = PaperMove(
    id=1, office_id=1, paper_id=1, kind="taken_in", holder="us", shelf="A", happened_at=ARRIVED, entered_at=NOW
)


@given(st.lists(moves, max_size=8, unique_by=lambda told: told[2]), st.randoms())
def test_the_order_of_entry_does_not_count(told: list[tuple[str, str, int, str]], random: object) -> None:
    in_order = [FIRST, *(as_row(n, move) for n, move in enumerate(sorted(told, key=lambda move: move[2]), 2))]
    mixed = list(told)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    late = [FIRST, *(as_row(n, move) for n, move in enumerate(mixed, 2))]
    random.shuffle(late)  # type: ignore[attr-defined]
    assert find_custody(late) == find_custody(in_order)


@given(st.lists(moves, max_size=8))
def test_custody_is_what_walking_through_the_days_says(told: list[tuple[str, str, int, str]]) -> None:
    rows = [FIRST, *(as_row(n, move) for n, move in enumerate(told, 2))]
    holder, shelf, since, lost = "us", "A", ARRIVED, None
    for day in range(1, 30):
        moment = ARRIVED + timedelta(days=day)
        for kind, to, _, place in (move for move in told if move[2] == day):
            if kind == "shelf":
                shelf = place if holder == "us" and lost is None else shelf
            elif kind == "lost":
                lost = moment
            else:
                holder, shelf, since, lost = ("us" if kind == "found" else to), place, moment, None
    custody = find_custody(rows)
    assert (custody.holder, custody.shelf, custody.holder_since, custody.lost_at) == (holder, shelf, since, lost)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(5)))
def test_the_stored_custody_is_the_same_in_any_order_of_entry(begun: Path, tmp_path: Path, order: list[int]) -> None:
    days: list[tuple[int, MoveDraft]] = [
        (2, MoveDraft("bank", "工商银行", due_back=TODAY)),
        (4, MoveDraft("us", shelf="B-1")),
        (9, MoveDraft("tax", "税务")),
        (12, MoveDraft("us", shelf="B-2")),
        (20, MoveDraft("court", "法院", due_back=TODAY)),
    ]
    with another_counter(begun, tmp_path) as counter:
        number = paper(counter, received_at=ARRIVED)
        for n in order:
            day, draft = days[n]
            counter.do(move_paper, number, replace(draft, happened_at=ARRIVED + timedelta(days=day)))
        stored = counter.ask(lambda reader: reader.session.exec(select(Paper)).one())
        assert {name: getattr(stored, name) for name in Custody.__dataclass_fields__} == asdict(
            Custody("court", ARRIVED + timedelta(days=20), "法院", "", TODAY)
        )
        assert nobody_drifted(counter)
