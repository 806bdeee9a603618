"""What a long memory costs: /history and the page with 100,000 versions beside 1,000, through the front
door, on a real database whose rows are copies of ones that the studio itself wrote.

    python -m tests.bench.history
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import statistics
import tempfile
import time
from contextlib import AsyncExitStack, closing
from dataclasses import replace
from pathlib import Path

from bot.desk import Page
from bot.events import Invocation, Quiet, Say, Venue
from bot.services.office import Transaction
from bot.wiring import Studio
from tests.bench.standins import (
    CHANNEL,
    ME,
    TimedChat,
    TimedModel,
    order,
    real_png,
    row,
    spending_studio,
)

SMALL, LARGE = 200, 20_000
"""Sessions."""
VERSIONS = 5
"""In each: 1,000 beside 100,000."""
ROUNDS = 15
SECOND = 0.001
"""Between two copies, so that the order of the list is not a tie."""

Times = dict[str, list[float]]

# Columns that hold ids (or numbers that are given once): a copy has its own.
COPIED: dict[str, tuple[str, ...]] = {
    "sessions": ("id", "number", "picture", "thread"),
    "versions": ("id", "order_id", "session", "parent"),
    "parts": ("order_id",),
    "pictures": ("id", "version", "session"),
    "words": ("session",),
    "posts": ("id", "session", "subject", "thread", "picture", "ref"),
    "jobs": ("id", "lane"),
    "holds": ("key", "session"),
    "hold_lots": ("hold_key",),
    "entries": ("id", "cause", "session", "seq"),
    "acts": ("id", "subject"),
    "inbox": ("origin",),
}
NUMBERS = frozenset({"number", "seq"})
ASKED: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("newest", ()),
    ("a word of one", (("search", "only17end"),)),
    ("a word of all", (("search", "stone"),)),
    ("two words of all", (("search", "can stone"),)),
    ("one by number", (("search", "17"),)),
    ("ready ones", (("state", "ready"),)),
    ("mine", (("person", "me"),)),
    ("a campaign", (("campaign", "General"),)),
)


def measure() -> list[dict[str, str | float]]:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        small, large = asyncio.run(_measured(Path(name)))
    growth = {what: statistics.median(_ratios(small[what], large[what])) for what in small}
    print(f"{'':<20}{SMALL * VERSIONS:>10,} {LARGE * VERSIONS:>10,} versions")
    for what, ratio in growth.items():
        few, many = statistics.median(small[what]), statistics.median(large[what])
        print(f"{what:<20}{few:>7.1f} ms {many:>7.1f} ms  x{ratio:.2f}")
    return [row("history_growth_ratio", max(growth.values()), "x", 2)]


def _ratios(few: list[float], many: list[float]) -> list[float]:
    return [after / before for before, after in zip(few, many, strict=True)]


async def _measured(folder: Path) -> tuple[Times, Times]:
    """What each question takes, in ms. Both studios are asked in turn, so that a busy moment of the
    machine slows both."""
    found: tuple[Times, Times] = ({}, {})
    async with AsyncExitStack() as open_ones:
        asked = []
        for times, sessions in zip(found, (SMALL, LARGE), strict=True):
            thread = await write(folder / str(sessions), sessions)
            idle = spending_studio(folder / str(sessions), TimedModel([], lambda _: 0), TimedChat())
            asked.append((await open_ones.enter_async_context(idle), thread, times))
        for turn in range(ROUNDS):
            for what, values in ASKED:
                for studio, _, times in asked:
                    times.setdefault(what, []).append(await _history_ms(studio, what, values, turn))
            for what in ("channel", "thread"):
                for studio, thread, times in asked:
                    venue = replace(CHANNEL, thread=thread) if what == "thread" else CHANNEL
                    times.setdefault(what, []).append(await _page_ms(studio, venue))
    return found


async def _history_ms(
    studio: Studio, what: str, values: tuple[tuple[str, str], ...], turn: int
) -> float:
    ask = Invocation(f"{what} {turn}", ME, CHANNEL, time.time(), "history", values=values)
    start = time.perf_counter()
    answer = await studio.desk.handle(ask)
    spent = (time.perf_counter() - start) * 1000
    if not isinstance(answer, Say) or "only" not in repr(answer.card):
        raise AssertionError(f"{what}: {answer}")
    return spent


async def _page_ms(studio: Studio, venue: Venue) -> float:
    start = time.perf_counter()
    page = await studio.desk.page(ME, venue)
    spent = (time.perf_counter() - start) * 1000
    if not isinstance(page, Page) or not page.posts:
        raise AssertionError(f"{venue}: {page}")
    return spent


async def write(folder: Path, sessions: int) -> str:
    """A studio's folder with so many sessions of VERSIONS versions; the one that was really made."""
    model = TimedModel([real_png(1)], lambda _: 0)
    async with spending_studio(folder, model, TimedChat()) as studio:
        thread = await _one_session(studio)
    fill(folder / "artdesk.db", sessions)
    return thread


async def _one_session(studio: Studio) -> str:
    """A brief and its edits, really made."""
    session = await order(studio, "only")
    for number in range(1, VERSIONS + 1):
        async with asyncio.timeout(30):
            while await studio.office.look(_ready) < number:
                await asyncio.sleep(0.01)
        if number < VERSIONS:
            venue = replace(CHANNEL, thread=session)
            values = (("instruction", f"a darker sky {number}"),)
            ask = Invocation(f"edit {number}", ME, venue, time.time(), "edit", values=values)
            if not isinstance(await studio.desk.handle(ask), Quiet):
                raise AssertionError("the edit was not taken")
    return session


def _ready(tx: Transaction) -> int:
    row = tx.one("SELECT count(*) AS n FROM versions WHERE state = 'ready'")
    return row.int("n") if row else 0


def fill(path: Path, sessions: int) -> None:
    """Copies everything of the one session until there are so many; each copy has a word of its own
    and is a little younger."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.row_factory = sqlite3.Row
        db.execute("BEGIN IMMEDIATE")
        for table, own in COPIED.items():
            for first in db.execute(f"SELECT * FROM {table}").fetchall():
                names = first.keys()
                slots = ", ".join(f":{name}" for name in names)
                if table == "entries" and first["kind"] != "spend":
                    continue
                db.executemany(
                    f"INSERT INTO {table} VALUES ({slots})",
                    (_copy(first, own, n) for n in range(2, sessions + 1)),
                )
        db.execute("UPDATE teams SET next_number = (SELECT max(number) + 1 FROM sessions)")
        db.execute("COMMIT")


def _copy(first: sqlite3.Row, own: tuple[str, ...], n: int) -> dict[str, object]:
    made = {}
    for name in first.keys():  # noqa: SIM118 - a sqlite3.Row is not a mapping
        value = first[name]
        if name in own and name in NUMBERS:
            value = value + 1000 * n if name == "seq" else n
        elif name in own and value:
            value = f"{value}-{n}"
        elif name == "touched":
            value = value - n * SECOND
        elif name == "word" and value == "only":
            value = f"only{n}end"
        made[name] = value
    return made


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
