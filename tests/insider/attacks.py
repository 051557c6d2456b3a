"""The attacker: joins who fetched a ballot and when with whatever a trace says of where a record lies. Pure.

Two steps. First each person is given a request that cast (`rank`, `recent`, `lag`, `join`). Then the records of the
person's group are put in the order of some trace (a byte offset in a file, a system column, any column at all), and
the earliest caster is said to have written the first of them. `via` takes the way through the pool: whose box is whose
is known from arrival, so the order of tags is tried. `size`, `request id`, `clear` and `opened` need no order.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from statistics import median
from typing import Any

import numpy as np
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.serialization import load_der_private_key
from scipy.optimize import linear_sum_assignment

from pulse.answers.pool import PoolKeys, UnopenableBox
from pulse.envelope.inner import Context, UnreadableBallot, open_sealed, receipt
from pulse.envelope.outer import MalformedBallot, unpack
from tests.insider.statistics import Score, Trend, hits, trend
from tests.insider.traces import Request, Row, Traces, places

Order = Sequence[str]
Guesses = dict[str, str]
NEVER = 1e9  # the cost of a pair that cannot be
NEEDLE = 16  # of a comment: its own first word; of an id or a hash more than enough
RECORDS = {"comment": "text", "board_leaf": "leaf"}  # what becomes readable, and the column that names it
SYSTEM = ("ctid", "xmin", "cmin", "rowid")


def ballots_cast(traces: Traces) -> list[Request]:
    """The requests that put a ballot into the pool, in the log's order."""
    return [line for line in traces.requests() if line.path == "/ballot/cast" and line.status == 204]


def casters(traces: Traces) -> dict[str, dict[str, int]]:
    """Each method's guess which cast request is whose: its number for each person who answered."""
    log = traces.requests()
    collected = {person: log[traces.collected[person]] for person in traces.group_of}
    cast = ballots_cast(traces)
    people = sorted(collected, key=lambda person: collected[person].time)
    return {
        "rank": {person: number for number, person in enumerate(people)},
        "recent": _recent(people, collected, cast),
        "lag": _assign(people, collected, cast, by_address=False),
        "join": _assign(people, collected, cast, by_address=True),
    }


def _recent(people: Order, collected: Mapping[str, Request], cast: Sequence[Request]) -> dict[str, int]:
    """Each ballot is said to come from whoever collected last before it and has none yet."""
    waiting: list[str] = []
    coming = list(reversed(people))
    found = {}
    for number, line in enumerate(cast):
        while coming and collected[coming[-1]].time <= line.time:
            waiting.append(coming.pop())
        if waiting:
            found[waiting.pop()] = number
    return found


def _assign(
    people: Order, collected: Mapping[str, Request], cast: Sequence[Request], *, by_address: bool
) -> dict[str, int]:
    """The assignment with the most usual hesitations, of all people to all requests at once."""
    if not people or not cast:
        return {}
    came = np.array([collected[person].time.timestamp() for person in people])
    went = np.array([line.time.timestamp() for line in cast])
    lag = went[None, :] - came[:, None]
    same = np.array([[collected[person].address == line.address for line in cast] for person in people])
    alone = (same.sum(axis=1) == 1)[:, None] & same & (lag > 0)
    usual = median(np.log(lag[alone])) if alone.any() else np.log(120)
    cost = np.where(lag > 0, (np.log(np.maximum(lag, 1e-3)) - usual) ** 2, NEVER)
    if by_address:
        cost = np.where(same, cost, NEVER)
    rows, columns = linear_sum_assignment(cost)
    return {people[row]: int(column) for row, column in zip(rows, columns, strict=True)}


class Located:
    """Where every identifier lies in every file, each file read once; orders are read off from that."""

    def __init__(self, traces: Traces) -> None:
        self._traces = traces
        raw, text = {}, {}
        for row in traces.tables["eve", "pool"]:
            tag = bytes(row["tag"])
            raw[f"tag {tag.hex()}"], text[f"tag {tag.hex()}"] = tag, tag.hex().encode()
        for table, key in RECORDS.items():
            for row in traces.tables["closed", table]:
                for column in {key, "id"} & set(row):
                    name = f"{table} {column} {row[key]}"
                    raw[name] = text[name] = str(row[column]).encode()[:NEEDLE]  # long ones lie in pieces
        self._found = {
            where: sorted(places(blob, text if where[1] == "log" else raw).items(), key=lambda item: item[1])
            for where, blob in traces.files.items()
            if where[0] != "half"
        }

    def order(self, moment: str, name: str, kind: str) -> list[str]:
        """The identifiers of one kind as they lie in one file."""
        start = f"{kind} "
        return [what.removeprefix(start) for what, _ in self._found[moment, name] if what.startswith(start)]

    def arrival(self) -> list[str]:
        """The tags of the pool in the order in which they came, as the best trace tells it."""
        rows = self._traces.tables["eve", "pool"]
        if rows and "xmin" in rows[0]:
            return [bytes(row["tag"]).hex() for row in sorted(rows, key=lambda row: int(row["xmin"]))]
        found = [self.order("eve", name, "tag") for moment, name in self._found if moment == "eve" and name == "wal"]
        return next((order for order in found if len(order) == len(rows)), [])

    def orders(self, table: str) -> dict[str, list[str]]:
        """Every order of a table's records that some trace gives."""
        rows, key = self._traces.tables["closed", table], RECORDS[table]
        found = {f"column {name}": order for name, order in _columns(rows, key)}
        for moment, name in self._found:
            for column in ("id", key):
                found[f"{name} {moment} {column}"] = self.order(moment, name, f"{table} {column}")
        return {name: order for name, order in found.items() if order and len(order) >= 0.9 * len(rows)}


