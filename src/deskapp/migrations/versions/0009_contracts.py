"""Deals, sale contracts and their filings; money knows its deal."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
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
        "deal",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payer_class", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=False),
        sa.Column("replaces_id", sa.BigInteger(), nullable=True),
        sa.Column("hold_reason", sa.String(), nullable=False),
        sa.Column("held_since", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["replaces_id"], ["deal.id"], name=op.f("fk_deal_replaces_id")),
        sa.CheckConstraint(
            "payer_class IN ('retail', 'bulk', 'agency_construction')", name=op.f("ck_deal_payer_class")
        ),
        sa.CheckConstraint("kind IN ('sale', 'bulk', 'resettlement', 'use_right')", name=op.f("ck_deal_kind")),
    )
    op.create_index(op.f("ix_deal_ended_on"), "deal", ["ended_on", "id"], unique=False)
    op.create_index(op.f("ix_deal_held"), "deal", ["id"], unique=False, sqlite_where=sa.text("hold_reason <> ''"))
    op.create_index(op.f("ix_deal_replaces_id"), "deal", ["replaces_id"], unique=False)
    make_record(
        "contract_template",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("reviewed_by", sa.String(), nullable=False),
        sa.Column("stored_file_id", sa.BigInteger(), nullable=True),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["stored_file_id"], ["stored_file.id"], name=op.f("fk_contract_template_stored_file_id")
        ),
        sa.UniqueConstraint("office_id", "name", "edition", name=op.f("uq_contract_template_office_id_name_edition")),
    )
    make_record(
        "deal_party",
        sa.Column("deal_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("share_n", sa.Integer(), nullable=True),
        sa.Column("share_d", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_deal_party_customer_id")),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_deal_party_deal_id")),
        sa.ForeignKeyConstraint(["document_id"], ["customer_document.id"], name=op.f("fk_deal_party_document_id")),
        sa.CheckConstraint("share_d IS NULL OR (share_n > 0 AND share_n <= share_d)", name=op.f("ck_deal_party_share")),
        sa.CheckConstraint("role IN ('buyer', 'guardian', 'agent')", name=op.f("ck_deal_party_role")),
    )
    op.create_index(op.f("ix_deal_party_customer_id"), "deal_party", ["customer_id"], unique=False)
    op.create_index(op.f("ix_deal_party_deal_id"), "deal_party", ["deal_id"], unique=False)
    make_record(
        "deal_unit",
        sa.Column("deal_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("area", sa.BigInteger(), nullable=True),
        sa.Column("inner_area", sa.BigInteger(), nullable=True),
        sa.Column("unit_price", sa.BigInteger(), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_deal_unit_deal_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_deal_unit_unit_id")),
    )
    op.create_index(op.f("ix_deal_unit_deal_id"), "deal_unit", ["deal_id"], unique=False)
    op.create_index(op.f("ix_deal_unit_unit_id"), "deal_unit", ["unit_id"], unique=False)
    op.create_index(
        op.f("uq_deal_unit_living"), "deal_unit", ["unit_id"], unique=True, sqlite_where=sa.text("until IS NULL")
    )
    make_record(
        "filing_account",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("holder_id", sa.BigInteger(), nullable=True),
        sa.Column("held_since", sa.Date(), nullable=True),
        sa.Column("password_changed_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["holder_id"], ["staff.id"], name=op.f("fk_filing_account_holder_id")),
        sa.UniqueConstraint("office_id", "name", name=op.f("uq_filing_account_office_id_name")),
    )
    make_record(
        "sale_contract",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("deal_id", sa.BigInteger(), nullable=False),
        sa.Column("template_id", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("priced_by", sa.String(), nullable=False),
        sa.Column("bank", sa.String(), nullable=False),
        sa.Column("loan_amount", sa.BigInteger(), nullable=True),
        sa.Column("penalty_rate", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reservation_number", sa.String(), nullable=False),
        sa.Column("reserved_on", sa.Date(), nullable=True),
        sa.Column("reserved_until", sa.Date(), nullable=True),
        sa.Column("drafted_on", sa.Date(), nullable=True),
        sa.Column("drafted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("drafted_by", sa.String(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("reviewed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("reviewed_by", sa.String(), nullable=False),
        sa.Column("review_exception", sa.String(), nullable=False),
        sa.Column("online_number", sa.String(), nullable=False),
        sa.Column("online_signed_on", sa.Date(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("alterations", sa.Text(), nullable=False),
        sa.Column("seals_checked_on", sa.Date(), nullable=True),
        sa.Column("seals_checked_by", sa.String(), nullable=False),
        sa.Column("seals_note", sa.String(), nullable=False),
        sa.Column("pre_registered_on", sa.Date(), nullable=True),
        sa.Column("pre_registration_number", sa.String(), nullable=False),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("cancel_reason", sa.String(), nullable=False),
        sa.Column("filing_password", sa.Text(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("filing_number", sa.String(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("filing_due_on", sa.Date(), nullable=True),
        sa.Column("blocked_by", sa.String(), nullable=False),
        sa.Column("asked", sa.BigInteger(), nullable=False),
        sa.Column("paid", sa.BigInteger(), nullable=False),
        sa.Column("filing_gap", sa.BigInteger(), nullable=False),
        sa.Column("next_due_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_sale_contract_deal_id")),
        sa.ForeignKeyConstraint(["template_id"], ["contract_template.id"], name=op.f("fk_sale_contract_template_id")),
        sa.UniqueConstraint("deal_id", name=op.f("uq_sale_contract_deal_id")),
        sa.UniqueConstraint("project_id", "number", name=op.f("uq_sale_contract_project_id_number")),
        sa.CheckConstraint("priced_by IN ('gross', 'inner', 'unit')", name=op.f("ck_sale_contract_priced_by")),
        sa.CheckConstraint(
            "state IN ('reserved', 'draft', 'reviewed', 'online', 'signed', 'sealed', 'filed', "
            "'pre_registered', 'cancelled')",
            name=op.f("ck_sale_contract_state"),
        ),
        sa.CheckConstraint("method IN ('lump_sum', 'instalments', 'mortgage')", name=op.f("ck_sale_contract_method")),
    )
    op.create_index(
        op.f("ix_sale_contract_to_file"),
        "sale_contract",
        ["filing_due_on", "id", "blocked_by"],
        unique=False,
        sqlite_where=sa.text("filing_due_on IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_sale_contract_filing_number"),
        "sale_contract",
        ["filing_number"],
        unique=False,
        sqlite_where=sa.text("filing_number <> ''"),
    )
    op.create_index(
        op.f("ix_sale_contract_owing"),
        "sale_contract",
        ["next_due_on", "id", "deal_id"],
        unique=False,
        sqlite_where=sa.text("next_due_on IS NOT NULL"),
    )
    op.create_index(op.f("ix_sale_contract_number"), "sale_contract", ["number"], unique=False)
    op.create_index(
        op.f("ix_sale_contract_online_number"),
        "sale_contract",
        ["online_number"],
        unique=False,
        sqlite_where=sa.text("online_number <> ''"),
    )
    op.create_index(op.f("ix_sale_contract_state"), "sale_contract", ["state", "id"], unique=False)
    op.create_index(op.f("ix_sale_contract_template_id"), "sale_contract", ["template_id"], unique=False)
    make_record(
        "filing",
        sa.Column("contract_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("override_reason", sa.String(), nullable=False),
        sa.Column("override_by", sa.String(), nullable=False),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("cancel_reason", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["sale_contract.id"], name=op.f("fk_filing_contract_id")),
        sa.UniqueConstraint("project_id", "number", name=op.f("uq_filing_project_id_number")),
        sa.CheckConstraint("source IN ('counter', 'file')", name=op.f("ck_filing_source")),
    )
    op.create_index(
        op.f("uq_filing_living"), "filing", ["contract_id"], unique=True, sqlite_where=sa.text("cancelled_on IS NULL")
    )
    op.create_index(op.f("ix_filing_contract_id"), "filing", ["contract_id"], unique=False)
    op.create_index(op.f("ix_filing_filed_on"), "filing", ["filed_on", "id"], unique=False)
    make_record(
        "filing_account_move",
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("from_id", sa.BigInteger(), nullable=True),
        sa.Column("to_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["filing_account.id"], name=op.f("fk_filing_account_move_account_id")),
    )
    op.create_index(op.f("ix_filing_account_move_account_id"), "filing_account_move", ["account_id"], unique=False)
    # with the reference in the same words: SQLite adds no constraint to a table that is there
    op.execute("ALTER TABLE charge ADD COLUMN deal_id BIGINT CONSTRAINT fk_charge_deal_id REFERENCES deal (id)")
    op.execute("ALTER TABLE receipt ADD COLUMN deal_id BIGINT CONSTRAINT fk_receipt_deal_id REFERENCES deal (id)")
    op.add_column("charge", sa.Column("part", sa.String(), nullable=False, server_default=""))
    op.add_column("receipt", sa.Column("outside_number", sa.String(), nullable=False, server_default=""))
    op.add_column("receipt", sa.Column("paid_for", sa.String(), nullable=False, server_default=""))
    known = sa.text("deal_id IS NOT NULL")
    op.create_index("ix_charge_deal_id", "charge", ["deal_id"], sqlite_where=known)
    op.create_index("ix_receipt_deal_id", "receipt", ["deal_id"], sqlite_where=known)
    op.create_index(
        "ix_receipt_counter", "receipt", ["office_id", "booked_on"], sqlite_where=sa.text("outside_number = ''")
    )
    op.create_index(
        "uq_receipt_outside_number", "receipt", ["project_id", "outside_number"], unique=True,
        sqlite_where=sa.text("outside_number <> ''"),
    )  # fmt: skip


def downgrade() -> None:
    """Take them away again."""
    for index, table in (
        ("uq_receipt_outside_number", "receipt"), ("ix_receipt_counter", "receipt"),
        ("ix_receipt_deal_id", "receipt"), ("ix_charge_deal_id", "charge"),
    ):  # fmt: skip
        op.drop_index(index, table)
    for table, column in (
        ("charge", "part"),
        ("charge", "deal_id"),
        ("receipt", "paid_for"),
        ("receipt", "outside_number"),
        ("receipt", "deal_id"),
    ):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    for table in (
        "filing_account_move",
        "filing",
        "sale_contract",
        "filing_account",
        "deal_unit",
        "deal_party",
        "contract_template",
        "deal",
    ):
        op.drop_table(table)
