"""``deskapp search`` as scripts and people call it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from benchmarks.records import make_records
from typer.testing import CliRunner

from deskapp.cli.search import app
from deskapp.values.text import width

RUNNER = CliRunner()


@pytest.fixture
def home(home_of_the_test: Path) -> Path:
    make_records(home_of_the_test / "deskapp.db", 60, seed=1)
    return home_of_the_test


def call(*arguments: str) -> str:
    result = RUNNER.invoke(app, list(arguments))
    assert result.exit_code == 0, result.output
    return result.stdout


def test_one_object_a_line(home: Path) -> None:
    hits = [json.loads(line) for line in call("1-1-101", "--json").splitlines()]
    assert [(hit["kind"], hit["key"], hit["title"]) for hit in hits] == [("unit", "滨江1号 1-1-101", "1-1-101")]
    assert hits[0]["area"] == "98.76"
    people = [json.loads(line) for line in call("1", "--json", "--limit", "7").splitlines()]
    assert len(people) == 7
    assert {"kind", "key", "title"} <= set.intersection(*map(set, people))


def test_numbers_in_lists_are_masked(home: Path) -> None:
    people = [json.loads(line) for line in call("138", "--json", "--limit", "50").splitlines()]
    assert all("*" in hit["phone"] for hit in people if "phone" in hit)


def test_columns_stand_under_each_other(home: Path) -> None:
    lines = call("wang", "--lang", "zh").splitlines()
    assert len(lines) > 1
    masks = {width(line[: line.index("****")]) for line in lines if "****" in line}
    assert len(masks) <= 2
    assert all(line == line.rstrip() for line in lines)


@pytest.mark.parametrize("text", ["nobodyatall", " ", "[/b]", "\ud800", "x" * 10_000])
def test_nothing_found_is_nothing_said(home: Path, text: str) -> None:
    assert call(text, "--json") == call(text) == ""


def test_an_empty_home_is_searched_and_left_empty(home_of_the_test: Path) -> None:
    assert call("wang") == ""
    assert list(home_of_the_test.iterdir()) == []


def test_a_limit_below_one_is_a_wrong_call(home: Path) -> None:
    assert RUNNER.invoke(app, ["wang", "--limit", "0"]).exit_code == 2
