"""What pages, Today, the day's end and checking tell of handovers."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from tests.fixtures_store import NOW, TODAY
from tests.handover.handover_ground import HandoverDesk
from tests.handover.overview_ground import YESTERDAY, busy

from deskapp.desks.handover.day.model import Visit
from deskapp.desks.handover.inspecting.actions_defect import accept_defect
from deskapp.desks.handover.inspecting.model import Defect
from deskapp.desks.handover.planning.actions_delivery import note_absent
from deskapp.desks.handover.planning.model import Delivery
from deskapp.locale import LANGUAGES, words
from deskapp.office.acceptance.actions import take_back_acceptance
from deskapp.office.acceptance.queries import get_acceptance
from deskapp.office.property.model import Unit
from deskapp.overview.checking import check_all
from deskapp.overview.handover_day_end import get_handover_evening
from deskapp.overview.handover_facts import handovers_of_unit, handovers_of_units
from deskapp.overview.handover_look import handover_lines, handover_said
from deskapp.overview.handover_today import HandoverDay, get_handover_day, handover_day_lines
from deskapp.papers.keys.model import KeySet
from deskapp.settings import find_home
from deskapp.store.bulk import table_of
from deskapp.store.work import Work


def said(desk: HandoverDesk, room: str, language: str = "zh") -> str:
    facts = desk.ask(handovers_of_unit, desk.units[room], TODAY)
    lines = handover_lines(facts, words(language), TODAY)
    return " | ".join(" ".join(text for text, _ in line.said) for line in lines)


def test_the_line_of_a_home_says_where_it_stands_and_what_is_in_the_way(handover: HandoverDesk) -> None:
    busy(handover)
    came_back = said(handover, "1502")
    for part in ("约 2026-11-22 09:00 来", "通知退回 SF-20261110-", "✗ 房款结清"):
        assert part in came_back, came_back
    assert "安全隐患 1 一般缺陷 1" in said(handover, "1501")
    assert "在办：接待" in said(handover, "1503")
    assert "复验 2026-11-22" not in said(handover, "1502")
    for language in LANGUAGES:
        assert "{" not in said(handover, "1502", language)


def test_a_home_without_a_handover_has_no_line(handover: HandoverDesk) -> None:
    assert said(handover, "1505") == ""
    found = handover.ask(handovers_of_units, handover.units.values(), TODAY)
    assert {one.row.id for one in found} == set(handover.deliveries.values())
    # pages of many homes ask no gate
    assert not any(one.shut for one in found)


def test_who_stays_away_is_told_again_before_they_count_as_having_their_home(handover: HandoverDesk) -> None:
    later = TODAY + timedelta(days=2)
    handover.on(later, note_absent, handover.deliveries["1504"], later)
    (one,) = handover.ask(handovers_of_unit, handover.units["1504"], later)
    assert "待发第二次通知" in [text for text, _ in handover_said(one, words("zh"), later)]


def test_today_counts_what_waits(handover: HandoverDesk) -> None:
    free = handover.ask(get_handover_day, TODAY, NOW)
    assert (free.safety, free.keys, free.rechecks, free.returned, free.overdue, free.gaps) == (0, 0, 0, 0, 0, 0)
    made = busy(handover)
    day = handover.ask(get_handover_day, TODAY, NOW)
    assert (day.safety, day.keys, day.rechecks, day.returned, day.deemable, day.overdue) == (1, 1, 1, 1, 0, 1)
    (batch,) = day.batches
    assert (batch.name, batch.planned, batch.arrived, batch.here) == ("第一批", len(handover.deliveries), 1, 1)
    evening = handover.ask(get_handover_day, TODAY, NOW.replace(hour=19))
    assert evening.keys == 2
    handover.do(accept_defect, made["danger"])
    assert handover.ask(get_handover_day, TODAY, NOW).safety == 0


def test_an_acceptance_that_is_taken_back_is_told_of_an_announced_batch(handover: HandoverDesk) -> None:
    row = handover.ask(get_acceptance, handover.buildings["5"], "completion", TODAY)
    assert row is not None
    assert row.acceptance_id is not None
    handover.do(take_back_acceptance, row.acceptance_id, "验收撤回")
    assert handover.ask(get_handover_day, TODAY, NOW).gaps == 1
    assert handover.ask(get_handover_day, TODAY + timedelta(days=30), NOW).gaps == 0


def test_what_is_nothing_has_no_line(handover: HandoverDesk) -> None:
    for language in LANGUAGES:
        assert list(handover_day_lines(HandoverDay(), words(language))) == []
        lines = list(handover_day_lines(HandoverDay(safety=1000, drawings=2), words(language)))
        assert [line.door for line in lines] == [("handover", "safety"), ("handover", "drawings")]
        assert lines[0].said[0][0].endswith("999+")
    assert HandoverDay().is_free
    assert not handover.ask(get_handover_day, TODAY, NOW).is_free


def test_the_evening_names_keys_defects_who_is_here_and_the_money(handover: HandoverDesk) -> None:
    made = busy(handover)
    handover.pay("1502", Decimal(880_000))
    evening = handover.ask(get_handover_evening, TODAY, 200)
    assert [one.id for one in evening.keys] == [made["lent"], made["due"]]
    assert (evening.keys_out, evening.keys_late) == (2, 2)
    assert [one.id for one in evening.agreed] == [made["danger"]]
    assert [one.id for one in evening.here] == [made["visit"]]
    (taken,) = evening.money
    assert (taken.purpose, taken.batch, taken.currency) == ("price", "第一批", "CNY")
    # everything of the ground was paid on the same day at the counter
    assert taken.amount == Decimal(1_150_000 + 1_000_000 + 3 * 1_000_000)
    assert handover.ask(get_handover_evening, YESTERDAY, 200).money == ()


def test_a_figure_that_was_bent_is_found(handover: HandoverDesk, tmp_path: Path) -> None:
    busy(handover)

    def drifts() -> list[tuple[str, str]]:
        found = check_all(handover.store, find_home(tmp_path), NOW, quick=True)
        return [(one.values["table"], one.values["field"]) for one in found if one.area == "handover"]

    assert drifts() == []

    def bend(work: Work) -> None:
        delivery, unit = table_of(Delivery), table_of(Unit)
        number = handover.deliveries["1504"]
        for statement in (
            delivery.update().where(delivery.c.id == number).values(notices=7),
            unit.update().where(unit.c.id == handover.units["1504"]).values(delivery_state="delivered"),
            table_of(Visit).update().values(station="signature"),
            table_of(Defect).update().where(table_of(Defect).c.severity == "safety").values(reopened=3),
            table_of(KeySet).update().where(table_of(KeySet).c.label == "YS-1501").values(holder="owner"),
        ):
            work.session.connection().execute(statement)

    handover.do(bend)
    assert drifts() == [
        ("delivery", "notices"), ("delivery", "unit.delivery_state"), ("visit", "station"), ("defect", "reopened"),
        ("key_set", "holder"),
    ]  # fmt: skip
