"""Server-sent events of a picture that is still being drawn: partial pictures, then the whole.

Read by us, not by the SDK: its reader parses megabytes of base64 on the loop.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass

from adapters.models.decoding import Lifter, TooLarge, lift
from adapters.models.openai_shape.answers import (
    Answer,
    Item,
    Lifted,
    Malformed,
    document_of,
    picture_of,
    usage_of,
)

END = b"\n\n"
DATA = b"data:"
DONE = b"[DONE]"


@dataclass(frozen=True, slots=True)
class Partial:
    picture: bytes


@dataclass(frozen=True, slots=True)
class Broken:
    """The vendor gave up in the middle: the body of its error."""

    body: object


Seen = Partial | Answer | Broken


async def events(chunks: AsyncIterable[bytes]) -> AsyncIterator[Seen]:
    """What the stream says, in order. Raises Malformed."""
    lifter = Lifter()
    held = b""
    try:
        async for piece in lift(chunks, lifter):
            *blocks, held = (held + piece).replace(b"\r\n", b"\n").split(END)
            for block in blocks:
                if seen := _event(block, lifter.lifted):
                    yield seen
    except TooLarge as error:
        raise Malformed("larger than any answer") from error
    if seen := _event(held, lifter.lifted):
        yield seen


def _event(block: bytes, lifted: Lifted) -> Seen | None:
    """None for an empty one, and for kinds of events that are younger than this program."""
    lines = (line for line in block.split(b"\n") if line.startswith(DATA))
    data = b"\n".join(line[len(DATA) :].strip() for line in lines)
    if not data or data == DONE:
        return None
    document = document_of(data)
    kind = str(document.get("type", ""))
    if kind == "error" or document.get("error"):
        return Broken(document)
    if kind.endswith(".partial_image"):
        return Partial(picture_of(document.get("b64_json"), lifted))
    if kind.endswith(".completed"):
        item = Item(picture=picture_of(document.get("b64_json"), lifted))
        return Answer((item,), usage_of(document.get("usage")))
    return None
