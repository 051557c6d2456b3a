"""A failure anywhere shows no key, not even to a fault tracker that keeps every variable of every function."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from traceback import TracebackException
from typing import Any

import pytest
from sqlalchemy import event

from pulse.answers.operations import cast
from pulse.answers.pool import PoolKeys
from pulse.ballots.operations import collect
from pulse.blind_signature.issuer import SigningKey
from pulse.closing.operations import close_cycle
from pulse.driver import Transaction
from pulse.simulate.ballot import draw, fill
from pulse.simulate.link import Link
from tests.factories.client import TestBrowser
from tests.factories.opened import an_open_cycle
from tests.insider.checks import key_numbers, written

ANSWERS = {"answers": {"canteen": 4}, "comments": {"comment": "Too loud."}, "language": "en"}
MOST = 200  # statements of one piece of work


class GaveUp(Exception):
    """The database failed at this statement."""


@contextmanager
def failing_at(services, number: int) -> Iterator[list[int]]:
    """The statement with this number fails; the list that is given is empty until then."""
    failed: list[int] = []
    statements = iter(range(number))

    def give_up(*_args: object) -> None:
        if next(statements, None) is None and not failed:
            failed.append(number)
            raise GaveUp

    def execute(self: Transaction, *args: Any) -> Any:
        give_up()
        return plainly(self, *args)

    plainly, Transaction.execute = Transaction.execute, execute
    event.listen(services.database.engine, "before_cursor_execute", give_up)
    try:
        yield failed
    finally:
        event.remove(services.database.engine, "before_cursor_execute", give_up)
        Transaction.execute = plainly


def tracebacks(services, work: Callable[[], object]) -> Iterator[str]:
    """Each failure of a piece of work, at one statement after the other, with all variables."""
    for number in range(MOST):
        with failing_at(services, number) as failed:
            try:
                work()
            except Exception as error:  # noqa: BLE001 - whatever it became on its way up
                yield "".join(TracebackException.from_exception(error, capture_locals=True).format())
        if not failed:
            return
    pytest.fail("this work never came to its end")


def test_a_failure_at_any_statement_shows_no_key(services, ballot_app):
    opened = an_open_cycle(services)
    folder = services.keys.folder / "cycles" / opened.cycle_id
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    needles = {
        form.decode("latin-1"): name
        for name, key in key_numbers(files, opened.cycle_id).items()
        for form in written(key)
    }
    browser = TestBrowser(ballot_app)
    first, second = (Link.parse(url) for url in opened.links[:2])
    trusted = browser.look(first)
    blank = draw(trusted)
    outer = fill(trusted, blank, browser.collect(first, blank.blinded.message), **ANSWERS).outer

    def collecting() -> None:
        with services.database.storing() as session:
            invite, now = bytes.fromhex(second.invite), services.clock.now()
            collect(session, services.keys, invite=invite, blinded=blank.blinded.message, now=now)

    def casting() -> None:
        with services.database.storing() as session:
            cast(session, services.keys, outer, now=services.clock.now())

    def closing() -> None:
        close_cycle(services, opened.cycle_id, now=services.clock.advance(days=8))

    for work, least in ((collecting, 4), (casting, 3), (closing, 10)):
        seen = list(tracebacks(services, work))
        assert len(seen) >= least
        assert {name for text in seen for form, name in needles.items() if form in text} == set()


def test_what_holds_a_key_does_not_show_it(signing_keys):
    pool = PoolKeys.of(bytes(range(32)), "00" * 16)
    shown = repr(pool) + repr(signing_keys[0])
    for key in (pool.tag_key, pool.box_key):
        assert repr(key)[2:20] not in shown
    for name in ("p", "q", "dp", "dq", "q_inverse"):
        assert str(getattr(signing_keys[0], name)) not in shown
    assert SigningKey.__name__ in shown
