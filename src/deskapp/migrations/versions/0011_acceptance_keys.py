"""Acceptances of buildings, warranties of units, key sets."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
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
        "acceptance",
        sa.Column("building_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("keys_received_on", sa.Date(), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("stored_file_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["building_id"], ["building.id"], name=op.f("fk_acceptance_building_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_acceptance_department_id")),
        sa.ForeignKeyConstraint(["stored_file_id"], ["stored_file.id"], name=op.f("fk_acceptance_stored_file_id")),
        sa.UniqueConstraint("building_id", "kind", name=op.f("uq_acceptance_building_id_kind")),
        sa.CheckConstraint("result IN ('', 'passed', 'failed')", name=op.f("ck_acceptance_result")),
        sa.CheckConstraint(
            "kind IN ('completion', 'planning', 'fire', 'comprehensive', 'take_over', 'initial_registration')",
            name=op.f("ck_acceptance_kind"),
        ),
    )
    op.create_index(op.f("ix_acceptance_planned_on"), "acceptance", ["planned_on", "id"], unique=False)
    make_record(
        "key_set",
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("contents", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("hook", sa.String(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("holder_name", sa.String(), nullable=False),
        sa.Column("holder_id", sa.BigInteger(), nullable=True),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("holder_since", sa.DateTime(), nullable=False),
        sa.Column("due_back", sa.Date(), nullable=True),
        sa.Column("consent", sa.String(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("lost_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["holder_id"], ["customer.id"], name=op.f("fk_key_set_holder_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_key_set_organisation_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_key_set_staff_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_key_set_unit_id")),
        sa.UniqueConstraint("office_id", "label", name=op.f("uq_key_set_office_id_label")),
        sa.CheckConstraint("kind IN ('key', 'card', 'remote', 'other')", name=op.f("ck_key_set_kind")),
        sa.CheckConstraint("count > 0", name=op.f("ck_key_set_count")),
        sa.CheckConstraint(
            "holder IN ('us', 'staff', 'owner', 'contractor', 'property', 'builder', 'other')",
            name=op.f("ck_key_set_holder"),
        ),
    )
    op.create_index(
        op.f("ix_key_set_out"),
        "key_set",
        ["due_back", "id"],
        unique=False,
        sqlite_where=sa.text("due_back IS NOT NULL"),
    )
    op.create_index(op.f("ix_key_set_holder"), "key_set", ["holder", "id"], unique=False)
    op.create_index(op.f("ix_key_set_label"), "key_set", ["label"], unique=False)
    op.create_index(op.f("ix_key_set_unit_id"), "key_set", ["unit_id"], unique=False)
    make_record(
        "unit_warranty",
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("handed_over_on", sa.Date(), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_warranty_unit_id")),
        sa.UniqueConstraint("unit_id", "item", name=op.f("uq_unit_warranty_unit_id_item")),
    )
    op.create_index(op.f("ix_unit_warranty_until"), "unit_warranty", ["until", "id"], unique=False)
    make_record(
        "key_move",
        sa.Column("key_set_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("holder_name", sa.String(), nullable=False),
        sa.Column("holder_id", sa.BigInteger(), nullable=True),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("due_back", sa.Date(), nullable=True),
        sa.Column("consent", sa.String(), nullable=False),
        sa.Column("witness", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("cancels", sa.BigInteger(), nullable=True),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["cancels"], ["key_move.id"], name=op.f("fk_key_move_cancels")),
        sa.ForeignKeyConstraint(["holder_id"], ["customer.id"], name=op.f("fk_key_move_holder_id")),
        sa.ForeignKeyConstraint(["key_set_id"], ["key_set.id"], name=op.f("fk_key_move_key_set_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_key_move_organisation_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_key_move_staff_id")),
        sa.CheckConstraint(
            "kind IN ('taken_in', 'out', 'back', 'given', 'kept', 'lost', 'found', 'cancelled')",
            name=op.f("ck_key_move_kind"),
        ),
    )
    op.create_index(op.f("ix_key_move_key_set_id_happened_at"), "key_move", ["key_set_id", "happened_at"], unique=False)


def downgrade() -> None:
    """Take them away again."""
    for table in ("key_move", "unit_warranty", "key_set", "acceptance"):
        op.drop_table(table)
