"""What the bot asked for, in order: a test awaits a request, reads its body and its files; and what was
against the rules of sending is listed, so that a test can ask for an empty list."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from tests.standins.discord.refusals import Json

T = TypeVar("T")
LOOK_S = 0.02
"""How often a condition is looked at that no request and no frame tells of."""


@dataclass(frozen=True)
class Upload:
    index: int
    filename: str
    data: bytes
    content_type: str


@dataclass(eq=False)
class Seen:
    """One request. Times are time.monotonic: the same for every process of this machine."""

    number: int
    method: str
    path: str
    """Without /api/v10, decoded."""
    query: dict[str, str]
    headers: dict[str, str]
    at: float
    """Its head was here."""
    whole: float = 0.0
    """Its last byte was here."""
    json: Any = None
    files: list[Upload] = field(default_factory=list)
    raw: bytes = b""
    """Of a body without files."""
    status: int = 0
    """As sent; 0 = cut off or not yet answered."""
    answer: Any = None
    """What the stand-in answered, or would have, had a fault not been scripted."""
    applied: bool = False
    done: float = 0.0

    @property
    def took_ms(self) -> float:
        return (self.done - self.at) * 1000

    @property
    def shows(self) -> bool:
        """It put a picture on a message of a channel."""
        return self.applied and bool(self.files) and self.path.startswith("/channels/")

    def summary(self) -> Json:
        """For another process: bodies yes, bytes of files no."""
        return {
            "number": self.number, "method": self.method, "path": self.path, "query": self.query,
            "at": self.at, "whole": self.whole, "done": self.done, "status": self.status,
            "json": self.json, "applied": self.applied, "answer": self.answer,
            "files": [{"name": f.filename, "size": len(f.data)} for f in self.files],
        }  # fmt: skip


@cache
def pattern(text: str) -> re.Pattern[str]:
    """`*` is one step of a path, `**` any number of them."""
    steps = [re.escape(p).replace(r"\*", "[^/]+") for p in text.split("**")]
    return re.compile(".*".join(steps))


def fits(method: str, path: str, wanted_method: str, wanted_path: str) -> bool:
    return wanted_method in {"*", method} and bool(pattern(wanted_path).fullmatch(path))


class Trace:
    def __init__(self) -> None:
        self.requests: list[Seen] = []
        self.violations: list[str] = []
        """Everything that Discord would not like or that no schema allows; tests assert it empty."""
        self._changed = asyncio.Event()

    def begun(self, seen: Seen) -> None:
        self.requests.append(seen)

    def ended(self, seen: Seen) -> None:
        seen.done = time.monotonic()
        self.tell()

    def tell(self) -> None:
        """Whoever waits looks again."""
        self._changed.set()
        self._changed = asyncio.Event()

    def violation(self, text: str) -> None:
        self.violations.append(text)

    def calls(self, method: str, path: str) -> list[Seen]:
        """All answered requests that fit, oldest first."""
        return [s for s in self.requests if s.done and fits(s.method, s.path, method, path)]

    async def saw(
        self,
        method: str,
        path: str,
        *,
        nth: int = 1,
        where: Callable[[Seen], bool] = lambda _: True,
        timeout: float = 5.0,
    ) -> Seen:
        """The nth request that fits, as soon as it is answered; AssertionError tells what came instead."""

        def found() -> Seen | None:
            fitting = [seen for seen in self.calls(method, path) if where(seen)]
            return fitting[nth - 1] if len(fitting) >= nth else None

        return await self.until(found, f"{method} {path} (number {nth})", timeout)

    async def until(self, found: Callable[[], T | None], what: str, timeout: float = 5.0) -> T:
        """Looks again after every request and every frame."""
        end = time.monotonic() + timeout
        while True:
            value = found()
            if value:
                return value
            left = end - time.monotonic()
            if left <= 0:
                came = "\n".join(
                    f"  {s.method} {s.path} -> {s.status}" for s in self.requests[-20:]
                )
                raise AssertionError(
                    f"waited {timeout} s in vain for {what}; the last requests:\n{came}"
                )
            try:
                await asyncio.wait_for(self._changed.wait(), min(left, LOOK_S))
            except TimeoutError:
                continue
