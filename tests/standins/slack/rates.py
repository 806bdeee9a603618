"""Slack's rate limits (facts 9): a bucket per method and workspace, chat.postMessage also one per
channel. Every number can be changed; `on = False` switches them off."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from tests.standins.slack.clock import Clock

TIER_1, TIER_2, TIER_3, TIER_4 = 1, 20, 50, 100
"""Calls a minute, per method and workspace."""
POSTS_A_SECOND = 1.0
"""chat.postMessage, per channel."""
POSTS_AT_ONCE = 8
"""Short bursts are allowed; how long is not documented."""
POSTS_A_MINUTE = 300
""""Several hundred" per workspace."""


@dataclass
class Bucket:
    per_s: float
    holds: float
    level: float
    at: float

    def wait_s(self, now: float) -> float:
        """0 and one less in it, or how long until there is one."""
        self.level = min(self.holds, self.level + (now - self.at) * self.per_s)
        self.at = now
        if self.level >= 1:
            self.level -= 1
            return 0.0
        return (1 - self.level) / self.per_s


@dataclass
class Limits:
    clock: Clock
    on: bool = True
    per_minute: dict[str, float] = field(default_factory=dict)
    """Method -> calls a minute, instead of its tier."""
    posts_a_second: float = POSTS_A_SECOND
    posts_at_once: float = POSTS_AT_ONCE
    posts_a_minute: float = POSTS_A_MINUTE
    refused: int = 0
    impatient: list[str] = field(default_factory=list)
    """Calls that came before the Retry-After of their method or channel had passed."""
    _buckets: dict[str, Bucket] = field(default_factory=dict)
    _closed: dict[str, float] = field(default_factory=dict)

    def retry_after(self, method: str, tier: float, channel: str) -> int:
        """0 = go on; else the seconds of Retry-After."""
        if not self.on:
            return 0
        minute = self.per_minute.get(method, tier)
        keys = [(method, minute / 60, minute)]
        if method == "chat.postMessage":
            keys = [
                (f"{method} in {channel}", self.posts_a_second, self.posts_at_once),
                (method, self.posts_a_minute / 60, self.posts_a_minute),
            ]
        waits = [self._wait(key, per_s, holds) for key, per_s, holds in keys]
        self.refused += max(waits) > 0
        return max(waits)

    def _wait(self, key: str, per_s: float, holds: float) -> int:
        now = self.clock.now()
        if now < self._closed.get(key, 0):
            self.impatient.append(key)
        bucket = self._buckets.setdefault(key, Bucket(per_s, holds, holds, now))
        bucket.per_s, bucket.holds = per_s, holds
        wait = math.ceil(bucket.wait_s(now))
        if wait:
            self._closed[key] = now + wait
        return wait
