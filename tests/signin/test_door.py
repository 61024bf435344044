"""Coming in: what is counted, what is told, and that nothing of a password lies anywhere."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from tests.fixtures_store import NOW, Counter
from tests.signin.people import Person

from deskapp.errors import DeskError
from deskapp.office.access.model import Credential
from deskapp.office.signin import hashing
from deskapp.office.signin.actions import get_credential
from deskapp.office.signin.door import change_password, change_pin, check_secret, make_once_password
from deskapp.office.signin.queries import find_signer, get_signer, home_is_open, list_signers
from deskapp.office.signin.rules import find_weakness
from deskapp.office.staff.actions import end_staff
from deskapp.store.audit_show import Wanted, find_entries

PASSWORD = "tram-huong-97"
Make = Callable[..., Person]


def try_it(person: Person, text: str, now: datetime = NOW, *, pin: bool = False) -> str:
    try:
        check_secret(person.store, person.signer, 1, text, now, pin=pin)
    except DeskError as error:
        return error.code
    return ""


def credential(person: Person) -> Credential:
    return person.store.read(lambda reader: get_credential(reader, person.id))


def actions(counter: Counter) -> list[str]:
    return [entry.action for entry in counter.ask(find_entries, Wanted(), limit=50)][::-1]


def test_the_right_password_lets_in(person: Make) -> None:
    tran = person()
    assert try_it(tran, "tram-huong-98") == "signin.wrong"
    assert credential(tran).failures == 1
    assert try_it(tran, PASSWORD) == ""
    found = credential(tran)
    assert (found.failures, found.locked_until, found.last_in_at) == (0, None, NOW)


def test_a_password_typed_at_full_width_is_the_same(person: Make) -> None:
    assert try_it(person(password="abc-1407-xyz"), "ａｂｃ－１４０７－ｘｙｚ") == ""


def test_wrong_tries_cost_more_and_more_time(person: Make) -> None:
    tran = person()
    assert [try_it(tran, "wrong") for _ in range(4)] == ["signin.wrong"] * 2 + ["signin.wrong_wait", "signin.wait"]
    # even the right one has to wait, and waiting is not counted as a try
    assert try_it(tran, PASSWORD, NOW + timedelta(seconds=29)) == "signin.wait"
    assert credential(tran).failures == 3
    assert try_it(tran, "wrong", NOW + timedelta(seconds=30)) == "signin.wrong_wait"
    assert try_it(tran, PASSWORD, NOW + timedelta(seconds=89)) == "signin.wait"
    assert try_it(tran, PASSWORD, NOW + timedelta(seconds=90)) == ""
    assert try_it(tran, "wrong", NOW + timedelta(seconds=91)) == "signin.wrong"


def test_a_clock_set_back_shuts_nobody_out(person: Make) -> None:
    tran = person()
    for _ in range(3):
        try_it(tran, "wrong", NOW + timedelta(days=40))
    assert try_it(tran, PASSWORD, NOW) == ""


def test_many_terminals_get_no_more_tries_than_one(person: Make) -> None:
    tran = person()
    told: list[str] = []
    signer = tran.signer

    def guess() -> None:
        try:
            check_secret(tran.store, signer, 1, "wrong", NOW)
        except DeskError as error:
            told.append(error.code)

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["signin.wait"] * 5 + ["signin.wrong"] * 2 + ["signin.wrong_wait"]
    assert credential(tran).failures == 3


def test_a_pin_is_good_for_three_tries(person: Make) -> None:
    tran = person(pin="7391")
    assert try_it(tran, "7391", pin=True) == ""
    assert [try_it(tran, "7392", pin=True) for _ in range(3)] == [
        "signin.wrong_pin",
        "signin.wrong_pin",
        "signin.pin_spent",
    ]
    later = NOW + timedelta(hours=1)
    assert try_it(tran, "7391", later, pin=True) == "signin.pin_spent"
    assert try_it(tran, PASSWORD, later) == ""
    assert try_it(tran, "7391", later, pin=True) == ""


def test_who_has_no_pin_has_no_empty_one(person: Make) -> None:
    assert try_it(person(), "", pin=True) == "signin.pin_spent"


def test_changing_the_password_needs_the_old_one(person: Make) -> None:
    tran = person(pin="7391", must_change=True)
    with pytest.raises(DeskError) as refused:
        change_password(tran.store, tran.signer, 1, "wrong", "hoa-sua-thang-8", NOW)
    assert refused.value.code == "signin.wrong"
    for new, code in (
        (PASSWORD, "signin.password_same"),
        ("GH002-2026", "signin.password_own"),
        ("short", "signin.password_short"),
    ):
        with pytest.raises(DeskError) as refused:
            change_password(tran.store, tran.signer, 1, PASSWORD, new, NOW)
        assert (refused.value.code, refused.value.field) == (code, "password")
    change_password(tran.store, tran.signer, 1, PASSWORD, "hoa-sua-thang-8", NOW)
    assert try_it(tran, PASSWORD) == "signin.wrong"
    assert try_it(tran, "hoa-sua-thang-8") == ""
    assert not credential(tran).must_change


def test_changing_the_pin_needs_the_password(person: Make) -> None:
    tran = person()
    with pytest.raises(DeskError) as refused:
        change_pin(tran.store, tran.signer, 1, "wrong", "7391", NOW)
    assert refused.value.code == "signin.wrong"
    with pytest.raises(DeskError) as refused:
        change_pin(tran.store, tran.signer, 1, PASSWORD, "1234", NOW)
    assert (refused.value.code, refused.value.field) == ("signin.pin_common", "pin")
    change_pin(tran.store, tran.signer, 1, PASSWORD, "7391", NOW)
    assert try_it(tran, "7391", pin=True) == ""
    change_pin(tran.store, tran.signer, 1, PASSWORD, "", NOW)
    assert try_it(tran, "7391", pin=True) == "signin.pin_spent"


def test_hashes_are_made_anew_when_they_are_dated(person: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    tran = person()
    before = credential(tran).password_hash
    assert try_it(tran, PASSWORD) == ""
    assert credential(tran).password_hash == before
    monkeypatch.setattr(hashing, "COST", hashing.Cost(2, 8, 1))
    assert try_it(tran, PASSWORD) == ""
    assert "t=2" in credential(tran).password_hash


def test_a_lost_key_is_told_and_is_no_wrong_password(person: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    tran = person()
    monkeypatch.setenv("DESKAPP_KEY", "77" * 32)
    with pytest.raises(DeskError) as refused:
        hashing.is_right(tran.store.keys.ring(), credential(tran).password_hash, PASSWORD)
    assert refused.value.code == "signin.key_lost"


def test_the_same_password_never_has_the_same_hash(person: Make) -> None:
    one, other = person(), person("GH003", "李静")
    assert credential(one).password_hash != credential(other).password_hash


def test_who_left_comes_in_no_more(person: Make, counter: Counter) -> None:
    tran = person()
    counter.do(end_staff, tran.id)
    assert counter.ask(find_signer, "GH002") is None
    assert counter.ask(get_signer, tran.id) is None
    assert counter.ask(list_signers) == []


def test_people_are_found_by_number_or_login_in_any_letter_case(person: Make, counter: Counter) -> None:
    tran = person()
    found = counter.ask(find_signer, " gh002 ")
    assert found == tran.signer
    # the first clerk has a login and no password
    assert counter.ask(find_signer, "wangmin") is None
    assert counter.ask(find_signer, "") is None


def test_a_home_is_open_until_an_administrator_has_a_password_and_never_again(person: Make, counter: Counter) -> None:
    assert counter.ask(home_is_open)
    person("GH005", "周若岚", roles=("manager",))
    assert counter.ask(home_is_open)
    boss = person("GH006", "何勇", roles=("administrator",))
    assert not counter.ask(home_is_open)
    counter.do(end_staff, boss.id)
    assert not counter.ask(home_is_open)


def test_the_trail_says_who_came_in_and_who_tried(person: Make, counter: Counter) -> None:
    tran = person(pin="7391")
    try_it(tran, "wrong-wrong-wrong")
    try_it(tran, PASSWORD)
    try_it(tran, "7391", pin=True)
    assert actions(counter)[-3:] == ["signin.wrong", "signin.in", "signin.in"]


def test_no_text_of_a_password_lies_in_the_database(person: Make, counter: Counter) -> None:
    tran = person(pin="7391046")
    try_it(tran, "what-was-typed-wrong")
    change_password(tran.store, tran.signer, 1, PASSWORD, "hoa-sua-thang-8", NOW)
    folder = counter.store.database.parent
    lying = b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())
    for secret in (PASSWORD, "7391046", "what-was-typed-wrong", "hoa-sua-thang-8"):
        assert secret.encode() not in lying
    hashes = credential(tran)
    payloads = [repr(entry) for entry in counter.ask(find_entries, Wanted(), limit=50)]
    assert not any(hashes.password_hash in told or hashes.pin_hash in told for told in payloads)


def test_a_signer_who_was_read_before_a_reset_is_judged_by_what_is_stored_now(person: Make, tmp_path: Path) -> None:
    del tmp_path
    tran = person()
    old = replace(tran.signer)
    change_password(tran.store, tran.signer, 1, PASSWORD, "hoa-sua-thang-8", NOW)
    with pytest.raises(DeskError):
        check_secret(tran.store, old, 1, PASSWORD, NOW)


def test_passwords_for_one_time_are_good_ones() -> None:
    made = {make_once_password() for _ in range(50)}
    assert len(made) == 50
    assert all(find_weakness(one) is None for one in made)


def test_only_one_credential_a_person(person: Make, counter: Counter) -> None:
    tran = person()
    change_password(tran.store, tran.signer, 1, PASSWORD, "hoa-sua-thang-8", NOW)
    rows = counter.ask(lambda reader: len(reader.session.exec(select(Credential)).all()))
    assert rows == 1
