"""Loans, changed parties, chasing, notices, and what is known of a project."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
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
        "board_note",
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.CheckConstraint("topic IN ('bank', 'market', 'title', 'tax', 'other')", name=op.f("ck_board_note_topic")),
    )
    op.create_index(op.f("ix_board_note_until"), "board_note", ["until", "id"], unique=False)
    make_record(
        "notice",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("whom", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.UniqueConstraint("office_id", "number", name=op.f("uq_notice_office_id_number")),
        sa.CheckConstraint(
            "kind IN ('design_change', 'construction', 'overdue', 'other')", name=op.f("ck_notice_kind")
        ),
    )
    make_record(
        "project_fact",
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
    )
    op.create_index(
        op.f("ix_project_fact_project_id_position"), "project_fact", ["project_id", "position"], unique=False
    )
    make_record(
        "chase",
        sa.Column("deal_id", sa.BigInteger(), nullable=False),
        sa.Column("stop_reason", sa.String(), nullable=False),
        sa.Column("stop_note", sa.String(), nullable=False),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=True),
        sa.Column("last_way", sa.String(), nullable=False),
        sa.Column("last_result", sa.String(), nullable=False),
        sa.Column("next_step", sa.String(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_chase_deal_id")),
        sa.UniqueConstraint("deal_id", name=op.f("uq_chase_deal_id")),
    )
    op.create_index(op.f("ix_chase_next_on"), "chase", ["next_on", "id"], unique=False)
    op.create_index(
        op.f("ix_chase_stopped"), "chase", ["deal_id"], unique=False, sqlite_where=sa.text("stop_reason <> ''")
    )
    make_record(
        "contact_attempt",
        sa.Column("deal_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("promised", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("next_step", sa.String(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("clerk_id", sa.BigInteger(), nullable=True),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_contact_attempt_customer_id")),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_contact_attempt_deal_id")),
        sa.CheckConstraint(
            "way IN ('phone', 'message', 'letter', 'visit', 'at_counter')", name=op.f("ck_contact_attempt_way")
        ),
        sa.CheckConstraint(
            "result IN ('reached', 'promised', 'no_answer', 'refused', 'disputed', 'wrong_number', 'sent')",
            name=op.f("ck_contact_attempt_result"),
        ),
        sa.CheckConstraint(
            "about IN ('money', 'mortgage', 'title_papers', 'bank_loan')", name=op.f("ck_contact_attempt_about")
        ),
    )
    op.create_index(op.f("ix_contact_attempt_customer_id"), "contact_attempt", ["customer_id"], unique=False)
    op.create_index(
        op.f("ix_contact_attempt_deal_id_happened_at"), "contact_attempt", ["deal_id", "happened_at"], unique=False
    )
    make_record(
        "notice_answer",
        sa.Column("notice_id", sa.BigInteger(), nullable=False),
        sa.Column("deal_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_notice_answer_deal_id")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_notice_answer_message_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_answer_notice_id")),
        sa.UniqueConstraint("notice_id", "deal_id", name=op.f("uq_notice_answer_notice_id_deal_id")),
    )
    op.create_index(op.f("ix_notice_answer_deal_id"), "notice_answer", ["deal_id"], unique=False)
    make_record(
        "suggestion",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_suggestion_customer_id")),
        sa.CheckConstraint("state IN ('open', 'passed_on', 'adopted', 'declined')", name=op.f("ck_suggestion_state")),
        sa.CheckConstraint(
            "kind IN ('strength', 'weakness', 'suggestion', 'opinion')", name=op.f("ck_suggestion_kind")
        ),
    )
    op.create_index(op.f("ix_suggestion_customer_id"), "suggestion", ["customer_id"], unique=False)
    op.create_index(op.f("ix_suggestion_state"), "suggestion", ["state", "id"], unique=False)
    make_record(
        "case_deal",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("deal_id", sa.BigInteger(), nullable=False),
        sa.Column("new_unit_id", sa.BigInteger(), nullable=True),
        sa.Column("new_deal_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_deal_case_id")),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_case_deal_deal_id")),
        sa.ForeignKeyConstraint(["new_deal_id"], ["deal.id"], name=op.f("fk_case_deal_new_deal_id")),
        sa.ForeignKeyConstraint(["new_unit_id"], ["unit.id"], name=op.f("fk_case_deal_new_unit_id")),
        sa.UniqueConstraint("case_id", name=op.f("uq_case_deal_case_id")),
    )
    op.create_index(op.f("ix_case_deal_deal_id"), "case_deal", ["deal_id"], unique=False)
    make_record(
        "mortgage",
        sa.Column("deal_id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("direct", sa.Boolean(), nullable=False),
        sa.Column("bank_id", sa.BigInteger(), nullable=True),
        sa.Column("bank", sa.String(), nullable=False),
        sa.Column("branch", sa.String(), nullable=False),
        sa.Column("borrower_id", sa.BigInteger(), nullable=True),
        sa.Column("co_borrower_id", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("rate", sa.Integer(), nullable=True),
        sa.Column("repayment", sa.String(), nullable=False),
        sa.Column("loan_number", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.Column("papers_complete_on", sa.Date(), nullable=True),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("approved_amount", sa.BigInteger(), nullable=True),
        sa.Column("refused_on", sa.Date(), nullable=True),
        sa.Column("refused_reason", sa.String(), nullable=False),
        sa.Column("next_way", sa.String(), nullable=False),
        sa.Column("replaces_id", sa.BigInteger(), nullable=True),
        sa.Column("contract_signed_on", sa.Date(), nullable=True),
        sa.Column("disbursed_on", sa.Date(), nullable=True),
        sa.Column("disbursed", sa.BigInteger(), nullable=True),
        sa.Column("voucher", sa.String(), nullable=False),
        sa.Column("pre_registered_on", sa.Date(), nullable=True),
        sa.Column("title_issued_on", sa.Date(), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("certificate_number", sa.String(), nullable=False),
        sa.Column("deposit", sa.BigInteger(), nullable=True),
        sa.Column("deposit_on", sa.Date(), nullable=True),
        sa.Column("deposit_recovered", sa.BigInteger(), nullable=True),
        sa.Column("deposit_recovered_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_since", sa.Date(), nullable=False),
        sa.Column("stuck_from", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["bank_id"], ["organisation.id"], name=op.f("fk_mortgage_bank_id")),
        sa.ForeignKeyConstraint(["borrower_id"], ["customer.id"], name=op.f("fk_mortgage_borrower_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_mortgage_case_id")),
        sa.ForeignKeyConstraint(["co_borrower_id"], ["customer.id"], name=op.f("fk_mortgage_co_borrower_id")),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_mortgage_deal_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["mortgage.id"], name=op.f("fk_mortgage_replaces_id")),
        sa.CheckConstraint(
            "state IN ('not_started', 'docs_pending', 'submitted', 'approved', 'refused', "
            "'contract_signed', 'disbursed', 'pre_registered', 'title_issued', 'registered', "
            "'deposit_released', 'closed', 'withdrawn')",
            name=op.f("ck_mortgage_state"),
        ),
        sa.CheckConstraint("kind IN ('commercial', 'fund')", name=op.f("ck_mortgage_kind")),
        sa.CheckConstraint("repayment IN ('annuity', 'equal_principal')", name=op.f("ck_mortgage_repayment")),
    )
    op.create_index(op.f("ix_mortgage_borrower_id"), "mortgage", ["borrower_id"], unique=False)
    op.create_index(op.f("ix_mortgage_case_id"), "mortgage", ["case_id"], unique=False)
    op.create_index(op.f("ix_mortgage_co_borrower_id"), "mortgage", ["co_borrower_id"], unique=False)
    op.create_index(op.f("ix_mortgage_deal_id"), "mortgage", ["deal_id"], unique=False)
    op.create_index(op.f("ix_mortgage_loan_number"), "mortgage", ["loan_number"], unique=False)
    op.create_index(op.f("ix_mortgage_state"), "mortgage", ["state", "state_since", "id", "stuck_from"], unique=False)
    op.create_index(op.f("ix_mortgage_stuck"), "mortgage", ["stuck_from", "id"], unique=False)
    make_record(
        "party_change",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("deal_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_party_change_case_id")),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_party_change_deal_id")),
        sa.UniqueConstraint("case_id", name=op.f("uq_party_change_case_id")),
    )
    op.create_index(op.f("ix_party_change_deal_id"), "party_change", ["deal_id"], unique=False)
    make_record(
        "bank_loan",
        sa.Column("bank", sa.String(), nullable=False),
        sa.Column("loan_number", sa.String(), nullable=False),
        sa.Column("deal_id", sa.BigInteger(), nullable=True),
        sa.Column("mortgage_id", sa.BigInteger(), nullable=True),
        sa.Column("borrower", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=True),
        sa.Column("overdue_amount", sa.BigInteger(), nullable=False),
        sa.Column("overdue_since", sa.Date(), nullable=True),
        sa.Column("months_overdue", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("resolved_on", sa.Date(), nullable=True),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_bank_loan_deal_id")),
        sa.ForeignKeyConstraint(["mortgage_id"], ["mortgage.id"], name=op.f("fk_bank_loan_mortgage_id")),
        sa.UniqueConstraint("project_id", "bank", "loan_number", name=op.f("uq_bank_loan_project_id_bank_loan_number")),
    )
    op.create_index(op.f("ix_bank_loan_deal_id"), "bank_loan", ["deal_id"], unique=False)
    op.create_index(op.f("ix_bank_loan_mortgage_id"), "bank_loan", ["mortgage_id"], unique=False)
    op.create_index(op.f("ix_bank_loan_overdue"), "bank_loan", ["overdue_since", "id"], unique=False)
    make_record(
        "formality",
        sa.Column("deal_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("mortgage_id", sa.BigInteger(), nullable=True),
        sa.Column("bank_loan_id", sa.BigInteger(), nullable=True),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["bank_loan_id"], ["bank_loan.id"], name=op.f("fk_formality_bank_loan_id")),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_formality_deal_id")),
        sa.ForeignKeyConstraint(["mortgage_id"], ["mortgage.id"], name=op.f("fk_formality_mortgage_id")),
        sa.CheckConstraint("kind IN ('mortgage', 'title_papers', 'bank_loan')", name=op.f("ck_formality_kind")),
    )
    op.create_index(op.f("ix_formality_deal_id"), "formality", ["deal_id"], unique=False)
    op.create_index(
        op.f("ix_formality_open"),
        "formality",
        ["due_on", "id", "deal_id"],
        unique=False,
        sqlite_where=sa.text("done_on IS NULL"),
    )
    make_record(
        "listing",
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("unit_kind", sa.String(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("area", sa.BigInteger(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("interested_id", sa.BigInteger(), nullable=True),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.Column("clerk_id", sa.BigInteger(), nullable=True),
        sa.Column("checked_by", sa.String(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_listing_case_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_listing_customer_id")),
        sa.ForeignKeyConstraint(["interested_id"], ["customer.id"], name=op.f("fk_listing_interested_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_listing_unit_id")),
        sa.CheckConstraint("side IN ('offer', 'seek')", name=op.f("ck_listing_side")),
        sa.CheckConstraint("kind IN ('transfer', 'rent')", name=op.f("ck_listing_kind")),
        sa.CheckConstraint(
            "unit_kind IN ('dwelling', 'shop', 'office', 'parking', 'storage')", name=op.f("ck_listing_unit_kind")
        ),
        sa.CheckConstraint("state IN ('offered', 'reserved', 'done', 'withdrawn')", name=op.f("ck_listing_state")),
    )
    op.create_index(op.f("ix_listing_customer_id"), "listing", ["customer_id"], unique=False)
    op.create_index(op.f("ix_listing_interested_id"), "listing", ["interested_id"], unique=False)
    op.create_index(op.f("ix_listing_state"), "listing", ["state", "side", "kind", "id"], unique=False)
    op.create_index(op.f("ix_listing_unit_id"), "listing", ["unit_id"], unique=False)


def downgrade() -> None:
    """Take them away again."""
    for table in (
        "listing",
        "formality",
        "bank_loan",
        "party_change",
        "mortgage",
        "case_deal",
        "suggestion",
        "notice_answer",
        "contact_attempt",
        "chase",
        "project_fact",
        "notice",
        "board_note",
    ):
        op.drop_table(table)
