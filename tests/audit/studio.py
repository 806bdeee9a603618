"""The real studio in a process that will be killed: orders briefs, sets and edits through the front
door, each sent twice, and writes down an order once both of its answers have come.

    python -m tests.audit.studio work|drain|settle FOLDER PORT ROUND repeatable|once
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import random
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from adapters.files import LocalFiles
from adapters.pixels import ThreadPixels
from adapters.system import SystemClock, SystemIds
from bot.catalogue.loader import load
from bot.domain.model import Catalogue, Provider, Usage
from bot.domain.outcome import BadResponse, Made, Ok, Outcome, Refused
from bot.events import Event, Invocation, Press, Quiet, Reply
from bot.ports import Call, ImageModel
from bot.services.office import Transaction
from bot.settings import read_settings
from bot.views.press import press
from bot.wiring import Parts, Studio, open_studio
from tests.bench.standins import CHANNEL, ME, MODEL, let_spend

EVERY_S = 0.02
MORE = 5
"""Requests of the last run, which nobody kills."""
PATIENCE_S = 120.0
AGREED = ("agreed", "999999999999")


class FarModel(ImageModel):
    """Asks the vendor's process."""

    provider = Provider.GOOGLE

    def __init__(self, port: int) -> None:
        self._port = port

    async def make(self, call: Call, partial: Callable[[bytes], None]) -> Outcome:
        answer = await ask(self._port, call.key)
        if "refused" in answer:
            return Refused("input", ("practice",))
        if "picture" not in answer:
            return BadResponse("no answer")
        data = base64.b64decode(str(answer["picture"]))
        usage = Usage(text_in=100, image_out=int(str(answer["tokens"])))
        return Ok((Made(data, "image/png", 48, 48, alt="a can"),), usage)


async def ask(port: int, key: str) -> dict[str, object]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
    writer.write(json.dumps({"key": key}).encode() + b"\n")
    line = await reader.readline()
    writer.close()
    found: dict[str, object] = json.loads(line) if line else {}
    return found


def catalogue(*, repeatable: bool) -> Catalogue:
    """The real one; the model of the audit may be called again, or not."""
    known = load()
    models = tuple(replace(m, repeatable=repeatable) if m.id == MODEL else m for m in known.models)
    return replace(known, models=models)


class Sender:
    """Sends everything twice, now one after the other, now at once."""

    def __init__(self, studio: Studio, folder: Path, run: int) -> None:
        self._studio = studio
        self._run = run
        self._chance = random.Random(run)
        self._log = os.open(folder / "acknowledged", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._threads = [
            line["opens"]
            for line in map(json.loads, (folder / "acknowledged").read_text().splitlines())
            if line["kind"] == "brief" and line["opens"]
        ]
        self._sent = 0
        self._open: set[asyncio.Task[None]] = set()

    async def some(self, count: int | None) -> None:
        """`count` requests, or until the end comes from outside."""
        while count is None or self._sent < count:
            self._sent += 1
            name = f"r{self._run:03}n{self._sent:04}"
            task = asyncio.create_task(self._both(name))
            self._open.add(task)
            task.add_done_callback(self._open.discard)
            await asyncio.sleep(EVERY_S)
        await asyncio.gather(*self._open)

    async def _both(self, name: str) -> None:
        kind, event = self._request(name)
        handle = self._studio.desk.handle
        if self._chance.random() < 0.5:
            answers = await asyncio.gather(handle(event), handle(event))
        else:
            answers = (await handle(event), await handle(event))
        opens = next((a.opens for a in answers if isinstance(a, Quiet) and a.opens), "")
        told = any(not isinstance(a, Quiet) for a in answers)
        if opens and kind == "brief":
            self._threads.append(opens)
        line = {"name": name, "kind": kind, "opens": opens, "told": told}
        os.write(self._log, json.dumps(line).encode() + b"\n")

    def _request(self, name: str) -> tuple[str, Event]:
        dice, now = self._chance.random(), time.time()
        if dice < 0.3 and self._threads:
            thread = replace(CHANNEL, thread=self._chance.choice(self._threads))
            if dice < 0.15:
                return "reply", Reply(name, ME, thread, now, f"make the sky darker {name}")
            values: tuple[tuple[str, str], ...] = (("instruction", f"a darker sky {name}"),)
            return "edit", Invocation(name, ME, thread, now, "edit", values=values)
        values = (("what", f"a can on stone {name}"), ("model", MODEL))
        if dice > 0.85:
            values = (*values, ("count", "2"), AGREED)
            return "set", Invocation(name, ME, CHANNEL, now, "brief", values=values)
        return "brief", Invocation(name, ME, CHANNEL, now, "brief", values=values)


async def quiet(studio: Studio) -> None:
    """Until nothing is queued, running, unheard or unshown. Raises TimeoutError."""
    async with asyncio.timeout(PATIENCE_S):
        while await studio.office.look(_busy) or studio.worker.busy:
            await asyncio.sleep(0.05)


def _busy(tx: Transaction) -> int:
    """What people are told in the morning is no unfinished work."""
    row = tx.one(
        "SELECT (SELECT count(*) FROM jobs WHERE state IN ('queued', 'running') "
        "AND kind <> 'tell') "
        "+ (SELECT count(*) FROM inbox WHERE state = 'new') "
        "+ (SELECT count(*) FROM dirty) AS n"
    )
    return row.int("n") if row else 0


async def settle(studio: Studio) -> None:
    """A person decides about every uncertain order: every other one is run again, twice pressed."""
    found = await studio.office.look(
        lambda tx: [
            row.text("id")
            for row in tx.all("SELECT id FROM versions WHERE state = 'uncertain' ORDER BY id")
        ]
    )
    for n, version in enumerate(found):
        made = press("give_back" if n % 2 else "run_uncertain", version)
        event = Press(f"settle {version}", ME, CHANNEL, time.time(), made)
        await asyncio.gather(studio.desk.handle(event), studio.desk.handle(event))


async def main(what: str, folder: Path, port: int, run: int, *, repeatable: bool) -> None:
    settings = read_settings({"data": str(folder / "data"), "backup_daily": "no"})
    parts = Parts(
        clock=SystemClock(),
        ids=SystemIds(),
        files=LocalFiles(settings.files()),
        pixels=ThreadPixels(),
        models={Provider.GOOGLE: FarModel(port)},
        catalogue=catalogue(repeatable=repeatable),
    )
    studio = await open_studio(settings, parts)
    await let_spend(studio.office)
    await studio.start()
    print("open", flush=True)
    sender = Sender(studio, folder, run)
    if what == "work":
        await sender.some(None)
    if what == "drain":
        await sender.some(MORE)
    if what == "settle":
        await settle(studio)
    await quiet(studio)
    await studio.stop()


if __name__ == "__main__":
    asyncio.run(
        main(
            sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]),
            repeatable=sys.argv[5] == "repeatable",
        )
    )  # fmt: skip
