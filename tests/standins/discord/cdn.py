"""Files and their signed links: a link ends, a signature fits one path, a GET needs no token."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from io import BytesIO
from urllib.parse import quote

from PIL import Image, UnidentifiedImageError

from tests.standins.discord.clock import Clock
from tests.standins.discord.refusals import Json
from tests.standins.discord.world import Attachment, World

SECRET = b"only this stand-in signs"
LINK_LIFE_S = 86_400
"""The newest documented example lives 24 h (facts 3); nothing promises it."""
TYPES = {
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp",
    "gif": "image/gif", "txt": "text/plain; charset=utf-8", "json": "application/json; charset=utf-8",
    "pdf": "application/pdf", "zip": "application/zip", "svg": "image/svg+xml", "tif": "image/tiff",
    "mp4": "video/mp4", "heic": "image/heic",
}  # fmt: skip
MARK = "stand-in:"
"""How an embed or a component names a file of its message inside this stand-in; signed when shown."""


class Cdn:
    def __init__(self, world: World, clock: Clock) -> None:
        self._world = world
        self._clock = clock
        self.base = ""
        self.life_s: float = LINK_LIFE_S

    def keep(
        self,
        channel_id: str,
        filename: str,
        data: bytes,
        *,
        content_type: str | None = None,
        description: str | None = None,
        ephemeral: bool = False,
    ) -> Attachment:
        """A file in the store; its type is what the name claims, as on Discord."""
        name = sanitised(filename)
        made = Attachment(
            self._world.ids.new(), channel_id, name, data,
            content_type or TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream"),
            description, ephemeral=ephemeral,
        )  # fmt: skip
        if made.content_type.startswith("image/"):
            made.width, made.height = pixels(data)
        self._world.attachments[made.id] = made
        return made

    def path(self, attachment: Attachment) -> str:
        folder = "ephemeral-attachments" if attachment.ephemeral else "attachments"
        return f"/{folder}/{attachment.channel_id}/{attachment.id}/{quote(attachment.filename)}"

    def link(self, attachment: Attachment) -> str:
        """Signed anew at each showing."""
        now = int(self._clock.now())
        path, end = self.path(attachment), now + int(self.life_s)
        return f"{self.base}{path}?ex={end:x}&is={now:x}&hm={_signature(path, end)}&"

    def fetched(self, path: str, query: dict[str, str]) -> Attachment | None:
        """What a link gives; None for one that has ended, was cut short or never was."""
        try:
            end = int(query.get("ex", ""), 16)
        except ValueError:
            return None
        signed = hmac.compare_digest(query.get("hm", ""), _signature(path, end))
        found = self._world.attachments.get(path.split("/")[3]) if path.count("/") == 4 else None
        if not signed or end < self._clock.now() or found is None or found.gone:
            return None
        return found

    def named(self, url: str, among: Iterable[Attachment]) -> Attachment | None:
        """Which of a message's files a body means: by attachment:// name or by its own link."""
        for attachment in among:
            if url == f"attachment://{attachment.filename}":
                return attachment
            if url.startswith("attachment://") and sanitised(url[13:]) == attachment.filename:
                return attachment
            if url.startswith(self.base) and f"/{attachment.id}/" in url:
                return attachment
        return None

    def shown(self, value: str) -> Json:
        """What a marked or foreign address looks like on the wire."""
        if not value.startswith(MARK):
            return {"url": value, "proxy_url": value}
        attachment = self._world.attachments[value.removeprefix(MARK)]
        link = self.link(attachment)
        said: Json = {"url": link, "proxy_url": link, "content_type": attachment.content_type}
        if attachment.width and attachment.height:
            said |= {"width": attachment.width, "height": attachment.height}
        return said

    def wire(self, attachment: Attachment) -> Json:
        link = self.link(attachment)
        said: Json = {
            "id": attachment.id,
            "filename": attachment.filename,
            "size": len(attachment.data),
            "url": link,
            "proxy_url": link,
            "content_type": attachment.content_type,
        }
        if attachment.width and attachment.height:
            said |= {"width": attachment.width, "height": attachment.height}
        if attachment.description is not None:
            said["description"] = attachment.description
        if attachment.ephemeral:
            said["ephemeral"] = True
        return said


def sanitised(filename: str) -> str:
    """Discord's own idea of a file name (facts 3): spaces, leading _ and non-ASCII do not survive."""
    kept = "".join(
        c for c in filename.replace(" ", "_") if c.isascii() and (c.isalnum() or c in "._-")
    )
    return kept.lstrip("_") or "unknown"


def pixels(data: bytes) -> tuple[int, int] | tuple[None, None]:
    """Read from the header; a file that only calls itself a picture has none."""
    try:
        with Image.open(BytesIO(data)) as picture:
            return picture.size
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None, None


def _signature(path: str, end: int) -> str:
    return hmac.new(SECRET, f"{path} {end}".encode(), "sha256").hexdigest()
