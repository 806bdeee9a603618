"""A stand-in in a process of its own, seen from the process that measures: started, driven over its
control address, ended."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from tests.standins.slack.world import Json

ROOT = Path(__file__).resolve().parents[3]


@dataclass
class Remote:
    """`about`: base_url, tokens, people and channels by name."""

    origin: str
    about: Json
    session: ClientSession

    async def do(self, name: str, **how: Any) -> Json:
        """One thing of control.py; AssertionError with what the stand-in says against it."""
        async with self.session.post(f"{self.origin}/control", json={"do": name, **how}) as came:
            said: Json = await came.json()
        if "wrong" in said:
            raise AssertionError(f"{name}: {said['wrong']}")
        return said

    async def act(self, person: str, act: str, *args: Any, **named: Any) -> Json:
        return await self.do("act", person=person, act=act, args=list(args), named=named)


@asynccontextmanager
async def remote_slack(*options: str) -> AsyncIterator[Remote]:
    """`options`: of the command line, --no-limits and --file-delay N."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.standins.slack", *options,
        cwd=ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        origin = (await process.stdout.readline()).decode().strip()
        async with ClientSession() as session:
            remote = Remote(origin, {}, session)
            remote.about = await remote.do("about")
            yield remote
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
