"""Founding an organisation and growing its trees."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from secrets import token_hex

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pulse.audit_log.operations import record
from pulse.organisation import names
from pulse.organisation.growing import grow
from pulse.organisation.models import Block, Installation, Location, Organisation, Unit
from pulse.organisation.queries import Profile, locations, profile, units
from pulse.organisation.tree import Tree


def found(
    session: Session,
    *,
    name: str,
    slug: str,
    language: str,
    time_zone: str,
    k: int,
    k_inv: int,
    is_demo: bool,
    danger_contacts: str,
) -> str:
    """Make an organisation with the roots of both trees, named like it; give its id."""
    name = names.clean(name)
    made = Organisation(
        id=token_hex(16),
        slug=slug,
        name=name,
        language=language,
        time_zone=time_zone,
        danger_contacts=danger_contacts,
        k=k,
        k_inv=k_inv,
        is_demo=is_demo,
        launched_at=None,
        trustee="none",
    )
    session.add(made)
    session.flush()  # the roots refer to it, and no relationship tells SQLAlchemy the order
    session.add(Unit(organisation_id=made.id, id=token_hex(16), parent_id=None, name=name))
    session.add(Location(organisation_id=made.id, id=token_hex(16), parent_id=None, name=name))
    session.flush()
    return made.id


def lock(session: Session, organisation_id: str) -> None:
    """Let nobody else do what locks the organisation until this transaction ends (SQLite has one writer anyway)."""
    session.scalar(select(Organisation.id).where(Organisation.id == organisation_id).with_for_update())


def ensure_unit(session: Session, organisation_id: str, path: str) -> str:
    """The id of the unit at a path like `Operations/Kitchen`, made where it is missing."""
    return ensure_units(session, organisation_id, [path])[path]


def ensure_location(session: Session, organisation_id: str, path: str) -> str:
    """The id of the location at a path like `Jakarta/Plant 2`, made where it is missing."""
    return ensure_locations(session, organisation_id, [path])[path]


def ensure_units(session: Session, organisation_id: str, paths: Iterable[str]) -> dict[str, str]:
    """The id of each path's unit."""
    return _ensure(session, Unit, organisation_id, units(session, organisation_id), paths)


def ensure_locations(session: Session, organisation_id: str, paths: Iterable[str]) -> dict[str, str]:
    """The id of each path's location."""
    return _ensure(session, Location, organisation_id, locations(session, organisation_id), paths)


def _ensure(
    session: Session, table: type[Unit] | type[Location], organisation_id: str, tree: Tree, paths: Iterable[str]
) -> dict[str, str]:
    found, made = grow(tree, paths, lambda: token_hex(16))
    for node in made:
        session.add(table(organisation_id=organisation_id, id=node.id, parent_id=node.parent_id, name=node.name))
    session.flush()
    return found


def launch(session: Session, organisation_id: str, *, now: datetime) -> None:
    """Note the first opening; from then on the thresholds stand."""
    session.execute(
        update(Organisation)
        .where(Organisation.id == organisation_id, Organisation.launched_at.is_(None))
        .values(launched_at=now)
    )


def store_blocks(
    session: Session, organisation_id: str, quarter: str, blocks: Mapping[str, tuple[str, str, str, bool]]
) -> None:
    """Write down (unit, location, label, takes joiners) of each block of a quarter as it now stands.

    A block that was absorbed keeps its row: it has no members any more, and its id is not used again.
    """
    for id, (unit_id, location_id, label, takes_joiners) in sorted(blocks.items()):
        session.merge(
            Block(
                organisation_id=organisation_id,
                quarter=quarter,
                id=id,
                unit_id=unit_id,
                location_id=location_id,
                label=label,
                takes_joiners=takes_joiners,
            )
        )
    session.flush()


