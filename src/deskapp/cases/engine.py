"""What the actions on cases are handed: the procedures, the gates, the letters, and who listens to events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from deskapp.cases.model import Case, CaseEvent
from deskapp.locale import Words
from deskapp.store.work import Reader, Work


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing: ``code`` names the sentence, ``values`` fill it, ``clears`` who can clear it.

    A value may be a text of the procedure in several languages; ``say_missing`` chooses.
    """

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    clears: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """What must hold before a step ends: ``load`` reads facts, ``judge`` says, purely, what is missing.

    ``clears`` is who usually can (a department's code, or customer, authority, supervisor); a gate that does not
    ``blocks`` only warns.
    """

    id: str
    load: Callable[[Reader, Case], Any]
    judge: Callable[[Any], list[Missing]]
    clears: str = "reception"
    blocks: bool = True


Subscriber = Callable[[Work, Case, CaseEvent], None]
LetterMaker = Callable[[Reader, Any, Words], dict[str, Any]]
"""What a letter says beside what every letter of a case says; it is handed ``casework.letter_facts.CaseFacts``."""


@dataclass(frozen=True, slots=True)
class Engine:
    """Handed down by wiring. ``subscribers`` by event kind run in the same transaction, in their order.

    ``letters`` are filled by the desks, each its own; a letter that nobody fills says what every letter says.
    """

    procedures: Any
    gates: Mapping[str, Gate]
    subscribers: Mapping[str, tuple[Subscriber, ...]] = field(default_factory=dict)
    letters: Mapping[str, LetterMaker] = field(default_factory=dict)

    def tell(self, work: Work, case: Case, event: CaseEvent) -> None:
        """Let everybody who listens act on an event."""
        for subscriber in self.subscribers.get(event.kind, ()):
            subscriber(work, case, event)


def say_missing(words: Words, missing: Missing) -> str:
    """The sentence for something missing, in the reader's language."""
    values = {
        name: value.say(words.language) if hasattr(value, "say") else value for name, value in missing.values.items()
    }
    return words.text(missing.code, **values)
