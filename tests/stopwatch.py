"""How long a pure function takes at its best: what else the process does (collecting garbage) is not
its fault."""

from __future__ import annotations

import time
from collections.abc import Callable

TRIES = 5
"""The first that is quick enough is answer enough."""


def best_s(act: Callable[[], object], enough: float) -> float:
    """Seconds of the processor, the best of a few tries; no more once one took less than `enough`."""
    best = float("inf")
    for _ in range(TRIES):
        started = time.process_time()
        act()
        best = min(best, time.process_time() - started)
        if best < enough:
            break
    return best
