"""The plan of a handover, its deliveries, and what has to be settled before a key."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
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
        "gate_mode",
        sa.Column("gate", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.UniqueConstraint("project_id", "gate", "valid_from", name=op.f("uq_gate_mode_project_id_gate_valid_from")),
        sa.CheckConstraint("mode IN ('block', 'warn', 'off')", name=op.f("ck_gate_mode_mode")),
        sa.CheckConstraint(
            "gate IN ('accepted', 'registered', 'right_to_act', 'price', 'area', 'room_number', "
            "'fund', 'deed_tax', 'title_papers', 'invoice', 'settlement', 'documents', 'keys', "
            "'inspected', 'safety')",
            name=op.f("ck_gate_mode_gate"),
        ),
    )
    make_record(
        "handover_batch",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("risk_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("late_rate", sa.Integer(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_handover_batch_project_id_name")),
    )
    op.create_index(op.f("ix_handover_batch_days"), "handover_batch", ["ends_on", "id"], unique=False)
    make_record(
        "area_clause",
        sa.Column("deal_id", sa.BigInteger(), nullable=True),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_area_clause_deal_id")),
        sa.CheckConstraint("clause IN ('law', 'actual', 'fixed', 'threshold')", name=op.f("ck_area_clause_clause")),
    )
    op.create_index(op.f("ix_area_clause_deal_id"), "area_clause", ["deal_id"], unique=False)
    op.create_index(
        op.f("ix_area_clause_project_id_valid_from"), "area_clause", ["project_id", "valid_from"], unique=False
    )
    make_record(
        "batch_building",
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("building_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["handover_batch.id"], name=op.f("fk_batch_building_batch_id")),
        sa.ForeignKeyConstraint(["building_id"], ["building.id"], name=op.f("fk_batch_building_building_id")),
        sa.UniqueConstraint("batch_id", "building_id", name=op.f("uq_batch_building_batch_id_building_id")),
    )
    op.create_index(op.f("ix_batch_building_building_id"), "batch_building", ["building_id"], unique=False)
    make_record(
        "batch_group",
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["handover_batch.id"], name=op.f("fk_batch_group_batch_id")),
        sa.UniqueConstraint("batch_id", "name", name=op.f("uq_batch_group_batch_id_name")),
        sa.CheckConstraint("kind IN ('function', 'support')", name=op.f("ck_batch_group_kind")),
    )
    make_record(
        "batch_item",
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("ready_on", sa.Date(), nullable=True),
        sa.Column("stored_file_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["handover_batch.id"], name=op.f("fk_batch_item_batch_id")),
        sa.ForeignKeyConstraint(["stored_file_id"], ["stored_file.id"], name=op.f("fk_batch_item_stored_file_id")),
        sa.UniqueConstraint("batch_id", "kind", "code", name=op.f("uq_batch_item_batch_id_kind_code")),
        sa.CheckConstraint("kind IN ('paper', 'fee', 'pack')", name=op.f("ck_batch_item_kind")),
    )
    make_record(
        "batch_station",
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["handover_batch.id"], name=op.f("fk_batch_station_batch_id")),
        sa.UniqueConstraint("batch_id", "code", name=op.f("uq_batch_station_batch_id_code")),
        sa.CheckConstraint(
            "code IN ('reception', 'payment', 'keys', 'inspection', 'papers', 'property_contract', "
            "'owner_card', 'gifts', 'signature')",
            name=op.f("ck_batch_station_code"),
        ),
    )
    make_record(
        "form_edition",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("stored_file_id", sa.BigInteger(), nullable=True),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["stored_file_id"], ["stored_file.id"], name=op.f("fk_form_edition_stored_file_id")),
        sa.UniqueConstraint("office_id", "name", "edition", name=op.f("uq_form_edition_office_id_name_edition")),
    )
    make_record(
        "handover_slot",
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts", sa.String(), nullable=False),
        sa.Column("ends", sa.String(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["handover_batch.id"], name=op.f("fk_handover_slot_batch_id")),
        sa.UniqueConstraint("batch_id", "day", "starts", name=op.f("uq_handover_slot_batch_id_day_starts")),
        sa.CheckConstraint("places > 0", name=op.f("ck_handover_slot_places")),
    )
    make_record(
        "training",
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("people", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["handover_batch.id"], name=op.f("fk_training_batch_id")),
    )
    op.create_index(op.f("ix_training_batch_id"), "training", ["batch_id"], unique=False)
    make_record(
        "delivery",
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("deal_id", sa.BigInteger(), nullable=True),
        sa.Column("slot_id", sa.BigInteger(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("late_rate", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("ready_on", sa.Date(), nullable=True),
        sa.Column("rescheduled_on", sa.Date(), nullable=True),
        sa.Column("absent_on", sa.Date(), nullable=True),
        sa.Column("came_on", sa.Date(), nullable=True),
        sa.Column("representative_id", sa.BigInteger(), nullable=True),
        sa.Column("refused_on", sa.Date(), nullable=True),
        sa.Column("refusal_code", sa.String(), nullable=False),
        sa.Column("refusal_justified", sa.Boolean(), nullable=True),
        sa.Column("refusal_note", sa.Text(), nullable=False),
        sa.Column("refused_again", sa.Integer(), nullable=False),
        sa.Column("risk_on", sa.Date(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("signed_by", sa.String(), nullable=False),
        sa.Column("signed_as", sa.String(), nullable=False),
        sa.Column("with_list", sa.Boolean(), nullable=False),
        sa.Column("consent", sa.Text(), nullable=False),
        sa.Column("form_file_id", sa.BigInteger(), nullable=True),
        sa.Column("deemed_on", sa.Date(), nullable=True),
        sa.Column("deemed_notice", sa.String(), nullable=False),
        sa.Column("late_days", sa.Integer(), nullable=True),
        sa.Column("penalty", sa.BigInteger(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_since", sa.Date(), nullable=True),
        sa.Column("notices", sa.Integer(), nullable=False),
        sa.Column("notified_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["handover_batch.id"], name=op.f("fk_delivery_batch_id")),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_delivery_deal_id")),
        sa.ForeignKeyConstraint(["form_file_id"], ["stored_file.id"], name=op.f("fk_delivery_form_file_id")),
        sa.ForeignKeyConstraint(["representative_id"], ["customer.id"], name=op.f("fk_delivery_representative_id")),
        sa.ForeignKeyConstraint(["slot_id"], ["handover_slot.id"], name=op.f("fk_delivery_slot_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_delivery_unit_id")),
        sa.CheckConstraint(
            "state IN ('not_ready', 'ready', 'notified', 'rescheduled', 'absent', 'came', "
            "'refused_justified', 'refused_unjustified', 'signed', 'signed_with_list', 'deemed', "
            "'ended')",
            name=op.f("ck_delivery_state"),
        ),
    )
    op.create_index(op.f("ix_delivery_batch_state"), "delivery", ["batch_id", "state", "id"], unique=False)
    op.create_index(op.f("ix_delivery_deal_id"), "delivery", ["deal_id"], unique=False)
    op.create_index(op.f("ix_delivery_slot"), "delivery", ["slot_id", "state"], unique=False)
    op.create_index(op.f("ix_delivery_state"), "delivery", ["state", "id"], unique=False)
    op.create_index(op.f("ix_delivery_unit_id"), "delivery", ["unit_id"], unique=False)
    op.create_index(
        op.f("uq_delivery_living"), "delivery", ["unit_id"], unique=True, sqlite_where=sa.text("ended_on IS NULL")
    )
    make_record(
        "group_member",
        sa.Column("group_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["batch_group.id"], name=op.f("fk_group_member_group_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_group_member_staff_id")),
    )
    op.create_index(op.f("ix_group_member_group_id"), "group_member", ["group_id"], unique=False)
    make_record(
        "delivery_due",
        sa.Column("delivery_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("charge_id", sa.BigInteger(), nullable=True),
        sa.Column("voucher", sa.String(), nullable=False),
        sa.Column("voucher_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["charge_id"], ["charge.id"], name=op.f("fk_delivery_due_charge_id")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_due_delivery_id")),
        sa.CheckConstraint(
            "kind IN ('fund', 'deed_tax', 'registration_fee', 'property_fee', 'certificate_fee', 'other')",
            name=op.f("ck_delivery_due_kind"),
        ),
        sa.CheckConstraint("how IN ('', 'collected', 'own', 'relieved', 'not_due')", name=op.f("ck_delivery_due_how")),
    )
    op.create_index(op.f("ix_delivery_due_charge_id"), "delivery_due", ["charge_id"], unique=False)
    op.create_index(op.f("ix_delivery_due_delivery_id"), "delivery_due", ["delivery_id"], unique=False)
    op.create_index(
        op.f("uq_delivery_due_living"),
        "delivery_due",
        ["delivery_id", "kind"],
        unique=True,
        sqlite_where=sa.text("ended_on IS NULL AND kind <> 'other'"),
    )
    make_record(
        "delivery_notice",
        sa.Column("delivery_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("come_on", sa.Date(), nullable=True),
        sa.Column("come_at", sa.String(), nullable=False),
        sa.Column("risk_on", sa.Date(), nullable=True),
        sa.Column("tracking", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("return_reason", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_notice_delivery_id")),
        sa.UniqueConstraint("office_id", "number", name=op.f("uq_delivery_notice_office_id_number")),
        sa.CheckConstraint("way IN ('post', 'hand', 'message', 'phone')", name=op.f("ck_delivery_notice_way")),
    )
    op.create_index(op.f("ix_delivery_notice_delivery_id"), "delivery_notice", ["delivery_id"], unique=False)
    op.create_index(op.f("ix_delivery_notice_number"), "delivery_notice", ["number"], unique=False)
    make_record(
        "delivery_paper",
        sa.Column("delivery_id", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("waived", sa.String(), nullable=False),
        sa.Column("paper_id", sa.BigInteger(), nullable=True),
        sa.Column("stored_file_id", sa.BigInteger(), nullable=True),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_paper_delivery_id")),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_delivery_paper_paper_id")),
        sa.ForeignKeyConstraint(["stored_file_id"], ["stored_file.id"], name=op.f("fk_delivery_paper_stored_file_id")),
        sa.UniqueConstraint("delivery_id", "purpose", "code", name=op.f("uq_delivery_paper_delivery_id_purpose_code")),
        sa.CheckConstraint("purpose IN ('title', 'invoice')", name=op.f("ck_delivery_paper_purpose")),
    )
    make_record(
        "area_settlement",
        sa.Column("delivery_id", sa.BigInteger(), nullable=False),
        sa.Column("deal_id", sa.BigInteger(), nullable=True),
        sa.Column("priced_by", sa.String(), nullable=False),
        sa.Column("contract_area", sa.BigInteger(), nullable=True),
        sa.Column("contract_inner_area", sa.BigInteger(), nullable=True),
        sa.Column("surveyed_area", sa.BigInteger(), nullable=True),
        sa.Column("surveyed_inner_area", sa.BigInteger(), nullable=True),
        sa.Column("unit_price", sa.BigInteger(), nullable=True),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("may_cancel", sa.Boolean(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("chosen_on", sa.Date(), nullable=True),
        sa.Column("agreed", sa.String(), nullable=False),
        sa.Column("charge_id", sa.BigInteger(), nullable=True),
        sa.Column("payout_id", sa.BigInteger(), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("settled_note", sa.String(), nullable=False),
        sa.Column("worked_out_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["charge_id"], ["charge.id"], name=op.f("fk_area_settlement_charge_id")),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_area_settlement_deal_id")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_area_settlement_delivery_id")),
        sa.ForeignKeyConstraint(["payout_id"], ["payout.id"], name=op.f("fk_area_settlement_payout_id")),
        sa.CheckConstraint("choice IN ('', 'keep', 'cancel')", name=op.f("ck_area_settlement_choice")),
    )
    op.create_index(op.f("ix_area_settlement_deal_id"), "area_settlement", ["deal_id"], unique=False)
    op.create_index(op.f("ix_area_settlement_delivery_id"), "area_settlement", ["delivery_id"], unique=False)
    op.create_index(op.f("ix_area_settlement_open"), "area_settlement", ["settled_on", "id"], unique=False)


def downgrade() -> None:
    """Take them away again."""
    for table in (
        "area_settlement",
        "delivery_paper",
        "delivery_notice",
        "delivery_due",
        "group_member",
        "delivery",
        "training",
        "handover_slot",
        "form_edition",
        "batch_station",
        "batch_item",
        "batch_group",
        "batch_building",
        "area_clause",
        "handover_batch",
        "gate_mode",
    ):
        op.drop_table(table)
