"""Handovers, defects and sets of keys by the numbers that people have on paper, as they are typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.contracts.contract_ground import open_desk
from tests.fixtures_store import NOW, TODAY, Counter

from deskapp.desks.handover.inspecting import keys as defect_keys
from deskapp.desks.handover.inspecting.model import Defect
from deskapp.desks.handover.planning import keys as delivery_keys
from deskapp.desks.handover.planning.model import Delivery, DeliveryNotice
from deskapp.papers.keys import keys as set_keys
from deskapp.papers.keys.model import KeySet
from deskapp.store.base import record_id
from deskapp.store.sound import find_wrong_keys
from deskapp.store.work import Work
from deskapp.values.finding import EQUAL, PREFIX, REST
from deskapp.wiring import indexers


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Counter, dict[str, int]]]:
    """A home handed over after two notices, one defect, one set of keys."""
    with open_desk(tmp_path_factory.mktemp("found") / "deskapp.db") as counter:
        unit = counter.unit(counter.building())

        def begin(work: Work) -> dict[str, int]:
            own: dict[str, Any] = {"office_id": work.clerk.office_id, "unit_id": unit}
            delivery = work.add(Delivery(**own))
            work.session.flush()
            number = record_id(delivery)
            told: dict[str, Any] = {"office_id": work.clerk.office_id, "sent_on": TODAY, "entered_at": NOW}
            for round_, text in enumerate(("SF-20261122-0007", "SF-20261209-0003"), 1):
                work.add(DeliveryNotice(**told, delivery_id=number, number=text, round=round_))
            facts: dict[str, Any] = {"origin": "pre", "room": "1", "item": "2", "fault": "3", "state_since": TODAY}
            facts |= {"found_on": TODAY, "agreed_on": TODAY}
            defect = work.add(Defect(number="QX-20261122-0041", **own, **facts))
            keys = work.add(KeySet(label="3-2-1501-A", **own, holder_since=NOW))
            work.session.flush()
            return {"delivery": number, "defect": record_id(defect), "keys": record_id(keys)}

        yield counter, counter.do(begin)


@pytest.mark.parametrize(
    ("typed", "how"),
    [("SF-20261122-0007", EQUAL), ("sf202612090003", EQUAL), ("SF2026", PREFIX), ("220007", REST), ("0003", REST)],
)
def test_any_notice_of_a_home_finds_its_handover(found: tuple[Counter, dict[str, int]], typed: str, how: int) -> None:
    counter, numbers = found
    assert counter.ask(delivery_keys.find_by_number, typed) == [(numbers["delivery"], how)]


def test_a_defect_and_a_label_are_found_whole_and_by_the_tail(found: tuple[Counter, dict[str, int]]) -> None:
    counter, numbers = found
    assert counter.ask(defect_keys.find_by_number, "qx-20261122-0041") == [(numbers["defect"], EQUAL)]
    assert counter.ask(defect_keys.find_by_number, "0041") == [(numbers["defect"], REST)]
    assert counter.ask(set_keys.find_by_number, "3 2 1501 a") == [(numbers["keys"], EQUAL)]
    assert counter.ask(set_keys.find_by_number, "0041") == []


def test_keys_follow_what_is_written(found: tuple[Counter, dict[str, int]]) -> None:
    counter, numbers = found

    def relabel(work: Work) -> None:
        work.change(work.get(KeySet, numbers["keys"]), {"label": "YS-20261122-0002"})
        work.change(work.get(Delivery, numbers["delivery"]), {"due_on": TODAY + timedelta(days=9)})

    counter.do(relabel)
    assert counter.ask(set_keys.find_by_number, "3-2-1501-A") == []
    assert counter.ask(set_keys.find_by_number, "ys202611220002") == [(numbers["keys"], EQUAL)]
    assert counter.ask(lambda reader: list(find_wrong_keys(reader, indexers()))) == []


def test_a_file_without_notices_has_no_keys(tmp_path: Path) -> None:
    with open_desk(tmp_path / "deskapp.db") as counter:
        unit = counter.unit(counter.building())
        counter.do(lambda work: work.add(Delivery(office_id=work.clerk.office_id, unit_id=unit)))
        assert counter.ask(delivery_keys.find_by_number, "SF") == []
        assert counter.ask(lambda reader: list(find_wrong_keys(reader, indexers()))) == []
