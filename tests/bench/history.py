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
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from bot.desk import Page
from bot.events import Invocation, Quiet, Say
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
    ("a word of one", (("search", "only17"),)),
    ("a word of all", (("search", "stone"),)),
    ("two words of all", (("search", "can stone"),)),
    ("one by number", (("search", "17"),)),
    ("ready ones", (("state", "ready"),)),
    ("mine", (("person", "me"),)),
    ("a campaign", (("campaign", "General"),)),
)


def measure() -> list[dict[str, str | float]]:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        small = asyncio.run(_measured(Path(name) / "small", SMALL))
        large = asyncio.run(_measured(Path(name) / "large", LARGE))
    print(f"{'':<20}{SMALL * VERSIONS:>10,} {LARGE * VERSIONS:>10,} versions")
    for what, ms in small.items():
        print(f"{what:<20}{ms:>7.1f} ms {large[what]:>7.1f} ms  x{large[what] / ms:.2f}")
    worst = max(large[what] / ms for what, ms in small.items())
    return [row("history_growth_ratio", worst, "x", 2)]


async def _measured(folder: Path, sessions: int) -> dict[str, float]:
    """What each question takes, in ms: medians of turns in which each is asked once."""
    thread = await write(folder, sessions)
    found: dict[str, list[float]] = {}
    async with spending_studio(folder, TimedModel([], lambda _: 0), TimedChat()) as studio:
        for turn in range(ROUNDS):
            for what, values in ASKED:
                origin, start = f"{what} {turn}", time.perf_counter()
                ask = Invocation(origin, ME, CHANNEL, time.time(), "history", values=values)
                answer = await studio.desk.handle(ask)
                found.setdefault(what, []).append((time.perf_counter() - start) * 1000)
                if not isinstance(answer, Say) or "only" not in repr(answer.card):
                    raise AssertionError(f"{what}: {answer}")
            for what, venue in (("channel", CHANNEL), ("thread", replace(CHANNEL, thread=thread))):
                start = time.perf_counter()
                page = await studio.desk.page(ME, venue)
                found.setdefault(what, []).append((time.perf_counter() - start) * 1000)
                if not isinstance(page, Page) or not page.posts:
                    raise AssertionError(f"{what}: {page}")
    return {what: statistics.median(ms) for what, ms in found.items()}


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
            value = f"only{n}"
        made[name] = value
    return made


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
