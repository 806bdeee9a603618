"""Photos in, pictures out: bounded uploads, and pictures a browser may keep for ever."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from aiohttp import BodyPartReader, http_exceptions, web

from adapters.web.acts import Malformed
from adapters.web.limits import MAX_UPLOAD, MAX_UPLOADS_AT_ONCE, READ_S
from bot.errors import BadPicture

DRAWING = "drawing"
VARIANTS = ("preview", "large", "exact", "original", DRAWING)
KEPT = "private, max-age=31536000, immutable"
"""A picture never changes under its name; private, because rights differ between people."""
NEVER_KEPT = "no-store"
"""An unfinished one is nothing to keep, on a disk least of all."""
MIMES = ("image/png", "image/jpeg", "image/webp")
MULTIPART_EXTRA = 4096
"""Bytes of headers and boundaries around the one file."""


class Intake:
    """Reads one file of a multipart form at a time for each of a few senders."""

    def __init__(self) -> None:
        self._room = asyncio.Semaphore(MAX_UPLOADS_AT_ONCE)

    async def read(self, request: web.Request) -> tuple[bytes, str]:
        """(bytes, file name). Raises BadPicture when too large, 408 when too slow."""
        if request.content_type != "multipart/form-data":
            raise Malformed("content-type")
        if (request.content_length or 0) > MAX_UPLOAD + MULTIPART_EXTRA:
            raise BadPicture("", "too_large", MAX_UPLOAD)
        try:
            async with self._room, asyncio.timeout(READ_S):
                return await self._file(request)
        except TimeoutError as slow:
            raise web.HTTPRequestTimeout from slow
        except (ValueError, http_exceptions.BadHttpMessage) as wrong:
            raise Malformed("multipart") from wrong

    async def _file(self, request: web.Request) -> tuple[bytes, str]:
        part = await (await request.multipart()).next()
        if not isinstance(part, BodyPartReader) or part.name != "file":
            raise Malformed("file")
        name = (part.filename or "photo").replace("\\", "/").rsplit("/", 1)[-1][:200]
        data = bytearray()
        while chunk := await part.read_chunk(256 * 1024):
            data += chunk
            if len(data) > MAX_UPLOAD:
                raise BadPicture(name, "too_large", MAX_UPLOAD)
        return bytes(data), name


def response(
    data: bytes, mime: str, name: str, *, download: bool, kept: str = KEPT
) -> web.Response:
    """A picture as the browser shows or saves it; anything unexpected is only ever saved."""
    known = mime in MIMES
    headers = {
        "Cache-Control": kept,
        "Vary": "Cookie",
        "Content-Disposition": disposition(name, download=download or not known),
    }
    mime = mime if known else "application/octet-stream"
    return web.Response(body=data, content_type=mime, headers=headers)


def disposition(name: str, *, download: bool) -> str:
    """RFC 6266: a plain name for old clients, the true one for the rest."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in " ._-") else "_" for c in name)
    kind = "attachment" if download else "inline"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
