"""Pictures that are still being drawn: the newest of each call, small, in memory alone, gone when
the call ends. No file, no post and no other platform ever sees one; who may, the page asks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.bell import Bell
from bot.domain.ids import PictureId, SessionId, VersionId
from bot.errors import Problem
from bot.ports import Notes, Pixels

LONGEST = 640
"""Pixels of the longest side: enough to see where it goes, about 60 kB."""
MOST = 64
"""Calls that show something at once, some 4 MB; the ones after them only show how long it takes."""
MAX_BYTES = 64 * 1024 * 1024
"""Of an unfinished picture as it comes: larger than any finished one."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    session: SessionId
    version: VersionId
    picture: PictureId
    """The id that the finished picture will have."""
    data: bytes
    """A JPEG."""
    width: int
    height: int
    edition: int
    """1 for the first that came, then counting up."""


class Easel:
    def __init__(self, pixels: Pixels, bell: Bell, notes: Notes) -> None:
        self._pixels = pixels
        self._bell = bell
        self._notes = notes
        self._standing: dict[PictureId, Unfinished] = {}

    def standing(self) -> tuple[Unfinished, ...]:
        """Everything there is now, what came last at the end."""
        return tuple(self._standing.values())

    def of_version(self, version: VersionId) -> Unfinished | None:
        """The one that came last."""
        found = [one for one in self.standing() if one.version == version]
        return found[-1] if found else None

    def get(self, picture: PictureId) -> Unfinished | None:
        """Rights are the asker's business: `session` says whose it is."""
        return self._standing.get(picture)

    @contextmanager
    def at_work(
        self, session: SessionId, version: VersionId, picture: PictureId
    ) -> Iterator[Callable[[bytes], None]]:
        """While the call runs: what takes its unfinished pictures. Afterwards there is none."""
        stroke = _Stroke(self, session, version, picture)
        try:
            yield stroke.take
        finally:
            stroke.end()
            self._standing.pop(picture, None)

    async def stand(self, stroke: _Stroke, data: bytes) -> None:
        """Raises BadPicture."""
        small = await self._pixels.preview(data, LONGEST)
        if stroke.over:
            return
        width, height, _ = await self._pixels.measure(small)
        known = self._standing.pop(stroke.picture, None)  # put back as the last
        if stroke.over or (known is None and len(self._standing) >= MOST):
            return
        edition = known.edition + 1 if known else 1
        self._standing[stroke.picture] = Unfinished(
            stroke.session, stroke.version, stroke.picture, small, width, height, edition
        )
        self._bell.ring()

    def failed(self, error: Exception) -> None:
        """An unfinished picture that cannot be shown stops no paid work."""
        if isinstance(error, Problem):
            self._notes.note("unfinished_problem", code=error.code)
        else:
            self._notes.bug("unfinished_bug", error)


class _Stroke:
    """One call's way to the easel: one picture is made small at a time, and of those that come
    meanwhile only the newest."""

    def __init__(
        self, easel: Easel, session: SessionId, version: VersionId, picture: PictureId
    ) -> None:
        self.session, self.version, self.picture = session, version, picture
        self.over = False
        self._easel = easel
        self._next: bytes | None = None
        self._task: asyncio.Task[None] | None = None

    def take(self, data: bytes) -> None:
        if self.over or len(data) > MAX_BYTES:
            return
        self._next = data
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work(), name="easel")

    def end(self) -> None:
        self.over, self._next = True, None

    async def _work(self) -> None:
        while self._next is not None:
            data, self._next = self._next, None
            try:
                await self._easel.stand(self, data)
            except Exception as error:  # noqa: BLE001 - nobody waits for this task
                if not self.over:
                    self._easel.failed(error)
