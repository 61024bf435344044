"""Cases: procedures as they were pinned, matters at the counter, what happened to them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def make_record(table: str, *parts: sa.schema.SchemaItem) -> None:
    """Make a table of records: what every record carries, then its own parts."""
    op.create_table(
        table,
        sa.Column("id", ID, nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edited", sa.String(), nullable=False),
        *parts,
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f(f"fk_{table}_office_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f(f"fk_{table}_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sqlite_autoincrement=True,
    )


def upgrade() -> None:
    """Make every table."""
    make_record(
        "procedure_text",
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("first_used_at", sa.DateTime(), nullable=False),
        sa.UniqueConstraint(
            "office_id", "procedure", "digest", name=op.f("uq_procedure_text_office_id_procedure_digest")
        ),
    )
    make_record(
        "case_file",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("tracking_code", sa.String(), nullable=False),
        sa.Column("outside_number", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("procedure_text_id", sa.BigInteger(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("representative_id", sa.BigInteger(), nullable=True),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("parcel_id", sa.BigInteger(), nullable=True),
        sa.Column("caller_name", sa.String(), nullable=False),
        sa.Column("caller_phone", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("tell_by", sa.String(), nullable=False),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("step_since", sa.DateTime(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("waiting", sa.String(), nullable=False),
        sa.Column("waiting_party", sa.String(), nullable=False),
        sa.Column("waiting_since", sa.DateTime(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("due_confirmed", sa.Boolean(), nullable=False),
        sa.Column("due_met_at", sa.DateTime(), nullable=True),
        sa.Column("authority_state", sa.String(), nullable=False),
        sa.Column("authority_number", sa.String(), nullable=False),
        sa.Column("authority_due_on", sa.Date(), nullable=True),
        sa.Column("submissions", sa.Integer(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("touched_at", sa.DateTime(), nullable=True),
        sa.Column("stale_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_case_file_customer_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_case_file_department_id")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_case_file_parcel_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["case_file.id"], name=op.f("fk_case_file_parent_id")),
        sa.ForeignKeyConstraint(
            ["procedure_text_id"], ["procedure_text.id"], name=op.f("fk_case_file_procedure_text_id")
        ),
        sa.ForeignKeyConstraint(["representative_id"], ["customer.id"], name=op.f("fk_case_file_representative_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_case_file_staff_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_case_file_unit_id")),
        sa.UniqueConstraint("number", "office_id", name=op.f("uq_case_file_number_office_id")),
        sa.UniqueConstraint("tracking_code", "office_id", name=op.f("uq_case_file_tracking_code_office_id")),
    )
    op.create_index(op.f("ix_case_file_customer_id"), "case_file", ["customer_id"], unique=False)
    op.create_index(
        op.f("ix_case_file_department_open"), "case_file", ["department_id", "outcome", "due_on", "id"], unique=False
    )
    op.create_index(
        op.f("ix_case_file_open_authority_due"), "case_file", ["outcome", "authority_due_on", "id"], unique=False
    )
    op.create_index(op.f("ix_case_file_open_due"), "case_file", ["outcome", "due_on", "id"], unique=False)
    op.create_index(op.f("ix_case_file_outcome"), "case_file", ["outcome", "id"], unique=False)
    op.create_index(
        op.f("ix_case_file_open_step"),
        "case_file",
        ["outcome", "procedure", "step", "due_on", "due_met_at"],
        unique=False,
    )
    op.create_index(op.f("ix_case_file_open_stale"), "case_file", ["outcome", "stale_on", "id"], unique=False)
    op.create_index(
        op.f("ix_case_file_open_waiting"), "case_file", ["outcome", "waiting", "waiting_since", "id"], unique=False
    )
    op.create_index(op.f("ix_case_file_outside_number"), "case_file", ["outside_number"], unique=False)
    op.create_index(op.f("ix_case_file_parcel_id"), "case_file", ["parcel_id"], unique=False)
    op.create_index(op.f("ix_case_file_parent_id"), "case_file", ["parent_id"], unique=False)
    op.create_index(op.f("ix_case_file_representative_id"), "case_file", ["representative_id"], unique=False)
    op.create_index(op.f("ix_case_file_staff_open"), "case_file", ["staff_id", "outcome", "due_on", "id"], unique=False)
    op.create_index(op.f("ix_case_file_unit_id"), "case_file", ["unit_id"], unique=False)
    make_record(
        "appointment",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_appointment_case_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_appointment_customer_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_appointment_organisation_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_appointment_staff_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_appointment_uid")),
    )
    op.create_index(op.f("ix_appointment_case_id"), "appointment", ["case_id"], unique=False)
    op.create_index(op.f("ix_appointment_customer_id"), "appointment", ["customer_id"], unique=False)
    op.create_index(op.f("ix_appointment_organisation_id"), "appointment", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_appointment_staff_id"), "appointment", ["staff_id"], unique=False)
    op.create_index(op.f("ix_appointment_state_starts"), "appointment", ["state", "starts_at", "id"], unique=False)
    make_record(
        "case_charge",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("charge_id", sa.BigInteger(), nullable=False),
        sa.Column("fee", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_charge_case_id")),
        sa.ForeignKeyConstraint(["charge_id"], ["charge.id"], name=op.f("fk_case_charge_charge_id")),
        sa.UniqueConstraint("charge_id", name=op.f("uq_case_charge_charge_id")),
    )
    op.create_index(op.f("ix_case_charge_case_id"), "case_charge", ["case_id"], unique=False)
    make_record(
        "case_event",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("corrects", sa.BigInteger(), nullable=True),
        sa.Column("clerk_id", sa.BigInteger(), nullable=True),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_event_case_id")),
        sa.ForeignKeyConstraint(["corrects"], ["case_event.id"], name=op.f("fk_case_event_corrects")),
    )
    op.create_index(op.f("ix_case_event_case_id_happened_at"), "case_event", ["case_id", "happened_at"], unique=False)
    op.create_index(op.f("ix_case_event_corrects"), "case_event", ["corrects"], unique=False)
    op.create_index(
        op.f("ix_case_event_late"), "case_event", ["entered_at", "id"], unique=False, sqlite_where=sa.text("late = 1")
    )
    op.create_index(op.f("ix_case_event_kind_entered"), "case_event", ["kind", "entered_at"], unique=False)
    make_record(
        "case_paper",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("originals", sa.Integer(), nullable=False),
        sa.Column("slips", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.BigInteger(), nullable=True),
        sa.Column("state_since", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_paper_case_id")),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_case_paper_paper_id")),
    )
    op.create_index(op.f("ix_case_paper_case_id"), "case_paper", ["case_id"], unique=False)
    op.create_index(op.f("ix_case_paper_paper_id"), "case_paper", ["paper_id"], unique=False)
    op.create_index(op.f("ix_case_paper_promised"), "case_paper", ["state", "promised_on"], unique=False)
    make_record(
        "case_task",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("take_by", sa.Date(), nullable=True),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(), nullable=True),
        sa.Column("acknowledged_by", sa.String(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_task_case_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_case_task_department_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_case_task_staff_id")),
    )
    op.create_index(op.f("ix_case_task_case_id"), "case_task", ["case_id"], unique=False)
    op.create_index(op.f("ix_case_task_department_state"), "case_task", ["department_id", "state"], unique=False)
    op.create_index(op.f("ix_case_task_staff_state"), "case_task", ["staff_id", "state"], unique=False)
    op.create_index(op.f("ix_case_task_state_due"), "case_task", ["state", "due_on", "id"], unique=False)


def downgrade() -> None:
    """Take them away again."""
    for table in ("case_task", "case_paper", "case_event", "case_charge", "appointment", "case_file", "procedure_text"):
        op.drop_table(table)
