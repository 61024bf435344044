"""What the forms of the reception have in common, and which change of a record was whose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from deskapp.store.trail import hands_since
from deskapp.ui.form_screen import FormScreen
from deskapp.ui.here import Place
from deskapp.ui.record_form import Hands, RecordForm
from deskapp.ui.versions import Hand


class ReceptionForm(FormScreen[int]):
    """What all forms of the reception have."""


class StoredForm(RecordForm, ReceptionForm):
    """A form over a record of the table ``ENTITY``."""

    ENTITY = ""

    def places(self) -> Sequence[Place]:
        """The record."""
        return ((self.ENTITY, self.number),) if self.number is not None else ()

    def hands(self, data: Any, steps: int) -> Hands:
        """By the trail."""
        number = self.number or 0
        found = data.store.read(lambda reader: hands_since(reader, self.ENTITY, number, steps))
        return {name: Hand(clerk, at) for name, (clerk, at) in found.items()}
