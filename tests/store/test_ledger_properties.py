"""Any order of grants, holds, charges, releases, expiries and undos keeps the books right, and the
property can fail: each planted bug is found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from bot.store import accounts, audit, caps, counter, ledger, lots
from tests.store import engines
from tests.store.engines import Engine
from tests.store.ledger_machine import LedgerMachine

HEALTH = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def play(engine: Engine, examples: int, *, hunting: bool = False) -> None:
    machine = type("Machine", (LedgerMachine,), {"engine": engine})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=30,
            deadline=None,
            database=None,
            derandomize=hunting,
            # A planted bug is only to be found, not to be explained.
            phases=[Phase.generate] if hunting else [Phase.generate, Phase.shrink],
            suppress_health_check=HEALTH,
        ),
    )


def test_any_order_of_acts_keeps_the_books_right(sqlite_engine: engines.SqliteEngine) -> None:
    play(sqlite_engine, 60)


@pytest.mark.postgres
def test_any_order_of_acts_keeps_the_books_right_on_postgres(
    postgres_engine: engines.PostgresEngine,
) -> None:
    play(postgres_engine, 12)


def edited(module: Any, name: str, old: str, new: str) -> Callable[[pytest.MonkeyPatch], None]:
    def plant(patch: pytest.MonkeyPatch) -> None:
        before = getattr(module, name)
        assert old in before, "the statement has changed: plant the bug anew"
        patch.setattr(module, name, before.replace(old, new))

    return plant


BUGS = {
    "a charge above the hold": edited(
        ledger, "SETTLE", "CASE WHEN amount < :actual THEN amount ELSE :actual END", "amount"
    ),
    "a hold that resolves twice": edited(
        ledger, "RELEASE", "AND state = 'held'", "AND state <> 'released'"
    ),
    "expiry that eats reserved credits": edited(lots, "FREE", "remaining - held", "remaining"),
    "an ended lot that still buys": edited(lots, "RESERVE_FIRST", "AND expires > :now", ""),
    "lots in the wrong order": edited(
        lots, "RESERVE_FIRST", "ORDER BY expires, id", "ORDER BY expires DESC, id"
    ),
    "more credits than there are": edited(
        accounts, "HOLD", "AND balance - held >= :amount", "AND balance >= :amount"
    ),
    "a cap that forgets to check": edited(caps, "COUNT", "caps.used + excluded.used <=", "0 <="),
    "a cap that gives back too much": edited(caps, "GIVE_BACK", "used - :back", "used - :back * 2"),
    "a part of a lot that never comes back": edited(
        lots, "RESOLVE", "held = held - :amount", "held = held - :spent"
    ),
    "credits that vanish with their lot": edited(
        lots, "INSERT", ":amount, :amount,", ":amount, 0,"
    ),
    "a charge that is given back twice": edited(
        counter, "REFUNDED", "kind = 'refund'", "kind = 'grant'"
    ),
    "a balance that skips a line": edited(
        accounts, "CLOSE_HOLD", "entries = entries + :lines", "entries = entries + 1"
    ),
}


def found(engine: Engine) -> bool:
    """Whatever breaks counts: an assertion, a constraint of the schema, the audit."""
    try:
        play(engine, 400, hunting=True)
    except Exception:
        return True
    return False


@pytest.mark.parametrize("bug", BUGS)
def test_the_property_finds(
    sqlite_engine: engines.SqliteEngine, monkeypatch: pytest.MonkeyPatch, bug: str
) -> None:
    BUGS[bug](monkeypatch)
    assert found(sqlite_engine)


@pytest.mark.parametrize("bug", ["more credits than there are", "a cap that forgets to check"])
def test_the_model_finds_it_without_the_audit(
    sqlite_engine: engines.SqliteEngine, monkeypatch: pytest.MonkeyPatch, bug: str
) -> None:
    BUGS[bug](monkeypatch)
    monkeypatch.setattr(audit, "CHECKS", ())
    assert found(sqlite_engine)
