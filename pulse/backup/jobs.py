"""`pulse backup`, `pulse restore` and `pulse db copy`: whole databases, each as of one moment, never with keys."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.orm import Session

from pulse import migrate
from pulse.backup.operations import (
    BroughtBack,
    copy_rows,
    end_sessions,
    installation_of,
    shut_what_was_open,
    uncounted,
    used,
    write_down,
)
from pulse.database import Database
from pulse.delivery.queries import all_settings
from pulse.delivery.settings import Unreadable, unseal
from pulse.durable import sync_folder
from pulse.organisation.queries import organisation
from pulse.trustee.operations import withdraw
from pulse.web.services import Services

FILE = "pulse.db"


class NotCopied(ValueError):
    """Nothing was copied and nothing was changed; the message is one sentence."""


def back_up(services: Services, folder: Path) -> int:
    """Write the database into `folder/pulse.db`; gives the number of rows.

    Whatever kind of database it comes from, the copy is one SQLite file. The key folder is left out on purpose.
    """
    if folder.resolve().is_relative_to(services.keys.folder.resolve()):
        raise NotCopied("a backup does not belong into the key folder: whoever had both could open sealed answers")
    if (folder / FILE).exists():
        raise NotCopied(f"there is a backup in {folder} already; name another folder")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder / f".{FILE}.part"
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    try:
        with _opened(f"sqlite:///{draft}") as target:
            migrate.upgrade(target)
            with services.database.snapshot() as source, target.writing() as session:
                copied = copy_rows(source, session)
            target.settle()
        _keep(draft, folder / FILE)
    finally:
        draft.unlink(missing_ok=True)
    return copied


def restore(services: Services, folder: Path) -> list[BroughtBack]:
    """Bring a backup into this installation's empty database; gives the check-ins that it found under way.

    The backup itself stays as it is, also where it has to be brought to the present shape first.
    """
    if not (folder / FILE).is_file():
        raise NotCopied(f"there is no backup in {folder}: it would hold a file {FILE}")
    migrate.upgrade(services.database)
    services.config.data.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=services.config.data) as scratch:
        copy = Path(scratch) / FILE
        shutil.copyfile(folder / FILE, copy)
        with _opened(f"sqlite:///{copy}") as backup:
            migrate.upgrade(backup)
            with backup.snapshot() as source, services.database.writing() as target:
                _must_be_unused(target)
                _must_be_ours(services, installation_of(source))
                copy_rows(source, target)
                end_sessions(target)
                withdraw(target)  # which of the trustee's keys were used since, this backup does not know
                ends = write_down(target, now=services.clock.now())
                found = shut_what_was_open(target, services.keys)
    for organisation_id, end in ends.items():
        services.keys.note_end(organisation_id, str(end), came_back=True)
    return found


def locked_settings(services: Services) -> list[tuple[str, str]]:
    """Which channels' settings the key folder does not open: organisation and channel, to be entered again."""
    key = services.keys.settings_key()
    locked = []
    with services.database.reading() as session:
        for organisation_id, channel, sealed in all_settings(session):
            try:
                unseal(key, organisation_id, channel, sealed)
            except Unreadable:
                known = organisation(session, organisation_id)
                locked.append((known.name if known else organisation_id, channel))
    return locked


def copy_database(source_url: str, target_url: str) -> int:
    """Copy one database into another, empty one, of any kind; gives the number of rows.

    Not while a check-in is open or uncounted: two databases that take ballots would count people twice.
    """
    with _opened(source_url) as source, _opened(target_url) as target:
        if migrate.differences(source):
            raise NotCopied("the first database does not have the present shape; `pulse db upgrade` brings it there")
        migrate.upgrade(target)
        with source.snapshot() as reading, target.writing() as writing:
            if waiting := uncounted(reading):
                raise NotCopied(
                    f"check-in {waiting[0]} is not counted yet; copy the database when no check-in is open: "
                    "two databases that take ballots would count people twice"
                )
            _must_be_unused(writing)
            return copy_rows(reading, writing)


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.dispose()


def _must_be_unused(session: Session) -> None:
    if used(session):
        raise NotCopied("the database it should go into is not empty; name an empty one")


def _must_be_ours(services: Services, installation: str | None) -> None:
    """Without the folder's lasting keys nothing could be signed, and open check-ins could not be counted."""
    if installation is not None and not services.keys.knows(installation):
        raise NotCopied(
            f"the key folder {services.keys.folder} is not the one this backup belongs to; "
            "put the copy of its folder `lasting` there first"
        )


def _keep(draft: Path, path: Path) -> None:
    """Durable under its final name, or not there at all."""
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.rename(path)
    sync_folder(path.parent)
