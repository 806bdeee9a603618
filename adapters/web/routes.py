"""The page's addresses: read a request, ask the studio, answer in JSON. No rule of the studio lives
here; rights are the studio's own.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from adapters.web import acts, answers, files, form, stream
from adapters.web.acts import Malformed
from adapters.web.client import WebChat, venue_of
from adapters.web.door import Door
from adapters.web.limits import (
    MAX_JSON,
    MAX_PATH,
    MAX_STREAMS,
    MAX_UPLOAD,
    TYPED_DELAY_MS,
    WRITE_S,
)
from bot.desk import Desk
from bot.domain.brief import MAX_REFERENCES, Role
from bot.domain.ids import PictureId
from bot.errors import Overloaded, Problem
from bot.events import Actor, Ask, Say
from bot.ports import Clock, Ids

STATIC = Path(__file__).parent / "static"


def build(
    desk: Desk,
    chat: WebChat,
    *,
    clock: Clock,
    ids: Ids,
    secret: str | None,
) -> web.Application:
    """The page as an application for adapters.server.Server. With a secret, only signed-in members
    of the team get in."""
    app = web.Application(client_max_size=MAX_JSON)
    door = Door(app, clock, secret)
    app.middlewares.append(door.middleware())
    app.middlewares.append(_explain(desk))
    _Routes(desk, chat, clock, door, boot=ids.new()).add_to(app)

    async def hang_up(_app: web.Application) -> None:
        chat.hub.close()

    app.on_shutdown.append(hang_up)
    return app


def _explain(desk: Desk) -> Middleware:
    @web.middleware
    async def explain(request: web.Request, handler: Handler) -> web.StreamResponse:
        if len(request.path) > MAX_PATH:
            raise web.HTTPNotFound  # no disk has such a name
        try:
            return await handler(request)
        except Malformed as wrong:
            return web.json_response({"error": "malformed", "field": str(wrong)}, status=400)
        except Problem as wrong:
            body, status = await answers.problem(desk, wrong)
            return web.json_response(body, status=status)

    return explain


class _Routes:
    def __init__(self, desk: Desk, chat: WebChat, clock: Clock, door: Door, boot: str) -> None:
        self._desk, self._chat, self._clock, self._door = desk, chat, clock, door
        self._boot = boot
        self._streams = 0
        self._intake = files.Intake()

    def add_to(self, app: web.Application) -> None:
        get, post = app.router.add_get, app.router.add_post
        get("/", self.index)
        get("/enter", self._door.enter)
        get("/api/page", self.page)
        get("/api/events", self.events)
        get("/api/forms", self.forms)
        get("/api/people", self.people)
        get("/api/choices", self.choices)
        get("/api/changes/{picture}", self.changes)
        get("/api/picture/{picture}/{variant}", self.picture)
        post("/api/act", self.act)
        post("/api/typed", self.typed)
        post("/api/upload", self.upload)
        app.router.add_static("/static", STATIC, follow_symlinks=False)
        app.on_response_prepare.append(_revalidate)

    async def index(self, _request: web.Request) -> web.FileResponse:
        return web.FileResponse(STATIC / "index.html")

    async def page(self, request: web.Request) -> web.Response:
        actor = self._door.actor(request)
        hub = self._chat.hub.revision  # before the page is read: what comes between comes twice
        seen = await self._desk.page(actor, venue_of(_word(request, "thread")))
        if isinstance(seen, Problem):
            raise seen
        since = stream.Place(self._boot, seen.revision, hub)
        return web.json_response(answers.page(seen, str(since)))

    async def events(self, request: web.Request) -> web.StreamResponse:
        actor = self._door.actor(request)
        # Who asks is looked up before the stream begins: afterwards no status can say it.
        await self._desk.people(actor)
        if self._streams >= MAX_STREAMS:
            raise Overloaded
        named = request.headers.get("Last-Event-ID") or request.query.get("since", "")
        start = stream.place(named, self._boot)
        response = web.StreamResponse(headers={"X-Accel-Buffering": "no"})
        response.content_type = "text/event-stream"
        self._streams += 1
        try:
            async with asyncio.timeout(WRITE_S):
                await response.prepare(request)
            if start is None:
                await stream.reset(response)
            else:
                news = stream.Stream(request, self._desk, self._chat.hub, actor, start)
                await news.serve(response)
        except (TimeoutError, ConnectionError):
            # The tab went, or sleeps: it comes back with the last id it saw.
            if request.transport is not None:
                request.transport.abort()
        finally:
            self._streams -= 1
        return response

    async def forms(self, request: web.Request) -> web.Response:
        commands = await self._desk.forms(self._door.actor(request))
        body = {
            "forms": [form.form(one) for one in commands],
            "roles": [role.value for role in Role],
            "local": self._door.local,
            "limits": {
                "upload": MAX_UPLOAD,
                "photos": MAX_REFERENCES,
                "typedDelay": TYPED_DELAY_MS,
            },
        }
        return web.json_response(body)

    async def people(self, request: web.Request) -> web.Response:
        team = await self._desk.people(self._door.actor(request))
        return web.json_response({"people": [answers.viewer(one) for one in team]})

    async def choices(self, request: web.Request) -> web.Response:
        command, field = _word(request, "command"), _word(request, "field")
        typed = request.query.get("typed", "")[:200]
        offered = await self._desk.choices(self._door.actor(request), command, field, typed)
        return web.json_response(answers.choices(offered))

    async def act(self, request: web.Request) -> web.Response:
        asked = await acts.read(request)
        event = acts.event(asked, self._door.actor(request), self._clock.now())
        first = self._desk.first(event)
        given = first if isinstance(first, Ask) else await self._desk.handle(event)
        if isinstance(given, Say) and not given.private:
            await self._chat.say(event.venue, given.card)
        return web.json_response(await answers.answer(self._desk, given))

    async def typed(self, request: web.Request) -> web.Response:
        asked = await acts.read(request)
        draft = await self._desk.changed(
            self._door.actor(request),
            venue_of(asked.word("thread")),
            asked.word("command", required=True),
            asked.text("text"),
            asked.values(),
            asked.photos(),
        )
        return web.json_response(answers.preview(draft))

    async def upload(self, request: web.Request) -> web.Response:
        actor: Actor = self._door.actor(request)
        data, name = await self._intake.read(request)
        photo = await self._desk.take_in(actor, data, name)
        if isinstance(photo, Problem):
            raise photo
        return web.json_response(
            {
                "upload": photo.upload,
                "file": photo.file,
                "filename": photo.filename,
                "role": photo.role,
            }
        )

    async def picture(self, request: web.Request) -> web.Response:
        variant = request.match_info["variant"]
        if variant not in files.VARIANTS:
            raise Malformed("variant")
        picture = PictureId(_id(request))
        found = await self._desk.picture(self._door.actor(request), picture, variant)
        if isinstance(found, Problem):
            raise found
        data, mime, name = found
        kept = files.NEVER_KEPT if variant == files.DRAWING else files.KEPT
        return files.response(data, mime, name, download="download" in request.query, kept=kept)

    async def changes(self, request: web.Request) -> web.Response:
        found = await self._desk.changes(self._door.actor(request), PictureId(_id(request)))
        if isinstance(found, Problem):
            raise found
        return web.json_response(answers.changes(found), headers={"Cache-Control": files.KEPT})


def _word(request: web.Request, name: str) -> str:
    value = request.query.get(name, "")
    if not acts.WORD.fullmatch(value):
        raise Malformed(name)
    return value


def _id(request: web.Request) -> str:
    value = request.match_info["picture"]
    if not acts.WORD.fullmatch(value):
        raise Malformed("picture")
    return value


async def _revalidate(request: web.Request, response: web.StreamResponse) -> None:
    """Files of the page are asked about each time: an update must not meet yesterday's script."""
    if request.path == "/" or request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-cache")
