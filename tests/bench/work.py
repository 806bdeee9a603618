"""What the studio adds to a model's own time: the answer at the front door while 50 jobs run, the way
from the model's answer to the card, and 50 jobs at once. Medians of rounds; the bare work beside it.

    python -m tests.bench.work
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from bot.pictures import PREVIEW_PX
from tests.bench.standins import TimedChat, TimedModel, order, real_png, row, spending_studio

ROUNDS = 3
JOBS = 24
"""Jobs one after the other in a round of the overhead."""
RUNNING = 50
BRIEFS = 80
"""Briefs sent while the others run, EVERY_S apart: so many land meanwhile too."""
EVERY_S = 0.08
COMMITS = 4
"""What a brief writes: inbox row, member, order, handled."""
MODEL_S = 2.0
PICTURES = 8

Figures = list[dict[str, str | float]]


def measure() -> Figures:
    pictures = [real_png(seed) for seed in range(PICTURES)]
    acks, hops = [], []
    for _ in range(ROUNDS):
        mine, alone = asyncio.run(_dispatch_ms(pictures))
        acks += mine
        hops += alone
    rounds = [asyncio.run(_overhead_ms(pictures)) for _ in range(ROUNDS)]
    ours = [statistics.median(mine) for mine, _ in rounds]
    bare = [statistics.median(alone) for _, alone in rounds]
    bursts = [asyncio.run(_burst_s(pictures)) for _ in range(ROUNDS)]
    print(
        f"a picture of {len(pictures[0]) / 1e6:.2f} MB; bare work {statistics.median(bare):.1f} ms;"
        f" dispatch p50 {statistics.median(acks):.1f} ms, worst {max(acks):.1f} ms"
        f" ({COMMITS} bare commits meanwhile: p50 {statistics.median(hops):.1f}, p99 {_p99(hops):.1f} ms);"
        f" bursts {[round(one, 2) for one in bursts]}"
    )
    ratio = statistics.median(mine / alone for mine, alone in zip(ours, bare, strict=True))
    return [
        row("dispatch_ack_p99_ms", _p99(acks), "ms", 50),
        row("job_overhead_p50_ms", statistics.median(ours), "ms", 60),
        row("job_overhead_ratio", ratio, "x", 1.5),
        row("burst50_wall_s", statistics.median(bursts), "s", 4),
    ]


def _p99(found: list[float]) -> float:
    return sorted(found)[int(len(found) * 0.99)]


async def _dispatch_ms(pictures: list[bytes]) -> tuple[list[float], list[float]]:
    """Each brief's answer while 50 jobs run and their pictures land in between; and beside it the
    same number of commits on a thread, which meet the same machine."""
    model, chat = TimedModel(pictures, lambda n: 4 + n % 50 / 25), TimedChat()
    found, hops = [], []
    with _folder() as folder:
        script = Bare(folder)
        async with spending_studio(folder / "studio", model, chat) as studio:
            for n in range(RUNNING):
                await order(studio, f"before {n}")
            for n in range(BRIEFS):
                start = time.perf_counter()
                await order(studio, f"measured {n}")
                found.append((time.perf_counter() - start) * 1000)
                if studio.worker.busy < RUNNING // 2:
                    raise AssertionError(f"only {studio.worker.busy} jobs were running")
                start = time.perf_counter()
                for _ in range(COMMITS):
                    await asyncio.to_thread(script.commit, "asked")
                hops.append((time.perf_counter() - start) * 1000)
                await asyncio.sleep(EVERY_S)
        script.close()
    return found, hops


async def _overhead_ms(pictures: list[bytes]) -> tuple[list[float], list[float]]:
    """(ours, bare) in turn, so that a busy moment slows both."""
    model, chat = TimedModel(pictures, lambda _: 0.02), TimedChat()
    ours, bare = [], []
    with _folder() as folder:
        script = Bare(folder)
        async with spending_studio(folder / "studio", model, chat) as studio:
            for n in range(JOBS):
                session = await order(studio, f"job {n}")
                await chat.until({session})
                answered = model.answered[f"a can on stone job {n}"]
                ours.append((chat.shown[session] - answered) * 1000)
                await asyncio.sleep(0.05)  # what the page would still be told
                start = time.perf_counter()
                script.run(pictures[n % PICTURES] + n.to_bytes(4, "big"))
                bare.append((time.perf_counter() - start) * 1000)
        script.close()
    return ours, bare


async def _burst_s(pictures: list[bytes]) -> float:
    """From the first brief to the last card with its picture."""
    model, chat = TimedModel(pictures, lambda _: MODEL_S), TimedChat()
    with _folder() as folder:
        async with spending_studio(folder, model, chat) as studio:
            start = time.perf_counter()
            sessions = await asyncio.gather(*(order(studio, f"burst {n}") for n in range(RUNNING)))
            await chat.until(set(sessions))
            return max(chat.shown[session] for session in sessions) - start


class Bare:
    """The same work without a studio: decode, preview, hash, two fsynced files, two commits."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._db = sqlite3.connect(
            folder / "bare.db", isolation_level=None, check_same_thread=False
        )
        for pragma in ("journal_mode=wal", "synchronous=full"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.execute("CREATE TABLE done (what TEXT, file TEXT)")

    def run(self, data: bytes) -> None:
        with Image.open(io.BytesIO(data)) as picture:
            made = picture.convert("RGB")
        made.thumbnail((PREVIEW_PX, PREVIEW_PX), Image.Resampling.LANCZOS, reducing_gap=2.0)
        held = io.BytesIO()
        made.save(held, "JPEG", quality=85)
        for content in (data, held.getvalue()):
            self._keep(content)
        for what in ("done", "shown"):
            self.commit(what)

    def commit(self, what: str) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute("INSERT INTO done VALUES (?, ?)", (what, "file"))
        self._db.execute("COMMIT")

    def _keep(self, data: bytes) -> None:
        path = self._folder / hashlib.sha256(data).hexdigest()
        with path.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        handle = os.open(self._folder, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)

    def close(self) -> None:
        self._db.close()


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        yield Path(name)


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
