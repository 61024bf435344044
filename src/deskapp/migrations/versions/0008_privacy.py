"""Personal data: consents, disclosures, requests, holds, blocked customers, what was let go, exports."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = (
    "export_approval", "export_log", "purged", "legal_hold", "person_request", "disclosure", "consent", "consent_text",
)  # fmt: skip


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


def of_customer(table: str) -> sa.ForeignKeyConstraint:
    """The row's customer."""
    return sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f(f"fk_{table}_customer_id"))


def upgrade() -> None:
    """Nobody is blocked, nothing is noted yet."""
    op.add_column("customer", sa.Column("blocked_on", sa.Date(), nullable=True))
    op.add_column("customer", sa.Column("blocked_why", sa.String(), nullable=False, server_default=""))
    make_record(
        "consent_text",
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("first_used_at", sa.DateTime(), nullable=False),
        sa.UniqueConstraint("office_id", "purpose", "digest", name=op.f("uq_consent_text_office_id_purpose_digest")),
    )
    make_record(
        "consent",
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("text_id", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("signer", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_way", sa.String(), nullable=False),
        sa.Column("withdrawn_by", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        of_customer("consent"),
        sa.ForeignKeyConstraint(["text_id"], ["consent_text.id"], name=op.f("fk_consent_text_id")),
    )
    op.create_index(op.f("ix_consent_customer_id"), "consent", ["customer_id"], unique=False)
    _make_registers()
    _make_exports()


def _make_registers() -> None:
    make_record(
        "disclosure",
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("keep_until", sa.Date(), nullable=False),
        sa.Column("clerk", sa.String(), nullable=False),
        of_customer("disclosure"),
    )
    op.create_index(op.f("ix_disclosure_customer_id"), "disclosure", ["customer_id"], unique=False)
    op.create_index(op.f("ix_disclosure_keep_until"), "disclosure", ["keep_until"], unique=False)
    make_record(
        "person_request",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        of_customer("person_request"),
        sa.UniqueConstraint("office_id", "number", name=op.f("uq_person_request_office_id_number")),
    )
    op.create_index(op.f("ix_person_request_customer_id"), "person_request", ["customer_id"], unique=False)
    op.create_index(op.f("ix_person_request_result_due"), "person_request", ["result", "due_at"], unique=False)
    make_record(
        "legal_hold",
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=False),
        sa.Column("clerk", sa.String(), nullable=False),
        of_customer("legal_hold"),
    )
    op.create_index(op.f("ix_legal_hold_customer_id"), "legal_hold", ["customer_id"], unique=False)
    op.create_table(
        "purged",
        sa.Column("id", ID, nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("entity_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("purged_at", sa.DateTime(), nullable=False),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purged")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_purged_entity_entity_id"), "purged", ["entity", "entity_id"], unique=False)


def _make_exports() -> None:
    make_record(
        "export_log",
        sa.Column("report", sa.String(), nullable=False),
        sa.Column("limits", sa.String(), nullable=False),
        sa.Column("full", sa.Boolean(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("clerk_id", sa.BigInteger(), nullable=True),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
    )
    op.create_index(op.f("ix_export_log_clerk_made"), "export_log", ["clerk_id", "made_at"], unique=False)
    make_record(
        "export_approval",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("report", sa.String(), nullable=False),
        sa.Column("limits", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("clerk_id", sa.BigInteger(), nullable=True),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.Column("approved_at", sa.DateTime(), nullable=True),
        sa.Column("approved_by_id", sa.BigInteger(), nullable=True),
        sa.Column("approved_by", sa.String(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.UniqueConstraint("office_id", "code", name=op.f("uq_export_approval_office_id_code")),
    )


def downgrade() -> None:
    """Take them away again."""
    for table in TABLES:
        op.drop_table(table)
    op.drop_column("customer", "blocked_why")
    op.drop_column("customer", "blocked_on")
