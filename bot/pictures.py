"""The only async user of Pixels and Files: intake, landing, previews, exact files on demand.

Small caches, bounded in bytes: a page that is reloaded does not decode its pictures again.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from bot.domain.brief import PictureFacts
from bot.domain.ids import FileKey
from bot.domain.outcome import Made
from bot.domain.placement import Format
from bot.ports import Changes, Files, Fitted, Pixels, Shelf

PREVIEW_PX = 1024
"""Longest side in cards: sharp on a phone and in a chat column."""
LARGE_PX = 2560
"""Longest side in the viewer: more than any screen column shows."""
CACHE_BYTES = 64 * 1024 * 1024
"""Of exact files and large previews kept in memory."""
CHANGES_KEPT = 256
"""Comparisons kept in memory: small, and asked again whenever a thread is opened."""
NO_LIMIT = 30_000_000
"""Bytes of an exact file without a placement: what people can still mail around."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kept:
    """A landed picture: durable, measured from its own bytes."""

    file: FileKey
    preview: FileKey
    mime: str
    width: int
    height: int
    bytes: int


class Pictures(Shelf):
    def __init__(self, files: Files, pixels: Pixels) -> None:
        self._files = files
        self._pixels = pixels
        self._fitted: _Cache[Fitted] = _Cache(CACHE_BYTES)
        self._large: _Cache[bytes] = _Cache(CACHE_BYTES)
        self._changes: _Cache[Changes] = _Cache(CHANGES_KEPT)

    async def take_in(self, data: bytes, filename: str) -> tuple[FileKey, PictureFacts]:
        """Raises BadPicture, DiskFull, Overloaded."""
        taken = await self._pixels.take_in(data, filename)
        return await self._files.put(taken.data), taken.facts

    async def keep(self, made: Made) -> Kept:
        """The model's bytes, untouched and fsynced, and a preview: before any row names them."""
        (width, height, mime), preview, file = await asyncio.gather(
            self._pixels.measure(made.data), self._preview(made.data), self._files.put(made.data)
        )
        return Kept(file, preview, mime, width, height, len(made.data))

    async def _preview(self, data: bytes) -> FileKey:
        return await self._files.put(await self._pixels.preview(data, PREVIEW_PX))

    async def stamp(self, made: Made, word: str) -> Made:
        """Practice pictures carry a word that cannot be overlooked."""
        data = await self._pixels.stamp(made.data, word)
        width, height, mime = await self._pixels.measure(data)
        return replace(made, data=data, mime=mime, width=width, height=height)

    async def get(self, file: FileKey) -> bytes:
        return await self._files.get(file)

    async def large(self, file: FileKey) -> bytes:
        """A JPEG for the full-screen viewer."""

        async def make() -> bytes:
            return await self._pixels.preview(await self._files.get(file), LARGE_PX)

        return await self._large.get(file, make, len)

    async def exact(
        self, file: FileKey, fmt: Format, max_bytes: int = NO_LIMIT, alt: str = ""
    ) -> Fitted:
        """The exact pixels and file type that were asked for, with what is seen inside the file."""

        async def make() -> Fitted:
            return await self._pixels.fit(await self._files.get(file), fmt, max_bytes, alt)

        key = f"{file}/{fmt.width}x{fmt.height}/{fmt.file_type}/{max_bytes}/{alt}"
        return await self._fitted.get(key, make, lambda fitted: len(fitted.data))

    async def within(self, file: FileKey, max_bytes: int, mimes: frozenset[str]) -> Fitted:
        """See Shelf: what a chat shows is asked for again by every window of one picture."""

        async def make() -> Fitted:
            return await self._pixels.within(await self._files.get(file), max_bytes, mimes)

        key = f"{file}/within {max_bytes} {sorted(mimes)}"
        return await self._fitted.get(key, make, lambda fitted: len(fitted.data))

    async def size(self, file: FileKey) -> int:
        return await self._files.size(file)

    async def changes(self, before: FileKey, after: FileKey) -> Changes:
        async def make() -> Changes:
            first, second = await asyncio.gather(self._files.get(before), self._files.get(after))
            return await self._pixels.changes(first, second)

        return await self._changes.get(f"{before}/{after}", make, lambda _: 1)


class _Cache(Generic[T]):
    """Least recently used out first; two who ask for one thing at once wait for one making."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._used = 0
        self._kept: OrderedDict[str, tuple[T, int]] = OrderedDict()
        self._making: dict[str, asyncio.Task[T]] = {}

    async def get(self, key: str, make: Callable[[], Awaitable[T]], weigh: Callable[[T], int]) -> T:
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key][0]
        task = self._making.get(key)
        if task is None:
            task = asyncio.ensure_future(self._make(key, make, weigh))
            self._making[key] = task
        # One asker who leaves must not take the picture away from the others.
        return await asyncio.shield(task)

    async def _make(
        self, key: str, make: Callable[[], Awaitable[T]], weigh: Callable[[T], int]
    ) -> T:
        try:
            value = await make()
        finally:
            self._making.pop(key, None)
        weight = weigh(value)
        self._kept[key] = (value, weight)
        self._used += weight
        while self._used > self._room and len(self._kept) > 1:
            _, (_, freed) = self._kept.popitem(last=False)
            self._used -= freed
        return value
