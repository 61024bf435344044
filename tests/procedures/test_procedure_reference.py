"""The reference says what the program does: every key, word, gate, letter, placeholder, and an example that works."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from tests.house.ground import REPOSITORY, nothing

from deskapp.cases import procedure
from deskapp.cases.procedure_check import GATES, TARIFFS
from deskapp.cases.procedure_load import FLOWS, SHIPPED, check_file
from deskapp.cases.procedure_parse import CURRENCIES, read_procedure
from deskapp.cases.procedure_table import Table
from deskapp.settings import Home, find_home
from deskapp.wiring import known_names

REFERENCE = (REPOSITORY / "docs" / "procedures.md").read_text(encoding="utf-8")
TICKED = set(re.findall(r"`\"?\{?([\w. \[\]-]+?)\}?\"?(?: = [^`]*)?`", REFERENCE))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return find_home(tmp_path_factory.mktemp("home"))


def table_of(heading: str) -> set[str]:
    """The first words of the lines of the table under a heading."""
    section = REFERENCE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return {
        name
        for line in re.findall(r"^\| (`[^|]*) \|", section, re.MULTILINE)
        for name in re.findall(r"`([^`]+)`", line)
    }


def test_every_word_that_may_be_written_is_told(home: Home) -> None:
    known = known_names(home)
    words = {
        *procedure.SUBJECTS, *procedure.STEP_KINDS, *procedure.FIELD_KINDS, *procedure.PAPER_COPIES,
        *procedure.PAYERS, *procedure.PARTIES, *procedure.WAIT_ENDS, *procedure.WAIT_STOPS, *procedure.DEPARTMENTS,
        *procedure.CLOCK_EVENTS, *procedure.TELLS, *procedure.PLACEHOLDERS, *CURRENCIES, *CURRENCIES.values(),
        *TARIFFS, *known.gates, *(known.purposes or ()),
        *(path.stem for path in (SHIPPED / FLOWS).glob("*.toml")),
    }  # fmt: skip
    assert len(words) > 100
    nothing(sorted(words - TICKED))


def test_the_gates_are_those_that_there_are(home: Home) -> None:
    assert table_of("Gates") == set(known_names(home).gates) == set(GATES)


def is_told(key: str) -> bool:
    return key in TICKED or any(form in REFERENCE for form in (f"\n{key} = ", f"[{key}]", f"{key}]]"))


def test_every_key_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[str] = set()
    finish = Table.finish

    def noting(table: Table) -> None:
        asked.update(table._asked)
        finish(table)

    monkeypatch.setattr(Table, "finish", noting)
    whole: dict[str, str] = {
        "top": 'format = 1\nid = "a"\nname.vi = "a"\ncountry = "VN"\nflow = "f"',
        "clock": "[clock]", "authority": "[authority]\n[[authority.stages]]", "departments": "[[departments]]",
        "steps": "[[steps]]\n[[steps.tasks]]", "papers": "[[papers]]\nwhen = {}", "fees": "[[fees]]",
        "fields": "[[fields]]\nchoices = [{}]", "waits": "[[waits]]", "tells": "[[tells]]", "flow": "[f]",
    }  # fmt: skip
    read_procedure("\n".join(whole.values()), "office")
    assert len(asked) > 60
    nothing(sorted(key for key in asked - {"f", "zh", "vi", "en"} if not is_told(key)))


def test_the_whole_example_is_in_order(home: Home, tmp_path: Path) -> None:
    blocks = [one for one in re.findall(r"```toml\n(.*?)```", REFERENCE, re.DOTALL) if one.startswith("format")]
    assert len(blocks) == 1
    path = tmp_path / "example.toml"
    path.write_text(blocks[0], encoding="utf-8")
    found, problems = check_file(path, SHIPPED, home.procedures, known_names(home))
    assert problems == []
    assert found is not None


def test_the_parts_of_the_reference_are_in_order_too(home: Home, tmp_path: Path) -> None:
    blocks = [one for one in re.findall(r"```toml\n(.*?)```", REFERENCE, re.DOTALL) if not one.startswith("format")]
    head = 'format = 1\nid = "part"\nname.vi = "Phần"\ncountry = "VN"\n'
    steps = '[[steps]]\nid = "do"\nname.vi = "Làm"\n'
    assert len(blocks) == 3
    for block in blocks:
        text = f"{head}{block}" if block.startswith("flow") else f"{head}{steps}{block}"
        path = tmp_path / "part.toml"
        path.write_text(text, encoding="utf-8")
        assert check_file(path, SHIPPED, home.procedures, known_names(home))[1] == []


def test_numbers_of_the_reference(home: Home) -> None:
    default: Any = procedure.Limit()
    assert f"left out: {default.stale_days}" in REFERENCE
    assert default.runs_from == "opened"
