"""Scales, audiences, versions; links that set passwords; planned changes of trees; a chained audit log."""

import sqlalchemy as sa
from alembic import op

from pulse.database import UTCDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Expand."""

    op.create_table(
        "chain_head",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_chain_head")),
    )
    op.create_table(
        "retention",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_retention_organisation_id")),
        sa.PrimaryKeyConstraint("organisation_id", "kind", name=op.f("pk_retention")),
    )
    op.create_table(
        "tree_change",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("tree", sa.String(length=10), nullable=False),
        sa.Column("node_id", sa.String(length=32), nullable=False),
        sa.Column("change", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("target_id", sa.String(length=32), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("done_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_tree_change_organisation_id")),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_tree_change")),
    )
    op.create_table(
        "account_link",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "account_id"],
            ["account.organisation_id", "account.id"],
            name=op.f("fk_account_link_organisation_id_account_id"),
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_account_link")),
    )
    op.create_table(
        "audience_part",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("survey_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("value", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "survey_id"],
            ["survey.organisation_id", "survey.id"],
            name=op.f("fk_audience_part_organisation_id_survey_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "survey_id", "kind", "value", name=op.f("pk_audience_part")),
    )
    op.create_table(
        "survey_version",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("survey_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", UTCDateTime(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "survey_id"],
            ["survey.organisation_id", "survey.id"],
            name=op.f("fk_survey_version_organisation_id_survey_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "survey_id", "version", name=op.f("pk_survey_version")),
    )
    op.create_table(
        "option_text",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("question_key", sa.String(length=40), nullable=False),
        sa.Column("option", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "question_key"],
            ["question.organisation_id", "question.key"],
            name=op.f("fk_option_text_organisation_id_question_key"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "question_key", "option", "language", name=op.f("pk_option_text")),
    )
    op.create_table(
        "choice_figure",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("location_id", sa.String(length=32), nullable=False),
        sa.Column("cycle_id", sa.String(length=32), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("option", sa.Integer(), nullable=False),
        sa.Column("chosen", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("exact", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "cycle_id"],
            ["cycle.organisation_id", "cycle.id"],
            name=op.f("fk_choice_figure_organisation_id_cycle_id"),
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id",
            "unit_id",
            "location_id",
            "cycle_id",
            "question",
            "option",
            name=op.f("pk_choice_figure"),
        ),
    )
    op.create_table(
        "left_out",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("cycle_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("location_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "cycle_id"],
            ["cycle.organisation_id", "cycle.id"],
            name=op.f("fk_left_out_organisation_id_cycle_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "cycle_id", "unit_id", "location_id", name=op.f("pk_left_out")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("position", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("salt", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("details_hash", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("hash", sa.String(length=64), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_audit_entry_organisation_id_position"), ["organisation_id", "position"], unique=True
        )

    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("question", sa.String(length=40), nullable=True))

    with op.batch_alter_table("cycle", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sample", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("audience", sa.JSON(), nullable=True))

    with op.batch_alter_table("location", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closed_on", sa.Date(), nullable=True))

    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("participation", sa.Integer(), server_default="70", nullable=False))
        batch_op.add_column(sa.Column("set_up_at", UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("colour", sa.String(length=7), nullable=True))
        batch_op.add_column(sa.Column("icon", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("data_contact", sa.String(length=500), server_default="", nullable=False))
        batch_op.add_column(sa.Column("retained_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("undated_on", sa.Date(), nullable=True))

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("left_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("erased_on", sa.Date(), nullable=True))

    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.add_column(sa.Column("parent_key", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("own", sa.Boolean(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("retired", sa.Boolean(), server_default="0", nullable=False))

    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.add_column(sa.Column("margin", sa.Integer(), nullable=True))

    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("device", sa.String(length=80), nullable=True))

    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.add_column(sa.Column("forms", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("archived", sa.Boolean(), server_default="0", nullable=False))

    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closed_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Take it back."""

    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_column("closed_on")

    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.drop_column("archived")
        batch_op.drop_column("version")
        batch_op.drop_column("forms")

    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.drop_column("device")

    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.drop_column("margin")

    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_column("retired")
        batch_op.drop_column("own")
        batch_op.drop_column("parent_key")

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("erased_on")
        batch_op.drop_column("left_on")

    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_column("undated_on")
        batch_op.drop_column("retained_on")
        batch_op.drop_column("data_contact")
        batch_op.drop_column("icon")
        batch_op.drop_column("colour")
        batch_op.drop_column("set_up_at")
        batch_op.drop_column("participation")

    with op.batch_alter_table("location", schema=None) as batch_op:
        batch_op.drop_column("closed_on")

    with op.batch_alter_table("cycle", schema=None) as batch_op:
        batch_op.drop_column("audience")
        batch_op.drop_column("sample")

    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_column("question")

    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_organisation_id_position"))
        batch_op.drop_column("hash")
        batch_op.drop_column("details_hash")
        batch_op.drop_column("salt")
        batch_op.drop_column("position")

    op.drop_table("left_out")
    op.drop_table("choice_figure")
    op.drop_table("option_text")
    op.drop_table("survey_version")
    op.drop_table("audience_part")
    op.drop_table("account_link")
    op.drop_table("tree_change")
    op.drop_table("retention")
    op.drop_table("chain_head")
