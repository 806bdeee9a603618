"""Clock, ids and the lock beside the database: the only place where time and chance come from."""

from __future__ import annotations

import asyncio
import fcntl
import os
import secrets
import threading
import time
from pathlib import Path

from bot.errors import Locked
from bot.ports import Clock, Ids, Lease

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no i, l, o, u, so that an id read aloud is the same id."""
_LENGTH = 26
_CHANCE_BITS = 80
_STEP_BITS = 64
"""Ids of one millisecond grow by a random step: still in order, still not to be guessed."""


class SystemClock(Clock):
    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class SystemIds(Ids):
    """48 bits of milliseconds, 80 bits of chance; strictly growing within a process."""

    def __init__(self) -> None:
        self._last = 0
        self._lock = threading.Lock()

    def new(self) -> str:
        fresh = (time.time_ns() // 1_000_000) << _CHANCE_BITS | secrets.randbits(_CHANCE_BITS)
        with self._lock:
            # The same millisecond, or a clock that was set back: go on from the last one.
            if fresh >> _CHANCE_BITS <= self._last >> _CHANCE_BITS:
                fresh = self._last + 1 + secrets.randbits(_STEP_BITS)
            self._last = fresh
        return _written(fresh)


def _written(number: int) -> str:
    letters = []
    for _ in range(_LENGTH):
        number, low = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[low])
    return "".join(reversed(letters))


class FileLease(Lease):
    """An advisory lock on `<database>.lock`. The kernel frees it when the process ends, however it
    ends; the file stays and says whose it was."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._path = database.with_name(f"{database.name}.lock")
        self._handle: int | None = None

    def take(self) -> None:
        if self._handle is not None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise Locked(str(self._database)) from None
        os.truncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        self._handle = handle

    def free(self) -> None:
        # Never removed: a file that is deleted and made again can be locked twice.
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)
