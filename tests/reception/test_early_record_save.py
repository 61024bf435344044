"""A record's form that is saved before the record was read is saved when it stands in the form."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from tests.reception.ground import Ground, ask, counter_at
from tests.ui.conftest import settle

from deskapp.desks.reception.screens.customer_form import CustomerForm
from deskapp.office.customer.queries import get_customer_draft


class SlowForm(CustomerForm):
    """The disk is slow until ``may_read`` is set."""

    may_read = threading.Event()

    def stored(self, data: Any) -> Any:
        """What is stored, when the test says so."""
        assert self.may_read.wait(60)
        return super().stored(data)


@pytest.mark.usefixtures("impatient")
async def test_a_save_waits_for_the_record(ground: Ground) -> None:
    SlowForm.may_read.clear()
    async with counter_at(ground) as pilot:
        answers: list[Any] = []
        pilot.app.push_screen(SlowForm(ground.zhang), answers.append)
        await pilot.pause()
        await pilot.press("down", "ctrl+u", *"13600004444", "ctrl+s")
        assert answers == []
        SlowForm.may_read.set()
        await settle(pilot)
        assert answers == [ground.zhang]
        assert ask(pilot, lambda reader: get_customer_draft(reader, ground.zhang))[0].phone == "13600004444"
