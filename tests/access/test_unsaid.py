"""Hashes of passwords stand in no entry of the trail, and nowhere but in their own column."""

from __future__ import annotations

import json

from sqlmodel import select
from tests.fixtures_store import NOW, Counter

from deskapp.office.access.model import Credential
from deskapp.store.tables import AuditPayload
from deskapp.store.work import Reader, Work


def test_a_hash_is_told_nowhere(counter: Counter) -> None:
    def enter(work: Work) -> Credential:
        return work.add(
            Credential(office_id=counter.clerk.office_id, staff_id=1, password_hash="$first$", changed_at=NOW)
        )

    def change(work: Work) -> bool:
        return work.change(work.session.exec(select(Credential)).one(), {"password_hash": "$second$", "failures": 2})

    counter.do(enter)
    counter.do(change)

    def told(reader: Reader) -> tuple[str, str]:
        payloads = reader.session.exec(select(AuditPayload.before, AuditPayload.after)).all()
        return json.dumps([list(one) for one in payloads]), reader.session.exec(select(Credential.edited)).one()

    trail, edited = counter.ask(told)
    assert "$first$" not in trail + edited
    assert "$second$" not in trail + edited
    assert json.loads(edited).keys() == {"failures"}
    assert counter.ask(lambda reader: reader.session.exec(select(Credential.password_hash)).one()) == "$second$"
