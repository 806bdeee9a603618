"""The database: `write` and `read` run synchronous operations, each one a transaction.

On SQLite one connection writes and whatever waited while the last commit ran is the next batch:
one fsync for all of it, a savepoint for each, results only after COMMIT. Cancelling a caller never
leaves a transaction open: its operation commits all the same.
"""

from __future__ import annotations

import asyncio
import sqlite3
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar, cast

import aiosqlite

from bot.errors import DiskFull
from bot.store.transaction import Row, Transaction, Value

__all__ = ["Database", "Row", "SqliteTransaction", "Transaction", "Value"]

P = ParamSpec("P")
T = TypeVar("T")

BATCH = 256
"""Operations in one commit at most: bounds what one broken operation can take with it, and how
long the first of a batch waits for the last (about 20 ms)."""
BUSY_MS = 30_000
"""How long to wait for another process that writes (a backup, a second start)."""
CACHED_STATEMENTS = 256
"""More than the distinct statements of the store, so that none is compiled twice."""


class Database(ABC):
    """Where operations run. Open one with `await Database.open(path)`."""

    @staticmethod
    async def open(path: Path, *, max_pages: int | None = None) -> Database:
        """The SQLite file at `path`, migrated already. `max_pages` caps its size (tests)."""
        return await _Sqlite.opened(path, max_pages)

    @abstractmethod
    async def write(
        self, op: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Runs `op(tx, ...)` as one transaction; returns after its commit is on the disk."""

    @abstractmethod
    async def read(
        self, op: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Runs `op(tx, ...)` on one snapshot that contains every write that has returned."""

    @abstractmethod
    async def close(self) -> None:
        """Finishes what waits, then closes. Nothing is accepted after this."""


class SqliteTransaction:
    """Transaction over an open sqlite3 connection; who begins and ends it is not its business."""

    __slots__ = ("_execute",)

    def __init__(self, connection: sqlite3.Connection) -> None:
        connection.row_factory = sqlite3.Row
        self._execute = connection.execute

    def one(self, sql: str, /, **params: Value) -> Row | None:
        # Read to the end: a half-read RETURNING keeps the savepoint from being released.
        rows = self._execute(sql, params).fetchall()
        return Row(rows[0]) if rows else None

    def all(self, sql: str, /, **params: Value) -> list[Row]:
        return [Row(row) for row in self._execute(sql, params).fetchall()]

    def run(self, sql: str, /, **params: Value) -> int:
        return self._execute(sql, params).rowcount


class _Ticket:
    """One waiting operation and, after the commit, what became of it."""

    __slots__ = ("args", "error", "future", "kwargs", "op", "result")

    def __init__(
        self,
        op: Callable[..., object],
        args: tuple[object, ...],
        kwargs: dict[str, object],
        future: asyncio.Future[object],
    ) -> None:
        self.op, self.args, self.kwargs, self.future = op, args, kwargs, future
        self.result: object = None
        self.error: BaseException | None = None

    def answer(self) -> None:
        """On the loop. A cancelled caller has a done future: the commit stands, nobody listens."""
        if self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


class _Connection(sqlite3.Connection):
    """A connection whose commit() runs the next batch of waiting operations.

    aiosqlite calls commit() in the connection's own thread: that is the whole trick, and it rests
    on public API only (`factory=` and `commit()`).
    """

    _begin: str
    _waiting: deque[_Ticket]
    _over: deque[_Ticket]
    _tx: SqliteTransaction

    @classmethod
    def serving(
        cls, begin: str, waiting: deque[_Ticket], over: deque[_Ticket], database: str, **_: object
    ) -> _Connection:
        """The factory that sqlite3.connect calls, with the queues bound in front."""
        made = cls(database, isolation_level=None, cached_statements=CACHED_STATEMENTS)
        made._begin, made._waiting, made._over = begin, waiting, over
        made._tx = SqliteTransaction(made)
        return made

    def commit(self) -> None:
        # Taken before BEGIN: a read then sees every write that returned before it was asked.
        batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
        try:
            self._run(batch)
        except BaseException as broken:  # noqa: BLE001 - whatever it was, every caller must hear it
            for ticket in batch:
                ticket.result, ticket.error = None, _named(broken)
            # SQLite ends the transaction itself on some errors; a second ROLLBACK would fail.
            if self.in_transaction:
                self.execute("ROLLBACK")
        finally:
            self._over.extend(batch)

    def _run(self, batch: list[_Ticket]) -> None:
        self.execute(self._begin)
        for ticket in batch:
            self.execute("SAVEPOINT op")
            try:
                ticket.result = ticket.op(self._tx, *ticket.args, **ticket.kwargs)
            except Exception as error:
                if not self.in_transaction:
                    raise
                self.execute("ROLLBACK TO op")
                ticket.error = _named(error)
            self.execute("RELEASE op")
        self.execute("COMMIT")


def _named(error: BaseException) -> BaseException:
    """A full disk is something a person can act on; the rest stays what it is."""
    full = isinstance(error, sqlite3.Error) and (
        getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    )
    if not full:
        return error
    problem = DiskFull()
    problem.__cause__ = error
    return problem


class _Lane:
    """One aiosqlite connection with its queue and the task that drains it."""

    def __init__(self, begin: str) -> None:
        self._begin = begin
        self._waiting: deque[_Ticket] = deque()
        self._over: deque[_Ticket] = deque()
        self._drainer: asyncio.Task[None] | None = None
        self._connection: aiosqlite.Connection | None = None

    async def open(self, path: Path, pragmas: tuple[str, ...]) -> None:
        self._connection = await aiosqlite.connect(
            path,
            factory=partial(_Connection.serving, self._begin, self._waiting, self._over),
        )
        for pragma in (f"busy_timeout={BUSY_MS}", "foreign_keys=on", *pragmas):
            await (await self._connection.execute(f"PRAGMA {pragma}")).close()

    async def run(
        self,
        op: Callable[..., object],
        args: tuple[object, ...],
        kwargs: dict[str, object],
    ) -> object:
        if self._connection is None:
            raise RuntimeError("the database is closed")
        future: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Ticket(op, args, kwargs, future))
        if self._drainer is None or self._drainer.done():
            self._drainer = asyncio.create_task(self._drain(self._connection))
        return await future

    async def _drain(self, connection: aiosqlite.Connection) -> None:
        """Never cancelled by us; ends when nothing waits."""
        while self._waiting:
            try:
                await connection.commit()
            finally:
                while self._over:
                    self._over.popleft().answer()

    async def close(self) -> None:
        connection, self._connection = self._connection, None
        if self._drainer is not None:
            await self._drainer
        if connection is not None:
            await connection.close()


class _Sqlite(Database):
    def __init__(self) -> None:
        self._writer = _Lane("BEGIN IMMEDIATE")
        self._reader = _Lane("BEGIN")

    @classmethod
    async def opened(cls, path: Path, max_pages: int | None) -> _Sqlite:
        made = cls()
        cap = () if max_pages is None else (f"max_page_count={max_pages}",)
        try:
            await made._writer.open(path, ("journal_mode=wal", "synchronous=full", *cap))
            await made._reader.open(path, ("query_only=on",))
        except BaseException:
            await made.close()
            raise
        return made

    async def write(
        self, op: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return cast("T", await self._writer.run(op, args, kwargs))

    async def read(
        self, op: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return cast("T", await self._reader.run(op, args, kwargs))

    async def close(self) -> None:
        # The writer last: closing the last connection folds the write-ahead log into the file.
        await self._reader.close()
        await self._writer.close()
