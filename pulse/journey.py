"""Several prepared statements to PostgreSQL in one journey, without waiting for the answers: in libpq's own words.

psycopg's pipeline sends each statement by itself and looks for answers after each, which costs our side more than
the server needs for all of them. Converting values stays psycopg's.
"""

import re
from collections.abc import Sequence
from select import POLLIN, POLLOUT, poll
from typing import Any
from weakref import WeakKeyDictionary

from psycopg import pq
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result

Asked = tuple[str, dict[str, Any]]  # SQL with named places as psycopg reads it, and the values
_PLACE = re.compile(r"%\((\w+)\)s|%%")
_FAILED = {pq.ExecStatus.FATAL_ERROR, pq.ExecStatus.PIPELINE_ABORTED}


class Line:
    """What one connection of psycopg's needs for journeys: what is prepared there, and how to wait.

    After an error the connection is good for nothing any more.
    """

    def __init__(self, connection: Any) -> None:
        self._pg = connection.pgconn
        self._prepared: dict[str, tuple[bytes, list[str]]] = {}
        self._readable, self._writable = poll(), poll()
        self._readable.register(self._pg.socket, POLLIN)
        self._writable.register(self._pg.socket, POLLOUT)

    def send(self, asked: Sequence[Asked], convert: Any) -> list[bool]:
        """Let several statements set out, a transaction of their own where none was begun.

        Gives what to expect: of each answer, whether it is a statement's.
        """
        expected = []
        self._pg.enter_pipeline_mode()
        for sql, values in asked:
            if sql not in self._prepared:
                expected.append(False)
                self._prepare(sql)
            expected.append(True)
            name, order = self._prepared[sql]
            given = [values[each] for each in order]
            self._pg.send_query_prepared(name, convert.dump_sequence(given, [PyFormat.TEXT] * len(given)))
        self._pg.pipeline_sync()
        while self._pg.flush():
            self._writable.poll()
        return expected

    def receive(self, expected: Sequence[bool], convert: Any) -> list[list[tuple[Any, ...]]]:
        """Wait for the answers, and for all of it to be committed; gives each statement's rows."""
        read = []
        for is_read in expected:
            result = self._next()
            if is_read:
                convert.set_pgresult(result)
                read.append(convert.load_rows(0, result.ntuples, tuple))
            self._next()  # the end of this one
        self._next()  # the end of all
        self._pg.exit_pipeline_mode()
        return read

    @property
    def names(self) -> list[str]:
        """What it prepared."""
        return [name.decode() for name, _ in self._prepared.values()]

    def _prepare(self, sql: str) -> None:
        order: list[str] = []

        def place(found: re.Match[str]) -> str:
            if found[1] is None:
                return "%"
            if found[1] not in order:
                order.append(found[1])
            return f"${order.index(found[1]) + 1}"

        numbered = _PLACE.sub(place, sql)
        name = f"pulse_{len(self._prepared)}".encode()
        self._pg.send_prepare(name, numbered.encode())
        self._prepared[sql] = name, order

    def _next(self) -> Any:
        while self._pg.is_busy():
            self._readable.poll()
            self._pg.consume_input()
        result = self._pg.get_result()
        if result is not None and result.status in _FAILED:
            raise error_from_result(result)
        return result


_lines: WeakKeyDictionary[Any, Line] = WeakKeyDictionary()


class Journey:
    """Under way since it was made."""

    def __init__(self, connection: Any, asked: Sequence[Asked]) -> None:
        if connection not in _lines:
            _lines[connection] = Line(connection)
        self._line = _lines[connection]
        self._convert = Transformer(connection)
        self._expected = self._line.send(asked, self._convert)

    def answers(self) -> list[list[tuple[Any, ...]]]:
        """Come back, with each statement's rows."""
        return self._line.receive(self._expected, self._convert)


def forget(connection: Any) -> None:
    """Leave nothing prepared: whoever has the connection next may clear it without our knowing."""
    line = _lines.pop(connection, None)
    if line is not None and line.names:
        connection.execute("; ".join(f"DEALLOCATE {name}" for name in line.names))
