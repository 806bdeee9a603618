"""The check under every story can fail: broken books, a lost hold and a hidden mistake are found."""

from __future__ import annotations

import pytest

from bot.store import ledger
from bot.store.transaction import Transaction
from tests.standins.model import Hang
from tests.stories.studio import NANO, Stage


@pytest.mark.parametrize(
    "broken",
    [
        "UPDATE accounts SET balance = balance + 100 WHERE purse = 'real'",
        "UPDATE accounts SET held = held + 100 WHERE purse = 'real'",
        "UPDATE holds SET charged = charged - 100",
        "UPDATE lots SET taken = taken + 100",
        "UPDATE entries SET amount = amount - 100 WHERE kind = 'spend'",
        "UPDATE caps SET used = used - 100",
    ],
)
async def test_books_that_are_wrong_are_found(stage: Stage, broken: str) -> None:
    await stage.you.orders(model=NANO)
    assert await stage.audit() == ()
    found: list[tuple[str, ...]] = []

    class Back(Exception):
        """Leaves the books as they were."""

    def breaks(tx: Transaction) -> None:
        tx.run(broken)
        found.append(ledger.audit(tx))
        raise Back

    with pytest.raises(Back):
        await stage.do(breaks)
    assert found[0]
    assert await stage.audit() == ()


async def test_a_hold_without_work_would_be_seen(stage: Stage) -> None:
    hang = Hang()
    stage.google.then(hang)
    await stage.you.orders(model=NANO)
    assert await stage.idle_holds() == []
    await stage.do(lambda tx: tx.run("UPDATE jobs SET state = 'done'"))
    assert len(await stage.idle_holds()) == 1
    await stage.do(lambda tx: tx.run("UPDATE jobs SET state = 'running'"))
