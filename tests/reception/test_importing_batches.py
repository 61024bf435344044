"""The life of a batch: edits that it respects, undo, a process that dies, several at once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from tests.reception.intake_ground import LI, NOW, WU, ZHANG, Desk, counts, open_desk

from deskapp.desks.reception.importing import take_back_dead
from deskapp.errors import DeskError
from deskapp.office.customer.actions import edit_customer
from deskapp.office.customer.drafts import CustomerDraft
from deskapp.office.customer.model import Customer
from deskapp.office.customer.queries import get_customer_draft
from deskapp.sheets.batches import dead_batches, list_batches, lock_path
from deskapp.store.locks import FileLock
from deskapp.store.trail import changes_of
from deskapp.store.work import Work
from deskapp.wiring import PARTS, open_home

HEAD = ["客户姓名", "证件号码", "联系电话", "客户类别"]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


def correct_phone(desk: Desk, customer: int, phone: str) -> None:
    draft, version = desk.opened.store.read(lambda reader: get_customer_draft(reader, customer))
    fields = {name: getattr(draft, name) for name in draft.__dataclass_fields__} | {"phone": phone}
    corrected = CustomerDraft(**fields)
    desk.opened.write("customer.edit", lambda work: edit_customer(work, customer, corrected, version), NOW)


def test_a_night_never_puts_back_what_a_clerk_corrected(desk: Desk) -> None:
    nightly = [HEAD, ["张三丰", ZHANG, "13800138000", "业主"]]
    desk.take("customers", nightly)
    correct_phone(desk, 1, "13700137000")
    for _ in range(3):
        outcome = desk.take("customers", nightly, update=True)
        assert counts(outcome) == (0, 0, 1, 0)
        assert outcome.kept == [(2, "phone")]
    # the sender has news: another number than the one they have sent ever since
    assert counts(desk.take("customers", [HEAD, ["张三丰", ZHANG, "13600136000", "业主"]], update=True)) == (0, 1, 0, 0)
    assert [row[0] for row in desk.phones() if row[1]] == ["13600136000"]


def test_an_edit_newer_than_the_last_import_wins_over_news(desk: Desk) -> None:
    desk.take("customers", [HEAD, ["张三丰", ZHANG, "13800138000", ""]])
    correct_phone(desk, 1, "13700137000")
    news = [HEAD, ["张三丰", ZHANG, "13600136000", ""]]
    assert desk.take("customers", news, update=True).kept == [(2, "phone")]
    assert [row[0] for row in desk.phones() if row[1]] == ["13700137000"]


def test_undo_takes_back_new_records_and_restores_changed_ones(desk: Desk) -> None:
    desk.take("customers", [HEAD, ["张三丰", ZHANG, "13800138000", "业主"]])
    before = {table: desk.rows(f"SELECT * FROM {table} ORDER BY id") for table in ("customer", "customer_phone")}
    keys = desk.rows("SELECT * FROM search_key ORDER BY 1, 2, 3")
    rows = [HEAD, ["张三峰", ZHANG, "13700137000", "租户"], ["李静", LI, "13900139000", ""]]
    batch = desk.take("customers", rows, update=True)
    assert counts(batch) == (1, 1, 0, 0)
    undo, names = desk.undo(batch)
    assert (undo.removed, names) == (1, [])
    assert {table: desk.rows(f"SELECT * FROM {table} ORDER BY id") for table in before} == before
    assert desk.rows("SELECT count(*) FROM customer_name") == [(0,)]
    assert desk.rows("SELECT * FROM search_key ORDER BY 1, 2, 3") == keys
    with pytest.raises(DeskError) as twice:
        desk.undo(batch)
    assert twice.value.code == "import.not_done"
    # numbers of records that went are never given again
    desk.take("customers", [HEAD, ["吴用", WU, "", ""]])
    assert desk.rows("SELECT max(id) FROM customer") == [(3,)]


def test_undo_stops_at_what_was_edited_since_and_partial_takes_the_rest(desk: Desk) -> None:
    batch = desk.take("customers", [HEAD, ["张三丰", ZHANG, "13800138000", ""], ["李静", LI, "13900139000", ""]])
    correct_phone(desk, 1, "13700137000")
    undo, names = desk.undo(batch)
    assert undo.blocked
    assert [name.split(" ", 1)[1] for name in names] == ["张三丰"]
    assert desk.rows("SELECT count(*) FROM customer") == [(2,)]
    undo, _ = desk.undo(batch, partial=True)
    assert undo.removed == 1
    assert desk.finds("13700137000") == ["张三丰"]
    assert desk.finds("lj") == []
    assert desk.rows("SELECT count(*) FROM customer_document") == [(1,)]


def test_a_record_that_stays_keeps_the_phones_and_documents_it_has(desk: Desk) -> None:
    """Batches on one record, the older one taken back in part: its phones must not become a mixture of both."""
    desk.take("customers", [HEAD, ["张三丰", ZHANG, "13800138000", ""]])
    second = desk.take("customers", [HEAD, ["张三丰", ZHANG, "13700137000", ""], ["李静", LI, "", ""]], update=True)
    after_second = desk.phones()
    third = desk.take("customers", [HEAD, ["张三丰", ZHANG, "13600136000", ""]], update=True)
    after_third = desk.phones()
    undo, _ = desk.undo(second, partial=True)
    assert (undo.removed, undo.restored) == (1, 0)
    assert desk.phones() == after_third
    desk.undo(third)
    assert desk.phones() == after_second
    assert [number for number, is_main, _ in after_second if is_main] == ["13700137000"]
    # nothing hinders any more what had to stay then
    desk.undo(second)
    assert desk.phones() == [("13800138000", 1, 0)]


def test_undo_stops_where_a_later_record_depends_on_the_batch(desk: Desk) -> None:
    units = desk.take("units", [["building", "room"], ["3", "1501"], ["3", "1502"]], project="一期")
    residents = desk.take("residents", [["building", "room", "name"], ["3", "1501", "张三丰"]])
    _, names = desk.undo(units)
    assert any("1501" in name for name in names)
    desk.undo(residents)
    undo, names = desk.undo(units)
    assert (undo.removed, names) == (4, [])  # two units, their building, the project
    assert desk.rows("SELECT (SELECT count(*) FROM unit) + (SELECT count(*) FROM customer)") == [(0,)]


def test_the_trail_has_one_entry_a_slice_with_what_it_made(desk: Desk) -> None:
    rows = [HEAD, *([f"客户{n}", "", f"138{n:08}", ""] for n in range(400))]
    desk.take("customers", rows)
    entries = desk.rows(
        "SELECT after FROM audit JOIN audit_payload ON audit_id = id"
        " WHERE action = 'import.customers' AND after LIKE '%made%'"
    )
    made = [json.loads(after) for (after,) in entries]
    assert [entry["rows"] for entry in made] == [[2, 251], [252, 401]]
    assert sum(last - first + 1 for entry in made for name, first, last in entry["made"] if name == "customer") == 400


def import_command(desk: Desk, file: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "deskapp.cli", "--home", str(desk.home.root), "import", "customers", str(file), *more]


def test_a_batch_whose_process_was_killed_is_taken_back_by_the_next_start(desk: Desk) -> None:
    rows = [HEAD, *([f"客户{n}", "", f"138{n:08}", ""] for n in range(60_000))]
    file = desk.file("many.csv", rows)
    with subprocess.Popen(import_command(desk, file), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while desk.rows("SELECT count(*) FROM customer") == [(0,)]:
            assert process.poll() is None
        os.kill(process.pid, signal.SIGKILL)
    [batch] = desk.opened.store.read(list_batches)
    assert batch.state == "applying"
    with closing(open_home(desk.home, NOW, writes=True)):
        pass
    assert desk.rows("SELECT count(*) FROM customer") == [(0,)]
    assert desk.rows("SELECT count(*) FROM search_key") == [(0,)]
    assert desk.rows("SELECT state FROM import_batch") == [("undone",)]


def test_a_living_batch_is_left_alone(desk: Desk) -> None:
    outcome = desk.take("customers", [HEAD, ["张三丰", ZHANG, "", ""]])
    desk.opened.write("test", lambda work: _reopen(work, outcome.batch), NOW)
    lock = FileLock(lock_path(desk.home.database, 1))
    assert lock.take()
    assert list(dead_batches(desk.opened.store)) == []
    lock.release()
    assert [batch.number for batch in dead_batches(desk.opened.store)] == [outcome.batch]


def test_a_batch_lives_until_its_counts_are_written(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def look_for_dead(*_: object) -> None:
        seen.extend(batch.number for batch in desk.opened.store.read(list_batches) if batch.state == "applying")
        assert list(dead_batches(desk.opened.store)) == []

    monkeypatch.setattr("deskapp.desks.reception.importing.write_rejects", look_for_dead)
    outcome = desk.take("customers", [HEAD, ["张三丰", ZHANG, "", ""], ["李静", "123", "", ""]])
    assert seen == [outcome.batch]
    assert not list(desk.home.root.glob(".import-*"))


def test_a_batch_that_ended_while_a_start_looked_at_it_stays(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = desk.take("customers", [HEAD, ["张三丰", ZHANG, "", ""]])
    ended = desk.opened.store.read(list_batches)
    monkeypatch.setattr("deskapp.desks.reception.importing.dead_batches", lambda _store: iter(ended))
    assert take_back_dead(desk.opened.store, desk.opened.clerk, PARTS, NOW) == []
    assert desk.rows("SELECT number, state FROM import_batch") == [(outcome.batch, "done")]
    assert desk.finds("zsf") == ["张三丰"]


def _reopen(work: Work, number: str | None) -> None:
    [batch] = [batch for batch in list_batches(work) if batch.number == number]
    work.change(batch, {"state": "applying"})


def _note(work: Work, text: str) -> None:
    work.change(work.get(Customer, 1), {"note": text})


def test_two_imports_and_a_clerk_at_once_lose_nothing(desk: Desk) -> None:
    desk.take("customers", [HEAD, ["张三丰", ZHANG, "13800138000", ""]])
    files = [
        desk.file(f"list{part}.csv", [HEAD, *([f"客户{part}{n}", "", f"13{part}{n:08}", ""] for n in range(4000))])
        for part in (5, 6)
    ]
    running = [
        subprocess.Popen(
            import_command(desk, file, "--json"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for file in files
    ]
    edits = 0
    while any(process.poll() is None for process in running):
        edits += 1
        desk.opened.write("note", partial(_note, text=str(edits)), NOW)
    for process in running:
        out, err = process.communicate()
        assert process.returncode == 0, err
        assert json.loads(out)["created"] == 4000
    assert desk.rows("SELECT count(*) FROM customer") == [(8001,)]
    assert desk.rows("SELECT version FROM customer WHERE id = 1") == [(edits + 1,)]
    assert desk.finds("客户53999") == ["客户53999"]
    assert desk.finds("客户63999") == ["客户63999"]


def test_a_page_shows_what_an_import_made_and_changed(desk: Desk) -> None:
    desk.take("units", [["building", "room", "area"], ["3", "1501", "98.76"]], project="一期")
    batch = desk.take("units", [["building", "room", "area"], ["3", "1501", "98.91"]], update=True)
    changed, made = desk.opened.store.read(lambda reader: changes_of(reader, "unit", 1))
    assert (changed.action, changed.reason) == ("import.units", batch.batch)
    assert [(field.field, field.before, field.after) for field in changed.fields] == [("area", "98.76", "98.91")]
    assert (made.action, made.fields) == ("import.units", ())
