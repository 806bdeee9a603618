"""Group commit: what a caller is told is on the disk, whoever was cancelled or wrong beside it."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from bot.errors import DiskFull, NotFound
from bot.store.database import Database, Transaction
from tests.store.engines import NOW, Engine, SqliteEngine


def add(tx: Transaction, key: str) -> str:
    tx.run(
        "INSERT INTO inbox (origin, lane, seq, event, state, received)"
        " VALUES (:key, 'l', 1, '{}', 'new', :now)",
        key=key,
        now=NOW,
    )
    return key


def keys(tx: Transaction) -> list[str]:
    return [row.text("origin") for row in tx.all("SELECT origin FROM inbox ORDER BY origin")]


async def test_what_was_written_can_be_read_at_once(db: Database) -> None:
    for n in range(20):
        await db.write(add, f"k{n:02}")
        assert f"k{n:02}" in await db.read(keys)


async def test_many_callers_at_once_all_get_their_own_answer(db: Database) -> None:
    names = [f"k{n:03}" for n in range(600)]
    assert await asyncio.gather(*(db.write(add, name) for name in names)) == names
    assert await db.read(keys) == names


async def test_a_cancelled_caller_leaves_its_work_done_and_its_neighbours_alone(
    engine: Engine,
) -> None:
    db = await engine.open()
    await db.write(keys)
    tasks = [asyncio.create_task(db.write(add, f"k{n}")) for n in range(8)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    assert [isinstance(answer, asyncio.CancelledError) for answer in done] == [True, False] * 4
    await db.write(add, "next")
    await db.close()
    assert engine.do(keys) == [*(f"k{n}" for n in range(8)), "next"]


async def test_a_problem_in_one_operation_undoes_that_one_only(db: Database) -> None:
    def half(tx: Transaction) -> None:
        add(tx, "half")
        raise NotFound("version")

    def bug(tx: Transaction) -> None:
        add(tx, "bug")
        tx.run("INSERT INTO inbox (origin) VALUES ('too little')")

    answers = await asyncio.gather(
        db.write(add, "a"), db.write(half), db.write(bug), db.write(add, "b"),
        return_exceptions=True,
    )  # fmt: skip
    assert (answers[0], answers[3]) == ("a", "b")
    assert isinstance(answers[1], NotFound)
    assert isinstance(answers[2], Exception)
    assert await db.read(keys) == ["a", "b"]


async def test_reading_cannot_write(db: Database) -> None:
    with pytest.raises(Exception, match=r"read-?only"):
        await db.read(add, "k")
    assert await db.read(keys) == []


async def test_closing_finishes_what_waits_and_takes_nothing_more(engine: Engine) -> None:
    db = await engine.open()
    tasks = [asyncio.create_task(db.write(add, f"k{n}")) for n in range(5)]
    await asyncio.sleep(0)
    await db.close()
    assert await asyncio.gather(*tasks) == [f"k{n}" for n in range(5)]
    with pytest.raises(RuntimeError):
        await db.write(add, "late")
    assert engine.do(keys) == [f"k{n}" for n in range(5)]


async def test_an_operation_that_ends_the_transaction_fails_loudly(
    sqlite_engine: SqliteEngine,
) -> None:
    db = await sqlite_engine.open()

    def commits(tx: Transaction) -> None:
        tx.run("ROLLBACK")

    answers = await asyncio.gather(
        db.write(add, "a"), db.write(commits), db.write(add, "b"), return_exceptions=True
    )
    assert all(isinstance(answer, sqlite3.Error) for answer in answers)
    assert await db.write(add, "after") == "after"
    assert await db.read(keys) == ["after"]
    await db.close()


async def test_a_full_disk_is_a_problem_that_passes(sqlite_engine: SqliteEngine) -> None:
    big = "x" * 200_000

    def fill(tx: Transaction, key: str) -> None:
        add(tx, key)
        tx.run("UPDATE inbox SET event = :big WHERE origin = :key", big=big, key=key)

    db = await Database.open(sqlite_engine.path, max_pages=300)
    answers = await asyncio.gather(
        *(db.write(fill, f"k{n}") for n in range(10)), return_exceptions=True
    )
    assert any(isinstance(answer, DiskFull) for answer in answers)
    held = await db.read(keys)
    assert held == [f"k{n}" for n, answer in enumerate(answers) if answer is None]
    with pytest.raises(DiskFull):
        await asyncio.gather(*(db.write(fill, f"m{n}") for n in range(10)))
    await db.write(lambda tx: tx.run("DELETE FROM inbox"))
    await db.write(fill, "room again")
    assert await db.read(keys) == ["room again"]
    await db.close()


async def test_a_lock_held_by_another_process_is_waited_for_even_by_a_cancelled_caller(
    sqlite_engine: SqliteEngine,
) -> None:
    db = await sqlite_engine.open()
    other = sqlite3.connect(sqlite_engine.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(db.write(add, "cancelled"))
    await asyncio.sleep(0.1)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    other.execute("ROLLBACK")
    await db.write(add, "next")
    other.execute("BEGIN IMMEDIATE")
    other.execute("ROLLBACK")
    other.close()
    assert await db.read(keys) == ["cancelled", "next"]
    await db.close()


async def test_a_commit_is_on_the_disk_before_the_caller_hears_of_it(
    sqlite_engine: SqliteEngine, tmp_path: Path
) -> None:
    db = await sqlite_engine.open()
    settings = await db.write(
        lambda tx: (
            tx.one("PRAGMA journal_mode"), tx.one("PRAGMA synchronous"), tx.one("PRAGMA foreign_keys")
        )
    )  # fmt: skip
    names = ("journal_mode", "synchronous", "foreign_keys")
    assert [row[name] for row, name in zip(settings, names, strict=True) if row] == ["wal", 2, 1]
    await db.write(add, "k")
    with sqlite3.connect(sqlite_engine.path) as other:
        assert other.execute("SELECT origin FROM inbox").fetchall() == [("k",)]
    other.close()
    await db.close()


def test_a_row_of_the_wrong_type_is_a_bug_at_once(engine: Engine) -> None:
    row = engine.do(lambda tx: tx.one("SELECT 'a' AS word, 1 AS n, NULL AS empty"))
    assert row is not None
    assert (row.text("word"), row.int("n"), row.number("n"), row.flag("n")) == ("a", 1, 1.0, True)
    assert (row.maybe_text("empty"), row.maybe_int("empty")) == (None, None)
    assert row.maybe_number("empty") is None
    for wrong in (lambda: row.int("word"), lambda: row.text("n"), lambda: row.number("empty")):
        with pytest.raises(TypeError):
            wrong()
