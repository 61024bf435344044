"""What a procedure is: the steps, papers, fields, fees and limits of one matter, as its TOML file says them.

A file is read by ``procedure_parse.parse_procedure``, the folders of files by ``procedure_load.load_procedures``; what
an administrator may write stands in ``docs/procedures.md``. Everything here is frozen: a case keeps the text that it
began with, and reads the same procedure from it for ever.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

from deskapp.values.text import fold

FORMAT: Final = 1

SUBJECTS: Final = ("none", "unit", "parcel", "either")
STEP_KINDS: Final = (
    "contact",
    "verification",
    "advice",
    "contract",
    "work",
    "check",
    "delivery",
    "aftercare",
    "other",
)
FIELD_KINDS: Final = (
    "text",
    "long",
    "day",
    "money",
    "area",
    "number",
    "choice",
    "phone",
    "identity",
    "yes_no",
)
SECRET_KINDS: Final = ("text", "long", "phone", "identity")
"""What a secret may be: nothing is reckoned with it, and no condition asks for it."""
PAPER_COPIES: Final = ("original", "copy", "any")
PAYERS: Final = ("customer", "buyer", "seller", "agreed")
PARTIES: Final = ("customer", "authority", "tax", "bank", "court", "survey", "contractor")
WAIT_ENDS: Final = ("papers", "contact", "manual")
WAIT_STOPS: Final = ("ours", "authority", "both", "none")
DEPARTMENTS: Final = ("reception", "legal", "sales", "field", "checking", "cashier", "archive")
"""Departments that every office has under some name; a file may declare more (``Procedure.departments``)."""
CLOCK_EVENTS: Final = ("opened", "papers_complete", "submitted")
"""From what a clock may run, beside the end of any step."""

TELLS: Final = (
    "opened",
    "papers_missing",
    "papers_complete",
    "submitted",
    "supplement",
    "returned",
    "tax_notice",
    "result_day_moved",
    "result_received",
    "appointment",
    "ended",
)
PLACEHOLDERS: Final = frozenset(
    {
        "customer",
        "number",
        "tracking",
        "procedure",
        "step",
        "next_step",
        "due_on",
        "appointed_on",
        "authority",
        "authority_number",
        "missing",
        "amount",
        "pay_by",
        "reason",
        "when",
        "place",
        "today",
        "office",
    }
)
"""What a message may name in braces; a procedure's own fields by their codes as well."""


@dataclass(frozen=True, slots=True)
class Texts:
    """One text in the languages that the file gives; an office's file may give its own language alone."""

    zh: str = ""
    vi: str = ""
    en: str = ""

    def say(self, language: str) -> str:
        """The text in ``language``, else in the first language that there is."""
        return str(getattr(self, language, "")) or next(iter(self), "")

    def __iter__(self) -> Iterator[str]:
        return (text for text in (self.zh, self.vi, self.en) if text)

    def __bool__(self) -> bool:
        return bool(self.zh or self.vi or self.en)


@dataclass(frozen=True, slots=True)
class Condition:
    """``field`` has one of ``values``; of a yes_no field these are ``yes`` and ``no``."""

    field: str
    values: tuple[str, ...]

    def holds(self, fields: Mapping[str, str]) -> bool:
        """Whether it holds for the field values of a case, as they are stored."""
        return fields.get(self.field, "") in self.values


