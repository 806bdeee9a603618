"""The ledger, rule by rule, on both engines."""

from __future__ import annotations

import pytest

from bot.domain.money import Kind
from bot.domain.work import Balance
from bot.errors import NoBudget, NotEnough, OverCap, Stale
from bot.store import ledger
from bot.store.ledger import HoldState, Settled
from tests.store.engines import Engine
from tests.store.money import DAY, NOW, grant, release, reserve, settle


def right(engine: Engine) -> None:
    assert engine.do(ledger.audit) == ()


def free(engine: Engine) -> int:
    return engine.do(ledger.balance, "t").free


def test_a_charge_takes_the_price_and_gives_the_rest_of_the_hold_back(engine: Engine) -> None:
    engine.do(grant, "g", 10_000)
    assert engine.do(reserve, "o1", 3_400) is HoldState.HELD
    assert engine.do(ledger.balance, "t") == Balance(
        free=6_600, reserved=3_400, jobs=1, practice=False, granted=10_000
    )
    assert engine.do(settle, "o1", 1_000) == Settled(charged=1_000, balance_after=9_000)
    assert free(engine) == 9_000
    right(engine)


def test_a_charge_is_never_more_than_the_hold(engine: Engine) -> None:
    engine.do(grant, "g", 10_000)
    engine.do(reserve, "o1", 3_400)
    assert engine.do(settle, "o1", 9_999) == Settled(charged=3_400, balance_after=6_600)
    right(engine)


def test_a_hold_resolves_once_whatever_comes_later(engine: Engine) -> None:
    engine.do(grant, "g", 10_000)
    engine.do(reserve, "o1", 3_400)
    engine.do(reserve, "o2", 1_000)
    assert engine.do(settle, "o1", 3_400) is not None
    assert engine.do(settle, "o1", 3_400) is None
    assert engine.do(release, "o1") is False
    assert engine.do(release, "o2") is True
    assert engine.do(settle, "o2", 1_000) is None
    assert engine.do(release, "never made") is False
    assert free(engine) == 6_600
    right(engine)


def test_the_same_order_sent_again_reserves_nothing_more(engine: Engine) -> None:
    engine.do(grant, "g", 10_000)
    engine.do(reserve, "o1", 3_400)
    assert engine.do(reserve, "o1", 3_400, day="2026-11-22") is HoldState.HELD
    assert engine.do(ledger.balance, "t").reserved == 3_400
    engine.do(settle, "o1", 3_400)
    assert engine.do(reserve, "o1", 3_400) is HoldState.SETTLED
    with pytest.raises(ValueError, match="another body"):
        engine.do(reserve, "o1", 3_500)
    right(engine)


def test_too_few_credits_say_what_is_free_and_what_reserves_the_rest(engine: Engine) -> None:
    engine.do(grant, "g", 10_000)
    engine.do(reserve, "o1", 4_000)
    engine.do(reserve, "o2", 3_000)
    with pytest.raises(NotEnough) as caught:
        engine.do(reserve, "o3", 3_001)
    problem = caught.value
    assert (problem.needed, problem.free, problem.reserved, problem.jobs) == (
        3_001,
        3_000,
        7_000,
        2,
    )
    assert engine.do(ledger.hold, "o3") is None
    assert engine.do(reserve, "o3", 3_000) is HoldState.HELD
    right(engine)


def test_a_team_without_any_grant_has_no_budget(engine: Engine) -> None:
    with pytest.raises(NoBudget):
        engine.do(reserve, "o1", 100)
    assert engine.do(ledger.balance, "t") == Balance(0, 0, 0, practice=True, granted=0)


def test_free_work_takes_the_same_path_and_needs_no_account(engine: Engine) -> None:
    assert engine.do(reserve, "o1", 0, member_cap=0, venue_cap=0) is HoldState.HELD
    assert engine.do(settle, "o1", 0) == Settled(0, 0)
    assert engine.do(reserve, "o2", 0) is HoldState.HELD
    assert engine.do(release, "o2") is True
    assert engine.do(ledger.entries, "t", limit=10) == ()
    right(engine)


def test_a_hold_takes_the_lots_that_end_soonest_and_may_span_several(engine: Engine) -> None:
    engine.do(grant, "late", 1_000, expires=NOW + 9 * DAY)
    engine.do(grant, "ever", 1_000)
    engine.do(grant, "soon", 1_000, expires=NOW + DAY)
    engine.do(reserve, "o1", 1_500)
    engine.do(settle, "o1", 1_100)
    # 1,000 of "soon" and 100 of "late" are spent: when both have ended only "ever" is left.
    assert engine.do(ledger.expire, NOW + 2 * DAY) == 0
    assert engine.do(ledger.expire, NOW + 10 * DAY) == 900
    assert free(engine) == 1_000
    right(engine)


