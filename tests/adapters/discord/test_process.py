"""The program as people start it: settings from the environment, Discord joined, ended by a signal."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.discord.studio import plain
from tests.standins.discord import Discord, pictures

ROOT = Path(__file__).parents[3]
PATIENCE_S = 60.0
"""A process starts, a sketch is drawn, on a busy machine."""


def settings(d: Discord, folder: Path, data: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "TMPDIR": str(folder),
        "ARTDESK_DATA": str(folder / data),
        "ARTDESK_PORT": "0",
        "ARTDESK_BACKUP_DAILY": "false",
        "ARTDESK_DISCORD_TOKEN": d.token,
        "ARTDESK_DISCORD_API_URL": d.api,
        "ARTDESK_DISCORD_GATEWAY_URL": d.gateway.url,
        "ARTDESK_DISCORD_CDN_URL": d.url,
    }


async def started(d: Discord, folder: Path, data: str = "data") -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run",
        cwd=ROOT, env=settings(d, folder, data), stdout=PIPE, stderr=PIPE,
    )  # fmt: skip


@pytest.fixture
async def program(d: Discord, tmp_path: Path) -> AsyncIterator[Process]:
    running = await started(d, tmp_path)
    try:
        await d.online(timeout=PATIENCE_S)
        yield running
    finally:
        if running.returncode is None:
            running.kill()
            await running.wait()


async def test_the_program_joins_answers_and_ends_by_a_signal(
    d: Discord, program: Process, tmp_path: Path
) -> None:
    await d.until(lambda: d.member.offered(d.briefs), "commands", PATIENCE_S)
    await d.member.slash("brief", d.briefs, what="a can on wet stone model:sketch")
    root = await d.until(
        lambda: next((m for m in d.posted(d.briefs) if pictures(m)), None), "a picture", PATIENCE_S
    )
    second = await started(d, tmp_path, "other")  # another studio with the same token
    out, err = await asyncio.wait_for(second.communicate(), PATIENCE_S)
    program.send_signal(signal.SIGTERM)
    said, log = await asyncio.wait_for(program.communicate(), PATIENCE_S)

    assert "1.1" in plain(root)
    assert second.returncode == 1, (out, err)
    assert program.returncode == 0
    assert b"Artdesk is open at" in said
    assert d.token.encode() not in said + log + out + err
    assert b"wet stone" not in log
