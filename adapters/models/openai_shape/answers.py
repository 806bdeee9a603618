"""The body of a good answer -> pictures and usage. Nothing in it is believed: a page of HTML, other
types than promised, half a picture are Malformed. The SDK's own parsing checks none of it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterable, Mapping, Sequence
from dataclasses import dataclass

from adapters.models.decoding import TooLarge, bytes_of, decode_pictures
from bot.domain.model import Usage
from bot.domain.outcome import Made
from bot.errors import BadPicture
from bot.imaging.opening import measure

TAIL = 64
"""A PNG says at its end that it is whole; some writers add a few bytes."""
Lifted = Sequence[bytes | None]


class Malformed(Exception):
    """The answer is not what the API promises."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of `data`: a picture, or where to fetch it."""

    picture: bytes = b""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    items: tuple[Item, ...]
    usage: Usage


async def read(chunks: AsyncIterable[bytes]) -> Answer:
    """Raises Malformed."""
    try:
        left, lifted = await decode_pictures(chunks)
    except TooLarge as error:
        raise Malformed("larger than any answer") from error
    document = document_of(left)
    data = document.get("data")
    if data is not None and not isinstance(data, list):
        raise Malformed("data is not a list")
    items = tuple(item for entry in data or () if (item := _item(entry, lifted)))
    return Answer(items, usage_of(document.get("usage")))


def document_of(text: bytes) -> Mapping[str, object]:
    """Raises Malformed for anything but a JSON object."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Malformed("not JSON") from error
    if not isinstance(document, dict):
        raise Malformed("not an object")
    return document


def picture_of(value: object, lifted: Lifted) -> bytes:
    """Raises Malformed for what is no base64."""
    picture = bytes_of(value, lifted)
    if picture is None:
        raise Malformed("not base64")
    return picture


def _item(entry: object, lifted: Lifted) -> Item | None:
    """None where the vendor counts a picture and sends none."""
    if not isinstance(entry, Mapping):
        raise Malformed("an entry of data is not an object")
    value, url = entry.get("b64_json"), entry.get("url")
    if value:
        return Item(picture=picture_of(value, lifted))
    return Item(url=url) if isinstance(url, str) and url else None


def usage_of(value: object) -> Usage:
    """Tokens as our price rows count them: all that comes out is counted as picture."""
    if not isinstance(value, Mapping):
        return Usage()
    details = value.get("input_tokens_details")
    details = details if isinstance(details, Mapping) else {}
    image, text = _count(details.get("image_tokens")), _count(details.get("text_tokens"))
    if image is None and text is None:
        image = _count(value.get("input_tokens"))  # the dearer kind, where nothing tells them apart
    out = _count(value.get("output_tokens"))
    return Usage(text_in=text, image_in=image, text_out=None if out is None else 0, image_out=out)


def _count(value: object) -> int | None:
    return value if type(value) is int and value >= 0 else None


def made_of(data: bytes, notes: tuple[str, ...] = ()) -> Made:
    """Size and kind from the bytes, never from what was asked. Raises Malformed."""
    try:
        width, height, mime = measure(data)
    except BadPicture as error:
        raise Malformed(f"not a picture: {error.reason}") from error
    if not _whole(data, mime):
        raise Malformed("half a picture")
    return Made(data, mime, width, height, notes=notes)


def _whole(data: bytes, mime: str) -> bool:
    """Decoding would say more and take longer than everything else we do with an answer."""
    if mime == "image/png":
        return b"IEND" in data[-TAIL:]
    if mime == "image/jpeg":
        return b"\xff\xd9" in data[-TAIL:]
    if mime == "image/webp":
        return len(data) >= int.from_bytes(data[4:8], "little") + 8
    return True
