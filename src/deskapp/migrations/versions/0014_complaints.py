"""Complaints, their clocks, follow-up calls and escalations."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
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
        "complaint_limit",
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("clock", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("amount", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("hours", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.UniqueConstraint(
            "office_id",
            "procedure",
            "clock",
            "level",
            "valid_from",
            name=op.f("uq_complaint_limit_office_id_procedure_clock_level_valid_from"),
        ),
        sa.CheckConstraint("hours IN ('service', 'always')", name=op.f("ck_complaint_limit_hours")),
        sa.CheckConstraint("unit IN ('minutes', 'working_days', 'days')", name=op.f("ck_complaint_limit_unit")),
        sa.CheckConstraint(
            "clock IN ('acknowledge', 'contact', 'plan', 'close', 'callback', 'callback_again', 'external')",
            name=op.f("ck_complaint_limit_clock"),
        ),
    )
    make_record(
        "saved_mapping",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.UniqueConstraint("office_id", "kind", "name", name=op.f("uq_saved_mapping_office_id_kind_name")),
    )
    make_record(
        "improvement",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_improvement_department_id")),
        sa.UniqueConstraint("office_id", "number", name=op.f("uq_improvement_office_id_number")),
        sa.CheckConstraint(
            "state IN ('proposed', 'accepted', 'doing', 'done', 'refused')", name=op.f("ck_improvement_state")
        ),
    )
    op.create_index(op.f("ix_improvement_state"), "improvement", ["state", "id"], unique=False)
    make_record(
        "mass_event",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("building_id", sa.BigInteger(), nullable=True),
        sa.Column("entrance", sa.String(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("expected_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["building_id"], ["building.id"], name=op.f("fk_mass_event_building_id")),
        sa.UniqueConstraint("office_id", "number", name=op.f("uq_mass_event_office_id_number")),
    )
    op.create_index(op.f("ix_mass_event_open"), "mass_event", ["closed_at", "id"], unique=False)
    make_record(
        "crisis_contact",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_crisis_contact_staff_id")),
    )
    op.create_index(op.f("ix_crisis_contact_position"), "crisis_contact", ["position"], unique=False)
    make_record(
        "complaint",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("unit_text", sa.String(), nullable=False),
        sa.Column("building_id", sa.BigInteger(), nullable=True),
        sa.Column("entrance", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("proposed", sa.Integer(), nullable=False),
        sa.Column("level_reason", sa.String(), nullable=False),
        sa.Column("safety", sa.Boolean(), nullable=False),
        sa.Column("households", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("repeats_id", sa.BigInteger(), nullable=True),
        sa.Column("mass_event_id", sa.BigInteger(), nullable=True),
        sa.Column("outside", sa.String(), nullable=False),
        sa.Column("outside_number", sa.String(), nullable=False),
        sa.Column("outside_due_at", sa.DateTime(), nullable=True),
        sa.Column("extended_reason", sa.String(), nullable=False),
        sa.Column("returned_at", sa.DateTime(), nullable=True),
        sa.Column("returned_reason", sa.String(), nullable=False),
        sa.Column("paged_at", sa.DateTime(), nullable=True),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(), nullable=True),
        sa.Column("contacted_at", sa.DateTime(), nullable=True),
        sa.Column("assessed_at", sa.DateTime(), nullable=True),
        sa.Column("assessment", sa.Text(), nullable=False),
        sa.Column("investigated_at", sa.DateTime(), nullable=True),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("planned_at", sa.DateTime(), nullable=True),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("plan_agreed", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("validity", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("responsible", sa.String(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("outside_since", sa.DateTime(), nullable=True),
        sa.Column("outside_where", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_since", sa.DateTime(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("next_clock", sa.String(), nullable=False),
        sa.Column("next_due_at", sa.DateTime(), nullable=True),
        sa.Column("next_step_at", sa.DateTime(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("unsatisfied", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["building_id"], ["building.id"], name=op.f("fk_complaint_building_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_complaint_case_id")),
        sa.ForeignKeyConstraint(["mass_event_id"], ["mass_event.id"], name=op.f("fk_complaint_mass_event_id")),
        sa.ForeignKeyConstraint(["repeats_id"], ["complaint.id"], name=op.f("fk_complaint_repeats_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_complaint_unit_id")),
        sa.UniqueConstraint("case_id", name=op.f("uq_complaint_case_id")),
        sa.CheckConstraint(
            "state IN ('received', 'acknowledged', 'assessed', 'investigated', 'planned', 'answered', "
            "'closed', 'reopened', 'outside')",
            name=op.f("ck_complaint_state"),
        ),
        sa.CheckConstraint(
            "relation IN ('owner', 'family', 'tenant', 'neighbour', 'agent', 'media', 'other', 'anonymous')",
            name=op.f("ck_complaint_relation"),
        ),
        sa.CheckConstraint("level BETWEEN 1 AND 5", name=op.f("ck_complaint_level")),
        sa.CheckConstraint("validity IN ('', 'valid', 'partly', 'invalid')", name=op.f("ck_complaint_validity")),
    )
    op.create_index(
        op.f("ix_complaint_building"), "complaint", ["building_id", "open", "category", "entrance"], unique=False
    )
    op.create_index(op.f("ix_complaint_closed"), "complaint", ["closed_at", "id"], unique=False)
    op.create_index(op.f("ix_complaint_event"), "complaint", ["mass_event_id", "id"], unique=False)
    op.create_index(
        op.f("ix_complaint_steps"),
        "complaint",
        ["next_step_at", "id"],
        unique=False,
        sqlite_where=sa.text("next_step_at IS NOT NULL"),
    )
    op.create_index(op.f("ix_complaint_open_level"), "complaint", ["open", "level", "next_due_at", "id"], unique=False)
    op.create_index(op.f("ix_complaint_open_due"), "complaint", ["open", "next_due_at", "id"], unique=False)
    op.create_index(
        op.f("uq_complaint_outside"),
        "complaint",
        ["outside", "outside_number"],
        unique=True,
        sqlite_where=sa.text("outside_number <> ''"),
    )
    op.create_index(op.f("ix_complaint_received"), "complaint", ["received_at", "id"], unique=False)
    op.create_index(op.f("ix_complaint_unit"), "complaint", ["unit_id", "open", "category"], unique=False)
    make_record(
        "escalation",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("opening", sa.Integer(), nullable=False),
        sa.Column("clock", sa.String(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("whom", sa.String(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("told_at", sa.DateTime(), nullable=False),
        sa.Column("level_from", sa.Integer(), nullable=True),
        sa.Column("level_to", sa.Integer(), nullable=True),
        sa.Column("noted_at", sa.DateTime(), nullable=True),
        sa.Column("noted_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_escalation_case_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_escalation_staff_id")),
        sa.UniqueConstraint(
            "case_id", "opening", "clock", "percent", name=op.f("uq_escalation_case_id_opening_clock_percent")
        ),
        sa.CheckConstraint(
            "whom IN ('handler', 'supervisor', 'manager', 'director', 'general_manager', 'group', 'crisis_team')",
            name=op.f("ck_escalation_whom"),
        ),
    )
    op.create_index(op.f("ix_escalation_at"), "escalation", ["told_at", "id"], unique=False)
    op.create_index(
        op.f("ix_escalation_untaken"),
        "escalation",
        ["whom", "id"],
        unique=False,
        sqlite_where=sa.text("noted_at IS NULL"),
    )
    make_record(
        "follow_up_call",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("opening", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=True),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("handler_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_follow_up_call_case_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_follow_up_call_staff_id")),
        sa.UniqueConstraint("case_id", "opening", "round", name=op.f("uq_follow_up_call_case_id_opening_round")),
        sa.CheckConstraint(
            "result IN ('', 'satisfied', 'neutral', 'unsatisfied', 'no_answer', 'refused', 'no_phone')",
            name=op.f("ck_follow_up_call_result"),
        ),
        sa.CheckConstraint("score IS NULL OR score BETWEEN 1 AND 5", name=op.f("ck_follow_up_call_score")),
        sa.CheckConstraint("about IN ('complaint', 'repair', 'service')", name=op.f("ck_follow_up_call_about")),
    )
    op.create_index(
        op.f("ix_follow_up_call_due"),
        "follow_up_call",
        ["due_at", "id"],
        unique=False,
        sqlite_where=sa.text("made_at IS NULL"),
    )
    op.create_index(op.f("ix_follow_up_call_made"), "follow_up_call", ["made_at", "id"], unique=False)
    make_record(
        "improvement_case",
        sa.Column("improvement_id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_improvement_case_case_id")),
        sa.ForeignKeyConstraint(
            ["improvement_id"], ["improvement.id"], name=op.f("fk_improvement_case_improvement_id")
        ),
        sa.UniqueConstraint("improvement_id", "case_id", name=op.f("uq_improvement_case_improvement_id_case_id")),
    )
    op.create_index(op.f("ix_improvement_case_case_id"), "improvement_case", ["case_id"], unique=False)
    make_record(
        "leader_opinion",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("wish", sa.String(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("leader", sa.String(), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("chain_case_id", sa.BigInteger(), nullable=True),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_leader_opinion_case_id")),
        sa.ForeignKeyConstraint(["chain_case_id"], ["case_file.id"], name=op.f("fk_leader_opinion_chain_case_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_leader_opinion_staff_id")),
        sa.CheckConstraint("wish IN ('exchange', 'return')", name=op.f("ck_leader_opinion_wish")),
    )
    op.create_index(op.f("ix_leader_opinion_case_id"), "leader_opinion", ["case_id"], unique=False)
    make_record(
        "claim",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("asked", sa.BigInteger(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("offered", sa.BigInteger(), nullable=True),
        sa.Column("offered_on", sa.Date(), nullable=True),
        sa.Column("settled", sa.BigInteger(), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("approved_by", sa.String(), nullable=False),
        sa.Column("charge_id", sa.BigInteger(), nullable=True),
        sa.Column("payout_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_claim_case_id")),
        sa.ForeignKeyConstraint(["charge_id"], ["charge.id"], name=op.f("fk_claim_charge_id")),
        sa.ForeignKeyConstraint(["payout_id"], ["payout.id"], name=op.f("fk_claim_payout_id")),
        sa.CheckConstraint(
            "state IN ('asked', 'offered', 'agreed', 'settled', 'refused', 'withdrawn')", name=op.f("ck_claim_state")
        ),
    )
    op.create_index(op.f("ix_claim_case_id"), "claim", ["case_id"], unique=False)
    op.create_index(op.f("ix_claim_state"), "claim", ["state", "id"], unique=False)
    make_record(
        "complaint_clock",
        sa.Column("complaint_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("limit_text", sa.String(), nullable=False),
        sa.Column("begins_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("met_at", sa.DateTime(), nullable=True),
        sa.Column("dropped", sa.Boolean(), nullable=False),
        sa.Column("whole", sa.Integer(), nullable=False),
        sa.Column("spent", sa.Integer(), nullable=True),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_clock_complaint_id")),
        sa.UniqueConstraint("complaint_id", "kind", "round", name=op.f("uq_complaint_clock_complaint_id_kind_round")),
        sa.CheckConstraint(
            "kind IN ('acknowledge', 'contact', 'plan', 'close', 'callback', 'callback_again', 'external')",
            name=op.f("ck_complaint_clock_kind"),
        ),
    )
    op.create_index(op.f("ix_complaint_clock_kind_met"), "complaint_clock", ["kind", "met_at"], unique=False)


def downgrade() -> None:
    """Take them away again."""
    for table in (
        "complaint_clock",
        "claim",
        "leader_opinion",
        "improvement_case",
        "follow_up_call",
        "escalation",
        "complaint",
        "crisis_contact",
        "mass_event",
        "improvement",
        "saved_mapping",
        "complaint_limit",
    ):
        op.drop_table(table)
