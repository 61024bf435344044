"""Tokens of scripts: seen once, kept as a hash, good until ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select
from tests.fixtures_store import TODAY, Counter

from deskapp.errors import DeskError
from deskapp.office.access.model import ScriptToken
from deskapp.office.signin.tokens import end_token, find_token, list_tokens, make_token
from deskapp.office.staff.actions import end_staff
from deskapp.office.staff.model import Staff
from deskapp.store.audit_show import Wanted, find_entries


def code_of(counter: Counter, token: str, days: int = 0) -> str:
    try:
        counter.ask(find_token, token, TODAY + timedelta(days=days))
    except DeskError as error:
        return error.code
    return ""


def test_a_token_opens_until_it_is_ended(counter: Counter) -> None:
    token = counter.do(make_token, "nightly")
    found = counter.ask(find_token, f" {token}\n", TODAY)
    assert (found.name, found.staff_id) == ("nightly", counter.clerk.id)
    counter.do(end_token, found.id)
    assert code_of(counter, token) == "token.ended"
    assert counter.ask(list_tokens) == []
    assert [row.name for row in counter.ask(list_tokens, with_ended=True)] == ["nightly"]
    with pytest.raises(DeskError):
        counter.do(end_token, found.id)


def test_a_token_for_some_days_is_good_on_the_last_of_them(counter: Counter) -> None:
    token = counter.do(make_token, "nightly", 30)
    assert [code_of(counter, token, days) for days in (0, 30, 31)] == ["", "", "token.expired"]


def test_a_token_of_somebody_who_left_opens_nothing(counter: Counter) -> None:
    other = counter.do(lambda work: work.add(Staff(office_id=counter.clerk.office_id, number="GH9", name="陈涛")))
    token = counter.do(make_token, "export", None, other.id, "runs the nightly export")
    assert code_of(counter, token) == ""
    assert other.id is not None
    counter.do(end_staff, other.id)
    assert code_of(counter, token) == "staff.left"


@pytest.mark.parametrize("token", ["", "dk_", "dk_wrong", "Hörnchen"])
def test_what_is_no_token_opens_nothing(counter: Counter, token: str) -> None:
    counter.do(make_token, "nightly")
    assert code_of(counter, token) == "token.unknown"


def test_only_a_hash_is_kept_and_the_trail_has_not_even_that(counter: Counter) -> None:
    token = counter.do(make_token, "nightly")
    (row,) = counter.ask(lambda reader: reader.session.exec(select(ScriptToken)).all())
    assert token not in repr(row)
    assert not any(row.token_hash in repr(entry) for entry in counter.ask(find_entries, Wanted(), limit=20))
    lying = b"".join(path.read_bytes() for path in counter.store.database.parent.iterdir() if path.is_file())
    assert token.encode() not in lying


def test_a_token_of_somebody_else_needs_a_reason_that_the_trail_keeps(counter: Counter) -> None:
    other = counter.do(lambda work: work.add(Staff(office_id=counter.clerk.office_id, number="GH9", name="陈涛")))
    for reason in ("", "  ", "xxxx"):
        with pytest.raises(DeskError, match=r"access\.reason"):
            counter.do(make_token, "export", None, other.id, reason)
    counter.do(make_token, "mine", None, counter.clerk.id)
    counter.do(make_token, "export", None, other.id, "runs the nightly export")
    told = counter.ask(find_entries, Wanted())
    assert [entry.reason for entry in told[:2]] == ["runs the nightly export", ""]


def test_names_say_what_a_token_is_for(counter: Counter) -> None:
    counter.do(make_token, "nightly")
    for name, days, code in (
        ("nightly", None, "token.taken"),
        ("  ", None, "token.name"),
        ("x" * 61, None, "token.name"),
        ("other", 0, "token.days"),
    ):
        with pytest.raises(DeskError) as refused:
            counter.do(make_token, name, days)
        assert refused.value.code == code
