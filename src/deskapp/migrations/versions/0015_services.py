"""Work orders, their dispatch and parts, technicians, prices of special services; months that are closed."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
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
        "closed_month",
        sa.Column("report", sa.String(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=False),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
    )
    op.create_index(
        op.f("uq_closed_month"), "closed_month", ["office_id", "project_id", "report", "month"], unique=True
    )
    op.create_index(
        op.f("uq_closed_month_office"),
        "closed_month",
        ["office_id", "report", "month"],
        unique=True,
        sqlite_where=sa.text("project_id IS NULL"),
    )
    make_record(
        "service_price",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("trade", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.UniqueConstraint(
            "office_id",
            "project_id",
            "code",
            "valid_from",
            name=op.f("uq_service_price_office_id_project_id_code_valid_from"),
        ),
    )
    make_record(
        "month_figure",
        sa.Column("closed_month_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["closed_month_id"], ["closed_month.id"], name=op.f("fk_month_figure_closed_month_id")),
        sa.UniqueConstraint("closed_month_id", "line", name=op.f("uq_month_figure_closed_month_id_line")),
    )
    make_record(
        "technician",
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("trades", sa.String(), nullable=False),
        sa.Column("turn_at", sa.DateTime(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_technician_staff_id")),
        sa.UniqueConstraint("staff_id", name=op.f("uq_technician_staff_id")),
    )
    make_record(
        "work_order",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("unit_text", sa.String(), nullable=False),
        sa.Column("building_id", sa.BigInteger(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("price_code", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("trade", sa.String(), nullable=False),
        sa.Column("urgency", sa.String(), nullable=False),
        sa.Column("outside_number", sa.String(), nullable=False),
        sa.Column("defect_id", sa.BigInteger(), nullable=True),
        sa.Column("reported_at", sa.DateTime(), nullable=False),
        sa.Column("warranty", sa.String(), nullable=False),
        sa.Column("warranty_until", sa.Date(), nullable=True),
        sa.Column("warranty_reason", sa.String(), nullable=False),
        sa.Column("payer", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("quoted", sa.BigInteger(), nullable=True),
        sa.Column("quoted_at", sa.DateTime(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(), nullable=True),
        sa.Column("accepted_how", sa.String(), nullable=False),
        sa.Column("refused_at", sa.DateTime(), nullable=True),
        sa.Column("charge_id", sa.BigInteger(), nullable=True),
        sa.Column("slot_at", sa.DateTime(), nullable=True),
        sa.Column("slot_ends", sa.DateTime(), nullable=True),
        sa.Column("arrived_at", sa.DateTime(), nullable=True),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("signed_by", sa.String(), nullable=False),
        sa.Column("material", sa.String(), nullable=False),
        sa.Column("quality", sa.String(), nullable=False),
        sa.Column("safety", sa.String(), nullable=False),
        sa.Column("check_note", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.DateTime(), nullable=True),
        sa.Column("checked_by", sa.String(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("cost_approved_at", sa.DateTime(), nullable=True),
        sa.Column("cost_approved_by", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(), nullable=True),
        sa.Column("cancel_reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_since", sa.DateTime(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["building_id"], ["building.id"], name=op.f("fk_work_order_building_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_work_order_case_id")),
        sa.ForeignKeyConstraint(["charge_id"], ["charge.id"], name=op.f("fk_work_order_charge_id")),
        sa.ForeignKeyConstraint(["defect_id"], ["defect.id"], name=op.f("fk_work_order_defect_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_work_order_organisation_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_work_order_staff_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_work_order_unit_id")),
        sa.UniqueConstraint("case_id", name=op.f("uq_work_order_case_id")),
        sa.CheckConstraint("kind IN ('repair', 'service')", name=op.f("ck_work_order_kind")),
        sa.CheckConstraint(
            "state IN ('new', 'quoted', 'ready', 'dispatched', 'taken', 'arrived', 'finished', "
            "'checked', 'closed', 'cancelled')",
            name=op.f("ck_work_order_state"),
        ),
        sa.CheckConstraint("urgency IN ('emergency', 'urgent', 'normal')", name=op.f("ck_work_order_urgency")),
        sa.CheckConstraint("material IN ('', 'ok', 'not_ok')", name=op.f("ck_work_order_material")),
        sa.CheckConstraint("quality IN ('', 'ok', 'not_ok')", name=op.f("ck_work_order_quality")),
        sa.CheckConstraint(
            "payer IN ('', 'developer', 'contractor', 'owner', 'property')", name=op.f("ck_work_order_payer")
        ),
        sa.CheckConstraint("safety IN ('', 'ok', 'not_ok')", name=op.f("ck_work_order_safety")),
        sa.CheckConstraint("warranty IN ('unknown', 'in', 'out', 'none')", name=op.f("ck_work_order_warranty")),
    )
    op.create_index(op.f("ix_work_order_building_id"), "work_order", ["building_id"], unique=False)
    op.create_index(op.f("ix_work_order_defect_id"), "work_order", ["defect_id"], unique=False)
    op.create_index(op.f("ix_work_order_open_due"), "work_order", ["open", "due_at", "id"], unique=False)
    op.create_index(op.f("ix_work_order_state"), "work_order", ["open", "state", "id"], unique=False)
    op.create_index(
        op.f("ix_work_order_outside"),
        "work_order",
        ["outside_number"],
        unique=False,
        sqlite_where=sa.text("outside_number <> ''"),
    )
    op.create_index(op.f("ix_work_order_staff"), "work_order", ["staff_id", "open", "slot_at", "id"], unique=False)
    op.create_index(op.f("ix_work_order_unit"), "work_order", ["unit_id", "open"], unique=False)
    make_record(
        "dispatch",
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.Column("take_by", sa.DateTime(), nullable=True),
        sa.Column("taken_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["work_order.id"], name=op.f("fk_dispatch_order_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_dispatch_staff_id")),
        sa.CheckConstraint(
            "result IN ('', 'taken', 'declined', 'moved', 'done', 'taken_back')", name=op.f("ck_dispatch_result")
        ),
        sa.CheckConstraint("way IN ('assigned', 'picked', 'in_turn')", name=op.f("ck_dispatch_way")),
    )
    op.create_index(op.f("ix_dispatch_order_id"), "dispatch", ["order_id"], unique=False)
    op.create_index(
        op.f("uq_dispatch_living"), "dispatch", ["order_id"], unique=True, sqlite_where=sa.text("ended_at IS NULL")
    )
    op.create_index(op.f("ix_dispatch_staff"), "dispatch", ["staff_id", "ended_at"], unique=False)
    make_record(
        "order_part",
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["work_order.id"], name=op.f("fk_order_part_order_id")),
        sa.CheckConstraint("count > 0", name=op.f("ck_order_part_count")),
    )
    op.create_index(op.f("ix_order_part_order_id"), "order_part", ["order_id"], unique=False)


def downgrade() -> None:
    """Take them away again."""
    for table in (
        "order_part",
        "dispatch",
        "work_order",
        "technician",
        "month_figure",
        "service_price",
        "closed_month",
    ):
        op.drop_table(table)
