"""What is PostgreSQL's own: parameters are rewritten, a broken connection is tried again."""

from __future__ import annotations

import psycopg
import pytest

from bot.store import postgres
from bot.store.database import Transaction
from bot.store.postgres import PostgresDatabase, translated
from tests.store.engines import PostgresEngine

pytestmark = pytest.mark.postgres


def test_names_become_placeholders_and_percent_signs_stay_percent_signs() -> None:
    assert translated("SELECT :a, x FROM t WHERE y LIKE 'r/%' AND z = :a_1") == (
        b"SELECT %(a)s, x FROM t WHERE y LIKE 'r/%%' AND z = %(a_1)s"
    )
    assert translated("SELECT 12:30, 'a:b'") == b"SELECT 12:30, 'a:b'"


async def test_an_operation_whose_connection_dies_is_run_again(
    postgres_engine: PostgresEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "PAUSE_S", 0.001)
    db = PostgresDatabase(postgres_engine.dsn)
    tries = 0

    def killed_twice(tx: Transaction) -> int:
        nonlocal tries
        tries += 1
        if tries <= 2:
            tx.all("SELECT pg_terminate_backend(pg_backend_pid())")
        row = tx.one("SELECT 7 AS n")
        assert row is not None
        return row.int("n")

    assert await db.write(killed_twice) == 7
    assert tries == 3
    await db.close()


async def test_a_server_that_stays_away_is_an_error_in_the_end(
    postgres_engine: PostgresEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "PAUSE_S", 0.001)
    db = PostgresDatabase(postgres_engine.dsn.replace("dbname=test", "dbname=gone"))
    with pytest.raises(psycopg.OperationalError):
        await db.write(lambda tx: tx.one("SELECT 1 AS n"))
    await db.close()
