"""The inbox: accepted once, handled in the order of the lane, forgotten after a day."""

from __future__ import annotations

import asyncio

from bot.store import inbox
from bot.store.database import Transaction
from tests.store.engines import NOW, Engine


def accept(tx: Transaction, origin: str, *aliases: str, lane: str = "l", now: float = NOW) -> bool:
    return inbox.accept(tx, origin, aliases, lane, f'{{"is": "{origin}"}}', now)


def test_the_same_act_is_accepted_once_under_any_of_its_names(engine: Engine) -> None:
    assert engine.do(accept, "a", "a-too") is True
    assert engine.do(accept, "a") is False
    assert engine.do(accept, "a-too") is False, "an alias that comes as an origin"
    assert engine.do(accept, "b", "a-too") is False, "a new origin with a known alias"
    assert engine.do(accept, "c", "x", "a") is False, "a new origin whose alias is a known origin"
    assert engine.do(accept, "d", "x") is True, "a refused act leaves none of its names behind"
    assert [row.origin for row in engine.do(inbox.unhandled)] == ["a", "d"]


def test_a_lane_is_handled_in_order_whatever_the_clock_says(engine: Engine) -> None:
    for origin, now in (("c", NOW), ("a", NOW - 50), ("b", NOW + 9)):
        engine.do(accept, origin, now=now)
    engine.do(accept, "z", lane="other", now=NOW - 99)
    order = []
    while (row := engine.do(inbox.next_of_lane, "l")) is not None:
        order.append(row.origin)
        assert engine.do(inbox.mark_handled, row.origin, "ok", NOW) is True
    assert order == ["c", "a", "b"]
    assert engine.do(inbox.mark_handled, "c", "again", NOW) is False
    assert engine.do(inbox.answer_of, "c") == "ok"
    assert engine.do(inbox.answer_of, "z") is None
    assert [row.origin for row in engine.do(inbox.unhandled)] == ["z"]


def test_a_handled_act_is_known_for_a_day_and_an_unhandled_one_for_ever(engine: Engine) -> None:
    for origin in ("old", "new", "open"):
        engine.do(accept, origin, f"{origin}-too")
    engine.do(inbox.mark_handled, "old", "", NOW)
    engine.do(inbox.mark_handled, "new", "", NOW + 3_600)
    assert engine.do(inbox.sweep, NOW + inbox.KEEP_S) == 0
    assert engine.do(inbox.sweep, NOW + inbox.KEEP_S + 1) == 1
    assert engine.do(accept, "old-too") is True
    assert engine.do(accept, "new-too") is False
    assert engine.do(accept, "open") is False


async def test_a_storm_of_redeliveries_is_one_act(engine: Engine) -> None:
    db = await engine.open()
    answers = await asyncio.gather(*(db.write(accept, f"a{n % 3}") for n in range(60)))
    assert sum(answers) == 3
    await db.close()
