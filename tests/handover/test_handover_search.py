"""The one box finds a handover by the paper that its owner brings, a defect by its number, keys by their label."""

from __future__ import annotations

import pytest
from tests.fixtures_store import TODAY
from tests.handover.handover_ground import HandoverDesk
from tests.handover.overview_ground import busy

from deskapp.desks.handover.planning.queries import get_delivery
from deskapp.locale import LANGUAGES, words
from deskapp.messages.barcode import DELIVERY, KEY_SET, make_number
from deskapp.overview.search import cells, search


def found(desk: HandoverDesk, text: str) -> list[tuple[str, int]]:
    return [(hit.kind, hit.id) for hit in search(desk.store, text, today=TODAY)]


def test_a_notice_finds_its_home_whole_without_its_year_by_its_tail_and_scanned(handover: HandoverDesk) -> None:
    number = handover.deliveries["1502"]
    notice = handover.ask(get_delivery, number).sent[-1].number
    assert notice.startswith("SF-20261110-")
    last = int(notice[-4:])
    for typed in (notice, notice.lower(), f"sf1110-{last}", make_number(number, DELIVERY)):
        assert found(handover, typed)[0] == ("delivery", number), typed
    assert ("delivery", number) in found(handover, f"1110{last:04}")


def test_a_defect_and_keys_are_found_and_said(handover: HandoverDesk) -> None:
    made = busy(handover)
    (danger,) = [hit for hit in search(handover.store, "QX1122-1", today=TODAY) if hit.kind == "defect"]
    assert danger.id == made["danger"]
    assert found(handover, "ys-1503")[0] == ("key_set", made["due"])
    assert found(handover, make_number(made["lent"], KEY_SET))[0] == ("key_set", made["lent"])
    keys = next(hit for hit in search(handover.store, "YS-1503", today=TODAY) if hit.kind == "key_set")
    assert cells(danger, words("zh"))[1:3] == ("入户玄关 入户门 锁不上", "3-2-1501")
    assert cells(keys, words("zh")) == ("YS-1503", "通达水电", "3-2-1503", "", "", "在外")
    for language in LANGUAGES:
        said = words(language)
        assert all("." not in cell for hit in (danger, keys) for cell in cells(hit, said)[3:])


@pytest.mark.parametrize("typed", ["张三丰", "SF-20261110-9999", make_number(999, DELIVERY), "QX"])
def test_what_is_no_number_of_ours_finds_none(handover: HandoverDesk, typed: str) -> None:
    assert not [kind for kind, _ in found(handover, typed) if kind in ("delivery", "defect", "key_set")]
