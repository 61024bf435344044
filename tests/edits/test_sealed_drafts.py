"""Half-filled forms on the disk tell nobody anything; a key that is gone loses none of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from tests.reception.ground import Ground, counter_at, form, notice, press, show, write
from tests.ui.conftest import screen_text
from tests.ui.counter import NOW, book_of

from deskapp.desks.reception.screens.customer_form import CustomerForm
from deskapp.store.seal_keys import Keys
from deskapp.ui.drafts import Draft, DraftBook

NUMBER = "500108199912313057"


@pytest.fixture
def drafts(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "home" / "drafts"
    folder.mkdir(parents=True)
    yield folder
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())


@pytest.fixture
def keyed(monkeypatch: pytest.MonkeyPatch, drafts: Path) -> Keys:
    """A key file, as an office has it, and none in the environment."""
    monkeypatch.delenv("DESKAPP_KEY")
    keys = Keys(drafts.parent)
    keys.ensure()
    return keys


def draft(**more: Any) -> Draft:
    typed = {"name": "张三丰", "id_number": NUMBER}
    return Draft("d1", "customer", "新客户 · 张三丰", typed=typed, parked=True, clerk="wang", at=NOW, **more)


def kept(book: DraftBook, one: Draft) -> None:
    book.put(one)
    book.close()


def test_nothing_of_it_can_be_read_on_the_disk(keyed: Keys, drafts: Path) -> None:
    kept(book_of(drafts), draft())
    (path,) = drafts.iterdir()
    written = path.name.encode() + path.read_bytes()
    assert all(text.encode() not in written for text in (NUMBER, "张三丰", "wang", "customer", "id_number"))
    (back,) = book_of(drafts).offered("wang")
    assert back.typed == draft().typed
    assert book_of(drafts).offered("li") == []


def test_one_that_was_put_under_another_name_does_not_open(keyed: Keys, drafts: Path) -> None:
    kept(book_of(drafts), draft())
    (drafts / "d1.draft").rename(drafts / "d2.draft")
    (shut,) = book_of(drafts).offered("anybody")
    assert shut.shut is not None
    assert shut.shut.code == "draft.broken"


def test_a_turned_key_still_opens_the_older_ones(keyed: Keys, drafts: Path) -> None:
    kept(book_of(drafts), draft())
    keyed.add()
    assert book_of(drafts).offered("wang")[0].typed["name"] == "张三丰"


def test_a_lost_key_is_said_and_the_draft_waits_for_it(keyed: Keys, drafts: Path) -> None:
    kept(book_of(drafts), draft())
    keyed.file.rename(keyed.file.with_name("elsewhere"))
    (shut,) = book_of(drafts).offered("wang")
    assert shut.shut is not None
    assert (shut.shut.code, shut.shut.values["file"]) == ("draft.key_lost", str(keyed.file))
    keyed.file.with_name("elsewhere").rename(keyed.file)
    (back,) = book_of(drafts).offered("wang")
    assert back.typed["id_number"] == NUMBER


def test_a_key_lost_while_the_counter_runs_is_said_there_too(keyed: Keys, drafts: Path) -> None:
    book = book_of(drafts)
    book.put(draft())
    book.flush()
    keyed.file.unlink()
    assert [one.shut is not None for one in book.offered("wang")] == [True]
    book.close()


def test_where_there_is_no_key_yet_one_beside_the_drafts_serves(monkeypatch: pytest.MonkeyPatch, drafts: Path) -> None:
    monkeypatch.delenv("DESKAPP_KEY")
    kept(book_of(drafts), draft())
    assert NUMBER.encode() not in (drafts / "d1.draft").read_bytes()
    Keys(drafts.parent).ensure()
    (back,) = book_of(drafts).offered("wang")
    assert back.typed["id_number"] == NUMBER
    # from now on with the office's own
    own = (drafts / "key").read_text()
    kept(book_of(drafts), back)
    (drafts / "key").unlink()
    assert book_of(drafts).offered("wang")[0].typed["id_number"] == NUMBER
    assert own not in Keys(drafts.parent).file.read_text()


def test_unsealed_ones_of_an_older_program_are_taken_over_once(keyed: Keys, drafts: Path) -> None:
    content = {**asdict(draft()), "at": NOW.isoformat()}
    del content["shut"]
    old = drafts / "d1.json"
    old.write_text(json.dumps(content))
    old.chmod(0o600)
    (back,) = book_of(drafts).offered("wang")
    assert back.typed["id_number"] == NUMBER
    assert [path.name for path in drafts.iterdir()] == ["d1.draft"]
    assert [one.typed for one in book_of(drafts).offered("wang")] == [back.typed]


async def test_the_counter_says_which_key_is_missing_and_keeps_the_draft(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with counter_at(ground) as pilot:
        await show(pilot, CustomerForm())
        await write(pilot, "王小明")
        await press(pilot, "f6")
    own_key = "5ea1" * 16
    monkeypatch.setenv("DESKAPP_KEY", "0ff1ce00" * 8)
    (path,) = ground.home.drafts.glob("*.draft")
    shut = book_of(ground.home.drafts).offered("anybody")
    assert [one.shut is not None for one in shut] == [True]
    # the trail's key is another matter: both are there again, the newest last
    monkeypatch.setenv("DESKAPP_KEY", own_key)
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    async with counter_at(ground) as pilot:
        book: DraftBook = pilot.app.draft_book  # type: ignore[attr-defined]
        assert "草稿 1" in screen_text(pilot.app)
        await press(pilot, "f7")
        assert "已损坏" in screen_text(pilot.app)
        await press(pilot, "escape")
        assert "已保留" in notice(pilot)
        assert path.exists()
        path.write_bytes(content)
        await press(pilot, "f7")
        assert form(pilot).typed["name"] == "王小明"
        await press(pilot, "f6")
        book.flush()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        await press(pilot, "f7", "2")
        book.flush()
        assert not path.exists()
