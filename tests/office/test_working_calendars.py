"""Working days: published plans, the office's imported ones over them, an organisation's own on top."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from tests.fixtures_store import TODAY, Counter

from deskapp.errors import DeskError
from deskapp.office.calendar.actions import remove_day, set_day, set_service_hours
from deskapp.office.calendar.queries import load_calendar, load_days, load_service_hours
from deskapp.office.calendar.rules import lay_over
from deskapp.office.organisation.actions import OrganisationDraft, add_organisation
from deskapp.store.base import record_id
from deskapp.values.calendar import DayOff

MORNING, AFTERNOON = (510, 720), (810, 1050)


def test_published_days_count_from_the_start(counter: Counter) -> None:
    calendar = counter.ask(load_calendar, "CN", today=TODAY)
    assert calendar.add_working_days(date(2026, 9, 30), 3) == (date(2026, 10, 10), True)
    calendar = counter.ask(load_calendar, "VN", today=TODAY)
    assert calendar.add_working_days(date(2026, 11, 20), 3) == (date(2026, 11, 26), True)


def test_one_day_off_leaves_the_rest_of_the_year_as_published(counter: Counter) -> None:
    row = counter.do(set_day, "CN", date(2026, 11, 23), "holiday", name="停电")
    calendar = counter.ask(load_calendar, "CN", today=TODAY)
    assert not calendar.is_working_day(date(2026, 11, 23))
    assert calendar.add_working_days(date(2026, 9, 30), 3)[0] == date(2026, 10, 10)
    counter.do(set_day, "CN", date(2026, 11, 23), "makeup")
    assert counter.ask(load_calendar, "CN", today=TODAY).is_working_day(date(2026, 11, 23))
    counter.do(remove_day, record_id(row))
    assert date(2026, 11, 23) not in [one.day for one in counter.ask(load_days, "CN")]


def test_a_single_day_publishes_no_year(counter: Counter) -> None:
    counter.do(set_day, "CN", date(2027, 2, 8), "holiday")
    assert counter.ask(load_calendar, "CN", today=TODAY).add_working_days(date(2027, 2, 1), 2)[1] is False
    counter.do(set_day, "CN", date(2027, 1, 1), "holiday", name="元旦")
    assert counter.ask(load_calendar, "CN", today=TODAY).add_working_days(date(2027, 2, 1), 2)[1] is True


def test_a_whole_plan_replaces_its_year() -> None:
    shipped = [
        DayOff(date(2026, 1, 1), "holiday"),
        DayOff(date(2026, 5, 1), "holiday"),
        DayOff(date(2025, 5, 1), "holiday"),
    ]
    plan = [DayOff(date(2026, 1, 1), "holiday", "元旦"), DayOff(date(2026, 5, 4), "holiday")]
    assert [(row.day, row.name) for row in lay_over(shipped, plan)] == [
        (date(2025, 5, 1), ""),
        (date(2026, 1, 1), "元旦"),
        (date(2026, 5, 4), ""),
    ]


def test_an_organisation_has_its_own_days_and_hours(counter: Counter) -> None:
    tax = record_id(counter.do(add_organisation, OrganisationDraft("税务局", "tax_office")))
    counter.do(set_day, "CN", date(2026, 11, 24), "holiday", organisation_id=tax)
    week = dict.fromkeys(range(5), (MORNING, AFTERNOON))
    counter.do(set_service_hours, week, date(2026, 1, 1))
    counter.do(set_service_hours, {**week, 4: (MORNING,)}, date(2026, 1, 1), organisation_id=tax)
    ours = counter.ask(load_calendar, "CN", today=TODAY)
    theirs = counter.ask(load_calendar, "CN", tax, today=TODAY)
    assert (ours.is_working_day(date(2026, 11, 24)), theirs.is_working_day(date(2026, 11, 24))) == (True, False)
    friday = datetime(2026, 11, 27, 8, 0), datetime(2026, 11, 27, 18, 0)  # noqa: DTZ001 - local moments of one zone
    assert (ours.working_minutes_between(*friday), theirs.working_minutes_between(*friday)) == (450, 210)


def test_hours_hold_from_their_day_on(counter: Counter) -> None:
    counter.do(set_service_hours, {0: (MORNING,)}, date(2026, 1, 1))
    counter.do(set_service_hours, {0: (AFTERNOON,), 5: ((0, 1440),)}, date(2026, 7, 1))
    assert counter.ask(load_service_hours, None, date(2025, 12, 31)) == {}
    assert counter.ask(load_service_hours, None, date(2026, 6, 30)) == {0: (MORNING,)}
    assert counter.ask(load_service_hours, None, TODAY) == {0: (AFTERNOON,), 5: ((0, 1440),)}
    counter.do(set_service_hours, {0: (MORNING, AFTERNOON)}, date(2026, 7, 1))
    assert counter.ask(load_service_hours, None, TODAY) == {0: (MORNING, AFTERNOON)}


def test_impossible_days_and_hours_are_refused(counter: Counter) -> None:
    with pytest.raises(DeskError, match=r"draft\.choice"):
        counter.do(set_day, "CN", TODAY, "feast")
    for hours in ({}, {7: (MORNING,)}, {0: ((600, 500),)}, {0: (MORNING, (700, 800))}):
        with pytest.raises(DeskError, match=r"calendar\.hours"):
            counter.do(set_service_hours, hours, TODAY)
    assert counter.ask(load_service_hours, None, TODAY) == {}
