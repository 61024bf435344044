"""The target is the old file or the new one, never half of either."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from deskapp.errors import DeskError
from deskapp.locale import words
from deskapp.sheets.replacing import replacing


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_takes_its_place(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    with replacing(target) as fresh:
        assert (fresh.parent, fresh.name[0]) == (tmp_path, ".")
        assert not target.exists()
        fresh.write_text("new")
    assert target.read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_modes(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    with replacing(target, 0o600) as fresh:
        fresh.write_text("secret")
    assert mode_of(target) == 0o600
    target.chmod(0o640)
    with replacing(target) as fresh:
        fresh.write_text("again")
    assert mode_of(target) == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / "a.xlsx"
    link.symlink_to(tmp_path / "real" / "b.xlsx")
    with replacing(link) as fresh:
        fresh.write_text("new")
    assert link.is_symlink()
    assert (tmp_path / "real" / "b.xlsx").read_text() == "new"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "sheet.disk_full"),
        (errno.EDQUOT, "sheet.disk_full"),
        (errno.EACCES, "sheet.no_permission"),
        (errno.EROFS, "sheet.no_permission"),
        (errno.EIO, "sheet.not_written"),
    ],
)
def test_failure_is_said_in_words_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    target = tmp_path / "a.xlsx"
    target.write_text("old")

    def fail(self: Path, place: Path) -> Path:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(DeskError) as caught, replacing(target) as fresh:
        fresh.write_text("new")
    assert caught.value.code == code
    for language in ("zh", "vi", "en"):
        assert str(target) in words(language).say(caught.value)
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_wrong_places(tmp_path: Path) -> None:
    for target, code in ((tmp_path / "no" / "a.xlsx", "sheet.no_folder"), (tmp_path, "sheet.is_folder")):
        with pytest.raises(DeskError) as caught, replacing(target) as fresh:
            fresh.write_text("new")
        assert caught.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_an_error_of_the_caller_goes_through(tmp_path: Path) -> None:
    with pytest.raises(KeyError), replacing(tmp_path / "a.xlsx"):
        raise KeyError("x")
    assert list(tmp_path.iterdir()) == []
