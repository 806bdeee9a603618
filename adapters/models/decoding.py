"""Pictures out of JSON without holding the event loop: long base64 strings are lifted out slice by
slice on a thread, and what is left of the JSON is small. No SDK, no vendor in here.

A lifted string is replaced by a ticket, "lifted:0", "lifted:1"...; `bytes_of` turns a ticket, or a
short base64 string that was left in place, into its bytes.
"""

from __future__ import annotations

import asyncio
import binascii
import zlib
from collections.abc import AsyncIterable, AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

SLICE = 256 * 1024
"""Bytes handled in one go: about 1 ms of work, so a thread never keeps the loop from its turn."""
INLINE = 16 * 1024
"""Up to this much is done at once: a thread would cost more than the work."""
FULL = 64 * 1024
"""What the sockets below give at most at a time."""
LONG = 64 * 1024
"""Strings from here on are lifted; a shorter one costs json.loads nothing."""
MAX_ANSWER = 160 * 1024 * 1024
"""A 4K picture is 20-30 MB, four of them as base64 stay below this; more is not an answer."""
MAX_WORDS = 8 * 1024 * 1024
"""What may be left of an answer without its pictures."""
THREADS = 2
"""More would only take turns: two cores, and one slice never waits for the net."""
TICKET = "lifted:"
BROKEN = b"lifted:broken"

_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
_QUOTE, _BACKSLASH = b'"', 0x5C
_ALPHABET = bytes.maketrans(b"-_", b"+/")
_ESCAPES = ((b"\\/", b"/"), (b"\\u003d", b"="), (b"\\u002b", b"+"), (b"\\u002f", b"/"))
_BLANKS = ((b"\\r", b""), (b"\\n", b""))
_LONGEST_ESCAPE = 6

threads = ThreadPoolExecutor(THREADS, thread_name_prefix="decoding")
"""One pool for all vendors; it holds no sockets and ends with the process."""


class TooLarge(Exception):
    """The answer is bigger than any answer is: reading stops."""


class _Base64:
    """One long string, decoded as it comes; None at the end if it was no base64."""

    def __init__(self) -> None:
        self._rest = b""
        self._made: list[bytes] = []
        self._sound = True
        self._begun = False

    def feed(self, piece: bytes) -> None:
        if not self._sound:
            return
        text = self._rest + piece
        if not self._begun and text.startswith(b"data:"):  # "data:image/png;base64,...": its head
            text = text.partition(b",")[2]
        self._begun = True
        text, self._rest = _unescaped(text)
        text = text.rstrip(b"=").translate(_ALPHABET)
        whole = len(text) - len(text) % 4
        self._rest = text[whole:] + self._rest
        self._decode(text[:whole])

    def finish(self) -> bytes | None:
        rest, _ = _unescaped(self._rest + b" " * _LONGEST_ESCAPE)
        rest = rest.strip().rstrip(b"=").translate(_ALPHABET)
        self._decode(rest + b"=" * (-len(rest) % 4))
        return b"".join(self._made) if self._sound else None

    def _decode(self, text: bytes) -> None:
        if not text or not self._sound:
            return
        try:
            self._made.append(binascii.a2b_base64(text, strict_mode=True))
        except binascii.Error:
            self._sound = False
            self._made.clear()


def _unescaped(text: bytes) -> tuple[bytes, bytes]:
    """JSON's escapes undone as far as base64 has any, and what may be half an escape."""
    if _BACKSLASH not in text:
        return text, b""
    cut = text.find(b"\\", max(0, len(text) - _LONGEST_ESCAPE + 1))
    text, rest = (text, b"") if cut < 0 else (text[:cut], text[cut:])
    for written, meant in (*_ESCAPES, *_BLANKS):
        text = text.replace(written, meant)
    return text, rest


