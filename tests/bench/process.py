"""Processes that are measured from outside: our server as `pulse serve` sets it up, a bare one, a close."""

import json
import resource
import sys
import time
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from threading import Lock, local
from typing import Any

from flask import Flask, Response, jsonify, request
from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from waitress.server import create_server

from config import Config
from pulse.application import create_apps
from pulse.cli.memory import share_pools
from pulse.cli.serving import HANDLING
from pulse.clock import FixedClock
from pulse.closing.operations import close_cycle
from pulse.database import Database
from pulse.keys.store import KeyStore
from pulse.opening.operations import open_cycle
from pulse.schedule.queries import active_series
from pulse.web.services import Services
from tests.bench.installation import repeated_keys


def services_of(facts: dict[str, Any]) -> Services:
    """The installation that the parent made."""
    config = Config.from_env(
        {
            "PULSE_DATA": facts["data"],
            "PULSE_KEYS": facts["keys"],
            "PULSE_DATABASE_URL": facts["url"],
            "PULSE_SECRET_KEY": "ab" * 16,
            "PORT": str(facts["port"]),
        }
    )
    clock = FixedClock(datetime.fromisoformat(facts["now"]))
    return Services(config, Database(config.database_url), clock, KeyStore(Path(facts["keys"])))


def serve(app: Any) -> None:
    """Serve on a free port and say which."""
    share_pools()
    server = create_server(app, host="127.0.0.1", port=0, **HANDLING)
    print(server.effective_port, flush=True)
    server.run()


def bare(services: Services) -> Flask:
    """Routes that commit the same bytes and do nothing else: the driver alone, one connection a thread.

    SQLite's writers stand in one line, as ours do: without it they would fail at once under load.
    """
    app = Flask("bare")
    kept, line = local(), Lock()
    is_sqlite = services.database.is_sqlite
    mark = "?" if is_sqlite else "%s"

    def commit(statement: str, values: tuple[Any, ...]) -> None:
        if not hasattr(kept, "connection"):
            kept.connection = connect(services.database.engine)
        if not is_sqlite:
            kept.connection.execute(statement, values)
            kept.connection.commit()
            return
        with line:
            kept.connection.execute("BEGIN IMMEDIATE")
            kept.connection.execute(statement, values)
            kept.connection.execute("COMMIT")

    @app.post("/cast")
    def cast() -> Response:
        box = request.get_data(cache=False)
        commit(f"INSERT INTO bare_pool VALUES ({mark}, {mark})", (token_hex(16), box))
        return Response(status=204)

    def issued(number: int) -> Response:
        body = request.get_json()
        signature = number.to_bytes(256, "big")
        row = (token_hex(16), token_hex(16), token_hex(16), 4, body["invite"], signature, "2026-11-23")
        commit(f"INSERT INTO bare_issued VALUES ({', '.join([mark] * 7)})", row)
        return jsonify(blind_signature=signature.hex())

    @app.post("/collect")
    def collect() -> Response:
        return issued(1)

    key = next(repeated_keys())

    @app.post("/collect-signed")
    def collect_signed() -> Response:
        from tests.bench.signatures import raw

        return issued(int(raw(key, int(request.get_json()["blinded"], 16))))

    return app


def connect(engine: Engine) -> Any:
    """A connection of the plain driver, as durable as ours."""
    if engine.dialect.name == "sqlite":
        own = engine.raw_connection()  # with our settings: WAL, full synchronisation
        plain = own.driver_connection
        own.detach()  # or the pool would take it back, and give it to another thread as well
        return plain
    import psycopg

    return psycopg.connect(make_url(engine.url).set(drivername="postgresql").render_as_string(hide_password=False))


BARE_TABLES = (
    "CREATE TABLE IF NOT EXISTS bare_pool (id VARCHAR(32) PRIMARY KEY, box {bytes} NOT NULL)",
    """CREATE TABLE IF NOT EXISTS bare_issued (o VARCHAR(32), c VARCHAR(32), p VARCHAR(32), block INTEGER,
    hash VARCHAR(64), signature {bytes}, day DATE, PRIMARY KEY (o, c, p))""",
)


def make_bare_tables(services: Services) -> None:
    """Where the bare routes put what they are sent."""
    with services.database.engine.begin() as connection:
        for statement in BARE_TABLES:
            kind = "BLOB" if services.database.is_sqlite else "BYTEA"
            connection.exec_driver_sql(statement.format(bytes=kind))


def report(work: Any) -> None:
    """Do it once; print what it took, with this process's highest memory."""
    began, computed = time.monotonic(), time.process_time()
    work()
    facts = {"seconds": time.monotonic() - began, "cpu": time.process_time() - computed}
    print(json.dumps({**facts, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}), flush=True)


def main() -> None:
    """Play one role."""
    role, facts = sys.argv[1], json.loads(sys.argv[2])
    services = services_of(facts)
    if role == "serve":
        serve(create_apps(services))
    elif role == "bare":
        make_bare_tables(services)
        serve(bare(services))
    elif role.startswith("close:"):
        report(lambda: close_cycle(services, role.removeprefix("close:"), now=services.clock.now()))
    elif role == "open":
        report(lambda: open_the_series(services))


def open_the_series(services: Services) -> None:
    """Open the only series there is."""
    with services.database.reading() as session:
        [series] = active_series(session)
    open_cycle(services, series, series.starts, now=services.clock.now())


if __name__ == "__main__":
    main()
