"""A company that answers: people with habits, in virtual time, over the real application behind a logging server.

Every cycle is opened, collected, cast and closed by the product's own code. Each ballot carries one comment that
nobody else could have written, so that a guess can be checked afterwards; the truth is kept apart from the traces.
"""

import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from itertools import count
from pathlib import Path
from random import Random
from secrets import token_hex

from werkzeug.test import Client

from pulse.answers.pool import PoolKeys
from pulse.application import create_apps
from pulse.backup.jobs import FILE, back_up
from pulse.closing import trusted
from pulse.closing.operations import close_cycle
from pulse.desk import work
from pulse.desk.keyring import Keyring
from pulse.handover.result import read_result
from pulse.keys.store import POOL
from pulse.opening.operations import open_cycle
from pulse.simulate.ballot import BlankBallot, draw, fill
from pulse.simulate.browser import Browser
from pulse.simulate.link import Link, Trusted
from pulse.web.services import Services
from tests.factories.opened import MONDAY, a_series, links_of
from tests.factories.trustee import a_trustee
from tests.insider.attacks import group_of_row
from tests.insider.storage import copies
from tests.insider.traces import AccessLog, Traces

COLLECTS, CASTS = 0.8, 0.875  # seventy of a hundred answer
PER_UNIT = 100  # people of two places
OWN_ADDRESS = 0.6
OFFICE = "203.0.113.7"
WORDS = ("The tea is cold.", "Waktu makan siang terlalu pendek.", "Too loud near the printers.", "Bisa lebih baik.")


@dataclass(frozen=True)
class Habits:
    """How somebody is: prompt or not, slow or quick to answer, at home or in the office, of which language."""

    promptness: float
    hesitation: float
    address: str
    language: str


@dataclass
class Round:
    """What one cycle left behind, and what was true."""

    cycle_id: str
    traces: Traces
    truth: dict[str, dict[str, str]] = field(default_factory=lambda: {"comment": {}, "board_leaf": {}, "pool": {}})
    secrets: dict[str, bytes] = field(default_factory=dict)
    outers: list[bytes] = field(default_factory=list)
    lines_before_the_close: int = 0


class Visitor(Browser):
    """A browser at one address, through the server that logs."""

    def __init__(self, app: AccessLog, ballot_url: str) -> None:
        self._client, self._ballot_url = Client(app), ballot_url
        self.address, self.request_id = OFFICE, "-"

    def close(self) -> None:
        """Nothing is open."""

    def _send(self, method: str, path: str, body: bytes | None, kind: str | None) -> tuple[int, bytes]:
        answer = self._client.open(
            path, method=method, data=body, content_type=kind, base_url=self._ballot_url,
            environ_base={"REMOTE_ADDR": self.address}, headers={"X-Request-ID": self.request_id},
        )  # fmt: skip
        return answer.status_code, answer.data


