"""Statements compiled once and handed to the plain driver: for what comes with every ballot.

SQLAlchemy still writes the SQL of both databases, converts values and keeps the connections. What else it does
around each statement is a good deal of code, which a server that has just waited for a disk runs cold.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from time import monotonic
from types import MappingProxyType
from typing import Any, TypeVar, cast

from sqlalchemy import Dialect
from sqlalchemy.exc import DBAPIError, MultipleResultsFound, NoResultFound

from pulse.journey import Journey, forget

Values = Mapping[str, Any]
NOTHING: Values = MappingProxyType({})
Question = tuple[Any, Values]  # a statement and its values
Done = TypeVar("Done")


class Found(list[Any]):
    """The rows that a statement gave, each a tuple whose fields have names."""

    def first(self) -> Any:
        """The first row, or None."""
        return self[0] if self else None

    def one_or_none(self) -> Any:
        """The only row, or None."""
        if len(self) > 1:
            raise MultipleResultsFound
        return self.first()

    def one(self) -> Any:
        """The only row."""
        if not self:
            raise NoResultFound
        return self.one_or_none()


class _Compiled:
    """One statement in the words of one database, and what has to be converted on its way."""

    def __init__(self, statement: Any, dialect: Dialect, names: tuple[str, ...]) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(names))
        self.sql = str(compiled)
        self._order = compiled.positiontup
        self._own = {name: value for name, value in compiled.params.items() if name not in names}
        used = {*names, *self._own}
        self._into = [
            (name, convert)
            for name, bound in compiled.binds.items()
            if name in used and (convert := bound.type.dialect_impl(dialect).bind_processor(dialect))
        ]
        columns = list(getattr(statement, "exported_columns", ()))
        self.row: Any = namedtuple("Row", [column.name for column in columns]) if columns else None
        converts = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        self._out = [(at, convert) for at, convert in enumerate(converts) if convert]

    def bound(self, values: Values) -> Any:
        """The values as the driver takes them."""
        given = {**self._own, **values}
        for name, convert in self._into:
            given[name] = convert(given[name])
        return given if self._order is None else [given[name] for name in self._order]

    def read(self, row: tuple[Any, ...]) -> Any:
        """A row as the driver gave it, with our types."""
        fields = list(row)
        for at, convert in self._out:
            fields[at] = convert(fields[at])
        return self.row._make(fields)

    def found(self, rows: Iterable[tuple[Any, ...]]) -> "Found":
        """The rows of one answer, with our types."""
        return Found(map(self.read, rows) if self.row else ())


class Statements:
    """What was compiled so far for one database."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._kept: dict[tuple[Any, tuple[str, ...]], _Compiled] = {}

    def find(self, statement: Any, names: tuple[str, ...]) -> _Compiled:
        """A statement for values of these names."""
        key = (statement, names)
        if key not in self._kept:
            self._kept[key] = _Compiled(statement, self.dialect, names)
        return self._kept[key]

    @contextmanager
    def translated(self) -> Iterator[None]:
        """The driver's errors as SQLAlchemy's, without the values."""
        try:
            yield
        except self.errors as error:
            raise _as_sqlalchemy(error, self.errors, self.dialect) from error

    @property
    def errors(self) -> type[Exception]:
        """What the driver raises."""
        return cast(type[Exception], cast(Any, self.dialect).loaded_dbapi.Error)


def _as_sqlalchemy(error: Exception, base: type[Exception], dialect: Dialect) -> BaseException:
    return cast(
        BaseException,
        DBAPIError.instance("a statement", None, error, base, hide_parameters=True, dialect=dialect),
    )


class Transaction:
    """A transaction of the driver's own connection, asked in the manner of SQLAlchemy's."""

    def __init__(self, connection: Any, statements: Statements) -> None:
        self._connection, self._statements = connection, statements
        self.dialect = statements.dialect

    def execute(self, statement: Any, values: Values = NOTHING) -> Found:
        """Do it, and give the rows if it gives any. The statement must be one that lives as long as the process."""
        compiled = self._statements.find(statement, tuple(values))
        cursor = self._connection.execute(compiled.sql, compiled.bound(values))
        return compiled.found(cursor.fetchall() if compiled.row else ())

    def begin_all(self, questions: Sequence[Question]) -> Callable[[], list[Found]]:
        """Send several to a PostgreSQL server, and give what is called once for their answers.

        The server works on them in between. Outside a transaction they are one, which has ended with that call.
        """
        asked = [(self._statements.find(statement, tuple(values)), values) for statement, values in questions]
        journey = Journey(self._connection, [(one.sql, one.bound(values)) for one, values in asked])
        return lambda: [one.found(rows) for (one, _), rows in zip(asked, journey.answers(), strict=True)]

    def command(self, words: str) -> None:
        """Say something that has no values: where a transaction begins and ends."""
        self._connection.execute(words)


