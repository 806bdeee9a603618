"""Time that a test can move, and ids that carry it: a snowflake is (ms since 2015) << 22 | counter."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

DISCORD_EPOCH_MS = 1_420_070_400_000
"""2015-01-01: what every snowflake counts from."""


class Clock:
    """The computer's clock plus what was moved: tokens age, links expire, nobody sleeps."""

    def __init__(self) -> None:
        self.ahead = 0.0
        self.moved: Callable[[], None] = lambda: None
        """What happens by itself when time has passed."""

    def now(self) -> float:
        return time.time() + self.ahead

    def move(self, seconds: float) -> None:
        self.ahead += seconds
        self.moved()


class Snowflakes:
    """Strictly increasing: sorting by id is sorting by time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def new(self) -> str:
        made = (int(self._clock.now() * 1000) - DISCORD_EPOCH_MS) << 22
        self._last = max(self._last + 1, made)
        return str(self._last)


def iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()


def born(snowflake: str) -> float:
    """Epoch seconds in which an id was made."""
    return ((int(snowflake) >> 22) + DISCORD_EPOCH_MS) / 1000
