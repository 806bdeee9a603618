"""The long kill audit: 60 kills -9 at random moments, half with a model whose calls may be repeated and
half with one whose calls may not; every request sent twice. Raises where anything else is wrong.

    python -m tests.bench.crash
"""

from __future__ import annotations

import json
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.audit.kills import Found, run
from tests.bench.standins import row

KILLS = 32
"""In each of the two series, which run side by side."""
SEED = 20261121


def measure() -> list[dict[str, str | float]]:
    with tempfile.TemporaryDirectory(prefix="bench-") as name, ThreadPoolExecutor(2) as both:
        series = [
            both.submit(_series, Path(name) / str(repeatable), repeatable=repeatable)
            for repeatable in (True, False)
        ]
        found = [one.result() for one in series]
    for one in found:
        print(
            f"{one.kills} kills: {one.acknowledged} requests acknowledged, {one.answered} of them"
            f" answered in words, {one.orders} orders, {one.calls} calls, {one.repeated} repeated,"
            f" {one.in_flight} open at a kill, {one.uncertain} uncertain"
        )
    wrong = [sentence for one in found for sentence in one.wrong]
    if wrong:
        raise AssertionError("; ".join(wrong[:10]))
    return [
        row("crash_kills", sum(one.kills for one in found), "", 60, "higher"),
        row("crash_lost", sum(len(one.lost) for one in found), "", 0),
        row("crash_charged_twice", sum(len(one.charged_twice) for one in found), "", 0),
    ]


def _series(folder: Path, *, repeatable: bool) -> Found:
    return run(folder, kills=KILLS, seed=SEED + repeatable, repeatable=repeatable)


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