FRESH = 1.0  # seconds for which an answer that was read ahead is still one
Held = tuple[Any, Callable[[bool], None]]  # a connection of the driver's, and how to let go of it: whether it is well


@dataclass
class _Begun:
    """A note that was set about, what is read with it, how to come by the answers, and what it found."""

    written: Question
    ahead: Sequence[Question]
    answers: Callable[[], list[Found]] | None = None
    found: Found | None = None


class Notes:
    """Many small statements over one connection that is held, each of which is done at once.

    For a long row of things that may be done twice: where the connection was lost, it is replaced and asked again.
    """

    def __init__(
        self, hold: Callable[[], Held], statements: Statements, line: AbstractContextManager[Any], begin: str
    ) -> None:
        self._hold, self._statements, self._line, self._begin = hold, statements, line, begin
        self._held: Held | None = None
        self._ahead: dict[Any, Found] = {}
        self._asked_at = 0.0
        self._begun: _Begun | None = None
        self.dialect = statements.dialect

    def execute(self, statement: Any, values: Values = NOTHING) -> Found:
        """Read something, unless it was just read `ahead`."""
        found = self._ahead.pop((statement, *values.items()), None)
        if found is not None and monotonic() - self._asked_at < FRESH:
            return found
        self._conclude()
        return self._done(lambda rows: rows.execute(statement, values))

    def note(self, statement: Any, values: Values, ahead: Sequence[Question] = ()) -> Found:
        """Write something in one statement, which is a transaction of its own.

        In the same breath read what will be asked next, where that saves a journey to a server: each answer is given
        once, within a second, and only until the next note.
        """
        self.begin(statement, values, ahead)
        return self.finish()

    def begin(self, statement: Any, values: Values, ahead: Sequence[Question] = ()) -> None:
        """Set about a note: a server works on it until `finish`, a file has it at once."""
        self._conclude()
        begun = self._begun = _Begun((statement, values), ahead if self.dialect.name == "postgresql" else ())
        self._ahead, self._asked_at = {}, monotonic()
        if self.dialect.name != "postgresql":
            self._conclude()
            return
        with suppress(DBAPIError, _Lost), self._statements.translated():  # `finish` does all of it again
            begun.answers = self._once(lambda rows: rows.begin_all([begun.written, *begun.ahead]))

    def finish(self) -> Found:
        """Be done with the note that was begun, and say what it found."""
        self._conclude()
        begun, self._begun = self._begun, None
        return begun.found if begun is not None and begun.found is not None else Found()

    def _conclude(self) -> None:
        begun = self._begun
        if begun is None or begun.found is not None:
            return
        if begun.answers is not None:
            with suppress(DBAPIError, _Lost), self._statements.translated():  # if it failed, all of it was undone
                answers, begun.answers = begun.answers, None
                begun.found, *read = self._once(lambda _rows: answers())
                names = [(asked, *given.items()) for asked, given in begun.ahead]
                self._ahead = dict(zip(names, read, strict=True))
                return
        with self._line:
            begun.found = self._done(lambda rows: rows.execute(*begun.written))

    def together(self, work: Callable[[Transaction], Done]) -> Done:
        """Write several things in one transaction."""
        self._conclude()

        def whole(rows: Transaction) -> Done:
            rows.command(self._begin)
            done = work(rows)
            rows.command("COMMIT")
            return done

        with self._line:
            return self._done(whole)

    def close(self, *, is_well: bool = True) -> None:
        """Let go of the connection; one that is not well is nobody's any more."""
        if is_well:
            with suppress(DBAPIError):
                self._conclude()
        held, self._held = self._held, None
        if held is None:
            return
        if is_well and self.dialect.name == "postgresql":
            try:
                forget(held[0])
            except self._statements.errors:
                is_well = False
        held[1](is_well)

    def _done(self, work: Callable[[Transaction], Done]) -> Done:
        with self._statements.translated():
            try:
                return self._once(work)
            except _Lost:
                return self._once(work)

    def _once(self, work: Callable[[Transaction], Done]) -> Done:
        is_new = self._held is None
        connection, _ = self._held = self._held or self._hold()
        try:
            return work(Transaction(connection, self._statements))
        except BaseException as error:
            was_lost = self.dialect.is_disconnect(cast(Any, error), connection, None)
            self.close(is_well=False)
            if was_lost and not is_new:
                raise _Lost from error
            raise


class _Lost(Exception):
    """A connection that was held is no longer one."""
