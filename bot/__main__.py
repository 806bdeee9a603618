"""The command line: run, doctor, link, manifest, grant, backup... run = until told to stop."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

from bot import chores
from bot.errors import Problem
from bot.settings import Settings, read_settings
from bot.views import terminal
from bot.wiring import open_studio, serve


async def run(settings: Settings) -> int:
    """Until the first stop signal; a second one drops what runs. What could not start is closed."""
    hard: list[asyncio.Task[None]] = []
    async with AsyncExitStack() as closing:
        studio = await open_studio(settings)
        closing.push_async_callback(studio.stop)
        server, url = await serve(studio)
        closing.push_async_callback(server.stop)
        await studio.start()
        print(terminal.opened(url, local=settings.is_local()), flush=True)  # noqa: T201
        stop, loop = asyncio.Event(), asyncio.get_running_loop()

        def told() -> None:
            if stop.is_set():
                hard.append(asyncio.ensure_future(studio.worker.abandon()))
            stop.set()

        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, told)
        await stop.wait()
        if studio.worker.busy:
            print(terminal.finishing(studio.worker.busy), flush=True)  # noqa: T201
    await asyncio.gather(*hard)
    print(terminal.stopped(), flush=True)  # noqa: T201
    return 0


def main(words: list[str]) -> int:
    """The exit code: 0 done, 1 a problem that a person can act on, 2 not understood."""
    parser = argparse.ArgumentParser(prog="python -m bot", description=terminal.ABOUT)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (help_words, arguments, _) in _CHORES.items():
        added = commands.add_parser(name, help=help_words)
        for flag, what in arguments:
            added.add_argument(flag, help=what)
    given = parser.parse_args(words)
    try:
        settings = read_settings()
        return _CHORES[given.command][2](settings, given)
    except Problem as problem:
        print(terminal.sentence(problem), file=sys.stderr)  # noqa: T201
        return 1


Chore = Callable[[Settings, argparse.Namespace], int]


def _said(said: chores.Said) -> int:
    print("\n".join(said.lines))  # noqa: T201
    return 0 if said.well else 1


_CHORES: dict[str, tuple[str, tuple[tuple[str, str], ...], Chore]] = {
    "run": (terminal.RUN, (), lambda settings, _: asyncio.run(run(settings))),
    "doctor": (
        terminal.DOCTOR,
        (),
        lambda settings, _: _said(asyncio.run(chores.doctor(settings))),
    ),
    "link": (
        terminal.LINK,
        (("name", terminal.LINK_NAME),),
        lambda settings, given: _said(asyncio.run(chores.link(settings, given.name))),
    ),
    "manifest": (
        terminal.MANIFEST,
        (("platform", terminal.MANIFEST_PLATFORM),),
        lambda settings, given: _said(chores.manifest(settings, given.platform)),
    ),
    "grant": (
        terminal.GRANT,
        (("amount", terminal.GRANT_AMOUNT),),
        lambda settings, given: _said(asyncio.run(chores.grant(settings, given.amount))),
    ),
    "backup": (
        terminal.BACKUP,
        (),
        lambda settings, _: _said(chores.back_up(settings)),
    ),
    "restore": (
        terminal.RESTORE,
        (("source", terminal.RESTORE_SOURCE),),
        lambda settings, given: _said(chores.restore(settings, Path(given.source))),
    ),
    "verify": (
        terminal.VERIFY,
        (),
        lambda settings, _: _said(chores.verify(settings)),
    ),
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
