"""What a complainant may ask for has their complaints in it, nobody else's; a customer who complained is kept."""

from __future__ import annotations

from tests.complaints.complaint_ground import MORNING, ComplaintDesk

from deskapp.desks.complaints.handling.actions import CloseDraft, close_complaint
from deskapp.locale import LANGUAGES, words
from deskapp.office.privacy.people import columns_to
from deskapp.office.privacy.person_book import get_person_file, title_of
from deskapp.store.base import record_id
from deskapp.wiring import person_parts


def test_the_workbook_of_a_complainant_has_their_complaints_alone(desk: ComplaintDesk) -> None:
    one = record_id(desk.log("卫生间渗水", remedy="换管"))
    desk.log("电梯停运", customer_id=desk.people["李静"], unit_id=desk.units["1502"], category="lift")
    draft = CloseDraft("换了立管，闭水试验合格", "valid", "construction", "总包")
    desk.do(close_complaint, one, draft, engine=desk.engine)
    person = desk.ask(get_person_file, desk.people["张三丰"], "滨江客服", MORNING)
    found = {part.table: part for part in person.parts}
    assert [len(found[name].rows) for name in ("complaint", "follow_up_call")] == [1, 1]
    said = str([part.rows for part in person.parts])
    assert [told for told in ("卫生间渗水", "换管", "闭水试验合格") if told not in said] == []
    assert [other for other in ("电梯停运", "李静") if other in said] == []


def test_every_table_of_complaints_has_its_word_and_keeps_its_customer() -> None:
    tables = {"complaint", "escalation", "follow_up_call", "claim", "leader_opinion", "improvement_case", "work_order"}
    assert tables <= {str(table.name) for table, _ in columns_to("case_file")}
    assert all(person_parts().keeps(table) for table in tables)
    for language in LANGUAGES:
        said = words(language)
        assert [name for name in sorted(tables) if title_of(name, said) == name] == []
