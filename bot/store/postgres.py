"""The same Database over PostgreSQL: the same operations and SQL, one transaction each, in worker
threads with a connection of their own. A lost connection, deadlock or serialization failure runs
the operation again: every operation is safe to run twice."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from typing import Concatenate, ParamSpec, TypeVar

import psycopg
from psycopg.rows import dict_row

from bot.errors import DiskFull
from bot.store import migrate
from bot.store.database import Database
from bot.store.transaction import Row, Transaction, Value

P = ParamSpec("P")
T = TypeVar("T")

THREADS = 8
"""Connections of one process: past this, one hot account is what everybody waits for."""
TRIES = 5
"""With the pauses below about a second in all: a restart is through, a person still waits."""
PAUSE_S = 0.05
"""Doubled after every try: 50 ms to 0.8 s, enough for a server to come back from a restart."""
MIGRATION_LOCK = 0x41727464
"""Any fixed number ("Artd"): who holds it in the database is the one that migrates."""

_NAME = re.compile(r"(?<![:\w]):([a-z_]\w*)")


@lru_cache(maxsize=1024)  # more than the distinct statements of the store
def translated(sql: str) -> bytes:
    """`:name` -> `%(name)s`. No `:word` inside a literal, no `::type` in our SQL."""
    return _NAME.sub(r"%(\1)s", sql.replace("%", "%%")).encode()


class PostgresTransaction:
    """Transaction over an open psycopg connection; who begins and ends it is not its business."""

    __slots__ = ("_connection",)

    def __init__(self, connection: psycopg.Connection[dict[str, Value]]) -> None:
        self._connection = connection

    def one(self, sql: str, /, **params: Value) -> Row | None:
        rows = self.all(sql, **params)
        return rows[0] if rows else None

    def all(self, sql: str, /, **params: Value) -> list[Row]:
        return [Row(row) for row in self._connection.execute(translated(sql), params).fetchall()]

    def run(self, sql: str, /, **params: Value) -> int:
        return self._connection.execute(translated(sql), params).rowcount


def connect(dsn: str) -> psycopg.Connection[dict[str, Value]]:
    return psycopg.Connection[dict[str, Value]].connect(dsn, autocommit=True, row_factory=dict_row)


def migrated(dsn: str, now: float) -> int:
    """Brings the schema up to date under an advisory lock; returns the steps applied."""
    with connect(dsn) as connection, connection.transaction():
        tx = PostgresTransaction(connection)
        tx.all("SELECT pg_advisory_xact_lock(:lock)", lock=MIGRATION_LOCK)
        return migrate.apply(tx, migrate.steps(), now)


class PostgresDatabase(Database):
    """Open with `PostgresDatabase(dsn)`, migrated already."""

    def __init__(self, dsn: str, *, threads: int = THREADS) -> None:
        self._dsn = dsn
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="postgres")
        self._mine = threading.local()
        self._connections: set[psycopg.Connection[dict[str, Value]]] = set()

    async def write(
        self, op: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return await self._in_thread(lambda tx: op(tx, *args, **kwargs))

    async def read(
        self, op: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        def snapshot(tx: Transaction) -> T:
            tx.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            return op(tx, *args, **kwargs)

        return await self._in_thread(snapshot)

    async def close(self) -> None:
        await asyncio.to_thread(self._pool.shutdown)
        for connection in self._connections:
            connection.close()

    async def _in_thread(self, op: Callable[[Transaction], T]) -> T:
        loop = asyncio.get_running_loop()
        # Shielded: a cancelled caller's operation commits all the same, as on SQLite.
        return await asyncio.shield(loop.run_in_executor(self._pool, partial(self._run, op)))

    def _run(self, op: Callable[[Transaction], T]) -> T:
        for turn in range(TRIES):
            try:
                connection = self._own()
                with connection.transaction():
                    return op(PostgresTransaction(connection))
            except psycopg.errors.DiskFull as error:
                raise DiskFull from error
            except psycopg.OperationalError:
                self._drop()
                if turn == TRIES - 1:
                    raise
            time.sleep(PAUSE_S * 2**turn)
        raise AssertionError("every try returns or raises")

    def _own(self) -> psycopg.Connection[dict[str, Value]]:
        found: psycopg.Connection[dict[str, Value]] | None = getattr(self._mine, "it", None)
        if found is None:
            found = self._mine.it = connect(self._dsn)
            self._connections.add(found)
        return found

    def _drop(self) -> None:
        broken: psycopg.Connection[dict[str, Value]] | None = getattr(self._mine, "it", None)
        if broken is not None:
            self._connections.discard(broken)
            broken.close()
        self._mine.it = None
