"""Whom the check-in finds: whoever has a time in the batch stands before everybody else of that name or room."""

from __future__ import annotations

from tests.fixtures_store import TODAY
from tests.handover.handover_ground import HandoverDesk

from deskapp.desks.handover.day.finding import MOST, find_expected
from deskapp.office.property.actions import add_building, add_unit
from deskapp.office.property.drafts import UnitDraft
from deskapp.store.base import record_id
from deskapp.store.work import Work


def found(desk: HandoverDesk, text: str, batch: int | None = None) -> list[int]:
    return [row.delivery_id for row in find_expected(desk.store, text, TODAY, batch_id=batch)]


def test_an_owner_of_the_batch_is_not_lost_behind_namesakes(handover: HandoverDesk) -> None:
    for _ in range(MOST + 5):
        handover.counter.customer("王芳")
    own = handover.deliveries["1502"]
    for text in ("王芳", "王", "wang fang", "wf"):
        assert found(handover, text, handover.batch)[:1] == [own], text
    # where no batch is chosen those of all batches that are still to come
    assert found(handover, "王芳")[:1] == [own]


def test_a_room_of_the_batch_is_not_lost_behind_the_same_room_elsewhere(handover: HandoverDesk) -> None:
    def more(work: Work) -> None:
        for code in range(20, 20 + MOST + 5):
            building = record_id(add_building(work, handover.project, str(code)))
            add_unit(work, building, UnitDraft("1502", "2"))

    handover.do(more)
    assert found(handover, "1502", handover.batch)[:1] == [handover.deliveries["1502"]]
