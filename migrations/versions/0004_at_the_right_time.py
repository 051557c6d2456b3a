"""at the right time"""

import sqlalchemy as sa
from alembic import op

from pulse.database import UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Expand."""

    op.create_table(
        "relay",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("free_at", UTCDateTime(), nullable=False),
        sa.Column("paused_until", UTCDateTime(), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_relay")),
    )
    op.create_table(
        "blackout",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_blackout_organisation_id")),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_blackout")),
    )
    op.create_table(
        "calendar",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("weekend", sa.String(length=20), nullable=False),
        sa.Column("copied_to", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_calendar_organisation_id")),
        sa.PrimaryKeyConstraint("organisation_id", "code", name=op.f("pk_calendar")),
    )
    op.create_table(
        "channel_setting",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_channel_setting_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "channel", name=op.f("pk_channel_setting")),
    )
    op.create_table(
        "suppressed",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("noted_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_suppressed_organisation_id")),
        sa.PrimaryKeyConstraint("organisation_id", "address", name=op.f("pk_suppressed")),
    )
    op.create_table(
        "calendar_day",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("removed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "code"],
            ["calendar.organisation_id", "calendar.code"],
            name=op.f("fk_calendar_day_organisation_id_code"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "code", "day", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "missed",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("series_id", sa.String(length=32), nullable=False),
        sa.Column("occurrence", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("noted_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "series_id"],
            ["series.organisation_id", "series.id"],
            name=op.f("fk_missed_organisation_id_series_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "series_id", "occurrence", name=op.f("pk_missed")),
    )
    op.create_table(
        "preference",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=True),
        sa.Column("hour", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=20), nullable=True),
        sa.Column("stopped", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "person_id"],
            ["person.organisation_id", "person.id"],
            name=op.f("fk_preference_organisation_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "person_id", name=op.f("pk_preference")),
    )
    op.create_table(
        "reminder_round",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("cycle_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("location_id", sa.String(length=32), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "cycle_id"],
            ["cycle.organisation_id", "cycle.id"],
            name=op.f("fk_reminder_round_organisation_id_cycle_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "location_id"],
            ["location.organisation_id", "location.id"],
            name=op.f("fk_reminder_round_organisation_id_location_id"),
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "cycle_id", "number", "zone", "location_id", name=op.f("pk_reminder_round")
        ),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("location_id", sa.String(length=32), nullable=True))

    with op.batch_alter_table("location", schema=None) as batch_op:
        batch_op.add_column(sa.Column("calendar", sa.String(length=12), nullable=True))

    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("contact_days", sa.Integer(), server_default="7", nullable=False))

    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_message_sent_at_dead_at_due_at"))
        batch_op.create_index(
            batch_op.f("ix_outbox_message_organisation_id_about"), ["organisation_id", "about"], unique=False
        )
        batch_op.create_index(
            "ix_outbox_message_waiting",
            ["due_at", "organisation_id", "dedup"],
            unique=False,
            sqlite_where=sa.text("sent_at IS NULL AND dead_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL AND dead_at IS NULL"),
        )

    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.add_column(sa.Column("time_zone", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("if_holiday", sa.String(length=10), server_default="keep", nullable=False))
        batch_op.add_column(sa.Column("reminders", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("ends_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("paused_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("looked_at", UTCDateTime(), nullable=True))

    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rotates_over", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Take it back."""

    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.drop_column("rotates_over")

    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.drop_column("looked_at")
        batch_op.drop_column("paused_until")
        batch_op.drop_column("ends_on")
        batch_op.drop_column("reminders")
        batch_op.drop_column("if_holiday")
        batch_op.drop_column("time_zone")

    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_message_waiting",
            sqlite_where=sa.text("sent_at IS NULL AND dead_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL AND dead_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_outbox_message_organisation_id_about"))
        batch_op.create_index(
            batch_op.f("ix_outbox_message_sent_at_dead_at_due_at"), ["sent_at", "dead_at", "due_at"], unique=False
        )

    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_column("contact_days")

    with op.batch_alter_table("location", schema=None) as batch_op:
        batch_op.drop_column("calendar")

    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_column("location_id")

    op.drop_table("reminder_round")
    op.drop_table("preference")
    op.drop_table("missed")
    op.drop_table("calendar_day")
    op.drop_table("suppressed")
    op.drop_table("channel_setting")
    op.drop_table("calendar")
    op.drop_table("blackout")
    op.drop_table("relay")
