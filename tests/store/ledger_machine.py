"""The ledger against a naive model of it: every step is done twice, once in SQL and once with plain
dicts, and after every step both must agree and the audit must be silent."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.errors import NoBudget, NotEnough, OverCap
from bot.store import ledger, lots
from tests.store.engines import Engine
from tests.store.money import DAY, NOW, grant, release, reserve, settle

AMOUNTS = st.integers(1, 12).map(lambda n: n * 100)
GRANTS = st.integers(1, 30).map(lambda n: n * 100)
MEMBERS, VENUES, DAYS = ("ann", "ben"), ("web", "slack"), ("2026-11-21", "2026-11-22")
CAP = 1_500


@dataclass
class Lot:
    id: str
    left: int
    expires: float
    held: int = 0


@dataclass
class Held:
    parts: list[tuple[Lot, int]]
    member: str
    venue: str
    day: str
    amount: int
    open: bool = True
    charged: int = 0
    """What can still be given back of it."""


@dataclass
class Naive:
    """What the ledger should be, written as simply as possible."""

    lots: dict[str, Lot] = field(default_factory=dict)
    holds: dict[str, Held] = field(default_factory=dict)
    used: dict[tuple[str, str], int] = field(default_factory=dict)
    spent: int = 0
    refunded: set[str] = field(default_factory=set)

    def live(self, now: float) -> list[Lot]:
        found = [lot for lot in self.lots.values() if lot.expires > now and lot.left > lot.held]
        return sorted(found, key=lambda lot: (lot.expires, lot.id))

    def free(self) -> int:
        return sum(lot.left - lot.held for lot in self.lots.values())

    def reserve(
        self, key: str, amount: int, member: str, venue: str, day: str, now: float
    ) -> type[Exception] | None:
        if not self.lots:
            return NoBudget
        if sum(lot.left - lot.held for lot in self.live(now)) < amount:
            return NotEnough
        if any(self.used.get((day, who), 0) + amount > CAP for who in (member, venue)):
            return OverCap
        parts, missing = [], amount
        for lot in self.live(now):
            part = min(missing, lot.left - lot.held)
            if part:
                lot.held += part
                parts.append((lot, part))
                missing -= part
        for who in (member, venue):
            self.used[day, who] = self.used.get((day, who), 0) + amount
        self.holds[key] = Held(parts, member, venue, day, amount)
        return None

    def resolve(self, key: str, actual: int, now: float) -> int | None:
        held = self.holds.get(key)
        if held is None or not held.open:
            return None
        held.open, charge, stray = False, min(actual, held.amount), 0
        left = held.charged = charge
        for lot, part in held.parts:
            spent = min(left, part)
            left -= spent
            lot.held -= part
            lot.left -= spent
            if lot.expires <= now:
                lot.left -= part - spent
                stray += part - spent
        if stray:
            name = f"refund/{key}"
            self.lots[name] = Lot(name, stray, now + 30 * DAY)
        for who in (held.member, held.venue):
            self.used[held.day, who] -= held.amount - charge
        self.spent += charge
        return charge

    def refund(self, key: str, now: float) -> int | None:
        """Given back now; 0: nothing is left to give back; None: nothing was charged."""
        held = self.holds[key]
        if held.open or (not held.charged and key not in self.refunded):
            return None
        amount, held.charged = held.charged, 0
        if amount:
            self.refunded.add(key)
            name = f"given back/{key}"
            ends = [lot.expires for lot, _ in held.parts]
            self.lots[name] = Lot(name, amount, max([*ends, now + 30 * DAY]))
            for who in (held.member, held.venue):
                self.used[held.day, who] -= amount
        return amount

    def expire(self, now: float) -> int:
        gone = 0
        for lot in self.lots.values():
            if lot.expires <= now:
                gone += lot.left - lot.held
                lot.left = lot.held
        return gone


class LedgerMachine(RuleBasedStateMachine):
    """Subclass with `engine` set."""

    engine: Engine

    def __init__(self) -> None:
        super().__init__()
        self.engine.empty()
        self.naive = Naive()
        self.now = NOW
        self.count = 0

    def fresh(self) -> str:
        self.count += 1
        return f"k{self.count}"

    def key(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(sorted(self.naive.holds)), label="hold")

    @initialize(amount=GRANTS)
    def first_grant(self, amount: int) -> None:
        self.grant(amount, 0)

    @rule(amount=GRANTS, days=st.integers(0, 5))
    def grant(self, amount: int, days: int) -> None:
        key = self.fresh()
        expires = self.now + days * DAY if days else None
        assert self.engine.do(grant, key, amount, expires=expires, now=self.now)
        assert not self.engine.do(grant, key, amount, expires=expires, now=self.now)
        ends = lots.NEVER if expires is None else expires
        self.naive.lots[f"lot-{key}"] = Lot(f"lot-{key}", amount, ends)

    @rule(
        amount=AMOUNTS,
        member=st.sampled_from(MEMBERS),
        venue=st.sampled_from(VENUES),
        day=st.sampled_from(DAYS),
    )
    def reserve(self, amount: int, member: str, venue: str, day: str) -> None:
        key, refused = self.fresh(), None
        wanted = self.naive.reserve(key, amount, member, venue, day, self.now)
        for _ in range(2):  # every order is sent twice
            try:
                self.engine.do(
                    reserve, key, amount, member=member, venue=venue, day=day,
                    member_cap=CAP, venue_cap=CAP, now=self.now,
                )  # fmt: skip
            except (NotEnough, NoBudget, OverCap) as problem:
                refused = type(problem)
        assert refused is wanted

    @precondition(lambda self: self.naive.holds)
    @rule(data=st.data(), actual=AMOUNTS)
    def settle(self, data: st.DataObject, actual: int) -> None:
        key = self.key(data)
        wanted = self.naive.resolve(key, actual, self.now)
        done = self.engine.do(settle, key, actual, now=self.now)
        assert (done.charged if done else None) == wanted
        assert self.engine.do(settle, key, actual, now=self.now) is None

    @precondition(lambda self: self.naive.holds)
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        key = self.key(data)
        wanted = self.naive.resolve(key, 0, self.now) is not None
        assert self.engine.do(release, key, now=self.now) == wanted

    @precondition(lambda self: self.naive.holds)
    @rule(data=st.data())
    def refund(self, data: st.DataObject) -> None:
        key = self.key(data)
        wanted = self.naive.refund(key, self.now)
        for again in (False, True):  # every refund is sent twice
            found = self.engine.do(ledger.refund, hold=key, by="ann", note="", now=self.now)
            assert (found is None) == (wanted is None)
            if found is not None and wanted:
                assert found.amount == wanted
            assert found is None or found.fresh == (bool(wanted) and not again)

    @rule(days=st.integers(0, 3))
    def time_passes(self, days: int) -> None:
        self.now += days * DAY + 60
        assert self.engine.do(ledger.expire, self.now) == self.naive.expire(self.now)

    @rule(hours=st.integers(1, 40))
    def time_passes_and_nobody_looks(self, hours: int) -> None:
        self.now += hours * 3_600

    @precondition(lambda self: any(name.startswith("lot-") for name in self.naive.lots))
    @rule(data=st.data())
    def ungrant(self, data: st.DataObject) -> None:
        names = sorted(name for name in self.naive.lots if name.startswith("lot-"))
        lot = self.naive.lots[data.draw(st.sampled_from(names), label="lot")]
        key, wanted = self.fresh(), lot.left - lot.held
        lot.left = lot.held
        for _ in range(2):
            taken = self.engine.do(
                ledger.ungrant,
                key=key,
                grant_key=lot.id.removeprefix("lot-"),
                by="ann",
                now=self.now,
            )
            assert taken == wanted

    @invariant()
    def both_agree_and_the_books_are_right(self) -> None:
        assert self.engine.do(ledger.audit) == ()
        balance = self.engine.do(ledger.balance, "t")
        open_holds = [held for held in self.naive.holds.values() if held.open]
        assert balance.free == self.naive.free()
        assert balance.reserved == sum(held.amount for held in open_holds)
        assert balance.jobs == len(open_holds)
