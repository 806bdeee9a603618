"""The body of a good answer -> pictures and usage. Nothing in it is believed: a page of HTML, other
types than promised, half a picture are Malformed. The SDK's own parsing checks none of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterable, Mapping, Sequence
from dataclasses import dataclass

from adapters.models.decoding import TooLarge, bytes_of, decode_pictures, threads
from adapters.models.receiving import measured
from bot.domain.model import Usage
from bot.domain.outcome import Made

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


async def made_of(data: bytes) -> Made:
    """Size and kind from the bytes, never from what was asked. Raises Malformed."""
    found = await asyncio.get_running_loop().run_in_executor(threads, measured, data)
    if found is None:
        raise Malformed("the picture cannot be decoded")
    width, height, mime = found
    return Made(data, mime, width, height)
