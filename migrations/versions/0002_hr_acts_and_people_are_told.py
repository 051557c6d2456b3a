"""hr acts and people are told"""

import sqlalchemy as sa
from alembic import op

from pulse.database import UTCDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Expand."""

    op.create_table(
        "changes_address",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("secret", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_changes_address_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_changes_address")),
        sa.UniqueConstraint("secret", name=op.f("uq_changes_address_secret")),
    )
    op.create_table(
        "action",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=120), nullable=False),
        sa.Column("impact", sa.String(length=1), nullable=False),
        sa.Column("effort", sa.String(length=1), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("expected_points", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "topic"],
            ["topic.organisation_id", "topic.key"],
            name=op.f("fk_action_organisation_id_topic"),
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_action_organisation_id")),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_action")),
    )
    op.create_table(
        "action_place",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("action_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("location_id", sa.String(length=32), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "action_id"],
            ["action.organisation_id", "action.id"],
            name=op.f("fk_action_place_organisation_id_action_id"),
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "action_id", "unit_id", "location_id", name=op.f("pk_action_place")
        ),
    )
    op.create_table(
        "announcement",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("action_id", sa.String(length=32), nullable=True),
        sa.Column("published_at", UTCDateTime(), nullable=True),
        sa.Column("first_cycle_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "action_id"],
            ["action.organisation_id", "action.id"],
            name=op.f("fk_announcement_organisation_id_action_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "first_cycle_id"],
            ["cycle.organisation_id", "cycle.id"],
            name=op.f("fk_announcement_organisation_id_first_cycle_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "topic"],
            ["topic.organisation_id", "topic.key"],
            name=op.f("fk_announcement_organisation_id_topic"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_announcement_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_announcement")),
    )
    op.create_table(
        "announcement_place",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("announcement_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("location_id", sa.String(length=32), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "announcement_id"],
            ["announcement.organisation_id", "announcement.id"],
            name=op.f("fk_announcement_place_organisation_id_announcement_id"),
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "announcement_id", "unit_id", "location_id", name=op.f("pk_announcement_place")
        ),
    )
    op.create_table(
        "announcement_text",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("announcement_id", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "announcement_id"],
            ["announcement.organisation_id", "announcement.id"],
            name=op.f("fk_announcement_text_organisation_id_announcement_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "announcement_id", "language", name=op.f("pk_announcement_text")),
    )
    with op.batch_alter_table("cycle", schema=None) as batch_op:
        batch_op.add_column(sa.Column("afterword", sa.LargeBinary(), nullable=True))

    with op.batch_alter_table("cycle_block", schema=None) as batch_op:
        batch_op.create_index(
            "ix_cycle_block_parts", ["organisation_id", "cycle_id", "unit_id", "location_id", "invited"], unique=False
        )

    with op.batch_alter_table("installation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("demo_left", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Take it back."""

    with op.batch_alter_table("installation", schema=None) as batch_op:
        batch_op.drop_column("demo_left")

    with op.batch_alter_table("cycle_block", schema=None) as batch_op:
        batch_op.drop_index("ix_cycle_block_parts")

    with op.batch_alter_table("cycle", schema=None) as batch_op:
        batch_op.drop_column("afterword")

    op.drop_table("announcement_text")
    op.drop_table("announcement_place")
    op.drop_table("announcement")
    op.drop_table("action_place")
    op.drop_table("action")
    op.drop_table("changes_address")
