"""One named patch for each leak of a careless build: the whole application but for this one thing.

The attacks must find every one of them: an attacker that finds nothing anywhere proves nothing. The same patches are
the mutations that must turn the checks of `checks.py` and tests/privacy red.
"""

import json
import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from itertools import count
from random import SystemRandom
from typing import Any
from unittest.mock import patch

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_private_key
from flask import request
from sqlalchemy import text
from sqlalchemy.orm import Session

from pulse.answers import operations as answers
from pulse.answers.pool import PoolKeys
from pulse.database import Database
from pulse.envelope import inner, layout, outer
from pulse.envelope.inner import Context, open_sealed
from pulse.keys.store import BOX, KeyStore
from pulse.web.services import Services

Leak = AbstractContextManager[None]
AtCast = Callable[[Session, bytes, str], None]  # the session, the ballot's bytes, its comment


def everywhere(original: Any, changed: Any) -> ExitStack:
    """Put `changed` wherever a module of the product holds `original` under its own name."""
    stack = ExitStack()
    for module in [module for name, module in sys.modules.items() if name.startswith("pulse.")]:
        if vars(module).get(original.__name__) is original:
            stack.enter_context(patch.object(module, original.__name__, changed))
    return stack


def _open(keys: KeyStore, ballot: bytes) -> dict[str, Any]:
    """What a server that does not wait for the close can read: it holds the box key all along."""
    parts = outer.unpack(ballot)
    private: Any = load_der_private_key(keys.get(parts.cycle.hex(), BOX), None)
    return open_sealed(parts.sealed, private, Context(parts.manifest, parts.leaf, parts.public))


@contextmanager
def _at_cast(services: Services, also: AtCast) -> Iterator[None]:
    """Do one more thing when a ballot has been put into the pool, in a session that takes any statement."""
    real = answers.cast

    def cast(session: Session, keys: KeyStore, ballot: bytes, **rest: Any) -> None:
        real(session, keys, ballot, **rest)
        also(session, ballot, _open(services.keys, ballot)["comments"][0]["text"])

    with everywhere(real, cast), patch.object(Database, "storing", Database.writing):
        yield


@contextmanager
def _at_store(
    change: Callable[[Session, answers.Counted], answers.Counted], after: Callable[[Session], None]
) -> Iterator[None]:
    """Change what the close stores, and do something once it is stored."""
    real = answers.store_count

    def store(session: Session, organisation: str, cycle: str, counted: answers.Counted, *rest: Any) -> bytes:
        root = real(session, organisation, cycle, change(session, counted), *rest)
        after(session)
        return root

    with everywhere(real, store):
        yield


@contextmanager
def _column(services: Services, name: str) -> Iterator[None]:
    """The table of comments has one more column."""
    with services.database.writing() as session:
        session.execute(text(f"ALTER TABLE comment ADD COLUMN {name} VARCHAR(100)"))
    try:
        yield
    finally:
        with services.database.writing() as session:
            session.execute(text(f"ALTER TABLE comment DROP COLUMN {name}"))


@contextmanager
def _carried(services: Services, column: str, value: Callable[[], str]) -> Iterator[None]:
    """Something of the moment of casting is kept beside the ballot and copied to its comment."""
    kept: list[dict[str, str]] = []
    statement = text(f"UPDATE comment SET {column} = :value WHERE text = :said")

    def after(session: Session) -> None:
        for one in kept:
            session.execute(statement, one)

    with (
        _column(services, column),
        _at_cast(services, lambda _s, _b, said: kept.append({"value": value(), "said": said})),
        _at_store(lambda _session, counted: counted, after),
    ):
        yield


def created_at(services: Services) -> Leak:
    """Tables have a column `created_at`, as in most applications, and a comment keeps its ballot's."""
    return _carried(services, "created_at", lambda: services.clock.now().isoformat())


def shared_request_id(services: Services) -> Leak:
    """Requests of one visit carry an id that the log writes down, and each row keeps the id of its request."""
    return _carried(services, "request_id", lambda: request.headers["X-Request-ID"])


@contextmanager
def comments_at_once(services: Services) -> Iterator[None]:
    """Comments are written into their table, with a running number, the moment a ballot comes."""
    numbers = count(1)
    insert = text("INSERT INTO comment (organisation_id, id, cycle_id, text) VALUES (:org, :id, :cycle, :said)")
    place = text(
        "UPDATE comment SET unit_id = :unit, location_id = :location, language = :language WHERE text = :said"
    )

    def also(session: Session, ballot: bytes, said: str) -> None:
        cycle = outer.unpack(ballot).cycle.hex()
        org = session.execute(text("SELECT organisation_id FROM cycle WHERE id = :id"), {"id": cycle}).scalar_one()
        row = {"org": org, "id": f"{next(numbers):08d}{cycle[:24]}", "cycle": cycle, "said": said}
        session.execute(insert, row)

    def keep(session: Session, counted: answers.Counted) -> answers.Counted:
        for node, language, _question, said in counted.comments:
            unit, location = node or (None, None)
            session.execute(place, {"unit": unit, "location": location, "language": language, "said": said})
        return replace(counted, comments=[])

    with _at_cast(services, also), _at_store(keep, lambda _session: None):
        yield


