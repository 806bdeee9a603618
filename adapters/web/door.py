"""Who is asking. On this computer alone a tab says which member it acts as; with a secret only the
signed cookie of a personal link speaks, and "Act as" is refused.
"""

from __future__ import annotations

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from adapters.web import links
from adapters.web.acts import WORD, Malformed, actor_of
from adapters.web.limits import COOKIE_S, LINK_SECRET_LEAST
from bot.events import Actor
from bot.ports import Clock

HEADER = "X-Artdesk-Member"
PARAMETER = "m"
"""For addresses that cannot carry a header: the event stream and pictures."""
OPEN_PATHS = ("/enter", "/healthz")
WELCOME = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta http-equiv="refresh" content="0; url=/"><title>Artdesk</title>
<p>You are signed in. <a href="/">Open Artdesk</a></p></html>"""
STRANGER = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Artdesk</title>
<h1>This studio opens with a personal link.</h1>
<p>Yours is missing or too old. Ask an admin of your team for a new one.</p></html>"""


class Door:
    def __init__(self, app: web.Application, clock: Clock, secret: str | None) -> None:
        if secret is not None and len(secret) < LINK_SECRET_LEAST:
            raise ValueError(f"a secret needs at least {LINK_SECRET_LEAST} characters")
        self._app, self._clock, self._secret = app, clock, secret

    @property
    def local(self) -> bool:
        """Nobody but this computer: no signing in, "Act as" works."""
        return self._secret is None

    def actor(self, request: web.Request) -> Actor:
        """The account that asks. Raises Malformed, or 403 for acting as somebody else."""
        claimed = request.headers.get(HEADER) or request.query.get(PARAMETER, "")
        if not WORD.fullmatch(claimed):
            raise Malformed(HEADER)
        if self._secret is None:
            return actor_of(claimed)
        member = self._signed_in(request)
        if member is None or claimed not in {"", member}:
            raise web.HTTPForbidden(text="Only as yourself.")
        return actor_of(member)

    async def enter(self, request: web.Request) -> web.Response:
        """Turns a personal link into a cookie. The page that answers goes on by itself: a redirect
        that began on another site would not carry a Strict cookie."""
        if self._secret is None:
            raise web.HTTPFound("/")
        member, expires = request.query.get("m", ""), request.query.get("t", "")
        now = self._clock.now()
        if not links.check(self._secret, member, expires, request.query.get("s", ""), now):
            return web.Response(text=STRANGER, content_type="text/html", status=403)
        response = web.Response(text=WELCOME, content_type="text/html")
        response.set_cookie(
            links.COOKIE,
            links.cookie_value(self._secret, member, int(now) + COOKIE_S),
            max_age=COOKIE_S,
            httponly=True,
            samesite="Strict",
            secure=request.headers.get("X-Forwarded-Proto", request.scheme) == "https",
            path="/",
        )
        return response

    def middleware(self) -> Middleware:
        """Refuses strangers on every path of the page, files of the page included."""

        @web.middleware
        async def door(request: web.Request, handler: Handler) -> web.StreamResponse:
            ours = request.match_info.apps[-1] is self._app
            if not ours or self._secret is None or request.path in OPEN_PATHS:
                return await handler(request)
            if self._signed_in(request) is not None:
                return await handler(request)
            if request.path.startswith("/api/"):
                return web.json_response({"error": "sign_in"}, status=401)
            return web.Response(text=STRANGER, content_type="text/html", status=401)

        return door

    def _signed_in(self, request: web.Request) -> str | None:
        value = request.cookies.get(links.COOKIE, "")
        if self._secret is None or not value:
            return None
        return links.cookie_member(self._secret, value, self._clock.now())
