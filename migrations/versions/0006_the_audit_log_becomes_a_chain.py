"""Entries of the audit log that were written before there was a chain join it, in the order of their times."""

from secrets import token_hex

import sqlalchemy as sa
from alembic import op
from sqlalchemy.orm import Session

from pulse.audit_log.chain import START, Kept, details_hash, entry_hash, plain
from pulse.database import UTCDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

CHUNK = 1000
entry = sa.table(
    "audit_entry",
    sa.column("organisation_id", sa.String),
    sa.column("id", sa.String),
    sa.column("at", UTCDateTime),
    sa.column("actor", sa.String),
    sa.column("action", sa.String),
    sa.column("subject", sa.String),
    sa.column("details", sa.JSON),
    sa.column("position", sa.Integer),
    sa.column("salt", sa.String),
    sa.column("details_hash", sa.String),
    sa.column("hash", sa.String),
)
head = sa.table(
    "chain_head",
    sa.column("organisation_id", sa.String),
    sa.column("position", sa.Integer),
    sa.column("hash", sa.String),
)


def upgrade() -> None:
    """Chain what is there."""
    session = Session(op.get_bind())
    for organisation_id in list(session.scalars(sa.select(entry.c.organisation_id).distinct())):
        position, last, rows = 0, START, []
        while rows := _unchained(session, organisation_id, rows[-1:]):
            chained = []
            for row in rows:
                position += 1
                found = _joined(row, position, last)
                last = str(found.hash)
                chained.append(found)
            _keep(session, chained)
        session.execute(sa.insert(head).values(organisation_id=organisation_id, position=position, hash=last))
    session.flush()


def _unchained(session, organisation_id, last):
    """The next entries, behind the last one: what is chained already is not walked over again."""
    wanted = sa.select(entry).where(entry.c.organisation_id == organisation_id, entry.c.position.is_(None))
    for row in last:
        later = sa.and_(entry.c.at == row["at"], entry.c.id > row["id"])
        wanted = wanted.where(entry.c.at >= row["at"], sa.or_(entry.c.at > row["at"], later))
    return session.execute(wanted.order_by(entry.c.at, entry.c.id).limit(CHUNK)).mappings().all()


def _joined(row, position, last):
    salt, details = token_hex(16), plain(row["details"])
    hashed = details_hash(salt, row["subject"], details)
    bare = {**row, "details": details, "position": position, "salt": salt, "details_hash": hashed}
    return Kept(**{**bare, "hash": entry_hash(last, Kept(**bare))})


def _keep(session, chained):
    statement = (
        sa.update(entry)
        .where(entry.c.organisation_id == sa.bindparam("of"), entry.c.id == sa.bindparam("which"))
        .values({name: sa.bindparam(f"new_{name}") for name in ("position", "salt", "details_hash", "hash")})
    )
    session.execute(
        statement,
        [
            {
                "of": one.organisation_id,
                "which": one.id,
                "new_position": one.position,
                "new_salt": one.salt,
                "new_details_hash": one.details_hash,
                "new_hash": one.hash,
            }
            for one in chained
        ],
    )


def downgrade() -> None:
    """Forget the ends; the columns go with the migration before."""
    op.execute(sa.update(entry).values(position=None, salt=None, details_hash=None, hash=None))
    op.execute(sa.delete(head))
