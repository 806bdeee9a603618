"""`engine` is an empty migrated database, once on SQLite and once on PostgreSQL; `db` is it opened;
`books` is the ledger on it without an event loop."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.store.database import Database
from tests.store import engines
from tests.store.engines import Engine

_numbers = itertools.count()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return engines.migrated_file(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with engines.server() as dsn:
        yield dsn


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    return engines.migrated_template(postgres_server)


@pytest.fixture
def sqlite_engine(sqlite_template: Path, tmp_path: Path) -> Iterator[engines.SqliteEngine]:
    path = tmp_path / "store.db"
    shutil.copyfile(sqlite_template, path)
    made = engines.SqliteEngine(path)
    yield made
    made.close()


@pytest.fixture
def postgres_engine(
    postgres_server: str, postgres_template: str
) -> Iterator[engines.PostgresEngine]:
    name = f"test_{next(_numbers)}"
    engines.run(postgres_server, f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    made = engines.PostgresEngine(f"{postgres_server} dbname={name}")
    yield made
    made.close()
    engines.run(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest) -> Engine:
    found = request.getfixturevalue(f"{request.param}_engine")
    assert isinstance(found, Engine)
    return found


@pytest.fixture
async def db(engine: Engine) -> AsyncIterator[Database]:
    opened = await engine.open()
    yield opened
    await opened.close()
