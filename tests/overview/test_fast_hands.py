"""A clerk who does not wait for the screen, and a reader that types faster than any: on a real terminal."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from sqlmodel import col, select
from tests.ui.terminal import terminal

from deskapp.errors import Exit
from deskapp.office.customer.model import Customer, CustomerPhone
from deskapp.office.property.model import UnitPerson
from deskapp.settings import Settings, find_home, save_settings
from deskapp.store.store import Store
from deskapp.store.work import Reader

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals")

T = TypeVar("T")
DOWN, F2, DELETE, SAVE, LEAVE = "\x1b[B", "\x1b2", "\x1b[3~", "\x13", "\x11"
OPEN = """
import sys
from pathlib import Path
from deskapp.app import run
from deskapp.casework.screens import holding
from deskapp.settings import find_home
from tests.overview.riverside import Riverside

# on a machine that does much else keys may wait longer than a clerk would
holding.LONGEST = 120.0

sys.exit(run(find_home(Path(sys.argv[1])), Riverside()))
"""


def burst(home: Path, keys: str, told: str) -> None:
    """All keys at once, as soon as there is something to see; then wait for a text and leave."""
    save_settings(find_home(home).settings_file, Settings(language="zh"))
    with terminal(OPEN, home) as it:
        it.wait_for("输入即查")
        it.press(keys)
        it.wait_for(told)
        it.press(LEAVE)
        assert it.end() == Exit.OK


def ask(home: Path, query: Callable[[Reader], T]) -> T:
    store = Store(find_home(home).database)
    try:
        return store.read(query)
    finally:
        store.close()


def main_phones(reader: Reader) -> set[tuple[str, str]]:
    found = reader.session.exec(
        select(Customer, CustomerPhone)
        .join(CustomerPhone, col(CustomerPhone.customer_id) == col(Customer.id))
        .where(col(CustomerPhone.is_main))
    )
    return {(customer.name, phone.number) for customer, phone in found}


def ended(reader: Reader) -> set[str]:
    found = reader.session.exec(
        select(Customer, UnitPerson)
        .join(UnitPerson, col(UnitPerson.customer_id) == col(Customer.id))
        .where(col(UnitPerson.until).is_not(None))
    )
    return {customer.name for customer, _ in found}


def test_a_phone_is_corrected_in_one_burst_from_the_start(home: Path) -> None:
    burst(home, f"zsf 1172\r{F2}{DOWN}13600004444{SAVE}", "已保存：张三丰")
    phones = ask(home, main_phones)
    assert ("张三丰", "13600004444") in phones
    assert ("张三丰", "13912345678") not in phones


def test_the_arrow_before_enter_counts(home: Path) -> None:
    burst(home, f"3-2-1501\r{DOWN}\r{F2}{DOWN}13600004444{SAVE}", "已保存：李静")
    assert ("李静", "13600004444") in ask(home, main_phones)


def test_the_arrow_in_the_list_counts_before_the_answer_is_there(home: Path) -> None:
    burst(home, f"zsf{DOWN}\r{F2}{DOWN}13600004444{SAVE}", "已保存：章水方")
    assert ("章水方", "13600004444") in ask(home, main_phones)


def test_the_arrow_before_a_key_of_its_line_counts(home: Path) -> None:
    burst(home, f"3-2-1501\r{DOWN}{DOWN}{DELETE}{SAVE}", "已终止：章水方")
    assert ask(home, ended) == {"周若岚", "章水方"}


def test_the_next_room_comes_before_what_is_done_to_it(home: Path) -> None:
    burst(home, f"3-2-1401\r\x1b[C{F2}", "修改房屋 3-2-1402")


def test_enter_twice_in_a_question_answers_it_once(home: Path) -> None:
    burst(home, "\x1b82\r\r", "最新的在前")
