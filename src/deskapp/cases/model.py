"""Cases: one matter at the counter each, following a procedure; what happens to them; their papers, tasks, charges."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint
from sqlmodel import Field

from deskapp.store.base import Moment, Record, key_field, rows_with
from deskapp.store.scope import OFFICE, Rule, through
from deskapp.store.secrets import PARTS

OUTCOMES = ("delivered", "refused", "withdrawn", "closed")
"""How a case ends: with its result in the customer's hands, turned down, taken back, or done without a result."""

TELL_BY = ("", "email", "sms", "hand", "none")
PAPER_STATES = ("missing", "promised", "copy", "original", "checked", "waived", "not_applicable", "returned")
TASK_STATES = ("open", "taken", "done", "cancelled")
APPOINTMENT_KINDS = ("visit", "authority", "site", "result")
APPOINTMENT_STATES = ("planned", "kept", "missed", "cancelled")


SEALED_FIELD = "case.field"
"""About what a secret field is sealed, with its code behind."""


class ProcedureText(Record, table=True):
    """The text of a procedure as a case began with it: an edited file never changes a running case.

    ``digest`` is SHA-256 of ``text``, which is the file with the flow it names; ``origin``: shipped, office.
    """

    scope_rule: ClassVar[Rule] = OFFICE
    __tablename__ = "procedure_text"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("office_id", "procedure", "digest"),
        {"sqlite_autoincrement": True},
    )

    procedure: str
    digest: str
    origin: str
    text: str = Field(sa_type=Text)
    first_used_at: datetime = Field(sa_type=Moment)


class Case(Record, table=True):
    """One matter at the counter.

    ``fields`` is JSON, field code -> value in its stored form (ISO day, decimal text). Everything from ``step`` on is
    a projection of the events: recomputed in the transaction that adds one, compared by ``find_drift``.
    ``due_on`` is the last day of our own clock (None while an open pause stops it), ``due_met_at`` when it was met;
    ``authority_due_on`` the authority's last day; ``stale_on`` from when on the case counts as forgotten.
    """

    scope_rule: ClassVar[Rule] = through(("customer_id", "customer"), ("unit_id", "unit"), ("parcel_id", "parcel"))
    __tablename__ = "case_file"
    __table_args__: ClassVar[Any] = (
        # the number leads, so that it is found whatever the office
        UniqueConstraint("number", "office_id"),
        UniqueConstraint("tracking_code", "office_id"),
        Index(None, "customer_id"),
        Index(None, "representative_id"),
        Index(None, "unit_id"),
        Index(None, "parcel_id"),
        Index(None, "parent_id"),
        Index("ix_case_file_outside_number", "outside_number"),
        Index("ix_case_file_open_due", "outcome", "due_on", "id"),
        Index("ix_case_file_outcome", "outcome", "id"),
        Index("ix_case_file_open_step", "outcome", "procedure", "step", "due_on", "due_met_at"),
        Index("ix_case_file_open_stale", "outcome", "stale_on", "id"),
        Index("ix_case_file_open_authority_due", "outcome", "authority_due_on", "id"),
        Index("ix_case_file_open_waiting", "outcome", "waiting", "waiting_since", "id"),
        Index("ix_case_file_department_open", "department_id", "outcome", "due_on", "id"),
        Index("ix_case_file_staff_open", "staff_id", "outcome", "due_on", "id"),
        {"sqlite_autoincrement": True},
    )

    number: str
    tracking_code: str
    outside_number: str = ""
    procedure: str
    procedure_text_id: int = key_field("procedure_text.id", index=False)
    parent_id: int | None = key_field("case_file.id", nullable=True, index=False)
    customer_id: int | None = key_field("customer.id", nullable=True, index=False)
    representative_id: int | None = key_field("customer.id", nullable=True, index=False)
    unit_id: int | None = key_field("unit.id", nullable=True, index=False)
    parcel_id: int | None = key_field("parcel.id", nullable=True, index=False)
    caller_name: str = ""
    caller_phone: str = ""
    channel: str = ""
    need: str = Field(default="", sa_type=Text)
    language: str = ""
    tell_by: str = ""
    department_id: int | None = key_field("department.id", nullable=True, index=False)
    staff_id: int | None = key_field("staff.id", nullable=True, index=False)
    fields: str = Field(default="{}", sa_type=Text, sa_column_kwargs={"info": {PARTS: SEALED_FIELD}})
    opened_at: datetime = Field(sa_type=Moment)
    entered_at: datetime = Field(sa_type=Moment)

    step: str = ""
    step_since: datetime | None = Field(default=None, sa_type=Moment)
    outcome: str = ""
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    waiting: str = ""
    waiting_party: str = ""
    waiting_since: datetime | None = Field(default=None, sa_type=Moment)
    due_on: date | None = None
    due_at: datetime | None = Field(default=None, sa_type=Moment)
    due_confirmed: bool = True
    due_met_at: datetime | None = Field(default=None, sa_type=Moment)
    authority_state: str = ""
    authority_number: str = ""
    authority_due_on: date | None = None
    submissions: int = 0
    promised_on: date | None = None
    touched_at: datetime | None = Field(default=None, sa_type=Moment)
    stale_on: date | None = None


