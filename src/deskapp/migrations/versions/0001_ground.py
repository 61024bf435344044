"""The ground: people, homes, parcels, staff, the trail and the batches of the importers."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# in the order in which they can go: what refers to a table before the table
TABLES = (
    "unit_successor", "unit_person", "unit", "staff", "service_hours", "representation", "kinship",
    "customer_phone", "customer_name", "customer_document", "calendarday", "parcel", "organisation",
    "import_range", "import_before", "department", "customer", "building", "project", "import_batch",
    "audit_payload", "search_key", "office", "number_series", "audit",
)  # fmt: skip


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
    op.create_table(
        "audit",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("clerk_id", sa.BigInteger(), nullable=True),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("entity_id", sa.BigInteger(), nullable=True),
        sa.Column("office_id", sa.BigInteger(), nullable=True),
        sa.Column("project_id", sa.BigInteger(), nullable=True),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_audit_batch_id"), "audit", ["batch_id"], unique=False)
    op.create_index(op.f("ix_audit_entity_entity_id"), "audit", ["entity", "entity_id"], unique=False)
    op.create_table(
        "number_series",
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "series", name=op.f("pk_number_series")),
    )
    op.create_table(
        "office",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "search_key",
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", "id", name=op.f("pk_search_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit_payload",
        sa.Column("audit_id", sa.BigInteger(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_audit_payload_audit_id")),
        sa.PrimaryKeyConstraint("audit_id", name=op.f("pk_audit_payload")),
    )
    op.create_table(
        "import_batch",
        sa.Column("id", ID, nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=True),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("clerk", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("also", sa.Text(), nullable=False),
        sa.Column("kept", sa.Text(), nullable=False),
        sa.Column("rejects_file", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_import_batch_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
        sa.UniqueConstraint("office_id", "number", name=op.f("uq_import_batch_office_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_import_batch_state"), "import_batch", ["state"], unique=False)
    make_record(
        "project",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.UniqueConstraint("office_id", "name", name=op.f("uq_project_office_id_name")),
    )
    make_record(
        "building",
        sa.Column("code", sa.String(), nullable=False),
        sa.UniqueConstraint("project_id", "code", name=op.f("uq_building_project_id_code")),
    )
    make_record(
        "customer",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("birth", sa.Date(), nullable=True),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("deceased_on", sa.Date(), nullable=True),
        sa.Column("merged_into", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["merged_into"], ["customer.id"], name=op.f("fk_customer_merged_into")),
        sa.UniqueConstraint("office_id", "number", name=op.f("uq_customer_office_id_number")),
    )
    op.create_index(op.f("ix_customer_merged_into"), "customer", ["merged_into"], unique=False)
    make_record(
        "department",
        sa.Column("name", sa.String(), nullable=False),
        sa.UniqueConstraint("office_id", "name", name=op.f("uq_department_office_id_name")),
    )
    op.create_table(
        "import_before",
        sa.Column("id", ID, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("entity_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_import_before_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_before")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_import_before_batch_id"), "import_before", ["batch_id"], unique=False)
    op.create_index(op.f("ix_import_before_entity_entity_id"), "import_before", ["entity", "entity_id"], unique=False)
    op.create_table(
        "import_range",
        sa.Column("id", ID, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("first_id", sa.BigInteger(), nullable=False),
        sa.Column("last_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_import_range_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_range")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_import_range_batch_id"), "import_range", ["batch_id"], unique=False)
    op.create_index(op.f("ix_import_range_entity_first_id"), "import_range", ["entity", "first_id"], unique=False)
    make_record(
        "organisation",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("alias", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.UniqueConstraint("office_id", "name", name=op.f("uq_organisation_office_id_name")),
    )
    make_record(
        "parcel",
        sa.Column("commune", sa.String(), nullable=False),
        sa.Column("map_sheet", sa.String(), nullable=False),
        sa.Column("parcel", sa.String(), nullable=False),
        sa.Column("area", sa.BigInteger(), nullable=True),
        sa.Column("land_use", sa.String(), nullable=False),
        sa.Column("legal_status", sa.String(), nullable=False),
        sa.UniqueConstraint(
            "office_id", "commune", "map_sheet", "parcel", name=op.f("uq_parcel_office_id_commune_map_sheet_parcel")
        ),
    )
    make_record(
        "calendarday",
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("official", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_calendarday_organisation_id")),
        sa.UniqueConstraint(
            "office_id",
            "country",
            "organisation_id",
            "day",
            name=op.f("uq_calendarday_office_id_country_organisation_id_day"),
        ),
    )
    op.create_index(op.f("ix_calendarday_country_day"), "calendarday", ["country", "day"], unique=False)
    op.create_index(op.f("ix_calendarday_organisation_id"), "calendarday", ["organisation_id"], unique=False)
    make_record(
        "customer_document",
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_customer_document_customer_id")),
        sa.UniqueConstraint(
            "number", "kind", "country", "office_id", name=op.f("uq_customer_document_number_kind_country_office_id")
        ),
    )
    op.create_index(op.f("ix_customer_document_customer_id"), "customer_document", ["customer_id"], unique=False)
    make_record(
        "customer_name",
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_customer_name_customer_id")),
    )
    op.create_index(op.f("ix_customer_name_customer_id"), "customer_name", ["customer_id"], unique=False)
    make_record(
        "customer_phone",
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.Column("is_former", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_customer_phone_customer_id")),
    )
    op.create_index(op.f("ix_customer_phone_customer_id"), "customer_phone", ["customer_id"], unique=False)
    op.create_index(op.f("ix_customer_phone_number"), "customer_phone", ["number"], unique=False)
    make_record(
        "kinship",
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("relative_id", sa.BigInteger(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_kinship_customer_id")),
        sa.ForeignKeyConstraint(["relative_id"], ["customer.id"], name=op.f("fk_kinship_relative_id")),
        sa.UniqueConstraint(
            "customer_id", "relative_id", "relation", name=op.f("uq_kinship_customer_id_relative_id_relation")
        ),
    )
    op.create_index(op.f("ix_kinship_relative_id"), "kinship", ["relative_id"], unique=False)
    make_record(
        "representation",
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("representative_id", sa.BigInteger(), nullable=False),
        sa.Column("right", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("notarised", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_representation_customer_id")),
        sa.ForeignKeyConstraint(
            ["representative_id"], ["customer.id"], name=op.f("fk_representation_representative_id")
        ),
    )
    op.create_index(op.f("ix_representation_customer_id"), "representation", ["customer_id"], unique=False)
    op.create_index(op.f("ix_representation_representative_id"), "representation", ["representative_id"], unique=False)
    make_record(
        "service_hours",
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Integer(), nullable=False),
        sa.Column("closes", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_service_hours_organisation_id")
        ),
    )
    op.create_index(
        op.f("ix_service_hours_organisation_id_valid_from"),
        "service_hours",
        ["organisation_id", "valid_from"],
        unique=False,
    )
    make_record(
        "staff",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("login", sa.String(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_staff_department_id")),
        sa.UniqueConstraint("office_id", "number", name=op.f("uq_staff_office_id_number")),
    )
    op.create_index(op.f("ix_staff_department_id"), "staff", ["department_id"], unique=False)
    op.create_index(op.f("ix_staff_login"), "staff", ["login"], unique=False)
    make_record(
        "unit",
        sa.Column("building_id", sa.BigInteger(), nullable=False),
        sa.Column("entrance", sa.String(), nullable=False),
        sa.Column("floor", sa.Integer(), nullable=True),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sale_number", sa.String(), nullable=False),
        sa.Column("surveyed_number", sa.String(), nullable=False),
        sa.Column("door_number", sa.String(), nullable=False),
        sa.Column("sale_state", sa.String(), nullable=False),
        sa.Column("delivery_state", sa.String(), nullable=False),
        sa.Column("occupation_state", sa.String(), nullable=False),
        sa.Column("decoration_state", sa.String(), nullable=False),
        sa.Column("area", sa.BigInteger(), nullable=True),
        sa.Column("inner_area", sa.BigInteger(), nullable=True),
        sa.Column("contract_area", sa.BigInteger(), nullable=True),
        sa.Column("contract_inner_area", sa.BigInteger(), nullable=True),
        sa.Column("surveyed_area", sa.BigInteger(), nullable=True),
        sa.Column("surveyed_inner_area", sa.BigInteger(), nullable=True),
        sa.Column("title_area", sa.BigInteger(), nullable=True),
        sa.Column("title_inner_area", sa.BigInteger(), nullable=True),
        sa.Column("land_share", sa.BigInteger(), nullable=True),
        sa.Column("unit_price", sa.BigInteger(), nullable=True),
        sa.Column("total_price", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.CheckConstraint(
            "decoration_state IN ('bare', 'decorating', 'decorated')", name=op.f("ck_unit_decoration_state")
        ),
        sa.CheckConstraint(
            "delivery_state IN ('not_ready', 'notified', 'delivered')", name=op.f("ck_unit_delivery_state")
        ),
        sa.CheckConstraint("kind IN ('dwelling', 'shop', 'office', 'parking', 'storage')", name=op.f("ck_unit_kind")),
        sa.CheckConstraint(
            "occupation_state IN ('vacant', 'occupied', 'rented')", name=op.f("ck_unit_occupation_state")
        ),
        sa.CheckConstraint(
            "sale_state IN ('unsold', 'reserved', 'sold', 'not_for_sale')", name=op.f("ck_unit_sale_state")
        ),
        sa.ForeignKeyConstraint(["building_id"], ["building.id"], name=op.f("fk_unit_building_id")),
        sa.UniqueConstraint("building_id", "entrance", "room", name=op.f("uq_unit_building_id_entrance_room")),
    )
    op.create_index(op.f("ix_unit_project_id_building_id"), "unit", ["project_id", "building_id"], unique=False)
    make_record(
        "unit_person",
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("share_n", sa.Integer(), nullable=True),
        sa.Column("share_d", sa.Integer(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint("role IN ('owner', 'tenant', 'family', 'contact')", name=op.f("ck_unit_person_role")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_unit_person_customer_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_person_unit_id")),
    )
    op.create_index(op.f("ix_unit_person_customer_id"), "unit_person", ["customer_id"], unique=False)
    op.create_index(op.f("ix_unit_person_unit_id_until"), "unit_person", ["unit_id", "until"], unique=False)
    make_record(
        "unit_successor",
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("successor_id", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["successor_id"], ["unit.id"], name=op.f("fk_unit_successor_successor_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_successor_unit_id")),
    )
    op.create_index(op.f("ix_unit_successor_successor_id"), "unit_successor", ["successor_id"], unique=False)
    op.create_index(op.f("ix_unit_successor_unit_id"), "unit_successor", ["unit_id"], unique=False)


def downgrade() -> None:
    """Take every table away."""
    for table in TABLES:
        op.drop_table(table)
