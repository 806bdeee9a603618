"""Every request to Discord. The bot's own routes go through discord.py, which keeps their rate
limits; answers to interactions and files go through a session of ours, because the SDK repeats a
follow-up whose answer was lost, and a second message would stand there.

A request ends in one of three ways: its answer, Refused (nothing happened), Lost (nobody knows).
"""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord
from discord.http import HTTPClient, Route

from adapters.discord.addresses import Addresses
from adapters.discord.faults import BROKEN_STATUS, RATE_STATUS, SDK_TRIES, Lost, Refused
from adapters.discord.limits import (
    AGAIN_S,
    CALL_S,
    CONNECT_S,
    DOWNLOAD_S,
    NONCE_S,
    UPLOAD_MAX,
    UPLOAD_S,
    WAIT_MAX_S,
)
from bot.errors import BadPicture
from bot.events import Attached
from bot.ports import Clock

Json = dict[str, Any]
OK_STATUS = 200
CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way to Discord. `name`: ours, plain ASCII; `alt`: words for a picture."""

    name: str
    data: bytes
    alt: str = ""


def with_files(body: Json, files: Sequence[Upload]) -> Json:
    """The body with its files named: what is not named in an edit is deleted by Discord."""
    named = [
        {"id": n, "filename": one.name} | ({"description": one.alt} if one.alt else {})
        for n, one in enumerate(files)
    ]
    if not files:
        return body
    if "message" in body:  # a post of a forum: they are its first message's
        return {**body, "message": {**body["message"], "attachments": named}}
    return {**body, "attachments": named}


class Wire:
    """`http`: of the SDK's client, logged in."""

    def __init__(self, http: HTTPClient, addresses: Addresses, clock: Clock) -> None:
        self._http, self._addresses, self._clock = http, addresses, clock
        self._session = aiohttp.ClientSession(
            cookie_jar=aiohttp.DummyCookieJar(), headers={"User-Agent": http.user_agent}
        )

    async def close(self) -> None:
        await self._session.close()

    # --- the bot's own routes ------------------------------------------------------------------

    async def call(
        self,
        method: str,
        path: str,
        body: Json | list[Json] | None = None,
        files: Sequence[Upload] = (),
        *,
        at: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        once: bool = False,
    ) -> Any:  # noqa: ANN401 - JSON of Discord's
        """`at` fills the path; its channel and server are what rate limits are kept by. `once`: not
        tried again by us, because a second one would be another one. Raises Refused, Lost."""
        route = Route(method, path, **(at or {}))
        began = self._clock.now()
        for wait in (None,) if once else (*AGAIN_S, None):
            try:
                return await self._once(route, body, files, query)
            except discord.HTTPException as refused:
                if refused.status in SDK_TRIES:
                    raise Lost from refused
                if refused.status < BROKEN_STATUS and refused.status != RATE_STATUS:
                    raise Refused(refused.status, refused.code, refused.text) from refused
            except discord.RateLimited as limited:
                raise Lost from limited
            except (aiohttp.ClientError, OSError, RuntimeError):
                # RuntimeError: the session was closed under a request at a stop.
                if self._session.closed:
                    break
            if wait is not None:
                await self._clock.sleep(wait)
            if self._clock.now() - began > NONCE_S:
                break  # the computer slept: a repeated post would not be known for one any more
        raise Lost

    async def _once(
        self,
        route: Route,
        body: Any,  # noqa: ANN401 - as above
        files: Sequence[Upload],
        query: Mapping[str, str] | None,
    ) -> Any:  # noqa: ANN401 - as above
        if not files:
            wanted: Json = {} if body is None else {"json": body}
            wanted |= {"params": query} if query else {}
            return await self._http.request(route, timeout=_patience(CALL_S), **wanted)
        held = [discord.File(io.BytesIO(one.data), filename=one.name) for one in files]
        parts: list[Json] = [
            {"name": f"files[{n}]", "value": file.fp, "filename": file.filename}
            | {"content_type": "application/octet-stream"}
            for n, file in enumerate(held)
        ]
        form = [{"name": "payload_json", "value": json.dumps(with_files(body, files))}, *parts]
        return await self._http.request(route, files=held, form=form, timeout=_patience(UPLOAD_S))

    # --- answers to interactions ---------------------------------------------------------------

    async def answer(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        files: Sequence[Upload] = (),
        *,
        within: float = 0.0,
    ) -> Any:  # noqa: ANN401 - as above
        """One try of at most `within` seconds (0 = as long as its size needs), and another after a
        rate limit. Raises Refused, Lost."""
        url = f"{Route.BASE}{path}"
        patience = _patience(within or (UPLOAD_S if files else CALL_S))
        while True:
            sent = _sent(body, files)
            try:
                async with self._session.request(method, url, timeout=patience, **sent) as response:
                    data = await _json(response)
                    status = response.status
            except (aiohttp.ClientError, OSError) as broken:
                raise Lost from broken
            if status < RATE_STATUS and OK_STATUS <= status < OK_STATUS + 100:
                return data
            if status >= BROKEN_STATUS:
                raise Lost
            if status != RATE_STATUS:
                raise Refused(status, int(data.get("code") or 0), str(data.get("message", "")))
            wait = float(data.get("retry_after") or AGAIN_S[0])
            if wait > WAIT_MAX_S:
                raise Refused(status, 0)
            await self._clock.sleep(wait)

    # --- files ---------------------------------------------------------------------------------

    async def download(self, attached: Attached) -> bytes:
        """Raises BadPicture (too_large, expired)."""
        if attached.size > UPLOAD_MAX:
            raise BadPicture(attached.filename, "too_large", UPLOAD_MAX)
        if not self._addresses.is_file(attached.url):
            raise BadPicture(attached.filename, "expired")
        for wait in (*AGAIN_S, None):
            try:
                return await self._streamed(attached)
            except Refused as refused:
                if refused.status < BROKEN_STATUS and refused.status != RATE_STATUS:
                    break
            except (aiohttp.ClientError, OSError):
                pass
            if wait is not None:
                await self._clock.sleep(wait)
        raise BadPicture(attached.filename, "expired")

    async def _streamed(self, attached: Attached) -> bytes:
        whole = bytearray()
        async with self._session.get(
            attached.url, timeout=_patience(DOWNLOAD_S), allow_redirects=False
        ) as response:
            if response.status != OK_STATUS:
                raise Refused(response.status, 0)
            async for chunk in response.content.iter_chunked(CHUNK):
                whole += chunk
                if len(whole) > UPLOAD_MAX:
                    raise BadPicture(attached.filename, "too_large", UPLOAD_MAX)
        return bytes(whole)


def _patience(seconds: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=seconds, sock_connect=CONNECT_S)


def _sent(body: Json | None, files: Iterable[Upload]) -> Json:
    files = tuple(files)
    if not files:
        return {} if body is None else {"json": body}
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("payload_json", json.dumps(with_files(body or {}, files)))
    for n, one in enumerate(files):
        mime = "application/octet-stream"
        form.add_field(f"files[{n}]", one.data, filename=one.name, content_type=mime)
    return {"data": form}


async def _json(response: aiohttp.ClientResponse) -> Json:
    try:
        found = json.loads(await response.text() or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


async def in_time(seconds: float, task: asyncio.Task[Any]) -> bool:
    """Whether a task ends within `seconds`; it goes on if not."""
    done, _ = await asyncio.wait({task}, timeout=seconds)
    return bool(done)
