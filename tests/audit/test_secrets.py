"""Secrets: nothing of them lies in the file, in the trail or on a screen; a new key encrypts them anew."""

from __future__ import annotations

import pickle
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select, text
from tests.audit.audit_ground import CLERK, NOW, Trail

from deskapp.errors import DeskError
from deskapp.store.audit import to_json
from deskapp.store.seal_keys import Key, Keys, Ring
from deskapp.store.secrets import Hidden, Secret, equality, open_text, reseal, seal_text
from deskapp.store.store import Store
from deskapp.store.work import Work

OLD, NEW = Key(b"a" * 32), Key(b"b" * 32)
PASSWORD = "Ba-Đình-备案-7391"
TABLES = MetaData()
FILING = Table(
    "filing_login",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("name", String),
    Column("password", Secret("filing_login.password")),
)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=50))
def test_what_was_sealed_opens_again_and_never_looks_the_same(plain: str) -> None:
    ring = Ring((OLD,))
    one, other = seal_text(ring, plain, "x"), seal_text(ring, plain, "x")
    assert one != other
    assert open_text(ring, one, "x") == open_text(Ring((OLD, NEW)), other, "x") == plain


@pytest.mark.parametrize("twist", [lambda s: s[:-4] + "AAAA", lambda s: s[3:], lambda s: "s9" + s[2:], lambda s: ""])
def test_a_changed_one_does_not_open(twist: object) -> None:
    sealed = seal_text(Ring((OLD,)), PASSWORD, "x")
    with pytest.raises(DeskError, match=r"store\.secret_broken"):
        open_text(Ring((OLD,)), twist(sealed), "x")  # type: ignore[operator]


def test_one_that_is_moved_to_another_column_does_not_open() -> None:
    with pytest.raises(DeskError, match=r"store\.secret_broken"):
        open_text(Ring((OLD,)), seal_text(Ring((OLD,)), PASSWORD, "x"), "y")


def test_a_lost_key_is_named() -> None:
    with pytest.raises(DeskError) as lost:
        open_text(Ring((NEW,)), seal_text(Ring((OLD,)), PASSWORD))
    assert (lost.value.code, lost.value.values["key"]) == ("store.key_lost", OLD.id.hex())


def test_equal_texts_are_found_by_the_hash_of_any_key() -> None:
    before, after = equality(Ring((OLD,)), PASSWORD), equality(Ring((OLD, NEW)), PASSWORD)
    assert after[1:] == before
    assert equality(Ring((OLD,)), PASSWORD + " ") != before


def test_it_shows_nowhere() -> None:
    hidden = Hidden(PASSWORD)
    assert all(PASSWORD not in said for said in (repr(hidden), str(hidden), f"{hidden}", f"{[hidden]}"))
    with pytest.raises(TypeError):
        pickle.dumps(hidden)
    assert hidden == Hidden(PASSWORD) != Hidden("x")


@pytest.fixture
def store(trail: Trail) -> Store:
    with closing(sqlite3.connect(trail.database)) as raw:
        raw.execute("CREATE TABLE filing_login (id INTEGER PRIMARY KEY, name VARCHAR, password TEXT)")
    return Store(trail.database)


def keep(work: Work, secret: str) -> None:
    work.session.execute(insert(FILING).values(id=1, name="网签", password=Hidden(secret)))
    work.entry("filing_login", 1, before={"password": Hidden("old")}, after={"password": Hidden(secret)})


def stored(store: Store) -> tuple[Hidden, str]:
    def read(reader: object) -> tuple[Hidden, str]:
        session = reader.session  # type: ignore[attr-defined]
        hidden = session.execute(select(FILING.c.password)).scalar_one()
        return hidden, session.execute(text("SELECT password FROM filing_login")).scalar_one()

    return store.read(read)


def test_nothing_of_it_lies_in_the_file_or_in_the_trail(store: Store, trail: Trail) -> None:
    store.write(CLERK, "x", lambda work: keep(work, PASSWORD), NOW)
    assert stored(store)[0].reveal() == PASSWORD
    store.close()
    files = b"".join(file.read_bytes() for file in trail.folder.iterdir())
    assert PASSWORD.encode() not in files
    assert PASSWORD.encode("unicode-escape") not in files
    ((before, after),) = trail.force("SELECT before, after FROM audit_payload WHERE audit_id = 13")
    assert before.startswith('{"password":"••• ')
    assert after.startswith('{"password":"••• ')
    assert before != after


def test_a_new_key_encrypts_it_anew(store: Store, trail: Trail) -> None:
    store.write(CLERK, "x", lambda work: keep(work, PASSWORD), NOW)
    old = stored(store)[1]
    trail.keys.add()
    assert store.write(CLERK, "x", lambda work: reseal(work, TABLES), NOW + timedelta(minutes=1)) == 1
    hidden, sealed = stored(store)
    assert (old[:12], sealed[:12]) == tuple(f"s1.{key.id.hex()}."[:12] for key in trail.keys.ring().keys)
    assert hidden.reveal() == PASSWORD


def test_a_record_can_be_read_though_the_key_of_its_secret_is_lost(
    store: Store, trail: Trail, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write(CLERK, "x", lambda work: keep(work, PASSWORD), NOW)
    monkeypatch.setenv("DESKAPP_KEY", "5ea1" * 16)
    hidden, _ = stored(store)
    with pytest.raises(DeskError, match=r"store\.key_lost"):
        hidden.reveal()


def test_a_secret_is_no_text_and_only_the_store_opens_it(store: Store, tmp_path: Path) -> None:
    def bare(work: Work) -> None:
        work.session.execute(insert(FILING).values(id=1, name="x", password=PASSWORD))

    with pytest.raises(Exception, match="Hidden") as refused:
        store.write(CLERK, "x", bare, NOW)
    with pytest.raises(RuntimeError, match="inside the store"):
        to_json({"password": Hidden(PASSWORD)})
    assert Keys(tmp_path / "none").ring().keys == ()
    assert refused.value is not None
