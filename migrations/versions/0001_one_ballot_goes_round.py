"""one ballot goes round"""

import sqlalchemy as sa
from alembic import op

from pulse.database import UTCDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Expand."""

    op.create_table(
        "audit_entry",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_audit_entry")),
    )
    op.create_table(
        "board_leaf",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("cycle_id", sa.String(length=32), nullable=False),
        sa.Column("leaf", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "cycle_id", "leaf", name=op.f("pk_board_leaf")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "client_code",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_client_code")),
    )
    op.create_table(
        "closing",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("cycle_id", sa.String(length=32), nullable=False),
        sa.Column("intake_ended", UTCDateTime(), nullable=True),
        sa.Column("tallied", UTCDateTime(), nullable=True),
        sa.Column("keys_destroyed", UTCDateTime(), nullable=True),
        sa.Column("collected", sa.Integer(), nullable=True),
        sa.Column("accepted", sa.Integer(), nullable=True),
        sa.Column("rejected", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "cycle_id", name=op.f("pk_closing")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "comment",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("cycle_id", sa.String(length=32), nullable=True),
        sa.Column("unit_id", sa.String(length=32), nullable=True),
        sa.Column("location_id", sa.String(length=32), nullable=True),
        sa.Column("language", sa.String(length=20), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_comment")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_comment_organisation_id_cycle_id"), ["organisation_id", "cycle_id"], unique=False
        )

    op.create_table(
        "installation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("compact_due", sa.Boolean(), nullable=False),
        sa.Column("ticked_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.create_table(
        "log_entry",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cycle_id", sa.String(length=32), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "position", name=op.f("pk_log_entry")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log_in_attempt",
        sa.Column("email_hash", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("email_hash", name=op.f("pk_log_in_attempt")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("danger_contacts", sa.String(length=500), nullable=False),
        sa.Column("k", sa.Integer(), nullable=False),
        sa.Column("k_inv", sa.Integer(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("launched_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("k BETWEEN 5 AND 20 AND k_inv >= k + 3", name=op.f("ck_organisation_thresholds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisation_slug")),
    )
    op.create_table(
        "outbox_message",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("dedup", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=32), nullable=False),
        sa.Column("recipient", sa.String(length=32), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", UTCDateTime(), nullable=True),
        sa.Column("lease", sa.String(length=32), nullable=True),
        sa.Column("sent_at", UTCDateTime(), nullable=True),
        sa.Column("dead_at", UTCDateTime(), nullable=True),
        sa.Column("error", sa.String(length=300), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "dedup", name=op.f("pk_outbox_message")),
    )
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outbox_message_sent_at_dead_at_due_at"), ["sent_at", "dead_at", "due_at"], unique=False
        )

    op.create_table(
        "pool",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("cycle_id", sa.String(length=32), nullable=False),
        sa.Column("tag", sa.LargeBinary(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "cycle_id", "tag", name=op.f("pk_pool")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "released_cell",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("cycle_id", sa.String(length=32), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("location_id", sa.String(length=32), nullable=False),
        sa.Column("atoms", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint(
            "organisation_id", "cycle_id", "question", "unit_id", "location_id", name=op.f("pk_released_cell")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tally",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("cycle_id", sa.String(length=32), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("atom", sa.Integer(), nullable=False),
        sa.Column("option", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "cycle_id", "question", "atom", "option", name=op.f("pk_tally")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "account",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=300), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_account_organisation_id")),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_account")),
        sa.UniqueConstraint("organisation_id", "email", name=op.f("uq_account_organisation_id_email")),
    )
    op.create_table(
        "location",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("parent_id", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "parent_id"],
            ["location.organisation_id", "location.id"],
            name=op.f("fk_location_organisation_id_parent_id"),
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_location_organisation_id")),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_location")),
        sa.UniqueConstraint(
            "organisation_id", "parent_id", "name", name=op.f("uq_location_organisation_id_parent_id_name")
        ),
    )
    op.create_table(
        "survey",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_survey_organisation_id")),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_survey")),
        sa.UniqueConstraint("organisation_id", "name", name=op.f("uq_survey_organisation_id_name")),
    )
    op.create_table(
        "topic",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_topic_organisation_id")),
        sa.PrimaryKeyConstraint("organisation_id", "key", name=op.f("pk_topic")),
    )
    op.create_table(
        "unit",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("parent_id", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "parent_id"],
            ["unit.organisation_id", "unit.id"],
            name=op.f("fk_unit_organisation_id_parent_id"),
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_unit_organisation_id")),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_unit")),
        sa.UniqueConstraint(
            "organisation_id", "parent_id", "name", name=op.f("uq_unit_organisation_id_parent_id_name")
        ),
    )
    op.create_table(
        "block",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("location_id", sa.String(length=32), nullable=False),
        sa.Column("takes_joiners", sa.Boolean(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "location_id"],
            ["location.organisation_id", "location.id"],
            name=op.f("fk_block_organisation_id_location_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "unit_id"],
            ["unit.organisation_id", "unit.id"],
            name=op.f("fk_block_organisation_id_unit_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "quarter", "id", name=op.f("pk_block")),
    )
    op.create_table(
        "person",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("location_id", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("manager_number", sa.String(length=100), nullable=True),
        sa.Column("tenure_start", sa.Date(), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "location_id"],
            ["location.organisation_id", "location.id"],
            name=op.f("fk_person_organisation_id_location_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "unit_id"],
            ["unit.organisation_id", "unit.id"],
            name=op.f("fk_person_organisation_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_person_organisation_id")),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_person")),
        sa.UniqueConstraint("organisation_id", "email", name=op.f("uq_person_organisation_id_email")),
        sa.UniqueConstraint("organisation_id", "number", name=op.f("uq_person_organisation_id_number")),
    )
    op.create_table(
        "question",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("topic_key", sa.String(length=40), nullable=True),
        sa.Column("scale", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "topic_key"],
            ["topic.organisation_id", "topic.key"],
            name=op.f("fk_question_organisation_id_topic_key"),
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_question_organisation_id")),
        sa.PrimaryKeyConstraint("organisation_id", "key", name=op.f("pk_question")),
    )
    op.create_table(
        "role_grant",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=True),
        sa.Column("location_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "account_id"],
            ["account.organisation_id", "account.id"],
            name=op.f("fk_role_grant_organisation_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "location_id"],
            ["location.organisation_id", "location.id"],
            name=op.f("fk_role_grant_organisation_id_location_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "unit_id"],
            ["unit.organisation_id", "unit.id"],
            name=op.f("fk_role_grant_organisation_id_unit_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_role_grant")),
    )
    op.create_table(
        "series",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("survey_id", sa.String(length=32), nullable=False),
        sa.Column("starts", sa.String(length=16), nullable=False),
        sa.Column("rule", sa.String(length=200), nullable=False),
        sa.Column("window_days", sa.Integer(), nullable=False),
        sa.Column("paused_at", UTCDateTime(), nullable=True),
        sa.Column("hindered_by", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "survey_id"],
            ["survey.organisation_id", "survey.id"],
            name=op.f("fk_series_organisation_id_survey_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_series")),
    )
    op.create_table(
        "staff_session",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "account_id"],
            ["account.organisation_id", "account.id"],
            name=op.f("fk_staff_session_organisation_id_account_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "token_hash", name=op.f("pk_staff_session")),
    )
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_session_token_hash"), ["token_hash"], unique=True)

    op.create_table(
        "topic_text",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("topic_key", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "topic_key"],
            ["topic.organisation_id", "topic.key"],
            name=op.f("fk_topic_text_organisation_id_topic_key"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "topic_key", "language", name=op.f("pk_topic_text")),
    )
    op.create_table(
        "block_member",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("block_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "person_id"],
            ["person.organisation_id", "person.id"],
            name=op.f("fk_block_member_organisation_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "quarter", "block_id"],
            ["block.organisation_id", "block.quarter", "block.id"],
            name=op.f("fk_block_member_organisation_id_quarter_block_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "quarter", "person_id", name=op.f("pk_block_member")),
    )
    op.create_table(
        "cycle",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("series_id", sa.String(length=32), nullable=False),
        sa.Column("occurrence", sa.String(length=16), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("opens_at", UTCDateTime(), nullable=False),
        sa.Column("answer_until", UTCDateTime(), nullable=False),
        sa.Column("k", sa.Integer(), nullable=False),
        sa.Column("k_inv", sa.Integer(), nullable=False),
        sa.Column("invited", sa.Integer(), nullable=False),
        sa.Column("manifest", sa.LargeBinary(), nullable=False),
        sa.Column("manifest_hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("client_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "series_id"],
            ["series.organisation_id", "series.id"],
            name=op.f("fk_cycle_organisation_id_series_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_cycle")),
        sa.UniqueConstraint("id", name=op.f("uq_cycle_id")),
        sa.UniqueConstraint(
            "organisation_id", "series_id", "occurrence", name=op.f("uq_cycle_organisation_id_series_id_occurrence")
        ),
    )
    op.create_table(
        "question_text",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("question_key", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "question_key"],
            ["question.organisation_id", "question.key"],
            name=op.f("fk_question_text_organisation_id_question_key"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "question_key", "language", name=op.f("pk_question_text")),
    )
    op.create_table(
        "survey_question",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("survey_id", sa.String(length=32), nullable=False),
        sa.Column("question_key", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "question_key"],
            ["question.organisation_id", "question.key"],
            name=op.f("fk_survey_question_organisation_id_question_key"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "survey_id"],
            ["survey.organisation_id", "survey.id"],
            name=op.f("fk_survey_question_organisation_id_survey_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "survey_id", "question_key", name=op.f("pk_survey_question")),
    )
    op.create_table(
        "collecting",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("cycle_id", sa.String(length=32), nullable=False),
        sa.Column("shut", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "cycle_id"],
            ["cycle.organisation_id", "cycle.id"],
            name=op.f("fk_collecting_organisation_id_cycle_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "cycle_id", name=op.f("pk_collecting")),
    )
    op.create_table(
        "cycle_block",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("cycle_id", sa.String(length=32), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("block_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("location_id", sa.String(length=32), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("invited", sa.Integer(), nullable=False),
        sa.Column("modulus", sa.String(length=512), nullable=False),
        sa.Column("leaf", sa.String(length=64), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "cycle_id"],
            ["cycle.organisation_id", "cycle.id"],
            name=op.f("fk_cycle_block_organisation_id_cycle_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "cycle_id", "index", name=op.f("pk_cycle_block")),
        sa.UniqueConstraint(
            "organisation_id", "cycle_id", "leaf", name=op.f("uq_cycle_block_organisation_id_cycle_id_leaf")
        ),
    )
    op.create_table(
        "cycle_zone",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("cycle_id", sa.String(length=32), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("opens_at", UTCDateTime(), nullable=False),
        sa.Column("answer_until", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "cycle_id"],
            ["cycle.organisation_id", "cycle.id"],
            name=op.f("fk_cycle_zone_organisation_id_cycle_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "cycle_id", "zone", name=op.f("pk_cycle_zone")),
    )
    op.create_table(
        "figure",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("location_id", sa.String(length=32), nullable=False),
        sa.Column("cycle_id", sa.String(length=32), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("n1", sa.Integer(), nullable=False),
        sa.Column("n2", sa.Integer(), nullable=False),
        sa.Column("n3", sa.Integer(), nullable=False),
        sa.Column("n4", sa.Integer(), nullable=False),
        sa.Column("n5", sa.Integer(), nullable=False),
        sa.Column("exact", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "cycle_id"],
            ["cycle.organisation_id", "cycle.id"],
            name=op.f("fk_figure_organisation_id_cycle_id"),
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "unit_id", "location_id", "cycle_id", "question", name=op.f("pk_figure")
        ),
    )
    op.create_table(
        "invitation",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("cycle_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("block_index", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("invite_hash", sa.String(length=64), nullable=True),
        sa.Column("collected", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "cycle_id"],
            ["cycle.organisation_id", "cycle.id"],
            name=op.f("fk_invitation_organisation_id_cycle_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "person_id"],
            ["person.organisation_id", "person.id"],
            name=op.f("fk_invitation_organisation_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "cycle_id", "person_id", name=op.f("pk_invitation")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_invite_hash"), ["invite_hash"], unique=True)

    op.create_table(
        "near_cell",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("cycle_id", sa.String(length=32), nullable=False),
        sa.Column("earlier_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("location_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "cycle_id"],
            ["cycle.organisation_id", "cycle.id"],
            name=op.f("fk_near_cell_organisation_id_cycle_id"),
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "cycle_id", "earlier_id", "unit_id", "location_id", name=op.f("pk_near_cell")
        ),
    )
    op.create_table(
        "issued",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("cycle_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("block_index", sa.Integer(), nullable=False),
        sa.Column("blinded_hash", sa.String(length=64), nullable=True),
        sa.Column("signature", sa.LargeBinary(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "cycle_id", "person_id"],
            ["invitation.organisation_id", "invitation.cycle_id", "invitation.person_id"],
            name=op.f("fk_issued_organisation_id_cycle_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "cycle_id", "person_id", name=op.f("pk_issued")),
    )


def downgrade() -> None:
    """Take it back."""

    op.drop_table("issued")
    op.drop_table("near_cell")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_invite_hash"))

    op.drop_table("invitation")
    op.drop_table("figure")
    op.drop_table("cycle_zone")
    op.drop_table("cycle_block")
    op.drop_table("collecting")
    op.drop_table("survey_question")
    op.drop_table("question_text")
    op.drop_table("cycle")
    op.drop_table("block_member")
    op.drop_table("topic_text")
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_session_token_hash"))

    op.drop_table("staff_session")
    op.drop_table("series")
    op.drop_table("role_grant")
    op.drop_table("question")
    op.drop_table("person")
    op.drop_table("block")
    op.drop_table("unit")
    op.drop_table("topic")
    op.drop_table("survey")
    op.drop_table("location")
    op.drop_table("account")
    op.drop_table("tally")
    op.drop_table("released_cell")
    op.drop_table("pool")
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_message_sent_at_dead_at_due_at"))

    op.drop_table("outbox_message")
    op.drop_table("organisation")
    op.drop_table("log_in_attempt")
    op.drop_table("log_entry")
    op.drop_table("installation")
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comment_organisation_id_cycle_id"))

    op.drop_table("comment")
    op.drop_table("closing")
    op.drop_table("client_code")
    op.drop_table("board_leaf")
    op.drop_table("audit_entry")
