"""Reading the folder into which the mail server puts what comes back."""

import logging
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from itertools import islice
from pathlib import Path

from sqlalchemy.exc import DataError, IntegrityError, OperationalError, SQLAlchemyError

from pulse.delivery.bounces.notices import LARGEST
from pulse.delivery.bounces.operations import take_in
from pulse.delivery.channels.email import postmark_key
from pulse.web.services import Services

MOST = 500  # a tick
UNREAD = ".unread"  # ends the name of a file that was put aside because it could not be read

log = logging.getLogger("pulse.delivery")


class Unreadable(ValueError):
    """A notice with something in it that cannot be kept."""


def read_returned(services: Services, now: datetime) -> int:
    """Take in every new mail of the folder; how many addresses are left alone from now on.

    A notice that was about a mail of ours is deleted. Whatever else lies there is put aside, unread: in a Maildir
    among the seen mails, in a plain folder under `other`. So is one that cannot be read, under a name that says so.
    """
    folder = services.config.bounces
    if folder is None:
        return 0
    try:
        return sum(_settled(services, file, now) for file in list(islice(_new(folder), MOST)))
    except OSError as error:
        log.warning("the folder for mail that comes back cannot be read: %s", error.strerror or type(error).__name__)
        return 0


def accept(services: Services, raw: bytes, now: datetime) -> int:
    """Take in one notice; `Unreadable` if what it says cannot be kept."""
    try:
        with services.database.writing() as session:
            return take_in(session, raw, postmark_key(services), now=now)
    except IntegrityError:  # of an organisation that has gone
        return 0
    except (DataError, ValueError) as error:
        raise Unreadable(type(error).__name__) from error


def _new(folder: Path) -> Iterator[Path]:
    if (folder / "new").is_dir():
        return (file for file in (folder / "new").iterdir() if file.is_file() and not file.is_symlink())
    return (file for file in folder.glob("*.eml") if file.is_file() and not file.is_symlink())


def _settled(services: Services, file: Path, now: datetime) -> int:
    try:
        return _taken(services, file, now)
    except FileNotFoundError:  # another worker was quicker
        return 0
    except OperationalError:  # the database is away: the next tick finds the file again
        raise
    except (
        OSError,
        SQLAlchemyError,
        ValueError,
        TypeError,
        LookupError,
    ) as error:  # one file must not hold up the others
        log.warning("mail that came back cannot be read and is put aside: %s", type(error).__name__)
        with suppress(OSError):
            _put_aside(file, UNREAD)
        return 0


def _taken(services: Services, file: Path, now: datetime) -> int:
    with file.open("rb") as mail:
        raw = mail.read(LARGEST + 1)
    found = accept(services, raw, now)
    if found:
        file.unlink()
    else:
        _put_aside(file)
    return found


def _put_aside(file: Path, mark: str = "") -> None:
    if file.parent.name == "new":
        target = file.parent.parent / "cur" / f"{file.name.partition(':')[0]}{mark}:2,S"
    else:
        target = file.parent / "other" / f"{file.name}{mark}"
    target.parent.mkdir(exist_ok=True)
    file.rename(target)
