"""python -m tests.standins.slack: the stand-in in a process of its own. Prints its address as one line
and serves until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio
import signal
from collections.abc import Sequence

from aiohttp import web

from tests.standins.slack.control import Control
from tests.standins.slack.standin import Slack, serving


class Driven(Slack):
    """With /control beside Slack's own addresses."""

    def application(self) -> web.Application:
        app = super().application()
        app.router.add_post("/control", Control(self).handle)
        return app


async def run(port: int, file_delay: int, *, limits: bool) -> None:
    slack = Driven()
    slack.limits.on, slack.file_delay = limits, file_delay
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with serving(slack, port):
        print(slack.world.origin, flush=True)
        await stop.wait()


def main(args: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.standins.slack", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--no-limits", action="store_true", help="without Slack's rate limits")
    parser.add_argument(
        "--file-delay", type=int, default=0, help="files.info calls until an upload is processed"
    )
    said = parser.parse_args(args)
    asyncio.run(run(said.port, said.file_delay, limits=not said.no_limits))


if __name__ == "__main__":
    main()