def test_expiry_never_touches_what_is_reserved(engine: Engine) -> None:
    engine.do(grant, "g", 1_000, expires=NOW + DAY)
    engine.do(reserve, "o1", 400)
    assert engine.do(ledger.next_expiry) == NOW + DAY
    assert engine.do(ledger.expire, NOW + DAY) == 600
    assert engine.do(ledger.expire, NOW + DAY) == 0
    assert engine.do(settle, "o1", 400, now=NOW + 2 * DAY) == Settled(400, 0)
    right(engine)


def test_what_comes_back_into_an_ended_lot_lives_on_for_thirty_days(engine: Engine) -> None:
    engine.do(grant, "g", 1_000, expires=NOW + DAY)
    engine.do(reserve, "o1", 400)
    engine.do(ledger.expire, NOW + DAY)
    engine.do(settle, "o1", 100, now=NOW + 2 * DAY)
    assert free(engine) == 300
    assert engine.do(ledger.expire, NOW + 31 * DAY) == 0
    assert engine.do(ledger.expire, NOW + 32 * DAY) == 300
    assert free(engine) == 0
    right(engine)


def test_an_ended_lot_buys_nothing_even_before_the_books_say_so(engine: Engine) -> None:
    engine.do(grant, "g", 1_000, expires=NOW + DAY)
    with pytest.raises(NotEnough) as caught:
        engine.do(reserve, "o1", 400, now=NOW + DAY)
    assert caught.value.free == 0
    right(engine)


def test_a_grant_is_made_once_per_key(engine: Engine) -> None:
    assert engine.do(grant, "g", 1_000) is True
    assert engine.do(grant, "g", 1_000) is False
    with pytest.raises(ValueError, match="another team, kind or amount"):
        engine.do(grant, "g", 2_000)
    assert free(engine) == 1_000
    right(engine)


def test_practice_credits_are_gone_with_the_first_real_grant(engine: Engine) -> None:
    engine.do(grant, "p", 500_000, kind=Kind.PRACTICE)
    assert engine.do(ledger.balance, "t").practice is True
    engine.do(reserve, "o1", 3_400, practice=True)
    engine.do(grant, "g", 1_000)
    assert engine.do(ledger.balance, "t") == Balance(1_000, 0, 0, practice=False, granted=1_000)
    # What was reserved in practice ends with its hold, also the part that comes back.
    assert engine.do(settle, "o1", 1_400) == Settled(1_400, 2_000)
    right(engine)
    assert engine.do(grant, "p2", 500, kind=Kind.PRACTICE) is False
    with pytest.raises(Stale):
        engine.do(reserve, "o2", 100, practice=True)
    assert [entry.kind for entry in engine.do(ledger.entries, "t", limit=9)] == ["grant"]
    right(engine)


def test_real_work_is_not_paid_with_practice_credits(engine: Engine) -> None:
    engine.do(grant, "p", 500_000, kind=Kind.PRACTICE)
    with pytest.raises(NoBudget):
        engine.do(reserve, "o1", 100, practice=False)


def test_undoing_a_grant_takes_back_what_is_neither_spent_nor_reserved(engine: Engine) -> None:
    engine.do(grant, "g", 1_000)
    engine.do(reserve, "o1", 300)
    engine.do(settle, "o1", 300)
    engine.do(reserve, "o2", 200)

    def undo(key: str) -> int:
        return engine.do(ledger.ungrant, key=key, grant_key="g", by="ann", now=NOW)

    assert undo("u1") == 500
    assert engine.do(release, "o2") is True
    assert undo("u1") == 500, "the same press is the same act"
    assert free(engine) == 200
    assert undo("u2") == 200
    assert undo("u3") == 0
    right(engine)


def test_a_daily_cap_counts_what_is_reserved_and_spent_but_not_what_came_back(
    engine: Engine,
) -> None:
    engine.do(grant, "g", 100_000)
    engine.do(reserve, "o1", 600, member_cap=1_000)
    with pytest.raises(OverCap) as caught:
        engine.do(reserve, "o2", 500, member_cap=1_000)
    assert (caught.value.cap, caught.value.limit) == ("member", 1_000)
    assert (caught.value.used, caught.value.needed) == (600, 500)
    engine.do(settle, "o1", 500)
    assert engine.do(reserve, "o2", 500, member_cap=1_000) is HoldState.HELD
    with pytest.raises(OverCap) as caught:
        engine.do(reserve, "o3", 900, member="ben", member_cap=1_000, venue_cap=1_800)
    assert (caught.value.cap, caught.value.used) == ("venue", 1_000)
    assert engine.do(reserve, "o3", 900, member="ben", day="2026-11-22", venue_cap=900)
    with pytest.raises(OverCap):
        engine.do(reserve, "o4", 901, day="2026-11-23", venue_cap=900)
    right(engine)


