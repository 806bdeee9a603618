"""Files: up privately and awaited, so that a message can show them; shared whole on demand; down
from Slack's own hosts only, capped, and looked at: a login page is no picture.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from urllib.parse import urljoin, urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout

from adapters.slack import limits
from adapters.slack.sending import Api, Lost, Refused
from adapters.slack.text import cut
from bot.domain.ids import FileKey
from bot.errors import BadPicture, Unreachable
from bot.events import Attached
from bot.ports import Clock, Shelf

_OK, _MOVED = 200, frozenset({301, 302, 303, 307, 308})
_BUSY = frozenset({429, 500, 502, 503, 504})
"""Statuses of a server that may answer the next time."""
_EXTENSION = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif"}
_CHUNK = 64 * 1024
_PAGE = (b"<!doctype", b"<html")


class Hosts:
    """Where the token may go: the host of the API and what lies below it, by https; on a test's
    loopback address the very same host and port."""

    def __init__(self, base_url: str) -> None:
        base = urlsplit(base_url)
        self._scheme, self._host, self._port = base.scheme, base.hostname or "", base.port

    def trusted(self, url: str) -> bool:
        try:
            asked = urlsplit(url)
            host, port = asked.hostname or "", asked.port
        except ValueError:
            return False
        if asked.username or asked.password or asked.scheme != self._scheme:
            return False
        if self._scheme == "http":
            return (host, port) == (self._host, self._port)
        below = host == self._host or host.endswith(f".{self._host}")
        return below and port in {None, 443, self._port}


class SlackFiles:
    def __init__(
        self, api: Api, session: ClientSession, token: str, hosts: Hosts, shelf: Shelf, clock: Clock
    ) -> None:
        self._api, self._session, self._token = api, session, token
        self._hosts, self._shelf, self._clock = hosts, shelf, clock
        self._up: OrderedDict[FileKey, asyncio.Future[str]] = OrderedDict()

    # --- up ---------------------------------------------------------------------------------------

    async def shown(self, file: FileKey, name: str, alt: str) -> str:
        """Slack's id of a stored picture, ready to stand in a message: one upload for all windows.
        Raises Lost, Refused, Problem."""
        task = self._up.get(file)
        if task is None or (task.done() and (task.cancelled() or task.exception())):
            task = self._up[file] = asyncio.ensure_future(self._put(file, name, alt))
            while len(self._up) > limits.UPLOADED_KEPT:
                self._up.popitem(last=False)
        self._up.move_to_end(file)
        return await asyncio.shield(task)

    def knows(self, file: FileKey) -> bool:
        return file in self._up

    def recall(self, file: FileKey, found: str) -> None:
        """It stands in a message already, from an earlier run: Slack has it."""
        task: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        task.set_result(found)
        self._up.setdefault(file, task)

    def forget(self, file: FileKey) -> None:
        """Slack does not know it any more: the next message brings it again."""
        self._up.pop(file, None)

    async def _put(self, file: FileKey, name: str, alt: str) -> str:
        fitted = await self._shelf.within(file, limits.PICTURE_BYTES_MAX, limits.PICTURE_MIMES)
        found = await self._upload(fitted.data, f"{name}.{_EXTENSION[fitted.mime]}", alt)
        await self._api.call("files.completeUploadExternal", files=[{"id": found, "title": name}])
        await self._ready(found)
        return found

    async def share(self, data: bytes, name: str, alt: str, channel: str, thread: str) -> None:
        """The file itself into a conversation, for whoever is in it. Raises Lost, Refused."""
        if len(data) > limits.SHARED_BYTES_MAX:
            raise Unreachable("too_large")
        found = await self._upload(data, name, alt)
        where = {"channel_id": channel} | ({"thread_ts": thread} if thread else {})
        files = [{"id": found, "title": name}]
        await self._api.call("files.completeUploadExternal", files=files, **where)

    async def _upload(self, data: bytes, name: str, alt: str) -> str:
        told = await self._api.call(
            "files.getUploadURLExternal",
            filename=name,
            length=len(data),
            alt_txt=cut(alt, limits.FILE_ALT_MAX),
        )
        url = str(told["upload_url"])
        if not self._hosts.trusted(url):
            raise Refused("upload", "foreign_host")
        timeout = ClientTimeout(total=limits.FILE_S)
        try:
            async with self._session.post(url, data=data, timeout=timeout) as answer:
                if answer.status != _OK:
                    raise Lost("upload", f"status {answer.status}")
        except (ClientError, TimeoutError, OSError) as error:
            raise Lost("upload", type(error).__name__) from None
        return str(told["file_id"])

    async def _ready(self, file: str) -> None:
        """Until Slack has looked at it: a message that comes too early is refused."""
        nap, ends = limits.READY_FIRST_S, self._clock.monotonic() + limits.READY_S
        while True:
            said = await self._api.call("files.info", file=file)
            if said["file"].get("mimetype"):
                return
            if self._clock.monotonic() > ends:
                raise Lost("files.info", "not ready")
            await self._clock.sleep(nap)
            nap = min(nap * 2, limits.READY_LAST_S)

    # --- down -------------------------------------------------------------------------------------

    async def fetch(self, attached: Attached) -> bytes:
        """Raises BadPicture (too_large, expired), Unreachable (permission)."""
        if attached.size > limits.FETCH_BYTES_MAX:
            raise BadPicture(attached.filename, "too_large", limits.FETCH_BYTES_MAX)
        url = attached.url or await self._address(attached)
        for _ in range(limits.REDIRECTS_MAX + 1):
            if not self._hosts.trusted(url):
                raise BadPicture(attached.filename, "expired")
            found = await self._patiently(url, attached)
            if isinstance(found, bytes):
                return found
            url = urljoin(url, found)
        raise BadPicture(attached.filename, "expired")

    async def _address(self, attached: Attached) -> str:
        """Of a file that an event told of by its id alone (Slack Connect, forms)."""
        try:
            file = (await self._api.call("files.info", file=attached.id))["file"]
        except Lost as lost:
            raise BadPicture(attached.filename, "expired") from lost
        except Refused as refused:
            if refused.code == "missing_scope":
                raise Unreachable("permission", refused.needed) from refused
            raise BadPicture(attached.filename, "expired") from refused
        if int(file.get("size") or 0) > limits.FETCH_BYTES_MAX:
            raise BadPicture(attached.filename, "too_large", limits.FETCH_BYTES_MAX)
        return str(file.get("url_private_download") or file.get("url_private") or "")

    async def _patiently(self, url: str, attached: Attached) -> bytes | str:
        for _ in range(limits.FETCH_TRIES):
            try:
                return await self._get(url, attached)
            except (ClientError, TimeoutError, OSError):
                await self._clock.sleep(limits.FETCH_NAP_S)
        raise BadPicture(attached.filename, "expired")

    async def _get(self, url: str, attached: Attached) -> bytes | str:
        """The bytes, or where it moved to. Raises what aiohttp raises where the server broke."""
        headers = {"Authorization": f"Bearer {self._token}"}
        timeout = ClientTimeout(total=limits.FILE_S)
        async with self._session.get(
            url, headers=headers, timeout=timeout, allow_redirects=False
        ) as answer:
            if answer.status in _MOVED:
                return answer.headers.get("Location", "")
            if answer.status in _BUSY:
                raise ClientError(str(answer.status))
            if answer.status != _OK:
                raise BadPicture(attached.filename, "expired")
            if answer.content_type == "text/html":
                raise Unreachable("permission", "files:read")
            data = bytearray()
            async for chunk in answer.content.iter_chunked(_CHUNK):
                data += chunk
                if len(data) > limits.FETCH_BYTES_MAX:
                    raise BadPicture(attached.filename, "too_large", limits.FETCH_BYTES_MAX)
        if bytes(data[:32]).lstrip().lower().startswith(_PAGE):
            raise Unreachable("permission", "files:read")
        return bytes(data)
