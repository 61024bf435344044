"""Secret fields of cases: sealed wherever they are kept, shown for a reason alone, sealed later where they were not."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from tests.cases.cases_ground import LICENCE, Desk, events_of, make_desk, page_of, with_text
from tests.fixtures_store import Counter

from deskapp.cases.fields import read_fields, set_fields
from deskapp.cases.pinned import procedure_of
from deskapp.cases.procedure_load import mark_secrets
from deskapp.cases.procedure_parse import parse_procedure
from deskapp.cases.procedure_problem import ProcedureError
from deskapp.cases.procedure_values import cells_of, said_fields
from deskapp.cases.secret_fields import find_clear, masked, reveal_fields, seal_everything
from deskapp.errors import DeskError
from deskapp.locale import words
from deskapp.overview.case_look import case_look
from deskapp.overview.checking import check_all
from deskapp.settings import find_home
from deskapp.store.audit_show import Wanted, find_entries
from deskapp.store.audit_verify import verify
from deskapp.store.rights import Rights
from deskapp.store.seal_rotate import rotate
from deskapp.store.secrets import SHOWN, is_sealed
from deskapp.store.work import Clerk

PASSWORD = "Gá-Bèo-备案-7391"
FILED = """
[[fields]]
code = "login"
name = {zh = "备案密码", vi = "Mật khẩu", en = "Password"}
"""
SECRET = LICENCE + FILED + "secret = true\n"


@pytest.fixture
def desk(counter: Counter) -> Desk:
    return make_desk(counter, SECRET)


def opened(desk: Desk, login: str = PASSWORD) -> int:
    return desk.open(fields={"waters": "长江", "login": login})


def kept(desk: Desk, number: int) -> str:
    return read_fields(desk.case(number)).get("login", "")


def revealed(desk: Desk, number: int) -> str:
    return desk.ask(reveal_fields, number)["login"].text


def bytes_of(desk: Desk) -> bytes:
    """The database with its log, as they lie on the disk."""
    folder = desk.counter.store.database.parent
    return b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file() and file.name != "key")


def lies_in(desk: Desk, text: str = PASSWORD) -> bool:
    return any(
        form in bytes_of(desk) for form in (text.encode(), text.encode("unicode-escape"), json.dumps(text).encode())
    )


def test_it_is_sealed_where_it_is_kept_and_nowhere_in_clear(desk: Desk) -> None:
    number = opened(desk)
    assert is_sealed(kept(desk, number))
    assert revealed(desk, number) == PASSWORD
    desk.do(set_fields, number, {"login": f"{PASSWORD}2", "waters": "汉江"})
    assert revealed(desk, number) == f"{PASSWORD}2"
    assert not lies_in(desk)


def test_what_is_told_of_it_is_dots(desk: Desk) -> None:
    number = opened(desk)
    page = page_of(desk, number)
    values = {line.rule.code: line.value for line in page.fields}
    assert said_fields(page.procedure, values, words("zh"))["login"] == SHOWN
    assert cells_of(page.procedure, values)["login"] == SHOWN
    assert masked(page.procedure, values)["login"] == SHOWN
    look = case_look(page, words("zh"), desk.today, None, unfolded=True)
    assert SHOWN in str(look)
    assert PASSWORD not in str(look)
    assert "s1." not in str(look)
    shown = desk.ask(partial(find_entries, wanted=Wanted(entity="case")))
    assert "s1." not in str(shown)
    assert PASSWORD not in str(shown)


def test_left_empty_it_stays_and_a_dash_takes_it_away(desk: Desk) -> None:
    number = opened(desk)
    before, version = kept(desk, number), desk.case(number).version
    desk.do(set_fields, number, {"login": "", "waters": "长江"})
    desk.do(set_fields, number, {"login": PASSWORD})
    assert (kept(desk, number), desk.case(number).version) == (before, version)
    desk.do(set_fields, number, {"login": "-"})
    assert kept(desk, number) == ""


def test_the_same_text_twice_never_looks_the_same(desk: Desk) -> None:
    assert kept(desk, opened(desk)) != kept(desk, opened(desk))


@pytest.fixture
def new_key(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Put a new key behind the one that the tests share."""
    return lambda: monkeypatch.setenv("DESKAPP_KEY", f"{os.environ['DESKAPP_KEY']} {'5ea2' * 16}")


def test_a_new_key_encrypts_it_anew(desk: Desk, new_key: Callable[[], None]) -> None:
    number = opened(desk)
    new_key()
    old = kept(desk, number)
    store = desk.counter.store
    assert rotate(store, desk.clerk, desk.now) == 1
    new = kept(desk, number)
    assert new.split(".")[1] == store.keys.ring().newest.id.hex() != old.split(".")[1]
    assert revealed(desk, number) == PASSWORD


def test_a_clerk_who_sees_no_business_encrypts_it_anew_too(desk: Desk, new_key: Callable[[], None]) -> None:
    opened(desk)
    new_key()
    nobody = Clerk(
        1, "x", 1, rights=Rights(actions=("key.*",), reads=(), project_ids=frozenset(), department_ids=frozenset())
    )
    assert rotate(desk.counter.store, nobody, desk.now) == 1
    with pytest.raises(DeskError, match=r"access\.refused"):
        seal_everything(desk.counter.store, Clerk(1, "x", 1, rights=Rights(actions=("case.*",))), desk.now)


