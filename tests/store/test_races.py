"""Two processes on one database: the last credit is reserved once, and nothing is overspent."""

from __future__ import annotations

import asyncio
import multiprocessing
from pathlib import Path

import pytest

from bot.errors import NotEnough
from bot.store import ledger
from bot.store.database import Database
from bot.store.postgres import PostgresDatabase
from tests.store.engines import Engine, PostgresEngine, SqliteEngine
from tests.store.money import grant, reserve, settle


async def rush(place: str, who: str, orders: int) -> int:
    """Every order is sent three times at once, then charged twice; how many were reserved."""
    db = PostgresDatabase(place) if "host=" in place else await Database.open(Path(place))

    async def order(n: int) -> int:
        answers = await asyncio.gather(
            *(db.write(reserve, f"{who}{n}", 30) for _ in range(3)), return_exceptions=True
        )
        refused = [answer for answer in answers if isinstance(answer, NotEnough)]
        # One of the three may come through where another was refused: a charge gave credits back.
        assert not any(
            isinstance(answer, BaseException) for answer in answers if answer not in refused
        ), answers
        if len(refused) == len(answers):
            return 0
        charged = await asyncio.gather(*(db.write(settle, f"{who}{n}", 20) for _ in range(2)))
        assert [answer is None for answer in charged].count(True) == 1
        return 1

    done = await asyncio.gather(*(order(n) for n in range(orders)))
    await db.close()
    return sum(done)


def process(place: str, who: str) -> int:
    return asyncio.run(rush(place, who, 60))


def test_two_processes_never_spend_a_credit_twice(engine: Engine) -> None:
    engine.do(grant, "g", 1_000)
    assert isinstance(engine, SqliteEngine | PostgresEngine)
    place = str(engine.path) if isinstance(engine, SqliteEngine) else engine.dsn
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        done = sum(pool.starmap(process, [(place, "a"), (place, "b")]))
    balance = engine.do(ledger.balance, "t")
    assert (balance.free, balance.reserved) == (1_000 - 20 * done, 0)
    assert done >= 33
    assert engine.do(ledger.audit) == ()


def last_credit(place: str, who: str) -> bool:
    async def one() -> bool:
        db = PostgresDatabase(place) if "host=" in place else await Database.open(Path(place))
        try:
            await db.write(reserve, who, 100)
        except NotEnough:
            return False
        finally:
            await db.close()
        return True

    return asyncio.run(one())


@pytest.mark.parametrize("turn", range(2))
def test_exactly_one_of_two_processes_gets_the_last_credit(engine: Engine, turn: int) -> None:
    engine.do(grant, "g", 100)
    assert isinstance(engine, SqliteEngine | PostgresEngine)
    place = str(engine.path) if isinstance(engine, SqliteEngine) else engine.dsn
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert sorted(pool.starmap(last_credit, [(place, "a"), (place, "b")])) == [False, True]
    assert engine.do(ledger.audit) == ()
