"""What an owner may ask for of their own data has their handover in it, nobody else's; who has one is kept."""

from __future__ import annotations

from tests.fixtures_store import NOW, TODAY
from tests.handover.handover_ground import HandoverDesk
from tests.handover.overview_ground import busy, defect

from deskapp.desks.handover.day.actions import check_in
from deskapp.desks.handover.day.drafts import CheckInDraft
from deskapp.locale import LANGUAGES, words
from deskapp.office.privacy.people import columns_to
from deskapp.office.privacy.person_book import get_person_file, title_of
from deskapp.wiring import person_parts


def test_the_workbook_of_an_owner_has_their_handover_alone(handover: HandoverDesk) -> None:
    busy(handover)
    defect(handover, "1503", "minor", TODAY)
    person = handover.ask(get_person_file, handover.people["陈伟"], "滨江客服", NOW)
    found = {part.table: part for part in person.parts}
    assert {"delivery", "delivery_notice", "visit", "defect"} <= set(found)
    assert [len(found[name].rows) for name in ("delivery", "delivery_notice", "visit", "defect")] == [1, 1, 1, 1]
    said = str([part.rows for part in person.parts])
    assert "1503" in said
    assert not [other for other in ("1501", "1502", "王芳", "张三丰") if other in said]


def test_who_came_along_is_in_their_own_workbook_and_in_nobody_elses(handover: HandoverDesk) -> None:
    came = CheckInDraft(handover.people["王芳"], comes_as="other")
    handover.do(check_in, handover.deliveries["1504"], came)
    person = handover.ask(get_person_file, handover.people["王芳"], "滨江客服", NOW)
    (visits,) = [part for part in person.parts if part.table == "visit"]
    assert len(visits.rows) == 1
    owner = handover.ask(get_person_file, handover.people["赵敏"], "滨江客服", NOW)
    assert "delivery" in {part.table for part in owner.parts}
    assert "visit" not in {part.table for part in owner.parts}
    assert "王芳" not in str([part.rows for part in owner.parts])


def test_every_table_of_a_handover_has_its_word_and_keeps_its_owner() -> None:
    parts = person_parts()
    assert all(parts.keeps(table) for table in ("delivery", "visit", "key_set", "key_move"))
    tables = {str(table.name) for table, _ in columns_to("delivery")} | {"delivery"}
    for language in LANGUAGES:
        said = words(language)
        assert [name for name in sorted(tables) if title_of(name, said) == name] == []