def installation_id(session: Session) -> tuple[str, bool]:
    """The name of this database for its key folder, and whether it was given just now."""
    known = session.scalar(select(Installation.id))
    if known is not None:
        return known, False
    made = token_hex(16)
    session.add(Installation(id=made, compact_due=False, demo_left=False))
    session.flush()
    return made, True


def note_tick(session: Session, *, now: datetime) -> None:
    """Note that a worker is alive."""
    session.execute(update(Installation).values(ticked_at=now))


def note_demo_left(session: Session) -> None:
    """Note that somebody left the demo organisation, so that it is not made again by itself."""
    session.execute(update(Installation).values(demo_left=True))


def set_compact_due(session: Session, due: bool) -> None:
    """Note that deleted rows left pages behind, or that they are gone."""
    session.execute(update(Installation).values(compact_due=due))


def change_danger_contacts(session: Session, organisation_id: str, contacts: str) -> None:
    """Change whom to call in danger; cycles that are open keep what they froze."""
    session.execute(update(Organisation).where(Organisation.id == organisation_id).values(danger_contacts=contacts))


def change_trustee(session: Session, organisation_id: str, trustee: str) -> None:
    """Change what a trustee does from the next opening on."""
    session.execute(update(Organisation).where(Organisation.id == organisation_id).values(trustee=trustee))


def change_calendar(session: Session, organisation_id: str, location_id: str, code: str | None) -> None:
    """Let a location go by a calendar; None: by that of the place above."""
    session.execute(
        update(Location)
        .where(Location.organisation_id == organisation_id, Location.id == location_id)
        .values(calendar=code)
    )


def change_contact_days(session: Session, organisation_id: str, days: int) -> None:
    """Let nobody be invited again before so many days have passed, over all series."""
    session.execute(update(Organisation).where(Organisation.id == organisation_id).values(contact_days=days))


def choose_thresholds(session: Session, organisation_id: str, *, k: int, k_inv: int, participation: int) -> bool:
    """Set how many answers and people stand behind a figure; False when the first check-in has fixed them."""
    chosen = (
        update(Organisation)
        .where(Organisation.id == organisation_id, Organisation.launched_at.is_(None))
        .values(k=k, k_inv=k_inv, participation=participation)
        .returning(Organisation.id)
    )
    return session.scalar(chosen) is not None


def note_set_up(session: Session, organisation_id: str, *, now: datetime) -> None:
    """Note that the guided set-up was finished, or put away."""
    session.execute(
        update(Organisation)
        .where(Organisation.id == organisation_id, Organisation.set_up_at.is_(None))
        .values(set_up_at=now)
    )


def change_profile(session: Session, organisation_id: str, wanted: Profile, *, actor: str, now: datetime) -> None:
    """Change what it is called and looks like. The roots of its trees follow, unless they were given other names."""
    wanted, before = replace(wanted, name=names.clean(wanted.name)), profile(session, organisation_id)
    if wanted == before:
        return
    session.execute(update(Organisation).where(Organisation.id == organisation_id).values(**asdict(wanted)))
    for table in (Unit, Location):
        session.execute(
            update(table)
            .where(table.organisation_id == organisation_id, table.parent_id.is_(None), table.name == before.name)
            .values(name=wanted.name)
        )
    old, new = asdict(before), asdict(wanted)
    details = {name: {"before": old[name] or "", "after": new[name] or ""} for name in new if new[name] != old[name]}
    record(
        session,
        organisation_id,
        actor=actor,
        action="organisation.changed",
        subject=organisation_id,
        details=details,
        now=now,
    )


def change_icon(session: Session, organisation_id: str, content: bytes | None, *, actor: str, now: datetime) -> None:
    """Give it another icon, or none."""
    session.execute(update(Organisation).where(Organisation.id == organisation_id).values(icon=content))
    record(
        session,
        organisation_id,
        actor=actor,
        action="organisation.changed",
        subject=organisation_id,
        details={"icon": len(content or b"")},
        now=now,
    )
