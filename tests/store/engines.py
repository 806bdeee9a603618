"""Both engines for the store's tests: a migrated database of its own for every test, and a
PostgreSQL server that lives as long as the test session. Missing PostgreSQL: skip, with CI=true
fail."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import psycopg
import pytest

from bot.store import migrate, postgres
from bot.store.database import Database, SqliteTransaction, Transaction
from bot.store.postgres import PostgresDatabase, PostgresTransaction

P = ParamSpec("P")
T = TypeVar("T")
NOW = 1_795_000_000.0


class Engine:
    """One empty, migrated database."""

    name = ""

    async def open(self) -> Database:
        raise AssertionError(self.name)

    def do(
        self, op: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """One operation as one transaction, without an event loop."""
        raise AssertionError(self.name)

    def close(self) -> None:
        raise AssertionError(self.name)

    def empty(self) -> None:
        """Every row gone, the schema stays."""
        self.do(_empty)


def _empty(tx: Transaction) -> None:
    for table in [
        "hold_lots",
        "caps",
        "entries",
        "lots",
        "holds",
        "accounts",
        "house",
        "jobs",
        "providers",
        "aliases",
        "inbox",
    ]:
        tx.run(f"DELETE FROM {table}")


@dataclass
class SqliteEngine(Engine):
    path: Path
    name: str = "sqlite"
    _connection: sqlite3.Connection | None = field(default=None, init=False)

    async def open(self) -> Database:
        return await Database.open(self.path)

    def do(
        self, op: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        if self._connection is None:
            self._connection = sqlite3.connect(self.path, isolation_level=None, timeout=30)
            self._connection.execute("PRAGMA foreign_keys=on")
            self._connection.execute("PRAGMA synchronous=off")
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            result = op(SqliteTransaction(self._connection), *args, **kwargs)
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")
        return result

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()


@dataclass
class PostgresEngine(Engine):
    dsn: str
    name: str = "postgres"
    _connection: psycopg.Connection[dict[str, str | int | float | None]] | None = field(
        default=None, init=False
    )

    async def open(self) -> Database:
        return PostgresDatabase(self.dsn)

    def do(
        self, op: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        if self._connection is None:
            self._connection = postgres.connect(self.dsn)
        with self._connection.transaction():
            return op(PostgresTransaction(self._connection), *args, **kwargs)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()


def binaries() -> Path | None:
    """The newest server installed: Debian keeps it off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


@contextmanager
def server() -> Iterator[str]:
    """A throw-away cluster on a socket of its own; gives the dsn without a database name."""
    bin_dir = binaries()
    if bin_dir is None:
        reason = "no PostgreSQL here: apt-get install postgresql"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    # initdb refuses root; the package made a user for this.
    user, groups = ("postgres", list[int]()) if os.geteuid() == 0 else (None, None)
    place = Path(tempfile.mkdtemp(prefix="artdesk-pg-", dir="/tmp"))
    data = place / "data"
    if user is not None:
        shutil.chown(place, user)
    log = (place / "log").open("wb")
    try:
        subprocess.run(
            [
                *(str(bin_dir / "initdb"), "-D", str(data), "-U", "tests", "-A", "trust"),
                *("-E", "UTF8", "--locale=C", "--no-sync"),
            ],
            check=True, stdout=log, stderr=log, cwd="/", user=user, extra_groups=groups,
        )  # fmt: skip
        running = subprocess.Popen(
            [
                *(str(bin_dir / "postgres"), "-D", str(data), "-k", str(place), "-c", "listen_addresses="),
                *("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=60"),
            ],
            stdout=log, stderr=log, cwd="/", user=user, extra_groups=groups,
        )  # fmt: skip
        try:
            dsn = f"host={place} user=tests"
            _wait(dsn, running)
            yield dsn
        finally:
            running.send_signal(signal.SIGQUIT)
            running.wait(20)
    finally:
        log.close()
        shutil.rmtree(place, ignore_errors=True)


def _wait(dsn: str, running: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if running.poll() is not None:
            pytest.fail("PostgreSQL did not start")
        try:
            psycopg.connect(f"{dsn} dbname=postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("PostgreSQL did not answer within 10 s")


def migrated_file(folder: Path) -> Path:
    path = folder / "template.db"
    migrate.migrate(path, NOW)
    return path


def migrated_template(dsn: str) -> str:
    run(dsn, "CREATE DATABASE template_store")
    postgres.migrated(f"{dsn} dbname=template_store", NOW)
    return "template_store"


def run(dsn: str, statement: str) -> None:
    with psycopg.connect(f"{dsn} dbname=postgres", autocommit=True) as connection:
        connection.execute(statement.encode())
