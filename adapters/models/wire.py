"""The wire under a vendor's SDK: one host whatever the environment says, no proxy, no redirect, no
re-send. Pictures never pass through the SDK; they lie in the Tray of the call, and it sees tickets.
"""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

import httpx2

from adapters.models.decoding import MAX_WORDS, Lifter, lift, threads, unpacked

CONNECT_S = 10.0
"""A host that does not even take the connection by then is down; nothing was sent."""
IDLE_S = 4.0
"""Connections are used again only while fresh: one that the far side closes just as we send would
leave a paid call of unknown outcome."""
CONNECTIONS = 64
"""Above the worker's cap of one provider."""
RAW_SLICE = 192 * 1024
"""Encoded at once; a multiple of 3, so that the pieces join to one base64 string."""
TICKET_BYTES = 33
"""Length of an outgoing ticket; a multiple of 3, so that its base64 has no padding."""


@dataclass
class Tray:
    """What one call sent and got."""

    sent: bool = False
    """The request began to leave: from here on it may be billed."""
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    """What is left of the answer without its pictures."""
    complete: bool = False
    lifted: list[bytes | None] = field(default_factory=list)
    outgoing: dict[bytes, bytes] = field(default_factory=dict)

    def ticket(self, data: bytes) -> bytes:
        """Stands for a picture in a JSON request; the wire puts its base64 in its place."""
        ticket = f"artdesk-outgoing-{len(self.outgoing)}".encode().ljust(TICKET_BYTES, b".")
        self.outgoing[base64.urlsafe_b64encode(ticket)] = data
        return ticket


_tray: ContextVar[Tray | None] = ContextVar("tray", default=None)


@contextmanager
def tray() -> Iterator[Tray]:
    """Everything sent by this task inside the block is noted on the tray."""
    held = Tray()
    token = _tray.set(held)
    try:
        yield held
    finally:
        _tray.reset(token)


class Wire(httpx2.AsyncBaseTransport):
    def __init__(self, base_url: str) -> None:
        self._home = httpx2.URL(base_url)
        self._transport = httpx2.AsyncHTTPTransport(
            trust_env=False,
            limits=httpx2.Limits(max_connections=CONNECTIONS, keepalive_expiry=IDLE_S),
        )

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Raises httpx2's own errors, and TooLarge."""
        noted = _tray.get() or Tray()
        request = await self._addressed(request, noted)
        response = await self._transport.handle_async_request(request)
        noted.status, noted.headers = response.status_code, dict(response.headers)
        return httpx2.Response(
            response.status_code,
            headers=[(k, v) for k, v in response.headers.raw if k.lower() not in _FRAMING],
            stream=_Lifted(response, noted),
            extensions=response.extensions,
        )

    async def _addressed(self, request: httpx2.Request, noted: Tray) -> httpx2.Request:
        url = request.url.copy_with(
            scheme=self._home.scheme, host=self._home.host, port=self._home.port
        )
        headers = httpx2.Headers(request.headers)
        headers["host"] = url.netloc.decode()
        headers["accept-encoding"] = "identity"  # base64 of packed pixels does not shrink further
        stream = request.stream
        if noted.outgoing:
            filled = _Filled(await request.aread(), noted.outgoing)
            headers["content-length"] = str(filled.length)
            stream = filled
        timeout = dict(request.extensions.get("timeout", {}))
        extensions = {
            **request.extensions,
            "timeout": {**timeout, "connect": CONNECT_S},
            "trace": _tracer(noted),
        }
        return httpx2.Request(
            request.method, url, headers=headers, stream=stream, extensions=extensions
        )

    async def aclose(self) -> None:
        await self._transport.aclose()


_FRAMING = frozenset({b"content-length", b"transfer-encoding", b"content-encoding"})


def _tracer(noted: Tray) -> Callable[[str, object], object]:
    async def trace(event: str, _: object) -> None:
        if event.endswith("send_request_headers.started"):
            noted.sent = True

    return trace


class _Lifted(httpx2.AsyncByteStream):
    def __init__(self, response: httpx2.Response, noted: Tray) -> None:
        self._response = response
        self._noted = noted

    async def __aiter__(self) -> AsyncIterator[bytes]:
        source = self._response.stream
        assert isinstance(source, httpx2.AsyncByteStream)  # noqa: S101 - an async transport's
        lifter = Lifter()
        self._noted.lifted = lifter.lifted
        kept: list[bytes] = []
        size = 0
        packed = self._response.headers.get("content-encoding", "identity") != "identity"
        async for piece in lift(unpacked(source) if packed else source, lifter):
            size += len(piece)
            if size <= MAX_WORDS:
                kept.append(piece)
            yield piece
        self._noted.body, self._noted.complete = b"".join(kept), True

    async def aclose(self) -> None:
        await self._response.aclose()


class _Filled(httpx2.AsyncByteStream):
    """A JSON body whose tickets are replaced by base64 while it is sent."""

    def __init__(self, body: bytes, outgoing: Mapping[bytes, bytes]) -> None:
        tickets = b"|".join(re.escape(ticket) for ticket in outgoing)
        self._pieces = re.split(b'(?<=")(' + tickets + b')(?=")', body)
        self._outgoing = outgoing
        self.length = sum(
            4 * -(-len(outgoing[piece]) // 3) if place % 2 else len(piece)
            for place, piece in enumerate(self._pieces)
        )

    async def __aiter__(self) -> AsyncIterator[bytes]:
        loop = asyncio.get_running_loop()
        for place, piece in enumerate(self._pieces):
            if not place % 2:
                yield piece
                continue
            data = memoryview(self._outgoing[piece])
            for start in range(0, len(data), RAW_SLICE):
                part = data[start : start + RAW_SLICE]
                yield await loop.run_in_executor(threads, base64.b64encode, part)
