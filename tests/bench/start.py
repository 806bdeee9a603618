"""What it costs to be there: from `python -m bot run` to the first page, memory and processor time when
nobody asks for anything, with a fresh folder and with 2,000 stored briefs. Read from /proc.

    python -m tests.bench.start
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.history import write
from tests.bench.standins import row

ROOT = Path(__file__).parents[2]
ROUNDS = 3
STORED = 2_000
"""Sessions of a team that has been here for a year."""
SETTLE_S, IDLE_S = 3.0, 10.0
"""After the first page there is still the daily backup and the first round of tending."""
TICKS = os.sysconf("SC_CLK_TCK")
LIMIT_S, LIMIT_MB, LIMIT_PERCENT = 2, 120, 1


@dataclass(frozen=True, slots=True)
class Life:
    """One start: seconds to the page, then idle MB and percent of one core."""

    start_s: float
    rss_mb: float
    cpu_percent: float


def measure() -> list[dict[str, str | float]]:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        starts = []
        for turn in range(ROUNDS):
            with running(folder / f"start{turn}") as (_, seconds):
                starts.append(seconds)
        fresh = idle(folder / "fresh")
        asyncio.run(write(folder / "stored", STORED))
        stored = idle(folder / "stored")
    print(
        f"starts {[round(one, 2) for one in starts]} s; fresh {fresh}; with {STORED} briefs {stored}"
    )
    worst = max(fresh.cpu_percent, stored.cpu_percent)
    return [
        row("start_s", statistics.median(starts), "s", LIMIT_S),
        row("idle_rss_mb", max(fresh.rss_mb, stored.rss_mb), "MB", LIMIT_MB),
        row("idle_cpu_percent", worst, "%", LIMIT_PERCENT),
    ]


def idle(folder: Path) -> Life:
    """What it uses while nobody asks, its child processes included."""
    with running(folder) as (process, seconds):
        time.sleep(SETTLE_S)
        before, start = _ticks(process.pid), time.perf_counter()
        time.sleep(IDLE_S)
        spent = (_ticks(process.pid) - before) / TICKS
        percent = 100 * spent / (time.perf_counter() - start)
        return Life(round(seconds, 2), round(_rss_mb(process.pid), 1), round(percent, 2))


@contextmanager
def running(folder: Path) -> Iterator[tuple[subprocess.Popen[str], float]]:
    """The studio as people start it, and the seconds until its page and what stands on it came."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("ARTDESK_")}
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "run"], cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={**kept, "ARTDESK_DATA": str(folder), "ARTDESK_PORT": "0"},
    ) as process:  # fmt: skip
        try:
            line = process.stdout.readline() if process.stdout else ""
            found = re.search(r"http://[\w.:]+", line)
            if found is None:
                raise AssertionError(f"no address: {line!r}")
            for path in ("/", "/api/page"):
                with urllib.request.urlopen(found[0] + path, timeout=10) as page:  # noqa: S310 - our own address
                    if not page.read():
                        raise AssertionError(f"{path} is empty")
            yield process, time.perf_counter() - start
        finally:
            process.terminate()
            process.wait(30)


def _family(pid: int) -> list[int]:
    """The process and its children."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += _family(int(child))
    return found


def _ticks(pid: int) -> int:
    """User and system time so far."""
    total = 0
    for one in _family(pid):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total


def _rss_mb(pid: int) -> float:
    total = 0
    for one in _family(pid):
        found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{one}/status").read_text())
        total += int(found[1]) if found else 0
    return total / 1024


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
