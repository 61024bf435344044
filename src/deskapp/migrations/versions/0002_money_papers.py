"""Money and papers: what is owed and received, and where each original is."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
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
        "day_close",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=False),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.UniqueConstraint("office_id", "day", name=op.f("uq_day_close_office_id_day")),
    )
    make_record(
        "stored_file",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("stored_at", sa.DateTime(), nullable=False),
        sa.UniqueConstraint("office_id", "digest", name=op.f("uq_stored_file_office_id_digest")),
    )
    make_record(
        "day_close_line",
        sa.Column("day_close_id", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("paid_out", sa.BigInteger(), nullable=False),
        sa.Column("counted", sa.BigInteger(), nullable=True),
        sa.Column("receipts", sa.Integer(), nullable=False),
        sa.Column("voids", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["day_close_id"], ["day_close.id"], name=op.f("fk_day_close_line_day_close_id")),
    )
    op.create_index(op.f("ix_day_close_line_day_close_id"), "day_close_line", ["day_close_id"], unique=False)
    make_record(
        "receipt",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("payer_name", sa.String(), nullable=False),
        sa.Column("payer_note", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("slip", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("supervised", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("clerk_id", sa.BigInteger(), nullable=True),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.Column("invoice", sa.String(), nullable=False),
        sa.Column("exchanged_at", sa.DateTime(), nullable=True),
        sa.Column("lost_note", sa.String(), nullable=False),
        sa.Column("lost_at", sa.DateTime(), nullable=True),
        sa.Column("reversed_at", sa.DateTime(), nullable=True),
        sa.Column("free", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_receipt_customer_id")),
        sa.UniqueConstraint("office_id", "number", name=op.f("uq_receipt_office_id_number")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_receipt_amount")),
    )
    op.create_index(op.f("ix_receipt_booked_on"), "receipt", ["booked_on", "id"], unique=False)
    op.create_index(op.f("ix_receipt_customer_id"), "receipt", ["customer_id"], unique=False)
    make_record(
        "charge",
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("charged_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=False),
        sa.Column("paid", sa.BigInteger(), nullable=False),
        sa.Column("passed_on", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_charge_customer_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_charge_unit_id")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_charge_amount")),
    )
    op.create_index(
        op.f("ix_charge_customer_open"), "charge", ["customer_id", "currency", "due_on", "id"], unique=False
    )
    op.create_index(op.f("ix_charge_unit_id"), "charge", ["unit_id"], unique=False)
    make_record(
        "paper",
        sa.Column("register_number", sa.String(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("parcel_id", sa.BigInteger(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("holder_name", sa.String(), nullable=False),
        sa.Column("shelf", sa.String(), nullable=False),
        sa.Column("holder_since", sa.DateTime(), nullable=False),
        sa.Column("due_back", sa.Date(), nullable=True),
        sa.Column("lost_at", sa.DateTime(), nullable=True),
        sa.Column("lost_note", sa.String(), nullable=False),
        sa.Column("responsible", sa.String(), nullable=False),
        sa.Column("next_procedure", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_paper_customer_id")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_paper_parcel_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_paper_unit_id")),
        sa.UniqueConstraint("office_id", "register_number", name=op.f("uq_paper_office_id_register_number")),
    )
    op.create_index(op.f("ix_paper_customer_id"), "paper", ["customer_id"], unique=False)
    op.create_index(op.f("ix_paper_holder"), "paper", ["holder", "due_back", "id"], unique=False)
    op.create_index(op.f("ix_paper_lost_at"), "paper", ["lost_at"], unique=False)
    op.create_index(op.f("ix_paper_number"), "paper", ["number"], unique=False)
    op.create_index(op.f("ix_paper_parcel_id"), "paper", ["parcel_id"], unique=False)
    op.create_index(op.f("ix_paper_register_number"), "paper", ["register_number"], unique=False)
    op.create_index(op.f("ix_paper_unit_id"), "paper", ["unit_id"], unique=False)
    make_record(
        "allocation",
        sa.Column("receipt_id", sa.BigInteger(), nullable=False),
        sa.Column("charge_id", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["charge_id"], ["charge.id"], name=op.f("fk_allocation_charge_id")),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipt.id"], name=op.f("fk_allocation_receipt_id")),
    )
    op.create_index(op.f("ix_allocation_charge_id"), "allocation", ["charge_id"], unique=False)
    op.create_index(op.f("ix_allocation_receipt_id"), "allocation", ["receipt_id"], unique=False)
    make_record(
        "paper_file",
        sa.Column("paper_id", sa.BigInteger(), nullable=False),
        sa.Column("stored_file_id", sa.BigInteger(), nullable=False),
        sa.Column("attached_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_paper_file_paper_id")),
        sa.ForeignKeyConstraint(["stored_file_id"], ["stored_file.id"], name=op.f("fk_paper_file_stored_file_id")),
        sa.UniqueConstraint("paper_id", "stored_file_id", name=op.f("uq_paper_file_paper_id_stored_file_id")),
    )
    op.create_index(op.f("ix_paper_file_stored_file_id"), "paper_file", ["stored_file_id"], unique=False)
    make_record(
        "paper_move",
        sa.Column("paper_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("holder_name", sa.String(), nullable=False),
        sa.Column("shelf", sa.String(), nullable=False),
        sa.Column("slip", sa.String(), nullable=False),
        sa.Column("due_back", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("responsible", sa.String(), nullable=False),
        sa.Column("next_procedure", sa.String(), nullable=False),
        sa.Column("cancels", sa.BigInteger(), nullable=True),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["cancels"], ["paper_move.id"], name=op.f("fk_paper_move_cancels")),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_paper_move_paper_id")),
    )
    op.create_index(op.f("ix_paper_move_paper_id_happened_at"), "paper_move", ["paper_id", "happened_at"], unique=False)
    make_record(
        "payout",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("receipt_id", sa.BigInteger(), nullable=True),
        sa.Column("charge_id", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("payee_name", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("slip", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("paid_at", sa.DateTime(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("clerk_id", sa.BigInteger(), nullable=True),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.Column("reversed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["charge_id"], ["charge.id"], name=op.f("fk_payout_charge_id")),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipt.id"], name=op.f("fk_payout_receipt_id")),
        sa.UniqueConstraint("office_id", "number", name=op.f("uq_payout_office_id_number")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payout_amount")),
    )
    op.create_index(op.f("ix_payout_booked_on"), "payout", ["booked_on", "id"], unique=False)
    op.create_index(op.f("ix_payout_charge_id"), "payout", ["charge_id"], unique=False)
    op.create_index(op.f("ix_payout_receipt_id"), "payout", ["receipt_id"], unique=False)
    make_record(
        "reversal",
        sa.Column("receipt_id", sa.BigInteger(), nullable=True),
        sa.Column("payout_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["payout_id"], ["payout.id"], name=op.f("fk_reversal_payout_id")),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipt.id"], name=op.f("fk_reversal_receipt_id")),
        sa.UniqueConstraint("payout_id", name=op.f("uq_reversal_payout_id")),
        sa.UniqueConstraint("receipt_id", name=op.f("uq_reversal_receipt_id")),
    )
    op.create_index(op.f("ix_reversal_booked_on"), "reversal", ["booked_on", "id"], unique=False)


def downgrade() -> None:
    """Take them away again."""
    for table in (
        "reversal",
        "payout",
        "paper_move",
        "paper_file",
        "allocation",
        "paper",
        "charge",
        "receipt",
        "day_close_line",
        "stored_file",
        "day_close",
    ):
        op.drop_table(table)
