import re
from pathlib import Path

import pytest

import deskapp.values
from deskapp.locale import LANGUAGES, words
from deskapp.values.identity import KINDS

ROOM = Path(deskapp.values.__file__).parent
CODE = re.compile(r'(?:Fault|DeskError)\(\s*"([a-z]+\.[a-z_0-9]+)"')


def fault_codes() -> set[str]:
    found = {code for path in ROOM.glob("*.py") for code in CODE.findall(path.read_text(encoding="utf-8"))}
    formed = {f"identity.form_{kind.replace('-', '_')}" for kind in KINDS if kind not in UNFORMED}
    return found | formed | {f"{value}.form_{country}" for value in ("phone", "day") for country in ("cn", "vn")}


UNFORMED = ("cn-id", "vn-cccd", "uscc", "vn-mst", "other")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_has_a_sentence(language: str) -> None:
    say = words(language)
    assert len(fault_codes()) > 50
    assert [code for code in sorted(fault_codes()) if code not in say] == []
