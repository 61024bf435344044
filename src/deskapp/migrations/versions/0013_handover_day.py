"""Inspections and defects, what is given, the day of a handover, rounds and registers."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
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
        "design_advice",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("drawings", sa.String(), nullable=False),
        sa.Column("drawings_on", sa.Date(), nullable=False),
        sa.Column("ask_by", sa.Date(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("consultant", sa.String(), nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("advised_on", sa.Date(), nullable=True),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.UniqueConstraint("office_id", "number", name=op.f("uq_design_advice_office_id_number")),
        sa.CheckConstraint(
            "decision IN ('', 'taken_up', 'partly', 'refused', 'later')", name=op.f("ck_design_advice_decision")
        ),
    )
    op.create_index(op.f("ix_design_advice_open"), "design_advice", ["asked_on", "ask_by", "id"], unique=False)
    make_record(
        "early_defect",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("building_id", sa.BigInteger(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("found_by", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("option", sa.Text(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("feasible", sa.Boolean(), nullable=True),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["building_id"], ["building.id"], name=op.f("fk_early_defect_building_id")),
        sa.UniqueConstraint("office_id", "number", name=op.f("uq_early_defect_office_id_number")),
        sa.CheckConstraint(
            "decision IN ('', 'taken_up', 'partly', 'refused', 'later')", name=op.f("ck_early_defect_decision")
        ),
    )
    op.create_index(op.f("ix_early_defect_building_id"), "early_defect", ["building_id"], unique=False)
    op.create_index(op.f("ix_early_defect_open"), "early_defect", ["done_on", "found_on", "id"], unique=False)
    make_record(
        "rectification_order",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("contractor", sa.String(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_rectification_order_organisation_id")
        ),
        sa.UniqueConstraint("office_id", "number", name=op.f("uq_rectification_order_office_id_number")),
    )
    op.create_index(op.f("ix_rectification_order_due"), "rectification_order", ["due_on", "id"], unique=False)
    make_record(
        "trade_contractor",
        sa.Column("trade", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("contractor", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_trade_contractor_organisation_id")
        ),
        sa.UniqueConstraint("project_id", "trade", name=op.f("uq_trade_contractor_project_id_trade")),
    )
    make_record(
        "vacant_round",
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("stored_file_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_vacant_round_staff_id")),
        sa.ForeignKeyConstraint(["stored_file_id"], ["stored_file.id"], name=op.f("fk_vacant_round_stored_file_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_vacant_round_unit_id")),
        sa.CheckConstraint("kind IN ('walk', 'full', 'airing', 'storm', 'viewing')", name=op.f("ck_vacant_round_kind")),
    )
    op.create_index(op.f("ix_vacant_round_planned"), "vacant_round", ["done_on", "planned_on", "id"], unique=False)
    op.create_index(
        op.f("uq_vacant_round_open"),
        "vacant_round",
        ["unit_id", "kind"],
        unique=True,
        sqlite_where=sa.text("done_on IS NULL"),
    )
    op.create_index(
        op.f("ix_vacant_round_unit_id_kind_done_on"), "vacant_round", ["unit_id", "kind", "done_on"], unique=False
    )
    make_record(
        "delivery_item",
        sa.Column("delivery_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=True),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_item_delivery_id")),
        sa.UniqueConstraint("delivery_id", "code", name=op.f("uq_delivery_item_delivery_id_code")),
    )
    make_record(
        "meter_reading",
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("delivery_id", sa.BigInteger(), nullable=True),
        sa.Column("meter", sa.String(), nullable=False),
        sa.Column("meter_number", sa.String(), nullable=False),
        sa.Column("reading", sa.String(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_meter_reading_delivery_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_meter_reading_unit_id")),
        sa.UniqueConstraint("unit_id", "meter", "read_on", name=op.f("uq_meter_reading_unit_id_meter_read_on")),
        sa.CheckConstraint(
            "meter IN ('water', 'hot_water', 'electricity', 'gas', 'heating')", name=op.f("ck_meter_reading_meter")
        ),
    )
    op.create_index(op.f("ix_meter_reading_delivery_id"), "meter_reading", ["delivery_id"], unique=False)
    make_record(
        "visit",
        sa.Column("delivery_id", sa.BigInteger(), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("queue_number", sa.Integer(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("comes_as", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("waiting_since", sa.DateTime(), nullable=True),
        sa.Column("counter", sa.String(), nullable=False),
        sa.Column("called_at", sa.DateTime(), nullable=True),
        sa.Column("aside", sa.Boolean(), nullable=False),
        sa.Column("passed", sa.String(), nullable=False),
        sa.Column("ended", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["handover_batch.id"], name=op.f("fk_visit_batch_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_visit_customer_id")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_visit_delivery_id")),
        sa.UniqueConstraint("batch_id", "day", "queue_number", name=op.f("uq_visit_batch_id_day_queue_number")),
        sa.CheckConstraint(
            "ended IN ('', 'signed', 'signed_with_list', 'refused', 'rescheduled', 'left')", name=op.f("ck_visit_ended")
        ),
    )
    op.create_index(
        op.f("ix_visit_station"), "visit", ["batch_id", "day", "ended", "station", "waiting_since", "id"], unique=False
    )
    op.create_index(op.f("ix_visit_delivery_id"), "visit", ["delivery_id"], unique=False)
    op.create_index(
        op.f("uq_visit_living"), "visit", ["delivery_id", "day"], unique=True, sqlite_where=sa.text("ended = ''")
    )
    make_record(
        "inspection",
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("delivery_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("list_code", sa.String(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("appointment_id", sa.BigInteger(), nullable=True),
        sa.Column("begun_at", sa.DateTime(), nullable=True),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("owner_present", sa.Boolean(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("inspector", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_inspection_appointment_id")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_inspection_delivery_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_inspection_staff_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_inspection_unit_id")),
        sa.CheckConstraint("result IN ('', 'passed', 'with_list', 'failed')", name=op.f("ck_inspection_result")),
        sa.CheckConstraint(
            "kind IN ('pre', 'open_day', 'handover', 'recheck', 'take_over', 'warranty')",
            name=op.f("ck_inspection_kind"),
        ),
    )
    op.create_index(op.f("ix_inspection_delivery_id"), "inspection", ["delivery_id"], unique=False)
    op.create_index(op.f("ix_inspection_planned"), "inspection", ["done_at", "planned_on", "id"], unique=False)
    op.create_index(op.f("ix_inspection_unit_id"), "inspection", ["unit_id"], unique=False)
    make_record(
        "visit_event",
        sa.Column("visit_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("counter", sa.String(), nullable=False),
        sa.Column("override", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("clerk_id", sa.BigInteger(), nullable=True),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["clerk_id"], ["staff.id"], name=op.f("fk_visit_event_clerk_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_event_visit_id")),
        sa.CheckConstraint(
            "kind IN ('arrived', 'called', 'missed', 'passed', 'skipped', 'sent_back', 'complaint', "
            "'returned', 'overridden', 'noted', 'signed', 'signed_with_list', 'refused', "
            "'rescheduled', 'left')",
            name=op.f("ck_visit_event_kind"),
        ),
    )
    op.create_index(op.f("ix_visit_event_visit_id"), "visit_event", ["visit_id"], unique=False)
    make_record(
        "defect",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("delivery_id", sa.BigInteger(), nullable=True),
        sa.Column("inspection_id", sa.BigInteger(), nullable=True),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("trade", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("wish", sa.Boolean(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("contractor", sa.String(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("stored_file_id", sa.BigInteger(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("charged_back", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=True),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_since", sa.Date(), nullable=False),
        sa.Column("assigned_on", sa.Date(), nullable=True),
        sa.Column("fixed_on", sa.Date(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_defect_case_id")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_defect_delivery_id")),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_defect_inspection_id")),
        sa.ForeignKeyConstraint(["order_id"], ["rectification_order.id"], name=op.f("fk_defect_order_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_defect_organisation_id")),
        sa.ForeignKeyConstraint(["stored_file_id"], ["stored_file.id"], name=op.f("fk_defect_stored_file_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_defect_unit_id")),
        sa.UniqueConstraint("office_id", "number", name=op.f("uq_defect_office_id_number")),
        sa.CheckConstraint(
            "origin IN ('pre', 'open_day', 'handover', 'take_over', 'warranty', 'round')", name=op.f("ck_defect_origin")
        ),
        sa.CheckConstraint("severity IN ('safety', 'major', 'minor')", name=op.f("ck_defect_severity")),
        sa.CheckConstraint(
            "state IN ('open', 'assigned', 'fixed', 'accepted', 'reopened', 'void')", name=op.f("ck_defect_state")
        ),
    )
    op.create_index(
        op.f("ix_defect_open"),
        "defect",
        ["agreed_on", "id"],
        unique=False,
        sqlite_where=sa.text("state NOT IN ('accepted', 'void')"),
    )
    op.create_index(
        op.f("ix_defect_contractor"),
        "defect",
        ["contractor", "agreed_on", "id"],
        unique=False,
        sqlite_where=sa.text("state NOT IN ('accepted', 'void')"),
    )
    op.create_index(op.f("ix_defect_inspection_id"), "defect", ["inspection_id"], unique=False)
    op.create_index(op.f("ix_defect_number"), "defect", ["number"], unique=False)
    op.create_index(op.f("ix_defect_order_id"), "defect", ["order_id"], unique=False)
    op.create_index(op.f("ix_defect_state"), "defect", ["state", "agreed_on", "id"], unique=False)
    op.create_index(op.f("ix_defect_unit"), "defect", ["unit_id", "state", "severity"], unique=False)
    make_record(
        "inspection_mark",
        sa.Column("inspection_id", sa.BigInteger(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_inspection_mark_inspection_id")),
        sa.UniqueConstraint("inspection_id", "room", "item", name=op.f("uq_inspection_mark_inspection_id_room_item")),
    )
    make_record(
        "defect_event",
        sa.Column("defect_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("stored_file_id", sa.BigInteger(), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["defect_id"], ["defect.id"], name=op.f("fk_defect_event_defect_id")),
        sa.ForeignKeyConstraint(["stored_file_id"], ["stored_file.id"], name=op.f("fk_defect_event_stored_file_id")),
        sa.CheckConstraint(
            "kind IN ('found', 'assigned', 'taken_back', 'fixed', 'accepted', 'reopened', 'noted', 'void')",
            name=op.f("ck_defect_event_kind"),
        ),
    )
    op.create_index(op.f("ix_defect_event_defect_id"), "defect_event", ["defect_id"], unique=False)
    make_record(
        "round_mark",
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("defect_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["defect_id"], ["defect.id"], name=op.f("fk_round_mark_defect_id")),
        sa.ForeignKeyConstraint(["round_id"], ["vacant_round.id"], name=op.f("fk_round_mark_round_id")),
        sa.UniqueConstraint("round_id", "item", name=op.f("uq_round_mark_round_id_item")),
    )


def downgrade() -> None:
    """Take them away again."""
    for table in (
        "round_mark",
        "defect_event",
        "inspection_mark",
        "defect",
        "visit_event",
        "inspection",
        "visit",
        "meter_reading",
        "delivery_item",
        "vacant_round",
        "trade_contractor",
        "rectification_order",
        "early_defect",
        "design_advice",
    ):
        op.drop_table(table)
