"""Taking in a trustee's public keys, giving each to one cycle, keeping what is sealed or signed."""

from sqlalchemy import delete, func, select, true, update
from sqlalchemy.orm import Session

from pulse.organisation import operations as organisations
from pulse.trustee.models import RecoveryCopy, TrusteeCount, TrusteeKey
from pulse.trustee.modes import MODES
from pulse.trustee.public_file import PublicFile, PublicKey


class KeyKnown(ValueError):
    """A key of the file is registered already: one key serves one check-in, never two."""


class KeyTaken(Exception):
    """Another cycle took this key at the same moment, or it was withdrawn; the next tick takes the next one."""


def register(session: Session, organisation_id: str, file: PublicFile) -> int:
    """Keep the keys of a file, to be used after those that are there; how many. `KeyKnown` keeps none."""
    organisations.lock(session, organisation_id)
    boxes = [key.box.hex() for key in file.keys]
    if session.scalar(select(func.count()).select_from(TrusteeKey).where(TrusteeKey.box.in_(boxes))):
        raise KeyKnown("A key of this file has been registered before. One key serves one check-in, never two.")
    last = session.scalar(select(func.max(TrusteeKey.position)).where(TrusteeKey.organisation_id == organisation_id))
    first = 0 if last is None else last + 1
    for position, key in enumerate(file.keys, start=first):
        session.add(
            TrusteeKey(
                organisation_id=organisation_id,
                id=key.id,
                position=position,
                name=file.name,
                box=key.box.hex(),
                sign=key.sign.hex(),
                cycle_id=None,
                withdrawn=False,
            )
        )
    session.flush()
    return len(file.keys)


def withdraw(session: Session, organisation_id: str | None = None) -> int:
    """Use no key any more that no check-in has taken; of one organisation, or of all. How many.

    As when the trustee lost their folder, or when a backup came back: it does not know which of
    these keys have been used since, and perhaps deleted.
    """
    ours = TrusteeKey.organisation_id == organisation_id if organisation_id is not None else true()
    gone = session.execute(
        update(TrusteeKey)
        .where(ours, TrusteeKey.cycle_id.is_(None), TrusteeKey.withdrawn.is_(False))
        .values(withdrawn=True)
        .returning(TrusteeKey.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())


def change_mode(session: Session, organisation_id: str, mode: str) -> None:
    """Say what the trustee does from the next opening on; check-ins that are open keep what they froze."""
    if mode not in MODES:
        raise ValueError(mode)
    organisations.change_trustee(session, organisation_id, mode)


def take_key(session: Session, organisation_id: str, key: PublicKey, cycle_id: str) -> None:
    """Give a key to a cycle, for good; `KeyTaken` when another cycle has it or it was withdrawn meanwhile."""
    free = TrusteeKey.cycle_id.is_(None) & TrusteeKey.withdrawn.is_(False)
    taken = session.execute(
        update(TrusteeKey)
        .where(TrusteeKey.organisation_id == organisation_id, TrusteeKey.id == key.id, free)
        .values(cycle_id=cycle_id)
        .returning(TrusteeKey.id)
        .execution_options(synchronize_session=False)
    )
    if taken.first() is None:
        raise KeyTaken(key.id)


def keep_copy(session: Session, organisation_id: str, cycle_id: str, sealed: bytes) -> None:
    """Keep the sealed copy of a cycle's keys until the close."""
    session.add(RecoveryCopy(organisation_id=organisation_id, cycle_id=cycle_id, sealed=sealed))
    session.flush()


def forget_copy(session: Session, organisation_id: str, cycle_id: str) -> None:
    """Drop the sealed copy: nothing is left that it could open."""
    session.execute(
        delete(RecoveryCopy).where(RecoveryCopy.organisation_id == organisation_id, RecoveryCopy.cycle_id == cycle_id)
    )


def note_counted(session: Session, organisation_id: str, cycle_id: str, document: bytes, signature: bytes) -> None:
    """Keep what the trustee signed, for the board."""
    session.add(
        TrusteeCount(organisation_id=organisation_id, cycle_id=cycle_id, document=document, signature=signature.hex())
    )
    session.flush()