def _columns(rows: Sequence[Row], key: str) -> Iterator[tuple[str, list[str]]]:
    """Any column that tells rows apart puts them into an order, the database's own ones too."""
    for name in rows[0] if rows else ():
        values = [_sortable(name, row[name]) for row in rows]
        if None not in values and len(set(values)) > 0.9 * len(rows):
            yield name, [row[key] for _, row in sorted(zip(values, rows, strict=True), key=lambda pair: pair[0])]


def _sortable(name: str, value: Any) -> Any:
    if name == "ctid":
        return tuple(int(part) for part in str(value).strip("()").split(","))
    return int(value) if name in SYSTEM else None if value is None else str(value)


def name_in_order(
    people: Iterable[str],
    when: Mapping[str, Any],
    order: Order,
    of_person: Mapping[str, str],
    of_record: Mapping[str, str],
) -> Guesses:
    """Within each group the earliest person is given the first record, and so on."""
    records: dict[str, list[str]] = defaultdict(list)
    for record in order:
        records[of_record[record]].append(record)
    members: dict[str, list[str]] = defaultdict(list)
    for person in sorted((person for person in people if person in when), key=when.__getitem__):
        members[of_person[person]].append(person)
    guesses = {}
    for group, persons in members.items():
        here = records[group]
        for rank, person in enumerate(persons if here else ()):
            guesses[person] = here[int((rank + 0.5) * len(here) / len(persons))]
    return guesses


