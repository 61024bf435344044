"""One action, one transaction, one trail; and nothing behind its back."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlmodel import select
from tests.fixtures_store import NOW, Counter

from deskapp.errors import DeskError, StaleEdit
from deskapp.office.organisation.model import Organisation
from deskapp.store.audit import digest
from deskapp.store.audit_redact import redact
from deskapp.store.base import record_id
from deskapp.store.edited import read_edited
from deskapp.store.tables import Audit, AuditPayload
from deskapp.store.trail import changes_of
from deskapp.store.work import Reader, Work


def add_bank(work: Work, name: str = "建设银行") -> Organisation:
    return work.add(Organisation(office_id=work.clerk.office_id, name=name, kind="bank"))


def rename(work: Work, number: int, name: str, seen: int | None = None) -> bool:
    return work.change(work.get(Organisation, number), {"name": name}, seen=seen)


def entries(reader: Reader) -> list[tuple[str, str, int | None]]:
    query = select(Audit.action, Audit.entity, Audit.entity_id).where(Audit.entity == "organisation")
    return [tuple(row) for row in reader.session.exec(query.order_by("id"))]  # type: ignore[misc]


def test_what_is_written_carries_number_version_and_entry(counter: Counter) -> None:
    bank = counter.do(add_bank)
    assert (record_id(bank), bank.version) == (1, 1)
    assert counter.do(rename, 1, "中国建设银行") is True
    assert counter.ask(lambda reader: reader.get(Organisation, 1).version) == 2
    assert counter.ask(entries) == [("add_bank", "organisation", 1), ("rename", "organisation", 1)]


def test_what_follows_from_other_records_is_no_edit(counter: Counter) -> None:
    counter.do(add_bank)

    def derive(work: Work, alias: str) -> bool:
        return work.derive(work.get(Organisation, 1), {"alias": alias})

    assert (counter.do(derive, "建行"), counter.do(derive, "建行")) == (True, False)
    bank = counter.ask(lambda reader: reader.get(Organisation, 1))
    assert (bank.alias, bank.version, bank.edited) == ("建行", 1, "")
    assert counter.ask(entries) == [("add_bank", "organisation", 1)]


def test_an_action_that_fails_leaves_nothing(counter: Counter) -> None:
    def half(work: Work) -> None:
        add_bank(work)
        work.number("KH")
        raise DeskError("draft.choice")

    with pytest.raises(DeskError):
        counter.do(half)
    assert counter.ask(entries) == []
    assert counter.ask(lambda reader: list(reader.session.exec(select(Organisation)))) == []
    assert counter.do(lambda_number) == "KH-20261122-0001"


def lambda_number(work: Work) -> str:
    return work.number("KH")


def test_saying_the_same_again_is_no_change(counter: Counter) -> None:
    counter.do(add_bank)
    assert counter.do(rename, 1, "建设银行") is False
    assert len(counter.ask(entries)) == 1


def test_an_older_version_is_told_what_is_stored_now(counter: Counter) -> None:
    counter.do(add_bank)
    counter.do(rename, 1, "甲", 1)
    with pytest.raises(StaleEdit) as stale:
        counter.do(rename, 1, "乙", 1)
    assert (stale.value.code, stale.value.current["name"], stale.value.current["version"]) == ("store.stale", "甲", 2)
    assert counter.ask(lambda reader: reader.get(Organisation, 1).name) == "甲"


def test_a_record_that_is_not_there(counter: Counter) -> None:
    with pytest.raises(DeskError, match=r"store\.gone"):
        counter.do(rename, 77, "x")


def test_the_trail_says_who_when_and_what(counter: Counter) -> None:
    counter.do(add_bank)
    counter.do(rename, 1, "甲")

    def remove(work: Work) -> None:
        work.reason = "重复"
        work.remove(work.get(Organisation, 1))

    counter.do(remove)
    gone, renamed, made = counter.ask(changes_of, "organisation", 1)
    assert [(field.field, field.before, field.after) for field in renamed.fields] == [("name", "建设银行", "甲")]
    assert (renamed.clerk, renamed.at, renamed.action) == ("wangmin", NOW, "rename")
    assert {field.field: field.after for field in made.fields} == {"kind": "bank", "name": "建设银行"}
    assert {field.field: field.before for field in gone.fields} == {"kind": "bank", "name": "甲"}
    assert gone.reason == "重复"
    assert len(counter.ask(changes_of, "organisation", 1, 2)) == 2


def test_an_entry_seals_its_payload(counter: Counter) -> None:
    counter.do(add_bank)

    def payloads(reader: Reader) -> list[tuple[str, str | None, str | None]]:
        rows = reader.session.exec(select(Audit, AuditPayload).where(Audit.id == AuditPayload.audit_id))
        return [(audit.digest, payload.before, payload.after) for audit, payload in rows]

    found = counter.ask(payloads)
    assert len(found) == 3  # office, clerk, bank
    assert all(known == digest(before, after) for known, before, after in found)
    assert json.loads(found[-1][2] or "")["name"] == "建设银行"
    assert digest(None, "") != digest("", None) != digest("", "")


def test_a_redacted_payload_leaves_the_entry(counter: Counter) -> None:
    counter.do(add_bank)
    assert counter.do(redact, [3], "合同到期") == 1
    (change,) = counter.ask(changes_of, "organisation", 1)
    assert (change.action, change.fields) == ("add_bank", ())


def test_hand_edited_fields_remember_what_the_sender_said(counter: Counter) -> None:
    counter.do(add_bank)
    counter.do(rename, 1, "甲")
    counter.do(rename, 1, "乙")
    edited = counter.ask(lambda reader: reader.get(Organisation, 1).edited)
    assert read_edited(edited) == {"name": {"base": "建设银行", "fresh": True}}


def test_nothing_goes_behind_its_back(counter: Counter) -> None:
    counter.do(add_bank)

    def sneak_in(work: Work) -> None:
        work.session.add(Organisation(office_id=1, name="x", kind="bank"))

    def sneak_out(work: Work) -> None:
        work.session.delete(work.get(Organisation, 1))

    def sneak_by(work: Work) -> None:
        work.get(Organisation, 1).name = "x"

    def sneak_after(work: Work) -> None:
        rename(work, 1, "甲")
        work.get(Organisation, 1).name = "x"

    def sneak_before(work: Work) -> None:
        work.get(Organisation, 1).kind = "court"
        rename(work, 1, "甲")

    for sneak in (sneak_in, sneak_out, sneak_by, sneak_after, sneak_before):
        with pytest.raises(RuntimeError, match="behind the unit of work's back"):
            counter.do(sneak)
    assert counter.ask(lambda reader: reader.get(Organisation, 1).name) == "建设银行"
    assert len(counter.ask(entries)) == 1


def test_readers_cannot_write(counter: Counter) -> None:
    def write(reader: Reader) -> None:
        reader.session.add(Organisation(office_id=1, name="x", kind="bank"))
        reader.session.flush()

    with pytest.raises(DeskError, match=r"store\.read_only"):
        counter.ask(write)


def test_a_part_that_is_touched_raises_the_version_of_the_whole(counter: Counter) -> None:
    def touch(work: Work, seen: int) -> None:
        work.touch(work.get(Organisation, 1), {"phone": "1"}, {"phone": "2"}, seen=seen)

    counter.do(add_bank)
    counter.do(touch, 1)
    with pytest.raises(StaleEdit):
        counter.do(touch, 1)
    assert counter.ask(lambda reader: reader.get(Organisation, 1).version) == 2
    assert [(field.before, field.after) for field in counter.ask(changes_of, "organisation", 1)[0].fields] == [
        ("1", "2")
    ]


def test_the_day_is_the_clerks_own_and_the_moment_is_kept_in_utc(counter: Counter) -> None:
    evening = datetime(2026, 11, 23, 0, 30, tzinfo=timezone(timedelta(hours=8)))
    number = counter.store.write(counter.clerk, "x", lambda work: (add_bank(work), work.number("KH"))[1], evening)
    assert number == "KH-20261123-0001"
    (change,) = counter.ask(changes_of, "organisation", 1)
    assert change.at == datetime(2026, 11, 22, 16, 30, tzinfo=UTC)
    assert change.at.tzinfo is not None
