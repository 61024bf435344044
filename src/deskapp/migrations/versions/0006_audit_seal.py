"""The trail is sealed: where it ends is kept, and the database itself refuses to change or drop an entry."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# an entry without a seal is one from before this version: the upgrade that runs this seals it, then it stays
TRIGGERS = {
    "audit_stays": "BEFORE UPDATE ON audit WHEN OLD.seal IS NOT NULL"
    " BEGIN SELECT RAISE(ABORT, 'an entry of the trail never changes'); END",
    "audit_is_kept": "BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'an entry of the trail is never deleted'); END",
    # INSERT OR REPLACE would get past the trigger of deleting
    "audit_is_not_replaced": "BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)"
    " BEGIN SELECT RAISE(ABORT, 'an entry of the trail is never replaced'); END",
    "audit_payload_stays": "BEFORE UPDATE ON audit_payload WHEN NEW.audit_id <> OLD.audit_id"
    " OR NEW.before IS NOT NULL OR NEW.after IS NOT NULL"
    " OR NOT EXISTS (SELECT 1 FROM audit WHERE entity = 'audit' AND entity_id = OLD.audit_id)"
    " BEGIN SELECT RAISE(ABORT, 'only a recorded redaction empties what an entry says'); END",
    "audit_payload_is_kept": "BEFORE DELETE ON audit_payload"
    " BEGIN SELECT RAISE(ABORT, 'what an entry says is never deleted'); END",
    "audit_payload_is_not_replaced": "BEFORE INSERT ON audit_payload"
    " WHEN EXISTS (SELECT 1 FROM audit_payload WHERE audit_id = NEW.audit_id)"
    " BEGIN SELECT RAISE(ABORT, 'what an entry says is never replaced'); END",
}


def upgrade() -> None:
    """The entries that are there are sealed by the store, which has the key."""
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("last_id", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.String(), nullable=False),
        sa.Column("last_seal", sa.LargeBinary(), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    for name, rule in TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {rule}")


def downgrade() -> None:
    """Take it away again; the seals stay where they are."""
    for name in TRIGGERS:
        op.execute(f"DROP TRIGGER {name}")
    op.drop_table("audit_head")
