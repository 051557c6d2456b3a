"""the trustee"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Expand."""

    op.create_table(
        "recovery_copy",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("cycle_id", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_recovery_copy_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "cycle_id", name=op.f("pk_recovery_copy")),
    )
    op.create_table(
        "trustee_count",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("cycle_id", sa.String(length=32), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_trustee_count_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "cycle_id", name=op.f("pk_trustee_count")),
    )
    op.create_table(
        "trustee_key",
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("box", sa.String(length=130), nullable=False),
        sa.Column("sign", sa.String(length=64), nullable=False),
        sa.Column("cycle_id", sa.String(length=32), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_trustee_key_organisation_id")),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_trustee_key")),
        sa.UniqueConstraint("box", name=op.f("uq_trustee_key_box")),
        sa.UniqueConstraint("organisation_id", "cycle_id", name=op.f("uq_trustee_key_organisation_id_cycle_id")),
        sa.UniqueConstraint("organisation_id", "position", name=op.f("uq_trustee_key_organisation_id_position")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("trustee", sa.String(length=10), server_default="none", nullable=False))


def downgrade() -> None:
    """Take it back."""

    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_column("trustee")

    op.drop_table("trustee_key")
    op.drop_table("trustee_count")
    op.drop_table("recovery_copy")
