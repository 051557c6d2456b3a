"""Workers that are killed for good (SIGKILL) at random steps while they open a cycle, invite and remind.

Each is a process of its own, forked from a server that has everything loaded. It kills itself before or after one
of its statements, commits or mails: which one is drawn from a seed. The clock moves only while nobody is alive, so
that a lease ends for the dead alone.
"""

import itertools
import os
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from random import Random
from time import monotonic

from sqlalchemy import func, or_, select

from config import Config
from pulse import worker
from pulse.clock import FixedClock
from pulse.cycles.models import Cycle
from pulse.database import Database
from pulse.delivery.channels.smtp import SmtpConnection
from pulse.delivery.models import OutboxMessage
from pulse.delivery.operations import LEASE
from pulse.driver import Notes, Transaction
from pulse.invitations.messages import REMINDER
from pulse.invitations.models import ReminderRound
from pulse.invitations.queries import due_rounds
from pulse.keys.store import KeyStore
from pulse.schedule.queries import SeriesView
from pulse.web.services import Services
from tests.closing.killing import Steps
from tests.factories.delivery import MailServer, mail_server
from tests.factories.keys import committed_keys
from tests.factories.opened import a_series

FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["tests.delivery.killing"])
SCHEDULER, SENDER = "scheduler", "sender"
CREW = (SCHEDULER, SCHEDULER, SENDER, SENDER, SENDER)
STEPS = {SCHEDULER: 400, SENDER: 250}  # within which a worker dies: an opening, some mails
GIVE_UP = 60.0  # seconds, for a process that neither ends nor dies


def play(role: str, config: Config, folder: Path, now: datetime, dies_at: int) -> None:
    """Be one worker until nothing is left to do, or until the step at which it dies."""
    supply = itertools.cycle(committed_keys())
    services = Services(config, Database(config.database_url), FixedClock(now), KeyStore(folder, lambda: next(supply)))
    steps = Steps(services.database, lambda: os.kill(os.getpid(), signal.SIGKILL))
    steps.at = dies_at
    send = SmtpConnection.send

    def stepped(self: SmtpConnection, *mail: object) -> None:
        steps._step()
        send(self, *mail)  # type: ignore[arg-type]
        steps._step()

    SmtpConnection.send = stepped  # type: ignore[method-assign]
    Notes.finish = _stepping(steps, Notes.finish)  # type: ignore[method-assign]
    for name in ("execute", "begin_all", "command"):  # what the engine's own events do not see
        setattr(Transaction, name, _stepping(steps, getattr(Transaction, name)))
    (worker.tick if role == SCHEDULER else worker._send_due)(services, now=now)


def _stepping(steps: Steps, work: Callable[..., object]) -> Callable[..., object]:
    def stepped(*given: object) -> object:
        steps._step()
        done = work(*given)
        steps._step()
        return done

    return stepped


@dataclass
class Story:
    """What happened: how many were killed, and of which kind."""

    kills: Counter


def killed_again_and_again(
    services: Services, server: MailServer, *, kills: int, seed: int, until: Callable[[Services], bool] | None = None
) -> Story:
    """Two schedulers and three senders until every mail is out, `kills` of them killed on the way and replaced."""
    until = until or is_done
    random = Random(seed)
    config = replace(services.config, smtp_url=server.url, smtp_rate=None)
    story, now = Story(Counter()), services.clock.now()
    for _ in range(200):
        crew = [_Member(role, config, services.keys.folder, now) for role in CREW]
        try:
            while not all(member.rests(services, now) for member in crew):
                crew = [each for each in crew if each.rests(services, now) or each.works_on(random, story, kills)]
        finally:
            for member in crew:
                member.stop()
        if story.kills.total() >= kills and until(services):
            return story
        now += LEASE + timedelta(seconds=1)
    raise AssertionError("the mails were not out after 200 leases")


