"""Several files in one call are independent, whatever becomes of one of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.reports.reports_ground import deskapp

from deskapp.desks.reception import importing

PEOPLE = "name,phone\n张三丰,13800138000\n"


def test_a_fault_of_the_program_in_one_file_leaves_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = importing.take_file

    def faulty(intake: Any, kind: Any, path: Path, *more: Any) -> Any:
        if path.name == "first.csv":
            raise KeyError("110105198504121172")
        return whole(intake, kind, path, *more)

    monkeypatch.setattr(importing, "take_file", faulty)
    files = [tmp_path / name for name in ("first.csv", "second.csv")]
    for file in files:
        file.write_text(PEOPLE, encoding="utf-8")
    done = deskapp("import", "customers", *files, "--json")
    first, second = map(json.loads, done.out.splitlines())
    assert done.code == 70
    assert first["error"].startswith("program.crashed: ")
    assert (second["created"], second["error"]) == (1, None)
    assert "110105198504121172" not in done.out + done.err
