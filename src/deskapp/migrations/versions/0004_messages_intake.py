"""Messages and prints, and the intake desk."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
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
        "message",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("about_id", sa.BigInteger(), nullable=True),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("queued_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("claimed_by", sa.String(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.UniqueConstraint("uid", name=op.f("uq_message_uid")),
    )
    op.create_index(op.f("ix_message_about"), "message", ["about", "about_id"], unique=False)
    op.create_index(op.f("ix_message_customer_id"), "message", ["customer_id"], unique=False)
    op.create_index(op.f("ix_message_state_due"), "message", ["state", "due_at", "id"], unique=False)
    make_record(
        "message_address",
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
    )
    op.create_index(
        op.f("ix_message_address_customer_id_channel"), "message_address", ["customer_id", "channel"], unique=False
    )
    make_record(
        "print_job",
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("about_id", sa.BigInteger(), nullable=True),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reprint", sa.Integer(), nullable=False),
        sa.Column("copy_of", sa.BigInteger(), nullable=True),
        sa.Column("counter", sa.String(), nullable=False),
        sa.Column("claimed_by", sa.String(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("printed_at", sa.DateTime(), nullable=True),
        sa.Column("clerk", sa.String(), nullable=False),
    )
    op.create_index(op.f("ix_print_job_about"), "print_job", ["about", "about_id"], unique=False)
    op.create_index(op.f("ix_print_job_state"), "print_job", ["state", "id"], unique=False)
    make_record(
        "app_account",
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("guided_on", sa.Date(), nullable=False),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_app_account_customer_id")),
    )
    op.create_index(op.f("ix_app_account_customer_id"), "app_account", ["customer_id"], unique=False)
    make_record(
        "interest",
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_interest_customer_id")),
    )
    op.create_index(op.f("ix_interest_customer_id"), "interest", ["customer_id"], unique=False)
    op.create_index(op.f("ix_interest_tag"), "interest", ["tag", "ended_on"], unique=False)
    make_record(
        "enquiry",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("outside_number", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("caller_name", sa.String(), nullable=False),
        sa.Column("caller_phone", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer_code", sa.String(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.Column("clerk_id", sa.BigInteger(), nullable=True),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_enquiry_case_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_enquiry_customer_id")),
        sa.UniqueConstraint("office_id", "number", name=op.f("uq_enquiry_office_id_number")),
    )
    op.create_index(op.f("ix_enquiry_asked_at"), "enquiry", ["asked_at", "id"], unique=False)
    op.create_index(op.f("ix_enquiry_case_id"), "enquiry", ["case_id"], unique=False)
    op.create_index(op.f("ix_enquiry_customer_id"), "enquiry", ["customer_id"], unique=False)
    make_record(
        "identity_check",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("id_kind", sa.String(), nullable=False),
        sa.Column("id_number", sa.String(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("matches", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.DateTime(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_identity_check_case_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_identity_check_customer_id")),
    )
    op.create_index(op.f("ix_identity_check_case_id"), "identity_check", ["case_id"], unique=False)
    op.create_index(op.f("ix_identity_check_customer_id"), "identity_check", ["customer_id"], unique=False)
    make_record(
        "parcel_check",
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.Column("parcel_id", sa.BigInteger(), nullable=True),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_parcel_check_case_id")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_parcel_check_parcel_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_parcel_check_unit_id")),
    )
    op.create_index(op.f("ix_parcel_check_case_id"), "parcel_check", ["case_id"], unique=False)
    op.create_index(op.f("ix_parcel_check_parcel_id"), "parcel_check", ["parcel_id"], unique=False)
    op.create_index(op.f("ix_parcel_check_unit_id"), "parcel_check", ["unit_id"], unique=False)
    make_record(
        "queue_ticket",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(), nullable=False),
        sa.Column("called_at", sa.DateTime(), nullable=True),
        sa.Column("served_at", sa.DateTime(), nullable=True),
        sa.Column("counter", sa.String(), nullable=False),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_queue_ticket_case_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_queue_ticket_customer_id")),
        sa.UniqueConstraint(
            "office_id", "day", "service", "position", name=op.f("uq_queue_ticket_office_id_day_service_position")
        ),
    )
    op.create_index(op.f("ix_queue_ticket_day_state"), "queue_ticket", ["day", "state", "id"], unique=False)
    make_record(
        "quotation",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("package", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("advance", sa.BigInteger(), nullable=False),
        sa.Column("quoted_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("subject_to_check", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("declined_on", sa.Date(), nullable=True),
        sa.Column("replaced_by", sa.BigInteger(), nullable=True),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_quotation_case_id")),
        sa.ForeignKeyConstraint(["replaced_by"], ["quotation.id"], name=op.f("fk_quotation_replaced_by")),
        sa.UniqueConstraint("office_id", "number", name=op.f("uq_quotation_office_id_number")),
    )
    op.create_index(op.f("ix_quotation_case_id"), "quotation", ["case_id"], unique=False)
    make_record(
        "result_delivery",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("receiver_id", sa.BigInteger(), nullable=True),
        sa.Column("receiver_name", sa.String(), nullable=False),
        sa.Column("right", sa.String(), nullable=False),
        sa.Column("representation_id", sa.BigInteger(), nullable=True),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("slip", sa.String(), nullable=False),
        sa.Column("signed_by", sa.String(), nullable=False),
        sa.Column("delivered_at", sa.DateTime(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_result_delivery_case_id")),
        sa.ForeignKeyConstraint(["receiver_id"], ["customer.id"], name=op.f("fk_result_delivery_receiver_id")),
        sa.ForeignKeyConstraint(
            ["representation_id"], ["representation.id"], name=op.f("fk_result_delivery_representation_id")
        ),
    )
    op.create_index(op.f("ix_result_delivery_case_id"), "result_delivery", ["case_id"], unique=False)
    make_record(
        "survey",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_survey_case_id")),
    )
    op.create_index(op.f("ix_survey_case_id"), "survey", ["case_id"], unique=False)
    make_record(
        "quotation_line",
        sa.Column("quotation_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("fee", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("payer", sa.String(), nullable=False),
        sa.Column("through_us", sa.Boolean(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("charge_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["charge_id"], ["charge.id"], name=op.f("fk_quotation_line_charge_id")),
        sa.ForeignKeyConstraint(["quotation_id"], ["quotation.id"], name=op.f("fk_quotation_line_quotation_id")),
    )
    op.create_index(op.f("ix_quotation_line_quotation_id"), "quotation_line", ["quotation_id"], unique=False)
    make_record(
        "service_contract",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("quotation_id", sa.BigInteger(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("signed_by", sa.String(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_service_contract_case_id")),
        sa.ForeignKeyConstraint(["quotation_id"], ["quotation.id"], name=op.f("fk_service_contract_quotation_id")),
        sa.UniqueConstraint("office_id", "number", name=op.f("uq_service_contract_office_id_number")),
    )
    op.create_index(op.f("ix_service_contract_case_id"), "service_contract", ["case_id"], unique=False)


def downgrade() -> None:
    """Take them away again."""
    for table in (
        "service_contract",
        "quotation_line",
        "survey",
        "result_delivery",
        "quotation",
        "queue_ticket",
        "parcel_check",
        "identity_check",
        "enquiry",
        "interest",
        "app_account",
        "print_job",
        "message_address",
        "message",
    ):
        op.drop_table(table)