class World:
    """One organisation on one database, cycle after cycle."""

    def __init__(
        self, services: Services, postgres_log: Path, *, people: int, rng: Random, trustee: Path | None = None
    ) -> None:
        """`rng`: what people do; ballots and keys are as random as ever."""
        self.services, self._rng = services, rng
        units = [f"Unit {number}" for number in range(max(3, people // PER_UNIT))]
        self._series = a_series(services, people=people, k=5, k_inv=10, units=units)
        key = self._series.organisation_id
        self._ring = a_trustee(services, key, trustee, "counts", count=5) if trustee else None
        self._copies = copies(services.database, postgres_log)
        self._log = AccessLog(create_apps(services), services.clock)
        self._visitor = Visitor(self._log, services.config.ballot_url)
        self._numbers = count()
        self._backups = False
        self._habits: dict[int, Habits] = {}

    def cycle(self, leak: AbstractContextManager[object] | None = None, *, backups: bool = False) -> Round:
        """Live through one cycle, with one named leak or (as it is) with none; with `pulse backup` on its way."""
        self._backups = backups
        start = MONDAY + timedelta(weeks=2 * next(self._numbers))
        self.services.clock.instant = start.replace(tzinfo=self.services.clock.now().tzinfo)
        self._log.lines.clear()
        with leak or nullcontext(), self._application_log() as written:
            return self._live(start, written)

    def _live(self, start: datetime, written: list[str]) -> Round:
        key = self._series.organisation_id
        cycle_id = open_cycle(self.services, self._series, start.replace(hour=8), now=self.services.clock.now())
        links = [Link.parse(url) for url in links_of(self.services, key, cycle_id)]
        round_ = Round(cycle_id, Traces())
        folder = self.services.keys.folder / "cycles" / cycle_id
        round_.secrets = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "owner"}
        with self._copies.watching():
            written.clear()  # an opening may be noted; what follows may not
            self._answer(round_, links)
            round_.lines_before_the_close = len(written)
            self._copy(round_, "eve")
            self._close(round_)
            self._copy(round_, "closed")
        self.services.database.compact()
        self._copies.copy(round_.traces, "compacted", cycle_id)
        round_.traces.log = list(self._log.lines)
        round_.traces.application_log = list(written)
        if folder.exists():
            round_.traces.kept_keys = {path.name: path.read_bytes() for path in folder.iterdir()}
        self._name_groups(round_)
        return round_

    def _copy(self, round_: Round, moment: str) -> None:
        self._copies.copy(round_.traces, moment, round_.cycle_id)
        if self._backups:
            folder = self.services.config.data / f"{moment}-{round_.cycle_id}"
            back_up(self.services, folder)
            round_.traces.files[moment, "backup"] = (folder / FILE).read_bytes()

    def _answer(self, round_: Round, links: list[Link]) -> None:
        """Everybody's Start and Send in the order of the clock."""
        trusted = {link.block: self._visitor.look(link) for link in {link.block: link for link in links}.values()}
        pool = PoolKeys.of(round_.secrets[POOL], round_.cycle_id)
        due: list[tuple[datetime, int, tuple[BlankBallot, bytes] | None]] = []
        for number in range(len(links)):
            habits = self._habits.setdefault(number, self._character())
            if self._rng.random() < COLLECTS:
                due.append((self._comes(habits), number, None))
        heapify(due)
        half = len(due)
        while due:
            self.services.clock.instant, number, blank = heappop(due)
            person, habits = links[number].invite, self._habits[number]
            self._visitor.address, self._visitor.request_id = habits.address, person[::-1]
            if blank is None:
                made = draw(trusted[links[number].block])
                signature = self._visitor.collect(links[number], made.blinded.message)
                round_.traces.collected[person] = len(self._log.lines) - 1
                if self._rng.random() < CASTS:
                    later = timedelta(seconds=self._rng.lognormvariate(4.3 + habits.hesitation, 0.6))
                    heappush(due, (self.services.clock.instant + later, number, (made, signature)))
            else:
                self._send(round_, person, habits, trusted[links[number].block], *blank)
                tag = pool.tag(blank[0].public)
                round_.truth["pool"][person] = tag.hex()
            if len(due) == half // 2 and ("half", "pool") not in round_.traces.tables:
                self._copies.copy(round_.traces, "half", round_.cycle_id)

    def _send(
        self, round_: Round, person: str, habits: Habits, trusted: Trusted, blank: BlankBallot, signature: bytes
    ) -> None:
        text = " ".join([token_hex(8), *self._rng.choices(WORDS, k=self._rng.randint(1, 60))])
        answers = {q["key"]: self._rng.randint(1, 5) for q in trusted.content["questions"] if q["scale"] == "faces5"}
        finished = fill(
            trusted, blank, signature, answers=answers, comments={"comment": text}, language=habits.language
        )
        self._visitor.cast(finished.outer)
        round_.outers.append(finished.outer)
        round_.truth["comment"][person] = text
        round_.truth["board_leaf"][person] = finished.receipt.hex()

    def _close(self, round_: Round) -> None:
        self.services.clock.advance(days=8)
        close_cycle(self.services, round_.cycle_id, now=self.services.clock.now())
        if self._ring:
            self._have_counted(round_, self._ring)

    def _have_counted(self, round_: Round, ring: Keyring) -> None:
        """The trustee counts; the files that go there and come back are the operator's to keep."""
        now = self.services.clock.now()
        package = trusted.hand_over(self.services, round_.cycle_id)
        result = work.count(work.prepare(package, ring, now=now), ring)
        assert trusted.take_results(self.services, read_result(result), now=now)
        round_.traces.files["closed", "package"], round_.traces.files["closed", "result"] = package, result

    def _name_groups(self, round_: Round) -> None:
        """Granted: who answered, and among which comments each of them is to be looked for."""
        group_of = {row["text"]: group_of_row(row) for row in round_.traces.tables["closed", "comment"]}
        round_.traces.group_of = {person: group_of[text] for person, text in round_.truth["comment"].items()}

    def _character(self) -> Habits:
        address = f"198.51.{self._rng.randrange(256)}.{self._rng.randrange(256)}:{len(self._habits)}"
        return Habits(
            promptness=self._rng.random(),
            hesitation=self._rng.gauss(0, 0.4),
            address=address if self._rng.random() < OWN_ADDRESS else OFFICE,
            language="en" if self._rng.random() < 0.6 else "id",
        )

    def _comes(self, habits: Habits) -> datetime:
        """Some working hour of the five days, sooner for prompt people."""
        day = int(5 * min(0.999, max(0.0, habits.promptness + self._rng.gauss(0, 0.15))) ** 1.5)
        return self.services.clock.now() + timedelta(days=day, hours=self._rng.uniform(0, 8))

    @contextmanager
    def _application_log(self) -> Iterator[list[str]]:
        """Whatever the application itself writes down, of every level."""
        lines: list[str] = []
        handler = logging.Handler(logging.DEBUG)
        handler.emit = lambda record: lines.append(f"{record.name} {record.getMessage()}")  # type: ignore[method-assign]
        logger = logging.getLogger("pulse")
        before = logger.level
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
        try:
            yield lines
        finally:
            logger.removeHandler(handler)
            logger.setLevel(before)
