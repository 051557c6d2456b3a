"""The ways out that one drain uses: each is opened once, paced by its relay, and left alone once it fails."""

from datetime import datetime

from pulse.database import Database
from pulse.delivery import operations
from pulse.delivery.channels.channel import Channel, Meanwhile
from pulse.delivery.channels.email import EmailChannel
from pulse.delivery.channels.failures import Down
from pulse.delivery.channels.registry import open_channel
from pulse.delivery.message import EMAIL, Message
from pulse.delivery.operations import Turn
from pulse.web.services import Services


class Lane:
    """One way out and its relay's row, which all workers share."""

    def __init__(self, database: Database, relay: str, channel: Channel, now: datetime) -> None:
        self._database = database
        self._relay = relay
        self._channel = channel
        self._now = now
        self._turn: Turn | None = None
        self._left = 0

    @property
    def rests(self) -> bool:
        """Whether nothing goes this way for a while."""
        return self._turn is not None and self._turn.rests

    def enter(self, most: int) -> datetime | None:
        """Take a place for one message, of `most` that may follow; None, or the instant to wait for."""
        if self._turn is None:
            with self._database.writing() as session:
                self._turn = operations.take_turn(
                    session, self._relay, rate=self._channel.rate, most=most, now=self._now
                )
            self._left = self._turn.granted
        if self._left == 0:
            return self._turn.next_at
        self._left -= 1
        return None

    def send(self, message: Message, meanwhile: Meanwhile) -> None:
        """Hand one message over; a mail leaves time for something else."""
        if isinstance(self._channel, EmailChannel):
            self._channel.send(message, meanwhile)
        else:
            meanwhile.finish()
            self._channel.send(message)

    def works(self) -> None:
        """Note, once what was sent is remembered, that a way works again."""
        if self._turn is not None and self._turn.failures:
            with self._database.writing() as session:
                operations.works_again(session, self._relay)
            self._turn = Turn(self._turn.granted, self._turn.next_at)

    def prepare(self, message: Message) -> None:
        """Do what can be done of a message before its turn."""
        if isinstance(self._channel, EmailChannel):
            self._channel.prepare(message)

    def rest(self, failure: Down) -> None:
        """Leave this way alone, for all workers."""
        with self._database.writing() as session:
            until = operations.rest(session, self._relay, now=self._now, asked=failure.pause)
        self._turn, self._left = Turn(0, until, rests=True), 0

    def close(self) -> None:
        """Give back what was not used, and say goodbye."""
        rate = self._channel.rate
        try:
            if self._left and rate is not None:
                with self._database.writing() as session:
                    operations.return_places(session, self._relay, rate=rate, count=self._left)
        finally:
            self._channel.close()


class Lanes:
    """Those of one drain. E-mail is the installation's; every other way is one organisation's."""

    def __init__(self, services: Services, now: datetime) -> None:
        self._services = services
        self._now = now
        self._open: dict[str, Lane] = {}

    def lane(self, organisation_id: str, name: str) -> Lane:
        """The way of this name; opened at its first use."""
        relay = EMAIL if name == EMAIL else f"{organisation_id}.{name}"
        if relay not in self._open:
            channel = open_channel(self._services, organisation_id, name, self._now)
            self._open[relay] = Lane(self._services.database, relay, channel, self._now)
        return self._open[relay]

    def prepare(self, message: Message) -> None:
        """Do what can be done of a mail before its turn, where mail is being sent."""
        lane = self._open.get(EMAIL)
        if message.channel == EMAIL and lane is not None:
            lane.prepare(message)

    def close(self) -> None:
        """Close all of them."""
        for lane in self._open.values():
            lane.close()
