"""Figures of complaints are counted by the database itself as rows come, change and go."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = "office_id, project_id, what, day, level, code, late"
# what is counted of a row: its name, when it counts, day or month, level, code, late
OF_COMPLAINT = (
    ("level", "{0}.open", "''", "{0}.level", "''", "0"),
    ("open", "{0}.open", "date({0}.received_at, '+8 hours')", "{0}.level", "''", "0"),
    (
        "ended", "{0}.state = 'closed' AND {0}.closed_at IS NOT NULL",
        "strftime('%Y-%m', {0}.closed_at, '+8 hours')", "0", "{0}.cause", "{0}.late",
    ),
)  # fmt: skip
OF_CALL = (("call", "{0}.made_at IS NOT NULL", "strftime('%Y-%m', {0}.made_at, '+8 hours')", "0", "{0}.result", "0"),)
COUNTED = {
    "complaint": (
        OF_COMPLAINT,
        ("office_id", "project_id", "open", "level", "received_at", "state", "closed_at", "cause", "late"),
    ),
    "follow_up_call": (OF_CALL, ("office_id", "project_id", "made_at", "result")),
}


def move(row: str, told: tuple[str, ...], step: str) -> str:
    """The statements that count a row in or out."""
    what, when, *parts = (part.format(row) for part in told)
    values = (f"{row}.office_id", f"{row}.project_id", f"'{what}'", *parts)
    same = " AND ".join(f"{name} IS {value}" for name, value in zip(KEY.split(", "), values, strict=True))
    return (
        f"INSERT INTO complaint_tally (version, edited, {KEY}, total) SELECT 1, '', {', '.join(values)}, 0"
        f" WHERE {when} AND NOT EXISTS (SELECT 1 FROM complaint_tally WHERE {same});"
        f" UPDATE complaint_tally SET total = total {step} 1 WHERE {when} AND {same};"
    )


def upgrade() -> None:
    """The table, what is there already, and the triggers."""
    op.create_table(
        "complaint_tally",
        sa.Column("id", ID, nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edited", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_complaint_tally_office_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_complaint_tally_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_tally")),
        sqlite_autoincrement=True,
    )
    columns = ["what", "day", "level", "code", "late"]
    op.create_index(op.f("ix_complaint_tally_key"), "complaint_tally", columns, unique=False)
    for table, (counted, names) in COUNTED.items():
        for told in counted:
            what, when, *parts = (part.format(table) for part in told)
            values = ", ".join((f"{table}.office_id", f"{table}.project_id", f"'{what}'", *parts))
            op.execute(
                f"INSERT INTO complaint_tally (version, edited, {KEY}, total) SELECT 1, '', {values}, count(*)"
                f" FROM {table} WHERE {when} GROUP BY 3, 4, 5, 6, 7, 8, 9"
            )
        into = "".join(move("NEW", told, "+") for told in counted)
        out = "".join(move("OLD", told, "-") for told in counted)
        changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in names)
        op.execute(f"CREATE TRIGGER {table}_counted AFTER INSERT ON {table} BEGIN {into} END")
        op.execute(f"CREATE TRIGGER {table}_uncounted AFTER DELETE ON {table} BEGIN {out} END")
        op.execute(f"CREATE TRIGGER {table}_recounted AFTER UPDATE ON {table} WHEN {changed} BEGIN {out} {into} END")


def downgrade() -> None:
    """Take it away again."""
    for table in COUNTED:
        for done in ("counted", "uncounted", "recounted"):
            op.execute(f"DROP TRIGGER {table}_{done}")
    op.drop_table("complaint_tally")