class CaseEvent(Record, table=True):
    """Something that happened to a case, never edited. ``data`` is JSON: codes and values, words are made at the face.

    ``happened_at`` is when it was, typed by the clerk where it was earlier; ``entered_at`` the system's, never behind
    the entry before. ``late`` marks a back-entry. ``corrects`` names an event that this one takes back.
    """

    scope_rule: ClassVar[Rule] = through(("case_id", "case_file"))
    __tablename__ = "case_event"
    __table_args__: ClassVar[Any] = (
        Index(None, "case_id", "happened_at"),
        Index("ix_case_event_kind_entered", "kind", "entered_at"),
        Index(None, "corrects"),
        Index("ix_case_event_late", "entered_at", "id", **rows_with("late")),
        {"sqlite_autoincrement": True},
    )

    case_id: int = key_field("case_file.id", index=False)
    kind: str
    step: str = ""
    code: str = ""
    party: str = ""
    text: str = Field(default="", sa_type=Text)
    data: str = Field(default="{}", sa_type=Text)
    happened_at: datetime = Field(sa_type=Moment)
    entered_at: datetime = Field(sa_type=Moment)
    late: bool = False
    corrects: int | None = key_field("case_event.id", nullable=True, index=False)
    clerk_id: int | None = Field(default=None, sa_type=BigInteger)
    clerk: str = ""


class CasePaper(Record, table=True):
    """A line of a case's checklist. ``name`` only where the procedure does not know the paper.

    ``state``: one of ``PAPER_STATES``; ``promised_on`` by when a promised one comes; ``slips`` on how many supplement
    slips it stood; ``paper_id`` the paper itself, where we hold or held it.
    """

    scope_rule: ClassVar[Rule] = through(("case_id", "case_file"))
    __tablename__ = "case_paper"
    __table_args__: ClassVar[Any] = (
        Index(None, "case_id"),
        Index(None, "paper_id"),
        Index("ix_case_paper_promised", "state", "promised_on"),
        {"sqlite_autoincrement": True},
    )

    case_id: int = key_field("case_file.id", index=False)
    code: str
    name: str = ""
    step: str = ""
    required: bool = True
    state: str = "missing"
    promised_on: date | None = None
    reason: str = ""
    copies: int = 0
    originals: int = 0
    slips: int = 0
    paper_id: int | None = key_field("paper.id", nullable=True, index=False)
    state_since: datetime = Field(sa_type=Moment)


class CaseCharge(Record, table=True):
    """A charge of a case: a case points at its charges, never the other way round."""

    scope_rule: ClassVar[Rule] = through(("case_id", "case_file"))
    __tablename__ = "case_charge"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("charge_id"),
        Index(None, "case_id"),
        {"sqlite_autoincrement": True},
    )

    case_id: int = key_field("case_file.id", index=False)
    charge_id: int = key_field("charge.id", index=False)
    fee: str = ""


class CaseTask(Record, table=True):
    """Work for a department or a person. One that nobody took by ``take_by`` is shown to the supervisor."""

    scope_rule: ClassVar[Rule] = through(("case_id", "case_file"))
    __tablename__ = "case_task"
    __table_args__: ClassVar[Any] = (
        Index(None, "case_id"),
        Index("ix_case_task_state_due", "state", "due_on", "id"),
        Index("ix_case_task_department_state", "department_id", "state"),
        Index("ix_case_task_staff_state", "staff_id", "state"),
        {"sqlite_autoincrement": True},
    )

    case_id: int = key_field("case_file.id", index=False)
    step: str = ""
    title: str
    department_id: int | None = key_field("department.id", nullable=True, index=False)
    staff_id: int | None = key_field("staff.id", nullable=True, index=False)
    state: str = "open"
    note: str = Field(default="", sa_type=Text)
    result: str = Field(default="", sa_type=Text)
    due_on: date | None = None
    take_by: date | None = None
    given_at: datetime = Field(sa_type=Moment)
    acknowledged_at: datetime | None = Field(default=None, sa_type=Moment)
    acknowledged_by: str = ""
    done_at: datetime | None = Field(default=None, sa_type=Moment)
    done_by: str = ""


class Appointment(Record, table=True):
    """A time with a customer or an authority; exported as .ics under ``uid``."""

    scope_rule: ClassVar[Rule] = through(("case_id", "case_file"), ("customer_id", "customer"))
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("uid"),
        Index(None, "case_id"),
        Index("ix_appointment_state_starts", "state", "starts_at", "id"),
        {"sqlite_autoincrement": True},
    )

    uid: str
    case_id: int | None = key_field("case_file.id", nullable=True, index=False)
    customer_id: int | None = key_field("customer.id", nullable=True)
    organisation_id: int | None = key_field("organisation.id", nullable=True)
    staff_id: int | None = key_field("staff.id", nullable=True)
    kind: str
    state: str = "planned"
    starts_at: datetime = Field(sa_type=Moment)
    ends_at: datetime | None = Field(default=None, sa_type=Moment)
    place: str = ""
    note: str = Field(default="", sa_type=Text)