@contextmanager
def open_pool(services: Services) -> Iterator[None]:
    """The pool keeps each ballot as it was read on arrival, not locked."""

    def lock(_keys: PoolKeys, _tag: bytes, ballot: bytes, _nonce: bytes | None = None) -> bytes:
        return ballot + json.dumps(_open(services.keys, ballot), ensure_ascii=False).encode()

    with patch.object(PoolKeys, "lock", lock), patch.object(PoolKeys, "unlock", _outer_alone):
        yield


def _outer_alone(_keys: PoolKeys, _tag: bytes, box: bytes) -> bytes:
    return box[: layout.OUTER]


@contextmanager
def unsealed_pool(services: Services) -> Iterator[None]:
    """The pool keeps the ballots as they were sent, without a lock of its own."""
    with (
        patch.object(PoolKeys, "lock", lambda _keys, _tag, ballot, _nonce=None: ballot),
        patch.object(PoolKeys, "unlock", lambda _keys, _tag, box: box),
    ):
        yield


_running_ids = count(1)  # over all cycles: an organisation's comments share one key


@contextmanager
def no_shuffle(services: Services) -> Iterator[None]:
    """The close writes comments in the order in which it reads the pool, under running numbers."""

    def running(size: int) -> str:
        return f"{next(_running_ids):08d}{bytes(size).hex()}"[: 2 * size]

    with (
        patch.object(SystemRandom, "shuffle", lambda _self, _items: None),
        patch.object(answers, "token_hex", running),
    ):
        yield


@contextmanager
def arrival_order(services: Services) -> Iterator[None]:
    """Tags begin with a running number, as ids made from the time do, and the close keeps their order."""
    numbers, given = count(1), {}
    real = PoolKeys.tag

    def tag(keys: PoolKeys, public: bytes) -> bytes:
        given.setdefault(public, next(numbers))
        return given[public].to_bytes(8, "big") + real(keys, public)[8:]

    with no_shuffle(services), patch.object(PoolKeys, "tag", tag):
        yield


@contextmanager
def kept_keys(services: Services) -> Iterator[None]:
    """The keys of a cycle stay where they are when it closes."""
    with patch.object(KeyStore, "destroy", lambda _self, _cycle, **_names: None):
        yield


@contextmanager
def kept_key(services: Services, name: str) -> Iterator[None]:
    """One key of the cycle stays when it closes."""
    real = KeyStore.destroy

    def destroy(self: KeyStore, cycle: str, *, names: Callable[[str], bool] = lambda _name: True) -> None:
        real(self, cycle, names=lambda each: names(each) and each != name)

    with patch.object(KeyStore, "destroy", destroy):
        yield


@contextmanager
def logged_ballots(services: Services) -> Iterator[None]:
    """A line for finding faults writes down what each ballot holds."""
    log = logging.getLogger("pulse.answers")
    with _at_cast(services, lambda _session, _ballot, said: log.info("cast %s", said)):
        yield


class _AnyLength(int):
    """A size that every size is equal to."""

    def __eq__(self, _other: object) -> bool:
        return True

    def __ne__(self, _other: object) -> bool:
        return False

    __hash__ = int.__hash__


@contextmanager
def no_padding(services: Services) -> Iterator[None]:
    """Ballots are as long as what they say."""

    def pack(self: outer.Ballot, private: Any) -> bytes:
        head = self.head()
        r, s = decode_dss_signature(private.sign(layout.CAST_LABEL + head, ECDSA(SHA256())))
        return head + r.to_bytes(32, "big") + s.to_bytes(32, "big")

    with (
        everywhere(outer.unpack, _unpack_any_length),
        patch.object(outer.Ballot, "pack", pack),
        patch.object(inner, "pad", lambda document: document),
        patch.object(inner, "unpad", lambda plain: plain),
        patch.object(answers, "OUTER", _AnyLength(layout.OUTER)),
    ):
        yield


def _unpack_any_length(ballot: bytes) -> outer.Ballot:
    head, signature = ballot[: -layout.SIGNATURE], ballot[-layout.SIGNATURE :]
    sizes: Sequence[int] = (16, 32, 32, layout.POINT, layout.PREFIX, layout.TOKEN_SIGNATURE, len(head))
    parts, at = [], 1
    for size in sizes:
        parts.append(head[at : at + size])
        at += size
    made = outer.Ballot(*parts)
    der = encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
    key = outer.EllipticCurvePublicKey.from_encoded_point(outer.SECP256R1(), made.public)
    key.verify(der, layout.CAST_LABEL + head, ECDSA(SHA256()))
    return made


LINKABLE = (  # each gives away who wrote what, by itself
    *(created_at, shared_request_id, comments_at_once, open_pool, no_shuffle, arrival_order),
    *(kept_keys, logged_ballots, no_padding),
)
