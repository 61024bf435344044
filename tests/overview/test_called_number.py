"""One key after a call opens what the number is about: the case, the customer, or a new enquiry."""

from __future__ import annotations

from pathlib import Path

from tests.fixtures_store import NOW
from tests.overview.riverside import SIZE, counter_on, press, write

from deskapp.cases.opening import CaseDraft, open_case
from deskapp.desks.intake.actions_queue import draw_ticket
from deskapp.desks.intake.screens.enquiry import EnquiryForm
from deskapp.desks.intake.screens.queue import QueueScreen
from deskapp.overview.screens.case import CaseScreen
from deskapp.overview.screens.customer import CustomerScreen
from deskapp.settings import find_home
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.wiring import open_home


async def test_a_called_number_opens_what_it_is_about(home: Path) -> None:
    opened = open_home(find_home(home), NOW, writes=True)

    def queue(work: Work) -> None:
        case = record_id(open_case(work, opened.engine.procedures, CaseDraft("cn-renovation", customer_id=1)))
        draw_ticket(work, "dossier", customer_id=1, case_id=case)
        draw_ticket(work, "dossier", customer_id=2)
        draw_ticket(work, "enquiry")

    try:
        opened.write("queue.draw", queue, NOW)
    finally:
        opened.close()
    app = counter_on(home, "zh")
    async with app.run_test(size=SIZE) as pilot:
        await write(pilot, "03")
        await press(pilot, "enter")
        await write(pilot, "5")
        await press(pilot, "enter")
        for page in (CaseScreen, CustomerScreen, EnquiryForm):
            assert isinstance(app.screen, QueueScreen)
            await press(pilot, "1", "7")
            assert isinstance(app.screen, page)
            await press(pilot, "f3")
