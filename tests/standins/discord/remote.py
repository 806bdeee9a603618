"""A stand-in in a process of its own, seen from the process that measures: started, driven over its
control address, ended."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from tests.standins.discord.refusals import Json

ROOT = Path(__file__).resolve().parents[3]


@dataclass
class Remote:
    """`about`: addresses, token, guild, people and channels by name."""

    about: Json
    session: ClientSession

    async def do(self, door: str, **asked: Any) -> Any:
        """One door of control.py; AssertionError with what the stand-in says against it."""
        async with self.session.post(f"{self.about['control']}/{door}", json=asked) as came:
            said: Json = await came.json()
        if "error" in said:
            raise AssertionError(f"{door}: {said['error']}")
        return said["ok"]


@asynccontextmanager
async def remote_discord(*options: str) -> AsyncIterator[Remote]:
    """`options`: of the command line, --no-limits, --channels N, --people N."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.standins.discord", *options,
        cwd=ROOT, stdout=asyncio.subprocess.PIPE, limit=2**24,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        about = json.loads(await process.stdout.readline())
        async with ClientSession() as session:
            yield Remote(about, session)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
