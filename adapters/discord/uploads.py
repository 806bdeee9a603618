"""Pictures of a card as files of a message: named by us, with their words, as large as the place
takes. What is larger goes up as the best picture that fits, and the card says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from adapters.discord import words
from adapters.discord.limits import FILES_MAX, MIMES, PARTS_MAX, REQUEST_MAX, RUNGS, SMALLEST
from adapters.discord.render import REST, Shown
from adapters.discord.wire import Upload
from bot.cards import Image
from bot.errors import NotFound
from bot.ports import Shelf

_ENDS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
_ODD = re.compile(r"[^a-z0-9._-]+")


def safe_name(name: str) -> str:
    """Plain ASCII without spaces: Discord changes any other name, and then finds it no more."""
    return _ODD.sub("-", name.lower()).strip("-._") or "picture"


class Ladder:
    """The limit of a place, and what is tried after a refusal for size: always less than what was
    sent, because the limit that a place states is not always the one it keeps."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.lowered = False

    def down(self, sent: Sequence[Upload]) -> bool:
        """False: there is nothing smaller worth looking at."""
        largest = min(self.limit, max((len(one.data) for one in sent), default=0))
        self.limit = next((rung for rung in RUNGS if rung < largest), largest // 2)
        self.lowered = True
        return self.limit >= SMALLEST


class Packing:
    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def pictures(self, shown: Sequence[Shown], limit: int) -> tuple[Upload, ...]:
        """`limit`: bytes of one file. A picture that is not kept any more is left out."""
        room = _each(limit, len(shown))
        made = []
        for one in shown:
            try:
                fitted = await self._shelf.within(one.image.file, room, MIMES)
            except NotFound:
                continue
            name = f"{safe_name(one.stem)}.{_ENDS.get(fitted.mime, 'png')}"
            made.append(Upload(name, fitted.data, one.alt))
        return tuple(made)

    async def notes(self, shown: Sequence[Image], limit: int) -> tuple[str, ...]:
        """The same for the same picture and place, whether it is just going up or stands there."""
        room, largest, missing = _each(limit, len(shown)), 0, False
        for one in shown:
            try:
                largest = max(largest, await self._shelf.size(one.file))
            except NotFound:
                missing = True
        notes = [words.smaller(largest)] if largest > room else []
        return (*notes, words.GONE_PICTURE) if missing else tuple(notes)


def _each(limit: int, count: int) -> int:
    return min(limit, REQUEST_MAX // max(1, count))


def rest(lines: str) -> tuple[Upload, ...]:
    """Lines that had no room, as a text file."""
    return (Upload(REST, lines.encode()),) if lines else ()


def parts(data: bytes, name: str, limit: int) -> tuple[Upload, ...]:
    """A file in pieces of at most `limit` bytes, numbered so that they sort."""
    size = min(limit, REQUEST_MAX)
    pieces = [data[n : n + size] for n in range(0, len(data), size)]
    if len(pieces) > PARTS_MAX:
        raise ValueError(f"{len(pieces)} parts, at most {PARTS_MAX}")
    return tuple(Upload(f"{name}.{n:03d}", piece) for n, piece in enumerate(pieces, 1))


def batches(files: Sequence[Upload]) -> Iterator[tuple[Upload, ...]]:
    """As many files as one request takes."""
    held: list[Upload] = []
    size = 0
    for one in files:
        if held and (size + len(one.data) > REQUEST_MAX or len(held) == FILES_MAX):
            yield tuple(held)
            held, size = [], 0
        held.append(one)
        size += len(one.data)
    if held:
        yield tuple(held)
