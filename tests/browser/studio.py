"""The whole studio behind its own server, for the browser: real clock, store, pixels and sketch. A
vendor is scripted: it draws at once, or hangs until the test lets it go."""

from __future__ import annotations

import json
from dataclasses import dataclass
from io import StringIO
from itertools import count
from pathlib import Path

from adapters.models.sketch import Sketch
from adapters.server import Server
from adapters.system import SystemClock, SystemIds
from bot.catalogue.loader import load
from bot.domain.model import Provider
from bot.events import Actor, Answer, Invocation, Platform, Venue
from bot.settings import read_settings
from bot.wiring import Parts, Studio, open_studio, real_parts, serve
from tests.standins.model import ScriptedModel

YOU = Actor(Platform.WEB, "local", "", "You")
CHANNEL = Venue(Platform.WEB, "local", "main")
_origins = count(1)


@dataclass
class Real:
    studio: Studio
    server: Server
    url: str
    vendor: ScriptedModel
    log: StringIO

    async def says(self, command: str, **values: str) -> Answer:
        """An act of You that is no part of what the test watches."""
        clock = self.studio.office.clock
        fields = tuple(values.items())
        event = Invocation(f"test:{next(_origins)}", YOU, CHANNEL, clock.now(), command, "", fields)
        return await self.studio.desk.handle(event)

    async def grant(self, amount: int) -> None:
        await self.says("credits", verb="grant", amount=str(amount))

    def bugs(self) -> list[str]:
        """What was logged as a mistake of ours."""
        lines = [json.loads(line) for line in self.log.getvalue().splitlines()]
        return [json.dumps(line) for line in lines if line["event"].endswith("_bug")]

    async def stop(self) -> None:
        self.vendor.let_go()
        await self.server.stop()
        await self.studio.stop()


async def opened(folder: Path, *, keyed: bool = False, **values: str) -> Real:
    given = {"data": str(folder), "port": "0", "backup_daily": "false", **values}
    settings = read_settings(given)
    parts, log = real_parts(settings), StringIO()
    vendor = ScriptedModel(Provider.GOOGLE, SystemClock())
    if keyed:
        models = {Provider.SKETCH: Sketch(load().placements), Provider.GOOGLE: vendor}
        parts = Parts(SystemClock(), SystemIds(), parts.files, parts.pixels, models)
    studio = await open_studio(settings, parts)
    studio.notes._out = log  # type: ignore[attr-defined]
    server, url = await serve(studio)
    await studio.start()
    return Real(studio, server, url, vendor, log)
