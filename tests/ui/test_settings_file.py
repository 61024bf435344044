"""Settings: what is written is what is read; a broken file is told and kept; homes are found in their order."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskapp.app import settle_terminal
from deskapp.locale import LANGUAGES
from deskapp.settings import (
    SavedView,
    Settings,
    find_home,
    language_of,
    load_settings,
    save_settings,
    write_whole,
)

words = st.text(max_size=20).filter(lambda text: not any("\ud800" <= char <= "\udfff" for char in text))
views = st.builds(
    SavedView,
    name=words,
    filters=st.dictionaries(words, words, max_size=3).map(lambda found: tuple(found.items())),
    sort=words,
    descending=st.booleans(),
)
settings = st.builds(
    Settings,
    language=st.sampled_from([None, *LANGUAGES]),
    theme=st.sampled_from(["dark", "light"]),
    ascii_borders=st.booleans(),
    kitty_keyboard=st.booleans(),
    camera_folder=words,
    counter=words,
    services=words,
    keymap=st.dictionaries(words.filter(bool), words.filter(bool), max_size=3),
    views=st.dictionaries(words, st.lists(views, min_size=1, max_size=2).map(tuple), max_size=2),
)


@given(settings)
def test_what_is_saved_is_loaded(tmp_path_factory: pytest.TempPathFactory, told: Settings) -> None:
    path = tmp_path_factory.mktemp("settings") / "settings.toml"
    save_settings(path, told)
    assert load_settings(path) == (told, None)


def test_unknown_keys_of_a_newer_program_stay(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    text = 'printer = "前台"\nsince = 2026-11-22T09:41:00\n[letters]\ncopies = 2\nnested = {a = [1, 2.5, true]}\n'
    path.write_text(text, encoding="utf-8")
    found, fault = load_settings(path)
    assert fault is None
    save_settings(path, found)
    again = tomllib.loads(path.read_text(encoding="utf-8"))
    assert {name: again[name] for name in ("printer", "since", "letters")} == tomllib.loads(text)


def test_a_broken_file_is_told_and_kept_when_saving(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("language = ", encoding="utf-8")
    found, fault = load_settings(path)
    assert found == Settings()
    assert fault is not None
    assert fault.code == "settings.broken"
    save_settings(path, found)
    assert (tmp_path / "settings.broken").read_text() == "language = "
    assert load_settings(path) == (Settings(), None)


def test_a_value_that_makes_no_sense_is_named_and_the_others_count(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('language = "fr"\ntheme = "light"\nkeymap = 3\n')
    found, fault = load_settings(path)
    assert (found.language, found.theme, found.keymap) == (None, "light", {})
    assert fault is not None
    assert fault.values["names"] == "language, keymap"


def test_the_file_is_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    write_whole(path, b"x")
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_the_home_is_found_in_its_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKAPP_HOME", str(tmp_path / "env"))
    monkeypatch.delenv("DESKAPP_EXPORTS", raising=False)
    assert find_home(tmp_path / "option").root == tmp_path / "option"
    home = find_home()
    assert home.database == tmp_path / "env" / "deskapp.db"
    assert home.exports == tmp_path / "env" / "exports"
    assert not home.root.exists()
    monkeypatch.setenv("DESKAPP_EXPORTS", str(tmp_path / "out"))
    home = find_home()
    assert home.exports == tmp_path / "out"
    home.prepare()
    assert home.drafts.stat().st_mode & 0o777 == 0o700
    monkeypatch.delenv("DESKAPP_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert find_home().root.name == "deskapp"
    monkeypatch.chdir(tmp_path)
    assert find_home(Path("here")).root == tmp_path / "here"


def test_the_language_is_the_chosen_one_or_the_terminals() -> None:
    assert language_of(Settings(language="vi"), {"LANG": "zh_CN.UTF-8"}) == "vi"
    assert language_of(Settings(), {"LC_ALL": "", "LANG": "zh_CN.UTF-8"}) == "zh"
    assert language_of(Settings(language="vi"), {"DESKAPP_LANG": "en"}) == "en"
    assert language_of(Settings(), {"LANG": "C.UTF-8"}) == "zh"


def test_the_kitty_protocol_is_off_unless_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    monkeypatch.delenv("TEXTUAL_DISABLE_KITTY_KEY", raising=False)
    settle_terminal(Settings(kitty_keyboard=True))
    assert "TEXTUAL_DISABLE_KITTY_KEY" not in os.environ
    settle_terminal(Settings())
    assert os.environ["TEXTUAL_DISABLE_KITTY_KEY"] == "1"
