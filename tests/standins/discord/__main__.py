"""The stand-in as a process of its own, for benchmarks: prints one line of JSON with its addresses, then
serves until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal

from tests.standins.discord.control import Control
from tests.standins.discord.standin import Discord, serving


async def serve(port: int, *, limits: bool, checking: bool, channels: int, people: int) -> None:
    standin = Discord()
    standin.limits.on, standin.checking.on = limits, checking
    control = Control(standin)
    await control.on_world({"channels": channels, "people": people})
    stop = asyncio.Event()
    for told in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(told, stop.set)
    async with serving(standin, port, control.serve):
        print(json.dumps(standin.state() | {"control": f"{standin.url}/control"}), flush=True)
        await stop.wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.standins.discord", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 = a free one")
    parser.add_argument("--no-limits", action="store_true", help="rate limits are not enforced")
    parser.add_argument("--checking", action="store_true", help="compare with the official schemas")
    parser.add_argument("--channels", type=int, default=0, help="channel-1, channel-2...")
    parser.add_argument("--people", type=int, default=0, help="person-1, person-2...")
    given = parser.parse_args()
    running = serve(
        given.port,
        limits=not given.no_limits,
        checking=given.checking,
        channels=given.channels,
        people=given.people,
    )
    asyncio.run(running)


if __name__ == "__main__":
    main()
