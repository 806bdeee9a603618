"""Rate limits as Discord announces and enforces them: a bucket per route and place, 50 a second over all bot
routes; the routes of interactions and webhooks are outside of the 50."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field

from tests.standins.discord.refusals import Json

GLOBAL_A_SECOND = 50
"""Of one bot, interaction routes excepted (facts 1, 6)."""
USUAL = (50, 1.0)
UNLIMITED = (1000, 1.0)
"""What the headers say while nothing is enforced."""
DOCUMENTED: dict[tuple[str, str], tuple[int, float]] = {
    ("POST", "/channels/{c}/messages"): (5, 5.0),
    ("PATCH", "/channels/{c}/messages/{m}"): (5, 5.0),
    ("DELETE", "/channels/{c}/messages/{m}"): (5, 1.0),
    ("PUT", "/channels/{c}/messages/{m}/reactions/{e}/@me"): (1, 0.25),
    ("DELETE", "/channels/{c}/messages/{m}/reactions/{e}/@me"): (1, 0.25),
    ("POST", "/channels/{c}/typing"): (5, 5.0),
    ("PATCH", "/channels/{c}"): (5, 15.0),
    ("POST", "/webhooks/{a}/{t}"): (5, 5.0),
    ("PATCH", "/webhooks/{a}/{t}/messages/{m}"): (5, 5.0),
}
"""(requests, seconds) per channel or token. Discord documents no numbers and sends these in headers today;
5 messages in 5 s is what everybody sees."""


@dataclass
class Window:
    limit: int
    span_s: float
    began: float = 0.0
    used: int = 0

    def take(self, now: float) -> bool:
        if now - self.began >= self.span_s:
            self.began, self.used = now, 0
        self.used += 1
        return self.used <= self.limit

    def left_s(self, now: float) -> float:
        return max(0.001, self.began + self.span_s - now)


@dataclass
class Verdict:
    headers: dict[str, str]
    body: Json | None = None
    """Of a 429; None = go on."""


@dataclass
class Limits:
    on: bool = False
    """Enforced; headers are sent in any case."""
    rules: dict[tuple[str, str], tuple[int, float]] = field(
        default_factory=lambda: dict(DOCUMENTED)
    )
    global_a_second: int = GLOBAL_A_SECOND
    ahead: float = 0.0
    """Seconds that the windows are moved on: a test that waits for nothing says so here."""
    hits: int = 0
    """429s that this gave."""
    _windows: dict[tuple[str, str, str], Window] = field(default_factory=dict)
    _global: Window = field(default_factory=lambda: Window(GLOBAL_A_SECOND, 1.0))

    def asked(self, method: str, route: str, place: str, *, bot_route: bool) -> Verdict:
        """`place`: the channel, server or token that the bucket belongs to."""
        now = time.monotonic() + self.ahead
        bucket = hashlib.sha256(f"{method} {route}".encode()).hexdigest()[:32]
        limit, span = self.rules.get((method, route), USUAL) if self.on else UNLIMITED
        window = self._windows.setdefault((method, route, place), Window(limit, span))
        window.limit, window.span_s = limit, span
        inside = window.take(now)
        headers = _headers(bucket, window, now)
        if not self.on:
            return Verdict(headers)
        if not inside:
            return self._refused(headers, window.left_s(now), "user")
        self._global.limit = self.global_a_second
        if bot_route and not self._global.take(now):
            return self._refused(headers, self._global.left_s(now), "global")
        return Verdict(headers)

    def _refused(self, headers: dict[str, str], after: float, scope: str) -> Verdict:
        self.hits += 1
        everywhere = scope == "global"
        said = headers | {"X-RateLimit-Scope": scope, "Retry-After": str(int(after) + 1)}
        if everywhere:
            said["X-RateLimit-Global"] = "true"
        words = "You are being rate limited."
        return Verdict(said, {"message": words, "retry_after": after, "global": everywhere})


def _headers(bucket: str, window: Window, now: float) -> dict[str, str]:
    after = window.left_s(now)
    return {
        "X-RateLimit-Limit": str(window.limit),
        "X-RateLimit-Remaining": str(max(0, window.limit - window.used)),
        "X-RateLimit-Reset": f"{time.time() + after:.3f}",
        "X-RateLimit-Reset-After": f"{after:.3f}",
        "X-RateLimit-Bucket": bucket,
    }
