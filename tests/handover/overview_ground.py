"""A morning at the handover desk: a defect of each kind, keys out, mail that came back, an owner in their way."""

from __future__ import annotations

from datetime import date, timedelta

from tests.fixtures_store import TODAY
from tests.handover.handover_ground import HandoverDesk

from deskapp.desks.handover.day.actions import check_in
from deskapp.desks.handover.day.drafts import CheckInDraft
from deskapp.desks.handover.inspecting.actions import begin_inspection
from deskapp.desks.handover.inspecting.actions_defect import find_defect
from deskapp.desks.handover.inspecting.drafts import DefectDraft, InspectionDraft
from deskapp.desks.handover.planning.actions_notice import note_returned
from deskapp.desks.handover.planning.queries import get_delivery
from deskapp.papers.keys.actions import add_key_set, move_key
from deskapp.papers.keys.drafts import KeyMoveDraft, KeySetDraft
from deskapp.store.base import record_id

YESTERDAY = TODAY - timedelta(days=1)


def busy(desk: HandoverDesk) -> dict[str, int]:
    """Records by name: defects danger and late, keys lent (due yesterday) and due (today), the visit of 1503."""
    made = {}
    notices = desk.ask(get_delivery, desk.deliveries["1502"]).sent
    desk.on(YESTERDAY, note_returned, notices[-1].id, YESTERDAY, "查无此人")
    for name, severity, agreed in (("danger", "safety", TODAY), ("late", "minor", YESTERDAY)):
        made[name] = defect(desk, "1501", severity, agreed)
    for name, room, due in (("lent", "1501", YESTERDAY), ("due", "1503", TODAY)):
        keys = record_id(desk.on(YESTERDAY, add_key_set, KeySetDraft(desk.units[room], label=f"YS-{room}")))
        draft = KeyMoveDraft("out", "contractor", "通达水电", purpose="rectification", due_back=due)
        desk.on(YESTERDAY, move_key, keys, draft)
        made[name] = keys
    recheck = InspectionDraft(desk.units["1504"], "recheck", planned_on=TODAY, begin=False)
    made["recheck"] = record_id(desk.on(YESTERDAY, begin_inspection, recheck))
    made["visit"] = record_id(desk.do(check_in, desk.deliveries["1503"], CheckInDraft()))
    return made


def defect(desk: HandoverDesk, room: str, severity: str, agreed: date) -> int:
    """A defect of a home, found a week ago."""
    draft = DefectDraft(
        "entrance", "entry_door", "wont_lock", unit_id=desk.units[room], origin="pre", severity=severity,
        contractor="通达水电", agreed_on=agreed, found_on=TODAY - timedelta(days=7),
    )  # fmt: skip
    return record_id(desk.do(find_defect, draft))
