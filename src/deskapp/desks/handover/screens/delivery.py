"""The page of a delivery: its state, every gate with what mends it, and what goes with it; figures open the rooms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from deskapp.casework.look import Door
from deskapp.casework.screens.panes import PanesScreen
from deskapp.desks.handover.day.actions_end import lateness
from deskapp.desks.handover.day.gates import all_gates
from deskapp.desks.handover.day.queries import owners_of, visits_of
from deskapp.desks.handover.inspecting.queries import defects_of, open_counts
from deskapp.desks.handover.inspecting.rules import DefectCounts
from deskapp.desks.handover.planning.actions_delivery import (
    deem_delivered,
    end_delivery,
    note_absent,
    note_ready,
    take_back_signature,
)
from deskapp.desks.handover.planning.model import Delivery
from deskapp.desks.handover.planning.queries import get_delivery
from deskapp.desks.handover.screens.delivery_look import DeliveryPage, delivery_look
from deskapp.desks.handover.settling.payable import payables_of
from deskapp.papers.keys.queries import keys_of
from deskapp.store.reasons import parse_reason
from deskapp.store.work import Reader, Work
from deskapp.ui import commands
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import AskText, Choose
from deskapp.ui.fields import Option
from deskapp.ui.here import Place
from deskapp.ui.lines import shell_of
from deskapp.ui.work import run

DUES: Final = Command("delivery.dues", "1", "delivery", priority=True)
AREA: Final = Command("delivery.area", "2", "delivery", priority=True)
PAPERS: Final = Command("delivery.papers", "3", "delivery", priority=True)
INSPECT: Final = Command("delivery.inspect", "4", "delivery", priority=True)
GIVE: Final = Command("delivery.give", "5", "delivery", priority=True)
CHECK_IN: Final = Command("delivery.check-in", "6", "delivery", priority=True)
SLIP: Final = Command("delivery.slip", "7", "delivery", priority=True)
WARRANTY: Final = Command("delivery.warranty", "8", "delivery", priority=True)
MODES: Final = Command("delivery.modes", "9", "delivery", priority=True)
MORE: Final = Command("delivery.more", "f4", "delivery", priority=True)
_DUES: Final = ("price", "settlement", "fund", "deed_tax")
_PAPERS: Final = ("title_papers", "invoice", "room_number")
_SEEN: Final = ("inspected", "safety")


class DeliveryScreen(PanesScreen):
    """Everything known of a delivery; Enter on a ✗ opens what mends it."""

    TOPIC = "delivery"
    BINDINGS: ClassVar[list[BindingType]] = bindings(
        commands.ANSWER, MORE, DUES, AREA, PAPERS, INSPECT, GIVE, CHECK_IN, SLIP, WARRANTY, MODES
    )

    def __init__(self, delivery_id: int) -> None:
        super().__init__()
        self.delivery_id = delivery_id
        self.page: DeliveryPage | None = None

    # ---- reading and showing

    def title_text(self) -> str:
        """Of which home."""
        parts = (self.text("delivery_page.title"), self.page.row.room if self.page is not None else "")
        return f" {shell_of(self).glyphs.dot} ".join(part for part in parts if part)

    def places(self) -> Sequence[Place]:
        """The delivery."""
        return (("delivery", self.delivery_id),)

    def load(self) -> None:
        """Read it again."""
        number, today = self.delivery_id, shell_of(self).now().date()

        def read(reader: Reader) -> DeliveryPage:
            row = get_delivery(reader, number)
            delivery = reader.get(Delivery, number)
            days, penalty = lateness(reader, delivery, today) if row.signed_on is None else (0, None)
            return DeliveryPage(
                row,
                all_gates(reader, number, today) if not row.is_over else (),
                payables_of(reader, [number], today).get(number, ()),
                tuple(visits_of(reader, number, 6)),
                open_counts(reader, [row.unit_id]).get(row.unit_id, DefectCounts()),
                tuple(defects_of(reader, row.unit_id, closed=False, limit=6)),
                tuple(keys_of(reader, row.unit_id)),
                days,
                penalty,
                tuple(owners_of(reader, delivery)),
            )

        run(self, lambda data: data.store.read(read), self._loaded, failed=self.unavailable, group="page")

    def _loaded(self, page: DeliveryPage) -> None:
        self.page = page
        self.show()
        self.refresh_top()
        self.release()
        shell_of(self).presence.glance()

    def show(self) -> None:
        """Its lines."""
        if self.page is not None and self.query("#main"):
            now = shell_of(self).now()
            self.show_look(delivery_look(self.page, self.words, now.date(), now))

    def on_resize(self) -> None:
        """One column or two."""
        self.show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done now."""
        page = self.page
        if action == "area":
            return page is not None and not page.row.is_resettled
        if action == "check_in":
            return page is not None and not page.row.is_over and page.row.batch_id is not None
        if action == "warranty":
            return page is not None and page.row.is_over and page.row.ended_on is None
        if action in ("dues", "papers", "inspect", "give", "slip", "modes", "more"):
            return page is not None
        return super().check_action(action, parameters)

    # ---- Enter on a line

    def enter(self, door: Door) -> None:
        """What mends a gate; the page of a batch, a defect, the keys."""
        what, about = door
        if what == "gate":
            self._mend(str(about))
        elif what == "dues":
            self.action_dues()
        elif what == "keys":
            self.action_give()
        elif what == "defect":
            from deskapp.desks.handover.inspecting.screens.defect import DefectScreen

            self.app.push_screen(DefectScreen(int(about)))
        elif what == "batch" and int(about):
            from deskapp.desks.handover.planning.screens.batches import BatchScreen

            self.app.push_screen(BatchScreen(int(about)))
        elif what == "visit":
            self.action_check_in()

    def _mend(self, gate: str) -> None:
        """Open what opens a shut gate."""
        if gate == "area":
            self.action_area()
        elif gate in _DUES:
            self.action_dues()
        elif gate in _PAPERS:
            self.action_papers()
        elif gate in _SEEN:
            self.action_inspect()
        elif gate in ("documents", "keys"):
            self.action_give()
        elif gate in ("accepted", "registered"):
            from deskapp.desks.handover.planning.screens.acceptances import AcceptancesScreen

            self.app.push_screen(AcceptancesScreen())
        elif gate == "right_to_act" and self.page is not None and self.page.row.customer_ids:
            self.app.push_screen(shell_of(self).wiring.page(self, "customer", self.page.row.customer_ids[0]))

    # ---- keys

    def action_answer(self) -> None:
        """What an owner who asks is told."""
        from deskapp.desks.handover.screens.answer import HandoverAnswer

        self.app.push_screen(HandoverAnswer(self.delivery_id))

    def action_dues(self) -> None:
        """What is to be paid."""
        from deskapp.desks.handover.settling.screens.dues import DuesScreen

        self.app.push_screen(DuesScreen(self.delivery_id))

    def action_area(self) -> None:
        """The area difference."""
        from deskapp.desks.handover.settling.screens.area import AreaForm

        self.app.push_screen(AreaForm(self.delivery_id, self._room))

    def action_papers(self) -> None:
        """Papers for the title, invoice, receipts."""
        from deskapp.desks.handover.settling.screens.title_papers import TitlePapersScreen

        self.app.push_screen(TitlePapersScreen(self.delivery_id))

    def action_inspect(self) -> None:
        """The inspection with the owner: that of now, or a new one."""
        from deskapp.desks.handover.inspecting.screens.inspection import open_inspection

        open_inspection(self, self.delivery_id)

    def action_give(self) -> None:
        """Keys, meters and papers to give."""
        from deskapp.desks.handover.giving.screens.giving import GivingScreen

        self.app.push_screen(GivingScreen(self.delivery_id))

    def action_check_in(self) -> None:
        """The owner is here."""
        from deskapp.desks.handover.day.screens.check_in import CheckInScreen

        if self.page is not None:
            self.app.push_screen(CheckInScreen(self.page.row.batch_id, self.delivery_id))

    def action_slip(self) -> None:
        """The slip that the owner takes home."""
        from deskapp.casework.screens.printing import print_ordered
        from deskapp.desks.handover.day.letters import print_slip

        number, counter = self.delivery_id, shell_of(self).settings.counter
        print_ordered(self, lambda work, data: print_slip(work, data.home, number, counter))

    def action_warranty(self) -> None:
        """Until when which part of the home is mended."""
        from deskapp.desks.handover.giving.screens.warranty import WarrantyScreen

        if self.page is not None:
            self.app.push_screen(WarrantyScreen(self.page.row.unit_id))

    def action_modes(self) -> None:
        """How strict the gates of this project are."""
        from deskapp.desks.handover.settling.screens.gate_modes import GateModesScreen

        if self.page is not None:
            self.app.push_screen(GateModesScreen(self.page.row.project_id))

    # ---- what is done more rarely

    def action_more(self) -> None:
        """Which of them."""
        page = self.page
        if page is None:
            return
        deeds = self._deeds(page)
        options = [
            Option(code, self.text(f"delivery_deed.{code}"), self.text(f"delivery_deed.{code}_what")) for code in deeds
        ]

        def chosen(answer: Option | None) -> None:
            if answer is not None:
                deeds[str(answer.code)]()

        self.app.push_screen(Choose("delivery_deed.title", options, values={"room": page.row.room}), chosen)

    def _deeds(self, page: DeliveryPage) -> dict[str, Callable[[], Any]]:
        number, row = self.delivery_id, page.row
        found: dict[str, Callable[[], Any]] = {}
        if row.ready_on is None and not row.is_over:
            found["ready"] = lambda: self.do("handover.ready", lambda work: note_ready(work, [number]))
        if not row.is_over:
            found["absent"] = lambda: self.do("handover.absent", lambda work: note_absent(work, number))
            found["deem"] = lambda: self.do("handover.deem", lambda work: deem_delivered(work, number))
        if row.signed_on is not None:
            found["unsign"] = lambda: self._why(
                "delivery.unsign", lambda work, why: take_back_signature(work, number, why)
            )
        if row.ended_on is None:
            found["end"] = lambda: self._why("handover.end", lambda work, why: end_delivery(work, number, why))
        return found

    def _why(self, action: str, act: Callable[[Work, str], Any]) -> None:
        def answered(reason: str | None) -> None:
            if reason:
                self.do(action, lambda work: act(work, reason))

        self.app.push_screen(AskText("dues_page.why", parse=parse_reason), answered)

    def do(self, action: str, act: Callable[[Work], Any]) -> None:
        """Write, tell, and read again; keys wait meanwhile."""
        moment = shell_of(self).now()

        def done(_: Any) -> None:
            if self.is_attached:
                self.tell("delivery_page.noted")
                self.load()

        self.hold()
        run(self, lambda data: data.write(action, act, moment), done, failed=self.unavailable, keep=True)

    @property
    def _room(self) -> str:
        return self.page.row.room if self.page is not None else ""
