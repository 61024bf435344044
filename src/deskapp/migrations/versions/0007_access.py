"""Roles, what people sign in with, who stands in for whom."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = ("staff_role", "credential", "absence", "script_token")


def make_record(table: str, *parts: sa.schema.SchemaItem) -> None:
    """Make a table of records: what every record carries, then its own parts."""
    op.create_table(
        table,
        sa.Column("id", ID, nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edited", sa.String(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        *parts,
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f(f"fk_{table}_office_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f(f"fk_{table}_project_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f(f"fk_{table}_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sqlite_autoincrement=True,
    )


def upgrade() -> None:
    """Nobody has a role or a password yet: the home stays open."""
    make_record(
        "staff_role",
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_staff_role_department_id")),
    )
    op.create_index(op.f("ix_staff_role_staff_id"), "staff_role", ["staff_id"], unique=False)
    make_record(
        "credential",
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("pin_hash", sa.String(), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("last_in_at", sa.DateTime(), nullable=True),
        sa.UniqueConstraint("staff_id", name=op.f("uq_credential_staff_id")),
    )
    make_record(
        "absence",
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("deputy_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["deputy_id"], ["staff.id"], name=op.f("fk_absence_deputy_id")),
    )
    op.create_index(op.f("ix_absence_staff_id"), "absence", ["staff_id"], unique=False)
    op.create_index(op.f("ix_absence_deputy_id"), "absence", ["deputy_id"], unique=False)
    make_record(
        "script_token",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.UniqueConstraint("token_hash", name=op.f("uq_script_token_token_hash")),
    )
    op.create_index(op.f("ix_script_token_staff_id"), "script_token", ["staff_id"], unique=False)


def downgrade() -> None:
    """Take them away again."""
    for table in TABLES:
        op.drop_table(table)