def test_a_cap_gives_back_on_the_day_the_hold_was_made(engine: Engine) -> None:
    engine.do(grant, "g", 100_000)
    engine.do(reserve, "o1", 1_000, member_cap=1_000, day="2026-11-21")
    engine.do(reserve, "o2", 1_000, member_cap=1_000, day="2026-11-22")
    engine.do(release, "o1", now=NOW + DAY)
    with pytest.raises(OverCap):
        engine.do(reserve, "o3", 1, member_cap=1_000, day="2026-11-22")
    assert engine.do(reserve, "o3", 1_000, member_cap=1_000, day="2026-11-21")
    right(engine)


def test_the_ledger_reads_newest_first_and_page_by_page(engine: Engine) -> None:
    engine.do(grant, "g", 10_000)
    for n in range(5):
        engine.do(reserve, f"o{n}", 100)
        engine.do(settle, f"o{n}", 100)
    page = engine.do(ledger.entries, "t", limit=4)
    assert [entry.id for entry in page] == ["entry-o4", "entry-o3", "entry-o2", "entry-o1"]
    assert [entry.balance_after for entry in page] == [9_500, 9_600, 9_700, 9_800]
    assert (page[0].kind, page[0].amount, page[0].name, page[0].model) == (
        "spend", -100, "142.3", "nano",
    )  # fmt: skip
    rest = engine.do(ledger.entries, "t", limit=4, before=page[-1].id)
    assert [entry.id for entry in rest] == ["entry-o0", "lot-g"]
    assert rest[-1].lot_kind is Kind.PURCHASED
    assert engine.do(ledger.entries, "t", limit=4, before="unknown") == ()


def test_open_holds_are_listed_oldest_first_without_the_free_ones(engine: Engine) -> None:
    engine.do(grant, "g", 10_000)
    engine.do(reserve, "o2", 200, now=NOW + 2)
    engine.do(reserve, "o1", 100, now=NOW + 1)
    engine.do(reserve, "o0", 0, now=NOW)
    assert [(h.key, h.amount) for h in engine.do(ledger.open_holds, "t")] == [
        ("o1", 100),
        ("o2", 200),
    ]


def test_what_the_house_pays_is_booked_once(engine: Engine) -> None:
    def book() -> bool:
        return engine.do(
            ledger.book_house, id="h1", team="t", provider="google", model="nano", order="o1",
            milli=3_400, reason="refused", now=NOW,
        )  # fmt: skip

    assert (book(), book()) == (True, False)
    (line,) = engine.do(ledger.house, "t")
    assert (line.order, line.milli, line.reason) == ("o1", 3_400, "refused")


def test_teams_do_not_see_each_other(engine: Engine) -> None:
    engine.do(grant, "g", 10_000, team="t")
    engine.do(grant, "h", 500, team="u")
    with pytest.raises(NotEnough):
        engine.do(reserve, "o1", 501, team="u")
    engine.do(reserve, "o1", 500, team="u")
    assert free(engine) == 10_000
    right(engine)


def test_amounts_below_zero_are_bugs(engine: Engine) -> None:
    with pytest.raises(ValueError, match="grant"):
        engine.do(grant, "g", 0)
    with pytest.raises(ValueError, match="hold"):
        engine.do(reserve, "o1", -1)
    with pytest.raises(ValueError, match="charge"):
        engine.do(settle, "o1", -1)


BREAK = {
    "a hold that is not counted": "UPDATE accounts SET held = held + 100 WHERE purse = 'real'",
    "money from nowhere": "UPDATE accounts SET balance = balance + 1",
    "a lot that grew": "UPDATE lots SET remaining = remaining + 1",
    "a lot that lost its hold": "UPDATE lots SET held = 0",
    "a charge without its line": "DELETE FROM entries WHERE kind = 'spend'",
    "a line that was changed": "UPDATE entries SET amount = amount - 1 WHERE kind = 'spend'",
    "a charge that was changed": "UPDATE holds SET charged = 0 WHERE state = 'settled'",
    "a hold without its lots": "DELETE FROM hold_lots WHERE hold_key = 'o2'",
    "a cap that forgot": "UPDATE caps SET used = 0",
    "a hold without a price": "UPDATE holds SET price_row = ''",
    "credits that stayed": "UPDATE accounts SET closed = 1",
    "credits that moved to nowhere": "UPDATE lots SET moved = 10, remaining = remaining - 10",
}


@pytest.mark.parametrize("harm", BREAK)
def test_the_audit_finds(engine: Engine, harm: str) -> None:
    engine.do(grant, "g", 10_000)
    engine.do(reserve, "o1", 100)
    engine.do(settle, "o1", 100)
    engine.do(reserve, "o2", 100)
    right(engine)
    engine.do(lambda tx: tx.run(BREAK[harm]))
    assert engine.do(ledger.audit) != ()