@dataclass(frozen=True, slots=True)
class PaperRule:
    """A paper of the checklist. ``step`` is the one that needs it, empty for the first; ``form`` its number by law."""

    code: str
    name: Texts
    step: str = ""
    required: bool = True
    copies: str = "original"
    count: int = 1
    form: str = ""
    when: Condition | None = None
    hint: Texts = field(default_factory=Texts)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values that a choice field takes."""

    code: str
    name: Texts


@dataclass(frozen=True, slots=True)
class FieldRule:
    """A field of the form, and a column of the sheets. ``required`` by the end of ``step`` (empty: the first).

    ``secret``: its value is sealed before it is kept, and shown for a reason alone (``secret_fields.py``).
    """

    code: str
    name: Texts
    kind: str = "text"
    step: str = ""
    required: bool = False
    choices: tuple[Choice, ...] = ()
    hint: Texts = field(default_factory=Texts)
    currency: str = ""
    when: Condition | None = None
    secret: bool = False


@dataclass(frozen=True, slots=True)
class FeeRule:
    """A charge that the procedure knows. ``purpose`` is a code of ``money/purposes.toml`` and says whose money it is.

    Exactly one of ``amount`` (fixed), ``percent`` of the money in field ``of``, ``rate`` for each m² of the area in
    field ``of``, ``tariff`` on the money in ``of``; none of them: the clerk is asked.
    """

    code: str
    purpose: str
    name: Texts
    currency: str = ""
    payer: str = "customer"
    amount: Decimal | None = None
    percent: Decimal | None = None
    rate: Decimal | None = None
    tariff: str = ""
    of: str = ""
    step: str = ""
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """A reason to wait, for whom; ``ends``: what ends it; ``stops``: whose clock stands still meanwhile."""

    reason: str
    party: str
    name: Texts
    ends: str = "manual"
    stops: str = "both"


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a case may take: working days, calendar days or working hours, from an event or the end of a step on.

    ``remote_days``: instead of these where a dossier is of a difficult area. ``stale_days``: after how many working
    days without a touch the case counts as forgotten.
    """

    working_days: Decimal | None = None
    days: Decimal | None = None
    hours: Decimal | None = None
    remote_days: Decimal | None = None
    runs_from: str = "opened"
    stale_days: int = 5

    def __bool__(self) -> bool:
        return any(way is not None for way in (self.working_days, self.days, self.hours))


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage inside the authority, for the clerk to know where a dossier should be; ``pause``: it stops after it."""

    name: Texts
    working_days: Decimal
    pause: bool = False


@dataclass(frozen=True, slots=True)
class Authority:
    """Who decides, and the working days that the law gives: ``remote_days`` in difficult areas (vùng khó khăn)."""

    name: Texts
    working_days: Decimal | None = None
    remote_days: Decimal | None = None
    stages: tuple[Stage, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskRule:
    """A task that is given to a department when its step begins."""

    title: Texts
    department: str
    working_days: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One stage, done by one department. ``back``: the steps one may return to from here, with a reason.

    ``gates`` hold at its end; ``message`` goes to the customer at its end; ``by_another`` wants four eyes.
    """

    id: str
    kind: str
    name: Texts
    department: str = "reception"
    working_days: Decimal | None = None
    gates: tuple[str, ...] = ()
    skip: bool = False
    back: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    message: Texts = field(default_factory=Texts)
    by_another: bool = False
    tasks: tuple[TaskRule, ...] = ()


@dataclass(frozen=True, slots=True)
class Tell:
    """A message to the customer when something happens (one of ``TELLS``) that is no step's end."""

    on: str
    message: Texts


@dataclass(frozen=True, slots=True)
class Heading:
    """What a list shows of a procedure, and where and when it is in force.

    ``origin``: shipped, office, pinned; ``path`` the file it stands in; ``certainty`` A the law itself ... D custom.
    """

    id: str
    name: Texts
    country: str
    province: str = ""
    district: str = ""
    valid_from: date = date.min
    valid_until: date | None = None
    prefix: str = ""
    code: str = ""
    category: str = "other"
    subject: str = "none"
    origin: str = "shipped"
    path: str = ""

    def holds(self, day: date, province: str = "", district: str = "") -> bool:
        """Whether it is in force on ``day`` at a place, however that is typed; one without a place is everywhere."""
        return (
            self.valid_from <= day
            and (self.valid_until is None or day <= self.valid_until)
            and (not self.province or _folded(self.province) == _folded(province))
            and (not self.district or _folded(self.district) == _folded(district))
        )

    def meets(self, other: Heading) -> bool:
        """Whether both hold on some same day."""
        mine, theirs = self.valid_until or date.max, other.valid_until or date.max
        return self.valid_from <= theirs and other.valid_from <= mine

    @property
    def place(self) -> tuple[str, str, str]:
        """Country, province, district."""
        return self.country, self.province, self.district


@dataclass(frozen=True, slots=True)
class Procedure(Heading):
    """One matter of the counter, for a time and a place.

    ``text`` is the file with the flow it names behind it, a TOML text of its own; ``digest`` its SHA-256.
    """

    steps: tuple[Step, ...] = ()
    source: str = ""
    certainty: str = ""
    flow: str = ""
    about: Texts = field(default_factory=Texts)
    limit: Limit = field(default_factory=Limit)
    authority: Authority | None = None
    papers: tuple[PaperRule, ...] = ()
    fields: tuple[FieldRule, ...] = ()
    fees: tuple[FeeRule, ...] = ()
    waits: tuple[Wait, ...] = ()
    tells: tuple[Tell, ...] = ()
    letters: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    departments: tuple[Choice, ...] = ()
    digest: str = ""
    text: str = field(default="", repr=False)

    def step(self, step_id: str) -> Step:
        """The step of that id; ``KeyError`` where the procedure has none."""
        return {step.id: step for step in self.steps}[step_id]

    def step_after(self, step_id: str) -> Step | None:
        """The step that follows, None after the last."""
        places = [step.id for step in self.steps]
        following = self.steps[places.index(step_id) + 1 :]
        return following[0] if following else None

    def all_letters(self) -> tuple[str, ...]:
        """Its own letters and those of its steps, each once, in that order."""
        return tuple(dict.fromkeys([*self.letters, *(name for step in self.steps for name in step.letters)]))


@lru_cache(maxsize=256)
def _folded(place: str) -> str:
    return fold(place).strip()
