"""What a desk brings to the page of a case: the forms of its steps, and which one mends a gate that is shut.

Each desk fills in a ``CaseForms``; the page asks all of them (``overview/screens/case_forms.py``) and knows none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from deskapp.cases.page import CasePage
from deskapp.cases.procedure import Procedure
from deskapp.casework.screens.fields_form import CaseForm
from deskapp.ui.commands import Command

Make = Callable[[int, str], CaseForm]
"""Makes the form of a case by its id and number."""


@dataclass(frozen=True, slots=True)
class StepForm:
    """A form that belongs to one kind of step: ``is_of_use`` says whether a procedure has such a step at all.

    ``name`` is that of the command (``case.check``: check) and of the deed in the list of rarer ones.
    """

    name: str
    make: Make
    is_of_use: Callable[[Procedure], bool]

    @property
    def command(self) -> Command:
        """The key that opens it while its step stands: the same for all of them."""
        return Command(f"case.{self.name}", "5", "case", priority=True, argument=self.name, verb="own_form")


@dataclass(frozen=True, slots=True)
class CaseForms:
    """A desk's forms about a case.

    ``of_step`` is the form of the step that a case stands at, None where the desk has none for it; ``of_gate`` mends
    a gate; ``deeds`` are done more rarely, at any step, and each has its word ``case_deed.NAME``; ``rare`` are such
    deeds of the procedures alone that have a use for them.
    """

    steps: tuple[StepForm, ...] = ()
    of_step: Callable[[CasePage], Make | None] = lambda _: None
    of_gate: Mapping[str, Make] = field(default_factory=dict)
    deeds: Mapping[str, Make] = field(default_factory=dict)
    rare: tuple[StepForm, ...] = ()
