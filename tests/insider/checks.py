"""What must hold for the traces of every cycle, each as a function that lists the faults it finds.

Each check must find the careless builds of `leaks.py`; of the application as it is, none finds anything.
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from cryptography.hazmat.primitives.serialization import load_der_private_key

from pulse.answers.pool import PoolKeys
from pulse.keys.store import BOX, INVITE, POOL
from tests.insider.attacks import NEEDLE, RECORDS, open_boxes
from tests.insider.traces import Traces, places
from tests.insider.world import Round
from tests.privacy.test_schema import ALLOWED

SYSTEM = {"ctid", "xmin", "cmin"}
OFFSETS = (82, 146, 178, 434)  # key, prefix, token, sealed answers: docs/protocol.md section 6
WITHIN_THE_CYCLE = ("half", "eve")


def columns(round_: Round) -> list[str]:
    """A column of the answer side that is not on the allow-list, SQLite's row number among them."""
    return sorted(
        {
            f"{table}.{name}"
            for (_, table), rows in round_.traces.tables.items()
            for row in rows[:1]
            for name in set(row) - ALLOWED[table] - SYSTEM
        }
    )


def early(round_: Round) -> list[str]:
    """Something of what ballots say, or of their bytes as sent, in a file of before the close."""
    needles = {}
    for table in RECORDS:
        for record in round_.truth[table].values():
            needles[f"{table} {record[:NEEDLE]}"] = record.encode()[:NEEDLE]
    for number, outer in enumerate(round_.outers):
        for at in OFFSETS:
            needles[f"ballot {number} at {at}"] = outer[at : at + NEEDLE]
    return [f"{what} in {where}" for where, blob in _early_files(round_.traces) for what in places(blob, needles)]


def _early_files(traces: Traces) -> Iterator[tuple[str, bytes]]:
    early = Traces(files={where: blob for where, blob in traces.files.items() if where[0] in WITHIN_THE_CYCLE})
    for moment, name in early.distinct():
        yield f"{name} {moment}", traces.files[moment, name]
    yield "access log", "\n".join(traces.log).encode()


def secrets(round_: Round) -> dict[str, bytes]:
    """The cycle's keys as the numbers they are, not as files that hold them."""
    return key_numbers(round_.secrets, round_.cycle_id)


def key_numbers(files: Mapping[str, bytes], cycle_id: str) -> dict[str, bytes]:
    """The same of the files of a cycle in the key folder."""
    found = {name: files[name] for name in (POOL, INVITE)}
    pool = PoolKeys.of(files[POOL], cycle_id)
    found |= {"tag": pool.tag_key, "lock": pool.box_key}
    if BOX in files:  # where the trustee counts, it is not there
        box: Any = load_der_private_key(files[BOX], None)
        found[BOX] = box.private_numbers().private_value.to_bytes(32, "big")
    for name, der in files.items():
        if name.startswith("block-"):
            numbers: Any = load_der_private_key(der, None, unsafe_skip_rsa_key_validation=True)
            parts = numbers.private_numbers()
            for part in ("p", "q", "d", "dmp1", "dmq1", "iqmp"):
                number = getattr(parts, part)
                found[f"{name} {part}"] = number.to_bytes(-(-number.bit_length() // 8), "big")
    return found


def written(secret: bytes) -> Iterator[bytes]:
    """The forms in which a key might be written down; the first bytes of each, for it may lie in pieces."""
    number = str(int.from_bytes(secret, "big"))
    quoted = repr(secret)[2:-1]
    for form in (secret, secret.hex().encode(), secret.hex().upper().encode(), b64encode(secret), number.encode()):
        yield form[:24]
    yield quoted.encode()[:24]


def keys(round_: Round) -> list[str]:
    """Bytes of a key in any file, table or log, of any moment."""
    needles = {f"{name} {n}": form for name, one in secrets(round_).items() for n, form in enumerate(written(one))}
    everything = chain(
        ((f"{name} {moment}", round_.traces.files[moment, name]) for moment, name in round_.traces.distinct()),
        [("logs", "\n".join([*round_.traces.log, *round_.traces.application_log]).encode())],
    )
    return [f"{what} in {where}" for where, blob in everything for what in places(blob, needles)]


def said(round_: Round) -> list[str]:
    """A line that the application wrote while people collected and cast."""
    return round_.traces.application_log[: round_.lines_before_the_close]


def sizes(round_: Round) -> list[str]:
    """Ballots, answers to them or boxes in the pool that are not all of one size."""
    requests = round_.traces.requests()
    found = {
        "ballots": {line.received for line in requests if line.path == "/ballot/cast"},
        "answers": {(line.status, line.size) for line in requests if line.path == "/ballot/cast"},
        "tokens": {line.size for line in requests if line.path == "/ballot/collect"},
        "boxes": {len(bytes(row["box"])) for row in round_.traces.tables["eve", "pool"]},
    }
    return [f"{what} of {len(different)} sizes" for what, different in found.items() if len(different) != 1]


def opened(round_: Round) -> list[str]:
    """A box of a copy from before the close that opens after it; or a key that is still there."""
    return [*open_boxes(round_.traces), *round_.traces.kept_keys]


ALL = {check.__name__: check for check in (columns, early, keys, said, sizes, opened)}