class Lifter:
    """JSON in pieces (or server-sent events of JSON) -> the same without its long strings."""

    def __init__(self) -> None:
        self.lifted: list[bytes | None] = []
        """In the order of their tickets; None: a long string that was no base64."""
        self._inside = False
        self._odd = False
        """The piece before ended in an odd number of backslashes: the next quote is escaped."""
        self._held = bytearray()
        self._decoder: _Base64 | None = None

    def feed(self, piece: bytes) -> bytes:
        """What is left of this piece; may hold back the string that it is in the middle of."""
        out: list[bytes] = []
        at = 0
        while at < len(piece):
            if not self._inside:
                quote = piece.find(_QUOTE, at)
                end = len(piece) if quote < 0 else quote + 1
                out.append(piece[at:end])
                self._inside = quote >= 0
            else:
                quote = self._closing(piece, at)
                end = len(piece) if quote < 0 else quote + 1
                self._take(piece[at : len(piece) if quote < 0 else quote])
                if quote >= 0:
                    out.append(self._close())
            at = end
        return b"".join(out)

    def finish(self) -> bytes:
        """What was held back of an answer that ends inside a string: cut JSON stays cut JSON."""
        return bytes(self._held)

    def _closing(self, piece: bytes, start: int) -> int:
        at = start
        while (quote := piece.find(_QUOTE, at)) >= 0:
            if not self._escaped(piece, start, quote):
                self._odd = False
                return quote
            at = quote + 1
        self._odd = self._escaped(piece, start, len(piece))
        return -1

    def _escaped(self, piece: bytes, start: int, end: int) -> bool:
        """Whether an odd number of backslashes stands before `end`."""
        first = end
        while first > start and piece[first - 1] == _BACKSLASH:
            first -= 1
        carried = self._odd and first == start
        return bool((end - first + carried) % 2)

    def _take(self, text: bytes) -> None:
        if self._decoder is None:
            self._held += text
            if len(self._held) <= LONG:
                return
            self._decoder, text = _Base64(), bytes(self._held)
            self._held.clear()
        self._decoder.feed(text)

    def _close(self) -> bytes:
        self._inside = False
        if self._decoder is None:
            text = bytes(self._held)
            self._held.clear()
            return text + _QUOTE
        made = self._decoder.finish()
        self._decoder = None
        self.lifted.append(made)
        ticket = BROKEN if made is None else f"{TICKET}{len(self.lifted) - 1}".encode()
        return ticket + _QUOTE


async def lift(chunks: AsyncIterable[bytes], lifter: Lifter) -> AsyncIterator[bytes]:
    """What is left of the chunks, as they come. Raises TooLarge."""
    read = left = 0
    async for piece in _slices(chunks):
        read += len(piece)
        if read > MAX_ANSWER:
            raise TooLarge(read)
        rest = await on_thread(len(piece), lifter.feed, piece)
        left += len(rest)
        if left > MAX_WORDS:
            raise TooLarge(left)
        if rest:
            yield rest
    if rest := lifter.finish():
        yield rest


async def _slices(chunks: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    """Full reads are gathered to a slice: more is on its way. Anything less is passed on at once,
    so that the end of an event waits for nothing."""
    held: list[bytes] = []
    size = 0
    async for chunk in chunks:
        held.append(chunk)
        size += len(chunk)
        if size >= SLICE or len(chunk) < FULL:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)


async def on_thread(size: int, work: Callable[[bytes], bytes], data: bytes) -> bytes:
    """`work(data)`, on a thread unless it is small."""
    if size <= INLINE:
        return work(data)
    return await asyncio.get_running_loop().run_in_executor(threads, work, data)


async def unpacked(chunks: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    """gzip or deflate undone, a slice at a time. What cannot be undone ends the answer: the JSON is
    cut then, and says so itself."""
    packer = zlib.decompressobj(_GZIP_OR_ZLIB)

    def undone(packed: bytes) -> bytes:
        return packer.decompress(packed, SLICE)

    async for chunk in chunks:
        try:
            piece = await on_thread(SLICE, undone, chunk)
            while piece:
                yield piece
                piece = await on_thread(SLICE, undone, packer.unconsumed_tail)
        except zlib.error:
            return


async def decode_pictures(body: bytes | AsyncIterable[bytes]) -> tuple[bytes, list[bytes | None]]:
    """A whole answer: what is left of its JSON, and the lifted strings. Raises TooLarge."""
    lifter = Lifter()
    source = _cut(body) if isinstance(body, bytes) else body
    left = b"".join([piece async for piece in lift(source, lifter)])
    return left, lifter.lifted


async def _cut(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), SLICE):
        yield body[start : start + SLICE]


def bytes_of(value: object, lifted: Sequence[bytes | None]) -> bytes | None:
    """The bytes behind a ticket or a short base64 string; None for anything else."""
    if not isinstance(value, str):
        return None
    if value.startswith(TICKET):
        number = value.removeprefix(TICKET)
        known = number.isdecimal() and int(number) < len(lifted)
        return lifted[int(number)] if known else None
    decoder = _Base64()
    decoder.feed("".join(value.split()).encode("ascii", "replace"))
    return decoder.finish()