def test_a_lost_key_is_told_at_the_field_and_hinders_nothing(desk: Desk, new_key: Callable[[], None]) -> None:
    number = opened(desk)
    # the trail's own key is needed to write; that of the secret is gone
    sealed = kept(desk, number)
    lost = sealed.replace(sealed.split(".")[1], "0badc0de")
    put(desk, number, json.dumps({"login": lost, "waters": "长江"}, ensure_ascii=False))
    found = desk.ask(reveal_fields, number)["login"]
    assert (found.text, found.fault and found.fault.code) == ("", "store.key_lost")
    page = page_of(desk, number)
    told = str(case_look(page, words("en"), desk.today, None, unfolded=False, opened={"login": found}))
    assert words("en").text("store.key_lost", **found.fault.values) in told  # type: ignore[union-attr]
    desk.do(set_fields, number, {"waters": "汉江"})
    assert kept(desk, number) == lost
    new_key()
    assert rotate(desk.counter.store, desk.clerk, desk.now) == 0
    desk.do(set_fields, number, {"login": PASSWORD})
    assert revealed(desk, number) == PASSWORD


def test_one_that_is_moved_to_another_field_does_not_open(desk: Desk) -> None:
    number = opened(desk)
    put(desk, number, json.dumps({"waters": kept(desk, number)}))
    assert desk.ask(reveal_fields, number)["waters"].fault is not None


def put(desk: Desk, number: int, fields: str) -> None:
    """By hand, behind the program's back."""
    with closing(sqlite3.connect(desk.counter.store.database)) as raw:
        raw.execute("UPDATE case_file SET fields = ? WHERE id = ?", (fields, number))
        raw.commit()


# ---- declared later


def named_later(counter: Counter) -> tuple[Desk, int]:
    """A case whose field was in clear, until the office named it."""
    desk = make_desk(counter, LICENCE + FILED)
    number = opened(desk)
    desk.do(set_fields, number, {"login": f"{PASSWORD}2"})
    assert lies_in(desk)
    counter.store.secret_fields = lambda: frozenset({"licence.login"})
    return desk, number


def test_one_in_clear_is_masked_and_counted_at_once(counter: Counter) -> None:
    desk, number = named_later(counter)
    page = page_of(desk, number)
    assert PASSWORD not in str(case_look(page, words("vi"), desk.today, None, unfolded=True))
    assert desk.ask(find_clear) == {number: ["login"]}
    found = check_all(counter.store, find_home(counter.store.database.parent), desk.now)
    assert [one.values for one in found if one.code == "check.clear_secret"] == [{"count": 1, "cases": 1}]


def test_the_command_seals_it_and_nothing_of_it_is_left(counter: Counter) -> None:
    desk, number = named_later(counter)
    assert seal_everything(counter.store, desk.clerk, desk.now) == 1
    assert revealed(desk, number) == f"{PASSWORD}2"
    assert desk.ask(find_clear) == {}
    assert seal_everything(counter.store, desk.clerk, desk.now) == 0
    assert not lies_in(desk)
    assert not verify(counter.store.database, counter.store.keys.ring(), counter.store.anchors.file).broken


def test_the_next_save_seals_it_and_says_so(counter: Counter) -> None:
    desk, number = named_later(counter)
    desk.do(set_fields, number, {"waters": "汉江"})
    assert is_sealed(kept(desk, number))
    event = events_of(desk, number, "field")[-1]
    assert json.loads(event.data) == {"changed": ["waters"], "sealed": ["login"]}
    assert "备案密码" in str(case_look(page_of(desk, number), words("zh"), desk.today, None, unfolded=False))
    counter.store.fold_log()
    assert not lies_in(desk)


def test_what_was_sealed_stays_secret_whatever_is_declared_later(counter: Counter) -> None:
    desk = make_desk(counter, LICENCE + FILED)
    counter.store.secret_fields = lambda: frozenset({"login"})
    number = opened(desk, "")
    desk.do(set_fields, number, {"login": PASSWORD})
    counter.store.secret_fields = frozenset
    assert PASSWORD not in str(page_of(desk, number))
    desk.do(set_fields, number, {"login": f"{PASSWORD}3"})
    assert revealed(desk, number) == f"{PASSWORD}3"
    assert not lies_in(desk)


def test_a_later_declaration_holds_for_cases_of_the_older_text(counter: Counter) -> None:
    procedure = parse_procedure(LICENCE + FILED)
    assert [rule.code for rule in mark_secrets(procedure, frozenset({"other.login"})).fields if rule.secret] == []
    assert [rule.code for rule in mark_secrets(procedure, frozenset({"licence.login"})).fields if rule.secret] == [
        "login"
    ]
    # what is reckoned with is no secret
    assert mark_secrets(procedure, frozenset({"value", "has_boat"})) == procedure


# ---- declaring


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (FILED + 'kind = "money"\nsecret = true\n', "procedures.secret_kind"),
        (
            FILED + 'secret = true\n[[tells]]\non = "opened"\nmessage = {zh = "{login}", vi = "x", en = "x"}\n',
            "procedures.placeholder",
        ),
    ],
)
def test_what_cannot_be_kept_secret_is_refused(more: str, code: str) -> None:
    with pytest.raises(ProcedureError) as refused:
        parse_procedure(LICENCE + more)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_what_is_wrong_with_one_is_said_without_it(counter: Counter) -> None:
    desk = make_desk(counter, LICENCE + FILED + 'kind = "phone"\nsecret = true\n')
    with pytest.raises(DeskError) as refused:
        opened(desk, "call me 12x")
    assert "12x" not in str(refused.value.values)


def test_the_shipped_filing_has_one() -> None:
    from deskapp.cases.procedure_load import load_procedures

    assert "cn-rental-filing.filing_password" in load_procedures().secret_fields()


def test_the_case_keeps_its_procedure(desk: Desk) -> None:
    number = opened(desk)
    with_text(desk, LICENCE)
    rules = desk.ask(lambda reader: procedure_of(reader, desk.case(number))).fields
    assert [rule.code for rule in rules if rule.secret] == ["login"]
    assert Path(desk.counter.store.database).exists()
