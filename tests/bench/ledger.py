"""The ledger's figures: hold + charge pairs a second, 64 tasks, synchronous=FULL, beside raw sqlite3
loops that replay the very statements of the ledger in the same run. Medians of three rounds (ratios taken inside a round).

    python -m tests.bench.ledger
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from bot.domain.money import Kind
from bot.store import ledger, migrate
from bot.store.database import Database, SqliteTransaction, Transaction
from bot.store.transaction import Row, Value

NOW = 1_795_000_000.0
SECONDS = 1.0
ROUNDS = 3
TASKS = 64
BATCH = 64
PRICE = 3_400

Statement = tuple[str, dict[str, Value]]


def fresh(folder: Path, name: str) -> Path:
    path = folder / name
    migrate.migrate(path, NOW)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=wal")
        grant(SqliteTransaction(connection))
    return path


def grant(tx: Transaction) -> None:
    ledger.grant(
        tx, key="g", lot_id="lot", team="t", kind=Kind.PURCHASED, amount=10**12, expires=None,
        by="ann", note="", now=NOW,
    )  # fmt: skip


def reserve(tx: Transaction, key: str) -> None:
    ledger.reserve(
        tx, key=key, team="t", member="ann", venue="web", session="s", name="142.3", model="nano",
        amount=PRICE, price_row="nano@1", practice=False, day="2026-11-21", member_cap=10**12,
        venue_cap=10**12, now=NOW,
    )  # fmt: skip


def settle(tx: Transaction, key: str) -> None:
    ledger.settle(tx, key=key, actual=PRICE, entry_id=key, now=NOW)


@dataclass
class Recorder:
    """A Transaction that also writes down what it was asked."""

    inner: SqliteTransaction
    said: list[Statement] = field(default_factory=list)

    def one(self, sql: str, /, **params: Value) -> Row | None:
        self.said.append((sql, params))
        return self.inner.one(sql, **params)

    def all(self, sql: str, /, **params: Value) -> list[Row]:
        self.said.append((sql, params))
        return self.inner.all(sql, **params)

    def run(self, sql: str, /, **params: Value) -> int:
        self.said.append((sql, params))
        return self.inner.run(sql, **params)


def statements(path: Path, op: Callable[[Transaction, str], None]) -> list[Statement]:
    """What one operation says to the database, with KEY where the order's key goes."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        recorder = Recorder(SqliteTransaction(connection))
        op(recorder, "KEY")
    return recorder.said


def raw(path: Path, said: list[list[Statement]], operations: int) -> float:
    """Pairs a second of a bare loop, `operations` of them in one transaction."""
    # The line numbers and balances are data, not work: a raw loop counts its own.
    with closing(sqlite3.connect(path, isolation_level=None, cached_statements=256)) as connection:
        connection.execute("PRAGMA synchronous=full")
        connection.execute("PRAGMA foreign_keys=on")
        keys: Iterator[int] = itertools.count()
        start, pairs, open_ops = time.perf_counter(), 0, 0
        while time.perf_counter() - start < SECONDS:
            pairs += 1
            key = f"raw{next(keys)}"
            for operation in said:
                if not open_ops:
                    connection.execute("BEGIN IMMEDIATE")
                for sql, params in operation:
                    bound = {
                        name: key if value == "KEY" else value for name, value in params.items()
                    }
                    if "seq" in bound:
                        bound["seq"] = pairs + 1
                    connection.execute(sql, bound).fetchall()
                open_ops += 1
                if open_ops == operations:
                    connection.execute("COMMIT")
                    open_ops = 0
        if open_ops:
            connection.execute("COMMIT")
        return pairs / (time.perf_counter() - start)


async def ours(path: Path) -> float:
    db = await Database.open(path)
    keys, done = itertools.count(), 0
    start = time.perf_counter()

    async def task() -> None:
        nonlocal done
        while time.perf_counter() - start < SECONDS:
            key = f"o{next(keys)}"
            await db.write(reserve, key)
            await db.write(settle, key)
            done += 1

    await asyncio.gather(*(task() for _ in range(TASKS)))
    spent = time.perf_counter() - start
    broken = await db.read(ledger.audit)
    await db.close()
    if broken:
        raise AssertionError(broken[0])
    return done / spent


def measure() -> list[dict[str, str | float]]:
    """[{name, value, unit, limit, better}]"""
    pairs, unbatched, batched = [], [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        said = []
        template = fresh(folder, "said.db")
        for op in (reserve, settle):
            said.append(statements(template, op))
        for turn in range(ROUNDS):
            unbatched.append(raw(fresh(folder, f"u{turn}.db"), said, 1))
            batched.append(raw(fresh(folder, f"b{turn}.db"), said, BATCH))
            pairs.append(asyncio.run(ours(fresh(folder, f"o{turn}.db"))))
    # Ratios inside a round, then their median: a busy minute slows all three loops of its round.
    beside = [
        statistics.median(mine / bare for mine, bare in zip(pairs, loop, strict=True))
        for loop in (unbatched, batched)
    ]
    return [
        figure("ledger_pairs_per_s", statistics.median(pairs), "1/s", 0),
        figure("ledger_vs_raw_unbatched", beside[0], "x", 4),
        figure("ledger_vs_raw_batched", beside[1], "x", 0.3),
    ]


def figure(name: str, value: float, unit: str, limit: float) -> dict[str, str | float]:
    return {
        "name": name, "value": round(value, 2), "unit": unit, "limit": limit, "better": "higher",
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