class Attack:
    """All attacks on one kind of record (`comment` by its text, `board_leaf` by its hash) of one cycle."""

    def __init__(self, traces: Traces, located: Located, when: Mapping[str, Mapping[str, int]], table: str) -> None:
        self.traces, self.table, self.key = traces, table, RECORDS[table]
        self.rows = traces.tables["closed", table]
        self.of_record = {row[self.key]: group_of_row(row) for row in self.rows}
        self.of_person = {person: group if table == "comment" else "" for person, group in traces.group_of.items()}
        self.casters = when
        self.orders = located.orders(table)
        tags = located.arrival()
        self.tag_of = {person: tags[at] for person, at in when["join"].items() if at < len(tags)}
        public = public_keys(traces)
        self.key_of = {person: public[tag] for person, tag in self.tag_of.items() if tag in public}

    def guesses(self) -> dict[str, Guesses]:
        """What each attack says, by its name."""
        said = {
            f"{method} / {name}": self._by(when, order)
            for name, order in self.orders.items()
            for method, when in self.casters.items()
        }
        for name, order in self.orders.items():
            if self.tag_of:
                said[f"via / {name}"] = self._by(self.tag_of, order)
        if self.table == "comment":
            said["size"] = self._sizes()
        for name, order in self.orders.items():
            if self.key_of:
                said[f"via key / {name}"] = self._by(self.key_of, order)
        return {**said, "request id": self._request_ids(), "clear": self._clear(), "opened": self._opened()}

    def _by(self, when: Mapping[str, Any], order: Order) -> Guesses:
        return name_in_order(self.of_person, when, order, self.of_person, self.of_record)

    def trends(self, truth: Mapping[str, str]) -> dict[str, Trend]:
        """Whether records lie in the order of casting, or in its reverse, however faintly."""
        found = {}
        for name, order in self.orders.items():
            place = {record: number for number, record in enumerate(order)}
            pairs: dict[str, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
            for person, at in self.casters["join"].items():
                if truth[person] in place:
                    times, lies = pairs[self.of_person[person]]
                    times.append(at)
                    lies.append(place[truth[person]])
            found[f"trend / {name}"] = trend(pairs.values())
        return found

    def _sizes(self) -> Guesses:
        """The comment that is as long as the request, but for what every request has."""
        sizes = [line.received for line in ballots_cast(self.traces)]
        lengths = {text: len(text.encode()) for text in self.of_record}
        if not sizes or not lengths:
            return {}
        frame = median(np.array(sorted(sizes)[: len(lengths)]) - np.array(sorted(lengths.values())[: len(sizes)]))
        here: dict[str, list[str]] = defaultdict(list)
        for record, group in self.of_record.items():
            here[group].append(record)
        found = {}
        for person, at in self.casters["join"].items():
            if nearby := here[self.of_person[person]]:
                found[person] = min(nearby, key=lambda text: abs(lengths[text] + frame - sizes[at]))
        return found

    def _request_ids(self) -> Guesses:
        """A value of the record's row that stands in the log beside a person's request."""
        log = self.traces.requests()
        person_of = {log[at].request_id: person for person, at in self.traces.collected.items()}
        person_of.pop("-", None)
        return {person_of[value]: row[self.key] for row in self.rows for value in row.values() if value in person_of}

    def _clear(self) -> Guesses:
        """The record's own bytes inside a box of the pool, or in what the application wrote down before the close."""
        person_of = {tag: person for person, tag in self.tag_of.items()}
        found = {}
        boxes = [(bytes(row["tag"]).hex(), bytes(row["box"])) for row in self.traces.tables["eve", "pool"]]
        for tag, key in self._inside(boxes):
            if tag in person_of:
                found[person_of[tag]] = key
        by_number = {str(at): person for person, at in self.casters["join"].items()}
        lines = [line.encode() for line in self.traces.application_log if "cast" in line]
        for number, key in self._inside([(str(number), line) for number, line in enumerate(lines)]):
            if number in by_number:
                found[by_number[number]] = key
        return found

    def _inside(self, named: Sequence[tuple[str, bytes]]) -> Iterator[tuple[str, str]]:
        """Which of the records lies in which of these texts."""
        ends = list(accumulate(len(text) for _, text in named))
        needles = {key: key.encode()[:NEEDLE] for key in self.of_record}
        for key, at in places(b"".join(text for _, text in named), needles).items():
            yield named[bisect_right(ends, at)][0], key

    def _opened(self) -> Guesses:
        """Boxes of a copy from before the close, opened with whatever is left in the key folder."""
        content = open_boxes(self.traces)
        column = 0 if self.table == "comment" else 1
        return {person: content[tag][column] for person, tag in self.tag_of.items() if tag in content}


def group_of_row(row: Row) -> str:
    """The records among which a record hides: comments of one part and language, leaves of the whole cycle."""
    return f"{row['unit_id']} {row['location_id']} {row['language']}" if "text" in row else ""


def public_keys(traces: Traces) -> dict[str, bytes]:
    """The ballot's own public key in each box, by its tag, for an operator who reads the pool key while it lives."""
    found = {}
    rows = traces.tables["eve", "pool"]
    if "pool" in traces.live_keys and rows:
        pool = PoolKeys.of(traces.live_keys["pool"], rows[0]["cycle_id"])
        for row in rows:
            found[bytes(row["tag"]).hex()] = unpack(pool.unlock(bytes(row["tag"]), bytes(row["box"]))).public
    return found


def open_boxes(traces: Traces) -> dict[str, tuple[str, str]]:
    """The comment and the receipt of each box that the keys still open, by its tag."""
    keys = {**traces.live_keys, **traces.kept_keys}
    found = {}
    if "pool" in keys and "box" in keys:
        rows = traces.tables["eve", "pool"]
        pool = PoolKeys.of(keys["pool"], rows[0]["cycle_id"] if rows else "")
        private: Any = load_der_private_key(keys["box"], None)
        for row in rows:
            try:
                ballot = unpack(pool.unlock(bytes(row["tag"]), bytes(row["box"])))
                inner = open_sealed(ballot.sealed, private, Context(ballot.manifest, ballot.leaf, ballot.public))
            except (UnopenableBox, MalformedBallot, UnreadableBallot, InvalidTag):
                continue
            text = inner["comments"][0]["text"]
            found[bytes(row["tag"]).hex()] = (text, receipt(bytes.fromhex(inner["salt"]), ballot.sealed).hex())
    return found


def run(traces: Traces, truth: Mapping[str, Mapping[str, str]]) -> dict[str, Score | Trend]:
    """Every attack on one cycle, scored; `truth` gives each person's comment and leaf.

    `box` is how well it is known whose box is whose: this is not hidden, what lies in the box is.
    """
    located, when = Located(traces), casters(traces)
    found: dict[str, Score | Trend] = {}
    for table in RECORDS:
        attack = Attack(traces, located, when, table)
        for name, guesses in attack.guesses().items():
            found[f"{table}: {name}"] = hits(guesses, truth[table], attack.of_record)
        for name, score in attack.trends(truth[table]).items():
            found[f"{table}: {name}"] = score
    found["box"] = hits(attack.tag_of, truth["pool"], dict.fromkeys(truth["pool"].values(), ""))
    return found
