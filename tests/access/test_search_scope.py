"""The search box keeps to the scope by hand: customers by their homes and cases, homes, units and parcels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile

import pytest
from tests.fixtures_store import NOW, TODAY, Counter, open_counter

from deskapp.office.land.actions import add_parcel
from deskapp.office.land.drafts import ParcelDraft
from deskapp.office.property.actions import add_resident
from deskapp.office.property.drafts import ResidentDraft
from deskapp.overview.search import Hit, search
from deskapp.store.base import record_id
from deskapp.store.rights import Grant, Rights, sum_of
from deskapp.wiring import indexers, load_tables

load_tables()


@dataclass(frozen=True)
class Town:
    """Two projects with a home each; people who live in one, in the other, in both, in none."""

    counter: Counter
    projects: tuple[int, int]

    def find(self, text: str, rights: Rights) -> list[Hit]:
        self.counter.store.serve(rights)
        return search(self.counter.store, text, today=TODAY)

    def only(self, place: int) -> Rights:
        return sum_of([Grant(project_ids=frozenset({self.projects[place]}))])


@pytest.fixture(scope="module")
def town(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    database = copyfile(begun, tmp_path_factory.mktemp("town") / "deskapp.db")
    with open_counter(database, indexers()) as counter:
        homes = [
            counter.unit(counter.building(code, name), room)
            for code, name, room in (("3", "滨江壹号", "1501"), ("9", "望江府", "802"))
        ]
        for name, phone, lives in (
            ("江一", "13800000001", [0]),
            ("江二", "13800000002", [1]),
            ("江三", "13800000003", [0, 1]),
            ("江四", "13800000004", []),
        ):
            person = counter.customer(name, phone=phone)
            for place in lives:
                counter.do(add_resident, homes[place], ResidentDraft(person, "owner"))
        record_id(counter.do(add_parcel, ParcelDraft("26734", "12", "118")))
        yield Town(counter, (1, 2))


def test_people_are_found_where_they_live_and_those_of_nowhere_by_everybody(town: Town) -> None:
    assert {hit.title for hit in town.find("江", town.only(0))} == {"江一", "江三", "江四"}
    assert {hit.title for hit in town.find("江", town.only(1))} == {"江二", "江三", "江四"}
    assert len(town.find("江", Rights())) == 4


def test_of_somebody_who_lives_in_both_each_sees_the_home_of_theirs(town: Town) -> None:
    (hit,) = town.find("13800000003", town.only(0))
    assert hit.units == ("3-2-1501",)
    assert len(town.find("13800000003", Rights())[0].units) == 2
    assert town.find("江三 9-802", town.only(0)) == []


def test_units_are_those_of_the_project(town: Town) -> None:
    assert [hit.kind for hit in town.find("9-2-802", town.only(1))] == ["unit"]
    assert town.find("9-2-802", town.only(0)) == []


def test_without_business_nothing_is_found(town: Town) -> None:
    for text in ("江", "13800000004", "3-2-1501", "118", "26734"):
        assert town.find(text, Rights(business=False)) == []
    assert town.find("118", town.only(0))
    assert NOW
