"""Structured log lines: one JSON object a line, with the request it belongs to. Never a person's
words (long values are refused, a bug's own message is left out), never a registered secret."""

from __future__ import annotations

import json
import sqlite3
import sys
import threading
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from bot.ports import Clock, Ids, Notes

LONGEST = 200
"""Characters of a field. Ids, codes and numbers are short; what is longer is somebody's words."""
SHORTEST_SECRET = 6
"""A shorter secret would blank out ordinary words."""
REFERENCE = 8
"""Characters of a bug's reference: what a person reads out, from the chance half of an id."""
MASK = "***"

LOG_MAX = 10 * 1024 * 1024
"""Bytes: a log file that is longer at a start is set aside; one such is kept."""

_request: ContextVar[str] = ContextVar("request", default="")


def beside(terminal: TextIO, path: Path) -> TextIO | Path:
    """A terminal is for people: there the log goes to the file at `path`. Anywhere else (a service,
    a container) it goes where it always goes."""
    if not terminal.isatty():
        return terminal
    if path.exists() and path.stat().st_size > LOG_MAX:
        path.replace(path.with_name(f"{path.name}.1"))
    return path


class JsonNotes(Notes):
    """Lines to `out` (stderr; a path: appended to that file): {"at", "event", "request",
    ...fields}."""

    def __init__(
        self, clock: Clock, ids: Ids, out: TextIO | Path | None = None, secrets: Iterable[str] = ()
    ) -> None:
        self._clock, self._ids, self._out = clock, ids, out or sys.stderr
        self._lock = threading.Lock()
        self._secrets: tuple[str, ...] = ()
        for secret in secrets:
            self.hide(secret)

    def hide(self, secret: str) -> None:
        """Masks this secret in everything written from now on."""
        if len(secret) >= SHORTEST_SECRET:
            # Longest first: a secret may be a part of another.
            self._secrets = tuple(sorted({*self._secrets, secret}, key=len, reverse=True))

    @contextmanager
    def within(self, request: str) -> Iterator[None]:
        """Every line noted inside, also by tasks started inside, carries this request id."""
        token = _request.set(request)
        try:
            yield
        finally:
            _request.reset(token)

    def note(self, event: str, **fields: str | float | bool | None) -> None:
        self._write(event, {name: self._fit(value) for name, value in fields.items()})

    def bug(self, event: str, error: BaseException) -> str:
        reference = self._ids.new()[-REFERENCE:]
        self._write(event, {"reference": reference, "bug": self._scrubbed(_told(error))})
        return reference

    def _fit(self, value: str | float | bool | None) -> str | float | bool | None:
        if not isinstance(value, str):
            return value
        if len(value) > LONGEST:
            return f"refused: {len(value)} characters"
        return self._scrubbed(value)

    def _scrubbed(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        return text

    def _write(self, event: str, fields: dict[str, str | float | bool | None]) -> None:
        at = datetime.fromtimestamp(self._clock.now(), UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "event": self._scrubbed(event)}
        if request := _request.get():
            line["request"] = self._scrubbed(request)
        text = json.dumps(line | fields, ensure_ascii=False)
        with self._lock:
            if not isinstance(self._out, Path):
                print(text, file=self._out, flush=True)
                return
            # A log that cannot be written (a full disk) stops no work.
            with suppress(OSError), self._out.open("a", encoding="utf-8") as file:
                print(text, file=file)


def _told(error: BaseException) -> str:
    """Where it happened and of which kind, the whole chain. Messages are left out: they quote what
    people typed; only those of the disk and the database are ours or the system's."""
    told = traceback.TracebackException.from_exception(error)
    parts: list[str] = []
    link: traceback.TracebackException | None = told
    cause: BaseException | None = error
    while link is not None and cause is not None:
        kind = f"{type(cause).__module__}.{type(cause).__qualname__}"
        parts.append("".join(link.stack.format()) + f"{kind}{_safe_message(cause)}")
        link, cause = (
            (link.__cause__, cause.__cause__)
            if cause.__cause__ is not None
            else (link.__context__, None if cause.__suppress_context__ else cause.__context__)
        )
    return "\ncaused by\n".join(parts)


def _safe_message(error: BaseException) -> str:
    if isinstance(error, OSError):
        return f": {error.strerror or error.errno or ''}"
    if isinstance(error, sqlite3.Error):
        return f": {error}"
    return ""
