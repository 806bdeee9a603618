"""Files behind signed links: who holds the link may have the file, until it ends. For places that
cannot take an original themselves; needs a public address and the studio's secret."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable

from aiohttp import web

from bot.desk import Desk
from bot.domain.ids import PictureId
from bot.errors import Problem
from bot.ports import Clock

PREFIX = "/files"
GOOD_S = 7 * 24 * 3600
"""A week: longer than a review, shorter than a leak matters."""
VARIANTS = frozenset({"exact", "original"})
_PICTURE = re.compile(r"[0-9A-Za-z_-]{1,40}")
_UNTIL = re.compile(r"[0-9]{1,12}")

Link = Callable[[str, str], str]
"""(picture id, exact | original) -> the address."""


def linker(base_url: str, secret: str, clock: Clock) -> Link:
    """Makes links that are good for GOOD_S seconds."""

    def link(picture: str, variant: str) -> str:
        until = int(clock.now()) + GOOD_S
        signature = _sign(secret, picture, variant, until)
        return f"{base_url.rstrip('/')}{PREFIX}/{picture}/{variant}/{until}/{signature}"

    return link


def build(desk: Desk, secret: str, clock: Clock) -> web.Application:
    """The application to mount under PREFIX. Anything that is not ours, or over, is a 404: a link
    tells nobody whether a picture exists."""

    async def serve(request: web.Request) -> web.Response:
        picture, variant, until, given = (
            request.match_info[name] for name in ("picture", "variant", "until", "signature")
        )
        well = _PICTURE.fullmatch(picture) and _UNTIL.fullmatch(until) and variant in VARIANTS
        if not well or clock.now() >= int(until):
            raise web.HTTPNotFound
        wanted = _sign(secret, picture, variant, int(until))
        if not hmac.compare_digest(wanted.encode(), given.encode()):
            raise web.HTTPNotFound
        found = await desk.file(PictureId(picture), variant)
        if isinstance(found, Problem):
            raise web.HTTPNotFound
        data, mime, name = found
        plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in name)
        headers = {
            "Content-Disposition": f'attachment; filename="{plain}"',
            "Cache-Control": "private, no-store",
        }
        return web.Response(body=data, content_type=mime, headers=headers)

    app = web.Application()
    app.router.add_get("/{picture}/{variant}/{until}/{signature}", serve)
    return app


def _sign(secret: str, picture: str, variant: str, until: int) -> str:
    message = f"artdesk\nfile\n{picture}\n{variant}\n{until}".encode()
    # Hashed first: HMAC pads a key with zeros, so "secret" and "secret\0" would sign alike.
    key = hashlib.sha256(secret.encode()).digest()
    return hmac.new(key, message, hashlib.sha256).hexdigest()
