"""The drain: what is due in the outbox is made, sent and ticked off, one message at a time.

A worker that dies between the relay's "yes" and our commit leaves that one message to be sent again,
with the same Message-ID. None is ever lost. Nothing is sent inside a transaction.

A mail server thinks longer than we work. So the note that a message went is written while the server reads the
envelope of the next one, and is done before that one's body goes: at no time do two that went await their note.
And while the server takes the body, the message after is made, if everything it needs was read just now.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic

from sqlalchemy.orm import Session

from pulse.database import Rows
from pulse.delivery import operations, queries
from pulse.delivery.channels.channel import Meanwhile
from pulse.delivery.channels.failures import Down, Gone, Later, Never
from pulse.delivery.lanes import Lane, Lanes
from pulse.delivery.message import EMAIL, Letter, Message, UnsafeHeader, Words
from pulse.delivery.operations import EXPIRED, LEASE, Claimed
from pulse.delivery.settings import nowhere
from pulse.driver import FRESH, Notes, Question, Transaction
from pulse.web.services import Services

Renderer = Callable[[Session, Claimed], Message | None]

log = logging.getLogger("pulse.delivery")

BATCH = 100
PATIENCE = LEASE / 2  # after which the rest of a batch goes back: the lease must outlive every sending
LOOKING = timedelta(seconds=15)  # for what may still go while a relay rests: nothing else of the tick waits longer
COMES_BACK = "mail to this address comes back"


@dataclass(frozen=True)
class Rendering:
    """A renderer for thousands: it does some of its work for a whole batch, and asks the plain driver.

    `ahead` is committed before the first of the batch is made. It may write what must be durable before a message
    leaves; `make` must not depend on it having worked, and what it writes is as lasting as that a message was sent.
    The next of a batch may be made while the one before it is being sent.

    With `sent`, nothing is kept of whom such a message went to: its row is deleted once it is settled, and `sent`
    notes in the same transaction that one more has gone. `asks` names what `make` will read of a message: it is read
    in one go with the note of an earlier one.
    """

    make: Callable[[Rows, Claimed], Message | None]
    ahead: Callable[[Session, Sequence[Claimed]], None]
    sent: Callable[[Rows, Claimed], None] | None = None
    asks: Callable[[Claimed], Sequence[Question]] = lambda _claimed: ()

    def __call__(self, rows: Rows, claimed: Claimed) -> Message | None:
        """Make one message, at the moment it is sent."""
        return self.make(rows, claimed)


def drain(services: Services, renderers: Mapping[str, Renderer], *, now: datetime, most: int = BATCH) -> int:
    """Send up to `most` due messages; give how many of them are settled.

    0 means that nothing is due, that nothing works or that a relay has had its share: so a worker may go on until
    it sees one, and then waits for its next tick.
    """
    with services.database.notes() as notes, Sending(services, notes, renderers, now) as sending:
        while True:
            with services.database.writing() as session:
                claimed = operations.claim(session, now=now, most=most)
            settled = sending.settle_all(claimed)
            # What waits for a relay that rests is out of the way now: others behind it may go elsewhere.
            if settled or not sending.put_aside or sending.took > LOOKING:
                return 0 if sending.had_its_share else settled


class Sending:
    """One batch on its way, with its connections."""

    def __init__(self, services: Services, notes: Notes, renderers: Mapping[str, Renderer], now: datetime) -> None:
        self._database = services.database
        self._notes = notes
        self._renderers = renderers
        self._now = now
        self._began = monotonic()
        self._lanes = Lanes(services, now)
        self._left: list[Claimed] = []  # of the batch, the next one last
        self._letters: dict[Letter, Words] = {}
        self._only_mail: dict[str, bool] = {}
        self._suppressed: dict[str, dict[str, str]] = {}
        self._owed: Claimed | None = None  # it went, and that is not noted yet
        self._noting: Callable[[], bool] | None = None  # how to be done with that, once it is set about
        self._ready: tuple[Claimed, Message, float] | None = None  # made ahead, and when
        self._mail_rests_until: datetime | None = None
        self.put_aside = False
        self.had_its_share = False

    def __enter__(self) -> "Sending":
        return self

    def __exit__(self, *_: object) -> None:
        self._lanes.close()

    @property
    def took(self) -> timedelta:
        """How long this has been going on."""
        return timedelta(seconds=monotonic() - self._began)

    def settle_all(self, batch: Sequence[Claimed]) -> int:
        """Bring messages to their end or put them off; how many need no further try."""
        self.put_aside = False
        self._prepare(batch)
        self._left = list(reversed(batch))
        settled = 0
        try:
            while self._left:
                claimed = self._left.pop()
                settled += self._settle(claimed)
                if self._owed is not claimed:
                    self._finish_note()
        finally:
            self._finish_note()
        return settled

    def _prepare(self, batch: Sequence[Claimed]) -> None:
        for kind in {one.kind for one in batch}:
            renderer = self._renderers.get(kind)
            if not isinstance(renderer, Rendering):
                continue
            try:
                with self._database.writing() as session:
                    renderer.ahead(session, [one for one in batch if one.kind == kind])
            except Exception:  # whatever it is, each message will meet it again by itself
                log.exception("messages of the kind %s could not be prepared", kind)

    def _settle(self, claimed: Claimed) -> bool:
        if self.took > PATIENCE:
            return self._give_back(claimed, None)
        if claimed.expires_at <= self._now:
            return self._bury(claimed, EXPIRED)
        if self._mail_rests_until is not None and self._mail_alone(claimed.organisation_id):
            self.put_aside = True
            return self._give_back(claimed, self._mail_rests_until)
        try:
            message = self._made(claimed)
            return message is None or self._send(claimed, message)
        except Later as failure:
            return self._put_off(claimed, str(failure), failure.pause)
        except Never as failure:
            return self._bury(claimed, str(failure))

    def _mail_alone(self, organisation_id: str) -> bool:
        if organisation_id not in self._only_mail:
            with self._database.reading() as session:
                ways, told = queries.reach(session, organisation_id), queries.takes_events(session, organisation_id)
            self._only_mail[organisation_id] = not (ways.slack or ways.teams or ways.gateway or told)
        return self._only_mail[organisation_id]

    def _made(self, claimed: Claimed) -> Message | None:
        ready, self._ready = self._ready, None
        if ready and ready[0] is claimed and monotonic() - ready[2] < FRESH:
            return ready[1]
        self._begin_note()  # making it may take a while
        renderer = self._renderers.get(claimed.kind)
        if renderer is None:
            raise Never(f"nobody knows how to make a message of the kind {claimed.kind}")
        try:
            message = self._rendered(renderer, claimed)
            if message is None:
                self._forget(claimed)
                return None
            return self._worded(message, claimed)
        except (Later, Never):
            raise
        except UnsafeHeader as error:
            raise Never(str(error)) from error
        except Exception as error:  # one message that cannot be made must not hold up the others
            log.exception("a message of the kind %s could not be made", claimed.kind)
            raise Later(f"the message could not be made ({type(error).__name__})") from error

    def _make_next(self) -> None:
        """Make the next message before its turn, if it is one of thousands; what goes wrong shows at its turn."""
        following = self._left[-1] if self._left else None
        renderer = self._renderers.get(following.kind) if following else None
        if following is None or not isinstance(renderer, Rendering):
            return
        with suppress(Exception):
            made = renderer(self._notes, following)
            if made is not None:
                message = self._worded(made, following)
                self._lanes.prepare(message)
                self._ready = following, message, monotonic()

    def _worded(self, message: Message, claimed: Claimed) -> Message:
        return replace(message, letter=self._words(message.letter), organisation_id=claimed.organisation_id)

    def _rendered(self, renderer: Renderer, claimed: Claimed) -> Message | None:
        if isinstance(renderer, Rendering):
            return renderer(self._notes, claimed)
        with self._database.writing() as session:  # costs next to nothing where it writes nothing
            return renderer(session, claimed)

    def _forget(self, claimed: Claimed) -> None:
        with self._database.writing() as session:
            # That somebody no longer needs a message must not show in a list on which their name stood.
            if claimed.again:
                operations.mark_dead(session, claimed, "", now=self._now)
            else:
                operations.drop(session, claimed)

    def _words(self, letter: Letter) -> Words:
        if letter not in self._letters:
            self._letters[letter] = letter.written()
        return self._letters[letter]

    def _send(self, claimed: Claimed, message: Message) -> bool:
        if message.channel == EMAIL and message.to_address.lower() in self._comes_back(claimed.organisation_id):
            raise Never(COMES_BACK)
        lane: Lane | None = None
        try:
            lane = self._lanes.lane(claimed.organisation_id, message.channel)
            waits_until = lane.enter(len(self._left) + 1)
            if waits_until is not None:
                self.put_aside = self.put_aside or lane.rests
                if lane.rests and message.channel == EMAIL:
                    self._mail_rests_until = waits_until
                self.had_its_share = self.had_its_share or not lane.rests
                return self._give_back(claimed, waits_until)
            lane.send(message, Meanwhile(self._begin_note, self._finish_note, self._make_next))
        except Down as failure:
            return self._leave_alone(claimed, message.channel, lane, failure)
        except Gone as gone:
            if self._leaves_no_row(claimed):  # a note about the address would tell whom such messages go to
                raise
            self._suppress(claimed.organisation_id, _noted(message), str(gone))
            if message.channel == EMAIL:
                raise
            raise Later(str(gone)) from gone  # made anew, it takes another way where there is one
        self._owed = claimed
        lane.works()
        return True

    def _begin_note(self) -> None:
        """Set about the note that the last message went; a server works on it until `_finish_note`."""
        claimed = self._owed
        if claimed is None or self._noting is not None:
            return
        renderer = self._renderers.get(claimed.kind)
        count = renderer.sent if isinstance(renderer, Rendering) else None
        if count is None:
            self._notes.begin(*operations.sent_note(claimed, now=self._now), ahead=self._asked_next())
            self._noting = lambda: self._notes.finish().first() is not None
            return

        def forgotten(rows: Transaction) -> bool:
            held = operations.drop(rows, claimed)
            if held:
                count(rows, claimed)
            return held

        held = self._notes.together(forgotten)
        self._noting = lambda: held

    def _finish_note(self) -> None:
        """Be done with that note, from wherever it stands."""
        self._begin_note()
        noting, self._noting = self._noting, None
        if noting is None:
            return
        if not noting():
            log.warning("a message was sent after its lease had ended")
        self._owed = None

    def _asked_next(self) -> Sequence[Question]:
        following = self._left[-1] if self._left else None
        renderer = self._renderers.get(following.kind) if following else None
        return renderer.asks(following) if following and isinstance(renderer, Rendering) else ()

    def _comes_back(self, organisation_id: str) -> dict[str, str]:
        if organisation_id not in self._suppressed:
            with self._database.reading() as session:
                self._suppressed[organisation_id] = queries.suppressed(session, organisation_id)
        return self._suppressed[organisation_id]

    def _suppress(self, organisation_id: str, address: str, reason: str) -> None:
        self._comes_back(organisation_id)[address.lower()] = reason
        with self._database.writing() as session:
            operations.suppress(session, organisation_id, address, reason, now=self._now)

    def _leave_alone(self, claimed: Claimed, channel: str, lane: Lane | None, failure: Down) -> bool:
        log.warning("nothing can be sent by %s at present: %s", channel, failure)
        if lane is not None:
            lane.rest(failure)
        return self._put_off(claimed, str(failure), failure.pause)

    def _put_off(self, claimed: Claimed, error: str, asked: timedelta | None) -> bool:
        with self._database.writing() as session:
            operations.put_off(session, claimed, error, now=self._now, asked=asked)
        return False

    def _give_back(self, claimed: Claimed, due_at: datetime | None) -> bool:
        with self._database.noting() as rows:
            operations.give_back(rows, claimed, due_at=due_at)
        return False

    def _bury(self, claimed: Claimed, error: str) -> bool:
        with self._database.writing() as session:
            if self._leaves_no_row(claimed):
                operations.drop(session, claimed)
            else:
                operations.mark_dead(session, claimed, error, now=self._now)
        return True

    def _leaves_no_row(self, claimed: Claimed) -> bool:
        renderer = self._renderers.get(claimed.kind)
        return isinstance(renderer, Rendering) and renderer.sent is not None


def _noted(message: Message) -> str:
    """By what name an address that came back is noted: a chat may not know somebody whom mail reaches."""
    return message.to_address if message.channel == EMAIL else nowhere(message.channel, message.to_address)
