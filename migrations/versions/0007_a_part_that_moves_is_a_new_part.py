"""A unit or location that is moved or merged is continued as a new one."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = ("unit", "location")


def upgrade() -> None:
    """Expand."""
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("continued_as", sa.String(length=32), nullable=True))


def downgrade() -> None:
    """Forget which goes on as which."""
    for table in reversed(TABLES):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("continued_as")
