"""10,000 invitations through the real drain, beside bare smtplib with ready-made bytes, to one SMTP server.

The server is a process of its own. Both send in many short turns, so that a busy moment meets both, and each pair of
turns has its own ratio: the middle one counts, and between which two half of them lie is told with it.
"""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes
from smtplib import SMTP
from statistics import median, quantiles

from aiosmtpd.controller import Controller
from sqlalchemy import select

from pulse.delivery import mail
from pulse.delivery.jobs import drain
from pulse.delivery.models import OutboxMessage
from pulse.delivery.operations import Claimed
from pulse.opening.operations import open_cycle
from pulse.web.services import Services
from pulse.worker import renderers
from tests.bench.figures import Row
from tests.bench.installation import KINDS, an_installation
from tests.factories.delivery import free_port
from tests.factories.opened import a_series

PEOPLE, TURNS = 10_000, 25
LEAST = 0.6
Ready = tuple[str, bytes]


def rows() -> Iterator[Row]:
    """A row a database."""
    for kind in KINDS:
        with an_installation(kind) as installed, a_server() as port:
            services = installed.services
            services = replace(
                services, config=replace(services.config, smtp_url=f"smtp://127.0.0.1:{port}", smtp_rate=None)
            )
            series = a_series(services, people=PEOPLE)
            services.clock.advance(hours=2)
            open_cycle(services, series, series.starts, now=services.clock.now())
            _counted(services)
            ready = [_ready(services, one) for one in _some(services, PEOPLE // TURNS)]
            found = [(_ours(services), _bare(port, ready)) for _ in range(TURNS)]
            assert drain(services, renderers(services, services.clock.now()), now=services.clock.now()) == 0
        yield _row(f"{PEOPLE:,} invitations, {kind}", found)


def _row(name: str, found: Sequence[tuple[float, float]]) -> Row:
    ours, bare = (median(rates) for rates in zip(*found, strict=True))
    low, middle, high = quantiles(one / other for one, other in found)
    against = f"bare smtplib, ready-made bytes; half of {len(found)} turns from {low:.2f} to {high:.2f}"
    return Row(name, ours, bare, "mails/s", against, least=LEAST, of="ratio", paired=middle)


def _counted(services: Services) -> None:
    """Let PostgreSQL know how many rows there are, as it finds out by itself a minute after a file was imported."""
    if not services.database.is_sqlite:
        with services.database.engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")


def _ours(services: Services) -> float:
    sent, now, began = 0, services.clock.now(), time.perf_counter()
    while sent < PEOPLE // TURNS:
        sent += drain(services, renderers(services, now), now=now)
    return sent / (time.perf_counter() - began)


def _bare(port: int, ready: Sequence[Ready]) -> float:
    began = time.perf_counter()
    with SMTP("127.0.0.1", port) as server:
        for recipient, made in ready:
            server.sendmail("pulse@127.0.0.1", [recipient], made)
    return len(ready) / (time.perf_counter() - began)


def _some(services: Services, count: int) -> list[Claimed]:
    with services.database.reading() as session:
        posted = session.scalars(select(OutboxMessage).limit(count)).all()
    return [
        Claimed(m.organisation_id, m.dedup, m.kind, m.about, m.recipient, m.due_at, m.expires_at, 0, "")
        for m in posted
    ]


def _ready(services: Services, claimed: Claimed) -> Ready:
    """The very mail that the drain would send."""
    now = services.clock.now()
    with services.database.writing() as session:
        message = renderers(services, now)[claimed.kind](session, claimed)
    form = _form(services, message.letter)
    made = mail.fill(form, message, message_id=f"{claimed.recipient}@127.0.0.1", now=now)
    assert message_from_bytes(made)["To"]
    return message.to_address, made


_FORMS: dict[object, mail.Form] = {}


def _form(services: Services, letter) -> mail.Form:
    if letter not in _FORMS:
        _FORMS[letter] = mail.form(letter.written(), services.config.mail_from)
    return _FORMS[letter]


@contextmanager
def a_server() -> Iterator[int]:
    """An SMTP server in a process of its own, which takes everything; its port."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bench.mail"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline())
        process.communicate("")


class _TakesAll:
    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - as aiosmtpd calls it
        return "250 OK"


if __name__ == "__main__":
    listening = Controller(_TakesAll(), hostname="127.0.0.1", port=free_port())
    listening.start()
    print(listening.port, flush=True)
    sys.stdin.read()
    listening.stop()
