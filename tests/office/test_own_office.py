"""What an office says of itself."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tests.fixtures_store import NOW, Counter

from deskapp.errors import DeskError, StaleEdit
from deskapp.office.access.rules import Held, rights_from
from deskapp.office.staff.actions import find_clerk
from deskapp.office.staff.own_office import OfficeDraft, edit_office, get_office

DA_NANG = OfficeDraft("Xanh Ta Land", "VN", "vi", "12 Bạch Đằng, Hải Châu", "+84 236 382 2222", "Đà Nẵng")


def test_an_office_changes_its_country_and_everything_follows(counter: Counter) -> None:
    draft, seen = counter.ask(get_office)
    assert (draft.country, draft.language, draft.address) == ("CN", "zh", "")
    counter.do(edit_office, DA_NANG, seen)
    kept, _ = counter.ask(get_office)
    assert kept == OfficeDraft("Xanh Ta Land", "VN", "vi", "12 Bạch Đằng, Hải Châu", "02363822222", "Đà Nẵng")
    clerk = counter.ask(find_clerk, "wangmin")
    assert clerk is not None
    assert (clerk.country, clerk.language) == ("VN", "vi")


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (OfficeDraft(" "), "name"),
        (OfficeDraft("A", country="FR"), "country"),
        (OfficeDraft("A", language="fr"), "language"),
        (OfficeDraft("A", phone="12"), "phone"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(counter: Counter, draft: OfficeDraft, field: str) -> None:
    with pytest.raises(DeskError) as refused:
        counter.do(edit_office, draft)
    assert refused.value.field == field
    assert counter.ask(get_office)[0].country == "CN"


def test_two_administrators_do_not_overwrite_each_other(counter: Counter) -> None:
    _, seen = counter.ask(get_office)
    counter.do(edit_office, DA_NANG, seen)
    with pytest.raises(StaleEdit):
        counter.do(edit_office, OfficeDraft("B"), seen)


def test_whose_role_is_for_one_project_changes_it_for_none(counter: Counter) -> None:
    of_one = replace(counter.clerk, rights=rights_from([Held("manager", project_id=1)], NOW.date()))
    with pytest.raises(DeskError, match=r"access\.whole"):
        counter.store.write(of_one, "office.edit", lambda work: edit_office(work, DA_NANG), NOW)
    assert counter.ask(get_office)[0].country == "CN"


def test_the_command_shows_and_changes_it(tmp_path: Path) -> None:
    def call(*arguments: str) -> dict[str, str]:
        command = [
            sys.executable,
            "-m",
            "deskapp.cli",
            "--home",
            str(tmp_path / "home"),
            "office",
            *arguments,
            "--json",
        ]
        told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        assert isinstance(told, dict)
        return told

    assert call()["country"] == "CN"
    told = call("--name", "Xanh Ta Land", "--country", "vn", "--language", "vi", "--place", "Đà Nẵng")
    assert told == {**told, "name": "Xanh Ta Land", "country": "VN", "language": "vi", "place": "Đà Nẵng"}
    assert call() == told