class _Member:
    """One place in the crew, taken by one process after the other."""

    def __init__(self, role: str, config: Config, keys: Path, now: datetime) -> None:
        self._role, self._given = role, (config, keys, now)
        self._process = None
        self._ended = False
        self._until = 0.0

    def rests(self, services: Services, now: datetime) -> bool:
        """Whether it comes only when there is something to send: else senders were done before there was any."""
        return self._role == SENDER and self._process is None and not is_due(services, now)

    def works_on(self, random: Random, story: Story, kills: int) -> bool:
        """Look after it: whoever died is replaced; False once one came to its end."""
        if self._ended:
            return False
        if self._process is None:
            begun = story.kills.total() < kills
            dies_at = random.randint(1, STEPS[self._role]) if begun else 0
            self._process = FORKS.Process(target=play, args=(self._role, *self._given, dies_at), daemon=True)
            self._process.start()
            self._until = monotonic() + GIVE_UP
        self._process.join(0.02)
        if self._process.exitcode is None:
            self._give_up_on_time()
            return True
        story.kills[self._role] += self._process.exitcode == -signal.SIGKILL
        self._ended = self._process.exitcode == 0
        assert self._process.exitcode in {0, -signal.SIGKILL}, "a worker failed"
        self._process = None
        return not self._ended

    def stop(self) -> None:
        """Leave nothing running behind."""
        if self._process is not None:
            self._process.kill()
            self._process.join()

    def _give_up_on_time(self) -> None:
        if monotonic() > self._until:
            raise AssertionError(f"a {self._role} neither ended nor died within {GIVE_UP:.0f} seconds")


def is_due(services: Services, now: datetime) -> bool:
    """Whether there is something that nobody has taken and that may be sent."""
    row = OutboxMessage
    free = or_(row.leased_until.is_(None), row.leased_until <= now)
    waiting = select(row.dedup).where(row.sent_at.is_(None), row.dead_at.is_(None), row.due_at <= now, free)
    with services.database.reading() as session:
        return session.execute(waiting.limit(1)).first() is not None


def is_done(services: Services) -> bool:
    """Whether a cycle is open and nothing waits any more."""
    with services.database.reading() as session:
        posted = session.scalar(select(func.count()).select_from(OutboxMessage))
        waiting = session.scalar(
            select(func.count()).select_from(OutboxMessage).where(OutboxMessage.sent_at.is_(None))
        )
    return bool(posted) and not waiting


def is_reminded(services: Services) -> bool:
    """Whether reminders were posted and nothing waits any more."""
    with services.database.reading() as session:
        rounds = session.scalar(select(func.count()).select_from(ReminderRound))
    return bool(rounds) and is_done(services)


def invited_and_waiting(services: Services, *, people: int) -> SeriesView:
    """Everybody was sent an invitation, nobody has collected, and a reminder is due."""
    series = a_series(services, people=people)
    services.clock.advance(hours=2)
    with mail_server() as server:
        calm = replace(services, config=replace(services.config, smtp_url=server.url, smtp_rate=None))
        worker.tick(calm, now=services.clock.now())
    assert len(server.mails) == people
    for _ in range(7):
        with services.database.reading() as session:
            if due_rounds(session, services.clock.now()):
                return series
        services.clock.advance(days=1)
    raise AssertionError("no reminder came due")


def judge_reminders(
    services: Services, server: MailServer, story: Story, *, people: int, organisation: str
) -> Counter:
    """One reminder for everybody, no more repeats than kills, each the very same mail, and the count is right."""
    with services.database.reading() as session:
        sent = session.scalar(
            select(func.sum(ReminderRound.sent)).where(ReminderRound.organisation_id == organisation)
        )
        kept = session.scalar(
            select(func.count()).where(OutboxMessage.organisation_id == organisation, OutboxMessage.kind == REMINDER)
        )
    assert (sent, kept) == (people, 0)
    return _each_once(server, story, people)


def judge(services: Services, server: MailServer, story: Story, *, people: int, organisation: str) -> Counter:
    """One cycle, a mail for everybody, no more repeats than kills, and each repeat the very same mail."""
    with services.database.reading() as session:
        cycles = session.scalar(select(func.count()).select_from(Cycle).where(Cycle.organisation_id == organisation))
    assert cycles == 1
    return _each_once(server, story, people)


def _each_once(server: MailServer, story: Story, people: int) -> Counter:
    got = Counter(server.recipients)
    ids = {(mail["To"].addresses[0].addr_spec, mail["Message-ID"]) for mail in server.mails}
    assert len(got) == people
    assert sum(got.values()) - people <= story.kills.total()
    assert len(ids) == people
    return got
