"""Warranties of a home: every row of the terms, whichever counts last, seasons, months' ends, and a unit's own."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures_store import TODAY, Counter
from typer.testing import CliRunner

from deskapp.cli import calc_warranty
from deskapp.cli.calc import app
from deskapp.errors import DeskError
from deskapp.office.acceptance.model import Acceptance
from deskapp.office.property.actions import add_unit
from deskapp.office.property.drafts import UnitDraft
from deskapp.office.property.model import Building
from deskapp.office.warranty.actions import begin_warranties, end_warranties
from deskapp.office.warranty.queries import in_warranty, warranties_of
from deskapp.office.warranty.rules import (
    Season,
    all_items,
    find_item,
    items_of,
    parse_terms,
    shipped_terms,
    warranty_until,
)
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.values.days import add_months
from deskapp.wiring import load_tables

load_tables()

HANDOVER = date(2026, 12, 20)
ACCEPTED = date(2026, 10, 1)
SEASONS = ("heating", "cooling")


@pytest.mark.parametrize(
    ("item", "until"),
    [
        ("structure", date(2076, 12, 20)),
        ("roof_waterproofing", date(2031, 12, 20)),
        ("leaks", date(2031, 12, 20)),
        # of the heating season that has begun on 15 November nothing counts; cooling begins in June
        ("heating", date(2029, 3, 15)),
        ("cooling", date(2028, 9, 30)),
        ("wiring", date(2028, 12, 20)),
        ("pipes", date(2028, 12, 20)),
        ("equipment", date(2028, 12, 20)),
        ("decoration", date(2028, 12, 20)),
        ("plaster", date(2028, 12, 20)),
        ("floors", date(2028, 12, 20)),
        ("doors_windows", date(2028, 12, 20)),
        ("pipe_blockage", date(2027, 2, 20)),
        ("sanitary_ware", date(2027, 12, 20)),
        ("lamps", date(2027, 6, 20)),
    ],
)
def test_the_least_that_holds_today(item: str, until: date) -> None:
    assert warranty_until(item, HANDOVER, ACCEPTED).until == until


@pytest.mark.parametrize(
    ("item", "until"),
    [
        ("structure", date(2049, 6, 1)),
        ("roof_waterproofing", date(2002, 6, 1)),
        ("leaks", date(2000, 6, 1)),
        ("heating", date(2000, 3, 15)),
        ("cooling", date(1999, 9, 30)),
        ("plaster", date(2000, 6, 1)),
        ("floors", date(2000, 6, 1)),
        ("doors_windows", date(2000, 6, 1)),
        ("pipe_blockage", date(1999, 8, 1)),
        ("sanitary_ware", date(2000, 6, 1)),
        ("lamps", date(1999, 12, 1)),
    ],
)
def test_the_rule_of_1998_holds_for_a_home_of_its_time(item: str, until: date) -> None:
    assert warranty_until(item, date(1999, 6, 1), date(1999, 5, 1)).until == until


def test_every_item_of_the_file_is_in_the_tables_above_and_every_row_is_told_from_where() -> None:
    assert all_items() == (
        "structure", "roof_waterproofing", "leaks", "heating", "cooling", "wiring", "pipes", "equipment", "decoration",
        "plaster", "floors", "doors_windows", "pipe_blockage", "sanitary_ware", "lamps",
    )  # fmt: skip
    rows = [row.validity for row in shipped_terms().terms] + [row.validity for row in shipped_terms().seasons]
    assert all(row.source and row.certainty in "ABCD" for row in rows)


def test_a_builders_term_that_ends_later_counts() -> None:
    # the building was accepted after an early handover
    late = warranty_until("wiring", HANDOVER, date(2027, 3, 1))
    assert (late.until, late.rule) == (date(2029, 3, 1), "CN/wiring/builder/2000-01-30")
    # what the law leaves to the contract: the builder promised two years
    promised = warranty_until("pipe_blockage", HANDOVER, ACCEPTED, builder_months=24)
    assert (promised.until, promised.rule) == (date(2028, 10, 1), "builder")
    assert warranty_until("pipe_blockage", HANDOVER, ACCEPTED, builder_months=1).until == date(2027, 2, 20)


@pytest.mark.parametrize(
    ("item", "handover", "until"),
    [
        ("sanitary_ware", date(2024, 2, 29), date(2025, 2, 28)),
        ("wiring", date(2024, 2, 29), date(2026, 2, 28)),
        ("lamps", date(2026, 8, 31), date(2027, 2, 28)),
        ("pipe_blockage", date(2026, 12, 31), date(2027, 2, 28)),
        ("pipe_blockage", date(2027, 12, 31), date(2028, 2, 29)),
    ],
)
def test_the_end_of_a_month_is_the_end_of_the_other(item: str, handover: date, until: date) -> None:
    assert warranty_until(item, handover, None).until == until


@pytest.mark.parametrize(
    ("handover", "place", "until"),
    [
        (date(2026, 11, 14), "", date(2028, 3, 15)),
        (date(2026, 11, 15), "", date(2028, 3, 15)),
        (date(2026, 11, 16), "", date(2029, 3, 15)),
        (date(2027, 3, 15), "", date(2029, 3, 15)),
        (date(2026, 11, 1), "哈尔滨", date(2029, 4, 20)),
        (date(2026, 10, 20), "哈尔滨", date(2028, 4, 20)),
        (date(2026, 11, 1), "a place without a row", date(2028, 3, 15)),
    ],
)
def test_whole_seasons_of_the_place(handover: date, place: str, until: date) -> None:
    assert warranty_until("heating", handover, None, place=place).until == until


@given(st.dates(date(2000, 1, 30), date(2100, 1, 1)), st.integers(1, 5))
def test_a_term_of_seasons_ends_with_one_and_holds_so_many(day: date, count: int) -> None:
    for season in shipped_terms().seasons:
        end = season.after(day, count)
        assert (end.month, end.day) == season.ends
        assert _begun_between(season, day, end) == count


def _begun_between(season: Season, first: date, last: date) -> int:
    return sum(first <= date(year, *season.begins) <= last for year in range(first.year, last.year + 1))


@given(
    st.sampled_from([item for item in all_items() if item not in SEASONS]),
    st.dates(date(2000, 1, 30), date(2090, 1, 1)),
    st.integers(0, 3000),
)
def test_it_is_never_shorter_than_either_term(item: str, handover: date, days: int) -> None:
    accepted = max(date(2000, 1, 30), handover - timedelta(days=days))
    end = warranty_until(item, handover, accepted).until
    terms = [
        (shipped_terms().term(item, "buyer", handover, "CN"), handover),
        (shipped_terms().term(item, "builder", accepted, "CN"), accepted),
    ]
    assert end == max(add_months(day, term.months) for term, day in terms if term is not None)


def test_a_home_of_vietnam_counts_from_the_acceptance() -> None:
    assert warranty_until("leaks", HANDOVER, ACCEPTED, "VN").until == date(2031, 10, 1)
    assert warranty_until("leaks", HANDOVER, None, "VN").until == date(2031, 12, 20)
    assert "heating" not in items_of("dwelling", HANDOVER, "VN")
    with pytest.raises(DeskError, match=r"warranty\.no_term"):
        warranty_until("heating", HANDOVER, ACCEPTED, "VN")


def test_an_item_is_asked_for_in_the_words_of_the_trade() -> None:
    assert (
        find_item("屋面防水") == find_item("Chống thấm mái") == find_item("roof-waterproofing") == "roof_waterproofing"
    )
    with pytest.raises(DeskError, match=r"warranty\.item") as error:
        find_item("garden")
    assert "lamps" in error.value.values["known"]


@pytest.mark.parametrize(
    "wrong",
    [
        'party = "owner"\nyears = 1',
        'party = "buyer"\nyears = 1\nmonths = 2',
        'party = "buyer"\nseasons = 2',
        'party = "buyer"',
        'party = "buyer"\nyears = 0',
    ],
)
def test_a_row_that_cannot_be_used_is_named(wrong: str) -> None:
    rest = 'valid_from = 2000-01-01\njurisdiction = "CN"\nsource = "x"\ncertainty = "D"\n'
    item = '[[item]]\ncode = "roof"\nkinds = ["dwelling"]\n'
    with pytest.raises(DeskError, match=r"tariff\.file") as error:
        parse_terms(f'{item}[[term]]\nitem = "roof"\n{wrong}\n{rest}')
    assert error.value.values["row"] == "roof"


def run(*words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["warranty", *words])
    return done.exit_code, done.stdout, done.stderr


def test_the_command_says_the_day() -> None:
    days = ("--handover", "2026-12-20", "--acceptance", "2026-10-01")
    assert calc_warranty.warranty in {command.callback for command in app.registered_commands}
    code, out, _ = run("--item", "屋面防水", *days, "--json")
    assert (code, json.loads(out)) == (0, {"until": "2031-12-20"})
    code, out, _ = run("--item", "heating", "--handover", "2026-11-01", "--place", "哈尔滨", "--json")
    assert (code, json.loads(out)) == (0, {"until": "2029-04-20"})
    code, out, _ = run("--item", "lamps", *days, "--builder-months", "24", "--lang", "vi")
    assert code == 0
    assert "01/10/2028" in out
    code, out, _ = run("--item", "leaks", *days, "--country", "vn", "--json")
    assert json.loads(out) == {"until": "2031-10-01"}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--item", "garden", "--handover", "2026-12-20"), "warranty.item"),
        (("--item", "lamps", "--handover", "2026-13-20"), "day.impossible"),
        (("--item", "lamps", "--handover", "2026-12-20", "--builder-months", "x"), "warranty.months"),
        (("--item", "lamps", "--handover", "2026-12-20", "--country", "FR"), "calc.country"),
        (("--item", "lamps", "--handover", "1980-12-20"), "warranty.no_term"),
    ],
)
def test_the_command_refuses_what_it_cannot_reckon(words: tuple[str, ...], code: str) -> None:
    done, out, _ = run(*words, "--json")
    assert done == 2
    assert json.loads(out)["error"].startswith(f"{code}:")


def test_a_units_warranty_begins_with_its_handover(counter: Counter) -> None:
    building = counter.building()
    home = record_id(counter.do(add_unit, building, UnitDraft("1501", "2")))
    space = record_id(counter.do(add_unit, building, UnitDraft("88", "", kind="parking")))

    def accept(work: Work) -> None:
        record = work.get(Building, building)
        at = {"office_id": record.office_id, "project_id": record.project_id, "building_id": building}
        work.add(Acceptance(**at, kind="completion", result="passed", decided_on=date(2026, 10, 1)))  # type: ignore[arg-type]

    counter.do(accept)
    counter.do(begin_warranties, home, TODAY)
    counter.do(begin_warranties, space, TODAY)
    rows = {row.item: row for row in counter.ask(warranties_of, home, TODAY)}
    assert list(rows) == list(all_items())
    assert rows["wiring"].until == date(2028, 11, 22)
    assert rows["wiring"].accepted_on == date(2026, 10, 1)
    assert {row.item for row in counter.ask(warranties_of, space, TODAY)} == {
        "structure", "roof_waterproofing", "leaks", "wiring", "equipment", "lamps",
    }  # fmt: skip
    # its last day counts, the day after it and the day before the handover do not
    days = {date(2026, 11, 21): False, TODAY: True, date(2028, 11, 22): True, date(2028, 11, 23): False}
    assert {day: counter.ask(in_warranty, home, "wiring", day) for day in days} == days
    # the day was wrong: worked out anew, nothing doubled
    counter.do(begin_warranties, home, TODAY - timedelta(days=1))
    assert len(counter.ask(warranties_of, home, TODAY)) == len(rows)
    assert counter.ask(in_warranty, home, "wiring", date(2028, 11, 22)) is False
    assert counter.do(end_warranties, home) == len(rows)
    assert counter.ask(warranties_of, home, TODAY) == []
