"""The chain that holds a log together, pure: each entry's hash covers the entry and the hash of the one before.

Subject and details are in it by way of a salted hash of their own, so that an erasure can empty them: what was there
can then neither be read nor guessed, and every hash stays what it was. An erasure writes down which entries it
emptied, a shortening where the log begins since: both are entries themselves, so that nobody empties or cuts in
silence. Whoever can write to the database can make a whole new chain; a head that was noted elsewhere tells it apart.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

from pulse.envelope.canonical import canonical
from pulse.i18n import N_

ENTRY, DETAILS = "pulse-audit-entry-v1", "pulse-audit-details-v1"
_HASH = re.compile(r"[0-9a-f]{64}")
START = "0" * 64  # before the first entry of all
ERASED, SHORTENED = "person.erased", "audit_log.shortened"
SUBJECTS = "subjects"  # ids that stay in emptied entries, in the order of their numbers


@dataclass(frozen=True)
class Kept:
    """One entry as the log keeps it; without a salt its subject and details were erased."""

    organisation_id: str
    id: str
    position: int | None
    at: datetime
    actor: str
    action: str
    subject: str
    details: Mapping[str, object]
    salt: str | None
    details_hash: str | None
    hash: str | None


@dataclass(frozen=True)
class Head:
    """Where a chain ends: how many entries there ever were, and the hash of the last."""

    position: int = 0
    hash: str = START

    def __str__(self) -> str:
        return f"{self.position}:{self.hash}"

    @classmethod
    def read(cls, text: str) -> "Head":
        """What `str` made; `ValueError` for anything else."""
        position, _, hash_ = text.strip().partition(":")
        if not _HASH.fullmatch(hash_):
            raise ValueError(f"{text!r} is not a number, a colon and 64 digits of a fingerprint")
        return cls(int(position), hash_)


@dataclass(frozen=True)
class Fault:
    """Something that was done to the log behind its back; `what` is one of `FAULTS`."""

    position: int
    what: str


FAULTS = {
    "changed": N_("it is not as it was written, or not where it was"),
    "emptied": N_("its details were changed, or emptied without an erasure"),
    "missing": N_("entries before it are missing"),
    "unchained": N_("it was put in beside the chain"),
    "end": N_("entries after it are missing"),
    "other": N_("it is not the entry that was noted"),
}


@dataclass
class Verdict:
    """What looking through a log found."""

    entries: int = 0
    first: int = 1
    erased: int = 0
    head: Head = field(default_factory=Head)
    faults: list[Fault] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether nothing was found."""
        return not self.faults


def plain(details: Mapping[str, object]) -> dict[str, object]:
    """Details as the database gives them back."""
    found: dict[str, object] = json.loads(json.dumps(dict(details)))
    return found


def details_hash(salt: str, subject: str, details: Mapping[str, object]) -> str:
    """Stands for subject and details in the chain; without the salt it says nothing of them."""
    return _hash({"label": DETAILS, "salt": salt, "subject": subject, "details": dict(details)})


def entry_hash(previous: str, entry: Kept) -> str:
    """The hash of an entry that follows `previous`."""
    return _hash(
        {
            "label": ENTRY,
            "previous": previous,
            "organisation": entry.organisation_id,
            "position": entry.position,
            "id": entry.id,
            "at": _instant(entry.at),
            "actor": entry.actor,
            "action": entry.action,
            "details_hash": entry.details_hash,
        }
    )


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _hash(value: Mapping[str, object]) -> str:
    return sha256(canonical(value)).hexdigest()


@dataclass(frozen=True)
class Marks:
    """What entries of erasures and shortenings say: which entries were emptied, by which; and where the log begins.

    `subjects`: the ids that stay in those entries, which tell what was changed and name nobody.
    """

    emptied: Mapping[int, int]
    start: Head
    subjects: Mapping[int, str] = field(default_factory=dict)


def marks(entries: Iterable[Kept]) -> Marks:
    """Read those entries, in the order of the log."""
    emptied: dict[int, int] = {}
    subjects: dict[int, str] = {}
    start = Head()
    for entry in entries:
        if entry.position is None:
            continue
        if entry.action == ERASED:
            numbers = list(_numbers(entry.details.get("entries")))
            emptied |= dict.fromkeys(numbers, entry.position)
            subjects |= dict(zip(numbers, _texts(entry.details.get(SUBJECTS)), strict=False))
        elif entry.action == SHORTENED:
            start = _cut(entry.details) or start
    return Marks(emptied, start, subjects)


def _numbers(value: object) -> Iterator[int]:
    return (each for each in (value if isinstance(value, list) else []) if isinstance(each, int))


def _texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _cut(details: Mapping[str, object]) -> Head | None:
    position, hash_ = details.get("up_to"), details.get("hash")
    return Head(position, hash_) if isinstance(position, int) and isinstance(hash_, str) else None


def check(entries: Iterable[Kept], head: Head, known: Marks, *, noted: Iterable[Head] = ()) -> Verdict:
    """Look through a log, in the order of its positions, without one last; every fault, not only the first."""
    verdict = Verdict(first=known.start.position + 1, head=head)
    previous, wanted = known.start, {each.position: each.hash for each in noted}
    for entry in entries:
        if entry.position is None:
            verdict.faults.append(Fault(previous.position + 1, "unchained"))
            continue
        verdict.entries += 1
        _look(entry, previous, known, verdict)
        previous = Head(entry.position, entry.hash or "")
        if wanted.pop(previous.position, previous.hash) != previous.hash:
            verdict.faults.append(Fault(previous.position, "other"))
    cut_off = [position for position in wanted if position > previous.position]
    if previous != head or cut_off:
        verdict.faults.append(Fault(previous.position, "end"))
    return verdict


def _look(entry: Kept, previous: Head, known: Marks, verdict: Verdict) -> None:
    position = entry.position or 0
    if position != previous.position + 1:
        verdict.faults.append(Fault(position, "missing"))
    elif entry.hash != entry_hash(previous.hash, entry):
        verdict.faults.append(Fault(position, "changed"))
    if entry.salt is None:
        verdict.erased += 1
        stays = known.subjects.get(position, "")
        if entry.subject != stays or entry.details or known.emptied.get(position, 0) <= position:
            verdict.faults.append(Fault(position, "emptied"))
    elif entry.details_hash != details_hash(entry.salt, entry.subject, entry.details):
        verdict.faults.append(Fault(position, "emptied"))
