"""Reading what the trustee has handed over and what is kept for them."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.organisation.queries import own
from pulse.trustee.models import RecoveryCopy, TrusteeCount, TrusteeKey
from pulse.trustee.modes import COUNTS, FEW_KEYS, NONE
from pulse.trustee.public_file import PublicKey


@dataclass(frozen=True)
class Standing:
    """What a trustee does in an organisation, and for how many more check-ins there are keys."""

    mode: str
    name: str | None
    left: int
    used: int

    @property
    def hinders(self) -> bool:
        """Whether no check-in can open: only the trustee may open answers, and there is no key of theirs."""
        return self.mode == COUNTS and self.left == 0

    @property
    def few(self) -> bool:
        """Whether it is time to ask for new keys."""
        return self.mode != NONE and self.left <= FEW_KEYS


@dataclass(frozen=True)
class NamedKey:
    """A key and whose it is."""

    key: PublicKey
    name: str


@dataclass(frozen=True)
class Counted:
    """What the trustee signed of a count."""

    document: bytes
    signature: str


def standing(session: Session, organisation_id: str) -> Standing:
    """How an organisation stands with its trustee."""
    key = next_key(session, organisation_id)
    rows = session.execute(
        select(TrusteeKey.cycle_id).where(
            TrusteeKey.organisation_id == organisation_id, TrusteeKey.withdrawn.is_(False)
        )
    ).scalars()
    taken = [cycle is not None for cycle in rows]
    return Standing(
        own(session, organisation_id).trustee, key.name if key else None, taken.count(False), taken.count(True)
    )


def next_key(session: Session, organisation_id: str) -> NamedKey | None:
    """The key that the next check-in would take."""
    row = session.scalar(
        select(TrusteeKey)
        .where(
            TrusteeKey.organisation_id == organisation_id,
            TrusteeKey.cycle_id.is_(None),
            TrusteeKey.withdrawn.is_(False),
        )
        .order_by(TrusteeKey.position)
        .limit(1)
    )
    return NamedKey(PublicKey(bytes.fromhex(row.box), bytes.fromhex(row.sign)), row.name) if row else None


def recovery_copy(session: Session, organisation_id: str, cycle_id: str) -> bytes | None:
    """The sealed copy of a cycle's keys."""
    row = session.get(RecoveryCopy, (organisation_id, cycle_id))
    return row.sealed if row else None


def counted(session: Session, organisation_id: str, cycle_id: str) -> Counted | None:
    """What the trustee signed of this cycle's count, if they counted it."""
    row = session.get(TrusteeCount, (organisation_id, cycle_id))
    return Counted(row.document, row.signature) if row else None
