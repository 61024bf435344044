"""Which backups stay: by days, weeks and months in which there is one; the newest always."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.keeping.keeping_ground import Kept

from deskapp.errors import DeskError
from deskapp.store.backup_rotate import kept_moments, list_backups, rotate_backups
from deskapp.store.backup_settings import Keep, parse_keep

NIGHT = datetime(2026, 11, 29, 1, 30)  # noqa: DTZ001 - as the names say it


def nights(count: int) -> list[datetime]:
    return [NIGHT - timedelta(days=day) for day in range(count)]


def test_a_year_of_nights() -> None:
    kept = sorted(kept_moments(nights(400), Keep(days=7, weeks=4, months=12)), reverse=True)
    assert kept[:7] == nights(7)
    # Sundays, the last nights of their weeks, then the last nights of months
    assert [f"{at:%m-%d}" for at in kept[7:]] == [
        "11-22", "11-15", "11-08", "10-31", "09-30", "08-31", "07-31", "06-30", "05-31", "04-30", "03-31", "02-28",
        "01-31", "12-31",
    ]  # fmt: skip


def test_several_a_day_leave_the_last() -> None:
    day = [NIGHT, NIGHT - timedelta(hours=1), NIGHT - timedelta(days=1)]
    assert kept_moments(day, Keep(days=2)) == {day[0], day[2]}


def test_a_machine_that_stood_still_loses_none_by_it() -> None:
    old = [NIGHT - timedelta(days=900 + day) for day in range(3)]
    assert kept_moments(old, Keep(days=7)) == set(old)


@given(
    moments=st.lists(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), max_size=60),  # noqa: DTZ001
    keep=st.builds(Keep, *[st.integers(0, 9)] * 4),
)
def test_the_newest_stays_and_no_more_than_were_asked_for(moments: list[datetime], keep: Keep) -> None:
    kept = kept_moments(moments, keep)
    assert kept <= set(moments)
    assert (max(moments) in kept) if moments else not kept
    assert len(kept) <= 1 + keep.days + keep.weeks + keep.months + keep.years
    assert kept_moments(kept, keep) == kept


@pytest.mark.parametrize(
    ("text", "keep"),
    [("7d,4w,12m", Keep(7, 4, 12)), ("2y", Keep(years=2)), (" 1w , 3d ", Keep(days=3, weeks=1))],
)
def test_how_it_is_written(text: str, keep: Keep) -> None:
    assert parse_keep(text) == keep


@pytest.mark.parametrize("text", ["", "7", "7d,7d", "-1d", "0d", "7 days", "7d;4w"])
def test_what_makes_no_sense_takes_nothing_away(text: str) -> None:
    with pytest.raises(DeskError, match=r"call\.keep"):
        parse_keep(text)


def test_only_what_bears_our_name_is_taken_away(kept: Kept) -> None:
    folder = kept.root / "backups"
    folder.mkdir()
    ours = [f"deskapp-{at:%Y%m%d-%H%M%S}.zip" for at in nights(3)]
    others = ["deskapp-20261101-010000-before-0007.db", "deskapp-20269999-010000.zip", "notes.zip", "mine.txt"]
    for name in (*ours, *others):
        (folder / name).write_text("x")
    (kept.root / "backup.toml").write_text('keep = "2d"')
    assert [path.name for path in rotate_backups(kept.home)] == [ours[2]]
    assert {path.name for path in folder.iterdir()} == {*ours[:2], *others}
    assert [path.name for _, path in list_backups(folder)] == ours[:2]
    assert list_backups(Path("nowhere")) == []
