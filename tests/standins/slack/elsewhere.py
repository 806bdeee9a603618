"""Another host: no part of Slack. Files of other services and redirects lead here; whoever brings the
token along has lost it."""

from __future__ import annotations

from dataclasses import dataclass, field

from aiohttp import web

from tests.standins.slack.world import Json


@dataclass
class Elsewhere:
    found: list[str]
    """Where a token that arrived is noted: the workspace's violations."""
    origin: str = ""
    """http://localhost:port, once it is known: another host name and another port than Slack's."""
    body: bytes = b""
    mime: str = "image/png"
    requests: list[Json] = field(default_factory=list)

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._handle)
        return app

    async def _handle(self, request: web.Request) -> web.Response:
        self.requests.append({"path": request.path_qs, "headers": dict(request.headers)})
        whole = f"{request.path_qs} {dict(request.headers)}"
        if "xoxb-" in whole or "xapp-" in whole:
            self.found.append(f"a token was sent to another host: {request.path}")
        return web.Response(body=self.body, content_type=self.mime)
