"""Migrations: each step once, all or nothing, a copy first, and only a release that is too old is
refused."""

from __future__ import annotations

import multiprocessing
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from bot.errors import NewerDatabase
from bot.store import migrate, postgres
from bot.store.migrate import Step
from tests.store.engines import NOW

ONE = Step(1, 1, ("CREATE TABLE a (id TEXT NOT NULL PRIMARY KEY)", "INSERT INTO a VALUES ('kept')"))
TWO = Step(2, 1, ("ALTER TABLE a ADD COLUMN n BIGINT",))
BREAKS = Step(3, 3, ("CREATE TABLE b (id TEXT)", "INSERT INTO nowhere VALUES (1)"))


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {name for (name,) in rows}


def test_the_steps_of_this_release_build_a_database_and_run_once(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    assert migrate.migrate(path, NOW) == len(migrate.steps()) >= 1
    assert migrate.migrate(path, NOW) == 0
    assert {"accounts", "jobs", "inbox", "migrations"} <= tables(path)
    assert list(tmp_path.glob("*.before-*")) == [], "nothing to copy when the file is new"


def test_an_upgrade_keeps_a_copy_of_before(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    migrate.migrate(path, NOW, (ONE,))
    assert migrate.migrate(path, NOW, (ONE, TWO)) == 1
    copy = tmp_path / "old.db.before-0002"
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT * FROM a").fetchall() == [("kept",)]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT * FROM a").fetchall() == [("kept", None)]


def test_a_step_that_fails_leaves_nothing_and_the_corrected_one_runs(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    migrate.migrate(path, NOW, (ONE,))
    for _ in range(2):
        with pytest.raises(sqlite3.OperationalError):
            migrate.migrate(path, NOW, (ONE, TWO, BREAKS))
    assert "b" not in tables(path)
    assert migrate.migrate(path, NOW, (ONE, TWO, Step(3, 3, BREAKS.statements[:1]))) == 2
    assert "b" in tables(path)


def test_only_a_release_that_cannot_read_the_newest_step_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    migrate.migrate(path, NOW, (ONE, TWO))
    assert migrate.migrate(path, NOW, (ONE,)) == 0, "step 2 says: readable from 1"
    migrate.migrate(path, NOW, (ONE, TWO, Step(3, 2, ("CREATE TABLE c (id TEXT)",))))
    assert migrate.migrate(path, NOW, (ONE, TWO)) == 0
    with pytest.raises(NewerDatabase) as caught:
        migrate.migrate(path, NOW, (ONE,))
    assert (caught.value.found, caught.value.known) == (3, 1)


def test_a_row_that_points_at_nothing_stops_a_migration(tmp_path: Path) -> None:
    step = Step(
        1, 1, ("CREATE TABLE p (id TEXT PRIMARY KEY)",
               "CREATE TABLE q (p TEXT REFERENCES p (id))", "INSERT INTO q VALUES ('gone')"),
    )  # fmt: skip
    with pytest.raises(sqlite3.IntegrityError, match="point at nothing"):
        migrate.migrate(tmp_path / "x.db", NOW, (step,))
    assert tables(tmp_path / "x.db") == set()


def test_files_are_split_into_whole_statements(tmp_path: Path) -> None:
    text = """-- readable_from: 1
CREATE TABLE a (id TEXT); -- ends: here; really
CREATE TRIGGER t AFTER INSERT ON a BEGIN
  DELETE FROM a; -- inside :this
  SELECT 1;
END;
-- the end
"""
    one, two = migrate.split(text)
    assert (one, two[:14], two[-4:]) == ("CREATE TABLE a (id TEXT);", "CREATE TRIGGER", "END;")
    assert ":this" not in two
    with pytest.raises(ValueError, match="without its end"):
        migrate.split("CREATE TABLE a (id TEXT)")
    (tmp_path / "0007_more.sql").write_text(text)
    (tmp_path / "0009_last.sql").write_text("SELECT 1;")
    found = migrate.steps(tmp_path)
    assert [(step.number, step.readable_from) for step in found] == [(7, 1), (9, 9)]
    (tmp_path / "second.sql").write_text("SELECT 1;")
    with pytest.raises(ValueError, match="is called"):
        migrate.steps(tmp_path)


def start(path: str) -> int:
    return migrate.migrate(Path(path), NOW)


def start_postgres(dsn: str) -> int:
    return postgres.migrated(dsn, NOW)


def test_four_processes_that_start_at_once_run_each_step_once(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        done = pool.map(start, [str(tmp_path / "x.db")] * 4)
    assert sorted(done) == [0, 0, 0, len(migrate.steps())]


@pytest.mark.postgres
def test_four_processes_that_start_at_once_run_each_step_once_on_postgres(
    postgres_server: str,
) -> None:
    with psycopg.connect(f"{postgres_server} dbname=postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE four_at_once")
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        done = pool.map(start_postgres, [f"{postgres_server} dbname=four_at_once"] * 4)
    assert sorted(done) == [0, 0, 0, len(migrate.steps())]
