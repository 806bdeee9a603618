"""The port Pixels: imaging on two threads, big pictures in a child process, never on the loop.

The queue is bounded: more than MAX_WAITING pieces of work at once is Overloaded, not memory. Only
who can come back is refused (an upload, a download); a picture that was paid for waits its turn.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TypeVar

from bot.domain.placement import Format
from bot.errors import BadPicture, Overloaded
from bot.imaging.opening import MAX_BYTES, kind_of, measure
from bot.imaging.work import Bad, Done, Kind, Task, run, run_by_path
from bot.ports import Changes, Fitted, Pixels, Taken

THREADS = 2
"""Two cores' worth; Pillow frees the interpreter for most of its work."""
BIG_PIXELS = 8_000_000
"""Above this an encode holds the interpreter longer than the loop may stall: a child does it."""
MAX_WAITING = 48
"""A decoded 4096x4096 picture is 64 MB; what waits here is only its file."""
RETRY_S = 3
"""Seconds that people are asked to wait: a lost child process is back by then."""

T = TypeVar("T")


class ThreadPixels(Pixels):
    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="pixels")
        self._child: ProcessPoolExecutor | None = None
        self._waiting = 0

    async def take_in(self, data: bytes, filename: str) -> Taken:
        if len(data) > MAX_BYTES:  # before anything is copied anywhere
            kind = kind_of(data)
            known = {"png", "jpeg", "webp", "gif"}
            raise BadPicture(filename, "too_large" if kind in known else kind, MAX_BYTES)
        self._not_too_many()
        done = await self._do(Task(Kind.TAKE_IN, filename=filename), data)
        if done.facts is None:
            raise BadPicture(filename, "not_a_picture")
        return Taken(done.data, done.facts)

    async def measure(self, data: bytes) -> tuple[int, int, str]:
        # A header is read in no time: whoever asks for it waits behind no picture that is decoded,
        # so that of fifty that come at once the first goes up while the last is still drawn small.
        return await asyncio.to_thread(measure, data)

    async def preview(self, data: bytes, longest: int) -> bytes:
        return (await self._do(Task(Kind.PREVIEW, longest=longest), data)).data

    async def fit(self, data: bytes, fmt: Format, max_bytes: int, alt: str = "") -> Fitted:
        self._not_too_many()
        big = fmt.width * fmt.height > BIG_PIXELS
        task = Task(Kind.FIT, format=fmt, max_bytes=max_bytes, word=alt)
        done = await self._do(task, data, big=big)
        return Fitted(done.data, done.mime, done.width, done.height, done.note)

    async def within(self, data: bytes, max_bytes: int, mimes: frozenset[str]) -> Fitted:
        width, height, mime = await self.measure(data)
        if len(data) <= max_bytes and mime in mimes:
            return Fitted(data, mime, width, height)
        done = await self._do(Task(Kind.LIGHTEN, max_bytes=max_bytes), data)
        same = len(data) <= max_bytes  # only another type was wanted: nothing worth saying
        note = "" if same and (done.width, done.height) == (width, height) else done.note
        return Fitted(done.data, done.mime, done.width, done.height, note)

    async def changes(self, before: bytes, after: bytes) -> Changes:
        self._not_too_many()
        found = (await self._do(Task(Kind.CHANGES), before, after)).difference
        return Changes(found.share, found.boxes, found.tone) if found else Changes(0.0, ())

    async def stamp(self, data: bytes, word: str) -> bytes:
        return (await self._do(Task(Kind.STAMP, word=word), data)).data

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        if self._child is not None:
            self._child.shutdown(wait=False, cancel_futures=True)
            self._child = None

    async def _do(self, task: Task, *pictures: bytes, big: bool = False) -> Done:
        if big or any(_is_big(picture) for picture in pictures):
            return await self._in_child(task, pictures)
        return await self._on_thread(lambda: run(task, pictures))

    def _not_too_many(self) -> None:
        if self._waiting >= MAX_WAITING:
            raise Overloaded(RETRY_S)

    async def _on_thread(self, work: Callable[[], T]) -> T:
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1

    async def _in_child(self, task: Task, pictures: tuple[bytes, ...]) -> Done:
        """A child that died (out of memory) is replaced and asked once more, then it is Overloaded:
        the picture may have been paid for."""
        self._waiting += 1
        try:
            with tempfile.TemporaryDirectory(prefix="artdesk-") as folder:
                try:
                    return await self._by_path(task, pictures, Path(folder))
                except BrokenProcessPool:
                    return await self._by_path(task, pictures, Path(folder))
        except BrokenProcessPool as error:
            raise Overloaded(RETRY_S) from error
        finally:
            self._waiting -= 1

    async def _by_path(self, task: Task, pictures: tuple[bytes, ...], folder: Path) -> Done:
        loop = asyncio.get_running_loop()
        sources = tuple(str(folder / f"in{i}") for i in range(len(pictures)))
        target = folder / "out"
        for source, picture in zip(sources, pictures, strict=True):
            await loop.run_in_executor(self._threads, Path(source).write_bytes, picture)
        child = self._child
        if child is None:
            spawn = multiprocessing.get_context("spawn")
            child = self._child = ProcessPoolExecutor(1, mp_context=spawn)
        try:
            done = await loop.run_in_executor(child, run_by_path, task, sources, str(target))
        except BrokenProcessPool:
            if self._child is child:  # not the fresh one that somebody else has made meanwhile
                self._child = None
            raise
        if isinstance(done, Bad):
            raise BadPicture(done.filename, done.reason, done.limit)
        data = await loop.run_in_executor(self._threads, target.read_bytes)
        return Done(data, done.facts, done.mime, done.width, done.height, done.note,
                    done.difference)  # fmt: skip


def _is_big(picture: bytes) -> bool:
    """Reads the header only; what cannot be read is left to the work itself to refuse."""
    try:
        width, height, _ = measure(picture)
    except BadPicture:
        return False
    return width * height > BIG_PIXELS
